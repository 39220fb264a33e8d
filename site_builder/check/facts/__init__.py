"""Rules of facts: what is stated twice, out of order, doubtful, overtaken by time, or unused."""

"""Rules of words: what the public reads, against the facts, and how plain it is."""

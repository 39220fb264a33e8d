"""What the public reads: against the facts, against what the law calls people and things, and how plain it is."""

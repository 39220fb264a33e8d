"""What follows from a registry: its facts, what the law adds, and the laid-out notice. Pure: no files, no clock."""

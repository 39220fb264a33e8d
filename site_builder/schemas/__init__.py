"""Data: the shape of each file of the registry, and what the feed's keys mean. Knows nothing above the core."""

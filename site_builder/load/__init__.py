"""Files to what they say, or to problems at a line and column. Reads; never writes."""

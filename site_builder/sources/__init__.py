"""Text to core values, or to problems for people. Reads; never writes."""

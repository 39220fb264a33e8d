"""From bytes to a registry, or to problems for people. Reads; never writes."""

"""The decision service, over a real line."""

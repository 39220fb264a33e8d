"""Reads a published feed as the public registry that it was made from."""

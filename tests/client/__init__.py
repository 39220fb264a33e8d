"""The client, and what is done to it."""

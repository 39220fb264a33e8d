"""The gate: what it answers, and what others answer in its place."""

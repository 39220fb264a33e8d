"""The feed for other systems: JSON-LD, its context, its schemas, and its parts."""

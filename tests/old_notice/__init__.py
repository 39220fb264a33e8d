"""An old notice becomes a registry: its words, and no fact."""

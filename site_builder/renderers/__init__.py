"""Core values to bytes. Renderers know nothing of each other and write nothing."""

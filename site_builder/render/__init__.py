"""From a registry to bytes. Renderers do not import each other, and write no files."""

"""The preview while somebody edits: every page and PDF as it would be published, with problems on top.

On this computer alone, and nothing is written.
"""

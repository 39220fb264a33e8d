"""The preview during editing: every page and PDF as it would be published, with problems on top.

It is served to this computer only, and writes nothing.
"""

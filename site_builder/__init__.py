"""One registry of recipients and purposes, rendered as public page, accessible PDF and JSON-LD feed."""

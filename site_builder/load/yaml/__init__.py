"""Reads a registry's YAML: texts, lists and fields, each with its place, exactly as typed."""

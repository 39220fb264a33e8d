"""YAML as a registry has it: text, lists and fields, each with its place, exactly as typed."""

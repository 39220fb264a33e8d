"""The JSON Schemas of a registry's files and the feed's RDF terms, made from the model."""

"""What a field of the registry means, and what a word that a field takes means, for people who look it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from site_builder.locale import fixed_words
from site_builder.schemas.json_schemas import documents

TYPE = "type"


def meanings_of(name: str) -> list[str]:
    """Sentences about the field, the value or the type of condition with this name; none if there is no such thing."""
    return _glossary().get(name.strip(": ").lower().replace(" ", "_").replace("-", "_"), [])


@cache
def _glossary() -> Mapping[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for schema in documents().values():
        for name, sentence in _described(schema):
            found.setdefault(name, {})[sentence] = None
    return {name: [*sentences] for name, sentences in found.items()}


def _described(schema: Any) -> Iterator[tuple[str, str]]:
    """The names in a schema and its parts, each with a sentence."""
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _described(part)
    if not isinstance(schema, dict):
        return
    kind = schema.get("if", {}).get("properties", {}).get(TYPE, {}).get("const")
    if kind and "properties" in schema.get("then", {}):
        fields = ", ".join(field for field in schema["then"]["properties"] if field != TYPE)
        more = f" Its fields: {fields}." if fields else ""
        yield kind, f"A type of condition: {schema['then'].get('description', '').rstrip('.')}.{more}"
    for field, of_field in _properties(schema):
        values = of_field.get("enum", of_field.get("items", {}).get("enum", []))
        if about := of_field.get("description"):
            takes = f" It takes: {', '.join(values)}." if values else ""
            yield field, f"A field: {about}{takes}"
        told = fixed_words("en")["words"].get(field, {})
        for value in values:
            meaning = str(told.get(value, "")).replace("{sender}", "we") if isinstance(told, dict) else ""
            yield value, f"A word that {field} takes{f': {meaning}' if meaning else ''}."


def _properties(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    properties = schema.get("properties", {})
    yield from ((name, field) for name, field in properties.items() if isinstance(field, dict) and name != TYPE)

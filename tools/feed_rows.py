"""Every key of every type of node of the feed, with all that a page says of it: from the model, schemas and terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.facts.feed_form import feed_classes, feed_fields, is_node
from site_builder.load.feed.reader import TYPES
from site_builder.model import Disclosure, Notice, Passage, Recipient, Registry, Section
from site_builder.model.conditions import CONDITIONS
from site_builder.render.feed.keys import conditional
from site_builder.render.feed.schema import KeyText, key_text, name_of, owner
from site_builder.schemas.feed_terms import feed_terms
from site_builder.schemas.shapes import field_shape
from tools.feed_examples import Examples

Schema = Mapping[str, Any]

FIRST = (Registry, Notice, Section, Passage)
"""What a reader meets first; then disclosures and recipients with their parts, then everything else."""

KEYWORDS = {"@context": "@context", "id": "@id", "type": "@type", "included": "@included"}
"""Keys that are names for keywords of JSON-LD."""

OF_OTHERS: Mapping[str, tuple[str, ...]] = {
    "publisher": ("Organisation",),
    "controller": ("Organisation",),
    "part_of": ("Recipient",),
}
"""The types of node whose ids stand in keys that no schema of the registry describes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One key of one type of node; conditions of all types share some rows, whose `name` is `Condition`.

    `schema` is what the strict schema has for it, `kinds` the types of node whose ids it holds, `term` the concept that
    it is a name for.
    """

    cls: type
    name: str
    key: str
    required: bool
    told: KeyText
    schema: Schema
    kinds: tuple[str, ...]
    term: str
    example: Any

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return anchor(self.name, self.key)


def anchor(name: str, key: str) -> str:
    """The address of a key on the page: `disclosure-purposes`."""
    return re.sub(r"[^\w-]", "", f"{name}-{key}".lower())


def in_order() -> tuple[type, ...]:
    """The types of node in the order in which a reader of the feed meets them, the conditions last."""
    found = dict.fromkeys([*FIRST, *_with_parts(Disclosure), *_with_parts(Recipient), *feed_classes()])
    return (*(cls for cls in found if not conditional(cls)), *CONDITIONS.values())


def rows(definitions: Schema, examples: Examples) -> Iterator[Row]:
    """The rows of all types of node, in order; `definitions` are those of the strict schema.

    Raises KeyError where a key has no sentence or no term, LookupError where it has no example.
    """
    first = next(iter(CONDITIONS.values()))
    for cls in in_order():
        if cls is first:
            yield from (_row(cls, key, held, definitions["Condition"], examples) for key, held in _shared(definitions))
        for key, held in definitions[name_of(cls)]["properties"].items():
            if owner(cls, key) == name_of(cls):
                yield _row(cls, key, held, definitions[name_of(cls)], examples)


def _with_parts(cls: type) -> Iterator[type]:
    yield cls
    for field in feed_fields(cls):
        if is_node(field.one):
            yield from _with_parts(field.one)


def _shared(definitions: Schema) -> Iterator[tuple[str, Schema]]:
    """What conditions of all types have, as the schemas of the single types have it together."""
    types = [{"const": "Condition"}, {"enum": sorted(set(feed_terms().conditions.values()))}]
    yield "id", {"$ref": "#/$defs/conditionId"}
    yield "type", {"type": "array", "prefixItems": types}
    yield "kind", definitions["Condition"]["properties"]["kind"]


def _row(cls: type, key: str, held: Schema, definition: Schema, examples: Examples) -> Row:
    name, kinds = owner(cls, key), tuple(_kinds(cls, key))
    said, term = key_text(cls, key), KEYWORDS.get(key) or feed_terms().keys[key]
    example = examples.of(name_of(cls), key, kinds)
    return Row(cls, name, key, key in definition["required"], said, held, kinds, term, example)


def _kinds(cls: type, key: str) -> Iterator[str]:
    field = next((f for f in feed_fields(cls) if f.key == key), None)
    of_schema: Sequence[str] = field_shape(cls, field).get("x-kind", ()) if field else ()
    yield from [TYPES[kind] for kind in of_schema if key != "possible_conditions"] or OF_OTHERS.get(key, ())

"""What the registry's own schemas say of a field: title, description, closed words, bounds. Documented there, once.

The feed's schemas and its reader both go by this, so that they give the same verdict.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from site_builder.core.conditions import CONDITIONS
from site_builder.core.feed_form import FROM_DATES, feed_fields, is_node
from site_builder.core.fields import Field
from site_builder.core.model import (
    VOCABULARIES,
    Confirmation,
    Disclosure,
    History,
    Notice,
    Organisation,
    Passage,
    Recipient,
    Registry,
    Retired,
    Section,
)
from site_builder.core.values import Url
from site_builder.schemas.feed_terms import feed_terms

Shape = Mapping[str, Any]

HOMES: Mapping[type, str] = {
    Registry: "organisation.schema.json#",
    Organisation: "organisation.schema.json#",
    Recipient: "recipient.schema.json#",
    Notice: "notice.schema.json#",
    Section: "notice.schema.json#/properties/sections/additionalProperties",
    Disclosure: "common.schema.json#/$defs/disclosure",
    Confirmation: "common.schema.json#/$defs/confirmations/items",
    Retired: "retired.schema.json#/additionalProperties",
    **{cls: f"{name}.schema.json#/additionalProperties" for name, cls in VOCABULARIES.items()},
}
"""Where the schema of an object of each class stands; those of parts and of conditions are found from these."""

MADE = (Passage, History)
"""Parts that the loader makes and nobody types: the table of terms describes their fields."""

HIDDEN = r"\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069"
"""Control characters but the new line, and those that turn the direction of text."""

TEXT = rf"^[^\S{HIDDEN}]*[^\s{HIDDEN}][^{HIDDEN}]*$"
"""Something to read. Before its first letter stand spaces alone, or a long text would be tried for ever."""

TAG = "^[a-z]{2,3}(-[a-z0-9]{2,8})*$"
DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
WORD = "^[a-z][a-z0-9_]*$"
TYPE = "^[A-Z][A-Za-z0-9]*$"
"""The name of a node's type, also of one that a later version adds."""

THINGS = {*(cls.__name__ for cls in HOMES), "Condition"}
"""The node types of what has its own place in a feed; others are parts of these, wherever they stand."""

PART = r"(\.[a-z0-9_-]+)+"
"""What follows the id of a thing in the id of a part of it."""


def field_shape(cls: type, field: Field) -> Shape:
    """The schema of one value of a field, references resolved, with `title` and `description` where it has them.

    Raises KeyError where neither the registry's schemas nor the table of terms describe the field.
    """
    return _field_shapes(cls)[field.name]


def closed_words(cls: type, field: Field, *, strict: bool = False) -> tuple[str, ...]:
    """The words that a field may hold; none where a later version may add some, unless `strict`.

    To what narrows a disclosure no word is ever added: a reader that did not know it would share too much.
    """
    if not (strict or cls in CONDITIONS.values() or field.key in feed_terms().narrowing):
        return ()
    more = FROM_DATES if (cls, field.key) == (Disclosure, "status") else ()
    return (*field_shape(cls, field)["enum"], *more)


def least(cls: type) -> int:
    """How many keys, with that of its type, the registry's schemas ask of an object of a class at least."""
    return int(_objects()[cls].get("minProperties", 0))


@cache
def misplaced(cls: type) -> frozenset[str]:
    """The keys that narrow, and that nodes of a class do not have: to add one there would narrow by the way."""
    return frozenset(feed_terms().narrowing) - {field.key for field in feed_fields(cls)}


@cache
def recipient_types() -> tuple[str, ...]:
    """The types of recipient, as node types: the first letter is large."""
    return tuple(str(word).capitalize() for word in _properties(Recipient)["type"]["enum"])


def text_pattern(cls: type, field: Field) -> str:
    """The pattern of a text or address."""
    return str(field_shape(cls, field).get("pattern") or (pattern("address") if field.one is Url else TEXT))


def pattern(name: str) -> str:
    """The pattern of one of the shared definitions, such as `id` or `address`."""
    return str(_resolved({"$ref": f"common.schema.json#/$defs/{name}"}, "")["pattern"])


@cache
def _field_shapes(cls: type) -> Mapping[str, Shape]:
    return {field.name: _field_shape(cls, field) for field in feed_fields(cls)}


def _field_shape(cls: type, field: Field) -> Shape:
    terms = feed_terms()
    bare = field.name.removesuffix("_")
    found = {**_one(_properties(cls).get(bare, {}))}
    own = terms.described.get(f"{cls.__name__}.{field.key}") or ("title" not in found and terms.described[field.key])
    if own:
        found["title"], found["description"] = own
    if field.key in terms.enums:
        found["enum"] = terms.enums[field.key]
    return found


@cache
def _properties(cls: type) -> Mapping[str, Any]:
    if cls in MADE:
        return {}
    found: dict[str, Any] = _one(_objects()[cls]).get("properties", {})
    return found


@cache
def _objects() -> Mapping[type, Shape]:
    """The schema of the objects of each class, tagged with the document that it stands in."""
    found: dict[type, Shape] = {cls: _resolved({"$ref": home}, "") for cls, home in HOMES.items()}
    for cls in tuple(found):
        found |= dict(_parts(cls, found[cls]))
    rules = _resolved({"$ref": "common.schema.json#/$defs/condition"}, "")["allOf"]
    for rule in rules:
        kind = rule["if"]["properties"]["type"]["const"]
        found[CONDITIONS[kind]] = _tagged(rule["then"], "common.schema.json")
    return found


def _parts(cls: type, shape: Shape) -> Iterator[tuple[type, Shape]]:
    for field in feed_fields(cls):
        if is_node(field.one) and field.one not in (*MADE, Section):
            yield field.one, _one(shape["properties"][field.name])


def _one(shape: Shape) -> Shape:
    """Of a list the schema of an entry, of a choice the part that is no answer; the outer title stays."""
    found = _resolved(shape, shape.get("$file", ""))
    outer = {k: found[k] for k in ("title", "description") if k in found}
    if "oneOf" in found:
        return {**_one(_tagged(found["oneOf"][-1], found["$file"])), **outer}
    if "items" in found:
        return {**_one(_tagged(found["items"], found["$file"])), **outer}
    return found


def _resolved(shape: Shape, file: str) -> Shape:
    """A schema with its reference followed; what stands beside the reference wins."""
    if "$ref" not in shape:
        return _tagged(shape, file)
    name, _, pointer = shape["$ref"].partition("#")
    target: Any = _documents()[name or file]
    for step in pointer.split("/")[1:]:
        target = target[step]
    beside = {k: v for k, v in shape.items() if k not in ("$ref", "$file")}
    return {**_resolved(target, name or file), **beside}


def _tagged(shape: Shape, file: str) -> Shape:
    """The schema, and in each of its properties, the name of the document that its references are relative to."""
    tagged = {**shape, "$file": shape.get("$file", file)}
    if "properties" in shape:
        named = {k: v for k, v in shape["properties"].items() if isinstance(v, dict)}
        tagged["properties"] = {k: {"$file": tagged["$file"], **v} for k, v in named.items()}
    return tagged


@cache
def _documents() -> Mapping[str, Any]:
    found = Path(__file__).parent.glob("*.schema.json")
    return {part.name: json.loads(part.read_text(encoding="utf-8")) for part in found}

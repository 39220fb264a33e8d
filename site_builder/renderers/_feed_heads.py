"""The parts of the feed's schemas that need no field: values, ids, types, places, the feed's own head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.core.addresses import ROOT
from site_builder.core.conditions import CONDITIONS
from site_builder.core.derived import DERIVED
from site_builder.core.feed_form import ROOT_TYPES, WHOLE, feed_classes, feed_fields, is_node
from site_builder.core.fields import field_types
from site_builder.core.model import Confirmation, Disclosure, Notice, Recipient, Registry, Section
from site_builder.renderers._feed_keys import conditional
from site_builder.schemas.feed_terms import feed_terms, reserved_ids
from site_builder.schemas.shapes import DAY, NODE_TYPES, PART, TAG, TEXT, TYPE, WORD, pattern, recipient_types

Schema = dict[str, Any]

ID = pattern("id").strip("^$")


DERIVED_KEYS = ("broader", *DERIVED)
"""Keys that repeat facts for readers of DPV alone: ours passes over them, whatever they hold."""

OPTIONAL = ("whole", *DERIVED_KEYS)
"""Keys of heads that may be left out."""


def string(matched: str, **more: Any) -> Schema:
    """Text that matches as a whole: in some languages `$` also matches before a final new line."""
    return {"type": "string", "pattern": f"{matched}(?!\\n)", **more}


def ref(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def values(*, strict: bool) -> Schema:
    """The definitions of values; only a strict schema knows all kinds of condition."""
    kinds = "|".join(CONDITIONS) if strict else WORD.strip("^$")
    tagged = {"type": "object", "minProperties": 1, "propertyNames": string(TAG)}
    may_lack = {**string(TEXT), "type": ["string", "null"]}
    return {
        "name": string(f"^{ID}({PART})?$"),
        "id": string(
            f"^{ID}$", description="The id of a thing, for ever.", **{"not": {"enum": sorted(reserved_ids())}}
        ),
        "factId": string(rf"^{ID}{PART}$", description="The id of a part of a thing: of one fact."),
        "conditionId": string(rf"^{ID}\.conditions\.({kinds})$"),
        "text": string(TEXT),
        "words": {**tagged, "description": "The words in each language.", "additionalProperties": ref("text")},
        "listOfWords": {
            **tagged,
            "description": "The entries in each language, in one order; null where one is not translated.",
            "additionalProperties": {"type": "array", "minItems": 1, "items": may_lack},
        },
        "word": string(WORD),
        "day": string(DAY, format="date"),
        "address": string(pattern("address")),
    }


def added(*, strict: bool) -> Iterator[tuple[str, Schema]]:
    """The definitions of what a later version may add.

    No keyword of JSON-LD and no IRI may be a key, wherever it stands, nor may a second list of nodes: it would say
    something to some readers and nothing to others.
    """
    yield "key", {"pattern": "^[^@:]*$", "not": {"const": "included"}}
    if not strict:
        new = {**string(TYPE), "not": {"enum": sorted(NODE_TYPES)}}
        yield "newType", {"if": {"type": "array"}, "then": {"items": new}, "else": new}
        yield "Added", {"propertyNames": ref("key"), "additionalProperties": ref("Added"), "items": ref("Added")}


def name_of(cls: type) -> str:
    """The name of a class's definition: of a condition its kind, for a part of a disclosure may be called the same."""
    return next((kind for kind, made in CONDITIONS.items() if made is cls), cls.__name__)


def stands_in_included(cls: type) -> bool:
    """Whether instances stand in `included`; conditions, which do so too, are told apart by another key."""
    has_place = "id" in field_types(cls) and cls not in (Notice, Section, Disclosure)
    return has_place or cls is Confirmation


def head(cls: type, *, strict: bool) -> Schema:
    """The keys of a node that are no fields: its id and type, its place, and in a strict schema what is derived."""
    if cls is Registry:
        return _registry()
    if conditional(cls):
        return _condition(name_of(cls))
    return {
        "id": _id(cls),
        "type": _RECIPIENT if cls is Recipient else {"const": cls.__name__},
        **{key: _ADDED[key] for key in _added_to(cls) if strict or key not in DERIVED_KEYS},
    }


def _id(cls: type) -> Schema:
    if cls is Section:
        return string(rf"^{ID}\.sections\.{ID}$")
    return ref("id" if "id" in field_types(cls) else "factId")


def _registry() -> Schema:
    base = {"type": "object", "required": ["@base"], "properties": {"@base": string("^https://.+/id/$")}}
    context = [string(r"^https://.+/data/v1/context\.jsonld$"), {**base, "additionalProperties": False}]
    return {
        "@context": {"type": "array", "prefixItems": context, "minItems": len(context), "items": False},
        "$schema": string(r"^https://.+/data/v1/feed(\.consumer)?\.schema\.json$"),
        "id": {"const": ROOT},
        "type": {"const": list(ROOT_TYPES)},
        "whole": string(f"^https://.+/{WHOLE}$"),
        "title": ref("words"),
        "publisher": ref("id"),
        "controller": ref("id"),
        **{key: {"type": "array", "items": ref(name)} for key, name in _LISTS.items()},
    }


def _condition(kind: str) -> Schema:
    types = ["Condition", feed_terms().conditions[kind]]
    return {"id": string(rf"^{ID}\.conditions\.{kind}$"), "type": {"const": types}, "kind": {"const": kind}}


def _added_to(cls: type) -> Iterator[str]:
    holders = ((holder, field) for holder in feed_classes() for field in feed_fields(holder))
    if cls is Disclosure:
        yield "part_of"
        yield from DERIVED
    if cls is Disclosure or any(f.one is cls and f.many and is_node(cls) for _, f in holders):
        yield "position"
    if "dpv_term" in field_types(cls):
        yield "broader"


_DPV = "|".join(name for name, iri in feed_terms().prefixes.items() if iri.startswith("https://w3id.org/dpv"))

_ADDED: Mapping[str, Schema] = {
    "part_of": ref("id"),
    "position": {"type": "integer", "minimum": 1},
    **{field: {"type": "array", "minItems": 1, "items": {"enum": list(words)}} for field, words in DERIVED.items()},
    "broader": {"type": "array", "minItems": 1, "items": string(f"^({_DPV}):[A-Za-z][A-Za-z0-9-]*$")},
}

_LISTS = {"notices": "Notice", "disclosures": "Disclosure", "included": "Included"}

_RECIPIENT: Schema = {
    "type": "array",
    "prefixItems": [{"const": "Recipient"}, {"enum": list(recipient_types())}],
    "minItems": 2,
    "items": False,
}

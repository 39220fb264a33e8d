"""Definitions of the registry's schemas that are no field of the model: forms of values, blocks, translations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Schema = dict[str, Any]
KINDS = (
    *("organisation", "notices", "recipients", "disclosures", "conditions", "purposes", "programmes", "bodies"),
    *("data_categories", "data_subjects", "roles", "places", "agreements", "laws"),
)
"""The kinds of thing that have an id."""
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def ref(name: str) -> Schema:
    """A reference to a shared definition."""
    return {"$ref": f"common.schema.json#/$defs/{name}"}


def closed(properties: Mapping[str, Any], required: Iterable[str] = ()) -> Schema:
    """An object with these fields and no other."""
    return {"type": "object", "additionalProperties": False, "required": [*required], "properties": {**properties}}


def described(says: str, shape: Mapping[str, Any], title: str = "") -> Schema:
    """A schema with its sentence, below its title if it has one."""
    return {**({"title": title} if title else {}), "description": says, **shape}


def some(entry: Mapping[str, Any], *, unique: bool = False) -> Schema:
    """A list with at least one entry; `unique`: none of them twice."""
    differ = {"uniqueItems": True} if unique else {}
    return {"type": "array", "minItems": 1, **differ, "items": {**entry}}


def by_id(entry: Mapping[str, Any], *, least: int = 0) -> Schema:
    """Things by their ids."""
    at_least = {"minProperties": least} if least else {}
    return {"type": "object", **at_least, "propertyNames": ref("id"), "additionalProperties": {**entry}}


def blocks(kinds: Sequence[str], proposed: Mapping[str, Any]) -> Schema:
    """The blocks at the bottom of a file of things of these kinds, by their ids."""
    why = described("Why it is proposed, for the data protection officer.", ref("words"), "reason")
    suggestions = "Suggestions; never published. A list adds to what stands, a single value would take its place."
    of_things = {
        "proposed": (suggestions, closed({**proposed, "reason": why}, ["reason"])),
        "confirmed": ("Who confirmed which facts.", ref("confirmations")),
        "internal": ("Never published.", ref("internal")),
    }
    names = {**ref("id"), "x-kind": [*kinds]}
    return {
        key: described(says, {"type": "object", "propertyNames": names, "additionalProperties": of_thing}, key)
        for key, (says, of_thing) in of_things.items()
    }


COMMON: Schema = {
    "id": {
        "title": "id",
        "description": "Small letters, digits and hyphens, beginning with a letter; at most 63; for ever.",
        "type": "string",
        "pattern": "^[a-z][a-z0-9-]{0,62}$",
        "not": {"enum": ["not-stated"]},
    },
    "id_or_not_stated": {
        "title": "id",
        "description": "An id, or not_stated.",
        "type": "string",
        "pattern": "^([a-z][a-z0-9-]{0,62}|not_stated)$",
    },
    "field_name": {
        "title": "name of a field",
        "description": "As it is written before the colon.",
        "type": "string",
        "pattern": "^[a-z][a-z0-9_]*$",
    },
    "name": {
        "title": "name",
        "description": "Text on one line, without quotes.",
        "type": "string",
        "x-form": "name",
        "minLength": 1,
        "maxLength": 500,
    },
    "words": {
        "title": "words",
        "description": "Sentences below |, one to a line.",
        "type": "string",
        "x-form": "words",
        "minLength": 1,
    },
    "address": {
        "title": "address",
        "description": "A web address that begins with https://, or mailto: or tel:.",
        "type": "string",
        "x-form": "name",
        "pattern": '^(https://[^\\s<>"{}|\\\\^`]+|mailto:[^\\s<>"{}|\\\\^`]+|tel:\\+?[0-9-]+)$',
    },
}
"""The forms of values."""


def internal(rules: Iterable[str]) -> Schema:
    """What stands under `internal` of one thing; `rules` are those whose warnings may be accepted."""
    words, day, address = ref("words"), {"type": "string", "format": "date"}, ref("address")
    policy = (
        "Where the appropriate policy document is kept (Schedule 1 to the Data Protection Act 2018, "
        "paragraphs 38 to 41): that of the organisation, or of this sharing alone."
    )
    assessment = {
        "status": described("Of the assessment.", {"enum": ["not_needed", "due", "done"]}, "status"),
        "reason": described("Why there is none, or why it is due.", words, "reason"),
        "date": described("The day it was done.", day, "date"),
        "due": described("The day by which it is to be done.", day, "due"),
        "link": described("Where it is kept.", address, "link"),
    }
    warning = {
        "rule": described("The word in square brackets at the end of the warning.", {"enum": [*rules]}, "rule"),
        "reason": described("Why it may stay as it is.", words, "reason"),
    }
    looked_at = "Warnings of check about this thing that were looked at and are not given any more."
    roles = {**ref("id"), "x-kind": ["roles"]}
    fields = {
        "questions": described("What is doubtful in the words; check lists each bullet until it is gone.", words),
        "note": described("A note for colleagues.", words),
        "contact": described("Whom to ask in the house.", ref("name")),
        "security": described("Security measures (Art. 30(1)(g)); never published.", words),
        "policy_document": described(policy, address),
        "dpia": described("The data protection impact assessment.", closed(assessment), "impact assessment"),
        "approved_by": described("The roles that approved.", some(roles, unique=True)),
        "why_not_named": described("Why a category's members are not named.", words),
        "link": described("A paper that is not public.", address),
        "accepted": described(looked_at, some(closed(warning, ["rule", "reason"])), "accepted warnings"),
    }
    titled = {key: {"title": key.replace("_", " "), **field} for key, field in fields.items()}
    return described("Never leaves the house.", closed(titled), "internal notes")


def translation() -> Schema:
    """The schema of a file of translations."""
    pairs = "Pairs of words and their translation, by the id of what they belong to and its field."
    of_thing = (
        "The fields of one thing. A field with one text takes a pair; one with several, such as a list, takes a list "
        "of pairs, in any order."
    )
    of_pair = (
        "The words that were translated, after the code of their language, and the translation, after the code of "
        "its own."
    )
    pair = {"$ref": "#/$defs/pair"}
    field = described("A pair, or a list of pairs.", {"oneOf": [pair, some(pair)]}, "translated field")
    fields = {"type": "object", "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"}, "additionalProperties": field}
    words = described("One line, or sentences below |.", ref("words"), "words in one language")
    return {
        **described(pairs, {"type": "object"}, "translations/<language>/<any name>.yaml"),
        "propertyNames": {**ref("id"), "x-kind": [*KINDS]},
        "additionalProperties": described(of_thing, fields, "translated fields"),
        "$defs": {
            "pair": described(of_pair, {"type": "object", "minProperties": 1, "additionalProperties": words}, "pair")
        },
    }

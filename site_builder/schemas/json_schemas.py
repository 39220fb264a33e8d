"""The JSON Schema of each file of the registry, for editors: written from the trees by which the loader reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from site_builder.schemas.file_fields import FORMS, pair
from site_builder.schemas.nodes import Day, Either, Fields, Flag, List, Node, Number, Text, Things, Typed, Word
from site_builder.schemas.trees import definitions, head, trees

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


@cache
def documents() -> Mapping[str, Schema]:
    """Each schema by the name of its file."""
    found = {"common": _common(), **{kind: schema(tree) for kind, tree in trees().items()}}
    found["translation"]["$defs"] = {"pair": schema(pair())}
    return {
        f"{name}.schema.json": {"$schema": DRAFT, "$id": f"{name}.schema.json", **each} for name, each in found.items()
    }


def _common() -> Schema:
    of_body: Schema = {
        "title": "head of a body",
        "description": "What is said of a body, wherever it stands.",
        "properties": _properties(head()),
    }
    return {
        "title": "Shared definitions",
        "description": "What more than one file of the registry uses.",
        "$defs": {
            **{name: form_schema(name) for name in FORMS},
            "head": of_body,
            **{name: schema(node) for name, node in definitions().items()},
        },
    }


def form_schema(name: str) -> Schema:
    """The schema of a shared form of texts."""
    form = FORMS[name]
    found = {
        "title": form.title,
        "description": form.about,
        "type": "string",
        "x-form": "name" if form.one_line else "words" if name == "words" else "",
        "minLength": form.shortest,
        "maxLength": form.longest,
        "pattern": form.pattern,
        "not": {"enum": [*form.excluded]} if form.excluded else {},
    }
    return {key: part for key, part in found.items() if part}


def schema(node: Node) -> Schema:
    """The schema of a node: a reference where it is written out elsewhere."""
    words = {"title": node.title, "description": node.about} if node.described or not node.refers else {}
    found = {"$ref": node.refers} if node.refers else _written(node)
    return {**{key: part for key, part in words.items() if part}, **found}


def _written(node: Node) -> Schema:
    found: Schema
    match node:
        case Text():
            found = _text(node)
        case Word():
            found = {"enum": [*node.words]}
        case Number():
            bounds = {"minimum": node.least, "maximum": node.most, "not": node.but and {"const": node.but}}
            found = {"type": "integer", **{key: part for key, part in bounds.items() if part is not None}}
        case Flag():
            found = {"type": "boolean"}
        case Day():
            found = {"type": "string", "format": "date"}
        case List():
            differ = {"uniqueItems": True} if node.unique else {}
            found = {"type": "array", "minItems": 1, **differ, "items": schema(node.entry)}
        case Either():
            answers = [{"enum": [*node.words]}] if node.words else []
            found = {"oneOf": [*answers, *map(schema, node.options)]}
        case _:
            found = _object(node)
    return found


def _text(node: Text) -> Schema:
    form = node.form
    is_shared = form.name in FORMS
    found: Schema = {"$ref": f"common.schema.json#/$defs/{form.name}"} if is_shared else {}
    if node.of:
        found["x-kind"] = [*node.of]
    if not is_shared and form.one_line:
        found |= {"type": "string", "x-form": "name"}
    if not is_shared or form.pattern != FORMS[form.name].pattern:
        found["pattern"] = form.pattern
    return found


def _properties(fields: Mapping[str, Node]) -> Schema:
    return {key: schema(node) for key, node in fields.items()}


def _object(node: Node) -> Schema:
    found: Schema = {"type": "object"}
    match node:
        case Typed():
            found["required"] = ["type"]
            found["properties"] = _properties(node.fields)
            found["allOf"] = [_of_type(word, fields) for word, fields in node.of_type.items()]
        case Fields():
            found |= {"additionalProperties": False, "required": [*node.required]}
            found["properties"] = _properties(node.fields)
            field, word, required = node.besides
            if required:
                found["if"] = {"required": [field], "properties": {field: {"const": word}}}
                found["then"] = {"required": [*required]}
        case Things():
            if node.least:
                found["minProperties"] = node.least
            if node.names:
                found["propertyNames"] = schema(node.names)
            if node.fields:
                found["properties"] = _properties(node.fields)
            found["additionalProperties"] = schema(node.entry)
    return found


def _of_type(word: str, fields: Fields) -> Schema:
    """What the fields are beside one word in the field `type`."""
    own = {key: node for key, node in fields.fields.items() if key != "type"}
    least = {"minProperties": fields.least} if fields.least else {}
    takes = {
        "description": fields.about,
        "additionalProperties": False,
        "required": [key for key in fields.required if key != "type"],
        "properties": {"type": True, **_properties(own)},
        **least,
    }
    return {"if": {"required": ["type"], "properties": {"type": {"const": word}}}, "then": takes}

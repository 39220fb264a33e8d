"""The JSON Schema of each file of the registry, for editors: written from the trees by which the loader reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from site_builder.schemas.file_fields import FORMS, KINDS, pair
from site_builder.schemas.nodes import Day, Either, Fields, Flag, List, Node, Number, Text, Things, Typed, Word
from site_builder.schemas.trees import definitions, head, trees

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
IDS = "ids.schema.json"
"""The schema that takes all, and offers an editor the ids of each kind of thing."""


@cache
def documents() -> Mapping[str, Schema]:
    """Each schema by the name of its file."""
    schemas = {"common": _common(), **{kind: schema(tree) for kind, tree in trees().items()}}
    schemas["translation"]["$defs"] = {"pair": schema(pair())}
    named = {f"{name}.schema.json": body for name, body in schemas.items()}
    named[IDS] = offering({})
    return {name: {"$schema": DRAFT, "$id": name, **body} for name, body in named.items()}


def offering(ids: Mapping[str, Mapping[str, str]]) -> Schema:
    """The body of `IDS`: by kind, the ids to offer, each with what it is called."""
    snippets = {
        kind: [{"label": key, "description": name, "body": key} for key, name in sorted(ids.get(kind, {}).items())]
        for kind in KINDS
    }
    return {
        "title": "Ids",
        "description": "The ids that an editor offers. The preview renews them while it runs.",
        "$defs": {kind: {"defaultSnippets": offered} for kind, offered in snippets.items()},
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
    keywords = {
        "title": form.title,
        "description": form.about,
        "type": "string",
        "x-form": "name" if form.one_line else "words" if name == "words" else "",
        "minLength": form.shortest,
        "maxLength": form.longest,
        "pattern": form.pattern,
        "not": {"enum": [*form.excluded]} if form.excluded else {},
    }
    return {key: part for key, part in keywords.items() if part}


def schema(node: Node) -> Schema:
    """The schema of a node; a reference if the node is written out elsewhere."""
    words = {"title": node.title, "description": node.about} if node.described or not node.refers else {}
    keywords = {"$ref": node.refers} if node.refers else _keywords(node)
    return {**{key: part for key, part in words.items() if part}, **keywords}


def _keywords(node: Node) -> Schema:
    keywords: Schema
    match node:
        case Text():
            keywords = _text_keywords(node)
        case Word():
            keywords = {"enum": [*node.words]}
        case Number():
            bounds = {"minimum": node.least, "maximum": node.most, "not": node.but and {"const": node.but}}
            keywords = {"type": "integer", **{key: part for key, part in bounds.items() if part is not None}}
        case Flag():
            keywords = {"type": "boolean"}
        case Day():
            keywords = {"type": "string", "format": "date"}
        case List():
            differ = {"uniqueItems": True} if node.unique else {}
            keywords = {"type": "array", "minItems": 1, **differ, "items": schema(node.entry)}
        case Either():
            answers = [{"enum": [*node.words]}] if node.words else []
            keywords = {"oneOf": [*answers, *map(schema, node.options)]}
        case _:
            keywords = _object_keywords(node)
    return keywords


def _text_keywords(node: Text) -> Schema:
    form = node.form
    is_shared = form.name in FORMS
    keywords: Schema = {"$ref": f"common.schema.json#/$defs/{form.name}"} if is_shared else {}
    if node.of:
        keywords["x-kind"] = [*node.of]
        if {*node.of} <= {*KINDS}:
            keywords["allOf"] = [{"$ref": f"{IDS}#/$defs/{kind}"} for kind in node.of]
    if not is_shared and form.one_line:
        keywords |= {"type": "string", "x-form": "name"}
    if not is_shared or form.pattern != FORMS[form.name].pattern:
        keywords["pattern"] = form.pattern
    return keywords


def _properties(fields: Mapping[str, Node]) -> Schema:
    return {key: schema(node) for key, node in fields.items()}


def _object_keywords(node: Node) -> Schema:
    keywords: Schema = {"type": "object"}
    match node:
        case Typed():
            keywords["required"] = ["type"]
            keywords["properties"] = _properties(node.fields)
            keywords["allOf"] = [_type_rule(word, fields) for word, fields in node.of_type.items()]
        case Fields():
            keywords |= {"additionalProperties": False, "required": [*node.required]}
            keywords["properties"] = _properties(node.fields)
            field, word, required = node.besides
            if required:
                keywords["if"] = {"required": [field], "properties": {field: {"const": word}}}
                keywords["then"] = {"required": [*required]}
        case Things():
            if node.least:
                keywords["minProperties"] = node.least
            if node.names:
                keywords["propertyNames"] = schema(node.names)
            if node.fields:
                keywords["properties"] = _properties(node.fields)
            keywords["additionalProperties"] = schema(node.entry)
    return keywords


def _type_rule(word: str, fields: Fields) -> Schema:
    """The fields that are allowed and required with one word in the field `type`."""
    own = {key: node for key, node in fields.fields.items() if key != "type"}
    one_of = {"anyOf": [{"required": [key]} for key in fields.one_of]} if fields.one_of else {}
    takes = {
        "description": fields.about,
        "additionalProperties": False,
        "required": [key for key in fields.required if key != "type"],
        "properties": {"type": True, **_properties(own)},
        **one_of,
    }
    return {"if": {"required": ["type"], "properties": {"type": {"const": word}}}, "then": takes}

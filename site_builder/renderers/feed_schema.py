"""The feed's two JSON Schemas (2020-12): strict for publishers, and one for consumers that lets later keys pass.

Both are made from the model's fields, the registry's own schemas and the table of terms. Neither names a host.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from site_builder.core.conditions import CONDITIONS, Condition
from site_builder.core.feed_form import feed_classes, feed_fields, is_node, said, silences
from site_builder.core.fields import Field
from site_builder.core.json_bytes import json_bytes
from site_builder.core.model import CRIMINAL, DataCategory, Disclosure, Recipient, Registry
from site_builder.core.values import Id, Text, Url, Word, Words
from site_builder.renderers._feed_heads import (
    OPTIONAL,
    Schema,
    added,
    head,
    name_of,
    ref,
    stands_in_included,
    string,
    values,
)
from site_builder.renderers._feed_keys import conditional
from site_builder.renderers._feed_told import about
from site_builder.schemas.feed_terms import feed_terms
from site_builder.schemas.shapes import TEXT, Shape, closed_words, field_shape, misplaced, pattern, text_pattern


def schema() -> bytes:
    """What a publisher may write: no key, type or word that this version does not know."""
    return _Maker(strict=True).document()


def consumer_schema() -> bytes:
    """What a consumer takes: also unknown keys outside conditions, unknown things, new words that do not narrow."""
    return _Maker(strict=False).document()


class _Maker:
    """Makes one of the two schemas."""

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict

    def document(self) -> bytes:
        whole = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Feed of who personal data is shared with, version 1"
            + ("" if self._strict else ", for consumers"),
            "description": (schema if self._strict else consumer_schema).__doc__,
            **ref("Registry"),
            "$defs": {**values(strict=self._strict), **dict(self._nodes())},
        }
        return json_bytes(whole)

    # ---- nodes

    def _nodes(self) -> Iterator[tuple[str, Schema]]:
        yield "Included", self._included()
        yield from added(strict=self._strict)
        yield "Condition", _condition()
        for cls in feed_classes():
            yield name_of(cls), self._node(cls)

    def _included(self) -> Schema:
        """One of many, told apart by its type, so that a problem is said of one kind of node and not of fifteen."""
        plain = [cls.__name__ for cls in feed_classes() if stands_in_included(cls) and cls is not Recipient]
        picks = [_when("type", {"const": name}, name) for name in plain]
        picks += [_when("type", {"type": "array", **_begins(name)}, name) for name in _LISTED]
        named = {"required": ["id", "type"], "properties": {"id": ref("name")}, "propertyNames": ref("key")}
        made: Schema = {"type": "object", **named, "allOf": picks}
        if self._strict:
            listed = {"prefixItems": [{"enum": list(_LISTED)}], "minItems": 2}
            made["properties"] |= {"type": {"if": {"type": "array"}, "then": listed, "else": {"enum": plain}}}
        else:
            listed = {"type": "array", "prefixItems": [{"enum": list(_LISTED)}], "minItems": 1}
            known = {"properties": {"type": {"anyOf": [{"enum": plain}, listed]}}}
            made |= {"if": known, "else": {**ref("Added"), "properties": {"type": ref("newType")}}}
        return made

    def _node(self, cls: type) -> Schema:
        first = head(cls, strict=self._strict)
        needed = [f.key for f in feed_fields(cls) if f.required or said(cls, f) or _is_status(cls, f)]
        made: Schema = {
            "type": "object",
            "description": (cls.__doc__ or "").partition("\n")[0],
            "required": [*(key for key in first if key not in OPTIONAL), *needed],
            "properties": {key: {**about(cls, key), **held} for key, held in {**first, **self._held_by(cls)}.items()},
        }
        if self._strict or conditional(cls):
            made["additionalProperties"] = False
        else:
            made |= {"propertyNames": _names(cls), "additionalProperties": ref("Added")}
        if cls is Recipient:
            made |= _CATEGORY_SAYS_IF_OPEN
        if self._strict and cls is DataCategory:
            made |= _hangs_under_dpv()
        return made

    # ---- keys

    def _held_by(self, cls: type) -> Schema:
        return {field.key: self._held(cls, field, field_shape(cls, field)) for field in feed_fields(cls)}

    def _held(self, cls: type, field: Field, shape: Shape) -> Schema:
        if field.one is Words:
            return ref("listOfWords" if field.many else "words")
        one, answers = self._one(cls, field, shape), list(silences(cls, field))
        if not field.many:
            return {"if": {"enum": answers}, "then": True, "else": one} if answers else one
        unique = {} if is_node(field.one) else {"uniqueItems": True}
        many = {"type": "array", "minItems": 1, **unique, "items": one}
        if not answers:
            return many
        alone = {"enum": [[answer] for answer in answers]}
        return {"type": "array", "if": {"contains": {"enum": answers}}, "then": alone, "else": many}

    def _one(self, cls: type, field: Field, shape: Shape) -> Schema:
        if field.one is Word:
            return self._word(cls, field)
        if field.one in (Text, Url):
            return _text(text_pattern(cls, field))
        if field.one is int:
            return {"type": "integer", **{k: shape[k] for k in ("minimum", "maximum", "not") if k in shape}}
        if field.one is bool:
            return {"type": "boolean"}
        if field.one is Condition or field.key == "possible_conditions":
            return ref("conditionId")
        return ref({Id: "id", date: "day"}.get(field.one) or name_of(field.one))

    def _word(self, cls: type, field: Field) -> Schema:
        closed = closed_words(cls, field, strict=self._strict)
        return {"enum": list(closed)} if closed else ref("word")


def _condition() -> Schema:
    return {
        "type": "object",
        "required": ["id", "type", "kind"],
        "properties": {"kind": {"enum": list(CONDITIONS)}},
        "allOf": [_when("kind", {"const": kind}, kind) for kind in CONDITIONS],
    }


def _is_status(cls: type, field: Field) -> bool:
    return cls is Disclosure and field.key == "status"


def _text(matched: str) -> Schema:
    shared = {pattern("address"): ref("address"), TEXT: ref("text")}
    return shared.get(matched) or string(matched)


def _begins(name: str) -> Schema:
    return {"prefixItems": [{"const": name}], "minItems": 1}


def _hangs_under_dpv() -> Schema:
    """Each special category that data say they hold, and criminal offence data, is among what they are a kind of."""
    said: dict[str, Schema] = {word: {"special": {"contains": {"const": word}}} for word in feed_terms().special}
    said[CRIMINAL] = {CRIMINAL: {"const": True}}
    return {"allOf": [_needs(said[word], terms) for word, terms in feed_terms().special.items()]}


def _needs(said: Schema, terms: Iterable[str]) -> Schema:
    among = {"allOf": [{"contains": {"const": term}} for term in terms]}
    then = {"required": ["broader"], "properties": {"broader": among}}
    return {"if": {"required": list(said), "properties": said}, "then": then}


def _when(key: str, test: Schema, name: str) -> Schema:
    return {"if": {"required": [key], "properties": {key: test}}, "then": ref(name)}


_LISTED = ("Recipient", "Condition")
"""The types of nodes that have a second one."""


def _names(cls: type) -> Schema:
    """The names of keys that a consumer may meet in a node: its own, and those that a later version adds."""
    own = {"anyOf": [{"enum": ["@context", "included"]}, ref("key")]} if cls is Registry else ref("key")
    return {**own, "not": {"enum": sorted(misplaced(cls))}}


_CATEGORY_SAYS_IF_OPEN: Schema = {
    "if": {"properties": {"type": {"contains": {"const": "Category"}}}},
    "then": {"required": ["open_list"]},
}

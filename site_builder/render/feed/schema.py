"""The JSON Schemas of the feed, made from the model: one for writers, one for readers of later versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.addresses import ATTESTATIONS, FEED, NOTICES, ROOT
from site_builder.facts.feed_form import (
    IN_WORDS,
    ROOT_TYPES,
    WHAT_WAS_SENT,
    WHOLE,
    feed_classes,
    feed_fields,
    is_always_written,
    is_node,
    silences,
)
from site_builder.facts.layout.what_was_sent import ROWS
from site_builder.facts.legal_rights import DERIVED
from site_builder.model import (
    CRIMINAL,
    Confirmation,
    DataCategory,
    Disclosure,
    Notice,
    Purpose,
    Recipient,
    Registry,
    Section,
)
from site_builder.model.conditions import CONDITIONS, Condition
from site_builder.model.fields import Field, field_types
from site_builder.model.values import Id, Text, Url, Word, Words
from site_builder.render.feed.keys import conditional
from site_builder.schemas.feed_terms import feed_terms, reserved_ids
from site_builder.schemas.shapes import (
    DAY,
    NODE_TYPES,
    PART,
    TAG,
    TEXT,
    TYPE,
    WORD,
    Shape,
    closed_words,
    field_shape,
    misplaced,
    pattern,
    recipient_types,
    text_pattern,
)
from site_builder.strict_json import json_bytes

Schema = dict[str, Any]

ID = pattern("id").strip("^$")


DERIVED_KEYS = ("broader", "own_part", IN_WORDS, WHAT_WAS_SENT, *DERIVED)
"""Keys that repeat facts for readers that know only DPV, or lead to them: our reader ignores whatever they hold."""

OPTIONAL = ("whole", *DERIVED_KEYS)
"""Keys of heads that may be left out."""


def string(matched: str, **more: Any) -> Schema:
    """A text that matches as a whole: in some languages `$` also matches before a final new line."""
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

    Nowhere may a key be a keyword of JSON-LD, an IRI or a second list of nodes: only some readers would heed it.
    """
    yield "key", {"type": "string", "pattern": "^[^@:]*$", "not": {"const": "included"}}
    if not strict:
        new = {**string(TYPE), "not": {"enum": sorted(NODE_TYPES)}}
        yield "newType", {"if": {"type": "array"}, "then": {"type": "array", "items": new}, "else": new}
        in_object = {"type": "object", "propertyNames": ref("key"), "additionalProperties": ref("Added")}
        in_list = {"if": {"type": "array"}, "then": {"type": "array", "items": ref("Added")}}
        yield "Added", {"if": {"type": "object"}, "then": in_object, "else": in_list}


def name_of(cls: type) -> str:
    """The name of a class's definition; for a condition its kind, as a part of a disclosure may have the class name."""
    return next((kind for kind, condition in CONDITIONS.items() if condition is cls), cls.__name__)


def stands_in_included(cls: type) -> bool:
    """Whether instances are in `included`, conditions aside: these are there too, and have a key of their own."""
    has_place = "id" in field_types(cls) and cls not in (Notice, Section, Disclosure)
    return has_place or cls is Confirmation


def head(cls: type, *, strict: bool) -> Schema:
    """The keys of a node that are not fields: id, type and place, and in a strict schema the derived keys."""
    if cls is Registry:
        sent = {WHAT_WAS_SENT: ref("Attestation")} if strict else {}
        return {**_registry(), IN_WORDS: _in_words(strict=strict), **sent}
    if conditional(cls):
        return _condition_head(name_of(cls))
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
    context = [string(r"^https://.+/data/v1/context(-2)?\.jsonld$"), {**base, "additionalProperties": False}]
    return {
        "@context": {"type": "array", "prefixItems": context, "minItems": len(context), "items": False},
        "$schema": string(r"^https://.+/data/v1/feed(-2)?(\.consumer)?\.schema\.json$"),
        "id": {"const": ROOT},
        "type": {"const": list(ROOT_TYPES)},
        "whole": string(f"^https://.+/({WHOLE}|{re.escape(FEED)})$"),
        "title": ref("words"),
        "publisher": ref("id"),
        "controller": ref("id"),
        **{key: {"type": "array", "items": ref(name)} for key, name in _LISTS.items()},
    }


def _in_words(*, strict: bool) -> Schema:
    """The sentences of conditions: nodes under their ids, so that they have none inside."""
    text: Schema = {"type": "object", "required": ["text"], "properties": {"text": ref("words")}}
    if strict:
        text["additionalProperties"] = False
    else:
        text["properties"] |= {"id": False, "type": False}
        text |= {"propertyNames": ref("key"), "additionalProperties": ref("Added")}
    return {"type": "object", "propertyNames": ref("conditionId"), "additionalProperties": text}


def _attestation() -> Schema:
    """What an attestation says of what was really sent. Our reader looks at none of it."""
    count = {"type": "integer", "minimum": 0}
    said: Schema = {
        "id": {"const": f"{ROOT}.{WHAT_WAS_SENT}"},
        "type": {"const": "Attestation"},
        "attested_period": string("^20[0-9]{2}-(Q[1-4]|0[1-9]|1[0-2])$"),
        "attested_by": string(rf"^https://.+/{ATTESTATIONS}20[0-9]{{2}}-[0-9Q]{{2}}\.json$"),
        "attested_sha256": string("^[0-9a-f]{64}$"),
        "rounded_figures": _all_of({**dict.fromkeys(ROWS, count), "threshold": {"type": "integer", "minimum": 5}}),
    }
    return _all_of(said)


def _all_of(properties: Schema) -> Schema:
    """An object with all of these keys, and no others."""
    return {"type": "object", "required": [*properties], "properties": properties, "additionalProperties": False}


def _condition_head(kind: str) -> Schema:
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
    if cls is Notice:
        yield "own_part"


_DPV = "|".join(name for name, iri in feed_terms().prefixes.items() if iri.startswith("https://w3id.org/dpv"))

_ADDED: Mapping[str, Schema] = {
    "part_of": ref("id"),
    "position": {"type": "integer", "minimum": 1},
    **{field: {"type": "array", "minItems": 1, "items": {"enum": list(words)}} for field, words in DERIVED.items()},
    "broader": {"type": "array", "minItems": 1, "items": string(f"^({_DPV}):[A-Za-z][A-Za-z0-9-]*$")},
    "own_part": string(rf"^https://.+/{NOTICES}{ID}\.jsonld$"),
}

_LISTS = {"notices": "Notice", "disclosures": "Disclosure", "included": "Included"}

_RECIPIENT: Schema = {
    "type": "array",
    "prefixItems": [{"const": "Recipient"}, {"enum": list(recipient_types())}],
    "minItems": 2,
    "items": False,
}


CITED = re.compile(r" \((?:Art\. |s\.)((?:[^()]|\([^()]*\))*)\)")
"""The provisions that a sentence cites; the table of terms has them too, and may have more."""

NARROWED = (Disclosure, Recipient, Purpose)
"""The types of node with keys that can narrow a disclosure; in conditions, every key can."""

OF_ALL = ("id", "type", "kind")
"""Keys that conditions of all types have: we describe them once, as keys of `Condition`."""


@dataclass(frozen=True, slots=True)
class KeyText:
    """The description of one key of one type of node; `sentence` names no law, `articles` are the provisions."""

    title: str
    sentence: str
    articles: tuple[str, ...]
    narrows: bool
    derived: bool


def key_text(cls: type, key: str) -> KeyText:
    """The description of a key. Raises KeyError if neither a schema of the registry nor the table describes it."""
    terms = feed_terms()
    title, sentence, law = _described(cls, key)
    return KeyText(
        title,
        CITED.sub("", sentence).removesuffix(" Derived."),
        law,
        key in terms.narrowing and cls in NARROWED,
        key in DERIVED_KEYS,
    )


def owner(cls: type, key: str) -> str:
    """The name of the definition that describes a key: `Condition` for the keys that all types of condition share."""
    return "Condition" if conditional(cls) and key in OF_ALL else name_of(cls)


def about(cls: type, key: str) -> dict[str, str]:
    """The title and description of a key in a JSON Schema."""
    description = key_text(cls, key)
    law = f" ({cited(description.articles)})." if description.articles else "."
    marks = " (Derived.)" * description.derived + " (Narrows.)" * description.narrows
    return {"title": description.title, "description": description.sentence.removesuffix(".") + law + marks}


def cited(articles: Iterable[str]) -> str:
    """Provisions as a lawyer writes them: `UK GDPR Art. 6(1), 13(1)(c); s.7 DPA 2018`."""
    listed = tuple(articles)
    ours = ", ".join(a for a in listed if a[0].isdigit())
    return "; ".join([*([f"UK GDPR Art. {ours}"] if ours else []), *(a for a in listed if not a[0].isdigit())])


def _described(cls: type, key: str) -> tuple[str, str, tuple[str, ...]]:
    """The title, sentence and provisions of a key, from its field or, for a key that is no field, from the table."""
    terms, own = feed_terms(), f"{owner(cls, key)}.{key}"
    field = next((f for f in feed_fields(cls) if f.key == key), None)
    law = (field.about.law if field else ()) or tuple(terms.articles.get(own) or terms.articles.get(key, ()))
    if field:
        shape = field_shape(cls, field)
        return str(shape["title"]), str(shape["description"]), law
    title, sentence = terms.described.get(own) or terms.described[key]
    return title, sentence, law


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
        if self._strict:
            yield "Attestation", _attestation()
        for cls in feed_classes():
            yield name_of(cls), self._node(cls)

    def _included(self) -> Schema:
        """A node, chosen by its `type`, so that a validator reports a problem for one type and not for fifteen."""
        plain = [cls.__name__ for cls in feed_classes() if stands_in_included(cls) and cls is not Recipient]
        picks = [_when("type", {"const": name}, name) for name in plain]
        picks += [_when("type", _holding(name), name) for name in _LISTED]
        both = {"id": ref("name"), "type": True}
        result: Schema = {"type": "object", "required": [*both], "properties": both, "propertyNames": ref("key")}
        result["allOf"] = picks
        if self._strict:
            first, second = {"enum": list(_LISTED)}, {"type": "string"}
            listed = {"type": "array", "prefixItems": [first, second], "minItems": 2, "items": False}
            both["type"] = {"if": {"type": "array"}, "then": listed, "else": {"enum": plain}}
        else:
            known = {"anyOf": [{"enum": plain}, *map(_holding, _LISTED)]}
            result |= {"if": {"properties": {"type": known}}, "then": True}
            result["else"] = {**ref("Added"), "properties": {"type": ref("newType")}}
        return result

    def _node(self, cls: type) -> Schema:
        first = head(cls, strict=self._strict)
        needed = [f.key for f in feed_fields(cls) if f.required or is_always_written(cls, f) or _is_status(cls, f)]
        result: Schema = {
            "type": "object",
            "description": (cls.__doc__ or "").partition("\n")[0],
            "required": [*(key for key in first if key not in OPTIONAL), *needed],
            "properties": {
                key: {**about(cls, key), **shape} for key, shape in {**first, **self._properties(cls)}.items()
            },
        }
        if self._strict or conditional(cls):
            result["additionalProperties"] = False
        else:
            result |= {"propertyNames": _names(cls), "additionalProperties": ref("Added")}
        if cls is Recipient:
            result |= _CATEGORY_SAYS_IF_OPEN
        if self._strict and cls is DataCategory:
            result |= _hangs_under_dpv()
        return result

    # ---- keys

    def _properties(self, cls: type) -> Schema:
        return {field.key: self._property(cls, field, field_shape(cls, field)) for field in feed_fields(cls)}

    def _property(self, cls: type, field: Field, shape: Shape) -> Schema:
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
        return {"type": "array", "if": {"type": "array", "contains": {"enum": answers}}, "then": alone, "else": many}

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
        "properties": {"id": True, "type": True, "kind": {"enum": list(CONDITIONS)}},
        "allOf": [_when("kind", {"const": kind}, kind) for kind in CONDITIONS],
    }


def _is_status(cls: type, field: Field) -> bool:
    return cls is Disclosure and field.key == "status"


def _text(matched: str) -> Schema:
    shared = {pattern("address"): ref("address"), TEXT: ref("text")}
    return shared.get(matched) or string(matched)


def _holding(name: str) -> Schema:
    """A list with this word in it."""
    return {"type": "array", "contains": {"const": name}}


def _hangs_under_dpv() -> Schema:
    """That `broader` has the terms of each special category, and of criminal offence data, that a category states."""
    tests: dict[str, Schema] = {word: {"special": _holding(word)} for word in feed_terms().special}
    tests[CRIMINAL] = {CRIMINAL: {"const": True}}
    return {"allOf": [_needs(tests[word], terms) for word, terms in feed_terms().special.items()]}


def _needs(tests: Schema, terms: Iterable[str]) -> Schema:
    among = {"allOf": [_holding(term) for term in terms]}
    then = {"required": ["broader"], "properties": {"broader": among}}
    return {"if": {"required": list(tests), "properties": tests}, "then": then}


def _when(key: str, test: Schema, name: str) -> Schema:
    return {"if": {"required": [key], "properties": {key: test}}, "then": ref(name)}


_LISTED = ("Recipient", "Condition")
"""The types of nodes that have a second type."""


def _names(cls: type) -> Schema:
    """The keys that a consumer may find in a node: its own, and those that a later version adds."""
    own = {"anyOf": [{"enum": ["@context", "included"]}, ref("key")]} if cls is Registry else ref("key")
    return {**own, "not": {"enum": sorted(misplaced(cls))}}


_CATEGORY_SAYS_IF_OPEN: Schema = {
    "if": {"properties": {"type": _holding("Category")}},
    "then": {"required": ["open_list"], "properties": {"open_list": True}},
}

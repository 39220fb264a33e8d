"""The JSON-LD context of the feed: the same bytes at every publisher, so it names no host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from site_builder.facts.feed_form import is_node
from site_builder.model.values import Id, Url, Words
from site_builder.render.feed.keys import Key, keys
from site_builder.schemas.feed_terms import feed_terms
from site_builder.strict_json import json_bytes


def context() -> bytes:
    """The context that each feed names: terms from the one table, types and containers from the model's fields.

    Raises KeyError where a field of the model has no term.
    """
    table = feed_terms()
    terms: dict[str, Any] = {"@version": 1.1, "@protected": True, **table.prefixes}
    terms |= {"id": "@id", "type": "@type", "included": "@included"}
    terms |= {name: _definition(table.keys[name], key, table.own_words.get(name)) for name, key in keys().items()}
    for name in terms.keys() & {word for words in table.own_words.values() for word in words}:
        # Not every processor lets a word of a key's own take the place of a protected name, as it may (4.1.11).
        terms[name] |= {"@protected": False}
    terms |= table.types
    for words in (*table.words.values(), table.silence):
        terms |= words
    return json_bytes({"@context": terms})


def _definition(term: str, key: Key, words: Mapping[str, str] | None) -> str | dict[str, Any]:
    """An expanded term definition (JSON-LD 1.1, 9.15.1), or the term alone if it has no type and no container.

    `words` are the terms of words that mean them below this key alone (9.16), and that ids may use elsewhere.
    """
    more = {"@type": _type(key), "@container": _container(key), "@context": words}
    more = {name: value for name, value in more.items() if value}
    return {"@id": term, **more} if more else term


def _type(key: Key) -> str | None:
    if key.by_id:
        return None
    if key.vocab:
        return "@vocab"
    if key.one is dict:
        return "@json"
    if key.one in (Id, Url) or is_node(key.one):
        return "@id"
    return "xsd:date" if key.one is date else None


def _container(key: Key) -> str | list[str] | None:
    if key.by_id:
        return "@id"
    if key.one is Words:
        return ["@language", "@set"] if key.many else "@language"
    return "@set" if key.many else None

"""The JSON-LD context of the feed: the same bytes at every publisher, so it names no host."""

from __future__ import annotations

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
    terms |= {name: _definition(table.keys[name], key) for name, key in keys().items()}
    terms |= table.types
    for words in (*table.words.values(), table.silence):
        terms |= words
    return json_bytes({"@context": terms})


def _definition(term: str, key: Key) -> str | dict[str, Any]:
    """An expanded term definition (JSON-LD 1.1, 9.15.1), or the term alone if it has no type and no container."""
    more = {"@type": _type(key), "@container": _container(key)}
    more = {name: value for name, value in more.items() if value}
    return {"@id": term, **more} if more else term


def _type(key: Key) -> str | None:
    if key.vocab:
        return "@vocab"
    if key.one in (Id, Url) or is_node(key.one):
        return "@id"
    return "xsd:date" if key.one is date else None


def _container(key: Key) -> str | list[str] | None:
    if key.one is Words:
        return ["@language", "@set"] if key.many else "@language"
    return "@set" if key.many else None

"""The type of each key's value in the feed, derived from the model for context, schema and handbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from site_builder.facts.feed_form import IN_WORDS, WHAT_WAS_SENT, feed_classes, feed_fields, may_be_not_stated
from site_builder.facts.legal_rights import DERIVED
from site_builder.model import Disclosure, Notice
from site_builder.model.conditions import CONDITIONS, Condition
from site_builder.model.values import Id, Text, Url, Word, Words
from site_builder.schemas.feed_terms import feed_terms


@dataclass(frozen=True, slots=True)
class Key:
    """What a key holds: the type of one value, whether it is a list, and whether its words are terms (`vocab`).

    `by_id`: it holds nodes by their ids, in place of a list. A `dict` is JSON that is no part of the graph.
    """

    one: Any
    many: bool
    vocab: bool = False
    by_id: bool = False


HEAD: Mapping[str, Key] = {
    "$schema": Key(Url, many=False),
    "whole": Key(Url, many=False),
    "title": Key(Words, many=False),
    "publisher": Key(Id, many=False),
    "controller": Key(Id, many=False),
    "notices": Key(Notice, many=True),
    "disclosures": Key(Disclosure, many=True),
    IN_WORDS: Key(Condition, many=True, by_id=True),
    WHAT_WAS_SENT: Key(object, many=False),
    "attested_period": Key(Text, many=False),
    "attested_by": Key(Url, many=False),
    "attested_sha256": Key(Text, many=False),
    "rounded_figures": Key(dict, many=False),
}
"""Keys of the feed itself that are not fields of the registry."""

ADDED: Mapping[str, Key] = {
    "part_of": Key(Id, many=False),
    "position": Key(int, many=False),
    "broader": Key(Id, many=True),
    "own_part": Key(Url, many=False),
    **{field: Key(Word, many=True, vocab=True) for field in DERIVED},
}
"""Keys of other nodes that are not fields of the model."""


@cache
def keys() -> Mapping[str, Key]:
    """Every key by its name. Raises TypeError if two fields of one name hold different kinds of value."""
    result = {**HEAD, **ADDED}
    for cls in feed_classes():
        for name, key in _keys_of(cls):
            result[name] = _merged(name, result.get(name, key), key)
    return result


def conditional(cls: type) -> bool:
    """Whether a model class is a type of condition."""
    return cls in CONDITIONS.values()


def _keys_of(cls: type) -> Iterator[tuple[str, Key]]:
    for field in feed_fields(cls):
        one = Id if field.one is Condition else field.one
        vocab = field.silent or may_be_not_stated(cls, field) or field.key in feed_terms().words
        yield field.key, Key(one, field.many, vocab)
    if conditional(cls):
        yield "kind", Key(Word, many=False)


def _merged(name: str, first: Key, second: Key) -> Key:
    if (first.one, first.many) != (second.one, second.many):
        raise TypeError(f"The key {name} holds {first} and {second}: rename one of the two fields.")
    return replace(first, vocab=first.vocab or second.vocab)

"""The one table of the feed's terms: which concept of a known vocabulary each key, type and word is a name for.

A key's JSON type is no part of it: that is derived from the model's fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FeedTerms:
    """The table: names to terms, and what is said of keys that the registry's own schemas do not describe.

    `families` are the terms of the families of purposes, `special` those of the special categories of data and of
    criminal offence data (what is a kind of all of a word's terms is what the word means, and nothing else is),
    `conditions` the node type of each type of condition, `narrowing` the closed list of keys that can narrow a
    disclosure, `enums` closed words, `described` title and description, `articles` the provisions of the UK GDPR
    (`13(1)(e)`), as it stands on the day `articles_as_of`, or of the Data Protection Act 2018 (`s.7 DPA 2018`) that ask
    for a key or bear on it, `meanings` what closed words mean that no page says as they stand.

    A key's name is good for every node that has it, `Class.key` for one: the name of a class, or a type of condition.
    """

    prefixes: Mapping[str, str]
    silence: Mapping[str, str]
    types: Mapping[str, str]
    keys: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    families: Mapping[str, str]
    special: Mapping[str, tuple[str, ...]]
    conditions: Mapping[str, str]
    narrowing: tuple[str, ...]
    enums: Mapping[str, tuple[str, ...]]
    described: Mapping[str, tuple[str, str]]
    articles: Mapping[str, tuple[str, ...]]
    articles_as_of: str
    meanings: Mapping[str, Mapping[str, str]]


@cache
def feed_terms() -> FeedTerms:
    """The table that travels in the package."""
    table = json.loads(Path(__file__).with_name("feed_terms.json").read_text(encoding="utf-8"))
    return FeedTerms(**{f.name: table[f.name] for f in fields(FeedTerms)})


def _reserved(table: FeedTerms) -> frozenset[str]:
    names = {"id", "type", "included", "registry", *table.prefixes, *table.silence, *table.keys}
    names |= {word for words in table.words.values() for word in words}
    return frozenset(name for name in names if re.fullmatch("[a-z][a-z0-9-]*", name))


RESERVED_IDS = _reserved(feed_terms())
"""Ids that a reader of JSON-LD would take for a term of the context (JSON-LD 1.1, 5.2.2): no thing may have one."""

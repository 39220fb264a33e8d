"""The terms of the feed that no field or class of the model states itself: `feed_terms.json` has them.

A term is the concept of a known vocabulary for which a key, a type or a word is a name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from site_builder.facts.feed_form import feed_classes, feed_fields
from site_builder.model.conditions import ABOUT
from site_builder.model.fields import THINGS, Field


@dataclass(frozen=True, slots=True)
class FeedTerms:
    """Names to terms, and the descriptions of keys that are not fields of the model.

    `own_words` are words that mean their terms below one key alone, so that ids may be called so: by key.
    `families` are the terms of the families of purposes. `special` are those of the special categories of data and of
    criminal offence data: a word means exactly what is a kind of all its terms. `conditions` gives the node type of
    each type of condition, `narrowing` the closed list of keys that can narrow a disclosure, `described` a title and a
    description. `articles` are the provisions that ask for a key or bear on it: of the UK GDPR (`13(1)(e)`) as it is on
    the day `articles_as_of`, or of the Data Protection Act 2018 (`s.7 DPA 2018`). `meanings` explains closed words that
    no page shows as they are.

    A key's name is for every node that has it, `Class.key` for one: the name of a class, or a type of condition.
    """

    prefixes: Mapping[str, str]
    silence: Mapping[str, str]
    types: Mapping[str, str]
    keys: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    own_words: Mapping[str, Mapping[str, str]]
    families: Mapping[str, str]
    special: Mapping[str, tuple[str, ...]]
    conditions: Mapping[str, str]
    narrowing: tuple[str, ...]
    described: Mapping[str, tuple[str, str]]
    articles: Mapping[str, tuple[str, ...]]
    articles_as_of: str
    meanings: Mapping[str, Mapping[str, str]]


@cache
def feed_terms() -> FeedTerms:
    """The terms of the table that travels in the package, and of the fields of the model."""
    file_table = json.loads(Path(__file__).with_name("feed_terms.json").read_text(encoding="utf-8"))
    fields_of_feed = [(cls, field) for cls in feed_classes() for field in feed_fields(cls)]
    types = {**file_table["types"], **{cls.__name__: about.term for cls, about in THINGS.items() if about.term}}
    table = {
        **file_table,
        "types": {name: types.pop(name) for name in FIRST_TYPES} | types,
        "keys": file_table["keys"] | _terms(fields_of_feed),
        "own_words": {**file_table["own_words"], "rights_in_part": file_table["own_words"]["rights"]},
        "conditions": {kind: about.limit for kind, about in ABOUT.items()},
        "narrowing": tuple(dict.fromkeys(field.key for _, field in fields_of_feed if field.about.narrows)),
    }
    return FeedTerms(**{f.name: table[f.name] for f in fields(FeedTerms)})


FIRST_TYPES = (
    *("Registry", "Dataset", "Organisation", "Notice", "Section", "Passage", "Recipient", "Category", "Role"),
    *("Person", "Body", "History", "Disclosure", "LegalPower", "Retention", "Transfer", "AutomatedDecision"),
    *("OptOut", "Reading", "Officer", "ComplaintToUs", "Regulator", "Purpose", "Programme", "DataCategory"),
    *("DataSubject", "Location", "Agreement", "Law", "SharedCondition", "Condition", "Obligation", "Prohibition"),
    *("Permission", "Confirmation", "Retired"),
)
"""The types of the first edition of the context, in its order, so that its bytes stay the same. Later types follow."""


def _terms(fields_of_feed: Iterable[tuple[type, Field]]) -> Mapping[str, str]:
    """The term of each key. Raises TypeError where one key is given two."""
    terms: dict[str, str] = {}
    for cls, field in fields_of_feed:
        term = field.about.term
        if term and terms.setdefault(field.key, term) != term:
            key = f"{cls.__name__}.{field.key}"
            raise TypeError(f"{key} means {term}, elsewhere {terms[field.key]}: a key has one term.")
    return terms


@cache
def reserved_ids() -> frozenset[str]:
    """Ids that a reader of JSON-LD would take for terms of the context (JSON-LD 1.1, 5.2.2); no thing may use one."""
    table = feed_terms()
    names = {"id", "type", "included", "registry", *table.prefixes, *table.silence, *table.keys}
    names |= {word for words in table.words.values() for word in words}
    return frozenset(name for name in names if re.fullmatch("[a-z][a-z0-9-]*", name))

"""The permanent ids of facts: `<id of a thing>.<field>`, and `.<key>` for each entry of a list.

The key is the value's own id or word, a condition's type, a passage's number, or the fields that tell entries apart:
law and provision, who keeps what, country and recipient, the scheme, what is read about, who confirmed and when.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any

from site_builder.model import (
    Confirmation,
    Holding,
    LegalPower,
    OptOut,
    OtherOfficer,
    OurRole,
    Passage,
    Reading,
    Retention,
    Section,
    Settled,
    Statement,
    Transfer,
)
from site_builder.model.conditions import Condition
from site_builder.model.fields import field_types
from site_builder.model.values import Words

LONGEST_KEY = 63


def fact_ids(owner: str, field: str, value: Any) -> tuple[str, ...]:
    """The ids of the facts that one field of a thing states: one, or one for each entry of a list."""
    if not isinstance(value, tuple):
        return (f"{owner}.{field}",)
    keys = [_key(entry, number) or _digest(entry) for number, entry in enumerate(value, 1)]
    return tuple(f"{owner}.{field}.{key}" for key in _distinct_keys(keys, value))


_NAMED_BY: Mapping[type, Sequence[str]] = {
    LegalPower: ("law", "provision"),
    OurRole: ("we_are", "together_with"),
    Statement: ("topic",),
    Holding: ("data_categories", "data_subjects"),
    Retention: ("kept_by", "data_categories", "data_subjects"),
    Transfer: ("country", "recipient"),
    OptOut: ("scheme",),
    Reading: ("about",),
    OtherOfficer: ("role", "email"),
    Confirmation: ("by", "date"),
    Settled: ("by", "date"),
}
"""The fields whose values name an entry of a list; an entry of another class names itself."""
_OF_ALL: tuple[type, ...] = (Holding, Retention)
"""Classes of which an entry that names nothing is about all."""


def _key(entry: Any, number: int) -> str:
    match entry:
        case Condition():
            return entry.type
        case Section():
            return entry.id
        case Passage():
            return str(number)
    values = [getattr(entry, name) for name in _NAMED_BY[type(entry)]] if type(entry) in _NAMED_BY else [entry]
    parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return _slug(*parts) or ("all" if isinstance(entry, _OF_ALL) else "")


def _distinct_keys(keys: Sequence[str], entries: Iterable[Any]) -> Iterator[str]:
    """Keys that all differ.

    Entries with the same key also get a digest of their content, so that no id depends on their order; equal entries
    get a number.
    """
    counts, seen = Counter(keys), Counter[str]()
    for key, entry in zip(keys, entries, strict=True):
        distinct = key if counts[key] == 1 else f"{key}-{_digest(entry)}"
        seen[distinct] += 1
        yield distinct if seen[distinct] == 1 else f"{distinct}-{seen[distinct]}"


@lru_cache(10_000)
def _slug(*parts: Any) -> str:
    bare = (unicodedata.normalize("NFKD", str(p).lower()) for p in parts if p is not None)
    ascii_only = (re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", p)) for p in bare)
    return "-".join(p.strip("-") for p in ascii_only)[:LONGEST_KEY].strip("-")


def _digest(entry: Any) -> str:
    """Eight hexadecimal digits of what is stated in the source language; translations and later fields do not count."""
    content = (
        repr(sorted(_filled_fields(entry))) if is_dataclass(entry) and not isinstance(entry, Words) else str(entry)
    )
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def _filled_fields(entry: Any) -> Iterator[tuple[str, str]]:
    for name, (key, _) in field_types(type(entry)).items():
        value = getattr(entry, name)
        if value is not None and value != ():
            yield key, str(value)

"""What differs between two values of one field: entry by entry, facts apart from translations and from order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import Any

from site_builder.facts.fact_ids import fact_ids
from site_builder.model.fields import field_types
from site_builder.model.values import Words


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry, or one value, that differs: its fact's id, its old and its new value (None: there is none).

    `language` is set if only the translation into it differs; then `was` and `is_` are the texts.
    """

    id: str
    was: Any
    is_: Any
    language: str | None = None


def differences(owner: str, field: str, was: Any, now: Any) -> Iterator[Difference]:
    """The facts that differ, then the translations; nothing where only the order does."""
    if was == now:
        return
    old, new = _by_id(owner, field, was), _by_id(owner, field, now)
    equal_ids = _equal_entries(old, new)
    rest_old = {key: entry for key, entry in old.items() if key not in equal_ids}
    matched = {*equal_ids.values()}
    rest_new = {key: entry for key, entry in new.items() if key not in matched}
    for key in {**rest_old, **rest_new}:
        yield Difference(key, rest_old.get(key), rest_new.get(key))
    for before, after in equal_ids.items():
        yield from _translations(after, old[before], new[after])


def is_reordered(was: Any, now: Any) -> bool:
    """Whether two lists hold the same in another order."""
    if not isinstance(was, tuple) or not isinstance(now, tuple) or len(was) != len(now) or was == now:
        return False
    old, new = [bare(e) for e in was], [bare(e) for e in now]
    return old != new and sorted(map(repr, old)) == sorted(map(repr, new))


def is_part(value: Any) -> bool:
    """Whether a value has fields of its own."""
    return is_dataclass(value) and not isinstance(value, Words)


def bare(value: Any) -> Any:
    """A value in a form to compare: of words only those in the source language count."""
    if isinstance(value, Words):
        return str(value)
    if isinstance(value, tuple):
        return tuple(bare(entry) for entry in value)
    if is_dataclass(value):
        fields = ((key, getattr(value, name)) for name, (key, _) in field_types(type(value)).items())
        return type(value).__name__, tuple((key, bare(part)) for key, part in fields if part not in (None, ()))
    return value


def _by_id(owner: str, field: str, value: Any) -> dict[str, Any]:
    if value is None or value == ():
        return {}
    entries = value if isinstance(value, tuple) else (value,)
    return dict(zip(fact_ids(owner, field, value), entries, strict=True))


def _equal_entries(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """The old ids of entries that state the same before and after, each with the new id."""
    ids_by_content: dict[Any, list[str]] = {}
    for key, entry in new.items():
        ids_by_content.setdefault(bare(entry), []).append(key)
    equal_ids: dict[str, str] = {}
    for key, entry in old.items():
        if ids := ids_by_content.get(bare(entry)):
            equal_ids[key] = ids.pop(0)
    return equal_ids


def _translations(key: str, was: Any, now: Any) -> Iterator[Difference]:
    if was == now:
        return
    old, new = texts(was), texts(now)
    for tag in sorted({*old, *new}):
        if old.get(tag) != new.get(tag):
            yield Difference(f"{key}@{tag}", old.get(tag), new.get(tag), tag)


def texts(value: Any) -> dict[str, str]:
    """The translations in a value, by language: several texts of one value are joined by semicolons."""
    texts_by_language: dict[str, list[str]] = {}
    for words in _words_in(value):
        for tag, text in words.pairs[1:]:
            texts_by_language.setdefault(tag, []).append(text)
    return {tag: "; ".join(several) for tag, several in texts_by_language.items()}


def _words_in(value: Any) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from _words_in(entry)
    elif is_dataclass(value):
        for name in field_types(type(value)):
            yield from _words_in(getattr(value, name))

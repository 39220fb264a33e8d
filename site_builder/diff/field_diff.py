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
    """One entry, or one value, that differs: its fact's id, and how it was and is (None: it was not, or is not).

    `language`: only its translation into that language differs, and `was` and `is_` are the texts.
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
    same = _same(old, new)
    rest_old = {key: entry for key, entry in old.items() if key not in same}
    kept = {*same.values()}
    rest_new = {key: entry for key, entry in new.items() if key not in kept}
    for key in {**rest_old, **rest_new}:
        yield Difference(key, rest_old.get(key), rest_new.get(key))
    for before, after in same.items():
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
    """What a value states, to be compared: words in the source language alone."""
    if isinstance(value, Words):
        return str(value)
    if isinstance(value, tuple):
        return tuple(bare(each) for each in value)
    if is_dataclass(value):
        fields = ((key, getattr(value, name)) for name, (key, _) in field_types(type(value)).items())
        return type(value).__name__, tuple((key, bare(part)) for key, part in fields if part not in (None, ()))
    return value


def _by_id(owner: str, field: str, value: Any) -> dict[str, Any]:
    if value is None or value == ():
        return {}
    entries = value if isinstance(value, tuple) else (value,)
    return dict(zip(fact_ids(owner, field, value), entries, strict=True))


def _same(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """The ids before and after of entries that state the same, each entry once."""
    waiting: dict[Any, list[str]] = {}
    for key, entry in new.items():
        waiting.setdefault(bare(entry), []).append(key)
    found: dict[str, str] = {}
    for key, entry in old.items():
        if left := waiting.get(bare(entry)):
            found[key] = left.pop(0)
    return found


def _translations(key: str, was: Any, now: Any) -> Iterator[Difference]:
    if was == now:
        return
    old, new = texts(was), texts(now)
    for tag in sorted({*old, *new}):
        if old.get(tag) != new.get(tag):
            yield Difference(f"{key}@{tag}", old.get(tag), new.get(tag), tag)


def texts(value: Any) -> dict[str, str]:
    """What is translated in a value, by language: several texts of one value stand together."""
    found: dict[str, list[str]] = {}
    for words in _words(value):
        for tag, text in words.pairs[1:]:
            found.setdefault(tag, []).append(text)
    return {tag: "; ".join(each) for tag, each in found.items()}


def _words(value: Any) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _words(each)
    elif is_dataclass(value):
        for name in field_types(type(value)):
            yield from _words(getattr(value, name))

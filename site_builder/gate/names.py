"""The names of things in the form of ids, by which a request may mean them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from site_builder.gate.request_form import folded
from site_builder.model import Registry
from site_builder.model.values import Words

_FIELDS = ("name", "short_name", "also_called", "former_names")


def names_of(thing: Any) -> Iterator[str]:
    """The names that the notice publishes for a thing, in all languages, folded."""
    for field in _FIELDS:
        yield from folded_words(getattr(thing, field, None))


def folded_words(value: Words | Iterable[Words] | None) -> Iterator[str]:
    """Names in all their languages, folded."""
    for words in (value,) if isinstance(value, Words) else value or ():
        yield from (folded(text) for _, text in words.pairs)


def by_name(registry: Registry, kinds: dict[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each name that is no id of these: the kind and id of every thing of that name, of those with a kind here."""
    found: dict[str, set[tuple[str, str]]] = {}
    for key, thing in registry.things.items():
        if key in kinds:
            for name in names_of(thing):
                found.setdefault(name, set()).add((kinds[key], key))
    return {name: tuple(sorted(things)) for name, things in found.items() if name and name not in kinds}

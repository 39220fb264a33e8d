"""Two organisations side by side: which of their things are the same, so that what each shares can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from site_builder.diff.change import Change
from site_builder.diff.renamed import SameBody, nobody, renames
from site_builder.model import VOCABULARIES, Disclosure, Purpose, Registry
from site_builder.model.values import Id

OF_SHARING = ("Disclosure", "Recipient", "Notice", "SharedCondition")
"""Classes of which it is told what differs; names, words and notices are each organisation's own."""


def same_things(old: Registry, new: Registry, is_same_body: SameBody = nobody) -> Mapping[Id, Id]:
    """The ids of `old` that are others in `new`, each with the one there: see `renames`, or of two organisations."""
    return _counterparts(old, new) if are_two(old, new) else renames(old, new, is_same_body)


def are_two(old: Registry, new: Registry) -> bool:
    """Whether these are registries of two organisations, and not two editions of one."""
    was, now = old.organisation.id, new.organisation.id
    return was != now and renames(old, new).get(was) != now


def of_sharing(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes that say how what two organisations share differs: no words, no order, no names."""
    for change in changes:
        is_whole = change.field is None and change.thing != "Disclosure"
        if change.concerns == "facts" and change.thing in OF_SHARING and not is_whole and change.field != "confirmed":
            bears = change.thing == "Disclosure" or change.reaches
            yield from [change] if bears else []


def _counterparts(old: Registry, new: Registry) -> Mapping[Id, Id]:
    """The same body and what bears the same name; of a recipient the disclosures that have a purpose in common."""
    pairs = {old.organisation.id: new.organisation.id}
    for kind in ("recipients", *VOCABULARIES):
        pairs |= _of_one_name(getattr(old, kind), getattr(new, kind))
    pairs |= _best_pairs(_disclosures_alike(old, new, pairs))
    pairs |= _best_pairs(_notices_alike(old, new, pairs))
    return {was: now for was, now in pairs.items() if was != now and now not in old.things}


def _of_one_name(old: Iterable[Any], new: Iterable[Any]) -> Iterator[tuple[Id, Id]]:
    """The things that have one id or one name in both, by their short and other names, too."""
    by_name = {name: thing.id for thing in new for name in _names(thing)}
    for thing in old:
        found = next((by_name[name] for name in (thing.id, *_names(thing)) if name in by_name), None)
        if found is not None:
            yield thing.id, found


def _names(thing: Any) -> Iterator[str]:
    yield thing.id
    written = (getattr(thing, "name", None), getattr(thing, "short_name", None), *getattr(thing, "also_called", ()))
    yield from (str(name).casefold().removeprefix("the ") for name in written if name is not None)


def _disclosures_alike(
    old: Registry, new: Registry, pairs: Mapping[Id, Id]
) -> Iterator[tuple[tuple[int, ...], Id, Id]]:
    """Disclosures with one recipient and direction, and a purpose or a kind of purpose in common, or none stated."""
    by_recipient: dict[Id | None, list[Disclosure]] = {}
    for disclosure in new.disclosures:
        by_recipient.setdefault(disclosure.recipient, []).append(disclosure)
    for was in old.disclosures:
        for now in by_recipient.get(pairs.get(was.recipient, was.recipient) if was.recipient else None, ()):
            if (was.direction, was.is_promise) == (now.direction, now.is_promise):
                alike = _alike(pairs, was.purposes, now.purposes), len(_families(old, was) & _families(new, now))
                if any(alike) or not (was.purposes or now.purposes):
                    yield (*alike, _alike(pairs, was.data_categories, now.data_categories)), was.id, now.id


def _alike(pairs: Mapping[Id, Id], was: Iterable[Id], now: Iterable[Id]) -> int:
    return len({pairs.get(key, key) for key in was} & {*now})


def _families(registry: Registry, disclosure: Disclosure) -> set[str]:
    purposes = (registry.things.get(key) for key in disclosure.purposes)
    return {str(p.family) for p in purposes if isinstance(p, Purpose) and p.family}


def _notices_alike(old: Registry, new: Registry, pairs: Mapping[Id, Id]) -> Iterator[tuple[tuple[int, ...], Id, Id]]:
    for was in old.notices:
        for now in new.notices:
            common = _alike(pairs, was.shown, now.shown)
            if common:
                yield (common,), was.id, now.id


def _best_pairs(scored: Iterable[tuple[tuple[int, ...], Id, Id]]) -> Iterator[tuple[Id, Id]]:
    """The pairs, the most alike first; each thing is in one."""
    taken: set[tuple[int, Id]] = set()
    for _, was, now in sorted(scored, key=lambda one: (*(-part for part in one[0]), one[1], one[2])):
        if not taken & {(0, was), (1, now)}:
            taken |= {(0, was), (1, now)}
            yield was, now

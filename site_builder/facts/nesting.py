"""Which people and which data cover others, and which have anything in common: from what each is `inside`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from site_builder.model import DataCategory, DataSubject, Registry

Ids = Mapping[str, frozenset[str]]


def covering(registry: Registry) -> Ids:
    """For each id that is inside others: all that cover it besides itself.

    What is sensitive as the outer is not is not covered by it, nor is anything in a circle.
    """
    above: dict[str, frozenset[str]] = {}
    for things in _kinds(registry):
        sensitive: dict[str, frozenset[str]] = {each.id: _sensitive(each) for each in things}
        stated = _edges(things)
        around = {key: reached(key, stated) for key in stated}
        edges = {
            key: [o for o in outer if sensitive[key] <= sensitive[o] and key not in around.get(o, ())]
            for key, outer in stated.items()
        }
        above |= {key: found for key in edges if (found := reached(key, edges) - {key})}
    return above


def is_among(key: str, stated: Collection[str], related: Ids) -> bool:
    """Whether an id, or one that is related to it, is stated: by what covers ids, or by what they touch."""
    return key in stated or not related.get(key, frozenset()).isdisjoint(stated)


def touching(registry: Registry) -> Ids:
    """For each id that is inside another or has another inside: all that it has anything in common with."""
    near: dict[str, frozenset[str]] = {}
    for things in _kinds(registry):
        outer = _edges(things)
        inner: dict[str, list[str]] = {}
        for key, ids in outer.items():
            for each in ids:
                inner.setdefault(each, []).append(key)
        for key in outer.keys() | inner.keys():
            near[key] = frozenset().union(*(reached(each, outer) for each in reached(key, inner))) - {key}
    return {key: ids for key, ids in near.items() if ids}


def _kinds(registry: Registry) -> Iterable[Collection[DataCategory | DataSubject]]:
    return registry.data_categories, registry.data_subjects


def _edges(things: Collection[DataCategory | DataSubject]) -> dict[str, list[str]]:
    """What each is inside, of the same kind of thing."""
    known = {each.id for each in things}
    return {each.id: [o for o in each.inside if o in known and o != each.id] for each in things if each.inside}


def reached(key: str, edges: Mapping[str, Collection[str]]) -> frozenset[str]:
    """An id, and all to which the edges lead from it."""
    found, waiting = {key}, [key]
    while waiting:
        new = [each for each in edges.get(waiting.pop(), ()) if each not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def _sensitive(thing: DataCategory | DataSubject) -> frozenset[str]:
    return frozenset(thing.sensitive) if isinstance(thing, DataCategory) else frozenset()

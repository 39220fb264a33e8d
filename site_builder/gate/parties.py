"""The parties that a request may name: their groups, their days, and what a person must settle about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from site_builder.gate.index import Asked
from site_builder.gate.validity import ALWAYS, Days, common, days_of_party, from_first_to_last
from site_builder.model import Body, Recipient, Registry

Lists = Mapping[str, Iterable[str]]


def parties(registry: Registry) -> Iterator[tuple[str, Asked]]:
    """Every recipient and body by its id."""
    below: Lists = {r.id: r.members for r in registry.recipients if r.members}
    above: dict[str, list[str]] = {}
    for group, members in below.items():
        for member in members:
            above.setdefault(member, []).append(group)
    every: tuple[Recipient | Body, ...] = (*registry.recipients, *registry.bodies)
    refers = _refers(registry, below)
    closed = {key: members for key, members in below.items() if "open_class" not in refers[key]}
    days = _days_with_members({party.id: days_of_party(party) for party in every}, closed)
    for key, its_days in days.items():
        groups = _all_reached(key, above)
        ways = tuple(_ways_on_some_days(key, above, days))
        bound_by = tuple(_bound_by(key, above, below, groups))
        yield key, Asked(groups, *its_days, refers.get(key, ()), tuple(below.get(key, ())), ways, bound_by)


def _all_reached(key: str, lists: Lists) -> tuple[str, ...]:
    """The id and all ids that the lists lead to from it, nearest first."""
    reached = {key: None}
    waiting = [key]
    while waiting:
        new = [other for other in lists.get(waiting.pop(0), ()) if other not in reached]
        reached |= dict.fromkeys(new)
        waiting += new
    return tuple(reached)


def _ways_on_some_days(key: str, above: Lists, days: Mapping[str, Days]) -> Iterator[tuple[str, str, str]]:
    """The groups that lists lead to on some days only, with the days of each way, on which all groups between exist."""
    spans_by_group: dict[str, set[Days]] = {key: {ALWAYS}}
    waiting = [(key, ALWAYS)]
    for at, way in waiting:
        here = way if at == key else common((way, days[at]))
        for group in above.get(at, ()):
            known = spans_by_group.setdefault(group, set())
            if known.isdisjoint((here, ALWAYS)):
                known.add(here)
                waiting.append((group, here))
    yield from (
        (group, *way)
        for group, all_ways in spans_by_group.items()
        if ALWAYS not in all_ways
        for way in sorted(all_ways)
    )


def _days_with_members(days: Mapping[str, Days], closed: Lists) -> Mapping[str, Days]:
    """The days of each party; closed classes have only the days of their members, at any depth."""
    narrowed_days = dict(days)
    while True:
        spans = {
            key: from_first_to_last(narrowed_days.get(each, ALWAYS) for each in ids) for key, ids in closed.items()
        }
        narrowed = {key: common((days[key], span)) for key, span in spans.items()}
        if narrowed.items() <= narrowed_days.items():
            return narrowed_days
        narrowed_days |= narrowed


def _bound_by(key: str, above: Lists, below: Lists, groups: Iterable[str]) -> Iterable[str]:
    """All groups in which a member of a party counts, at any depth, without the party's own groups."""
    reached = {group for member in _all_reached(key, below)[1:] for group in _all_reached(member, above)}
    return sorted(reached.difference(groups))


def _refers(registry: Registry, below: Lists) -> Mapping[str, tuple[str, ...]]:
    """For each recipient, codes of what a person must settle about it or a member at any depth."""
    ids_by_code = {
        "open_class": {r.id for r in registry.recipients if r.type == "category" and r.open_list is not False},
        "to_be_appointed": {r.id for r in registry.recipients if r.to_be_appointed},
    }
    all_below = {r.id: _all_reached(r.id, below) for r in registry.recipients}
    return {
        key: tuple(code for code, ids in ids_by_code.items() if not ids.isdisjoint(reached))
        for key, reached in all_below.items()
    }

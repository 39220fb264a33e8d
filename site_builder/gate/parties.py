"""Which parties a request may name: the groups in which one counts, its days, and what a person must settle."""

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
    days = _with_members({party.id: days_of_party(party) for party in every}, closed)
    for key, its_days in days.items():
        groups = _all_of(key, above)
        ways = tuple(_ways(key, above, days))
        bound_by = tuple(_bound_by(key, above, below, groups))
        yield key, Asked(groups, *its_days, refers.get(key, ()), tuple(below.get(key, ())), ways, bound_by)


def _all_of(key: str, lists: Lists) -> tuple[str, ...]:
    """The id, and all to which lists lead from it, nearest first."""
    found = {key: None}
    waiting = [key]
    while waiting:
        new = [each for each in lists.get(waiting.pop(0), ()) if each not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return tuple(found)


def _ways(key: str, above: Lists, days: Mapping[str, Days]) -> Iterator[tuple[str, str, str]]:
    """The groups to which lists lead on some days alone, with the days of each way: those of all groups between."""
    found: dict[str, set[Days]] = {key: {ALWAYS}}
    waiting = [(key, ALWAYS)]
    for at, way in waiting:
        here = way if at == key else common((way, days[at]))
        for group in above.get(at, ()):
            known = found.setdefault(group, set())
            if known.isdisjoint((here, ALWAYS)):
                known.add(here)
                waiting.append((group, here))
    yield from (
        (group, *way) for group, all_ways in found.items() if ALWAYS not in all_ways for way in sorted(all_ways)
    )


def _with_members(days: Mapping[str, Days], closed: Lists) -> Mapping[str, Days]:
    """The days, with those of closed classes narrowed to those of their members, however deep."""
    found = dict(days)
    while True:
        spans = {key: from_first_to_last(found.get(each, ALWAYS) for each in ids) for key, ids in closed.items()}
        narrowed = {key: common((days[key], span)) for key, span in spans.items()}
        if narrowed.items() <= found.items():
            return found
        found |= narrowed


def _bound_by(key: str, above: Lists, below: Lists, groups: Iterable[str]) -> Iterable[str]:
    """All in which a member of it counts, at any depth, but its own groups."""
    found = {group for member in _all_of(key, below)[1:] for group in _all_of(member, above)}
    return sorted(found.difference(groups))


def _refers(registry: Registry, below: Lists) -> Mapping[str, tuple[str, ...]]:
    """What of each recipient, or of a member at any depth, a person must settle."""
    those = {
        "open_class": {r.id for r in registry.recipients if r.type == "category" and r.open_list is not False},
        "to_be_appointed": {r.id for r in registry.recipients if r.to_be_appointed},
    }
    all_below = {r.id: _all_of(r.id, below) for r in registry.recipients}
    return {
        key: tuple(code for code, ids in those.items() if not ids.isdisjoint(found)) for key, found in all_below.items()
    }

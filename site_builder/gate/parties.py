"""The parties that a request may name: their groups, their days, and what a person must settle about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from site_builder.gate.index import Asked
from site_builder.gate.validity import ALWAYS, Days, common, days_of_party, from_first_to_last
from site_builder.model import Body, Recipient, Registry

Lists = Mapping[str, Iterable[str]]
KIND, EXAMPLES, NOBODY_KNOWS = "kind", "examples", "unknown"
FROM_CLOSED = ("", KIND, EXAMPLES, NOBODY_KNOWS)
"""How open a class is: by how one tells a member that the notice does not name."""


def parties(registry: Registry) -> Iterator[tuple[str, Asked]]:
    """Every recipient and body by its id."""
    below: Lists = {r.id: r.members for r in registry.recipients if r.members}
    above: dict[str, list[str]] = {}
    for group, members in below.items():
        for member in members:
            above.setdefault(member, []).append(group)
    every: tuple[Recipient | Body, ...] = (*registry.recipients, *registry.bodies)
    most_open = _most_open(registry, below)
    closed = {key: members for key, members in below.items() if not most_open[key]}
    refers = _refers(registry, below, most_open)
    days = _days_with_members({party.id: days_of_party(party) for party in every}, closed)
    for key, its_days in days.items():
        groups = _all_reached(key, above)
        ways = tuple(_ways_on_some_days(key, above, days))
        bound_by = tuple(_bound_by(key, above, below, groups))
        members, of_examples = tuple(below.get(key, ())), most_open.get(key) == EXAMPLES
        yield key, Asked(groups, *its_days, refers.get(key, ()), members, ways, bound_by, of_examples=of_examples)


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


def _most_open(registry: Registry, below: Lists) -> Mapping[str, str]:
    """How open each recipient is, or the most open of its members at any depth; '' where all are named."""
    openness: dict[str, str] = {r.id: _openness(r) for r in registry.recipients}
    return {
        key: max((openness.get(each, "") for each in _all_reached(key, below)), key=FROM_CLOSED.index)
        for key in openness
    }


def _openness(r: Recipient) -> str:
    """How one tells a member of a category that does not name all; '' for what has no other members."""
    if r.type != "category" or r.open_list is False:
        return ""
    return r.membership if r.membership in FROM_CLOSED else NOBODY_KNOWS


def _refers(registry: Registry, below: Lists, most_open: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """For each recipient, codes of what a person must settle about it or a member at any depth."""
    unchosen = {r.id for r in registry.recipients if r.to_be_appointed}

    def codes(key: str) -> Iterator[str]:
        if most_open[key]:
            yield "which_member" if most_open[key] == KIND else "open_class"
        if not unchosen.isdisjoint(_all_reached(key, below)):
            yield "to_be_appointed"

    return {key: tuple(codes(key)) for key in most_open}

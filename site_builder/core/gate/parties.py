"""Who may be asked for: the groups in which a party counts, its days, and what of it a person must settle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from site_builder.core.gate.days import ALWAYS, Days, common, days_of_party
from site_builder.core.gate.index import Asked
from site_builder.core.model import Body, Recipient, Registry
from site_builder.core.values import Id

Lists = Mapping[str, Iterable[str]]


def parties(registry: Registry) -> Iterator[tuple[str, Asked]]:
    """Every recipient and body by its id."""
    below: Lists = {r.id: r.members for r in registry.recipients if r.members}
    above: dict[str, list[str]] = {}
    for group, members in below.items():
        for member in members:
            above.setdefault(member, []).append(group)
    is_open = {r.id for r in registry.recipients if r.type == "category" and r.open_list is not False}
    every: tuple[Recipient | Body, ...] = (*registry.recipients, *registry.bodies)
    days: dict[str, Days] = {party.id: days_of_party(party) for party in every}
    for party in every:
        refers = tuple(_refers(party, is_open, below))
        members = party.members if isinstance(party, Recipient) else ()
        ways = tuple(_ways(party.id, above, days))
        yield party.id, Asked(_all_of(party.id, above), *days[party.id], refers, members, ways)


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


def _refers(party: Recipient | Body, is_open: set[Id], below: Lists) -> Iterator[str]:
    if not is_open.isdisjoint(_all_of(party.id, below)):
        yield "open_class"
    if isinstance(party, Recipient) and party.to_be_appointed:
        yield "to_be_appointed"

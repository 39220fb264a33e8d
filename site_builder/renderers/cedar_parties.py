"""Who counts as whom, for policies of Cedar: groups, open classes, and what may not be confirmed to be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from site_builder.core.gate.parties import parties
from site_builder.core.gate.validity import Days
from site_builder.core.model import Disclosure, Registry

NEVER_TOLD = "never_confirm"


@dataclass(frozen=True, slots=True)
class Parties:
    """Of every recipient and body its groups and days; those that are open lists; and the ids that are hidden.

    `ways` are, of each group, those who count in it on some days alone, and when; `bound` those
    of whom a member counts in it; `unchosen` are not all chosen yet.
    Hidden are disclosures that may not be confirmed, and recipients that have disclosures and none but such.
    """

    groups: Mapping[str, Sequence[str]]
    days: Mapping[str, Days]
    ways: Mapping[str, Mapping[str, Sequence[Days]]]
    bound: Mapping[str, Sequence[str]]
    open_lists: frozenset[str]
    unchosen: frozenset[str]
    hidden: frozenset[str]

    @classmethod
    def of(cls, registry: Registry) -> Parties:
        """Those of a registry."""
        found = dict(parties(registry))
        groups = {key: asked.groups for key, asked in found.items()}
        is_open = frozenset(key for key, asked in found.items() if "open_class" in asked.refers)
        secret = frozenset(d.id for d in registry.disclosures if is_secret(d))
        gets: dict[str, set[str]] = {}
        for d in registry.disclosures:
            gets.setdefault(d.recipient or registry.home(d).id, set()).add(d.id)
        of_each = {key: set[str]().union(*(gets.get(group, ()) for group in those)) for key, those in groups.items()}
        days = {key: (asked.first, asked.last) for key, asked in found.items()}
        ways: dict[str, dict[str, list[Days]]] = {}
        for key, asked in found.items():
            for group, first, last in asked.ways:
                ways.setdefault(group, {}).setdefault(key, []).append((first, last))
        bound: dict[str, list[str]] = {}
        for key, asked in found.items():
            for group in asked.bound_by:
                bound.setdefault(group, []).append(key)
        unchosen = frozenset(key for key, asked in found.items() if "to_be_appointed" in asked.refers)
        return cls(
            groups,
            days,
            ways,
            bound,
            is_open,
            unchosen,
            secret.union(key for key, ids in of_each.items() if ids and ids <= secret),
        )

    def open_in(self, group: str) -> list[str]:
        """The open classes that count in a group."""
        return sorted(key for key in self.open_lists if group in self.groups[key])


def is_secret(disclosure: Disclosure) -> bool:
    """Whether nobody may be told that it is there."""
    return disclosure.can_we_tell_you == NEVER_TOLD

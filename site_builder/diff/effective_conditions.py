"""Which conditions bear on which disclosure, before and after; a change that affects several is one change.

Only the result counts: a condition that just moved from the notice to the recipient limits as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from site_builder.diff.change import Change, changed
from site_builder.diff.field_diff import bare
from site_builder.diff.impact import of_parts, presence
from site_builder.facts.facts import fact_of, facts_of
from site_builder.facts.lifecycle import ACTIVE, PLANNED, standing
from site_builder.model import Disclosure, Limit, Notice, Recipient, Registry, SharedCondition
from site_builder.model.conditions import Condition
from site_builder.model.moves import NEITHER, OPPOSITE, Direction, together
from site_builder.model.values import Id

CERTAIN, POSSIBLE, NOT = 2, 1, 0
"""How surely a condition bears on a disclosure."""

Sides = tuple[Registry, Registry]


class EffectiveConditions:
    """The disclosures of two registries on a day, and how the conditions that bear on each differ."""

    def __init__(self, old: Registry, new: Registry, on: date) -> None:
        self._sides: Sides = old, new
        self._of_old, self._of_new = ({d.id: d for d in side.disclosures} for side in self._sides)
        self._shares = tuple({d.id for d in r.disclosures if _shares(r, d, on)} for r in self._sides)

    def shares(self, key: Id) -> tuple[bool, bool]:
        """Whether a disclosure shared before, and shares now: a draft, a suspended or an ended one does not."""
        return key in self._shares[0], key in self._shares[1]

    def of_condition(self, owner: Id, was: Condition | None, now: Condition | None) -> tuple[Direction, tuple[Id, ...]]:
        """The direction of a condition that its owner changed, and the disclosures that the change affects."""
        condition = next(c for c in (was, now) if c is not None)
        reached = tuple(
            key
            for key in self._by_limit.get(Limit(owner, condition).id, ())
            if self._is_named_twice(owner, key) and self._is_moved(key, was, now)
        )
        if not reached:
            return NEITHER, ()
        if was is not None and now is not None:
            return of_parts(was, now), reached
        return (presence(condition) if was is None else OPPOSITE[presence(condition)]), reached

    def of_shared(self, disclosure: Id, shared_id: Id, *sides: int) -> Direction:
        """How naming a shared condition moves a disclosure; `sides` are those whose conditions count, 0 old, 1 new."""
        if not all(self.shares(disclosure)):
            return NEITHER
        things = (self._sides[side].things.get(shared_id) for side in sides)
        conditions = {bare(c): c for thing in things if isinstance(thing, SharedCondition) for c in thing.conditions}
        return together(self._direction_for(disclosure, condition) for condition in conditions.values())

    def no_longer_or_newly_reached(self) -> Iterator[Change]:
        """Conditions of notices and recipients that did not change, but now bear on other disclosures."""
        keys_by_limit: dict[tuple[str, bool], list[Id]] = {}
        for limit_id, differing in self._by_limit.items():
            for key in differing:
                before, after = (limit_id in self._limits[key][side] for side in (0, 1))
                if before != after and self._comes_from_reach(limit_id):
                    keys_by_limit.setdefault((limit_id, after), []).append(key)
        for (limit_id, is_new), keys in keys_by_limit.items():
            yield from self._reach_change(limit_id, keys, is_new=is_new)

    def naming(self, key: Id) -> tuple[Id, ...]:
        """The disclosures that share and name a thing, in a fact of their own or in a condition."""
        return tuple(self._by_name.get(key, ()))

    def to_recipient(self, key: Id) -> tuple[Id, ...]:
        """The disclosures that share and have this recipient as recipient, as sender or as owner of their file."""
        return tuple(self._by_party.get(key, ()))

    # ---- what bears on a disclosure

    @cached_property
    def _limits(self) -> Mapping[Id, tuple[dict[str, Limit], dict[str, Limit]]]:
        """The limits by id, before and after, of each disclosure that shares on both sides and whose limits differ."""
        limits: dict[Id, tuple[dict[str, Limit], dict[str, Limit]]] = {}
        promises = {d.id for side in self._sides for d in side.disclosures if d.is_promise}
        for key in (self._shares[0] & self._shares[1]) - promises:
            before, after = self._sides[0].limits(self._of_old[key]), self._sides[1].limits(self._of_new[key])
            if before != after:
                limits[key] = _by_id(before), _by_id(after)
        return limits

    @cached_property
    def _weights(self) -> Mapping[Id, tuple[dict[Any, int], dict[Any, int]]]:
        """How surely each condition bears on each of these disclosures, whichever thing owns it."""
        return {
            key: (_sureness_by_condition(before), _sureness_by_condition(after))
            for key, (before, after) in self._limits.items()
        }

    @cached_property
    def _by_limit(self) -> Mapping[str, tuple[Id, ...]]:
        """For each limit that differs for some disclosure: these disclosures, sorted."""
        keys_by_limit: dict[str, list[Id]] = {}
        for key, (before, after) in sorted(self._limits.items()):
            for limit_id in dict.fromkeys([*before, *after]):
                if before.get(limit_id) != after.get(limit_id):
                    keys_by_limit.setdefault(limit_id, []).append(key)
        return {limit_id: tuple(keys) for limit_id, keys in keys_by_limit.items()}

    def _is_moved(self, key: Id, *conditions: Condition | None) -> bool:
        """Whether any of these conditions binds a disclosure more or less surely than before."""
        return any(self._sureness(key, c, 0) != self._sureness(key, c, 1) for c in conditions if c is not None)

    def _direction_for(self, key: Id, condition: Condition) -> Direction:
        before, after = (self._sureness(key, condition, side) for side in (0, 1))
        if before == after:
            return NEITHER
        return presence(condition) if after > before else OPPOSITE[presence(condition)]

    def _sureness(self, key: Id, condition: Condition, side: int) -> int:
        weights = self._weights.get(key)
        return weights[side].get(bare(condition), NOT) if weights else NOT

    def _is_named_twice(self, owner: Id, key: Id) -> bool:
        """Whether a disclosure names a shared condition before and after; if not, its own change covers it."""
        if not isinstance(self._sides[1].things.get(owner), SharedCondition):
            return True
        disclosures = (self._of_old[key], self._of_new[key])
        return all(owner in (*d.shared_conditions, *d.possible_conditions) for d in disclosures)

    # ---- what bears on others than before

    def _comes_from_reach(self, limit_id: str) -> bool:
        """Whether a notice or recipient owns a limit, and did not itself add or remove it."""
        owner, _, kind = limit_id.partition(".conditions.")
        things = [side.things.get(Id(owner)) for side in self._sides]
        if not any(isinstance(thing, Notice | Recipient) for thing in things):
            return False
        return None in things or all(kind in {c.type for c in getattr(t, "conditions", ())} for t in things)

    def _reach_change(self, limit_id: str, keys: list[Id], *, is_new: bool) -> Iterator[Change]:
        limit = self._limits[keys[0]][is_new][limit_id]
        reached = tuple(key for key in keys if self._is_moved(key, limit.condition))
        added = presence(limit.condition) if reached else NEITHER
        owner = type(self._sides[is_new].things[limit.owner]).__name__
        was, is_ = (None, limit.condition) if is_new else (limit.condition, None)
        change = changed(f"{limit_id}.reach", limit.owner, owner, "reach", was, is_)
        yield replace(change, direction=added if is_new else OPPOSITE[added], reaches=reached or tuple(keys))

    # ---- what names what

    @cached_property
    def _by_name(self) -> Mapping[Id, list[Id]]:
        return self._disclosures_by_name(_names)

    @cached_property
    def _by_party(self) -> Mapping[Id, list[Id]]:
        return self._disclosures_by_name(
            lambda registry, d: (p for p in (d.recipient, d.sender, registry.home(d).id) if p)
        )

    def _disclosures_by_name(self, names_of: Callable[[Registry, Disclosure], Iterable[Id]]) -> Mapping[Id, list[Id]]:
        """For each name in a disclosure: the disclosures with it that are on both sides and share on one, sorted."""
        keys_by_name: dict[Id, list[Id]] = {}
        for key in sorted((self._shares[0] | self._shares[1]) & self._of_old.keys() & self._of_new.keys()):
            of_both = {*names_of(self._sides[0], self._of_old[key]), *names_of(self._sides[1], self._of_new[key])}
            for name in of_both:
                keys_by_name.setdefault(name, []).append(key)
        return keys_by_name


def _names(registry: Registry, disclosure: Disclosure) -> Iterator[Id]:
    facts = (*facts_of(disclosure), *map(fact_of, registry.limits(disclosure)))
    yield from (Id(name) for fact in facts for name in fact.names)


def _shares(registry: Registry, disclosure: Disclosure, on: date) -> bool:
    return standing(registry, disclosure, on) in {ACTIVE, PLANNED}


def _by_id(limits: Iterable[Limit]) -> dict[str, Limit]:
    """Limits by id; one that is named both as certain and as possible is certain."""
    return {limit.id: limit for limit in sorted(limits, key=lambda limit: not limit.possible)}


def _sureness_by_condition(limits: Mapping[str, Limit]) -> dict[Any, int]:
    surest: dict[Any, int] = {}
    for limit in limits.values():
        key = bare(limit.condition)
        surest[key] = max(surest.get(key, NOT), POSSIBLE if limit.possible else CERTAIN)
    return surest

"""Comparing two registries thing by thing and field by field, by the model.

Things are found by id in one step, so that the time grows with the size of the two registries and not with its square.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.diff.change import Change, changed, reordered
from site_builder.diff.effective_conditions import EffectiveConditions
from site_builder.diff.field_diff import Difference, differences, is_reordered
from site_builder.diff.impact import direction, presence, rules_of
from site_builder.diff.passages import in_words
from site_builder.diff.renamed import renamed, renames
from site_builder.model import Disclosure, Notice, Recipient, Registry, Retired, Section
from site_builder.model.conditions import Condition
from site_builder.model.fields import Field
from site_builder.model.moves import LESS, MORE, NEITHER, OPPOSITE, Direction, Rule
from site_builder.model.values import Id

ROOT = "registry"
"""What changes of the whole registry are about."""

STARTS_OR_ENDS = {"status", "valid_from", "valid_to"}
"""Fields of a disclosure that count although it did not share before, or shares no longer."""

PARTIES = {"recipient", "sender", "part_of"}
"""Fields that name those whose own first and last days hold for a disclosure too."""

NAMING = {"shared_conditions": "possible_conditions", "possible_conditions": "shared_conditions"}
"""How a disclosure names shared conditions: as certain, or as possible."""


def changes(old: Registry, new: Registry, on: date) -> tuple[Change, ...]:
    """What changed between two registries, judged for a day, sorted by id and kind.

    What is proposed or internal is passed over, and so are version and day of issue, which any edition changes.
    """
    names = renames(old, new)
    found = list(_Comparison(renamed(old, names), new, on).changes())
    found += (_called(new, was, now) for was, now in names.items())
    return tuple(sorted(_told_apart(found), key=lambda change: (change.id, change.kind)))


def _called(new: Registry, was: Id, now: Id) -> Change:
    return changed(f"{now}.id", now, type(new.things[now]).__name__, "id", was, now)


def _told_apart(found: list[Change]) -> Iterator[Change]:
    """Words that changed with a fact that they state are told from those that changed alone."""
    stated = {change.about for change in found if change.concerns == "facts"}
    for change in found:
        goes_along = change.thing == "Passage" and change.concerns == "words" and change.about in stated
        yield replace(change, concerns="words_and_facts") if goes_along and _has_owner(change) else change


def _has_owner(change: Change) -> bool:
    """Whether a passage states something; other words are about their notice, and go with none of its facts."""
    return not change.id.startswith((f"{change.about}.text.", f"{change.about}.child_text."))


class _Comparison:
    """Two registries side by side."""

    def __init__(self, old: Registry, new: Registry, on: date) -> None:
        self._old, self._new = old, new
        self._effective = EffectiveConditions(old, new, on)

    def changes(self) -> Iterator[Change]:
        """All changes, each cause once."""
        yield from self._fields(ROOT, self._old, self._new)
        yield from self._things(self._old.things, self._new.things)
        yield from self._things(_retired(self._old), _retired(self._new))
        yield from self._confirmed()
        for was, now in _in_both(self._old.notices, self._new.notices):
            yield from self._notice(was, now)
        yield from self._homes()
        yield from self._effective.no_longer_or_newly_reached()

    # ---- things

    def _things(self, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Change]:
        for key in {**old, **new}:
            was, now = old.get(key), new.get(key)
            if was is None or now is None:
                yield self._whole(key, was, now)
            elif was != now:
                yield from self._fields(key, was, now)

    def _whole(self, key: str, was: Any, now: Any) -> Change:
        """A thing that came or went. A disclosure shares; all others do so only where a disclosure names them."""
        thing = was if now is None else now
        more = presence(thing)
        if isinstance(thing, Disclosure) and not any(self._effective.shares(thing.id)):
            more = NEITHER
        moves = more if was is None else OPPOSITE[more]
        return replace(changed(key, thing.id, type(thing).__name__, None, was, now), direction=moves)

    def _fields(self, key: str, was: Any, now: Any) -> Iterator[Change]:
        """The fields of a thing; one that became of another class has those of both."""
        if type(was) is not type(now):
            names = type(was).__name__, type(now).__name__
            yield changed(f"{key}.class", now.id, names[1], "class", *names)
        for field, rule in {**rules_of(type(was)), **rules_of(type(now))}.values():
            before, after = (getattr(thing, field.name, () if field.many else None) for thing in (was, now))
            if before != after:
                yield from self._field(key, now, field, rule, before, after)

    def _field(self, key: str, thing: Any, field: Field, rule: Rule, was: Any, now: Any) -> Iterator[Change]:
        about, name = getattr(thing, "id", ROOT), type(thing).__name__
        if is_reordered(was, now):
            yield reordered(f"{key}.{field.key}", about, name, field.key)
        for found in differences(key, field.key, was, now):
            change = changed(found.id, about, name, field.key, found.was, found.is_)
            if found.language is not None:
                yield replace(change, concerns="translation", language=found.language)
            elif rule.is_words:
                yield replace(change, concerns="words")
            elif field.key in NAMING and isinstance(thing, Disclosure):
                yield from self._naming(change, thing)
            else:
                moves, reaches = self._moves(thing, field, rule, found, was, now)
                yield replace(change, direction=moves, reaches=reaches)

    # ---- directions

    def _moves(
        self, thing: Any, field: Field, rule: Rule, found: Difference, was: Any, now: Any
    ) -> tuple[Direction, tuple[Id, ...]]:
        if field.one is Condition:
            moves, reached = self._effective.of_condition(thing.id, found.was, found.is_)
            return moves, () if isinstance(thing, Disclosure) else reached
        moves = direction(rule, field, found, was, now)
        if isinstance(thing, Disclosure):
            return self._of_disclosure(thing.id, field.key, moves), ()
        if moves == NEITHER or isinstance(thing, Notice):
            return moves, ()
        reached = self._reached(thing)
        return (moves if reached else NEITHER), reached

    def _of_disclosure(self, key: Id, field: str, moves: Direction) -> Direction:
        """What is not shared is not shared more or less; but whose it is may start or end it."""
        before, after = self._effective.shares(key)
        if before != after and field in PARTIES:
            return MORE if after else LESS
        counts = (before or after) if field in STARTS_OR_ENDS else (before and after)
        return moves if counts else NEITHER

    def _reached(self, thing: Any) -> tuple[Id, ...]:
        return (self._effective.to_recipient if isinstance(thing, Recipient) else self._effective.naming)(thing.id)

    def _naming(self, change: Change, disclosure: Disclosure) -> Iterator[Change]:
        """A shared condition that a disclosure names newly or no longer; from certain to possible is one change."""
        named = change.is_ or change.was
        old: Any = self._old.things[disclosure.id]
        other = NAMING[str(change.field)]
        elsewhere = named in getattr(old, other), named in getattr(disclosure, other)
        if change.kind == "changed" or elsewhere[0] == elsewhere[1]:
            moves = self._effective.of_shared(disclosure.id, named, change.is_ is not None)
            yield replace(change, direction=moves)
        elif change.field == "shared_conditions":
            moves = self._effective.of_shared(disclosure.id, named, 0, 1)
            words = ("certain", "possible") if change.is_ is None else ("possible", "certain")
            yield replace(change, kind="changed", was=words[0], is_=words[1], direction=moves)

    # ---- what is not a field of one thing

    def _notice(self, was: Notice, now: Notice) -> Iterator[Change]:
        if was == now:
            return
        for change in in_words(was, now):
            if change.field != "shows" or _is_of_both(self._old, self._new, change.is_ or change.was):
                yield change
        old, new = ({f"{now.id}.sections.{s.id}": s for s in n.sections} for n in (was, now))
        for key in {**old, **new}:
            yield from self._section(key, now, old.get(key), new.get(key))
        if list(old) != list(new) and set(old) == set(new):
            yield reordered(f"{now.id}.sections", now.id, "Notice", "sections")

    def _section(self, key: str, notice: Notice, was: Section | None, now: Section | None) -> Iterator[Change]:
        if was is not None and now is not None:
            for change in self._fields(key, was, now):
                yield replace(change, about=notice.id)
        else:
            before, after = (section and section.heading for section in (was, now))
            yield replace(changed(key, notice.id, "Section", None, before, after), concerns="words")

    def _confirmed(self) -> Iterator[Change]:
        """Who confirmed what, as a field of the thing."""
        for key in sorted({*self._old.confirmations, *self._new.confirmations}):
            was, now = (r.confirmations.get(key, ()) for r in (self._old, self._new))
            thing = self._new.things.get(key) or self._old.things.get(key)
            name = type(thing).__name__ if thing else "Confirmation"
            for found in differences(key, "confirmed", was, now):
                yield changed(found.id, key, name, "confirmed", found.was, found.is_)
            if is_reordered(was, now):
                yield reordered(f"{key}.confirmed", key, name, "confirmed")

    def _homes(self) -> Iterator[Change]:
        """Disclosures that stand in the file of another recipient, or in another order in the same one."""
        for was, now in _in_both(self._old.disclosures, self._new.disclosures):
            before, after = self._old.home(was).id, self._new.home(now).id
            if before != after:
                moves = self._of_disclosure(now.id, "part_of", NEITHER)
                change = changed(f"{now.id}.part_of", now.id, "Disclosure", "part_of", before, after)
                yield replace(change, direction=moves)
        for old, new in _in_both(self._old.recipients, self._new.recipients):
            order, now_so = ([d.id for d in r.disclosures] for r in (old, new))
            if order != now_so and set(order) == set(now_so):
                yield reordered(f"{new.id}.disclosures", new.id, "Recipient", "disclosures")


def _retired(registry: Registry) -> Mapping[str, Retired]:
    return {f"{ROOT}.retired.{each.id}": each for each in registry.retired}


def _in_both(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    before = {thing.id: thing for thing in old}
    yield from ((before[thing.id], thing) for thing in new if thing.id in before)


def _is_of_both(old: Registry, new: Registry, key: Id) -> bool:
    return key in old.things and key in new.things

"""Comparing two registries thing by thing and field by field, by the model.

Things are found by id in one step, so that the time grows with the size of the two registries and not with its square.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.diff.change import Change, changed, reordered
from site_builder.diff.counterparts import are_two, of_sharing, same_things
from site_builder.diff.effective_conditions import EffectiveConditions
from site_builder.diff.field_diff import Difference, differences, is_reordered
from site_builder.diff.impact import direction, presence, rules_of
from site_builder.diff.passages import passage_changes
from site_builder.diff.renamed import is_renamed_body, renamed, successors
from site_builder.model import Disclosure, Notice, Recipient, Registry, Retired, Section
from site_builder.model.conditions import Condition
from site_builder.model.fields import Field
from site_builder.model.moves import LESS, MORE, NEITHER, OPPOSITE, WIDENS, WITHIN, WORDS, Direction, Rule, together
from site_builder.model.values import Id

ROOT = "registry"
"""The id that changes of the whole registry are about."""

STARTS_OR_ENDS = {"status", "valid_from", "valid_to"}
"""Fields of a disclosure that count even if it shares only before or only after the change."""

PARTIES = {"recipient", "sender", "part_of"}
"""Fields that name parties whose own first and last days also limit a disclosure."""

MODALITY = "modality"

NAME, HISTORY = "name", "history"

NAMING = {"shared_conditions": "possible_conditions", "possible_conditions": "shared_conditions"}
"""How a disclosure names shared conditions: as certain, or as possible."""


def changes(old: Registry, new: Registry, on: date) -> tuple[Change, ...]:
    """What changed between two registries, judged for a day, sorted by id and kind.

    A recipient that was renamed, and is the same body by its former names, changed its words alone.

    Proposals and internal notes are left out, and so are version and day of issue, which every edition changes. Of two
    organisations only what they share is compared.
    """
    names = same_things(old, new)
    collected = list(_Comparison(renamed(old, names), new, on).changes())
    if are_two(old, new):
        return tuple(sorted(of_sharing(collected), key=lambda change: (change.id, change.kind)))
    collected += (_renamed_thing(new, was, now) for was, now in names.items())
    return tuple(sorted(_words_with_facts(collected), key=lambda change: (change.id, change.kind)))


def _renamed_thing(new: Registry, was: Id, now: Id) -> Change:
    return changed(f"{now}.id", now, type(new.things[now]).__name__, "id", was, now)


def _words_with_facts(collected: list[Change]) -> Iterator[Change]:
    """The changes, with those words marked that changed together with a fact that they state."""
    with_facts = {change.about for change in collected if change.concerns == "facts"}
    for change in collected:
        goes_along = change.thing == "Passage" and change.concerns == "words" and change.about in with_facts
        yield replace(change, concerns="words_and_facts") if goes_along and _has_owner(change) else change


def _has_owner(change: Change) -> bool:
    """Whether a passage states something; other words are about their notice, and belong to none of its facts."""
    return not change.id.startswith((f"{change.about}.text.", f"{change.about}.child_text."))


class _Comparison:
    """Two registries side by side."""

    def __init__(self, old: Registry, new: Registry, on: date) -> None:
        self._old, self._new = old, new
        self._effective = EffectiveConditions(old, new, on)
        self._gone_on = {
            was: now
            for side, other in ((new, 0), (old, 1))
            for was, now in successors(side).items()
            if self._effective.shares(was)[other]
        }

    def changes(self) -> Iterator[Change]:
        """All changes, each cause once."""
        for change in self._all():
            yield replace(change, direction=NEITHER) if self._goes_on(change) else change
        yield from self._new_names()

    def _goes_on(self, change: Change) -> bool:
        """Whether this is the end or the beginning of what a body gets under its former or under its new name."""
        if change.thing == "Disclosure" and change.field is None:
            return change.about in self._gone_on.values()
        is_end = change.field == "valid_to" and change.direction in (LESS, MORE)
        ended = change.reaches if change.thing == "Recipient" else (change.about,)
        return is_end and bool(ended) and self._gone_on.keys() >= {*ended}

    def _new_names(self) -> Iterator[Change]:
        """The new name of each body that has a recipient of its own under it, and gets what it got."""
        homes = {d.id: side.home(d) for side in (self._old, self._new) for d in side.disclosures}
        pairs = {homes[now].id: (homes[was].name, homes[now].name) for was, now in self._gone_on.items()}
        for key, names in pairs.items():
            if key not in self._old.things or key not in self._new.things:
                was, now = names if key in self._new.things else reversed(names)
                yield replace(changed(f"{key}.{NAME}", key, "Recipient", NAME, was, now), concerns="words")

    def _all(self) -> Iterator[Change]:
        yield from self._fields(ROOT, self._old, self._new)
        yield from self._things(self._old.things, self._new.things)
        yield from self._things(_retired(self._old), _retired(self._new))
        yield from self._confirmations()
        for was, now in _in_both(self._old.notices, self._new.notices):
            yield from self._notice_changes(was, now)
        yield from self._moved_disclosures()
        yield from self._effective.no_longer_or_newly_reached()

    # ---- things

    def _things(self, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Change]:
        for key in {**old, **new}:
            was, now = old.get(key), new.get(key)
            if was is None or now is None:
                yield self._added_or_removed(key, was, now)
            elif was != now:
                yield from self._fields(key, was, now)

    def _added_or_removed(self, key: str, was: Any, now: Any) -> Change:
        """A thing added or removed. A disclosure shares by itself; other things only where a disclosure names them."""
        thing = was if now is None else now
        added = presence(thing)
        if isinstance(thing, Disclosure):
            added = _of_promise(thing, added) if any(self._effective.shares(thing.id)) else NEITHER
        moves = added if was is None else OPPOSITE[added]
        return replace(changed(key, thing.id, type(thing).__name__, None, was, now), direction=moves)

    def _fields(self, key: str, was: Any, now: Any) -> Iterator[Change]:
        """The changes of a thing's fields; a thing that changed its class has those of both classes."""
        if type(was) is not type(now):
            names = type(was).__name__, type(now).__name__
            yield changed(f"{key}.class", now.id, names[1], "class", *names)
        rules = {**rules_of(type(was)), **rules_of(type(now))}
        if is_renamed_body(was, now):
            # The history follows from the name, by the dated list.
            rules |= {NAME: (rules[NAME][0], WORDS)}
            rules.pop(HISTORY)
        for field, rule in rules.values():
            before, after = (getattr(thing, field.name, () if field.many else None) for thing in (was, now))
            if before != after:
                yield from self._field(key, now, field, rule, before, after)

    def _field(self, key: str, thing: Any, field: Field, rule: Rule, was: Any, now: Any) -> Iterator[Change]:
        about, name = getattr(thing, "id", ROOT), type(thing).__name__
        if is_reordered(was, now):
            yield reordered(f"{key}.{field.key}", about, name, field.key)
        for difference in differences(key, field.key, was, now):
            change = changed(difference.id, about, name, field.key, difference.was, difference.is_)
            if difference.language is not None:
                yield replace(change, concerns="translation", language=difference.language)
            elif rule.is_words:
                yield replace(change, concerns="words")
            elif field.key in NAMING and isinstance(thing, Disclosure):
                yield from self._shared_conditions(change, thing)
            else:
                moves, reaches = self._direction_and_reach(thing, field, rule, difference, was, now)
                yield replace(change, direction=moves, reaches=reaches)

    # ---- directions

    def _direction_and_reach(
        self, thing: Any, field: Field, rule: Rule, difference: Difference, was: Any, now: Any
    ) -> tuple[Direction, tuple[Id, ...]]:
        if field.one is Condition:
            moves, reached = self._effective.of_condition(thing.id, difference.was, difference.is_)
            return moves, () if isinstance(thing, Disclosure) else reached
        if isinstance(thing, Disclosure):
            moves = self._of_fields(thing, field, rule, difference, was, now)
            return self._of_disclosure(thing.id, field.key, moves), ()
        moves = direction(rule, field, difference, was, now)
        if moves == NEITHER or isinstance(thing, Notice):
            return moves, ()
        reached = self._reached(thing)
        disclosures = (self._new.things[key] for key in reached)
        return together(_of_promise(d, moves) for d in disclosures), reached

    def _of_fields(
        self, now_so: Disclosure, field: Field, rule: Rule, difference: Difference, was: Any, now: Any
    ) -> Direction:
        """How a change of a field of a disclosure moves sharing: of what is never shared, the other way round."""
        before = self._old.things[now_so.id]
        if (isinstance(before, Disclosure) and before.is_promise) != now_so.is_promise:
            return NEITHER if field.key != MODALITY else LESS if now_so.is_promise else MORE
        if not now_so.is_promise:
            return direction(rule, field, difference, was, now)
        return OPPOSITE[direction(WITHIN if rule is WIDENS else rule, field, difference, was, now)]

    def _of_disclosure(self, key: Id, field: str, moves: Direction) -> Direction:
        """A disclosure that does not share cannot share more or less; a change of its parties may start or end it."""
        before, after = self._effective.shares(key)
        if before != after and field in PARTIES:
            return _of_promise(self._new.things[key], MORE if after else LESS)
        counts = (before or after) if field in STARTS_OR_ENDS else (before and after)
        return moves if counts else NEITHER

    def _reached(self, thing: Any) -> tuple[Id, ...]:
        return (self._effective.to_recipient if isinstance(thing, Recipient) else self._effective.naming)(thing.id)

    def _shared_conditions(self, change: Change, disclosure: Disclosure) -> Iterator[Change]:
        """A shared condition that a disclosure begins or stops to name; from certain to possible is one change."""
        condition_id = change.is_ or change.was
        old: Any = self._old.things[disclosure.id]
        other = NAMING[str(change.field)]
        elsewhere = condition_id in getattr(old, other), condition_id in getattr(disclosure, other)
        if change.kind == "changed" or elsewhere[0] == elsewhere[1]:
            moves = self._effective.of_shared(disclosure.id, condition_id, change.is_ is not None)
            yield replace(change, direction=moves)
        elif change.field == "shared_conditions":
            moves = self._effective.of_shared(disclosure.id, condition_id, 0, 1)
            words = ("certain", "possible") if change.is_ is None else ("possible", "certain")
            yield replace(change, kind="changed", was=words[0], is_=words[1], direction=moves)

    # ---- what is not a field of one thing

    def _notice_changes(self, was: Notice, now: Notice) -> Iterator[Change]:
        if was == now:
            return
        for change in passage_changes(was, now):
            key = change.is_ or change.was
            is_order = change.concerns == "order"
            if change.field != "shows" or is_order or (key in self._old.things and key in self._new.things):
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

    def _confirmations(self) -> Iterator[Change]:
        """The changes of confirmations, each as a field of its thing. Marks follow from what was confirmed."""
        for key in sorted({*self._old.confirmations, *self._new.confirmations}):
            both = (registry.confirmations.get(key, ()) for registry in (self._old, self._new))
            was, now = (tuple(replace(entry, marks=()) for entry in entries) for entries in both)
            thing = self._new.things.get(key) or self._old.things.get(key)
            name = type(thing).__name__ if thing else "Confirmation"
            for difference in differences(key, "confirmed", was, now):
                yield changed(difference.id, key, name, "confirmed", difference.was, difference.is_)
            if is_reordered(was, now):
                yield reordered(f"{key}.confirmed", key, name, "confirmed")

    def _moved_disclosures(self) -> Iterator[Change]:
        """Disclosures that moved to the file of another recipient, or to another place in the same one."""
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


def _of_promise(disclosure: Any, moves: Direction) -> Direction:
    """A direction, turned round where a disclosure promises that something is never shared."""
    return OPPOSITE[moves] if disclosure.is_promise else moves


def _retired(registry: Registry) -> Mapping[str, Retired]:
    return {f"{ROOT}.retired.{retired.id}": retired for retired in registry.retired}


def _in_both(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    before = {thing.id: thing for thing in old}
    yield from ((before[thing.id], thing) for thing in new if thing.id in before)

"""Registries by chance in which much is permitted: conditions, overrides, duties and promises in any mixture."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from site_builder.model import Disclosure, History, Notice, OptOut, Passage, Recipient, Registry, Section, Settled
from site_builder.model.conditions import ABOUT, Condition, PurposeLimited
from site_builder.model.values import NOT_STATED, Id, Text, Word
from tests.gate.every_code import registry
from tests.gate.every_form import (
    BLOOD,
    DATA,
    DUTY,
    FORMS,
    HELP,
    NARROW,
    ON,
    OVERRIDES,
    PEOPLE,
    POWER,
    PROTECT,
    RESCUE,
    SELL,
    STUDY,
    words,
)

LIMITS = ("time_window", "age_range", "identifiability")
"""Conditions that are none without a limit."""

T = TypeVar("T")

PARTIES = tuple(Id(f"party-{n}") for n in range(8))
MODALITIES = (None, "may", "must", "must", "must_when_required", "may_on_request", "routinely", "only_if", "never")
CLOSED = ("2026-12", "2026-12", "2026-12-01", "2027", "2026", "last year", None)
PROGRAMMES = tuple(Id(f"{name}-programme") for name in ("old", "new", "next"))
MODES = (("published",), ("published", "transfer"), ("transfer",))
BASES = (("consent",), ("public_task",), ("consent", "public_task"))


def mixed(seed: int) -> Registry:
    """A registry of a few recipients: the same for the same seed."""
    return _Mixer(random.Random(seed)).registry()  # noqa: S311 -- chance that comes again, not a secret


def puzzled(whole: dict[str, Any], seed: int) -> dict[str, Any]:
    """The feed with some conditions and effects of opt-outs that no reader understands."""
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret

    def strange(node: dict[str, Any]) -> dict[str, Any]:
        if "kind" in node and chance.random() < 1 / 6:
            bare = {key: node[key] for key in ("id", "type", "kind")}
            return bare if node["kind"] in LIMITS and chance.random() < 1 / 2 else {**node, "added_later": 1}
        if isinstance(node.get("opt_outs", [""])[0], dict) and chance.random() < 1 / 6:
            return {**node, "opt_outs": [{**each, "effect": "added_later"} for each in node["opt_outs"]]}
        return node

    return {**whole, **{part: [strange(node) for node in whole[part]] for part in ("included", "disclosures")}}


class _Mixer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._made: list[Id] = []

    def registry(self) -> Registry:
        recipients = tuple(self._recipient(key) for key in (Id("nurses"), *PARTIES))
        shown = tuple(d.id for r in recipients for d in r.disclosures if not self._seldom(12))
        passage = Passage(shape=Word("paragraph"), text=words("All of it."), states=shown)
        section = Section(id=Id("all"), heading=words("All"), passages=(passage,))
        for_all = tuple(self._conditions()) if self._seldom(4) else ()
        notice = Notice(id=Id("a-notice"), title=words("A notice"), sections=(section,), conditions=for_all)
        return replace(registry(), recipients=recipients, notices=(notice,))

    def _recipient(self, key: Id) -> Recipient:
        kind = "role" if key == "nurses" else self._chance.choice(("organisation", "organisation", "category"))
        others = [other for other in PARTIES if other > key]
        how = self._chance.choice((None, "kind", "kind", "examples", "named"))
        return Recipient(
            id=key,
            name=words(key),
            type=Word(kind),
            open_list=self._seldom(2) if kind == "category" else None,
            membership=Word(how) if kind == "category" and how else None,
            members=tuple(self._some(others, 0, 3)) if kind == "category" else (),
            to_be_appointed=True if self._seldom(12) else None,
            valid_to=ON + timedelta(self._chance.randint(-20, 20)) if self._seldom(8) else None,
            valid_from=ON + timedelta(self._chance.randint(-20, 20)) if self._seldom(8) else None,
            history=self._history() if self._seldom(12) else None,
            conditions=tuple(self._conditions()) if self._seldom(6) else (),
            disclosures=tuple(self._disclosure(key) for _ in range(self._chance.choice((0, 1, 2, 2, 3)))),
        )

    def _history(self) -> History:
        closed = self._chance.choice(CLOSED)
        return History(became=Word("renamed"), closed_on=Text(closed) if closed else None)

    def _disclosure(self, to: Id) -> Disclosure:
        key = Id(f"d-{len(self._made)}")
        self._made.append(key)
        modality = self._chance.choice(MODALITIES)
        return Disclosure(
            id=key,
            recipient=None if self._seldom(20) else to,
            sender=self._chance.choice((*PARTIES, Id(NOT_STATED))) if self._seldom(8) else None,
            mode=tuple(map(Word, self._chance.choice(MODES))) if self._seldom(4) else (),
            purposes=tuple(self._some((HELP, PROTECT, RESCUE, SELL, STUDY), 0 if self._seldom(8) else 1, 4)),
            data_categories=tuple(self._some(DATA, 0 if self._seldom(8) else 1, 4)),
            data_subjects=tuple(self._some(PEOPLE, 0 if self._seldom(8) else 1, 2)),
            own_recipient=True if self._seldom(8) else None,
            open_data_list=True if self._seldom(8) else None,
            excluded=tuple(self._some(DATA, 1, 1)) if self._seldom(8) else (),
            lawful_basis=tuple(map(Word, self._chance.choice(BASES))),
            modality=Word(modality) if modality else None,
            legal_power=self._chance.choice(((), (POWER,), (DUTY,), (DUTY,), NARROW[:1], NARROW, "none")),
            data_items=(words("name"), words('an "address" \\ or two')) if self._seldom(3) else (),
            item_choices=(words("name"),) if self._seldom(8) else (),
            exception_to=self._chance.choice(self._made[:-1]) if len(self._made) > 1 and self._seldom(4) else None,
            can_we_tell_you=Word("never_confirm") if self._seldom(6) else None,
            direction=Word(self._chance.choice(("receive", "two_way"))) if self._seldom(12) else None,
            programmes=tuple(self._some(PROGRAMMES, 1, 2)) if self._seldom(8) else (),
            status=Word(self._chance.choice(("draft", "suspended"))) if self._seldom(12) else None,
            valid_from=ON + timedelta(self._chance.randint(-20, 20)) if self._seldom(8) else None,
            valid_to=ON + timedelta(self._chance.randint(-20, 20)) if self._seldom(8) else None,
            opt_outs=tuple(self._opt_outs()) if self._seldom(5) else (),
            settled_by=self._chance.choice(((Id("clerk"),), "none")) if self._seldom(8) else (),
            settled=tuple(self._settled()) if self._seldom(3) else (),
            **self._limits(),
        )

    def _settled(self) -> Iterator[Settled]:
        """What was settled in public, now and then by a role that may not, or for too long."""
        first = ON - timedelta(self._chance.choice((-1, 0, 0, 9, 366)))
        for number in range(self._chance.choice((1, 1, 2))):
            yield Settled(
                purposes=tuple(self._some((HELP, PROTECT, SELL), 0, 3)),
                data_categories=tuple(self._some(DATA, 0, 4)),
                data_subjects=tuple(self._some(PEOPLE, 0, 2)),
                special_condition=(Word("public_health"),) if self._seldom(2) else (),
                criminal_condition=Word("schedule_1") if self._seldom(2) else None,
                by=Id(self._chance.choice(("boss", "boss", "clerk"))),
                date=first,
                valid_to=first + timedelta(self._chance.choice((0, 30, 366, 367))),
                reference=Text(f"IG-{number}"),
            )

    def _limits(self) -> dict[str, Any]:
        shared = self._some([s.id for s in registry().conditions], 0, 2 if self._seldom(2) else 0)
        at = self._chance.randint(0, len(shared))
        own = tuple(self._conditions())
        return {"conditions": own, "shared_conditions": tuple(shared[:at]), "possible_conditions": tuple(shared[at:])}

    def _conditions(self) -> Iterator[Condition]:
        """A few of unlike types, often an override with what it lifts."""
        found = self._some(FORMS, 0, 2)
        if self._seldom(4):
            override = self._chance.choice(OVERRIDES)
            if self._seldom(2):
                override = replace(override, opens=tuple(self._some((PROTECT, RESCUE, SELL), 1, 2)))
            found += [override, *(form for form in FORMS if form.type == override.overrides)][:2]
        yield from {each.type: self._for_some(each) for each in (PurposeLimited(), *found)}.values()

    def _for_some(self, condition: Condition) -> Condition:
        """A condition, now and then for some of the data alone."""
        if not ABOUT[condition.type].for_some or not self._seldom(4):
            return condition
        changed: Any = {"for_data": tuple(self._some((*DATA, BLOOD), 1, 2))}
        return replace(condition, **changed)

    def _opt_outs(self) -> Iterator[OptOut]:
        for scheme in self._some(("local", "object_art_21", "withdraw_consent"), 1, 2):
            effect = self._chance.choice(("applies", "applies_in_part", "does_not_apply"))
            yield OptOut(scheme=Word(scheme), effect=Word(effect))

    def _seldom(self, once_in: int) -> bool:
        return self._chance.randrange(once_in) == 0

    def _some(self, pool: Sequence[T], least: int, most: int) -> list[T]:
        return self._chance.sample(list(pool), self._chance.randint(min(least, len(pool)), min(most, len(pool))))

"""Registries of any size for the gate, and requests to them: the same from the same seed.

Ten kinds of disclosure take turns, two to a recipient, so that a registry of ten already has each. Six tenths of the
requests are permitted; the others are turned away, each reason as often as the next.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from site_builder.model import (
    PARAGRAPH,
    DataCategory,
    DataSubject,
    Disclosure,
    Law,
    LegalPower,
    Notice,
    Organisation,
    Passage,
    Purpose,
    Recipient,
    Registry,
    Role,
    Section,
)
from site_builder.model.conditions import (
    Approval,
    Condition,
    Identifiability,
    Jurisdiction,
    NeedShown,
    ProhibitedUse,
    TellFirst,
    TimeWindow,
)
from site_builder.model.values import Id, Text, Url, Word, words

US, SILENT, ON = "bench-council", "says-nothing", date(2026, 6, 1)
PURPOSES = tuple(Id(f"purpose-{n:02}") for n in range(20))
DATA = tuple(Id(f"data-{n:02}") for n in range(40))
PEOPLE = tuple(Id(f"people-{n}") for n in range(10))
ROLES = tuple(Id(f"role-{n}") for n in range(4))
LAW = Id("the-act")
NATIONS = (Word("england"), Word("wales"))
LEVEL = Word("pseudonymised")
KINDS = 10
"""How many kinds of disclosure there are."""
ALLOWS, LAWFUL, FORBIDDEN, DRAFT, ENDED, NO_LAW = range(7), 3, 4, 7, 8, 9
"""Those that permit: among them a duty in law, and one whose second purpose is forbidden. Those that never permit."""
PERMITTED = 0.6
"""The share of requests that are permitted."""

Asked = dict[str, Any]
"""A request as JSON has it."""


def registry(disclosures: int) -> Registry:
    """A registry of so many disclosures."""
    chance = random.Random(disclosures)  # noqa: S311 (repeatable, not secret)
    recipients = [_recipient(n, chance) for n in range(0, disclosures, 2)]
    passages = [
        Passage(shape=PARAGRAPH, text=words("en-GB", f"We share this with {r.id} for matter {d.id}."), states=(d.id,))
        for r in recipients
        for d in r.disclosures
    ]
    section = Section(id=Id("all"), heading=words("en-GB", "All"), passages=tuple(passages))
    silent = Recipient(id=Id(SILENT), name=words("en-GB", SILENT), type=Word("organisation"))
    return Registry(
        organisation=Organisation(id=Id(US), name=words("en-GB", "Bench Council")),
        site=Url("https://council.example/"),
        version=Text("2026.1.1.1"),
        issued=date(2026, 1, 1),
        languages=(Text("en-GB"),),
        notices=(Notice(id=Id("bench-notice"), title=words("en-GB", "Bench"), sections=(section,)),),
        recipients=(*recipients, silent),
        purposes=tuple(Purpose(id=i, name=words("en-GB", i), family=Word("research")) for i in PURPOSES),
        data_categories=tuple(DataCategory(id=i, name=words("en-GB", i)) for i in DATA),
        data_subjects=tuple(DataSubject(id=i, name=words("en-GB", i)) for i in PEOPLE),
        roles=tuple(Role(id=i, name=words("en-GB", i)) for i in ROLES),
        laws=(Law(id=LAW, name=words("en-GB", "The Act")),),
    )


def _recipient(number: int, chance: random.Random) -> Recipient:
    """A recipient with two disclosures that share no purpose and no data."""
    key = Id(f"recipient-{number:06}")
    purposes, data = tuple(chance.sample(PURPOSES, 3)), tuple(chance.sample(DATA, 10))
    pair = (
        _disclosure(number, key, purposes[:2], data[: chance.randint(2, 5)], chance),
        _disclosure(number + 1, key, purposes[2:], data[5 : chance.randint(7, 10)], chance),
    )
    never = (ProhibitedUse(purposes=purposes[1:2]),) if number % KINDS == FORBIDDEN else ()
    return Recipient(id=key, name=words("en-GB", key), type=Word("organisation"), conditions=never, disclosures=pair)


def _disclosure(
    number: int, to: Id, purposes: tuple[Id, ...], data: tuple[Id, ...], chance: random.Random
) -> Disclosure:
    kind = number % KINDS
    return Disclosure(
        id=Id(f"disclosure-{number:06}"),
        recipient=to,
        modality=Word("must" if kind in (LAWFUL, NO_LAW) else "may"),
        purposes=purposes,
        data_categories=data[1:],
        data_subjects=tuple(chance.sample(PEOPLE, chance.randint(1, 3))),
        excluded=(data[0],) if kind == 0 else (),
        lawful_basis=(Word("public_task"),),
        legal_power=(LegalPower(law=LAW, nature=Word("duty")),) if kind == LAWFUL else (),
        conditions=_conditions(kind, chance.choice(ROLES)),
        status=Word("draft") if kind == DRAFT else None,
        valid_from=date(2025, 1, 1),
        valid_to=date(2026, 5, 31) if kind == ENDED else date(2029, 12, 31),
    )


def _conditions(kind: int, role: Id) -> tuple[Condition, ...]:
    need, level = NeedShown(), Identifiability(transfer=LEVEL)
    approval = Approval(by=role, scope=Word("per_case"))
    window = TimeWindow(valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    table: Mapping[int, tuple[Condition, ...]] = {
        0: (need, level),
        1: (approval, level),
        2: (TellFirst(), need),
        LAWFUL: (Jurisdiction(nations=NATIONS),),
        5: (need,),
        6: (approval, need, level, window),
    }
    return table.get(kind, ())


# ---- requests


class Made(NamedTuple):
    """A request, and the code of the reason that must be among those of its answer ('' where it is permitted)."""

    asked: Asked
    code: str


def requests(held: Registry, count: int) -> list[Made]:
    """So many requests whose ids are all known, in an order of chance."""
    chance = random.Random(count)  # noqa: S311 (repeatable, not secret)
    by_kind: list[list[Disclosure]] = [[] for _ in range(KINDS)]
    for number, disclosure in enumerate(held.disclosures):
        by_kind[number % KINDS].append(disclosure)
    return [_request(by_kind, chance) for _ in range(count)]


def _request(by_kind: list[list[Disclosure]], chance: random.Random) -> Made:
    if chance.random() < PERMITTED:
        return Made(_permitted(chance.choice(by_kind[chance.choice(ALLOWS)]), chance), "")
    code, kind, spoil = chance.choice(TURNED_AWAY)
    disclosure = chance.choice(by_kind[kind])
    asked = _permitted(disclosure, chance)
    spoil(asked, disclosure)
    return Made(asked, code)


def _permitted(d: Disclosure, chance: random.Random) -> Asked:
    """All that a disclosure asks for."""
    asked: Asked = {
        "recipient": d.recipient,
        "purpose": d.purposes[0],
        "data_categories": chance.sample(d.data_categories, chance.randint(1, len(d.data_categories))),
        "data_subjects": chance.sample(d.data_subjects, chance.randint(1, len(d.data_subjects))),
    }
    evidence = dict(_evidence(d))
    if evidence:
        asked |= {"case": "CASE-7", "identifiability": "aggregate", "evidence": evidence}
    return asked


def _evidence(d: Disclosure) -> Iterator[tuple[str, Asked]]:
    for each in d.conditions:
        if isinstance(each, NeedShown):
            yield each.type, {"reference": "NEED-12"}
        if isinstance(each, Approval):
            yield each.type, {"by": each.by, "reference": "APPROVAL-3", "date": "2026-05-20", "case": "CASE-7"}
        if isinstance(each, Jurisdiction):
            yield each.type, {"nations": ["wales"]}


def _other(pool: tuple[Id, ...], stated: tuple[Id, ...]) -> Id:
    return next(each for each in pool if each not in stated)


Spoil = Callable[[Asked, Disclosure], object]
TURNED_AWAY: tuple[tuple[str, int, Spoil], ...] = (
    ("not_disclosed", 4, lambda a, _: a.update(recipient=SILENT)),
    ("other_sender", 4, lambda a, _: a.update(sender=SILENT)),
    ("other_purpose", 6, lambda a, d: a.update(purpose=_other(PURPOSES, d.purposes))),
    ("other_data", 2, lambda a, d: a["data_categories"].append(_other(DATA, d.data_categories))),
    ("other_people", LAWFUL, lambda a, d: a["data_subjects"].append(_other(PEOPLE, d.data_subjects))),
    ("data_never_sent", 0, lambda a, d: a["data_categories"].append(d.excluded[0])),
    ("draft", DRAFT, lambda _a, _: None),
    ("ended", ENDED, lambda _a, _: None),
    ("prohibited_use", FORBIDDEN, lambda a, d: a.update(purpose=d.purposes[1])),
    ("duty_without_law", NO_LAW, lambda _a, _: None),
    ("not_brought", 5, lambda a, _: a.pop("evidence")),
    ("not_brought", 1, lambda a, _: a["evidence"].pop("approval")),
    ("not_met", 1, lambda a, _: a.update(case="CASE-8")),
    ("not_met", 6, lambda a, _: a.update(identifiability="identifiable")),
    ("not_met", LAWFUL, lambda a, _: a["evidence"]["jurisdiction"]["nations"].append("scotland")),
)
"""How a request is turned away: the reason, the kind of disclosure that it is about, and what is changed."""

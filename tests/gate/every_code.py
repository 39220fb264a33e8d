"""A registry in which every reason of the gate can be met: every type of condition in every form, every doubt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from site_builder.model import (
    Agreement,
    Body,
    DataCategory,
    DataSubject,
    Law,
    Location,
    Notice,
    Organisation,
    Passage,
    Programme,
    Purpose,
    Registry,
    Retired,
    Role,
    Section,
    SharedCondition,
)
from site_builder.model.values import Id, Text, Url, Word
from site_builder.render.feed.graph import render
from tests.gate.every_form import (
    ADDRESS,
    AFTER,
    BEFORE,
    BLOOD,
    CHILDREN,
    COUNT,
    DATA,
    FAMILIES,
    FORMS,
    GENES,
    HEALTH,
    HELP,
    INFANTS,
    LATER,
    LAW,
    MARKS,
    OFFENCES,
    ON,
    OPENS,
    OVERRIDES,
    PEOPLE,
    PROTECT,
    RESCUE,
    RING,
    SCHOOL,
    SELL,
    SIGNED,
    STREET,
    STUDY,
    UNSIGNED,
    words,
)
from tests.gate.every_recipient import every_recipient

STRANGE = {
    "not-understood.conditions.jurisdiction",
    "old-riddle.conditions.prohibited_use",
    "never-or-not.conditions.prohibited_use",
}
"""Conditions with a parameter that nobody knows."""


@cache
def registry() -> Registry:
    """All of it but what no registry can write: a condition that a reader does not understand."""
    recipients = tuple(sorted(every_recipient(), key=lambda r: r.id))
    shared = [SharedCondition(id=Id(f"perhaps-{n}"), conditions=(form,)) for n, form in enumerate(FORMS)]
    shared += [SharedCondition(id=Id(f"lifts-{n}"), conditions=(form,)) for n, form in enumerate(OVERRIDES)]
    shared.append(SharedCondition(id=Id("lifts-open"), conditions=(OPENS,)))
    shown = tuple(d.id for r in recipients for d in r.disclosures if d.id not in ("unread", "a-draft"))
    passage = Passage(shape=Word("paragraph"), text=words("All of it."), states=shown)
    children = Passage(shape=Word("paragraph"), text=words("For you."), states=(Id("unread"),))
    section = Section(id=Id("all"), heading=words("All"), passages=(passage,), child_passages=(children,))
    notice = Notice(id=Id("a-notice"), title=words("A notice"), sections=(section,))
    return Registry(
        organisation=Organisation(id=Id("council"), name=words("The Council"), settled_by=(Id("boss"),)),
        site=Url("https://council.example/"),
        version=Text("1.0.0.0"),
        issued=ON,
        languages=(Text("en-GB"),),
        notices=(notice,),
        recipients=recipients,
        purposes=tuple(_purposes()),
        programmes=(
            Programme(id=Id("old-programme"), name=words("Old"), valid_to=BEFORE),
            Programme(id=Id("new-programme"), name=words("New"), valid_to=AFTER),
            Programme(id=Id("next-programme"), name=words("Next"), valid_from=AFTER),
        ),
        bodies=(Body(id=Id("the-owner"), name=words("The Owner")),),
        data_categories=tuple(_data()),
        data_subjects=(
            *(DataSubject(id=key, name=words(f"All {key}")) for key in (*PEOPLE, Id("staff"))),
            DataSubject(id=FAMILIES, name=words("Families and carers")),
            DataSubject(id=INFANTS, name=words("Ïnfants"), inside=(CHILDREN, FAMILIES)),
        ),
        roles=(Role(id=Id("boss"), name=words("The Boss")), Role(id=Id("clerk"), name=words("The Clerk"))),
        places=(Location(id=Id("hall"), name=words("The Hall")), Location(id=Id("ward"), name=words("The Ward"))),
        agreements=tuple(_agreements()),
        laws=(Law(id=LAW, name=words("An Act")),),
        conditions=tuple(sorted(shared, key=lambda s: s.id)),
        retired=(Retired(id=Id("gone"), replaced_by=(HELP,), date=BEFORE, reason=words("It is over.")),),
    )


@cache
def _feed() -> str:
    made = json.loads(render(registry(), ON))
    for node in made["included"]:
        if node["id"] in STRANGE:
            node["added_later"] = True
        if node["id"] == "not-understood-either.conditions.area":
            node["kind"] = "added_later"
    return json.dumps(made)


def feed() -> dict[str, Any]:
    """Its feed as plain JSON, with conditions that are not understood; each call gives a fresh one."""
    made: dict[str, Any] = json.loads(_feed())
    return made


# ---- its things


def _data() -> Iterator[DataCategory]:
    inside = {STREET: (ADDRESS,), BLOOD: (GENES, HEALTH), MARKS: (SCHOOL, RING), RING: (MARKS, HEALTH)}
    for key in sorted({*DATA, *inside}):
        special = {GENES: (Word("genetic"),), BLOOD: (Word("genetic"),)}.get(key, ())
        criminal = {OFFENCES: True, ADDRESS: False}.get(key)
        about: dict[str, Any] = {"special": special, "criminal": criminal, "inside": inside.get(key, ())}
        yield DataCategory(id=key, name=words(f"The {key}"), **about)


def _purposes() -> Iterator[Purpose]:
    yield Purpose(id=HELP, name=words("Help"), family=Word("direct_care"))
    yield Purpose(id=RESCUE, name=words("Rescue"), family=Word("emergency"))
    yield Purpose(id=PROTECT, name=words("Protect"), family=Word("safeguarding"))
    yield Purpose(id=SELL, name=words("Sell"), family=Word("marketing"))
    yield Purpose(id=COUNT, name=words("Count"), family=Word("statistics"))
    yield Purpose(id=STUDY, name=words("Study"), family=Word("research"), prohibited_uses=(PROTECT,))


def _agreements() -> Iterator[Agreement]:
    kind = Word("memorandum")
    yield Agreement(id=LATER, name=words("Later"), kind=kind, signed=AFTER)
    yield Agreement(id=SIGNED, name=words("Signed"), kind=kind, signed=BEFORE)
    yield Agreement(id=UNSIGNED, name=words("Unsigned"), kind=kind)

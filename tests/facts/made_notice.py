"""A notice made for one test: sections under headings, each with one passage that states these things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import Sentences
from site_builder.locale.languages import language
from site_builder.model import (
    PARAGRAPH,
    Disclosure,
    Notice,
    Organisation,
    Passage,
    Recipient,
    Registry,
    Section,
    SharedCondition,
)
from site_builder.model.conditions import Condition
from site_builder.model.values import Id, Text, Url, Word, words

ON = date(2026, 11, 25)


def recipient(key: str, name: str, short: str | None = None) -> Recipient:
    """An organisation that gets data."""
    called = words("en-GB", short) if short else None
    return Recipient(id=Id(key), name=words("en-GB", name), short_name=called, type=Word("organisation"))


POLICE = recipient("police", "the police")


def told(number: int = 1, *conditions: Condition, **fields: Any) -> Disclosure:
    """A disclosure to the police of which these fields and conditions are stated."""
    return Disclosure(**{"id": Id(f"d{number}"), "recipient": POLICE.id, "conditions": conditions, **fields})


def shown(
    sections: Mapping[str, Sequence[Disclosure | SharedCondition]],
    *others: Recipient,
    tag: str = "en-GB",
    for_children: bool = False,
    **vocabularies: Any,
) -> Shown:
    """What the notice shows; a section that states nothing has words alone."""
    things = {thing.id: thing for stated in sections.values() for thing in stated}
    notice = Notice(
        id=Id("notice"),
        title=words("en-GB", "Notice"),
        sections=tuple(_section(n, heading, stated) for n, (heading, stated) in enumerate(sections.items(), 1)),
    )
    registry = Registry(
        organisation=Organisation(id=Id("us"), name=words("en-GB", "Us")),
        site=Url("https://council.example/"),
        version=Text("1.0.0.0"),
        issued=ON,
        languages=(Text("en-GB"), Text("cy")),
        notices=(notice,),
        recipients=(
            replace(POLICE, disclosures=tuple(t for t in things.values() if isinstance(t, Disclosure))),
            *others,
        ),
        conditions=tuple(t for t in things.values() if isinstance(t, SharedCondition)),
        **vocabularies,
    )
    return Shown(Sentences(registry, language(tag), for_children), notice, ON)


def _section(number: int, heading: str, stated: Sequence[Disclosure | SharedCondition]) -> Section:
    passage = Passage(shape=PARAGRAPH, text=words("en-GB", "Words."), states=tuple(thing.id for thing in stated))
    return Section(id=Id(f"s{number}"), heading=words("en-GB", heading), passages=(passage,))

"""Small registries by hand: recipients with disclosures, and one notice with a passage for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import Sentences
from site_builder.locale.languages import language
from site_builder.model import Disclosure, Notice, Organisation, Passage, Recipient, Registry, Section
from site_builder.model.values import Id, Text, Url, Word, Words, words
from tests.examples import FOLDERS, example
from tests.seed import ON

OURS = Id("our-council")


def said(text: str) -> Words:
    """Words in English."""
    return words("en-GB", text)


def word(*texts: str) -> tuple[Word, ...]:
    """Words of closed lists."""
    return tuple(map(Word, texts))


def ids(*texts: str) -> tuple[Id, ...]:
    """Ids of things."""
    return tuple(map(Id, texts))


def disclosure(key: str, recipient: str | None = "school", **fields: Any) -> Disclosure:
    """A disclosure to a recipient; `None`: nobody is named."""
    return Disclosure(id=Id(key), recipient=Id(recipient) if recipient else None, **fields)


def recipient(key: str, name: str, *disclosures: Disclosure, **fields: Any) -> Recipient:
    """A recipient with the disclosures in its file."""
    return Recipient(id=Id(key), name=said(name), type=Word("organisation"), disclosures=disclosures, **fields)


def registry(*recipients: Recipient, passages: Sequence[tuple[str, ...]] = (), **fields: Any) -> Registry:
    """A registry; `passages` are the ids that each passage states, else each disclosure has one of its own."""
    states = passages or [(d.id,) for r in recipients for d in r.disclosures]
    shown = tuple(Passage(shape=Word("paragraph"), text=said("Words."), states=ids(*each)) for each in states)
    section = Section(id=Id("only"), heading=said("Only"), passages=shown)
    made: dict[str, Any] = {
        "organisation": Organisation(id=OURS, name=said("Our Council")),
        "notices": (Notice(id=Id("notice"), title=said("Notice"), sections=(section,)),),
    }
    return Registry(
        site=Url("https://council.example/"),
        version=Text("1.0.0.0"),
        issued=ON,
        languages=(Text("en-GB"), Text("cy")),
        recipients=recipients,
        **(made | fields),
    )


def shown(registry: Registry, tag: str = "en-GB", *, for_children: bool = False) -> Shown:
    """What the first notice of a registry shows."""
    return Shown(Sentences(registry, language(tag), for_children), registry.notices[0], ON)


def all_shown() -> Iterator[Shown]:
    """What each notice of each example shows, in each language, for everyone and for children."""
    for name in FOLDERS:
        made = example(name)
        for notice in made.notices:
            for tag in made.languages:
                for for_children in (False, True) if notice.is_for_children_too else (False,):
                    yield Shown(Sentences(made, language(tag), for_children), notice, ON)


def with_organisation(registry: Registry, **fields: Any) -> Registry:
    """The registry with more said of the organisation."""
    return replace(registry, organisation=replace(registry.organisation, **fields))

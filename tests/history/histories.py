"""Histories by chance: registries edited as an editor would, release after release, and kept as `release` does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from site_builder.facts.content_digest import content_sha256
from site_builder.history.entry import entry
from site_builder.history.parts import parts_of
from site_builder.history.store import Kept
from site_builder.model import Disclosure, Notice, Passage, Recipient, Registry
from site_builder.model.values import Id, Text, Words
from site_builder.render.feed import graph
from tests.seed import ON

Edit = Callable[[Registry, Random], Registry]


@dataclass(frozen=True)
class History:
    """The registries of a history, each under its version and day; and what is kept of them."""

    registries: Sequence[Registry]
    releases: Sequence[Kept]


def history(first: Registry, count: int, chance: Random) -> History:
    """A history of so many releases that begins with a registry: one to three edits each, some days apart."""
    registries, now, day = [released(first, ON)], first, ON
    for _ in range(count - 1):
        for _ in range(chance.choice([1, 1, 2, 2, 3])):
            now = chance.choice(EDITS)(now, chance)
        day += timedelta(chance.choice([1, 2, 3, 5, 8, 13]))
        registries.append(released(now, day))
    return History(registries, kept(registries))


def released(registry: Registry, on: date) -> Registry:
    """A registry under the version and the day on which it is issued."""
    return replace(registry, version=Text(f"{on.year}.{on.month}.{on.day}.1"), issued=on)


def kept(registries: Sequence[Registry]) -> list[Kept]:
    """What is kept of these releases."""
    made: list[Kept] = []
    before = None
    for number, registry in enumerate(registries, 1):
        data = entry(number, registry, content_sha256(registry), before)
        made.append(Kept(data, json.loads(data)))
        before = (number, registry, parts_of(json.loads(graph.render(registry, registry.issued))))
    return made


# ---- edits


def with_words(registry: Registry, chance: Random) -> Registry:
    """One passage says something else."""
    notice = chance.choice(registry.notices)
    sections = [s for s in notice.sections if s.passages]
    if not sections:
        return registry
    section = chance.choice(sections)
    at = chance.randrange(len(section.passages))
    changed = _reworded(section.passages[at], chance)
    passages = (*section.passages[:at], changed, *section.passages[at + 1 :])
    return _with_notice(registry, notice, _with_section(notice, section.id, passages))


def without_a_passage(registry: Registry, chance: Random) -> Registry:
    """One passage more, or one less."""
    notice = chance.choice(registry.notices)
    section = chance.choice([s for s in notice.sections if s.passages] or [None])
    if section is None:
        return registry
    at = chance.randrange(len(section.passages))
    passages = (*section.passages[:at], *section.passages[at + 1 :])
    if len(section.passages) == 1 or chance.random() < 1 / 2:
        new = Passage(shape=section.passages[at].shape, text=_some_words(registry, chance))
        passages = (*section.passages[:at], new, *section.passages[at:])
    return _with_notice(registry, notice, _with_section(notice, section.id, passages))


def with_a_name(registry: Registry, chance: Random) -> Registry:
    """A recipient has another name."""
    recipient = chance.choice(registry.recipients)
    name = Words(((recipient.name.pairs[0][0], f"{recipient.name} {chance.randrange(100)}"), *recipient.name.pairs[1:]))
    return _with_recipient(registry, replace(recipient, name=name))


def with_a_fact(registry: Registry, chance: Random) -> Registry:
    """A disclosure states a fact otherwise: a purpose, a kind of data, how sure it is, its first or its last day."""
    disclosure, kind = _disclosure(registry, chance), chance.randrange(5)
    if kind == 0:
        purposes = _toggled(disclosure.purposes, [p.id for p in registry.purposes], chance)
        return with_disclosure(registry, replace(disclosure, purposes=purposes))
    if kind == 1:
        data = _toggled(disclosure.data_categories, [c.id for c in registry.data_categories], chance)
        return with_disclosure(registry, replace(disclosure, data_categories=data))
    if kind == 2:
        modality = None if disclosure.modality else Text("may")
        return with_disclosure(registry, replace(disclosure, modality=modality))  # type: ignore[arg-type] # a word
    first = ON + timedelta(chance.randrange(1, 120))
    if kind == 3:
        return with_disclosure(registry, replace(disclosure, valid_from=None if disclosure.valid_from else first))
    later = first + timedelta(120)
    return with_disclosure(registry, replace(disclosure, valid_to=None if disclosure.valid_to else later))


def with_a_disclosure(registry: Registry, chance: Random) -> Registry:
    """One more recipient, with a disclosure like another; or one of these goes."""
    added = [r for r in registry.recipients if r.id.startswith("added-")]
    if added and chance.random() < 1 / 2:
        gone = chance.choice(added)
        return replace(registry, recipients=tuple(r for r in registry.recipients if r is not gone))
    like, number = _disclosure(registry, chance), chance.randrange(10**6)
    home = registry.home(like)
    new_id = Id(f"added-{number}")
    simple = Disclosure(id=Id(f"sharing-{number}"), recipient=new_id, purposes=like.purposes)
    new = replace(home, id=new_id, disclosures=(simple,), conditions=(), members=())
    return replace(registry, recipients=(*registry.recipients, new))


EDITS: Sequence[Edit] = (
    with_words,
    with_words,
    without_a_passage,
    with_a_name,
    with_a_fact,
    with_a_fact,
    with_a_disclosure,
)


def _disclosure(registry: Registry, chance: Random) -> Disclosure:
    return chance.choice(registry.disclosures)


def _toggled(now: tuple[Id, ...], all_ids: Sequence[Id], chance: Random) -> tuple[Id, ...]:
    chosen = chance.choice(all_ids)
    left = tuple(key for key in now if key != chosen)
    return left if len(left) < len(now) and left else (*left, chosen)


def _reworded(passage: Passage, chance: Random) -> Passage:
    tag, text = passage.text.pairs[0]
    words = text.split()
    words.insert(chance.randrange(len(words) + 1), chance.choice(["also", "usually", "and others", "never", "“café”"]))
    return replace(passage, text=Words(((tag, " ".join(words)), *passage.text.pairs[1:])))


def _some_words(registry: Registry, chance: Random) -> Words:
    return Words(((registry.languages[0].lower(), f"We tell people {chance.randrange(1000)} more things."),))


def _with_section(notice: Notice, key: str, passages: tuple[Passage, ...]) -> Notice:
    sections = tuple(replace(s, passages=passages) if s.id == key else s for s in notice.sections)
    return replace(notice, sections=sections)


def _with_notice(registry: Registry, was: Notice, now: Notice) -> Registry:
    return replace(registry, notices=tuple(now if each is was else each for each in registry.notices))


def _with_recipient(registry: Registry, now: Recipient) -> Registry:
    return replace(registry, recipients=tuple(now if r.id == now.id else r for r in registry.recipients))


def with_disclosure(registry: Registry, now: Disclosure) -> Registry:
    """A registry with a disclosure in the place of the one of that id."""
    home = registry.home(registry.things[now.id])  # type: ignore[arg-type] # a disclosure
    disclosures = tuple(now if d.id == now.id else d for d in home.disclosures)
    return _with_recipient(registry, replace(home, disclosures=disclosures))

"""What the dated data that come with the program know of bodies, programmes, laws and words that a registry names.

A thing is found by its name; what became of a body is put beside it, where its source was read. Everything else that is
known is kept for those who edit, and is never published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from site_builder import vocabulary
from site_builder.core.model import Body, History, Known, Passage, Recipient, Registry
from site_builder.core.values import Id, Text, Url, Word, Words
from site_builder.vocabulary import BodyEntry

ENGLISH = "en"
ORGANISATION = "organisation"
OTHER_NATIONS = {"scotland", "northern_ireland"}
"""Where bodies have names that bodies in England had: the Department of Health of Northern Ireland."""

Party = TypeVar("Party", Recipient, Body)


def with_dated(registry: Registry, on: date) -> Registry:
    """The registry with what is known on a day of the things that it names."""
    return replace(
        registry,
        recipients=tuple(_with_history(registry, each, on) for each in registry.recipients),
        bodies=tuple(_with_history(registry, each, on) for each in registry.bodies),
        known=tuple(_known(registry, on)),
    )


def _with_history(registry: Registry, party: Party, on: date) -> Party:
    """The party with what became of it, if that is sure: a body, by its full name, past, and read in its source."""
    name, source = str(party.name), registry.languages[0].lower()
    found = vocabulary.body(name)
    is_body = getattr(party, "type", ORGANISATION) == ORGANISATION
    if found is None or not is_body or not _is_sure(registry, found, name, on) or source.split("-")[0] != ENGLISH:
        return party
    history = History(
        became=Word(found.status),
        closed_on=Text(found.closed) if found.closed else None,
        succeeded_by=tuple(Words(((source, name),)) for name in found.successors),
        told_by=Url(found.source) if found.source.startswith("https://") and " " not in found.source else None,
    )
    return replace(party, history=history)


def _is_sure(registry: Registry, found: BodyEntry, name: str, on: date) -> bool:
    """Whether it may be told to the public: not by a short name, and not where other nations have bodies so called."""
    is_full_name = len(name.split()) > 1
    is_ours = not registry.organisation.jurisdiction or not OTHER_NATIONS.issuperset(registry.organisation.jurisdiction)
    return is_full_name and is_ours and found.evidence == "seen" and found.had_ended(on)


def _known(registry: Registry, on: date) -> Iterator[Known]:
    for party in (*registry.recipients, *registry.bodies):
        yield from _of_body(party.id, str(party.name), vocabulary.body(str(party.name)), on)
    for programme in registry.programmes:
        yield from _of_body(programme.id, str(programme.name), vocabulary.programme(str(programme.name)), on)
    for law in registry.laws:
        found = vocabulary.law_named(str(law.name))
        if found is not None and found.ended is not None and found.ended <= on:
            instead = tuple(Text(vocabulary.laws()[key].name) for key in found.replaced_by)
            ended = Text(found.ended.isoformat())
            is_sure = found.evidence == "seen"
            yield Known(
                about=law.id,
                field=Text("name"),
                named=Text(found.name),
                became=Word("repealed"),
                closed_on=ended,
                instead=instead,
                source=Text(found.source),
                is_sure=is_sure,
            )
    for notice in registry.notices:
        yield from _of_words(notice.id, notice.everything, on)


def _of_body(about: Id, name: str, found: BodyEntry | None, on: date) -> Iterator[Known]:
    """What became of a body or programme, or is to become of it."""
    if found is None or found.status == "live" or (found.has_ended and not found.had_ended(on)):
        return
    yield Known(
        about=about,
        field=Text("name"),
        named=Text(name),
        became=Word(found.status),
        closed_on=Text(found.closed) if found.closed else None,
        instead=tuple(map(Text, found.successors)),
        source=Text(found.source),
        is_sure=found.evidence == "seen",
    )


def _of_words(notice: Id, passages: Iterable[Passage], on: date) -> Iterator[Known]:
    """References to law in the words that were right once."""
    for passage in passages:
        for found in vocabulary.stale_reference(str(passage.text)):
            entry = found.entry
            if entry.closed is None or entry.closed <= on:
                yield Known(
                    about=passage.states[0] if passage.states else notice,
                    field=Text("text"),
                    named=Text(found.found),
                    became=Word(entry.status),
                    closed_on=Text(entry.closed.isoformat()) if entry.closed else None,
                    instead=(Text(entry.use),),
                    source=Text(entry.source),
                    is_sure=entry.evidence == "seen",
                )

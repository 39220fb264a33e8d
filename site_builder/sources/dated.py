"""What the dated data that come with the program know of bodies, programmes, laws, terms and words of a registry.

A thing is found by its name; what became of a body is put beside it, where its source was read. Everything else that is
known is kept for those who edit, and is never published; so are the phrases that rules look for in its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from site_builder import vocabulary
from site_builder.core.model import BEGAN, OF_NATIONS, SPECIAL, Body, DataCategory, History, Known, Recipient, Registry
from site_builder.core.values import Id, Text, Url, Word, Words
from site_builder.schemas.feed_terms import feed_terms
from site_builder.sources.noted import noted, of_laws, of_transfers, of_words
from site_builder.vocabulary import BodyEntry

ENGLISH = "en"
ORGANISATION = "organisation"
SPECIAL_TERM = "dpv:SpecialCategoryPersonalData"
YEAR = timedelta(365)
"""How far ahead a planned end is told of."""
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
        phrases=vocabulary.phrases(_first(registry)),
    )


def _first(registry: Registry) -> str:
    """The primary code of the language that the registry is written in."""
    return registry.languages[0].lower().split("-")[0]


def _with_history(registry: Registry, party: Party, on: date) -> Party:
    """The party with what became of it, if that is sure and can be said in the registry's language."""
    name, source = str(party.name), registry.languages[0].lower()
    found = vocabulary.body(name)
    is_body = getattr(party, "type", ORGANISATION) == ORGANISATION
    if found is None or not is_body or not _is_sure(registry, found, name, on) or _first(registry) != ENGLISH:
        return party
    history = History(
        became=Word(found.status),
        closed_on=Text(found.closed) if found.closed else None,
        succeeded_by=tuple(Words(((source, name),)) for name in found.successors),
        told_by=Url(found.source) if found.source.startswith("https://") and " " not in found.source else None,
    )
    return replace(party, history=history)


def _is_sure(registry: Registry, found: BodyEntry, name: str, on: date) -> bool:
    """Whether it may be told to the public: past, read in its source, and nobody else can be meant by the name."""
    is_full_name = len(name.split()) > 1
    is_ours = not registry.organisation.jurisdiction or not OTHER_NATIONS.issuperset(registry.organisation.jurisdiction)
    return is_full_name and is_ours and found.evidence == "seen" and found.had_ended(on)


def _known(registry: Registry, on: date) -> Iterator[Known]:
    for party in (*registry.recipients, *registry.bodies):
        yield from _of_body(party.id, str(party.name), vocabulary.body(str(party.name)), on)
    for programme in registry.programmes:
        yield from _of_body(programme.id, str(programme.name), vocabulary.programme(str(programme.name)), on)
    yield from of_laws(registry, on)
    for disclosure in registry.disclosures:
        yield from of_transfers(disclosure, on)
    yield from (known for category in registry.data_categories for known in _of_term(category))
    for notice in registry.notices:
        for passage in notice.everything:
            yield from of_words(passage.states[0] if passage.states else notice.id, str(passage.text), on)


def _of_body(about: Id, name: str, found: BodyEntry | None, on: date) -> Iterator[Known]:
    """What became of a body or programme, is to become of it within a year, or when it began."""
    if found is None:
        return
    is_far = found.status == "planned_abolition" and found.closed and _first_day(found.closed) > on + YEAR
    if found.status != "live" and not is_far and (not found.has_ended or found.had_ended(on)):
        yield noted(about, ("name", name), found.status, found.closed, found.successors, found)
    if found.evidence == "seen" and (began := vocabulary.began(found)):
        yield noted(about, ("name", name), BEGAN, began, (), found)
    if found.nations:
        yield noted(about, ("name", name), OF_NATIONS, None, found.nations, found)


def _first_day(when: str) -> date:
    """The first day of a year, a month or a day."""
    return date.fromisoformat(f"{when}-01-01"[:10])


def _of_term(category: DataCategory) -> Iterator[Known]:
    """That a category's DPV term stands for data that the law guards more closely, and what registries call those."""
    if category.dpv_term is None:
        return
    means = {category.dpv_term, *vocabulary.dpv_ancestors(category.dpv_term)}
    words = [word for word, terms in feed_terms().special.items() if means.issuperset(terms)]
    if words or SPECIAL_TERM in means:
        yield Known(
            about=category.id,
            field=Text("dpv_term"),
            named=category.dpv_term,
            became=SPECIAL,
            instead=tuple(map(Text, _nearest(words))),
            is_sure=True,
        )


def _nearest(words: Iterable[str]) -> Iterator[str]:
    """The words without those that another is a kind of by its term: what is genetic is health data by DPV."""
    terms = feed_terms().special
    above = {w: {a for term in terms[w] for a in vocabulary.dpv_ancestors(term)} for w in words}
    yield from (w for w in above if not any(other.issuperset(terms[w]) for other in above.values()))

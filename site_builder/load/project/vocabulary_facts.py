"""Facts from the dated data that ship with the program, about a registry's bodies, programmes, laws, terms and texts.

We look a thing up by its name. The history of a body is added to the body if somebody has read its source. All other
facts are for editors and are never published. Nor are the phrases that rules look for in the registry's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from site_builder import vocabulary
from site_builder.model import (
    BEGAN,
    NOT_IN_FORCE,
    OF_NATIONS,
    SPECIAL,
    UNKNOWN,
    Body,
    DataCategory,
    Disclosure,
    History,
    Known,
    Law,
    Recipient,
    Registry,
)
from site_builder.model.values import Id, Text, Url, Word, Words
from site_builder.schemas.feed_terms import feed_terms
from site_builder.vocabulary import BodyEntry, CountryEntry, LawEntry, ReferenceEntry

ENGLISH = "en"
APPROVED = "adequacy_regulations"
ORGANISATION, CATEGORY = "organisation", "category"
SPECIAL_TERM = "dpv:SpecialCategoryPersonalData"
YEAR = timedelta(365)
"""How far ahead we report a planned end."""
OTHER_NATIONS = {"scotland", "northern_ireland"}
"""Nations whose bodies may share a name with a former body in England, such as the Department of Health."""

Party = TypeVar("Party", Recipient, Body)
Entry = BodyEntry | CountryEntry | LawEntry | ReferenceEntry


def with_known_facts(registry: Registry, on: date) -> Registry:
    """The registry with the facts that the dated data give about its things on a day."""
    return replace(
        registry,
        recipients=tuple(_with_history(registry, each, on) for each in registry.recipients),
        bodies=tuple(_with_history(registry, each, on) for each in registry.bodies),
        known=tuple(_all_known(registry, on)),
        phrases=vocabulary.phrases(_primary_language(registry)),
    )


def _primary_language(registry: Registry) -> str:
    """The primary code of the language that the registry is written in."""
    return registry.languages[0].lower().split("-")[0]


def _with_history(registry: Registry, party: Party, on: date) -> Party:
    """The party with its history, if that is certain and the registry's first language is English."""
    name, source = str(party.name), registry.languages[0].lower()
    body_entry = vocabulary.body(name)
    is_body = getattr(party, "type", ORGANISATION) in (ORGANISATION, CATEGORY)
    if (
        body_entry is None
        or not is_body
        or not _is_publishable(registry, body_entry, name, on)
        or _primary_language(registry) != ENGLISH
    ):
        return party
    history = History(
        became=Word(body_entry.status),
        closed_on=Text(body_entry.closed) if body_entry.closed else None,
        succeeded_by=tuple(Words(((source, name),)) for name in body_entry.successors),
        told_by=Url(body_entry.source)
        if body_entry.source.startswith("https://") and " " not in body_entry.source
        else None,
    )
    return replace(party, history=history)


def _is_publishable(registry: Registry, body_entry: BodyEntry, name: str, on: date) -> bool:
    """Whether we may publish a body's end: it is past, its source was read, and the name means no other body."""
    return _means_one_body(registry, name) and body_entry.evidence == "seen" and body_entry.had_ended(on)


def _means_one_body(registry: Registry, name: str) -> bool:
    """Whether a name of the registry is that of the body in our lists, and of no other."""
    jurisdiction = registry.organisation.jurisdiction
    return len(name.split()) > 1 and not (jurisdiction and OTHER_NATIONS.issuperset(jurisdiction))


def same_bodies(registry: Registry) -> Callable[[str, str], bool]:
    """Whether the dated list knows, of two names, that a body of the first is called the second since.

    For names in this registry, and in its earlier editions.
    """

    def is_same(was: str, now: str) -> bool:
        return is_english and _means_one_body(registry, was) and vocabulary.is_renamed(was, now)

    is_english = _primary_language(registry) == ENGLISH
    return is_same


def _all_known(registry: Registry, on: date) -> Iterator[Known]:
    for party in (*registry.recipients, *registry.bodies):
        yield from _known_of_body(party.id, str(party.name), vocabulary.body(str(party.name)), on)
    for programme in registry.programmes:
        yield from _known_of_body(programme.id, str(programme.name), vocabulary.programme(str(programme.name)), on)
    yield from _known_of_laws(registry, on)
    for disclosure in registry.disclosures:
        yield from _known_of_transfers(disclosure, on)
    yield from (known for category in registry.data_categories for known in _known_of_term(category))
    for notice in registry.notices:
        for passage in notice.everything:
            yield from _known_of_references(passage.states[0] if passage.states else notice.id, str(passage.text), on)


def _known(
    about: Id,
    field: str,
    named: str,
    became: str,
    instead: Iterable[str] = (),
    *,
    closed: str | None = None,
    entry: Entry | None = None,
    is_sure: bool = False,
) -> Known:
    """A fact about a thing: of which field, and what is named there. An entry that gives it says how sure it is."""
    return Known(
        about=about,
        field=Text(field),
        named=Text(named),
        became=Word(became),
        closed_on=Text(closed) if closed else None,
        instead=tuple(map(Text, instead)),
        source=Text(entry.source) if entry else None,
        is_sure=entry.evidence == "seen" if entry else is_sure,
    )


def _known_of_laws(registry: Registry, on: date) -> Iterator[Known]:
    """Facts of each law: that it is repealed, not in force, for some nations only, or unknown under its name."""
    by = registry.organisation.as_of_law or on
    is_english = _primary_language(registry) == ENGLISH
    for law in registry.laws:
        name = str(law.name)
        law_entry = vocabulary.law_named(name)
        if law_entry is not None:
            yield from _known_of_law(law.id, law_entry, on, by)
        elif is_english:
            yield from _known_of_name(law, name, on)
        if nations := vocabulary.nations_of(name):
            yield _known(law.id, "name", name, OF_NATIONS, nations, is_sure=True)


def _known_of_transfers(disclosure: Disclosure, on: date) -> Iterator[Known]:
    """Facts of a disclosure's transfers: countries without the approval that it claims, and outdated references."""
    for transfer in disclosure.transfers if isinstance(disclosure.transfers, tuple) else ():
        name = str(transfer.country)
        country_entry = vocabulary.country(name)
        if country_entry is not None and country_entry.status != "approved" and transfer.mechanism == APPROVED:
            scope = [country_entry.scope] if country_entry.scope else []
            yield _known(disclosure.id, "transfers", name, country_entry.status, scope, entry=country_entry)
        yield from _known_of_references(disclosure.id, name, on, "transfers")


def _known_of_references(about: Id, text: str, on: date, field: str = "text") -> Iterator[Known]:
    """Facts of the references to law in a text that are outdated or were never right."""
    for reference in vocabulary.stale_reference(text):
        entry = reference.entry
        if entry.closed is None or entry.closed <= on:
            closed = entry.closed.isoformat() if entry.closed else None
            yield _known(about, field, reference.found, entry.status, [entry.use], closed=closed, entry=entry)


def _known_of_law(about: Id, law_entry: LawEntry, on: date, by: date) -> Iterator[Known]:
    """That a law is repealed on the day `on`, or not in force on the day `by`, whose law the registry follows."""
    if law_entry.ended is not None and law_entry.ended <= on:
        instead = [vocabulary.laws()[key].name for key in law_entry.replaced_by]
        ended = law_entry.ended.isoformat()
        yield _known(about, "name", law_entry.name, "repealed", instead, closed=ended, entry=law_entry)
    elif law_entry.not_yet or (law_entry.in_force is not None and law_entry.in_force > by):
        begins = law_entry.in_force.isoformat() if law_entry.in_force else None
        yield _known(about, "name", law_entry.name, NOT_IN_FORCE, closed=begins, entry=law_entry)


def _known_of_name(law: Law, name: str, on: date) -> Iterator[Known]:
    stale = [*_known_of_references(law.id, name, on, "name")]
    if stale:
        yield from stale
    elif years := vocabulary.other_years(name):
        yield _known(law.id, "name", name, "wrong_year", years)
    elif law.url is None:
        yield _known(law.id, "name", name, UNKNOWN, is_sure=True)


def _known_of_body(about: Id, name: str, body_entry: BodyEntry | None, on: date) -> Iterator[Known]:
    """Facts of a body or programme: its end, past or planned within a year, its beginning, and its nations."""
    if body_entry is None:
        return
    is_far = (
        body_entry.status == "planned_abolition" and body_entry.closed and _first_day(body_entry.closed) > on + YEAR
    )
    if body_entry.status != "live" and not is_far and (not body_entry.has_ended or body_entry.had_ended(on)):
        status, closed = body_entry.status, body_entry.closed
        yield _known(about, "name", name, status, body_entry.successors, closed=closed, entry=body_entry)
    if body_entry.evidence == "seen" and (began := vocabulary.began(body_entry)):
        yield _known(about, "name", name, BEGAN, closed=began, entry=body_entry)
    if body_entry.nations:
        yield _known(about, "name", name, OF_NATIONS, body_entry.nations, entry=body_entry)


def _first_day(when: str) -> date:
    """The first day of a year, a month or a day."""
    return date.fromisoformat(f"{when}-01-01"[:10])


def _known_of_term(category: DataCategory) -> Iterator[Known]:
    """That a category's DPV term is a special category of data, with the words that registries use for it."""
    if category.dpv_term is None:
        return
    means = {category.dpv_term, *vocabulary.dpv_ancestors(category.dpv_term)}
    words = [word for word, terms in feed_terms().special.items() if means.issuperset(terms)]
    if words or SPECIAL_TERM in means:
        yield _known(category.id, "dpv_term", category.dpv_term, SPECIAL, _nearest(words), is_sure=True)


def _nearest(words: Iterable[str]) -> Iterator[str]:
    """The most specific of the words: without those that contain another by its term, as health contains genetic."""
    terms = feed_terms().special
    above = {w: {a for term in terms[w] for a in vocabulary.dpv_ancestors(term)} for w in words}
    yield from (w for w in above if not any(other.issuperset(terms[w]) for other in above.values()))

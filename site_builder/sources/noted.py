"""What the dated data know of laws and countries that a registry names, and of references to law in its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from site_builder import vocabulary
from site_builder.core.model import NOT_IN_FORCE, OF_NATIONS, UNKNOWN, Disclosure, Known, Law, Registry
from site_builder.core.values import Id, Text, Word
from site_builder.vocabulary import BodyEntry, CountryEntry, LawEntry, ReferenceEntry

ENGLISH = "en"
APPROVED = "adequacy_regulations"


def noted(
    about: Id,
    named: tuple[str, str],
    became: str,
    closed: str | None,
    instead: Iterable[str],
    entry: BodyEntry | CountryEntry | LawEntry | ReferenceEntry,
) -> Known:
    """What an entry of the dated data tells of a thing; `named` are the field and what is named in it."""
    return Known(
        about=about,
        field=Text(named[0]),
        named=Text(named[1]),
        became=Word(became),
        closed_on=Text(closed) if closed else None,
        instead=tuple(map(Text, instead)),
        source=Text(entry.source),
        is_sure=entry.evidence == "seen",
    )


def of_laws(registry: Registry, on: date) -> Iterator[Known]:
    """That a law has been repealed or was not in force, is for some nations, or is not one that can be looked up."""
    by = registry.organisation.as_of_law or on
    is_english = registry.languages[0].lower().split("-")[0] == ENGLISH
    for law in registry.laws:
        name = str(law.name)
        found = vocabulary.law_named(name)
        if found is not None:
            yield from _of_found(law.id, found, on, by)
        elif is_english:
            yield from _of_unfound(law, name, on)
        if nations := vocabulary.nations_of(name):
            yield _plain(law.id, name, OF_NATIONS, nations, is_sure=True)


def of_transfers(disclosure: Disclosure, on: date) -> Iterator[Known]:
    """What regulations do not approve of the countries that a disclosure says they do, and stale words for borders."""
    for transfer in disclosure.transfers if isinstance(disclosure.transfers, tuple) else ():
        name = str(transfer.country)
        found = vocabulary.country(name)
        if found is not None and found.status != "approved" and transfer.mechanism == APPROVED:
            scope = [found.scope] if found.scope else []
            yield noted(disclosure.id, ("transfers", name), found.status, None, scope, found)
        yield from of_words(disclosure.id, name, on, "transfers")


def of_words(about: Id, text: str, on: date, field: str = "text") -> Iterator[Known]:
    """References to law in a text that were right once, or never."""
    for found in vocabulary.stale_reference(text):
        entry = found.entry
        if entry.closed is None or entry.closed <= on:
            closed = entry.closed.isoformat() if entry.closed else None
            yield noted(about, (field, found.found), entry.status, closed, [entry.use], entry)


def _of_found(about: Id, found: LawEntry, on: date, by: date) -> Iterator[Known]:
    """`by` is the day of the law that the registry goes by."""
    if found.ended is not None and found.ended <= on:
        instead = [vocabulary.laws()[key].name for key in found.replaced_by]
        yield noted(about, ("name", found.name), "repealed", found.ended.isoformat(), instead, found)
    elif found.not_yet or (found.in_force is not None and found.in_force > by):
        begins = found.in_force.isoformat() if found.in_force else None
        yield noted(about, ("name", found.name), NOT_IN_FORCE, begins, (), found)


def _of_unfound(law: Law, name: str, on: date) -> Iterator[Known]:
    stale = [*of_words(law.id, name, on, "name")]
    if stale:
        yield from stale
    elif years := vocabulary.other_years(name):
        yield _plain(law.id, name, "wrong_year", years, is_sure=False)
    elif law.url is None:
        yield _plain(law.id, name, UNKNOWN, (), is_sure=True)


def _plain(about: Id, name: str, became: str, instead: Iterable[str], *, is_sure: bool) -> Known:
    """What follows from a name, without an entry."""
    return Known(
        about=about,
        field=Text("name"),
        named=Text(name),
        became=Word(became),
        instead=tuple(map(Text, instead)),
        is_sure=is_sure,
    )

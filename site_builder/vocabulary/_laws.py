"""Laws by id and by name: where each stands, and whether it has ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from site_builder.vocabulary._files import entries, fold, read_json

_YEAR = re.compile(r",?\s*\(?((?:19|20)\d\d)\)?$")
_INSTRUMENT = re.compile(r"/(?:uksi|wsi)/(\d+)/(\d+)$")
_NATIONS = re.compile(r"\((England|Wales|Scotland|Northern Ireland)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LawEntry:
    """An Act, Measure, Regulation or statutory instrument.

    `url` is its address on legislation.gov.uk. `in_force` and `ended` are the first day of the whole law in force and
    the day of its repeal, None where there is none, or it differs by part, or is not known: royal assent is neither.
    `not_yet`: no day had been appointed for it when last looked at. `replaced_by` are ids of laws. `nations` are those
    that the whole law is for, in the registry's words, where its name does not say so; empty for all, or not known.
    `evidence` is a word of EVIDENCE.
    """

    id: str
    name: str
    also_called: tuple[str, ...] = ()
    url: str
    in_force: date | None = None
    ended: date | None = None
    replaced_by: tuple[str, ...] = ()
    evidence: str
    source: str
    note: str = ""
    not_yet: bool = False
    nations: tuple[str, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Whether it is repealed or revoked."""
        return self.ended is not None


@cache
def laws() -> Mapping[str, LawEntry]:
    """All laws by their ids."""
    given = read_json("laws.json")["entries"].items()
    return {law.id: law for law in entries(LawEntry, ({"id": key, **each} for key, each in given))}


def law_named(name: str) -> LawEntry | None:
    """The law that goes by a name, a short name or, for an instrument, a number ('SI 2013/2094'); None if unknown.

    Compared as the name of a body is; brackets or a comma before the year are ignored, full stops in 'S.I.' too.
    """
    return _laws_by_name().get(_key(name))


def nations_of(name: str) -> tuple[str, ...]:
    """The nations that a law is for, in the registry's words: as its name says, or the list; else empty."""
    named = _NATIONS.findall(name)
    found = law_named(name)
    return tuple(nation.lower().replace(" ", "_") for nation in named) or (found.nations if found else ())


def other_years(name: str) -> tuple[str, ...]:
    """The laws that a name with a wrong year may mean: of that title, and in force as far as the list knows.

    Empty where the year is right, there is none, or the list does not know all years of the title.
    """
    title, _, year = _key(name).rpartition(" ")
    found = _titles().get(title)
    if found is None or not year.isdecimal() or int(year) in found[1]:
        return ()
    named = [law_named(f"{found[0]} {each}") for each in found[1]]
    return tuple(law.name for law in named if law and not law.has_ended)


@cache
def _titles() -> Mapping[str, tuple[str, tuple[int, ...]]]:
    return {_key(title): (title, tuple(given["years"])) for title, given in read_json("laws.json")["titles"].items()}


@cache
def _laws_by_name() -> Mapping[str, LawEntry]:
    return {_key(name): each for each in laws().values() for name in _names(each)}


def _names(law: LawEntry) -> Iterator[str]:
    yield law.name
    yield from law.also_called
    if found := _INSTRUMENT.search(law.url):
        yield f"SI {found[1]}/{found[2]}"


def _key(name: str) -> str:
    return _YEAR.sub(r" \1", fold(name.replace("S.I.", "SI")))

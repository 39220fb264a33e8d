"""Bodies and programmes by name: what became of them, and who came after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import NamedTuple

from site_builder.vocabulary._files import entries, fold, read_json, read_table

ENDED = frozenset({"abolished", "closed", "merged", "renamed"})
"""Words of `status` that say: no body goes by this name now."""

STATUSES = ENDED | {"devolved", "live", "moved", "narrowed", "planned_abolition", "vague"}
"""All words of `status`.

`abolished`: it ceased. `closed`: a list has it as closed and does not say how. `merged`: it is part of a successor.
`renamed`: the successor is the same body. `devolved`: run by a devolved administration. `live`: it goes on. `moved`:
the successors have it, or a task of it, now. `narrowed`: it lost tasks to the successors. `planned_abolition`: it is to
end. `vague`: no one body is meant.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyEntry:
    """A body or programme: what it is called, and what became of it.

    `names` begin with the full one. `closed` is a year, month or day (`2012`, `2012-03`, `2012-03-31`): the last or the
    first without it, as the source has it, or None where that is not known; of a planned abolition, the planned one;
    of a move, the day of it. `began` is when it began, likewise, None where that is not known. `nations` are those that
    a programme is for, in the registry's words; empty where it is for all, or that is not known. `successors` are full
    names in plain English, the next ones only: a successor may have ended too. `evidence` is a word of EVIDENCE.
    """

    names: tuple[str, ...]
    status: str
    closed: str | None = None
    successors: tuple[str, ...] = ()
    evidence: str
    source: str
    note: str = ""
    began: str | None = None
    nations: tuple[str, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Whether no body goes by this name, as far as the list knows; see `had_ended` for a certain day."""
        return self.status in ENDED

    def had_ended(self, on: date) -> bool:
        """Whether it had ended on that day: it has, and all of what `closed` names was past, or is not known."""
        return self.has_ended and (self.closed is None or on.isoformat()[: len(self.closed)] > self.closed)


def body(name: str) -> BodyEntry | None:
    """The body that goes or went by a name, whichever of its names that is; None where no list knows it.

    White space is folded, case ignored, a leading 'the' too; '&' is 'and'. The list made by hand goes before that of
    local authorities, and this before that of government organisations, which is older. A short name that several
    organisations bear is the living one's, and nobody's where that does not tell.
    """
    key = fold(name)
    if found := _curated("bodies.json").get(key):
        return found
    if council := _councils().get(key):
        return _council_entry(council)
    if organisation := _organisations().get(key):
        return _organisation_entry(organisation)
    return None


def programme(name: str) -> BodyEntry | None:
    """The programme that goes or went by a name, compared as that of a body; None where the list does not know it."""
    return _curated("programmes.json").get(fold(name))


def began(body: BodyEntry) -> str | None:
    """When a body or programme began, or its name did: as its entry says, or where one that was renamed got its name.

    A year, month or day; None where that is not known.
    """
    return body.began or min((when for name in body.names for when in _renamed().get(fold(name), ())), default=None)


def is_renamed(was: str, now: str) -> bool:
    """Whether a body of the first name is called the second one since, by sources that were read.

    Not where it became part of another body, or several bodies came after it.
    """
    passed: set[str] = set()
    entry = body(was)
    while entry and entry.status == "renamed" and entry.evidence == "seen" and len(entry.successors) == 1:
        (name,) = entry.successors
        entry = body(name)
        if fold(now) in {fold(name), *map(fold, entry.names if entry else ())}:
            return True
        if name in passed:
            return False
        passed.add(name)
    return False


@cache
def _renamed() -> Mapping[str, Sequence[str]]:
    """The names that a renamed body or programme got, with the days of that, where a source was read."""
    found: dict[str, list[str]] = {}
    for file in ("bodies.json", "programmes.json"):
        for each in dict.fromkeys(_curated(file).values()):
            if each.status == "renamed" and each.closed and each.evidence == "seen" and len(each.successors) == 1:
                found.setdefault(fold(each.successors[0]), []).append(each.closed)
    return found


@cache
def _curated(file: str) -> Mapping[str, BodyEntry]:
    known = entries(BodyEntry, read_json(file)["entries"].values())
    return {fold(name): each for each in known for name in each.names}


class _Council(NamedTuple):
    """A row of the local authorities; the columns in their order."""

    code: str
    name: str
    short: str
    area: str
    nation: str
    kind: str
    start: str
    end: str
    replaced_by: str
    slug: str

    @property
    def names(self) -> tuple[str, ...]:
        """The official name, and the short one with 'Council', which a notice says as often."""
        usual = f"{self.short} Council"
        return (self.name,) if self.kind in {"COMB", "SRA"} or usual == self.name else (self.name, usual)


class _Organisation(NamedTuple):
    """A row of the government organisations; the columns in their order."""

    slug: str
    name: str
    short: str
    kind: str
    status: str


_GOVERNMENT = {
    "closed": "The list has it as closed, and does not say what followed; it may go on outside government.",
    "devolved": "A devolved administration runs it, or what followed it.",
}
"""Statuses of the government organisations that tell of an end; all others are live."""


@cache
def _council_rows() -> tuple[str, Mapping[str, _Council]]:
    source, rows = read_table("local_authorities.tsv")
    return source, {row[0]: _Council._make(row) for row in rows}


@cache
def _councils() -> Mapping[str, _Council]:
    rows = _council_rows()[1].values()
    usual = {fold(name): row for row in rows for name in row.names[1:]}
    return {**usual, **{fold(row.name): row for row in rows}}


def _council_entry(row: _Council) -> BodyEntry:
    source, rows = _council_rows()
    successors = tuple(rows[code].name for code in row.replaced_by.split(",") if code)
    status = "abolished" if row.end else "live"
    return BodyEntry(
        names=row.names,
        status=status,
        closed=row.end or None,
        successors=successors,
        evidence="seen",
        source=source,
    )


@cache
def _organisation_rows() -> tuple[str, Sequence[_Organisation]]:
    source, rows = read_table("government_organisations.tsv")
    return source, [_Organisation._make(row) for row in rows]


@cache
def _organisations() -> Mapping[str, _Organisation]:
    rows = _organisation_rows()[1]
    claims: dict[str, list[_Organisation]] = {}
    for row in rows:
        if row.short:
            claims.setdefault(fold(row.short), []).append(row)
    short = {key: one for key, claimants in claims.items() if (one := _only(claimants))}
    return {**short, **{fold(row.name): row for row in rows}}


def _only(claimants: Sequence[_Organisation]) -> _Organisation | None:
    candidates = [row for row in claimants if row.status not in _GOVERNMENT] or claimants
    return candidates[0] if len(candidates) == 1 else None


def _organisation_entry(row: _Organisation) -> BodyEntry:
    status = row.status if row.status in _GOVERNMENT else "live"
    names = tuple(dict.fromkeys(name for name in (row.name, row.short) if name))
    evidence = "seen" if status == "live" else "to_confirm"  # the list does not say how, and some of these go on
    source, note = _organisation_rows()[0], _GOVERNMENT.get(row.status, "")
    return BodyEntry(names=names, status=status, evidence=evidence, source=source, note=note)


def all_names() -> Iterator[tuple[str, str]]:
    """Every body of the lists by its full name, with each of its names."""
    curated = (tuple(given["names"]) for given in read_json("bodies.json")["entries"].values())
    councils = (row.names for row in _council_rows()[1].values())
    rows = (_organisation_entry(row).names for row in _organisation_rows()[1])
    for known in chain(curated, councils, rows):
        yield from ((known[0], name) for name in known)

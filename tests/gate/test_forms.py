"""What is never looked at for personal data, because it fits its form, cannot be any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from string import ascii_uppercase
from typing import Any

import pytest

from site_builder.gate.judges import EVIDENCE
from site_builder.gate.pii import looks_personal
from site_builder.gate.request_form import COUNTRY, DAY, MOST, NUMBER, REFERENCE, REQUEST, TEXT, TIME, Kind
from site_builder.schemas.json_schemas import documents

KINDS = [kind for form in (REQUEST, *EVIDENCE.values()) for kind in form.values()]
DAYS = [(date(1900, 1, 1) + timedelta(n)).isoformat() for n in range(0, 80_000, 3)]
HOURS = [f"{h:02}:{m:02}" for h in range(24) for m in range(60)]
TIMES = [f"{day}T{hour}:{hour[3:]}Z" for day, hour in zip(DAYS, HOURS * 20, strict=False)]
TIMES += [f"2026-01-01T{hour}:00{sign}{hour}" for hour in HOURS for sign in "+-"]


def fitting(kind: Kind) -> Iterator[Any]:
    """Much of what fits a kind that is none of free texts; what fits an id is an id, and public."""
    yield from kind.schema.get("enum", ())
    yield from kind.schema.get("items", {}).get("enum", ())
    if kind.what == NUMBER.what:
        yield from (number for n in range(0, MOST, 7) for number in (n, float(n)))
    if kind.what == COUNTRY.what:
        yield from (a + b for a in ascii_uppercase for b in ascii_uppercase)
    if kind.what in {DAY.what, TIME.what}:
        yield from DAYS if kind.what == DAY.what else TIMES


def wrongly_passed(kind: Kind) -> list[Any]:
    """Values that fit a kind, are not looked at, and look personal."""
    if kind.is_free or kind.names:
        return []
    return [value for value in fitting(kind) if looks_personal(str(value), may_be_day=kind.is_day)]


@pytest.mark.parametrize("kind", {kind.what: kind for kind in KINDS}.values(), ids=lambda kind: kind.what[:30])
def test_what_fits_and_is_not_looked_at_is_not_personal(kind: Kind) -> None:
    assert all(map(kind.fits, [] if "list" in kind.what else fitting(kind)))
    assert wrongly_passed(kind) == []


def test_nations_are_those_of_registries_and_a_time_is_one_on_a_day_that_there_is() -> None:
    nations = EVIDENCE["jurisdiction"]["nations"]
    stated = documents()["organisation.schema.json"]
    assert nations.fits(stated["properties"]["jurisdiction"]["items"]["enum"])
    assert TIME.schema["format"] == "date-time"
    assert [TIME.fits(f"2026-11-{day}T14:30:00Z") for day in (30, 31)] == [True, False]


def test_a_kind_that_should_be_looked_at_is_caught() -> None:
    assert wrongly_passed(DAY._replace(is_day=False))


def test_free_texts_are_looked_at() -> None:
    free = {kind.what for kind in KINDS if kind.is_free}
    assert free == {REFERENCE.what, f"a list, each of it {TEXT.what}"}
    of_few = (DAY.what, TIME.what, COUNTRY.what)
    assert all("pattern" not in kind.schema or kind.is_free or kind.names or kind.what in of_few for kind in KINDS)

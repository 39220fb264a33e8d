"""The days of a party, of a disclosure, and of what it forbids: the first and the last of each, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from site_builder.facts.lifecycle import span
from site_builder.gate.index import FIRST, LAST
from site_builder.model import Body, Disclosure, Programme, Recipient, Registry

Days = tuple[str, str]
"""First and last day. No day at all where the first is after the last; the last is '' for what has always ended."""
ALWAYS: Days = (FIRST, LAST)


def day(stated: date | None, otherwise: str) -> str:
    """A day as text; `otherwise` where none is stated."""
    return stated.isoformat() if stated else otherwise


def days_of_party(party: Recipient | Body) -> Days:
    """The days of a party: its own, up to the day before it ceased to exist."""
    first, last = _own_days(party)
    return first, min(last, _day_before(party.history.closed_on or "")) if party.history else last


def days_of_answer(registry: Registry, d: Disclosure, parties: Mapping[str, Days]) -> Days:
    """The days on which a disclosure answers: its own that are also days of its parties and of a programme."""
    ids = (d.recipient, d.sender, registry.home(d).id)
    programmes = [
        _own_days(p) if isinstance(p := registry.things.get(key), Programme) else ALWAYS for key in d.programmes
    ]
    return common(
        [_own_days(d), *(parties[key] for key in ids if key and key in parties), from_first_to_last(programmes)]
    )


def days_of_promise(registry: Registry, d: Disclosure, *, outlives: bool) -> Days:
    """The days on which a disclosure forbids something: all days if its dates are reversed."""
    first, last = (a_day.isoformat() for a_day in span(registry, d))
    return ALWAYS if last < first else (first, LAST if outlives else last)


def common(spans: Iterable[Days]) -> Days:
    """The days that lie in all of these."""
    firsts, lasts = zip(*spans, strict=True)
    return max(firsts), min(lasts)


def from_first_to_last(spans: Iterable[Days]) -> Days:
    """From the first day of any span to the last of any; all days where there are no spans."""
    firsts, lasts = zip(*(tuple(spans) or (ALWAYS,)), strict=True)
    return min(firsts), max(lasts)


def _own_days(thing: Disclosure | Recipient | Body | Programme) -> Days:
    return day(thing.valid_from, FIRST), day(thing.valid_to, LAST)


def _day_before(closed_on: str) -> str:
    """The day before a day, or before the first day of a month or year; '' for any other text."""
    if not re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", closed_on):
        return ""
    try:
        return (date.fromisoformat(f"{closed_on}-01-01"[:10]) - timedelta(1)).isoformat()
    except (ValueError, OverflowError):
        return ""

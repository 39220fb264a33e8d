"""The days of a party, of a disclosure, and of what it forbids: the first and the last of each, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from site_builder.facts.lifecycle import span
from site_builder.gate.index import FIRST, LAST
from site_builder.model import Body, Disclosure, Programme, Recipient, Registry

Days = tuple[str, str]
"""No day at all where the first comes after the last; the last is '' of what has always ended."""
ALWAYS: Days = (FIRST, LAST)


def day(stated: date | None, otherwise: str) -> str:
    """A day as text."""
    return stated.isoformat() if stated else otherwise


def days_of_party(party: Recipient | Body) -> Days:
    """Its own, and not from the day on which it ceased to exist."""
    first, last = _own(party)
    return first, min(last, _before(party.history.closed_on or "")) if party.history else last


def days_of_answer(registry: Registry, d: Disclosure, parties: Mapping[str, Days]) -> Days:
    """On which a disclosure answers: its own, with those of its parties, while one of its programmes lasts."""
    ids = (d.recipient, d.sender, registry.home(d).id)
    served = [_own(p) if isinstance(p := registry.things.get(key), Programme) else ALWAYS for key in d.programmes]
    return common([_own(d), *(parties[key] for key in ids if key and key in parties), from_first_to_last(served)])


def days_of_promise(registry: Registry, d: Disclosure, *, outlives: bool) -> Days:
    """On which a disclosure forbids what it forbids: on all, if its dates run backwards."""
    first, last = (each.isoformat() for each in span(registry, d))
    return ALWAYS if last < first else (first, LAST if outlives else last)


def common(spans: Iterable[Days]) -> Days:
    """The days that lie in all of these."""
    firsts, lasts = zip(*spans, strict=True)
    return max(firsts), min(lasts)


def from_first_to_last(spans: Iterable[Days]) -> Days:
    """From the first day of any of these to the last of any; where there are none, all days."""
    firsts, lasts = zip(*(tuple(spans) or (ALWAYS,)), strict=True)
    return min(firsts), max(lasts)


def _own(thing: Disclosure | Recipient | Body | Programme) -> Days:
    return day(thing.valid_from, FIRST), day(thing.valid_to, LAST)


def _before(closed_on: str) -> str:
    """The day before a day, or before the first of a month or year; '' of what is none of these."""
    if not re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", closed_on):
        return ""
    try:
        return (date.fromisoformat(f"{closed_on}-01-01"[:10]) - timedelta(1)).isoformat()
    except (ValueError, OverflowError):
        return ""

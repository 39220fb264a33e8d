"""The status of a disclosure on a day: planned, active, ended, or as written."""

from __future__ import annotations

from datetime import date, timedelta

from site_builder.model import Disclosure, Recipient, Registry
from site_builder.model.values import Word

PLANNED, ACTIVE, ENDED = Word("planned"), Word("active"), Word("ended")
_DAY = timedelta(1)


def standing(registry: Registry, disclosure: Disclosure, on: date) -> Word:
    """`draft` or `suspended` as written; else planned, active or ended by its dates and those of its parties."""
    if disclosure.status:
        return disclosure.status
    first, last = span(registry, disclosure)
    if last < on:
        return ENDED
    return ACTIVE if first <= on else PLANNED


def days_of(registry: Registry, disclosure: Disclosure, status: Word) -> tuple[date, date]:
    """The first and the last day with this status by a disclosure's dates; no day if the last is before the first."""
    first, last = span(registry, disclosure)
    if status == ACTIVE:
        return first, last
    if status == ENDED:
        return (date.max, date.min) if last == date.max else (last + _DAY, date.max)
    return (date.max, date.min) if first == date.min else (date.min, min(last, first - _DAY))


def span(registry: Registry, disclosure: Disclosure) -> tuple[date, date]:
    """The first and last day on which a disclosure, its sender, its recipient and its file's recipient are valid."""
    parties = (
        registry.things.get(i) for i in (disclosure.recipient, disclosure.sender, registry.home(disclosure).id) if i
    )
    spans: list[Disclosure | Recipient] = [disclosure, *(p for p in parties if isinstance(p, Recipient))]
    return max(s.valid_from or date.min for s in spans), min(s.valid_to or date.max for s in spans)

"""What falls due on which day: reviews, first and last days, approvals, and what was settled until a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from site_builder.facts.lifecycle import span
from site_builder.model import Agreement, Disclosure, Notice, Recipient, Registry, SharedCondition
from site_builder.model.conditions import Approval

WAITS = ("review", "approval", "settled", "assessment")
"""What still waits when its day has passed. What begins or ends does so by itself."""
SAYS: Mapping[str, str] = {
    "review": "To be reviewed",
    "approval": "Last day of the approval",
    "settled": "Last day of what was settled",
    "assessment": "Impact assessment to be done",
    "begins": "Begins",
    "ends": "Last day",
}
"""Each kind, in words for the people who look after the registry."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is due on a day, of one kind (a key of SAYS): the ids of the things, in order."""

    day: date
    kind: str
    things: tuple[str, ...]


def due(registry: Registry) -> tuple[Due, ...]:
    """All that is due or was, in order of days. `registry` is the whole one: what is not published counts too."""
    found: dict[tuple[date, str], list[str]] = {}
    for kind, thing, day in _each(registry):
        found.setdefault((day, kind), []).append(thing)
    in_order = sorted(found, key=lambda key: (key[0], [*SAYS].index(key[1])))
    return tuple(Due(day, kind, tuple(dict.fromkeys(sorted(found[day, kind])))) for day, kind in in_order)


def within(registry: Registry, on: date, days: int) -> tuple[Due, ...]:
    """What waits since a day that has passed, and what is due on this day or in so many days after it."""
    last = on + timedelta(days)
    return tuple(each for each in due(registry) if each.day <= last and (each.day >= on or each.kind in WAITS))


def _each(registry: Registry) -> Iterator[tuple[str, str, date]]:
    yield from _reviews(registry)
    for disclosure in (d for d in registry.disclosures if d.status is None):
        first, last = span(registry, disclosure)
        if date.min < first <= last:
            yield "begins", disclosure.id, first
        if first <= last < date.max:
            yield "ends", disclosure.id, last
        yield from (("settled", disclosure.id, entry.valid_to) for entry in disclosure.settled)
    yield from _approvals(registry)
    for entry in (each for each in registry.unpublished if each.block == "internal"):
        if day := _assessment(entry.fields.get("dpia")):
            yield "assessment", entry.about, day


def _reviews(registry: Registry) -> Iterator[tuple[str, str, date]]:
    things: tuple[Notice | Disclosure | Agreement, ...] = (
        *registry.notices,
        *registry.disclosures,
        *registry.agreements,
    )
    for thing in things:
        done = thing.signed if isinstance(thing, Agreement) else getattr(thing, "last_reviewed", None)
        if thing.review_due is not None and thing.review_due >= (done or date.min):
            yield "review", thing.id, thing.review_due


def _approvals(registry: Registry) -> Iterator[tuple[str, str, date]]:
    owners: tuple[Notice | Recipient | Disclosure | SharedCondition, ...] = (
        *registry.notices,
        *registry.recipients,
        *registry.disclosures,
        *registry.conditions,
    )
    for owner in owners:
        for condition in owner.conditions:
            if isinstance(condition, Approval) and condition.valid_to is not None:
                yield "approval", owner.id, condition.valid_to


def _assessment(value: Any) -> date | None:
    """The day by which an impact assessment is to be done that was not done yet; None if nothing says a day."""
    due_by = value.get("due") if isinstance(value, Mapping) and not value.get("date") else None
    try:
        return date.fromisoformat(due_by) if isinstance(due_by, str) else None
    except ValueError:
        return None

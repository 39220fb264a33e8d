"""Days that cannot be right, or have passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from site_builder.core.model import Registry
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.standing import ENDED, span, standing
from site_builder.core.values import Id

YEAR = timedelta(366)
"""How far ahead a registry may say that it is issued."""


def day_to_come(registry: Registry, on: date) -> Iterator[Finding]:
    """Something is said to have been done on a day that is still to come: a slip of the year, most likely.

    A registry may be issued up to a year ahead.
    """
    for subject, path, day, done in _done(registry, on):
        if day > on:
            message = f"{done} on {day.isoformat()}, and that day is still to come."
            yield Finding(Severity.WARNING, subject, path, message, "Look at the year, then write the right day.")


def _done(registry: Registry, on: date) -> Iterator[tuple[Id, Path, date, str]]:
    """Whose, where, on which day, and what is said to have been done."""
    for each in registry.confirmed:
        yield each.confirms, ("confirmed", each.confirms), each.date, "This was confirmed"
    for notice in (n for n in registry.notices if n.last_reviewed):
        yield notice.id, ("last_reviewed",), notice.last_reviewed or on, "This was last reviewed"
    if registry.issued - on > YEAR:
        yield registry.organisation.id, ("issued",), registry.issued, "This was issued"


def ended(registry: Registry, on: date) -> Iterator[Finding]:
    """A disclosure that a notice shows has ended, so it stands on no page any more."""
    shown = {key for notice in registry.notices for key in notice.shown}
    for disclosure in (d for d in registry.disclosures if d.id in shown and standing(registry, d, on) == ENDED):
        first, last = span(registry, disclosure)
        if first <= last:
            message = f"This ended on {last.isoformat()}, so it stands on no page any more."
            hint = "Write another valid_to if it goes on."
            yield Finding(Severity.INFORMATION, disclosure.id, ("valid_to",), message, hint)

"""Days that cannot be right, or have passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from site_builder.core.model import Disclosure, Recipient, Registry
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
    for agreement in (a for a in registry.agreements if a.signed and (a.review_due or date.max) >= a.signed):
        yield agreement.id, ("signed",), agreement.signed or on, "This was signed"
    if registry.issued - on > YEAR:
        yield registry.organisation.id, ("issued",), registry.issued, "This was issued"


def ended(registry: Registry, on: date) -> Iterator[Finding]:
    """A disclosure that a notice shows has ended, so it stands on no page any more.

    It is told where its last day stands: with the recipient, where that is its own.
    """
    shown = {key for notice in registry.notices for key in notice.shown}
    by_day: dict[tuple[Id, date], list[Id]] = {}
    for disclosure in (d for d in registry.disclosures if d.id in shown and standing(registry, d, on) == ENDED):
        first, last = span(registry, disclosure)
        if first <= last:
            by_day.setdefault((_whose(registry, disclosure, last), last), []).append(disclosure.id)
    for (subject, last), keys in by_day.items():
        message = f"This ended on {last.isoformat()}, so it stands on no page any more."
        if keys != [subject]:
            stand = "stands" if len(keys) == 1 else "stand"
            message = f"This ended on {last.isoformat()}, so {', '.join(keys)} {stand} on no page any more."
        hint = "If it goes on, look at the year, and write another valid_to."
        yield Finding(Severity.INFORMATION, subject, ("valid_to",), message, hint)


def _whose(registry: Registry, disclosure: Disclosure, last: date) -> Id:
    """Whose last day it is: its own, or that of a party."""
    if disclosure.valid_to == last:
        return disclosure.id
    parties = (registry.things.get(i) for i in (disclosure.recipient, disclosure.sender) if i)
    of_party = (p.id for p in parties if isinstance(p, Recipient) and p.valid_to == last)
    return next(of_party, registry.home(disclosure).id)

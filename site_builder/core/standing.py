"""Where a disclosure stands on a day."""

from __future__ import annotations

from datetime import date

from site_builder.core.model import Disclosure, Recipient, Registry
from site_builder.core.values import Word

PLANNED, ACTIVE, ENDED = Word("planned"), Word("active"), Word("ended")


def standing(registry: Registry, disclosure: Disclosure, on: date) -> Word:
    """`draft` or `suspended` as written; else planned, active or ended, by its dates and those of its parties."""
    if disclosure.status:
        return disclosure.status
    parties = (
        registry.things.get(i) for i in (disclosure.recipient, disclosure.sender, registry.home(disclosure).id) if i
    )
    spans: list[Disclosure | Recipient] = [disclosure, *(p for p in parties if isinstance(p, Recipient))]
    if any(s.valid_to is not None and s.valid_to < on for s in spans):
        return ENDED
    started = all(s.valid_from is None or s.valid_from <= on for s in spans)
    return ACTIVE if started else PLANNED

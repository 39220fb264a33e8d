"""A place that a link or a bookmark leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.verify.paper.file import whole

ABOVE = 45
"""So far above the baseline of the first line of what stands there a link may lead, in points."""
BELOW = 8
"""So far below it at most."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the document: the page from 1 (0 for none of it), and how high, in points."""

    page: int
    top: float

    def leads(self, there: Spot) -> bool:
        """Whether who is led here comes to what has its first baseline there."""
        return self.page == there.page and -BELOW < self.top - there.top < ABOVE


def spot(held: Any, numbers: Mapping[int, int]) -> Spot | None:
    """The place of an explicit destination (ISO 32000-1, 12.3.2.2) of the form that ours have; None for another."""
    found = whole(held)
    found = whole(found.get("/D")) if isinstance(found, dict) else found
    if not isinstance(found, list) or len(found) < 4 or found[1] != "/XYZ":  # noqa: PLR2004  page, /XYZ, left, top
        return None
    return Spot(numbers.get(getattr(found[0], "idnum", 0), 0), float(whole(found[3]) or 0))

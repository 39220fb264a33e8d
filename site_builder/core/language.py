"""A language as the core is given it: fixed words, and how it joins lists and writes dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Language:
    """Fixed words by their way in the locale's file; `tag` is BCP 47 in small letters."""

    tag: str
    texts: Mapping[str, Any]
    join: Callable[[Sequence[str]], str]
    day: Callable[[date], str]

    def page(self, key: str, **values: str) -> str:
        """One of the page's own fixed words."""
        return str(self.texts["page"][key]).format(**values)

"""What is planted into the seed to see what a rule says of it: a bad example, and a good twin."""

from __future__ import annotations

from typing import NamedTuple

Edits = tuple[tuple[str, str, str], ...]
"""A file, what stands there once, and what takes its place; where nothing is named, the text is added at the end."""


class Planted(NamedTuple):
    """A rule, part of what it says of the bad example alone, the two, and what both have."""

    rule: str
    says: str
    good: Edits
    bad: Edits
    both: Edits = ()

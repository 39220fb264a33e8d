"""Only the changed words of a passage: what went, what came, and a few words around them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new", "left_out"]
AROUND = 6
"""So many unchanged words are kept on each side of a change."""
ALIKE = 0.4
"""Below this share of equal words the two are told whole, one after the other: bits of both would not be readable."""


def changed_words(was: str, now: str) -> tuple[tuple[Kind, str], ...]:
    """What changed between two texts, in reading order; `left_out` stands for unchanged words that are not repeated."""
    before, after = was.split(), now.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (("gone", " ".join(before)), ("new", " ".join(after)))
    return tuple(_parts(matcher, before, after))


def _parts(matcher: SequenceMatcher[str], before: list[str], after: list[str]) -> Iterator[tuple[Kind, str]]:
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            yield from _shortened(before[start:end], is_first=start == 0, is_last=end == len(before))
        else:
            sides: tuple[tuple[Kind, list[str]], ...] = (("gone", before[start:end]), ("new", after[first:last]))
            yield from ((side, " ".join(words)) for side, words in sides if words)


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[tuple[Kind, str]]:
    """Unchanged words: those beside a change, and in place of the others three dots."""
    behind, ahead = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(words) <= behind + ahead + 1:
        yield "same", " ".join(words)
        return
    if behind:
        yield "same", " ".join(words[:behind])
    yield "left_out", "…"
    if ahead:
        yield "same", " ".join(words[-ahead:])

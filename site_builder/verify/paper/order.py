"""Whether the eye reads in the order of the tags: each line below the one before, each cell beside the one before.

Words that stand in another place say something else: an answer beside another question, a line above the one it ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from site_builder.verify.paper.content import Drawn, Sheet
from site_builder.verify.paper.seen import Seen
from site_builder.verify.paper.tree import Key, Told

LEVEL = 1.0
"""Two texts whose baselines differ by less stand on one line, in points."""
JOINED = 0.1
"""So far from the end of one text on a line does the next start at most, in points, where no space is between them."""
IN_ROW = 5.0
"""The same of the first lines of two cells, where one may have taller letters of another font; lines are 11 apart."""
OVERLAP = 0.25
"""So far may a letter, a slanted one above all, reach beyond where the next text on its line starts, in heights."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A text in its block, row and cell."""

    seen: Seen
    block: int
    row: int
    cell: int


def misplaced(told: Sequence[Told], seen: dict[Key, list[Seen]]) -> Iterator[tuple[int, Seen]]:
    """The blocks, by their place, that do not stand where they are read, each with the text that shows it."""
    runs = list(_runs(told, seen))
    if not runs:
        return
    found: set[int] = set()
    row, lowest = [runs[0]], runs[0]
    for before, run in pairwise(runs):
        fits = _fits(row, lowest, before, run)
        if not fits and run.block not in found:
            found.add(run.block)
            yield run.block, run.seen
        # What follows a text that is misplaced is not misplaced by it.
        if not _in_row(before, run):
            row, lowest = [run], run
        elif fits:
            row, lowest = [*row, run], max(lowest, run, key=_depth)


def apart(told: Sequence[Told], sheets: Iterable[Sheet]) -> Iterator[tuple[int, int, str, str]]:
    """The texts of a line that do not join as they are read: the block, the page, what is seen and what is read."""
    drawn: dict[Key, list[Drawn]] = defaultdict(list)
    for sheet in sheets:
        for text in sheet.texts:
            drawn[sheet.page, text.mark.number].append(text)
    for i, each in enumerate(told):
        keys = dict.fromkeys(words.key for words in each.words if words.key)
        texts = [(key[0], text) for key in keys for text in drawn[key] if text.text]
        for (page, one), (following, other) in pairwise(texts):
            if page == following and abs(one.start[1] - other.start[1]) < LEVEL:
                gap, is_spaced = other.start[0] - one.end, one.text[-1].isspace() or other.text[0].isspace()
                if gap < -JOINED or (gap > JOINED and not is_spaced):
                    says = f"“{one.text}” and “{other.text}” {gap:.1f} points apart"
                    yield i, page, says, f"“{one.text}{other.text}”"


def _fits(row: Sequence[_Run], lowest: _Run, before: _Run, run: _Run) -> bool:
    """Whether a text stands where it is read: in its cell, beside those before, or below all that was read."""
    follows = _is_below(before, run) or (_is_level(before, run, LEVEL) and _is_beside(before, run))
    if _in_row(before, run):
        is_next = follows if run.cell == before.cell else _is_level(row[0], run, IN_ROW)
        return is_next and all(_is_beside(each, run) for each in row if each.cell != run.cell)
    return _is_below(lowest, run) or (before.block == run.block and follows)


def _runs(told: Sequence[Told], seen: dict[Key, list[Seen]]) -> Iterator[_Run]:
    for i, each in enumerate(told):
        for key in dict.fromkeys(words.key for words in each.words if words.key in seen):
            yield from (_Run(one, i, each.row, each.cell) for one in seen[key] if one.text.strip())


def _in_row(before: _Run, run: _Run) -> bool:
    return run.row == before.row != 0


def _depth(run: _Run) -> tuple[int, float]:
    return run.seen.page, -run.seen.start[1]


def _is_level(one: _Run, other: _Run, most: float) -> bool:
    return one.seen.page == other.seen.page and abs(one.seen.start[1] - other.seen.start[1]) < most


def _is_below(one: _Run, other: _Run) -> bool:
    page, depth = _depth(one)
    return _depth(other) >= (page, depth + LEVEL)


def _is_beside(one: _Run, other: _Run) -> bool:
    frame = one.seen.frame
    return other.seen.start[0] > frame.right - OVERLAP * (frame.top - frame.bottom)

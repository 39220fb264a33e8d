"""Whether each cell of a table is heard and seen under the head of its column: elsewhere it answers another question.

Screen readers count the cells of a row (ISO 32000-1, 14.8.4.3.4), people look up. A table has one row of heads; our
typesetting draws it again on each further page, outside the tags.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence

from site_builder.verify.drift import Drift
from site_builder.verify.paper.order import LEVEL
from site_builder.verify.paper.seen import Seen
from site_builder.verify.paper.tree import Key, Told, Tree

Places = Mapping[Key, Sequence[Seen]]
"""The texts that are seen of each marked content; those outside the tags have the number -1."""
_Row = tuple[str, list[list[Told]]]
"""The part of its table in which a row stands, and the blocks of each of its cells."""


def uneven(tree: Tree) -> Iterator[Drift]:
    """Tables without one row of heads above all others, and those with a row that has more or fewer cells."""
    for rows in _tables(tree):
        parts = [part for part, _ in rows]
        if parts != ["THead", *["TBody"] * (len(rows) - 1)] or len({len(cells) for _, cells in rows}) > 1:
            yield Drift("code", "", "a table whose rows do not have one cell for each head")


def further(tree: Tree) -> set[int]:
    """The pages on which a table goes on that has its heads on another."""
    return {page for rows in _tables(tree) for page in _pages(rows[1:]) - _pages(rows[:1])}


def astray(tree: Tree, places: Places) -> Iterator[Seen]:
    """The first text of each cell that does not stand below the head of its column."""
    for rows in _tables(tree):
        seen = [[list(_seen(cell, places)) for cell in cells] for _, cells in rows]
        lefts = [texts[0].start[0] for cells in seen[:1] for texts in cells if texts]
        for cells in seen:
            for column, texts in enumerate(cells):
                wrong = [each for each in texts if bisect(lefts, each.start[0] + LEVEL) != column + 1]
                if texts and column < len(lefts) and abs(texts[0].start[0] - lefts[column]) >= LEVEL:
                    wrong.insert(0, texts[0])
                yield from wrong[:1]


def lost_heads(tree: Tree, places: Places) -> Iterator[Drift]:
    """Further pages of a table that do not have its heads above all that is told there, just as they stand in it."""
    for rows in _tables(tree):
        heads = [text for _, cells in rows[:1] for cell in cells for text in _seen(cell, places)]
        for page in sorted(_pages(rows[1:]) - _pages(rows[:1])):
            outside = [text for text in places.get((page, -1), ()) if text.text.strip()]
            told = [text.start[1] for key, texts in places.items() if key[0] == page and key[1] >= 0 for text in texts]
            top = max(told, default=0)
            above = [text for text in outside if text.start[1] > top]
            if not any(_is_like(heads, above[i : i + len(heads)]) for i in range(len(above))):
                yield Drift("moved", "", " ".join(text.text.strip() for text in heads), "", page)


def _tables(tree: Tree) -> list[list[_Row]]:
    tables: list[list[_Row]] = []
    for each in tree.blocks:
        kind, rows = each.path[-1], tables[-1] if tables else []
        if kind == "Table":
            tables.append([])
        elif kind == "TR":
            rows.append((each.path[-2], []))
        elif rows and kind in {"TH", "TD"}:
            rows[-1][1].append([each])
        elif rows and rows[-1][1] and "TR" in each.path:
            rows[-1][1][-1].append(each)
    return tables


def _is_like(heads: Sequence[Seen], others: Sequence[Seen]) -> bool:
    """Whether the same texts stand so to each other, and as far from the left."""
    return [text.text for text in heads] == [text.text for text in others] and all(
        abs(one.start[0] - other.start[0]) < LEVEL
        and abs(one.start[1] - heads[0].start[1] - other.start[1] + others[0].start[1]) < LEVEL
        for one, other in zip(heads, others, strict=True)
    )


def _pages(rows: Sequence[_Row]) -> set[int]:
    return {words.key[0] for _, cells in rows for cell in cells for told in cell for words in told.words if words.key}


def _seen(cell: Sequence[Told], places: Places) -> Iterator[Seen]:
    keys = dict.fromkeys(words.key for told in cell for words in told.words if words.key)
    yield from (text for key in keys for text in places.get(key, ()) if text.text.strip())

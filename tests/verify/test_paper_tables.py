"""Tables: one row of heads, a cell for each of them in every row, each below its own, on every page."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from pikepdf import Operator

from site_builder.core.layout.laid_out import Glance, GlanceRow
from site_builder.core.lines import line
from site_builder.verify.drift import Drift
from site_builder.verify.paper import paper_drifts
from site_builder.verify.paper.seen import Frame, Seen
from site_builder.verify.paper.tables import astray, further, lost_heads, uneven
from site_builder.verify.paper.tree import Key, Told, Words
from tests.renderers.pdf_gate import FEED, changed, render, small
from tests.seed import english

Place = tuple[str, int, float, float]
"""A text: its words, its page, its left and its baseline."""


class Table:
    """A tree, and what is seen of it."""

    def __init__(self) -> None:
        self.blocks = [Told(("nothing",)), Told(("nothing", "P"), words=[Words("", "", "", 0, (1, 0))])]
        self.places: dict[Key, list[Seen]] = {}
        self.tree: Any = SimpleNamespace(blocks=self.blocks)

    def block(self, *path: str) -> Told:
        """One more, in the document."""
        self.blocks.append(Told(("nothing", "Document", *path)))
        return self.blocks[-1]

    def table(self, *parts: tuple[str, ...]) -> Table:
        """A table of parts with rows, each a letter a cell: "THead", "HH"."""
        self.block("Table")
        self.block("Table", "Caption")
        for part, *rows in parts:
            self.block("Table", part)
            for row in rows:
                self.block("Table", part, "TR")
                for letter in row:
                    self.block("Table", part, "TR", f"T{letter}")
        return self

    def row(self, part: str, *cells: list[Place]) -> None:
        """One more row of the table; in each cell the texts behind the first stand in a list."""
        self.block("Table", part, "TR")
        for cell in cells:
            told = self.block("Table", part, "TR", "TD")
            for i, place in enumerate(cell):
                if i == 1:
                    told = self.block("Table", part, "TR", "TD", "L")
                key = (place[1], len(self.places) + 1)
                told.words.append(Words(place[0], "", "", 0, key))
                self.places[key] = [seen(place, key[1])]

    def outside(self, *places: Place) -> None:
        """Texts outside the tags."""
        for place in places:
            self.places.setdefault((place[1], -1), []).append(seen(place, -1))


def seen(place: Place, number: int) -> Seen:
    words, page, left, base = place
    return Seen(words, page, number, Frame(left, base - 2, left + 20, base + 8), (left, base), "")


@pytest.mark.parametrize(
    ("parts", "is_even"),
    [
        ([("THead", "HH"), ("TBody", "HD")], True),
        ([("THead", "HHH"), ("TBody", "HDD", "HDD")], True),
        ([("THead", "H"), ("TBody", "H")], True),
        ([("THead", "HH"), ("TBody", "HDD")], False),
        ([("THead", "HH"), ("TBody", "HD", "H")], False),
        ([("THead", "HHH"), ("TBody", "HD", "HD")], False),
        ([("THead", "HH", "HD"), ("TBody", "HD")], False),
        ([("TBody", "HD", "HD")], False),
        ([("TBody", "HD"), ("THead", "HH")], False),
        ([("THead",), ("TBody", "HD")], False),
        ([], False),
    ],
)
def test_each_row_has_a_cell_for_each_head(parts: list[tuple[str, ...]], is_even: bool) -> None:
    told = [] if is_even else [Drift("code", "", "a table whose rows do not have one cell for each head")]
    assert list(uneven(Table().table(*parts).tree)) == told
    two = Table().table(("THead", "H"), ("TBody", "H")).table(*parts)
    assert list(uneven(two.tree)) == told


def test_what_stands_in_no_table_or_row_is_no_row() -> None:
    made = Table()
    made.block("P")
    made.block("Table")
    made.block("Table", "THead", "P", "TH")
    made.block("Table", "TBody", "TR")
    made.block("Table", "TBody", "TR", "P")
    assert list(uneven(made.tree)) == [Drift("code", "", "a table whose rows do not have one cell for each head")]
    assert list(astray(made.tree, {})) == []
    assert list(lost_heads(made.tree, {})) == []
    assert list(uneven(Table().tree)) == []


HEADS: list[list[Place]] = [[("Who", 1, 70, 700)], [("Why", 1, 170, 700), ("so", 1, 190, 700)], [("How", 1, 270, 700)]]


def standing(*rows: list[list[Place]]) -> Table:
    made = Table()
    made.block("Table")
    made.row("THead", *HEADS)
    for row in rows:
        made.row("TBody", *row)
    return made


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ((70, 170, 270), ""),
        ((70.9, 170.9, 269.1), ""),
        ((71, 170, 270), "a"),
        ((69, 170, 270), "a"),
        ((70, 171, 270), "b"),
        ((70, 270, 170), "b c"),
        ((70, 170, 271), "c"),
        ((0, 70, 170), "a b c"),
    ],
)
def test_each_cell_begins_below_the_head_of_its_column(left: tuple[float, ...], told: str) -> None:
    made = standing([[(letter, 1, x, 680)] for letter, x in zip("abc", left, strict=True)])
    assert " ".join(text.text for text in astray(made.tree, made.places)) == told


@pytest.mark.parametrize(
    ("left", "told"),
    [(170, ""), (169, ""), (168.9, "b"), (268.9, ""), (269, "b"), (70, "b"), (300, "b")],
)
def test_all_of_a_cell_stands_in_its_column(left: float, told: str) -> None:
    made = standing(
        [[("a", 1, 70, 680)], [(" ", 1, 9, 690), ("x", 1, 170, 680), ("b", 1, left, 660)], [("c", 1, 270, 680)]]
    )
    assert " ".join(text.text for text in astray(made.tree, made.places)) == told


def test_a_cell_is_told_once_and_one_too_many_too() -> None:
    row: list[list[Place]] = [[("a", 1, 70, 680)], [("x", 1, 70, 680), ("y", 1, 90, 660)], [], [("d", 1, 370, 680)]]
    made = standing(row, [[("a", 1, 70, 640)], [("z", 1, 172, 640), ("y", 1, 90, 620)]])
    assert [text.text for text in astray(made.tree, made.places)] == ["x", "d", "z"]


def test_a_head_without_words_is_no_place_for_a_cell() -> None:
    made = Table()
    made.block("Table")
    made.row("THead", *HEADS[:1], [])
    made.row("TBody", [("a", 1, 70, 680)], [("b", 1, 170, 680)])
    assert [text.text for text in astray(made.tree, made.places)] == ["b"]
    made.row("TBody", [("c", 2, 70, 680)])
    made.outside(*AGAIN[:1])
    assert list(lost_heads(made.tree, made.places)) == []


def test_a_table_goes_on_on_pages_without_its_own_heads() -> None:
    assert further(standing([[("a", 1, 70, 680)]]).tree) == set()
    made = standing([[("a", 1, 70, 680)], [("b", 3, 170, 680)]], [[("c", 2, 70, 680)]])
    made.blocks[-1].words.append(Words("drawn nowhere", "", "", 0, None))
    assert further(made.tree) == {2, 3}
    assert further(Table().tree) == set()


AGAIN: list[Place] = [("Who", 2, 70, 780), ("Why", 2, 170, 780), ("so", 2, 190, 780), ("How", 2, 270, 780)]
RUNNING: list[Place] = [("Example", 2, 70, 810), (" ", 2, 70, 805)]


def moved(number: int, words: str = "", left: float = 0, base: float = 0) -> list[Place]:
    """The heads as they stand again, one of them elsewhere."""
    return [
        (words or each[0], 2, each[2] + left, each[3] + base) if i == number else each for i, each in enumerate(AGAIN)
    ]


def lower(points: float) -> list[Place]:
    return [(words, page, left, base - points) for words, page, left, base in AGAIN]


@pytest.mark.parametrize(
    ("outside", "is_told"),
    [
        ([*RUNNING, *AGAIN], False),
        ([*RUNNING, *AGAIN, ("Page 2", 2, 400, 30)], False),
        ([*RUNNING, *AGAIN[:2], (" ", 2, 180, 780), *AGAIN[2:]], False),
        ([*RUNNING, *moved(1, left=0.9)], False),
        ([*RUNNING, *moved(1, left=1)], True),
        ([*RUNNING, *moved(0, left=-1)], True),
        ([*RUNNING, *moved(3, left=1)], True),
        ([*RUNNING, *moved(3, base=0.9)], False),
        ([*RUNNING, *moved(3, base=1)], True),
        ([*RUNNING, *moved(2, base=-1)], True),
        ([*RUNNING, *moved(2, words="no")], True),
        ([*RUNNING, *AGAIN[:3]], True),
        ([*RUNNING, *AGAIN[1:]], True),
        ([*AGAIN[2:], *RUNNING, *AGAIN[:2]], True),
        (RUNNING, True),
        ([], True),
        ([*RUNNING, *lower(29)], False),
        ([*RUNNING, *lower(30)], True),
        ([*RUNNING, *lower(760)], True),
    ],
)
def test_the_heads_stand_again_above_all_on_each_further_page(outside: list[Place], is_told: bool) -> None:
    made = standing([[("a", 1, 70, 790)]], [[("b", 2, 70, 730)], [("c", 2, 170, 740)]], [[("d", 2, 70, 700)]])
    made.places[2, 0] = [seen(("e", 2, 70, 750), 0)]
    made.outside(("Who", 1, 9, 9), *outside)
    told = [Drift("moved", "", "Who Why so How", "", 2)] if is_told else []
    assert list(lost_heads(made.tree, made.places)) == told


def test_each_further_page_is_told() -> None:
    made = standing([[("b", 3, 70, 730)]], [[("c", 2, 70, 730)]])
    made.places.pop((3, 5))
    assert [drift.place for drift in lost_heads(made.tree, made.places)] == [2, 3]
    made.outside(*AGAIN)
    assert [drift.place for drift in lost_heads(made.tree, made.places)] == [3]
    made.outside(*((words, 3, left, 1) for words, _, left, _ in AGAIN))
    assert list(lost_heads(made.tree, made.places)) == []


def test_heads_that_stand_elsewhere_on_a_further_page_are_told() -> None:
    rows = tuple(GlanceRow("section-a", line(f"Police {i}"), ((),)) for i in range(40))
    notice = replace(small(), glance=Glance("At a glance", ("Who", "Why"), rows))

    def told(data: bytes) -> list[Drift]:
        return paper_drifts(data, notice, english(), file="", feed=FEED)

    def change(document: pikepdf.Pdf) -> None:
        made, outside = [], False
        for each in pikepdf.parse_content_stream(document.pages[1]):
            operands: list[Any] = list(each.operands)
            if each.operator == Operator("BDC"):
                outside = operands[0] == "/Artifact"
            if outside and each.operator == Operator("cm"):
                operands[4] += 2
            made.append((operands, each.operator))
        document.pages[1].Contents = document.make_stream(pikepdf.unparse_content_stream(made))

    data = render(notice)
    assert told(data) == []
    assert told(changed(data, change)) == [Drift("moved", "", "Who Why", "", 2)]

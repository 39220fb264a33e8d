"""What stands over other words, and heads, feet and leader dots among them: told, and where they may stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from site_builder.core.layout.laid_out import Glance, GlanceRow
from site_builder.core.lines import line
from site_builder.verify.drift import Drift
from site_builder.verify.paper import paper_drifts
from site_builder.verify.paper.content import Drawn, Mark, Sheet
from site_builder.verify.paper.edges import EdgeLines
from site_builder.verify.paper.over import Placed, dots, over, overlaid, running
from site_builder.verify.paper.seen import Frame, Seen, SeenPage
from tests.renderers.pdf_gate import FEED, render, small, told
from tests.seed import english

Box = tuple[float, float, float, float]
MUST = EdgeLines(("Council", "Notice"), (), ("Version 1", "Page 2"))


def placed(words: str, box: Box, base: float | None = None, *, number: int = 1, hidden: str = "") -> Placed:
    """A text of the notice in a box, or one outside the tags, by its number; all on the third page."""
    start, frame = (box[0], box[1] if base is None else base), Frame(*box)
    drawn = Drawn(words, Mark(number, artifact=number < 0), start)
    return Placed(drawn, Seen(words, 3, number, frame, start, hidden), frame)


def cut(text: Placed, clip: Box) -> Placed:
    """The same text, shown within a frame."""
    frame = Frame(*clip)
    drawn = Drawn(text.drawn.text, text.drawn.mark, text.drawn.start, clip=frame)
    return Placed(drawn, text.seen, text.shown.common(frame))


# ---- boxes


@pytest.mark.parametrize(
    ("one", "other", "common", "is_empty"),
    [
        ((0, 0, 9, 9), (1, 2, 7, 8), (1, 2, 7, 8), False),
        ((0, 3, 9, 5), (4, 0, 6, 9), (4, 3, 6, 5), False),
        ((0, 0, 4, 9), (4, 0, 6, 9), (4, 0, 4, 9), True),
        ((0, 0, 9, 4), (0, 4, 9, 6), (0, 4, 9, 4), True),
        ((0, 0, 4, 9), (5, 0, 6, 9), (5, 0, 4, 9), True),
    ],
)
def test_boxes_have_a_box_in_common_or_an_empty_one(one: Box, other: Box, common: Box, *, is_empty: bool) -> None:
    assert Frame(*one).common(Frame(*other)) == Frame(*other).common(Frame(*one)) == common
    assert Frame(*common).is_empty is is_empty


# ---- texts over texts

LINE: Box = (70, 700, 120, 708)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (placed("not", (70, 708, 120, 716)), ""),
        (placed("not", (70, 707.9, 120, 716)), "We (“not” stands on it)"),
        (placed("not", (70, 699, 120, 716), 708), ""),
        (placed("not", (70, 690, 120, 701), 692), "not (“We” stands on it)"),
        (placed("not", (70, 690, 120, 700), 692), ""),
        (placed("not", (117.61, 700, 160, 708)), ""),
        (placed("not", (117.5, 700, 160, 708)), "We (“not” stands on it)"),
        (placed("fj", (117.61, 690, 160, 708), 700), ""),
        (placed("fj", (117.5, 690, 160, 708), 700), "We (“fj” stands on it)"),
        (placed("i", (118.81, 700, 160, 702)), ""),
        (placed("i", (118.7, 700, 160, 702)), "We (“i” stands on it)"),
        (placed("_", (70, 703, 90, 704), 706), "We (“_” stands on it)"),
        (placed("_", (70, 707, 90, 709), 709), "We (“_” stands on it)"),
        (placed("_", (70, 690, 90, 691), 705), ""),
        (placed("_", (70, 703, 90, 704), 704), "We (“_” stands on it)"),
        (placed("  ", (70, 700, 120, 708)), ""),
        (placed(" Page ", (70, 701, 120, 709), number=-1), "We (“Page” stands on it)"),
        (placed(" Page ", (70, 699, 120, 709), number=-1), "We (“Page” stands on it)"),
        (cut(placed("Page", (0, 600, 400, 900), number=-1), (80, 690, 90, 710)), "We (“Page” stands on it)"),
        (cut(placed("Page", (0, 600, 400, 900), number=-1), (80, 709, 90, 710)), ""),
        (cut(placed("Page", (70, 600, 120, 650), number=-1), (70, 700, 120, 710)), ""),
    ],
)
def test_no_text_stands_on_another(other: Placed, told: str) -> None:
    must = [Drift("hidden", "", told, "", 3)] if told else []
    assert list(overlaid([placed(" We", LINE), other], {})) == must
    assert [each.kind for each in overlaid([other, placed("We", LINE)], {})] == ["hidden"] * len(must)


def test_a_text_that_others_stand_on_is_told_once_with_its_anchor() -> None:
    texts = [placed("We", LINE), *(placed(each, (70, 702 + i, 120, 709), number=2) for i, each in enumerate("ab"))]
    about: dict[Any, str] = {(3, 1): "a-1", (3, 2): "a-2"}
    assert [(each.about, each.says) for each in overlaid(texts, about)] == [
        ("a-1", "We (“a” stands on it)"),
        ("a-2", "a (“b” stands on it)"),
    ]
    apart = [placed("x", (300, 704, 320, 709)), placed("y", (70, 706, 120, 709), number=3)]
    assert [each.about for each in overlaid([placed("We", LINE), *apart], about)] == ["a-1"]
    assert list(overlaid([placed("i", (0, 0, 1.2, 4)), placed("j", (0, 0, 9, 4))], {})) == []


# ---- leader dots


def dot(left: float, base: float) -> Placed:
    return placed(" . ", (left, base, left + 1, base + 1), number=-1)


@pytest.mark.parametrize(
    ("left", "base", "told"),
    [
        (150, 700, False),
        (120, 700.9, False),
        (120, 699.1, False),
        (299, 700, False),
        (119.9, 700, True),
        (299.1, 700, True),
        (150, 701, True),
        (150, 699, True),
    ],
)
def test_leader_dots_stand_between_words(left: float, base: float, *, told: bool) -> None:
    words = [placed("Police", LINE), placed("4", (300, 700, 306, 708)), placed("Why", (299, 690, 320, 698))]
    assert list(dots([*words, dot(left, base)])) == ([Drift("moved", "", ".", "", 3)] if told else [])
    assert [each.says for each in dots([words[0], dot(150, 700), dot(160, 700)])] == [".", "."]
    assert [each.says for each in dots([placed(" ", LINE), *words[1:], dot(150, 700)])] == ["."]
    assert list(dots([placed(" ", LINE, number=-1), placed("..", LINE), *words])) == []


# ---- heads and feet


def edge(words: str, base: float, *, hidden: str = "") -> Placed:
    return placed(words, (70, base, 120, base + 8), number=-1, hidden=hidden)


def page(texts: tuple[Placed, ...], must: EdgeLines = MUST) -> list[tuple[str, str]]:
    told = [placed("We", LINE, number=1), placed("tell", (70, 600, 120, 608))]
    found = list(running([*told, *texts], must))
    assert all((each.about, each.stated, each.place) == ("", "", 3) for each in found)
    return [(each.kind, each.says) for each in found]


HEAD = (edge("Council", 800), edge(" Notice ", 800))
FOOT = (edge("Version 1", 50), edge("Page 2", 50))


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ((*HEAD, *FOOT), []),
        ((*HEAD, edge("Version 1", 592), edge("Page 2", 592.1)), [("moved", "Page 2")]),
        ((*HEAD, edge("Version 1", 650), edge("Page 2", 800)), [("moved", "Version 1"), ("moved", "Page 2")]),
        ((edge("Council", 50), *HEAD[1:], *FOOT), [("moved", "Council")]),
        ((edge("Cou", 800), edge("ncil", 650), *HEAD[1:], *FOOT), [("moved", "ncil")]),
        ((*HEAD, edge("Version", 50), edge("1", 650), *FOOT[1:]), [("moved", "1")]),
        ((*HEAD, cut(edge("Version 1", 50), (0, 650, 99, 700)), *FOOT[1:]), []),
        ((*HEAD, cut(edge("Version 1", 650), (200, 600, 300, 700)), *FOOT[1:]), []),
        ((cut(edge("Council", 650), (200, 600, 300, 700)), *HEAD[1:], *FOOT), []),
        (
            (*HEAD, cut(placed("Version 1", (0, 0, 99, 900), number=-1), (0, 595, 9, 601)), FOOT[1]),
            [("moved", "Version 1")],
        ),
        ((*HEAD, cut(placed("Version 1", (0, 0, 99, 900), number=-1), (0, 595, 9, 600)), FOOT[1]), []),
        ((edge("Council", 800, hidden="low"), *HEAD[1:], *FOOT), [("hidden", "Council (low)")]),
        (
            (cut(edge("Council", 800, hidden="low"), (70, 801, 120, 810)), *HEAD[1:], *FOOT),
            [("hidden", "Council (low)")],
        ),
        ((HEAD[0], edge(" Notice ", 800, hidden="low"), *FOOT), [("hidden", "Notice (low)")]),
        ((*HEAD, FOOT[0], edge("Page 2", 50, hidden="low")), [("hidden", "Page 2 (low)")]),
        ((*HEAD, *FOOT[:1], edge("Page", 50), edge("2", 50, hidden="low")), [("hidden", "2 (low)")]),
        ((*HEAD, FOOT[0], cut(edge("Page 2", 50, hidden="low"), (70, 51, 120, 60))), [("hidden", "Page 2 (low)")]),
        ((*HEAD, *FOOT[:1], edge("Page", 50), cut(edge("2", 50, hidden="low"), (70, 51, 120, 60))), []),
        ((*HEAD, *FOOT[:1], edge("Page", 50), cut(edge("2", 50, hidden="low"), (70, 40, 120, 49))), []),
        (
            (*HEAD, *FOOT[:1], edge("Page", 50), cut(edge("2", 50, hidden="low"), (70, 40, 120, 50))),
            [("hidden", "2 (low)")],
        ),
        (
            (*HEAD, *FOOT[:1], edge("Page", 50), cut(edge("2", 50, hidden="low"), (70, 50, 120, 60))),
            [("hidden", "2 (low)")],
        ),
        ((*HEAD, *FOOT, dot(150, 650), placed(" ", (70, 650, 75, 658), number=-1)), []),
    ],
)
def test_heads_stand_above_and_feet_below_where_they_are_seen(
    texts: tuple[Placed, ...], told: list[tuple[str, str]]
) -> None:
    assert page(texts) == told


@pytest.mark.parametrize(
    ("who", "why", "told"), [(708, 708, []), (707.9, 708, [("moved", "Who")]), (708, 592, [("moved", "Why")])]
)
def test_the_heads_of_a_table_that_goes_on_stand_above_all_words(
    who: float, why: float, told: list[tuple[str, str]]
) -> None:
    must = replace(MUST, between=("Who", "Why"))
    assert page((*HEAD, edge("Who", who), edge("Why", why), *FOOT), must) == told


# ---- all of a page


def both(*texts: Placed) -> list[Drift]:
    sheet, seen = Sheet(3, [each.drawn for each in texts]), tuple(each.seen for each in texts)
    return list(over(sheet, SeenPage("", seen, (0, 0, 595, 842)), MUST, {}))


def test_a_page_is_judged_by_all_that_stands_on_it() -> None:
    head, foot = (
        placed(each, (300, base, 400, base + 8), number=-1) for each, base in (("Notice", 800), ("Page 2", 50))
    )
    tall = cut(placed("Council", (70, 600, 120, 900), number=-1), (70, 800, 120, 808))
    assert both(placed("We", LINE), tall, head, FOOT[0], foot) == []
    strike = cut(placed("Council", (0, 600, 400, 900), number=-1), (70, 690, 90, 710))
    found = both(placed("We", LINE), strike, head, FOOT[0], foot, dot(90, 704))
    assert [(each.kind, each.says) for each in found] == [
        ("hidden", "We (“Council” stands on it)"),
        ("moved", "."),
        ("moved", "Council"),
    ]


@pytest.mark.parametrize(
    ("x", "y", "told"), [(70.05, 0.05, False), (70, 0.1, False), (70.11, 0, True), (70, -0.11, True)]
)
def test_a_text_is_seen_where_it_is_drawn(x: float, y: float, *, told: bool) -> None:
    text = placed("We", (70, 0, 120, 8))
    sheet, seen = Sheet(3, [text.drawn]), Seen("We", 3, 1, text.seen.frame, (x, y), "")
    must = Drift("reader", "", f"“We” at {x:.1f},{y:.1f} points", "“We” at 70.0,0.0 points", 3)
    assert list(over(sheet, SeenPage("", (seen,), (0, 0, 9, 9)), MUST, {})) == ([must] if told else [])
    found = list(over(sheet, SeenPage("", (), (0, 0, 9, 9)), MUST, {}))
    assert found == [Drift("reader", "", "0 texts", "1 texts", 3)]


def test_a_table_that_goes_on_says_no_more_than_one_that_does_not() -> None:
    rows = tuple(GlanceRow("section-a", line(f"Police {i}"), ((told("Safety"),),)) for i in range(40))
    notice = replace(small(), glance=Glance("At a glance", ("Who", "Why"), rows))
    assert paper_drifts(render(notice), notice, english(), file="notice.pdf", feed=FEED) == []

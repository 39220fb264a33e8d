"""Whether the texts of a line join as they are read, where each may have a place of its own."""

from __future__ import annotations

import pytest

from site_builder.verify.paper.content import Drawn, Mark, Sheet
from site_builder.verify.paper.order import apart
from site_builder.verify.paper.tree import Key, Told, Words


def text(words: str, start: float, end: float, height: float = 50, number: int = 1) -> Drawn:
    return Drawn(words, Mark(number), (start, height), "", end)


def block(*keys: Key | None) -> Told:
    return Told(("P",), words=[Words("", "", "en", 0, key) for key in keys])


@pytest.mark.parametrize(
    ("one", "other", "gap"),
    [
        (text("no", 10, 20), text("tice", 20.09, 40), ""),
        (text("no", 10, 20), text("tice", 20.11, 40), "0.1"),
        (text("no", 10, 20), text("tice", 19.91, 40), ""),
        (text("no", 10, 20), text("tice", 19.89, 40), "-0.1"),
        (text("no", -10, 0), text("tice", 0.1, 40), ""),
        (text("no", -10, 0), text("tice", -0.1, 40), ""),
        (text("no ", 10, 20), text("tice", 400, 410), ""),
        (text("no", 10, 20), text(" tice", 400, 410), ""),
        (text("no ", 10, 20), text("body", 17, 40), "-3.0"),
        (text("no", 10, 20), text(" body", 17, 40), "-3.0"),
        (text("no", 10, 20), text("tice", 90, 99, 49), ""),
        (text("no", 10, 20), text("tice", 90, 99, 51), ""),
        (text("no", 10, 20), text("tice", 90, 99, 49.1), "70.0"),
        (text("no", 10, 20), text("tice", 90, 99, 50.9), "70.0"),
        (text("no", 10, 20), text("", 90, 99), ""),
    ],
)
def test_texts_join_where_no_space_is_between_them(one: Drawn, other: Drawn, gap: str) -> None:
    says = f"“{one.text}” and “{other.text}” {gap} points apart"
    told = [(1, 3, says, f"“{one.text}{other.text}”")] if gap else []
    assert list(apart([block(), block((3, 1))], [Sheet(3, [one, other])])) == told


def test_the_texts_of_a_block_are_taken_in_the_order_in_which_it_is_read() -> None:
    sheets = [
        Sheet(3, [text("l", 9, 12, number=2), text("wo", 0, 7), text("rd", 7, 9)]),
        Sheet(4, [text("o", 99, 100)]),
    ]
    assert list(apart([block((3, 1), (3, 1), None, (3, 2), (4, 1))], sheets)) == []
    assert list(apart([block((3, 1)), block((3, 2))], sheets)) == []
    assert [each[-1] for each in apart([block((3, 2), (3, 1))], sheets)] == ["“lwo”"]

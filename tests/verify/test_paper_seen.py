"""What is too small, too pale, covered, crossed out or off the leaf: both sides of each bound, in pixels."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from site_builder.verify.paper.seen import Frame, _contrast, _luminance, _Pictures, _plain, _seems, _small

TURNED, SMALL = "its letters are turned or mirrored", "its letters are too small to read"


@pytest.mark.parametrize(
    ("size", "matrix", "says"),
    [
        (5, (1, 0, 0, 1), ""),
        (4.9, (1, 0, 0, 1), SMALL),
        (10, (0.5, 0, 0, 1), ""),
        (10, (0.4, 0, 0, 1), SMALL),
        (10, (1, 0, 0, 0.4), SMALL),
        (10, (0, 0, 0, 1), TURNED),
        (10, (1, 0, 0, 0), TURNED),
        (10, (-1, 0, 0, 1), TURNED),
        (10, (1, 0, 0, -1), TURNED),
        (10, (1, 0.1, 0, 1), TURNED),
        (10, (1, 0, -0.1, 1), TURNED),
    ],
)
def test_letters_are_large_and_upright_enough(size: float, matrix: tuple[float, ...], says: str) -> None:
    held: Any = SimpleNamespace(**dict(zip("abcd", matrix, strict=True)))
    assert _small(size, held) == says


def test_marks_in_place_of_hyphens_are_hyphens() -> None:
    assert _plain("\0a\x02b\ufffec\0\0") == "a-b-c"


def test_contrast_is_that_of_the_standard() -> None:
    assert _contrast(0, 255) == _contrast(255, 0) == pytest.approx(21)
    assert _contrast(300, -9) == pytest.approx(21)
    assert _contrast(118, 118) == 1
    assert _contrast(118, 255) == pytest.approx(4.54, abs=0.01)
    assert [_luminance(each) for each in (0.02, 0.5)] == pytest.approx([0.00155, 0.21404], abs=1e-5)
    assert _seems(255, 0, 0, 255) == _seems(128, 0, 127, 255) == pytest.approx(21)
    assert _seems(128, 64, 127, 191) == pytest.approx(21)
    assert _seems(9, 9, 0, 255) == 1


# ---- a leaf of ten by ten pixels, with a text of four by four in its middle

TEXT = Frame(3, 4, 6, 7)


def pictures(plain: dict[int, int], white: dict[int, int], alone: dict[int, int], ground: dict[int, int]) -> _Pictures:
    """A leaf by its four pictures, each by what it has besides white, or black where texts are white."""

    def picture(held: dict[int, int], rest: int) -> bytes:
        return bytes(held.get(i, rest) for i in range(100))

    made = object.__new__(_Pictures)
    made._paper, made._stride = Frame(0, 0, 10, 10), 10
    made._plain, made._white = picture(plain, 255), picture(white, 0)
    made._alone, made._ground = picture(alone, 0), picture(ground, 255)
    return made


def leaf(
    grey: int = 0, ink: int = 255, over: dict[int, int] | None = None, ground: dict[int, int] | None = None
) -> _Pictures:
    """A text of one upright stroke."""
    stroke = (34, 44, 54)
    white = dict.fromkeys(stroke, ink)
    return pictures(dict.fromkeys(stroke, grey), {**white, **(over or {})}, white, ground or {})


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (leaf(), ""),
        (leaf(ink=64, grey=191), ""),
        (leaf(ink=63), "nothing of it is to be seen"),
        (leaf(ink=0), "nothing of it is to be seen"),
        (leaf(grey=149), "its colour is that of its ground"),
        (leaf(grey=147), ""),
        (leaf(over={99: 1}), ""),
        (leaf(over={63: 1}), ""),
        (leaf(over={44: 0}), "something covers it"),
        (leaf(over={43: 1}), "something covers it"),
        (leaf(ground={43: 246}), "something crosses it out"),
        (leaf(ground={43: 247}), ""),
        (leaf(ground={63: 0}), ""),
    ],
)
def test_a_text_is_seen_if_nothing_hides_it(made: _Pictures, says: str) -> None:
    assert made.hidden(TEXT, TEXT._replace(bottom=5)) == says


def test_an_underline_may_lie_over_two_rows_below_the_letters() -> None:
    low = Frame(3, 2, 6, 7)
    assert leaf(over={63: 1, 73: 1}).hidden(low, TEXT._replace(bottom=5)) == ""
    assert leaf(over={63: 1, 73: 1, 83: 1}).hidden(low, TEXT._replace(bottom=5)) == "something covers it"


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (Frame(0, 0, 10, 10), ""),
        (Frame(-0.1, 0, 10, 10), "it stands beyond the page"),
        (Frame(0, -0.1, 10, 10), "it stands beyond the page"),
        (Frame(0, 0, 10.1, 10), "it stands beyond the page"),
        (Frame(0, 0, 10, 10.1), "it stands beyond the page"),
    ],
)
def test_a_text_stands_on_the_leaf(frame: Frame, says: str) -> None:
    assert leaf().hidden(frame, frame) == says

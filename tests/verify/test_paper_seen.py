"""What is too small, too pale, covered, crossed out or off the leaf: both sides of each bound, in pixels."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from site_builder.verify.paper.file import Unread
from site_builder.verify.paper.seen import (
    Frame,
    Seen,
    SeenPage,
    _contrast,
    _luminance,
    _Pictures,
    _plain,
    _small,
    pages,
    seen,
)

TURNED, SMALL = "its letters are turned or mirrored", "its letters are too small to read"
LOST = "a part of it has the colour of its ground"


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
    assert _plain("\0~a\x02b\ufffec\0\0") == "~a-b-c"


def test_contrast_is_that_of_the_standard() -> None:
    assert _contrast(0, 255) == _contrast(255, 0) == pytest.approx(21)
    assert _contrast(300, -9) == pytest.approx(21)
    assert _contrast(118, 118) == 1
    assert _contrast(118, 255) == pytest.approx(4.54, abs=0.01)
    assert [_luminance(each) for each in (0.02, 0.5)] == pytest.approx([0.00155, 0.21404], abs=1e-5)


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
        (leaf(ground={43: 250, 53: 246}), "something crosses it out"),
        (leaf(ground={33: 250, 43: 250, 53: 250}), ""),
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


def test_words_on_the_edge_of_the_leaf_have_all_pixels_that_there_are() -> None:
    made, whole = leaf(), [(10 * row, 10 * row + 10) for row in range(10)]
    assert list(made._rows(Frame(-2, -2, 12, 12))) == list(made._rows(Frame(0, 0, 10, 10))) == whole
    assert list(made._rows(TEXT)) == [(33, 37), (43, 47), (53, 57), (63, 67)]
    made._paper = Frame(5, 20, 15, 30)
    assert list(made._rows(Frame(8, 24, 11, 27))) == [(33, 37), (43, 47), (53, 57), (63, 67)]
    assert made.hidden(Frame(15, 20, 15, 20), Frame(15, 20, 15, 20)) == "nothing of it is to be seen"


def test_a_few_odd_pixels_hide_nothing() -> None:
    every = [row + i for row in (30, 40, 50, 60) for i in (3, 4, 5, 6)]
    ink = {**dict.fromkeys(every, 254), every[0]: 255}
    made = pictures({**dict.fromkeys(every, 0), every[0]: 255}, ink, ink, {})
    assert made.hidden(TEXT, TEXT._replace(bottom=5)) == ""


@pytest.mark.parametrize(("grey", "says"), [(128, ""), (158, "its colour is that of its ground")])
def test_the_colour_of_the_ink_is_told_by_pixels_that_have_half_of_it(grey: int, says: str) -> None:
    """Two have 200 of 255, two have 100, and thrice as many have a little less, and look white."""
    ink = {34: 200, 44: 200, 54: 100, 64: 100, **dict.fromkeys((33, 35, 43, 45, 53, 55, 63, 65), 99)}
    seen = {place: 255 - (255 - grey) * ink[place] // 255 for place in (34, 44, 54, 64)}
    made = pictures(seen, ink, ink, {})
    assert made.hidden(TEXT, TEXT._replace(bottom=5)) == says


def test_letters_too_low_for_a_body_are_seen_on_the_ground_behind_them() -> None:
    low, stroke = TEXT._replace(bottom=9, top=8), dict.fromkeys((34, 44, 54), 255)
    for grey, says in ((0, ""), (255, "its colour is that of its ground")):
        made = pictures(dict.fromkeys(stroke, grey), stroke, stroke, {99: 0})
        assert made.hidden(TEXT, low) == says


# ---- a page as PDFium draws it


def drawn(content: str, box: tuple[float, ...] = (0, 0, 100, 60), annotation: str = "") -> SeenPage:
    """The second page of a document, with letters in /F, and what an annotation draws on all of it."""
    document, out = pikepdf.new(), BytesIO()
    document.add_blank_page()
    page = document.add_blank_page()
    page.MediaBox = Array(box)
    page.Resources = Dictionary(
        Font=Dictionary(
            F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
    )
    page.Contents = document.make_stream(content.encode())
    if annotation:
        form = document.make_stream(annotation.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array(box))
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array(box), F=4, AP=Dictionary(N=form))
        page.Annots = Array([document.make_indirect(stamp)])
    document.save(out)
    return seen(pages(out.getvalue()), 2)


def show(words: str, before: str = "", font: str = "/F 10 Tf", at: str = "10 20") -> str:
    return f"{before} /P <</MCID 0>> BDC BT {font} {at} Td ({words}) Tj ET EMC "


def rule(height: float, thick: float = 0.5) -> str:
    return f"0 g 10 {height} 20 {thick} re f "


SCALED = "2 0 0 2 0 0 Tm /F 5 Tf"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (show("oxo"), ""),
        (show("oxo", at="84 20"), ""),
        (show("oxo", at="90 20"), "it stands beyond the page"),
        (show("oxo", font="/F 4.9 Tf"), SMALL),
        (show("oxo", font="/F 10 Tf 3 Tr"), "nothing of it is to be seen"),
        (show("oxo", "q 0 0 5 5 re W n") + "Q", "nothing of it is to be seen"),
        (show("oxo", "0.5 g"), ""),
        (show("oxo", "0.6 g"), "its colour is that of its ground"),
        (show("oxo", "0 g 0 0 100 60 re f"), "its colour is that of its ground"),
        (show("oxo", "0 g 0 0 100 60 re f 1 g"), ""),
        (show("oxo", "1 G", "/F 10 Tf 1 Tr"), "its colour is that of its ground"),
        (show("_ _", "1 g"), ""),
        (show("_ a", "1 g"), "its colour is that of its ground"),
        (show(" "), ""),
        (rule(18.2) + show("oxo"), ""),
        (rule(19.2) + show("oxo"), ""),
        (rule(20.2) + show("oxo"), "something crosses it out"),
        (rule(20.2) + show("oxo", at="10 20.2"), ""),
        (rule(25.2) + show("oxo"), "something crosses it out"),
        (rule(27.4) + show("\\305"), "something crosses it out"),
        (rule(27.8) + show("\\305"), ""),
        (rule(27.8) + show("oxo"), ""),
        (rule(25.2) + show("oxo", font=SCALED, at="5 10"), "something crosses it out"),
        (rule(27.4) + show("\\305", font=SCALED, at="5 10"), "something crosses it out"),
        (rule(27.8) + show("\\305", font=SCALED, at="5 10"), ""),
        (rule(22.5) + show("."), ""),
        ("0 g 15 0 5 60 re f" + show("oxo"), LOST),
        ("0 g 14 0 .5 60 re f" + show("oxo"), LOST),
        ("q 0.5 g 15 0 5 60 re f Q" + show("oxo"), ""),
        ("q 0.3 g 15 0 5 60 re f Q" + show("oxo"), LOST),
        ("0 g 0 0 100 60 re f 1 g 15 0 5 60 re f" + show("oxo"), LOST),
        ("0 g 15 0 5 20 re f" + show("oxo"), ""),
        (show("gpq") + rule(18.2), ""),
        (show("gpq") + rule(17, 3), "something covers it"),
        (show("oxo") + rule(23.2), "something covers it"),
    ],
)
def test_a_person_sees_what_is_drawn(content: str, says: str) -> None:
    assert [each.hidden for each in drawn(content).texts] == [says]


def test_a_note_may_cover_words() -> None:
    assert [each.hidden for each in drawn(show("oxo"), annotation="0 g 40 10 20 20 re f").texts] == [""]
    assert [each.hidden for each in drawn(show("oxo"), annotation=rule(20, 5)).texts] == ["something covers it"]


def test_each_text_has_its_number_and_its_place() -> None:
    page = drawn("BT /F 10 Tf 15 40 Td (We) Tj ET" + show("tell", at="15 25"), (10.4, 10, 90, 50.6))
    frames = [Frame(*map(round, each.frame)) for each in page.texts]
    assert frames == [Frame(15, 40, 30, 47), Frame(15, 25, 27, 32)]
    assert page == SeenPage(
        "We\r\ntell",
        (
            Seen("We", 2, -1, page.texts[0].frame, (15, 40), ""),
            Seen("tell", 2, 0, page.texts[1].frame, (15, 25), ""),
        ),
        (10, 10, 90, 51),
    )


def test_no_page_is_larger_than_any_paper() -> None:
    assert drawn("", (0, 0, 2000, 3)).leaf == (0, 0, 2000, 3)
    for box in ((0, 0, 2001, 3), (0, 0, 3, 2001)):
        with pytest.raises(Unread, match=r"^Page 2 is larger than any paper\.$"):
            drawn("", box)

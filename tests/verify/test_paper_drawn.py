"""How what a page draws is read, operator by operator, and to which words a link leads."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
)

from site_builder.verify.paper.content import Drawn, Fonts, Mark, Sheet, copied, drawn, operations
from site_builder.verify.paper.file import Unread
from site_builder.verify.paper.operators import operators
from site_builder.verify.paper.seen import Frame
from site_builder.verify.paper.spots import Spot, spot
from tests.verify.papers import honest

# ---- operators


def _nested(depth: int) -> list[Any]:
    return [_nested(depth - 1)] if depth > 1 else []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"1 -2.5 +.5 4. cm", [([1, -2.5, 0.5, 4], b"cm")]),
        (b"q\tQ\0f*\r\nT* ' 2 w", [([], b"q"), ([], b"Q"), ([], b"f*"), ([], b"T*"), ([], b"'"), ([2], b"w")]),
        (b"% 1 Tj\n1 w % 2 w", [([1], b"w")]),
        (b"(a) Tj", [([b"a"], b"Tj")]),
        (b"(\\n\\r\\t\\b\\f\\(\\)\\\\\\x) Tj", [([b"\n\r\t\b\f()\\x"], b"Tj")]),
        (b"(\\101\\1012\\7\\08\\777) Tj", [([b"AA2\x07\x008\xff"], b"Tj")]),
        (b"(\\8\\9) Tj", [([b"89"], b"Tj")]),
        (b"(b\\\nc\nd) Tj", [([b"bc\nd"], b"Tj")]),
        (b"(a(b(c)\\)d)e) Tj (f)'", [([b"a(b(c))d)e"], b"Tj"), ([b"f"], b"'")]),
        (b"<48 6\0a6> Tj <4> Tj <> Tj", [([b"Hj`"], b"Tj"), ([b"@"], b"Tj"), ([b""], b"Tj")]),
        (b"/A#20B#e9 gs /F1 1 Tf", [(["/A B\xe9"], b"gs"), (["/F1", 1], b"Tf")]),
        (b"[(a) -20 <62>] TJ", [([[b"a", -20, b"b"]], b"TJ")]),
        (b"/Span <</MCID 1 /B [2 3]>> BDC", [(["/Span", {"/MCID": 1, "/B": [2, 3]}], b"BDC")]),
        (b"[true false null] d", [([[True, False, None]], b"d")]),
        (b"q BI /W 1 ID \0) EI Q", [([], b"q"), ([], b"BI")]),
        (b"1 w 2 3", [([1], b"w")]),
        (b"1(a)2<62>3/B[4]5%\n6\0TJ", [([1, b"a", 2, b"b", 3, "/B", [4], 5, 6], b"TJ")]),
        (
            b"Tj(a)Tj<62>Tj/B Tj[]Tj%\nTj",
            [([], b"Tj"), ([b"a"], b"Tj"), ([b"b"], b"Tj"), (["/B"], b"Tj"), ([[]], b"Tj"), ([], b"Tj")],
        ),
        (b"123456789.%s .%s w" % (b"5" * 30, b"0" * 30), [([123456789.55555555, 0], b"w")]),
        (b"/%s 1 Tf" % (b"F" * 100), [(["/" + "F" * 100, 1], b"Tf")]),
        (b"/%s 1 Tf" % (b"#46" * 100), [(["/" + "F" * 100, 1], b"Tf")]),
        (b"/!\"$&'*.09:;=?Z\\^z|~ gs / gs", [(["/!\"$&'*.09:;=?Z\\^z|~"], b"gs"), (["/"], b"gs")]),
        (b"<</A 1/B 1>> [/A 1/A 1] d", [([{"/A": 1, "/B": 1}, ["/A", 1, "/A", 1]], b"d")]),
        (b"[" * 19 + b"]" * 19 + b"d", [([_nested(19)], b"d")]),
    ],
)
def test_content_is_read_as_the_standard_has_it(content: bytes, found: list[tuple[list[Any], bytes]]) -> None:
    assert list(operators(content)) == found


@pytest.mark.parametrize(
    "content", [b"(a", b"(a(b)", b"]", b">>", b"[>>", b"<<]", b"{", b"<4x>", b"[" * 20 + b"]" * 20 + b"d"]
)
def test_what_is_no_content_is_not_read(content: bytes) -> None:
    with pytest.raises(Unread, match="What a page draws"):
        list(operators(content))


@pytest.mark.parametrize(
    "content",
    [
        *(b"[(a) 25120-25120 (b)] TJ", b"1.5.5 w", b"0-1 scn", b"1w", b"1+ w", b".5a"),
        *(b"1234567890 w", b"1.%s w" % (b"0" * 31), b".%s w" % (b"0" * 31)),
        *(b"Tj-1 w", b"T_", b"f**_", b"/A\x80 gs", b"/A\xff gs", b"/A\x1f gs", b"/A\x7f gs", b"/%s gs" % (b"F" * 101)),
        *(b"/A#4 gs", b"/A#4g gs", b"/A#g4 gs", b"/# gs"),
    ],
)
def test_a_word_that_readers_end_in_different_places_is_not_read(content: bytes) -> None:
    with pytest.raises(Unread, match="What a page draws cannot be read"):
        list(operators(content))


@pytest.mark.parametrize("content", [b"(a\rb) Tj", b"(a\r\nb) Tj", b"(a\\\rb) Tj", b"(a(\r)b) Tj"])
def test_a_line_end_that_readers_take_for_different_letters_is_not_read(content: bytes) -> None:
    with pytest.raises(Unread, match="A text that a page draws has a line end"):
        list(operators(content))


def test_a_key_that_a_mark_has_twice_is_told() -> None:
    with pytest.raises(Unread, match="A mark on a page has a key twice"):
        list(operators(b"/Span <</MCID 1/Lang (cy)/MCID 2>> BDC"))


# ---- what is drawn


def _page() -> Any:
    return PdfReader(BytesIO(honest())).pages[0]


def _drawn(content: bytes) -> Sheet:
    resources = _page()["/Resources"]
    resources["/ColorSpace"][NameObject("/c9")] = ArrayObject([NameObject("/Pattern"), NameObject("/DeviceRGB")])
    return drawn(operators(content), resources, 3, Fonts())


COLOUR = "a colour that has not as many parts as its kind"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"q 1 0 0 -1 5 6 cm /c0 cs /c1 CS 1 0 0 scn 1 SCN 1 w 4 M 5 5 m 9 5 l 9 9 l h f S W n BT ET Q", []),
        (b"1 1 w", ["the operator w with 2 operands"]),
        (b"w", ["the operator w with 0 operands"]),
        (b"1 q", ["the operator q with 1 operands"]),
        (b"/a /b /c BDC", ["the operator BDC with 3 operands", "content marked as /a"]),
        (b"1 0 0 1 0 0 0 cm", ["the operator cm with 7 operands"]),
        (b"1 2 3 4 scn", ["the operator scn with 4 operands"]),
        (b"re 1 2 c re", ["the operator re", "the operator c"]),
        (b"/c7 cs /Pattern CS", ["the colours /c7", "the colours /Pattern"]),
        (b"/c1 cs /c9 cs", ["the colours /c9"]),
        (b"1 0 0 scn", [COLOUR]),
        (b"/c0 cs 1 0 scn", [COLOUR]),
        (b"/c1 cs 1 0 scn", [COLOUR]),
        (b"/c0 cs q /c1 cs 1 scn Q 1 0 0 scn", []),
        (b"/c0 cs q /c1 cs Q 1 scn", [COLOUR]),
        (b"/c0 cs /c1 CS 1 0 0 scn 1 SCN /c1 cs /c0 CS 1 scn 1 0 0 SCN", []),
        (b"/c1 cs /c0 CS 1 SCN", [COLOUR]),
        (b"/P1 scn", ["a pattern"]),
        (b"1 /P1 SCN", ["a pattern"]),
        (b"0 0 m 0.01 9 l 0 0 l 9 0.01 l", []),
        (b"5 5 m 5.02 5.02 l", ["a slanted line"]),
        (b"5 5 m 9 5.02 l 5 5 l 6 6 m 7 6 l", ["a slanted line"]),
        (b"1 0.1 0 1 0 0 cm", ["what is turned or slanted"]),
        (b"1 0 -0.1 1 0 0 Tm", ["what is turned or slanted"]),
        (b"/Artifact <</Type /A /Subtype /B /Attached [] /BBox []>> BDC EMC", []),
        (b"/Span <</MCID 1 /Lang (en) /ActualText (a)>> BDC EMC", []),
        (b"/Span <</MCID 1 /E (b) /Alt (a)>> BDC EMC", ["content marked with /Alt, /E"]),
        (b"/Artifact <</MCID 1>> BDC EMC", ["content marked with /MCID"]),
        (b"/Span /MC0 BDC EMC", ["content marked as /Span"]),
        (b"/OC <<>> BDC EMC", ["content marked as /OC"]),
    ],
)
def test_what_our_typesetting_never_draws_is_told(content: bytes, told: list[str]) -> None:
    assert _drawn(content).foreign == told


SHOWN = b"(\0\1\0\2) Tj"
OUTER = b"/Span <</MCID 4 /Lang (cy) /ActualText (Wir)>> BDC "


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"/f1 1 Tf " + SHOWN, Drawn("We", Mark(), (0, 0))),
        (b"/f1 1 Tf [(\0\1) 20 (\0\2)] TJ", Drawn("We", Mark(), (0, 0))),
        (SHOWN, Drawn("\N{REPLACEMENT CHARACTER}", Mark(), (0, 0))),
        (b"/f1 1 Tf q /f0 1 Tf Q " + SHOWN, Drawn("We", Mark(), (0, 0))),
        (b"/f1 1 Tf 3 Tr " + SHOWN, Drawn("We", Mark(), (0, 0), "it is drawn without ink")),
        (b"/f1 1 Tf 1 Tr " + SHOWN, Drawn("We", Mark(), (0, 0), "it is drawn without ink")),
        (b"/f1 1 Tf 0 Tr q 3 Tr Q " + SHOWN, Drawn("We", Mark(), (0, 0))),
        (
            b"/f1 1 Tf W n " + SHOWN,
            Drawn("We", Mark(), (0, 0), "a frame cuts it off", clip=Frame(0, 0, 0, 0)),
        ),
        (b"/f1 1 Tf q W n Q " + SHOWN, Drawn("We", Mark(), (0, 0))),
        (b"/f1 1 Tf 2 0 0 -3 10 20 cm 1 0 0 1 4 5 Tm " + SHOWN, Drawn("We", Mark(), (18, 5))),
        (b"/f1 1 Tf 2 0 0 -3 10 20 cm 5 0 0 7 3 1 cm 1 0 0 1 1 2 Tm " + SHOWN, Drawn("We", Mark(), (26, -25))),
        (b"/f1 1 Tf 2 0 0 -3 10 20 cm 1 0 0 1 4 5 Tm BT " + SHOWN, Drawn("We", Mark(), (10, 20))),
        (b"/f1 1 Tf q 2 0 0 -3 10 20 cm Q 1 0 0 1 4 5 Tm " + SHOWN, Drawn("We", Mark(), (4, 5))),
        (b"/f1 1 Tf " + OUTER + SHOWN, Drawn("We", Mark(4, "cy", instead="Wir"), (0, 0))),
        (b"/f1 1 Tf " + OUTER + b"EMC " + SHOWN, Drawn("We", Mark(), (0, 0))),
        (b"/f1 1 Tf " + OUTER + b"/Span <<>> BDC " + SHOWN, Drawn("We", Mark(4, "cy", instead="Wir"), (0, 0))),
        (
            b"/f1 1 Tf " + OUTER + b"/Span <</MCID 5 /Lang (en) /ActualText (I)>> BDC " + SHOWN,
            Drawn("We", Mark(5, "en", instead="Wir"), (0, 0)),
        ),
        (
            b"/f1 1 Tf " + OUTER + b"/Artifact <<>> BDC " + SHOWN,
            Drawn("We", Mark(4, "cy", artifact=True, instead="Wir"), (0, 0)),
        ),
        (b"/f1 1 Tf /Artifact <<>> BDC /Span <<>> BDC " + SHOWN, Drawn("We", Mark(-1, "", artifact=True), (0, 0))),
        (b"/f1 1 Tf /Span <</ActualText <FEFF00E9>>> BDC " + SHOWN, Drawn("We", Mark(-1, "", instead="\xe9"), (0, 0))),
        (b"/f1 1 Tf /Span <</Lang /cy>> BDC " + SHOWN, Drawn("We", Mark(-1, "/cy"), (0, 0))),
        (b"/f1 1 Tf /Span <</ActualText ()>> BDC " + SHOWN, Drawn("We", Mark(-1, "", instead=""), (0, 0))),
    ],
)
def test_a_text_is_drawn_under_its_mark_where_it_stands_and_seen_or_not(content: bytes, text: Drawn) -> None:
    sheet = _drawn(content)
    (found,) = sheet.texts
    assert (sheet.page, replace(found, end=0.0), sheet.foreign) == (3, text, [])


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"/f1 10 Tf " + SHOWN, [(0, 14.94)]),
        (b"/f1 10 Tf (\0\1\0\2\0\6) Tj", [(0, 20.04)]),
        (b"/f1 10 Tf (\0\1) Tj (\0\2) Tj", [(0, 9.3), (9.3, 14.94)]),
        (b"/f1 10 Tf [(\0\1) 100 (\0\2) -10] TJ", [(0, 14.04)]),
        (b"/f1 10 Tf 2 0 0 2 5 0 cm .5 0 0 3 1 0 Tm " + SHOWN, [(7, 21.94)]),
        (b"/f1 10 Tf 2 0 0 2 5 0 cm .5 0 0 3 1 0 Tm BT " + SHOWN, [(5, 34.88)]),
        (SHOWN, [(0, 0)]),
    ],
)
def test_what_follows_a_text_stands_behind_it(content: bytes, lines: list[tuple[float, float]]) -> None:
    assert [(round(each.start[0], 6), round(each.end, 6)) for each in _drawn(content).texts] == lines


BOX = b"1 2 m 9 2 l 9 7 l 1 7 l h "


@pytest.mark.parametrize(
    ("content", "clip"),
    [
        (BOX, None),
        (BOX + b"W n ", (1, 2, 9, 7)),
        (b"2 0 0 -3 10 20 cm " + BOX + b"W n ", (12, -1, 28, 14)),
        (BOX + b"W n 5 0 m 5 4 l 99 4 l W n ", (5, 2, 9, 4)),
        (BOX + b"W n q 5 0 m 5 4 l 99 4 l W n Q ", (1, 2, 9, 7)),
        *((b"20 20 m 30 30 l " + drawn + b" " + BOX + b"W n ", (1, 2, 9, 7)) for drawn in (b"n", b"f", b"S")),
        (b"20 9 m 20 30 l " + BOX + b"W n ", (1, 2, 20, 30)),
    ],
)
def test_a_frame_that_cuts_a_text_is_that_around_its_path(content: bytes, clip: tuple[float, ...] | None) -> None:
    (found,) = _drawn(content + SHOWN).texts
    assert found.clip == clip


def test_the_content_of_a_page_is_read_as_one_up_to_some_length() -> None:
    page = _page()
    first, last = DecodedStreamObject(), DecodedStreamObject()
    first.set_data(b"q" + b" " * 499_990)
    last.set_data(b"Q" + b" " * 500_008)
    page[NameObject("/Contents")] = ArrayObject([first, NullObject(), last])
    assert operations(page) == [([], b"q"), ([], b"Q")]
    last.set_data(b"Q" + b" " * 500_009)
    with pytest.raises(Unread, match="more than 1000000 bytes"):
        operations(page)
    page[NameObject("/Contents")] = NullObject()
    assert operations(page) == []


def _of_parts(first: bytes, last: bytes) -> Any:
    page, parts = _page(), [DecodedStreamObject(), DecodedStreamObject()]
    for part, data in zip(parts, (first, last), strict=True):
        part.set_data(data)
    page[NameObject("/Contents")] = ArrayObject(parts)
    return page


@pytest.mark.parametrize(("first", "last"), [(b"q %", b"Q"), (b"(a", b"b) Tj")])
def test_a_part_of_what_is_drawn_that_runs_into_the_next_is_told(first: bytes, last: bytes) -> None:
    with pytest.raises(Unread, match="A part of what a page draws runs into the next"):
        operations(_of_parts(first, last))


def test_parts_of_what_is_drawn_are_read_as_one() -> None:
    assert operations(_of_parts(b"q % a\n[(%)", b"2] TJ")) == [([], b"q"), ([[b"%", 2]], b"TJ")]


def test_a_page_is_copied_by_what_was_read_of_it() -> None:
    reader = PdfReader(BytesIO(honest()))
    content = list(operators(b"BT /f1 9 Tf 1 0 0 1 9 9 Tm [(\0\1) 20 (\0\2)] TJ 1 0 0 1 9 30 Tm (\0\6) Tj ET"))
    assert copied(reader.pages[0], reader, content) == "We\ny"


def test_a_font_is_read_once_so_that_all_letters_of_a_document_are_judged() -> None:
    made, held = Fonts(), _page()["/Resources"]["/Font"]
    assert made.of(held["/f1"]) is made.of(held["/f1"]) is not made.of(held["/f0"])
    assert len(made.fonts) == 2


# ---- spots

PAGES = {1: 1, 8: 2}


def _leads(page: int, *rest: Any) -> ArrayObject:
    numbers = (FloatObject(each) if isinstance(each, int) else each for each in rest)
    return ArrayObject([IndirectObject(page, 0, None), *numbers])


XYZ = NameObject("/XYZ")


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (_leads(8, XYZ, 10, 300), Spot(2, 300)),
        (_leads(8, XYZ, 10, 300, 0), Spot(2, 300)),
        (_leads(8, XYZ, 10, NullObject()), Spot(2, 0)),
        (_leads(9, XYZ, 10, 300), Spot(0, 300)),
        (ArrayObject([FloatObject(1), XYZ, FloatObject(10), FloatObject(300)]), Spot(0, 300)),
        (DictionaryObject({NameObject("/D"): _leads(1, XYZ, 10, 300)}), Spot(1, 300)),
        (_leads(8, NameObject("/FitH"), 10, 300), None),
        (_leads(8, XYZ, 300), None),
        (None, None),
    ],
)
def test_a_place_is_read_as_ours_are_written(held: Any, found: Spot | None) -> None:
    assert spot(held, PAGES) == found


@pytest.mark.parametrize(
    ("page", "above", "leads"),
    [(2, 44, True), (2, 45, False), (2, -7, True), (2, -8, False), (1, 10, False)],
)
def test_a_link_leads_to_the_line_below_which_people_come(page: int, above: float, leads: bool) -> None:
    assert Spot(page, 300 + above).leads(Spot(2, 300)) is leads


def test_a_text_without_a_place_of_its_own_begins_where_the_page_is_moved_to() -> None:
    (text,) = _drawn(b"q 2 0 0 3 10 20 cm BT /f1 9 Tf 0 Tr <0001> Tj ET Q").texts
    assert (text.start, round(text.end, 2)) == ((10, 20), 26.74)

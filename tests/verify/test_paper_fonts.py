"""What each code of a PDF's font is read as, and that each glyph is ours, and stands where our font sets it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from site_builder.verify.paper.file import Unread
from site_builder.verify.paper.fonts import Font, read_cmap
from tests.verify.papers import honest


@pytest.mark.parametrize(
    ("cmap", "found"),
    [
        (b"1 beginbfchar <0001> <0041> endbfchar", {1: "A"}),
        (b"beginbfchar\n< 00 1F ><00 41\n0042>\n<20> <> endbfchar", {31: "AB", 32: ""}),
        (b"beginbfchar <1> <0041> endbfchar <2> <0042> beginbfchar <3> <D83DDE00> endbfchar", {1: "A", 3: "😀"}),
        (b"beginbfchar <> <0041> <2> <D800> endbfchar", {0: "A", 2: "\N{REPLACEMENT CHARACTER}"}),
    ],
)
def test_the_letters_of_codes_are_read(cmap: bytes, found: dict[int, str]) -> None:
    assert read_cmap(cmap) == found


def test_ranges_of_codes_are_not_read() -> None:
    with pytest.raises(Unread, match="whole ranges of codes"):
        read_cmap(b"beginbfchar <1> <0041> endbfchar beginbfrange <1> <3> <0042> endbfrange")


# ---- the fonts of the small notice

Held = Any
Made = Callable[[Held], object]
W, E, Y, A, DOT = (bytes([0, code]) for code in (1, 2, 6, 5, 10))
"""Codes of some letters in its second font."""
NOT_OURS = [("letters in the font NotoSans-Regular, which is not ours", "")]


def second() -> Held:
    resources: Any = PdfReader(BytesIO(honest())).pages[0]["/Resources"]
    return resources["/Font"]["/f1"].get_object()


def descendant(font: Held) -> Held:
    return font["/DescendantFonts"][0].get_object()


def described(font: Held) -> Held:
    return descendant(font)["/FontDescriptor"].get_object()


def false(font: Held, *strings: object) -> list[tuple[str, str]]:
    made = Font(font)
    made.show(strings)
    return list(made.false())


@pytest.mark.parametrize(
    ("strings", "said"),
    [
        ([W + E], []),
        ([W, 20, E], []),
        ([W, 21, E], []),
        ([W, 19, E], []),
        ([W, 12, 8, E], []),
        ([W, 20, b"", E], []),
        ([W, 30, b"", -10, E], []),
        ([W, 10, -10, A], []),
        ([E + W, 20, E + W], []),
        ([W, 21.5, E], ["“We” set apart by -21.5 in NotoSans-Regular", "“We” as the font sets it"]),
        ([W, -18, E], ["“We” set apart by 18 in NotoSans-Regular", "“We” as the font sets it"]),
        ([W, 20, E, 20, W], ["“eW” set apart by -20 in NotoSans-Regular", "“eW” as the font sets it"]),
        ([W, 20], ["“W” set apart by -20 in NotoSans-Regular", "“W” as the font sets it"]),
        ([20, W], ["“” set apart by -20 in NotoSans-Regular", "“” as the font sets it"]),
        ([W, -20, b"\0\x10"], []),
        ([b"\0\3", 20, W], ["“ W” set apart by -20 in NotoSans-Regular", "“ W” as the font sets it"]),
        ([b"\1\1", 20, W], ["“W” set apart by -20 in NotoSans-Regular", "“W” as the font sets it"]),
        ([W, 20, b"\1\1"], ["“W” set apart by -20 in NotoSans-Regular", "“W” as the font sets it"]),
    ],
)
def test_letters_stand_apart_as_the_font_sets_them(strings: list[object], said: list[str]) -> None:
    made = Font(second())
    made.show(strings)
    made._used.clear()
    assert [each for pair in made.false() for each in pair] == said


def test_codes_are_read_by_the_map() -> None:
    made = Font(second())
    assert made.show([W, 20, E, b"", Y + b"\1\1"]) == "Wey\N{REPLACEMENT CHARACTER}"
    assert Font(DictionaryObject()).read(W) == "\N{REPLACEMENT CHARACTER}"


def put(key: str, value: Any, of: Callable[[Held], Held] = descendant) -> Made:
    return lambda font: of(font).__setitem__(NameObject(key), value)


def without(key: str) -> Made:
    return lambda font: descendant(font).pop(key)


def name(text: str) -> NameObject:
    return NameObject(text)


def stream(data: bytes) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return made


def whole(font: Held) -> Held:
    return font


def renamed(old: bytes, new: bytes) -> Made:
    """Give the map of letters another line."""
    return lambda font: put(
        "/ToUnicode",
        stream(font["/ToUnicode"].get_object().get_data().replace(old, new)),
        whole,
    )(font)


def remade(old: bytes, new: bytes) -> Made:
    """Give the font's program other bytes."""
    return lambda font: put(
        "/FontFile2",
        stream(described(font)["/FontFile2"].get_object().get_data().replace(old, new, 1)),
        described,
    )(font)


def widths(*held: object) -> Made:
    """The advances of codes, and none for others."""
    made = (ArrayObject(map(FloatObject, each)) if isinstance(each, list) else NumberObject(each) for each in held)
    return put("/W", ArrayObject(made))


def several(*changes: Made) -> Made:
    return lambda font: [change(font) for change in changes]


@pytest.mark.parametrize("held", [(1, 1, 930, 1, 1, 931), (1, 2, 564, 2, 2, 564), (2, 5, 564, 1, 2, 930)])
def test_a_letter_of_two_widths_is_told(held: tuple[object, ...]) -> None:
    font = second()
    widths(*held)(font)
    with pytest.raises(Unread, match="A font has two widths for one letter"):
        false(font, W)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (widths(1, 1, 930, 2, 2, 564), []),
        (widths(2, 2, 564, 1, 1, 930), []),
        (widths(1, 1, 930, 2, 3, 564), []),
        (widths(1, 1, 931, 2, 2, 563), []),
        (widths(2, 2, 564, 1, 1, 932), [("“W” in NotoSans-Regular", "“W”")]),
        (widths(1, 1, 930, 2, 2, 562), [("“e” in NotoSans-Regular", "“e”")]),
        (widths(1, 1, 930), [("“e” in NotoSans-Regular", "“e”")]),
        (several(widths(1, 1, 930), put("/DW", NumberObject(564))), []),
        (several(widths(2, 2, 564, 1, 1, 930), without("/DW")), []),
        (several(widths(1, 1, 930), without("/DW")), [("“e” in NotoSans-Regular", "“e”")]),
        (widths(3, 10**12, 930, 1, 1, 930, 2, 2, 564), []),
        (widths(1, 3, 564), [("“W” in NotoSans-Regular", "“W”")]),
        (renamed(b"<0001> <0057>", b"<0001> <0065>"), [("“W” in NotoSans-Regular", "“e”")]),
        (renamed(b"<0001> <0057>", b"<0001> <00570065>"), [("“W” in NotoSans-Regular", "“We”")]),
        (renamed(b"<0001> <0057>", b""), [("“W” in NotoSans-Regular", "“\N{REPLACEMENT CHARACTER}”")]),
        (renamed(b"<0001> <0057>", b"<0001> <0001>"), [("“W” in NotoSans-Regular", "“\x01”")]),
        (put("/Encoding", name("/Identity-V"), whole), NOT_OURS),
        (put("/CIDToGIDMap", name("/Other")), NOT_OURS),
        (put("/FontFile", stream(b""), described), NOT_OURS),
        (put("/FontFile3", stream(b""), described), NOT_OURS),
        (put("/FontFile2", NumberObject(1), described), NOT_OURS),
        (remade(b"\0\1\0\0", b"true"), NOT_OURS),
        (put("/DescendantFonts", ArrayObject(), whole), NOT_OURS),
        (
            put("/ToUnicode", NumberObject(1), whole),
            [(f"“{c}” in NotoSans-Regular", "“\N{REPLACEMENT CHARACTER}”") for c in "We"],
        ),
        (put("/BaseFont", name("/ABCDEF+Arial"), whole), [("letters in the font Arial, which is not ours", "")]),
        (put("/BaseFont", name("/A+B+NotoSans-Regular"), whole), []),
        (
            put("/BaseFont", name("/A+NotoSans-Bold"), whole),
            [("“\N{REPLACEMENT CHARACTER}” in NotoSans-Bold", f"“{c}”") for c in "We"],
        ),
    ],
)
def test_a_glyph_is_that_of_its_letter(change: Made, said: list[tuple[str, str]]) -> None:
    font = second()
    change(font)
    assert false(font, E + W) == said

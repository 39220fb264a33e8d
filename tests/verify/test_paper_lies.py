"""Lies that somebody who knows the code would plant in a PDF, each with the kinds of what is told of it."""

from __future__ import annotations

import re

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Operator, String

from tests.verify.paper_told import Told, told
from tests.verify.papers import (
    Change,
    before,
    changed,
    draw,
    drifts,
    instructions,
    kinds,
    link,
    operand,
    shown,
    tag,
    tagged,
    where,
)

# ---- what is planted


def _program(document: pikepdf.Pdf) -> tuple[pikepdf.Object, bytearray, dict[bytes, int]]:
    """The first font of the first page: its stream, its bytes, and where each table begins."""
    stream = next(iter(document.pages[0].Resources.Font.values())).DescendantFonts[0].FontDescriptor.FontFile2
    data = bytearray(stream.read_bytes())
    rows = range(12, 12 + 16 * data[5], 16)
    return stream, data, {bytes(data[i : i + 4]): int.from_bytes(data[i + 8 : i + 12]) for i in rows}


def aside(document: pikepdf.Pdf) -> None:
    """Draw every other glyph elsewhere in its line, by what the font says of its left edge."""
    stream, data, tables = _program(document)
    for at in range(tables[b"hmtx"] + 2, tables[b"hmtx"] + 42, 8):
        data[at : at + 2] = (900).to_bytes(2)
    stream.write(bytes(data))


def reduced(document: pikepdf.Pdf) -> None:
    """Draw every glyph of a font at an eighth of its size."""
    stream, data, tables = _program(document)
    data[tables[b"head"] + 18 : tables[b"head"] + 20] = (8000).to_bytes(2)
    count = int.from_bytes(data[tables[b"hhea"] + 34 : tables[b"hhea"] + 36])
    for at in range(tables[b"hmtx"], tables[b"hmtx"] + 4 * count, 4):
        data[at : at + 2] = (8 * int.from_bytes(data[at : at + 2])).to_bytes(2)
    stream.write(bytes(data))


def two_tables(document: pikepdf.Pdf) -> None:
    """Give a font a second list of places of its glyphs, each that of the one before; most readers take the first."""
    stream, data, _ = _program(document)
    rows = [bytes(data[i : i + 16]) for i in range(12, 12 + 16 * data[5], 16)]
    moved = [row[:8] + (int.from_bytes(row[8:12]) + 16).to_bytes(4) + row[12:] for row in rows]
    place = next(row for row in rows if row.startswith(b"loca"))
    start, length = int.from_bytes(place[8:12]), int.from_bytes(place[12:])
    lie = data[start : start + 4] + data[start : start + length - 4]
    head = place[:8] + (len(data) + 16).to_bytes(4) + length.to_bytes(4)
    body = data[12 + 16 * len(rows) :]
    stream.write(bytes(data[:4] + (len(rows) + 1).to_bytes(2) + data[6:12] + b"".join([head, *moved]) + body + lie))


def pushed(words: str, step: int) -> Change:
    """Set all letters of a text nearer to each other, or further apart."""

    def change(document: pikepdf.Pdf) -> None:
        place, text, codes = next(each for each in shown(document) if words in each[1])
        made = instructions(document)
        made[place] = ([Array([each for c in text for each in (String(codes[c]), step)][:-1])], Operator("TJ"))
        draw(document, made)

    return change


def pieces(words: str, at: int, across: float) -> Change:
    """Give the letters of a text behind some a place of their own on its line."""

    def change(document: pikepdf.Pdf) -> None:
        place, text, codes = next(each for each in shown(document) if words in each[1])
        made = instructions(document)
        first, second = (String(b"".join(codes[c] for c in part)) for part in (text[:at], text[at:]))
        moved = ([1, 0, 0, -1, across, 0], Operator("Tm"))
        made[place : place + 1] = [([first], Operator("Tj")), moved, ([second], Operator("Tj"))]
        draw(document, made)

    return change


def struck(words: str, *, behind: bool) -> Change:
    """Draw a line through a text, over its letters or behind them."""

    def change(document: pikepdf.Pdf) -> None:
        made = instructions(document)
        place = max(i for i in range(where(document, words)) if made[i][1] == Operator("cm"))
        x, y = (float(each) for each in made[place][0][4:])
        line = f"q /c1 cs 0 scn {x} {y + 3} m {x + 99} {y + 3} l {x + 99} {y + 3.5} l {x} {y + 3.5} l h f Q"
        document.pages[0].contents_add(document.make_stream(line.encode()), prepend=behind)

    return change


def patterned(document: pikepdf.Pdf) -> None:
    """Fill a box with words, as a pattern."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pattern = document.make_stream(
        b"BT /F 30 Tf 10 10 Td (We say a lot) Tj ET",
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=Array([0, 0, 400, 60]),
        XStep=400,
        YStep=60,
        Resources=Dictionary(Font=Dictionary(F=font)),
    )
    document.pages[0].Resources.Pattern = Dictionary(P1=pattern)
    box = b"q /Pattern cs /P1 scn 60 60 m 460 60 l 460 120 l 60 120 l h f Q"
    document.pages[0].contents_add(document.make_stream(box))


def another_page(document: pikepdf.Pdf) -> None:
    """Add a page that does not call itself one: some readers pass it over, and others show it."""
    words = document.make_stream(b"0 0 m")
    page = Dictionary(Type=Name.Foo, MediaBox=Array([0, 0, 595, 842]), Contents=words, Parent=document.Root.Pages)
    document.Root.Pages.Kids.append(document.make_indirect(page))
    document.Root.Pages.Count = 2


def twice(key: bytes, other: bytes) -> bytes:
    """The PDF with another value before a key, so that it stands twice; of two readers each may take another."""
    data = changed(
        lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False, static_id=True
    )
    made = data.replace(key, other + key, 1)
    starts = {int(m[1]): m.start() for m in re.finditer(rb"^(\d+) 0 obj", made, re.MULTILINE)}
    table = b"".join(b"%010d 00000 n \n" % starts[number] for number in range(1, max(starts) + 1))
    xref, trailer = made.index(b"\nxref\n") + 1, made.index(b"trailer")
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (max(starts) + 1)
    rest = made[trailer : made.rindex(b"startxref")]
    return made[:xref] + head + table + rest + b"startxref\n%d\n%%%%EOF\n" % xref


def described(name: str, value: str | set[str]) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata[name] = value

    return change


# ---- what is told

LIES: dict[str, tuple[Change, set[str]]] = {
    "a font with two tables of one name": (two_tables, {"reader"}),
    "letters that stand elsewhere in their line": (aside, {"reader"}),
    "letters of another size than their font's": (reduced, {"reader"}),
    "letters on each other": (pushed("They tell", 150), {"reader"}),
    "letters apart": (pushed("They tell", -250), {"reader"}),
    "a word in two pieces, apart": (pieces("They tell", 2, 30), {"reader"}),
    "a word in two pieces, near": (pieces("They tell", 2, 10), {"reader"}),
    "a cell under another head": (
        tagged("/TD", "/A", Dictionary(O=Name.Table, Headers=Array([String("x")]))),
        {"code"},
    ),
    "a column's head is a row's": (tagged("/TH", "/A", Dictionary(O=Name.Table, Scope=Name.Row)), {"code"}),
    "how a word sounds": (tagged("/P", "/Phoneme", String("nɒt")), {"code"}),
    "a summary of a table": (tagged("/Table", "/A", Dictionary(O=Name.Table, Summary=String("None"))), {"code"}),
    "a file for a tag": (tagged("/P", "/AF", Array([Dictionary(F=String("a"))])), {"code"}),
    "no way back to the tags": (
        lambda document: document.Root.StructTreeRoot.__setitem__("/ParentTree", Dictionary(Nums=Array([]))),
        {"reader"},
    ),
    "tags that do not count": (lambda document: document.Root.__setitem__("/MarkInfo", Dictionary()), {"code"}),
    "struck through": (struck("They tell", behind=False), {"hidden"}),
    "struck through from behind": (struck("They tell", behind=True), {"hidden"}),
    "a foot out of its frame": (operand("Page 1 of 1", "cm", [1, 0, 0, -1, 300, 400]), {"hidden"}),
    "words in a pattern": (patterned, {"code"}),
    "a colour that is a pattern": (before("They tell", ([Name.P1], "scn")), {"code"}),
    "colours of nobody's": (before("They tell", ([Name.Pattern], "cs")), {"code"}),
    "an operand too many": (before("They tell", ([1, 2], "w")), {"code"}),
    "words in place of a mark": (
        before("They tell", ([Name.Span, Dictionary(E=String("No"))], "BDC"), ([], "EMC")),
        {"code"},
    ),
    "a page that is none": (another_page, {"code", "reader"}),
    "a part of each page": (
        lambda document: document.Root.ViewerPreferences.__setitem__("/ViewArea", Name.TrimBox),
        {"code"},
    ),
    "a file beside the feed": (
        lambda document: document.Root.Names.EmbeddedFiles.Names[1].__setitem__("/RF", Dictionary(F=Array([]))),
        {"code"},
    ),
    "a link to two places": (
        lambda document: link(document, "/Dest").__setitem__(
            "/A", Dictionary(S=Name.URI, URI=String("https://elsewhere.example/"))
        ),
        {"address"},
    ),
    "a link in a black frame": (
        lambda document: link(document, "/A").__setitem__("/Border", Array([0, 0, 40])),
        {"code"},
    ),
    "two places of one name": (
        lambda document: document.Root.Names.Dests.Names.extend(list(document.Root.Names.Dests.Names)[-2:]),
        {"address"},
    ),
    "a statement of its own": (lambda document: document.docinfo.__setitem__("/Statement", "No"), {"code"}),
    "another language for catalogues": (described("dc:language", {"cy"}), {"language"}),
    "a tag with another's holder": (
        lambda document: tag(document, "/P").__setitem__("/P", tag(document, "/H2")),
        {"code"},
    ),
    "rights": (described("dc:rights", "withdrawn"), {"attribute"}),
}


@pytest.mark.parametrize("lie", LIES)
def test_each_lie_is_told(lie: str) -> None:
    change, found = LIES[lie]
    assert kinds(changed(change)) == found


TOLD: dict[str, tuple[Change, list[Told]]] = {
    "a page that is none": (
        another_page,
        [
            ("code", "", "Contents in the pages", "", 0),
            ("code", "", "Type Foo in the pages", "", 0),
            ("reader", "", "2 pages", "1 pages", 0),
        ],
    ),
    "letters that stand elsewhere in their line": (
        aside,
        [("reader", "", f"“{letter}” in NotoSans-Bold", f"“{letter}”", 0) for letter in "mlnt"],
    ),
}


@pytest.mark.parametrize(("change", "found"), TOLD.values(), ids=TOLD)
def test_a_lie_is_told_in_words(change: Change, found: list[Told]) -> None:
    assert told(changed(change)) == found


@pytest.mark.parametrize(
    ("key", "other"), [(b"/URI (", b"/URI (https://elsewhere.example/) "), (b"/Lang (en", b"/Lang (cy) ")]
)
def test_a_key_that_stands_twice_is_not_read(key: bytes, other: bytes) -> None:
    """Of two readers one takes the first value, and the other the last."""
    assert drifts(twice(key, b"")) == []
    assert [each.kind for each in drifts(twice(key, other))] == ["unread"]

"""Drifts in a PDF that only somebody who knows the format would plant: each part of the file is well made."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.drifts.documents import LIE, elements
from tests.drifts.printed import Leaf, instruction
from tests.drifts.sites import Sheet

ELSEWHERE = "https://elsewhere.example/"


def crossed_out(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """A line through the words, thin enough to be an underline."""
    run = chance.choice([run for run in leaf.stated if len(run.text.strip()) > 1] or leaf.stated)
    y, thick, width = run.y + 0.3 * run.size, chance.choice([0.4, 0.7, 1.0]), 0.5 * run.size * len(run.text)
    corners = f"{run.x} {y} m {run.x + width} {y} l {run.x + width} {y + thick} l {run.x} {y + thick} l h f"
    leaf.append(f"q /c0 cs {chance.choice(['0 0 0', '0.1 0.36 0.42', '0.6 0 0'])} scn {corners} Q")
    return True


def pushed(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """The letters of a text pushed onto each other, or apart until they are several words."""
    runs = [run for run in leaf.stated if len(run.text.strip()) > 2]
    if not runs:
        return False
    run = chance.choice(runs)
    codes = [leaf.codes(run.font, letter) or b"" for letter in run.text]
    step = chance.choice([120, 200, 280, -200, -290])
    shown = Array([each for code in codes for each in (String(code), step)][:-1])
    leaf.instructions[run.at] = instruction("TJ", shown)
    return all(codes)


def taken_apart(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """A text in two pieces, each with a place of its own, which stand nearer to each other or further apart."""
    runs = [run for run in leaf.stated if len(run.text.strip()) > 3]
    if not runs:
        return False
    run = chance.choice(runs)
    at = chance.randrange(1, len(run.text) - 1)
    pieces = [leaf.codes(run.font, text) or b"" for text in (run.text[:at], run.text[at:])]
    near, far = -chance.choice([0.2, 0.3, 0.6]), chance.choice([0.15, 0.3, 5])
    step = near if " " in run.text[at - 1 : at + 1] else chance.choice([near, far])
    x = (_advance(leaf.page.obj.Resources.Font[run.font], pieces[0]) + step) * run.size
    leaf.instructions[run.at : run.at + 1] = [instruction("Tj", String(piece)) for piece in pieces]
    leaf.insert(run.at + 1, f"1 0 0 -1 {x:.2f} 0 Tm")
    return all(pieces)


def _advance(font: pikepdf.Object, codes: bytes) -> float:
    """How wide a text is, in sizes."""
    rows = [float(each) for each in font.DescendantFonts[0].W]
    ranges = list(zip(rows[::3], rows[1::3], rows[2::3], strict=True))
    every = (int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2))
    return sum(width for code in every for first, last, width in ranges if first <= code <= last) / 1000


def in_pattern(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """Words as the pattern of a box that is filled, where nothing stands."""
    run = chance.choice(leaf.stated)
    words = f"BT {run.font} 10 Tf 4 6 Td <{(leaf.codes(run.font, run.text) or b'').hex()}> Tj ET"
    pattern = leaf.document.make_stream(
        words.encode(), Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 500, 20]),
        XStep=500, YStep=20, Resources=Dictionary(Font=leaf.page.obj.Resources.Font),
    )  # fmt: skip
    leaf.page.add_resource(pattern, Name.Pattern, Name("/words"))
    y = chance.choice([20, 40, 790])
    leaf.append(f"q /Pattern cs /words scn 70 {y} m 470 {y} l 470 {y + 20} l 70 {y + 20} l h f Q")
    return True


# ---- fonts


def moved_glyphs(document: Pdf, _: Sheet, chance: Random) -> bool:
    """Letters that are drawn elsewhere in their line, smaller, or as others, by what the font has besides outlines."""
    fonts = [f for page in document.pages for f in page.obj.Resources.Font.values()]
    chance.choice([_aside, _reduced, _two_tables])(_Program(chance.choice(fonts)), chance)
    return True


class _Program:
    """A font in a PDF: its stream, its bytes, and where each table begins."""

    def __init__(self, font: pikepdf.Object) -> None:
        self.stream = font.DescendantFonts[0].FontDescriptor.FontFile2
        self.data = bytearray(self.stream.read_bytes())
        self.rows = [bytes(self.data[i : i + 16]) for i in range(12, 12 + 16 * self.data[5], 16)]
        self.tables = {row[:4]: int.from_bytes(row[8:12]) for row in self.rows}
        self.glyphs = self.number(self.tables[b"maxp"] + 4)
        self.metrics = self.number(self.tables[b"hhea"] + 34)

    def number(self, at: int) -> int:
        return int.from_bytes(self.data[at : at + 2])

    def put(self, at: int, number: int) -> None:
        self.data[at : at + 2] = number.to_bytes(2)

    def save(self) -> None:
        self.stream.write(bytes(self.data))


def _aside(font: _Program, chance: Random) -> None:
    by = chance.choice([150, 400, 900])
    for glyph in range(1, font.metrics):
        at = font.tables[b"hmtx"] + 4 * glyph + 2
        font.put(at, (font.number(at) + by * (glyph % 2)) & 0xFFFF)
    font.save()


def _reduced(font: _Program, _: Random) -> None:
    font.put(font.tables[b"head"] + 18, 4 * font.number(font.tables[b"head"] + 18))
    for glyph in range(font.metrics):
        at = font.tables[b"hmtx"] + 4 * glyph
        font.put(at, min(4 * font.number(at), 0xFFFF))
    font.save()


def _two_tables(font: _Program, _: Random) -> None:
    """Before the list of places of the glyphs another one, in which each is that of the glyph before."""
    place = next(row for row in font.rows if row.startswith(b"loca"))
    start, length = int.from_bytes(place[8:12]), int.from_bytes(place[12:])
    size = length // (font.glyphs + 1)
    lie = font.data[start : start + size] + font.data[start : start + length - size]
    moved = [row[:8] + (int.from_bytes(row[8:12]) + 16).to_bytes(4) + row[12:] for row in font.rows]
    row = place[:8] + (len(font.data) + 16).to_bytes(4) + place[12:]
    count = (len(font.rows) + 1).to_bytes(2)
    body = font.data[12 + 16 * len(font.rows) :]
    font.data = bytearray(font.data[:4] + count + font.data[6:12] + b"".join([row, *moved]) + body + lie)
    font.save()


# ---- what tags and programs say besides


def told_aside(document: Pdf, _: Sheet, chance: Random) -> bool:
    """Tags that say how words sound, to what they belong or what they mean, or lead back to other tags."""
    kind, key, value = chance.choice(_TOLD)
    found = elements(document, kind)
    if key == "/ParentTree":
        document.Root.StructTreeRoot.ParentTree = value
    elif key == "/MarkInfo":
        document.Root.MarkInfo = value
    elif found:
        chance.choice(found)[key] = value
    return bool(found)


def _table(**said: object) -> Dictionary:
    return Dictionary({"/O": Name.Table, **{f"/{key}": value for key, value in said.items()}})


_TOLD: tuple[tuple[str, str, pikepdf.Object], ...] = (
    ("/P", "/Phoneme", String("nɒt")),
    ("/LBody", "/Phoneme", String("no")),
    ("/TD", "/A", _table(Headers=Array([String("x")]))),
    ("/TD", "/A", _table(RowSpan=3)),
    ("/TD", "/A", _table(ColSpan=2)),
    ("/TH", "/A", _table(Scope=Name.Both)),
    ("/Table", "/A", _table(Summary=String(LIE))),
    ("/P", "/A", Dictionary(O=Name.PrintField, Role=Name.cb, checked=Name.off, Desc=String(LIE))),
    ("/P", "/ParentTree", Dictionary(Nums=Array([]))),
    ("/P", "/MarkInfo", Dictionary(Marked=False)),
)


def besides(document: Pdf, _: Sheet, chance: Random) -> bool:
    """A link that leads to two places or is framed, a part of the page, a statement and a file that some show."""
    chance.choice(_BESIDES)(document)
    return True


def _link(document: Pdf, key: str, value: pikepdf.Object) -> None:
    links = [a for page in document.pages for a in page.obj.get("/Annots", Array()) if "/Dest" in a]
    links[0][key] = value


def _view(document: Pdf) -> None:
    document.Root.ViewerPreferences.ViewArea = Name.TrimBox
    document.Root.ViewerPreferences.PrintArea = Name.TrimBox


def _described(document: Pdf) -> None:
    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:rights"] = LIE


def _related(document: Pdf) -> None:
    file = document.make_indirect(document.make_stream(LIE.encode()))
    document.Root.Names.EmbeddedFiles.Names[1].RF = Dictionary(F=Array([String("feed.jsonld"), file]))


_BESIDES: tuple[Callable[[Pdf], object], ...] = (
    lambda document: _link(document, "/A", Dictionary(S=Name.URI, URI=String(ELSEWHERE))),
    lambda document: _link(document, "/Border", Array([0, 0, 30])),
    lambda document: document.docinfo.__setitem__("/Statement", LIE),
    _view,
    _described,
    _related,
)

"""The fonts of a PDF: what each code is read as, and whether the glyph that is drawn for it is that letter's.

No reader of text sees what a glyph looks like. But our fonts are known: each embedded outline must be, byte for byte,
the outline that the font of the same name has for the letter that /ToUnicode claims.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import count

from site_builder.fonts import folder
from site_builder.verify.paper.file import Found, dictionary, several, whole

UNKNOWN = "\N{REPLACEMENT CHARACTER}"


class Font:
    """A composite font with codes of two bytes, as the only kind that our PDFs have; others read nothing."""

    def __init__(self, font: Found) -> None:
        self._font = font
        stream = whole(font.get("/ToUnicode"))
        self._map = read_cmap(stream.get_data()) if hasattr(stream, "get_data") else {}
        self._used: set[int] = set()

    def read(self, codes: bytes) -> str:
        """The text of some codes; U+FFFD for one that /ToUnicode does not give."""
        numbers = [int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2)]
        self._used.update(numbers)
        return "".join(self._map.get(number, UNKNOWN) for number in numbers)

    def false(self) -> Iterator[tuple[str, str]]:
        """What is drawn in a font that is not ours, and the letters that are drawn as something else, with the font."""
        name = str(self._font.get("/BaseFont")).rpartition("+")[2]
        ours, embedded = _ours(name), self._embedded()
        if ours is None or embedded is None:
            yield f"letters in the font {name}, which is not ours", ""
            return
        for code in sorted(self._used):
            if not self._is_true(code, ours, embedded):
                yield f"“{ours.letter(embedded.outline(code))}” in {name}", f"“{self._map.get(code, UNKNOWN)}”"

    def _is_true(self, code: int, ours: Outlines, embedded: Outlines) -> bool:
        letter = self._map.get(code, "")
        drawn = embedded.outline(code)
        if len(letter) != 1 or abs(self._widths.get(code, 0) - embedded.width(code)) > 1:
            return False
        return drawn == ours.of(letter) or drawn in ours.variants

    def _embedded(self) -> Outlines | None:
        """The program in the PDF; None if the codes are not the numbers of its glyphs (ISO 32000-1, 9.7)."""
        descriptor = dictionary(self._descendant.get("/FontDescriptor"))
        stream, others = whole(descriptor.get("/FontFile2")), {"/FontFile", "/FontFile3"} & set(descriptor)
        numbered = (self._font.get("/Encoding"), self._descendant.get("/CIDToGIDMap")) == ("/Identity-H", "/Identity")
        return Outlines(stream.get_data()) if numbered and not others and hasattr(stream, "get_data") else None

    @cached_property
    def _descendant(self) -> Found:
        return dictionary(next(iter(several(self._font.get("/DescendantFonts"))), None))

    @cached_property
    def _widths(self) -> dict[int, float]:
        """The advance of each code in thousandths of the size, by both forms of /W (ISO 32000-1, 9.7.4.3)."""
        rest = iter([whole(each) for each in several(self._descendant.get("/W"))])
        made: dict[int, float] = {}
        for first in rest:
            second = next(rest)
            if isinstance(second, list):
                made.update({int(first) + i: float(width) for i, width in enumerate(second)})
            else:
                made.update(dict.fromkeys(range(int(first), min(int(second), 0xFFFF) + 1), float(next(rest))))
        return made


class Outlines:
    """The outlines of a TrueType font by the number of the glyph (OpenType 1.9.1: glyf, loca, hmtx)."""

    def __init__(self, font: bytes) -> None:
        self._font = font
        (tables,) = struct.unpack_from(">H", font, 4)
        rows = [struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables)]
        self._starts = {str(tag, "latin-1"): start for tag, _, start, _ in rows}
        self._em, self._metrics = self._number("head", 18), self._number("hhea", 34)
        self.count = self._number("maxp", 4)
        form, size = (">%dL", 1) if self._number("head", 50) else (">%dH", 2)
        self._places = [size * each for each in self._array("loca", form % (self.count + 1))]

    def outline(self, glyph: int, depth: int = 3) -> bytes:
        """What is drawn, as bytes that are equal for equal outlines; a part that is another glyph counts by its own."""
        start, end = self._places[glyph : glyph + 2]
        drawn = self._font[self._starts["glyf"] + start : self._starts["glyf"] + end]
        if not drawn.startswith(b"\xff\xff"):
            return drawn.rstrip(b"\0")
        return b"".join(how + self.outline(part, depth - 1) for part, how in _parts(drawn)) if depth else b"?"

    def width(self, glyph: int) -> float:
        """How far it moves on, in thousandths of the size."""
        (width,) = struct.unpack_from(">H", self._font, self._starts["hmtx"] + 4 * min(glyph, self._metrics - 1))
        return float(width) * 1000 / self._em

    @cached_property
    def letters(self) -> dict[str, int]:
        """The glyph of each character, by the `cmap` of format 4."""
        cmap = self._starts["cmap"]
        heads = (struct.unpack_from(">HHL", self._font, cmap + 4 + 8 * i) for i in range(self._number("cmap", 2)))
        starts = {cmap + offset for _, _, offset in heads}
        return dict(pair for start in sorted(starts) for pair in _letters(self._font, start))

    def of(self, letter: str) -> bytes | None:
        """The outline of a letter; None if the font has none for it."""
        return self.outline(self.letters[letter]) if letter in self.letters else None

    def letter(self, drawn: bytes) -> str:
        """The letter that has an outline; U+FFFD for none."""
        return next((each for each, glyph in self.letters.items() if self.outline(glyph) == drawn), UNKNOWN)

    @cached_property
    def variants(self) -> frozenset[bytes]:
        """The outlines that are no character's own: how some languages write a letter that they share with others."""
        own = {0, *self.letters.values()}
        return frozenset(self.outline(glyph) for glyph in range(self.count) if glyph not in own) - {b""}

    def _number(self, table: str, at: int) -> int:
        return int(struct.unpack_from(">H", self._font, self._starts[table] + at)[0])

    def _array(self, table: str, form: str) -> tuple[int, ...]:
        return struct.unpack_from(form, self._font, self._starts[table])


def _parts(drawn: bytes) -> Iterator[tuple[int, bytes]]:
    """The glyphs of which one is put together, each with how it is placed."""
    at, more = 10, True
    while more:
        flags, part = struct.unpack_from(">HH", drawn, at)
        end = at + 4 + (4 if flags & 1 else 2) + next((n for bit, n in _SCALES if flags & bit), 0)
        # Bit 0x100 only says that instructions follow, and ours have none.
        yield part, drawn[at : at + 2] + drawn[at + 4 : end]
        at, more = end, bool(flags & 0x20)


_SCALES = ((0x08, 2), (0x40, 4), (0x80, 8))
"""Flags of a part, and how many bytes of scale each brings."""


def _letters(font: bytes, start: int) -> Iterator[tuple[str, int]]:
    form, _, _, twice = struct.unpack_from(">HHHH", font, start)
    if form != 4:  # noqa: PLR2004  the form that all our fonts have
        return
    size = twice // 2
    rows = [struct.unpack_from(f">{size}H", font, start + 14 + i * twice + (2 if i else 0)) for i in range(4)]
    for i, (last, first, delta, offset) in enumerate(zip(*rows, strict=True)):
        for code in range(first, last + 1):
            at = start + 16 + 3 * twice + 2 * i + offset + 2 * (code - first)
            glyph = struct.unpack_from(">H", font, at)[0] if offset else code
            if code != 0xFFFF:  # noqa: PLR2004  the form's own end mark
                yield chr(code), (glyph + delta) & 0xFFFF


@cache
def _ours(name: str) -> Outlines | None:
    """The font of the package that has this name."""
    files = {each.name: each for each in folder().iterdir()}
    found = files.get(f"{name}.ttf")
    return Outlines(found.read_bytes()) if found else None


_HEX = rb"<\s*([0-9A-Fa-f\s]*)>"


def read_cmap(cmap: bytes) -> dict[int, str]:
    """The pairs of a /ToUnicode map: its bfchar lines, and its bfrange lines in both their forms."""
    pairs: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        pairs |= {_code(code): _utf16(text) for code, text in re.findall(_HEX + rb"\s*" + _HEX, block)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text, texts in re.findall(
            _HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[(.*?)\])", block, re.DOTALL
        ):
            codes = range(_code(first), min(_code(last), 0xFFFF) + 1)
            listed = re.findall(_HEX, texts)
            pairs |= dict(zip(codes, map(_utf16, listed) if listed else _counted(_utf16(text)), strict=False))
    return pairs


def _code(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _counted(text: str) -> Iterator[str]:
    """The text, and then the same with its last character counted up."""
    return (text[:-1] + chr(ord(text[-1]) + step) for step in count() if text)


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")

"""The glyphs of a TrueType font: what is drawn, how wide it is, and for which letters (OpenType 1.9.1)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from site_builder.verify.paper.lookups import Kerning, variants

NO_LETTER = "\N{REPLACEMENT CHARACTER}"
TRUETYPE = b"\0\1\0\0"
PLAIN = {b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post", b"cmap", b"OS/2", b"gasp"}
"""Tables of an embedded font; others could draw another glyph or move its points."""


class Glyph(NamedTuple):
    """What makes two glyphs one: the outline, `em` of its units to the size; and in thousandths how far it moves on.

    `bearing` is how far it is set from its own left edge.
    """

    em: int
    outline: bytes
    width: float
    bearing: float


class Outlines:
    """The glyphs of a font by their numbers (glyf, loca, hmtx)."""

    def __init__(self, font: bytes) -> None:
        self._font = font
        (tables,) = struct.unpack_from(">H", font, 4)
        rows = [struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables)]
        self._starts = {str(tag, "latin-1"): start for tag, _, start, _ in rows}
        # Of two tables of one name each reader takes the one that it pleases.
        self.is_plain = font.startswith(TRUETYPE) and len(self._starts) == tables and {row[0] for row in rows} <= PLAIN
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
        parts = b"".join(how + self.outline(part, depth - 1) for part, how in _parts(drawn)) if depth else b"?"
        return drawn[:10] + parts

    def glyph(self, number: int) -> Glyph:
        """All that makes a glyph what it is."""
        start, end = self._places[number : number + 2]
        (left,) = struct.unpack_from(">h", self._font, self._starts["glyf"] + start + 2) if end > start else (0,)
        width, bearing = self._advance(number)
        thousandth = 1000 / self._em
        return Glyph(self._em, self.outline(number), width * thousandth, (bearing - left) * thousandth)

    def _advance(self, number: int) -> tuple[int, int]:
        """How far it moves on, and where its leftmost point is set, in the font's units."""
        table, last = self._starts["hmtx"], min(number, self._metrics - 1)
        (width,) = struct.unpack_from(">H", self._font, table + 4 * last)
        return width, int(struct.unpack_from(">h", self._font, table + 2 * last + 2 * number + 2)[0])

    @cached_property
    def letters(self) -> dict[str, int]:
        """The glyph of each character, by the `cmap` of format 4."""
        cmap = self._starts["cmap"]
        heads = (struct.unpack_from(">HHL", self._font, cmap + 4 + 8 * i) for i in range(self._number("cmap", 2)))
        starts = {cmap + offset for _, _, offset in heads}
        return dict(pair for start in sorted(starts) for pair in _letters(self._font, start))

    def of(self, letter: str) -> list[int]:
        """The glyphs of a letter: its own, and those by which some languages write it; none if the font has none."""
        own = self.letters.get(letter)
        return [] if own is None else [own, *self._variants.get(own, ())]

    def letter(self, drawn: bytes) -> str:
        """The letter that has an outline; U+FFFD for none."""
        return next((each for each, glyph in self.letters.items() if self.outline(glyph) == drawn), NO_LETTER)

    def apart(self, letters: str) -> set[float]:
        """How far the second of two letters may be set from where it would stand, in thousandths of the size."""
        first, second = map(self.of, letters)
        kerns = (kern for a in first for b in second for kern in self._kerning.between(a, b)) if self._kerning else ()
        return {kern * 1000 / self._em for kern in kerns}

    @cached_property
    def _variants(self) -> dict[int, list[int]]:
        return variants(self._font, self._starts["GSUB"]) if "GSUB" in self._starts else {}

    @cached_property
    def _kerning(self) -> Kerning | None:
        return Kerning(self._font, self._starts["GPOS"]) if "GPOS" in self._starts else None

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

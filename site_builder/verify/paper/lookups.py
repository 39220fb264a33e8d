"""Which glyph of a font may stand for which, and how two are kerned (OpenType 1.9.1, GSUB and GPOS)."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence

SINGLE, PAIR = 1, 2
"""The lookups of GSUB that put one glyph for another, and those of GPOS that set two nearer or wider."""
TO_THE_SIDE, ONWARD = 0x3, 0x4
"""Bits of what a pair says of its first glyph: where it is drawn, and before these how far it moves on."""


def variants(font: bytes, table: int) -> dict[int, list[int]]:
    """By each glyph those that may stand for it, by the GSUB at a place."""
    found: dict[int, list[int]] = defaultdict(list)
    for start in _subtables(font, table, SINGLE):
        form, coverage, delta = struct.unpack_from(">HHH", font, start)
        glyphs = _covered(font, start + coverage)
        others: Sequence[int] = [(glyph + delta) & 0xFFFF for glyph in glyphs]
        if form != 1:
            others = struct.unpack_from(f">{len(glyphs)}H", font, start + 6)
        for glyph, other in zip(glyphs, others, strict=True):
            found[glyph].append(other)
    return found


class Kerning:
    """The pairs of a font, by the GPOS at a place."""

    def __init__(self, font: bytes, table: int) -> None:
        self._font = font
        self._tables = [
            (at, _places(_covered(font, at + self._numbers(at + 2)))) for at in _subtables(font, table, PAIR)
        ]

    def between(self, first: int, second: int) -> Iterator[int]:
        """How far the second of two glyphs may be set from where it would stand, in the font's units."""
        for start, covered in self._tables:
            if first in covered:
                yield from self._in_table(start, covered[first], first, second)

    def _in_table(self, start: int, place: int, first: int, second: int) -> Iterator[int]:
        form, _, one, two = struct.unpack_from(">HHHH", self._font, start)
        size, onward = one.bit_count() + two.bit_count(), 2 * (one & TO_THE_SIDE).bit_count()
        if not one & ONWARD:
            return
        if form == 1:
            pairs = start + self._numbers(start + 10 + 2 * place)
            for i in range(self._numbers(pairs)):
                at = pairs + 2 + i * 2 * (1 + size)
                if self._numbers(at) == second:
                    yield self._signed(at + 2 + onward)
        else:
            classes = [start + each for each in struct.unpack_from(">HH", self._font, start + 8)]
            row, column = _class(self._font, classes[0], first), _class(self._font, classes[1], second)
            yield self._signed(start + 16 + 2 * size * (row * self._numbers(start + 14) + column) + onward)

    def _numbers(self, at: int) -> int:
        return int(struct.unpack_from(">H", self._font, at)[0])

    def _signed(self, at: int) -> int:
        return int(struct.unpack_from(">h", self._font, at)[0])


def _subtables(font: bytes, table: int, kind: int) -> Iterator[int]:
    """Where each table of a kind of lookups begins."""
    lookups = table + int(struct.unpack_from(">H", font, table + 8)[0])
    for lookup in _offsets(font, lookups, 0):
        if struct.unpack_from(">H", font, lookup)[0] == kind:
            yield from _offsets(font, lookup, 4)


def _offsets(font: bytes, start: int, at: int) -> list[int]:
    """The places that a list gives, which is a number and then so many offsets from the start."""
    (count,) = struct.unpack_from(">H", font, start + at)
    return [start + each for each in struct.unpack_from(f">{count}H", font, start + at + 2)]


def _covered(font: bytes, start: int) -> list[int]:
    """The glyphs of a coverage table, in both its forms."""
    form, count = struct.unpack_from(">HH", font, start)
    if form == 1:
        return list(struct.unpack_from(f">{count}H", font, start + 4))
    rows = [struct.unpack_from(">HHH", font, start + 4 + 6 * i) for i in range(count)]
    return [glyph for first, last, _ in rows for glyph in range(first, last + 1)]


def _places(glyphs: Sequence[int]) -> dict[int, int]:
    return {glyph: place for place, glyph in enumerate(glyphs)}


def _class(font: bytes, start: int, glyph: int) -> int:
    """The class of a glyph, by a table in one of its two forms; 0 for one that it does not name."""
    form, first, count = struct.unpack_from(">HHH", font, start)
    if form == 1:
        return (
            int(struct.unpack_from(">H", font, start + 6 + 2 * (glyph - first))[0]) if 0 <= glyph - first < count else 0
        )
    rows = (struct.unpack_from(">HHH", font, start + 4 + 6 * i) for i in range(first))
    return next((number for low, high, number in rows if low <= glyph <= high), 0)

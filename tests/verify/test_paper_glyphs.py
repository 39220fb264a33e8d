"""Which glyph stands for which letter, how letters are kerned, and what each code of a PDF's font is read as."""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack

import pytest

from site_builder.verify.paper.lookups import Kerning, variants
from site_builder.verify.paper.outlines import Glyph, Outlines

# ---- tables of a font, made by hand

BEFORE = b"\xff" * 6
"""What stands before a table."""


def numbers(*held: int) -> bytes:
    return pack(f">{len(held)}H", *(each & 0xFFFF for each in held))


def listed(parts: list[bytes], head: bytes = b"") -> bytes:
    """A list of parts: how many, where each begins, and the parts."""
    starts = [len(head) + 2 + 2 * len(parts) + len(b"".join(parts[:i])) for i in range(len(parts))]
    return head + numbers(len(parts), *starts) + b"".join(parts)


def lookups(*held: tuple[int, list[bytes]]) -> bytes:
    """A GSUB or GPOS with lookups of some kinds, behind something else."""
    return BEFORE + numbers(1, 0, 0, 0, 10) + listed([listed(tables, numbers(kind, 0)) for kind, tables in held])


def coverage(*glyphs: int) -> bytes:
    return numbers(1, len(glyphs), *glyphs)


def ranges(*held: tuple[int, int]) -> bytes:
    return numbers(2, len(held)) + b"".join(numbers(first, last, 0) for first, last in held)


# ---- glyphs for others


@pytest.mark.parametrize(
    ("tables", "found"),
    [
        ([(1, [numbers(1, 6, 3) + coverage(5, 9)])], {5: [8], 9: [12]}),
        ([(1, [numbers(1, 6, -4) + coverage(5)])], {5: [1]}),
        ([(1, [numbers(1, 6, 2) + coverage(0xFFFE)])], {0xFFFE: [0]}),
        ([(1, [numbers(2, 12, 3, 30, 40, 50) + ranges((5, 6), (8, 8))])], {5: [30], 6: [40], 8: [50]}),
        ([(1, [numbers(1, 6, 1) + coverage(5), numbers(1, 6, 2) + coverage(5)])], {5: [6, 7]}),
        ([(4, [numbers(1, 6, 1) + coverage(5)]), (1, [numbers(1, 6, 2) + coverage(5)])], {5: [7]}),
        ([], {}),
    ],
)
def test_glyphs_that_stand_for_others(tables: list[tuple[int, list[bytes]]], found: dict[int, list[int]]) -> None:
    assert variants(lookups(*tables), len(BEFORE)) == found


# ---- pairs


def pairs(values: tuple[int, int], *sets: Sequence[tuple[int, ...]]) -> bytes:
    """Pairs of glyph 5, 6 and so on with others, each with its values."""
    held = listed(
        [numbers(len(each)) + b"".join(numbers(*row) for row in each) for each in sets], numbers(1, 0, *values)
    )
    covered = coverage(*range(5, 5 + len(sets)))
    return held[:2] + numbers(len(held)) + held[4:] + covered


def classes(values: tuple[int, int], first: bytes, second: bytes, columns: int, *rows: tuple[int, ...]) -> bytes:
    """Pairs of classes of the glyphs 5 to 9 with others."""
    cells = b"".join(numbers(*row) for row in rows)
    at = 16 + len(cells)
    head = numbers(2, at, *values, at + 10, at + 10 + len(first), len(rows), columns)
    return head + cells + ranges((5, 9)) + first + second


NARROW, LOW = numbers(1, 6, 3, 1, 2, 1), numbers(2, 2, 20, 22, 1, 30, 30, 2)
"""By class: of 6 and 8 it is 1, of 7 it is 2; of 20 to 22 it is 1, of 30 it is 2."""


@pytest.mark.parametrize(
    ("table", "pair", "found"),
    [
        (pairs((4, 0), [(20, -50), (21, 30)]), (5, 20), [-50]),
        (pairs((4, 0), [(20, -50), (21, 30)]), (5, 21), [30]),
        (pairs((4, 0), [(20, -50)], [(20, 7)]), (6, 20), [7]),
        (pairs((4, 0), [(20, -50)]), (5, 21), []),
        (pairs((4, 0), [(20, -50)]), (6, 20), []),
        (pairs((7, 1), [(20, 1, 2, -3, 4), (21, 5, 6, -7, 8)]), (5, 21), [-7]),
        (pairs((6, 0), [(20, 1, -3)]), (5, 20), [-3]),
        (pairs((1, 4), [(20, 1, -3)]), (5, 20), []),
        (pairs((12, 0), [(20, -3, 9)]), (5, 20), [-3]),
        (classes((4, 0), NARROW, LOW, 3, (0, 1, 2), (3, -4, 5), (6, 7, 8)), (6, 22), [-4]),
        (classes((4, 0), NARROW, LOW, 3, (0, 1, 2), (3, -4, 5), (6, 7, 8)), (7, 30), [8]),
        (classes((4, 0), NARROW, LOW, 3, (0, 1, 2), (3, -4, 5), (6, 7, 8)), (9, 20), [1]),
        (classes((4, 0), NARROW, LOW, 3, (0, 1, 2), (3, -4, 5), (6, 7, 8)), (6, 23), [3]),
        (classes((4, 0), NARROW, LOW, 3, (0, 1, 2), (3, -4, 5), (6, 7, 8)), (5, 30), [2]),
        (classes((4, 0), NARROW, LOW, 3, (0, 1, 2), (3, -4, 5), (6, 7, 8)), (4, 20), []),
        (classes((5, 4), LOW, NARROW, 2, (0, 1, 2, 3, 4, 5)), (5, 6), [4]),
    ],
)
def test_pairs_are_kerned_as_the_font_says(table: bytes, pair: tuple[int, int], found: list[int]) -> None:
    assert list(Kerning(lookups((2, [table])), len(BEFORE)).between(*pair)) == found


def test_all_tables_of_pairs_count_and_no_others() -> None:
    tables = [pairs((4, 0), [(20, 1)]), pairs((4, 0), [(20, 2)])]
    font = lookups((4, [pairs((4, 0), [(20, 9)])]), (2, tables))
    assert list(Kerning(font, len(BEFORE)).between(5, 20)) == [1, 2]


# ---- whole fonts

BOX = numbers(0, 0, 9, 9)
"""The frame that each outline begins with, its left edge at 0."""
DOT, DASH = numbers(1) + BOX + b"dot", numbers(1, -20, 0, 9, 9) + b"dash"
NONE = numbers(0xFFFF)


def parts(*rows: bytes) -> bytes:
    """A glyph that is put together of others."""
    return NONE + BOX + b"".join(rows)


def cmap(*held: bytes) -> bytes:
    """Tables of letters."""
    starts = [4 + 8 * len(held) + len(b"".join(held[:i])) for i in range(len(held))]
    rows = [pack(">HHL", 3, 1, start) for start in starts]
    return numbers(0, len(rows)) + b"".join(rows) + b"".join(held)


def letters(*rows: tuple[str, str, int, int], listed: bytes = b"") -> bytes:
    """A table of letters in the fourth form: from which letter to which, how far from their codes, and where listed."""
    held = [*((ord(low), ord(high), delta, at) for low, high, delta, at in rows), (0xFFFF, 0xFFFF, 1, 0)]
    lows, highs, deltas, places = zip(*held, strict=True)
    head = numbers(4, 0, 0, 2 * len(held), 0, 0, 0)
    return head + numbers(*highs) + numbers(0) + numbers(*lows) + numbers(*deltas) + numbers(*places) + listed


def font(
    *glyphs: bytes,
    widths: tuple[int, ...] = (500, 0),
    bearings: tuple[int, ...] = (),
    long: bool = False,
    **more: bytes,
) -> bytes:
    """A font of 2000 units to the size; `widths` are pairs of an advance and a bearing."""
    even = [glyph + b"\0" * (-len(glyph) % 2) for glyph in glyphs]
    places = [len(b"".join(even[:i])) for i in range(len(even) + 1)]
    tables = {
        "glyf": b"".join(even),
        "head": numbers(*[7] * 9, 2000, *[7] * 15, int(long), 0x707),
        "hhea": numbers(*[7] * 17, len(widths) // 2),
        "hmtx": numbers(*widths, *bearings),
        "loca": pack(f">{len(places)}L", *places) if long else numbers(*(each // 2 for each in places)),
        "maxp": numbers(7, 7, len(glyphs)),
        "cmap": cmap(letters(("a", "c", -97, 0))),
        **more,
    }
    return whole([(name.encode(), table) for name, table in tables.items()])


def whole(tables: list[tuple[bytes, bytes]], kind: bytes = b"\0\1\0\0") -> bytes:
    starts = [12 + 16 * len(tables) + len(b"".join(table for _, table in tables[:i])) for i in range(len(tables))]
    rows = [name + pack(">LLL", 7, at, len(table)) for at, (name, table) in zip(starts, tables, strict=True)]
    return kind + numbers(len(tables), 7, 7, 7) + b"".join(rows) + b"".join(table for _, table in tables)


@pytest.mark.parametrize("long", [True, False])
def test_an_outline_is_what_is_drawn(long: bool) -> None:
    made = Outlines(font(DOT, b"", DASH, long=long))
    assert [made.outline(i) for i in range(made.count)] == [DOT, b"", DASH]
    with pytest.raises(ValueError, match="unpack"):
        made.outline(3)


PLACED = numbers(0x0002, 1) + b"xy"
"""The glyph 1 at a place."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (parts(PLACED), parts(numbers(0x0002, 2) + b"xy")),
        (parts(PLACED), parts(numbers(0x0002, 1) + b"xz")),
        (parts(PLACED), parts(numbers(0x0202, 1) + b"xy")),
        (parts(PLACED), NONE + numbers(0, 0, 9, 8) + PLACED),
        (parts(numbers(0x0022, 1) + b"xy", PLACED), parts(numbers(0x0022, 1) + b"xy", numbers(0x0002, 2) + b"xy")),
        (parts(numbers(0x0003, 1) + b"wxyz"), parts(numbers(0x0003, 1) + b"wxyy")),
        (parts(numbers(0x000A, 1) + b"xy12"), parts(numbers(0x000A, 1) + b"xy13")),
        (parts(numbers(0x0042, 1) + b"xy1234"), parts(numbers(0x0042, 1) + b"xy1235")),
        (parts(numbers(0x0082, 1) + b"xy12345678"), parts(numbers(0x0082, 1) + b"xy12345679")),
        (parts(numbers(0x0083, 1) + b"wxyz12345678"), parts(numbers(0x0083, 1) + b"wxyz12345679")),
    ],
)
def test_glyphs_of_parts_are_told_apart_by_what_is_drawn(one: bytes, other: bytes) -> None:
    """What follows a part, and which number it has, makes no difference."""
    made = Outlines(font(one, DOT, DASH, other, one + b"instructions"))
    renumbered = font(b"", DASH, DOT, one.replace(numbers(1) + b"x", numbers(2) + b"x"))
    assert made.outline(0) == made.outline(4) != made.outline(3)
    if b"w" not in one:
        assert made.outline(0) == Outlines(renumbered).outline(3)


def test_glyphs_of_parts_of_parts_are_followed_some_way() -> None:
    how = numbers(0x0002) + b"xy"
    made = Outlines(font(*(parts(numbers(0x0002, i) + b"xy") for i in (1, 2, 3, 4)), DOT))
    assert made.outline(1) == 3 * (NONE + BOX + how) + DOT
    assert made.outline(0) == 3 * (NONE + BOX + how) + NONE + BOX + b"?"


@pytest.mark.parametrize(("number", "width", "bearing"), [(0, 250, 1), (1, 350, 12), (2, 350, 3), (3, 350, 14)])
def test_a_glyph_is_as_wide_and_stands_where_the_font_says(number: int, width: float, bearing: float) -> None:
    """Behind the last advance all are as wide; how far left they are drawn is in their outlines."""
    made = Outlines(font(DOT, DASH, b"", DASH, widths=(500, 2, 700, 4), bearings=(6, 8)))
    assert made.glyph(number) == Glyph(2000, made.outline(number), width, bearing)


@pytest.mark.parametrize(
    ("tables", "found"),
    [
        ([letters(("a", "c", -97, 0))], {"a": 0, "b": 1, "c": 2}),
        ([letters(("a", "b", -95, 0), ("x", "x", -100, 0))], {"a": 2, "b": 3, "x": 20}),
        ([letters(*((each, each, 0, 0) for each in "abc"))], {"a": 97, "b": 98, "c": 99}),
        ([letters(("a", "b", 0, 4), listed=numbers(8, 9))], {"a": 8, "b": 9}),
        ([letters(("a", "a", 1, 0), ("b", "c", 1, 4), listed=numbers(8, 9))], {"a": 98, "b": 9, "c": 10}),
        ([letters(("a", "a", 0xFFFF, 0))], {"a": 96}),
        ([letters(("a", "a", 0, 0)), letters(("b", "b", 0, 0))], {"a": 97, "b": 98}),
        ([numbers(6, 20, 0, 97, 1, 5, 0, 0, 0, 0), letters(("b", "b", 0, 0))], {"b": 98}),
    ],
)
def test_the_letters_of_a_font_are_read(tables: list[bytes], found: dict[str, int]) -> None:
    assert Outlines(font(DOT, cmap=cmap(*tables))).letters == found


def test_glyphs_are_found_by_their_letters_and_letters_by_what_is_drawn() -> None:
    gsub = lookups((1, [numbers(1, 6, 1) + coverage(1)]))[len(BEFORE) :]
    made = Outlines(font(b"", DOT, DASH, GSUB=gsub))
    assert [made.of(each) for each in "abz"] == [[0], [1, 2], []]
    assert [made.letter(each) for each in (DOT, DASH, b"other")] == ["b", "c", "\N{REPLACEMENT CHARACTER}"]
    assert Outlines(font(b"", DOT, DASH)).of("b") == [1]


def test_letters_are_apart_as_far_as_any_of_their_glyphs() -> None:
    gsub = lookups((1, [numbers(1, 6, 1) + coverage(1)]))[len(BEFORE) :]
    gpos = lookups((2, [pairs((4, 0), *[[(2, 10 * i)] for i in (1, 2)])]))[len(BEFORE) :].replace(
        coverage(5, 6), coverage(1, 2)
    )
    made = Outlines(font(b"", DOT, DASH, GSUB=gsub, GPOS=gpos))
    assert (made.apart("bc"), made.apart("bb"), made.apart("ab")) == ({5, 10}, {5, 10}, set())
    assert Outlines(font(b"", DOT, DASH)).apart("bc") == set()


@pytest.mark.parametrize(
    ("made", "is_plain"),
    [
        (font(DOT), True),
        (font(DOT, name=b"", post=b"", gasp=b""), True),
        (font(DOT, name=b"", post=b"", gasp=b"", os_2=b"").replace(b"os_2", b"OS/2"), True),
        (font(DOT, prep=b""), False),
        (font(DOT).replace(b"\0\1\0\0", b"true", 1), False),
        (font(DOT, name=b"", post=b"").replace(b"post", b"name"), False),
    ],
)
def test_a_font_that_can_draw_otherwise_is_not_plain(made: bytes, is_plain: bool) -> None:
    assert Outlines(made).is_plain is is_plain

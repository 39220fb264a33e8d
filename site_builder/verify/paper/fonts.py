"""The fonts of a PDF: what each code is read as, and whether the glyph that is drawn for it is that letter's.

No reader of text sees what a glyph looks like. But our fonts are known: each embedded glyph must be, byte for byte, one
that the font of the same name has for the letter that /ToUnicode claims, and stand where that font sets it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from site_builder.fonts import folder
from site_builder.verify.paper.file import Found, Unread, dictionary, several, whole
from site_builder.verify.paper.outlines import NO_LETTER, Outlines

NO_CODE = -1
"""Stands for the letter behind the last of a text."""


class Font:
    """A composite font with codes of two bytes, as the only kind that our PDFs have; others read nothing."""

    def __init__(self, font: Found) -> None:
        self._font = font
        stream = whole(font.get("/ToUnicode"))
        self._map = read_cmap(stream.get_data()) if hasattr(stream, "get_data") else {}
        self._used: set[int] = set()
        self._steps: set[tuple[int | None, float, int]] = set()

    def read(self, codes: bytes) -> str:
        """The text of some codes; U+FFFD for one that /ToUnicode does not give."""
        numbers = [int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2)]
        self._used.update(numbers)
        return "".join(self._map.get(number, NO_LETTER) for number in numbers)

    def show(self, strings: Sequence[Any]) -> str:
        """The text of some codes with the steps between them, which are kept to be judged with the glyphs."""
        before: int | None = None
        step = 0.0
        for each in strings:
            if not isinstance(each, bytes):
                step += float(each)
            elif each:
                if step:
                    self._steps.add((before, step, int.from_bytes(each[:2])))
                before, step = int.from_bytes(each[-2:]), 0.0
        if step:  # it moves what is shown next
            self._steps.add((before, step, NO_CODE))
        return "".join(self.read(each) for each in strings if isinstance(each, bytes))

    def advance(self, strings: Sequence[Any]) -> float:
        """How far what is shown next is moved on by some codes and the steps between them, in sizes."""
        codes = b"".join(each for each in strings if isinstance(each, bytes))
        widths = (self._widths[int.from_bytes(codes[i : i + 2])] for i in range(0, len(codes), 2))
        return (sum(widths) - sum(float(each) for each in strings if not isinstance(each, bytes))) / 1000

    def false(self) -> Iterator[tuple[str, str]]:
        """What is drawn in a font that is not ours, and the letters that are drawn as something else, with the font."""
        name = str(self._font.get("/BaseFont")).rpartition("+")[2]
        ours, embedded = _ours(name), self._embedded()
        if ours is None or embedded is None:
            yield f"letters in the font {name}, which is not ours", ""
            return
        for code in sorted(self._used):
            letter, glyph = self._map.get(code, NO_LETTER), embedded.glyph(code)
            is_as_wide = abs(self._widths[code] - glyph.width) <= 1
            if not is_as_wide or glyph not in map(ours.glyph, ours.of(letter)):
                yield f"“{ours.letter(glyph.outline)}” in {name}", f"“{letter}”"
        for before, step, code in sorted(self._steps, key=str):
            letters = "" if before is None else self._map.get(before, "") + self._map.get(code, "")
            if len(letters) != 2 or all(abs(step + kern) > 1 for kern in ours.apart(letters)):  # noqa: PLR2004  a pair
                yield f"“{letters}” set apart by {-step:g} in {name}", f"“{letters}” as the font sets it"

    def _embedded(self) -> Outlines | None:
        """The program in the PDF; None if the codes are not the numbers of its glyphs (ISO 32000-1, 9.7)."""
        descriptor = dictionary(self._descendant.get("/FontDescriptor"))
        stream, others = whole(descriptor.get("/FontFile2")), {"/FontFile", "/FontFile3"} & set(descriptor)
        numbered = (self._font.get("/Encoding"), self._descendant.get("/CIDToGIDMap")) == ("/Identity-H", "/Identity")
        if not numbered or others or not hasattr(stream, "get_data"):
            return None
        embedded = Outlines(stream.get_data())
        return embedded if embedded.is_plain else None

    @cached_property
    def _descendant(self) -> Found:
        return dictionary(next(iter(several(self._font.get("/DescendantFonts"))), None))

    @cached_property
    def _widths(self) -> Mapping[int, float]:
        """The advances of codes in thousandths of the size, by the form of /W that ours have (ISO 32000-1, 9.7.4.3)."""
        rest = iter([whole(each) for each in several(self._descendant.get("/W"))])
        default = whole(self._descendant.get("/DW"))
        made: defaultdict[int, float] = defaultdict(lambda: 1000.0 if default is None else float(default))
        for first, last, width in zip(rest, rest, rest, strict=True):
            codes = range(int(first), min(int(last), 0xFFFF) + 1)
            if not made.keys().isdisjoint(codes):
                raise Unread("A font has two widths for one letter.")
            made.update(dict.fromkeys(codes, float(width)))
        return made


@cache
def _ours(name: str) -> Outlines | None:
    """The font of the package that has this name."""
    return next((Outlines(each.read_bytes()) for each in folder().iterdir() if each.name == f"{name}.ttf"), None)


_HEX = rb"<\s*([0-9A-Fa-f\s]*)>"


def read_cmap(cmap: bytes) -> dict[int, str]:
    """The pairs of a /ToUnicode map, by its bfchar lines. Raises Unread for ranges, which may name too many."""
    if b"beginbfrange" in cmap:
        raise Unread("A font says for whole ranges of codes what letters they are.")
    pairs: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        pairs |= {_code(code): _utf16(text) for code, text in re.findall(_HEX + rb"\s*" + _HEX, block)}
    return pairs


def _code(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")

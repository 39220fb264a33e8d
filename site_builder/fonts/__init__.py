"""The fonts of the PDF, and which characters they have: what they lack, no notice may say."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

FAMILIES = ("Noto Sans", "Noto Sans Math", "Noto Sans Symbols2")
"""In the order in which a character is looked for."""

REGULAR = ("NotoSans-Regular.ttf", "NotoSansMath-Regular.ttf", "NotoSansSymbols2-Regular.ttf")
"""The fonts that tell what is covered; the other styles of a family have the same characters."""


def folder() -> Traversable:
    """Where the fonts are."""
    return files(__package__)


@cache
def covered() -> frozenset[str]:
    """Every character that can be shown."""
    return frozenset(chr(code) for name in REGULAR for code in codes((folder() / name).read_bytes()))


def lacking(text: str) -> tuple[str, ...]:
    """The characters of a text, composed, that no font has; each once."""
    shown = (c for c in unicodedata.normalize("NFC", text) if not c.isspace())
    return tuple(dict.fromkeys(c for c in shown if c not in covered()))


def called(character: str) -> str:
    """A character by its number and name, as people can look it up."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"


def codes(font: bytes) -> Iterator[int]:
    """The characters of a TrueType font, from its `cmap` of format 4 (OpenType 1.9.1, cmap)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    directory = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in directory if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    subtables = {cmap + struct.unpack_from(">HHL", font, cmap + 4 + 8 * i)[2] for i in range(count)}
    for start in sorted(s for s in subtables if struct.unpack_from(">H", font, s) == (4,)):
        yield from _segments(font, start)


def _segments(font: bytes, start: int) -> Iterator[int]:
    """The codes of one subtable; its last segment only says that it is the last."""
    segments = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, start + 14)
    starts = struct.unpack_from(f">{segments}H", font, start + 16 + 2 * segments)
    for first, last in zip(starts, ends, strict=True):
        if last != 0xFFFF:  # noqa: PLR2004 (the format's own end mark)
            yield from range(first, last + 1)

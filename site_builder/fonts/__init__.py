"""The fonts of the PDF, ours and a project's, and which characters they have: what they lack, no notice may say."""

from __future__ import annotations

import struct
import sys
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

FAMILIES = ("Noto Sans", "Noto Sans Math", "Noto Sans Symbols2")
"""In the order in which a character is looked for."""

REGULAR = ("NotoSans-Regular.ttf", "NotoSansMath-Regular.ttf", "NotoSansSymbols2-Regular.ttf")
"""The fonts that tell what is covered; the other styles of a family have the same characters."""


FOLDER = "fonts"
"""The folder beside a registry's with a project's own fonts, for scripts that ours do not have."""
MORE = "put a font that has it into the folder fonts/, beside that of the registry"
"""What to do where a character has no font."""
_ENDINGS = (".ttf", ".otf")
SEGMENTS, GROUPS = 4, 12
"""The formats of a `cmap` that are read."""


class FontError(Failure):
    """A file that should be a font is none; the text is a sentence."""


def folder() -> Traversable:
    """Where our fonts are."""
    return files(__package__)


def beside(registry: Path) -> Path | None:
    """The folder of a project's own fonts, beside the folder of its registry; None if there is none."""
    own = registry.parent / FOLDER
    return own if own.is_dir() else None


def covered(own: Path | None = None) -> frozenset[str]:
    """Every character that can be shown, with our fonts and those of a folder. Raises FontError."""
    if own is None:
        return _ours()
    fonts = sorted(path for path in own.iterdir() if path.suffix.lower() in _ENDINGS)
    return _ours().union(*(_characters(path, path.stat().st_mtime_ns) for path in fonts))


@cache
def _ours() -> frozenset[str]:
    return frozenset(chr(code) for name in REGULAR for code in codes((folder() / name).read_bytes()))


@cache
def _characters(path: Path, changed: int) -> frozenset[str]:
    """The characters of a font that was changed last at this moment."""
    del changed
    try:
        return frozenset(map(chr, codes(path.read_bytes())))
    except (OSError, struct.error, StopIteration, RuntimeError, ValueError) as error:
        raise FontError(f"{FOLDER}/{path.name} cannot be read as a font: take it out of {FOLDER}/.") from error


def lacking(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """The characters of a text, composed, that are not among the known ones; each once."""
    composed = unicodedata.normalize("NFC", text)
    unknown = {*composed} - known
    return tuple(c for c in dict.fromkeys(composed) if c in unknown and not c.isspace()) if unknown else ()


def called(character: str) -> str:
    """A character by its number and name, as people can look it up."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"


def codes(font: bytes) -> Iterator[int]:
    """The characters of a TrueType font, from its `cmap` of the formats 4 and 12 (OpenType 1.9.1, cmap)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    directory = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in directory if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    subtables = {cmap + struct.unpack_from(">HHL", font, cmap + 4 + 8 * i)[2] for i in range(count)}
    for start in sorted(subtables):
        (kind,) = struct.unpack_from(">H", font, start)
        yield from _segments(font, start) if kind == SEGMENTS else _groups(font, start) if kind == GROUPS else ()


def _segments(font: bytes, start: int) -> Iterator[int]:
    """The codes of one subtable; its last segment only says that it is the last."""
    segments = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, start + 14)
    starts = struct.unpack_from(f">{segments}H", font, start + 16 + 2 * segments)
    for first, last in zip(starts, ends, strict=True):
        if last != 0xFFFF:  # noqa: PLR2004 (the format's own end mark)
            yield from range(first, last + 1)


def _groups(font: bytes, start: int) -> Iterator[int]:
    """The codes of one subtable, also those above U+FFFF."""
    (count,) = struct.unpack_from(">L", font, start + 12)
    for i in range(count):
        first, last, _ = struct.unpack_from(">LLL", font, start + 16 + 12 * i)
        yield from range(first, min(last, sys.maxunicode) + 1)

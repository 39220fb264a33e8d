"""Checks a notice before its PDF is set: it has a title, and every character has a glyph."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from site_builder.fonts import MORE, covered
from site_builder.render.pdf.errors import PdfError
from site_builder.render.pdf.tree import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from site_builder.render.pdf.spans import Node

_MORE = f"{MORE}: whoever makes this PDF again, as `verify` does, needs the same one there"

TOLD = 5
"""How many faults one error lists at most."""


def check(document: Node, fonts: Path | None = None) -> None:
    """Raise PdfError if there is no title, or for characters that our fonts and those of a folder do not have."""
    if not document["title"]:
        raise PdfError("The notice has no title, and an accessible PDF needs one (PDF/UA-1, 7.1).")
    faults = list(_unknown_characters(nodes(document), covered(fonts)))
    if faults:
        more = f"\nThere are {len(faults) - TOLD} more of this kind." if len(faults) > TOLD else ""
        raise PdfError("\n".join(faults[:TOLD]) + more)


def _unknown_characters(every: Iterable[Node], known: frozenset[str]) -> Iterator[str]:
    told: set[str] = set()
    for node in every:
        unknown = dict.fromkeys(c for c in _text(node) if c not in known)
        if unknown and _text(node) not in told:
            told.add(_text(node))
            names = ", ".join(map(_name, unknown))
            yield f"The PDF's fonts have no sign for {names} in “{_short(node)}”. Write it in other words, or {_MORE}."


def _name(character: str) -> str:
    """A character so that people can find it: itself if it is visible, its number, its name."""
    seen = f"“{character}” " if character.isprintable() else ""
    return f"{seen}(U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"


def _text(node: object) -> str:
    return str(node["text"]) if isinstance(node, dict) and node.get("kind") == "span" else ""


def _short(node: Node, most: int = 70) -> str:
    text = "".join(c if c.isprintable() else "�" for c in _text(node))
    return text if len(text) <= most else text[: most - 2].rstrip() + " …"

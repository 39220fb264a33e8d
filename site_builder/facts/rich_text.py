"""A line of words as it is shown: pieces in the notice's language or in another, and addresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line in one language; None is that of the notice. `url` is set where the words are an address."""

    text: str
    language: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Words without links or Markdown, in pieces: words without a translation are in the source language."""

    pieces: tuple[Piece, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it is all in the notice's language and holds no address."""
        return all(piece.language is None and piece.url is None for piece in self.pieces)

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(piece.text for piece in self.pieces)


def line(text: str) -> Line:
    """A line in the notice's own language."""
    return Line((Piece(text),))

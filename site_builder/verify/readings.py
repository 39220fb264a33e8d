"""What a reader meets in a notice, block by block: what is stated, and what was read in a page or a PDF."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one language that lead to one address: as BCP 47 in small letters, '' for the notice's own, '' for none.

    An address within the notice is `#` and the anchor.
    """

    text: str
    language: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Words that stand together: of which kind, in the box or section of which anchor, and where they were read.

    `kind` is one of KINDS. `place` is the line of a page or the page of a PDF, 0 where nothing was read.
    """

    kind: str
    anchor: str
    spans: tuple[Span, ...]
    place: int = 0

    @property
    def text(self) -> str:
        """All its words, with single spaces."""
        return " ".join("".join(span.text for span in self.spans).split())


KINDS = ("title", "heading", "remark", "paragraph", "item", "question", "answer", "caption", "head", "cell", "version")
"""The kinds of blocks. A `head` heads a column or a row of a table, a `cell` is what stands in it."""

Reading = tuple[Block, ...]

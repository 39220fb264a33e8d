"""Blocks of words as a person reads them, with their links, their languages and their place."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from site_builder.verify.canonical import INLINE, Element


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one language that link to one address; '' is the language of the notice, and no address.

    An address within the notice is `#` and the anchor.
    """

    text: str
    language: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Words that belong together: their kind, the anchor of their box or section, and the place they were read at.

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
"""The kinds of blocks. A `head` heads a column or a row of a table; a `cell` is one answer in it."""

Reading = tuple[Block, ...]


def squeezed(text: str) -> str:
    """A text in NFKC without white space and without signs of no width: the same for everyone who reads it."""
    solid = "".join(unicodedata.normalize("NFKC", text).split())
    unseen = [c for c in set(solid) if unicodedata.category(c) == "Cf"]
    return solid.translate(dict.fromkeys(map(ord, unseen))) if unseen else solid


# ---- a page

_OF_TAG = {
    "h1": "title",
    "h2": "heading",
    "li": "item",
    "dt": "question",
    "dd": "answer",
    "caption": "caption",
    "th": "head",
    "td": "cell",
    "p": "paragraph",
}
"""The kind of block that the words in an element are. In other elements they have the kind around them."""


def of_page(root: Element, source: str = "") -> Reading:
    """The blocks of a page or of an element in it, in reading order, with their lines in the source."""
    reader = _Reader()
    reader.read(root, "paragraph", "", ("", ""))
    reader.end("paragraph", "")
    return Lines(source).placed(tuple(reader.blocks)) if source else tuple(reader.blocks)


class _Reader:
    """Collects the words of each block while it walks through the elements."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._spans: list[Span] = []

    def read(self, root: Element, kind: str, below: str, marks: tuple[str, str]) -> None:
        """The words in an element, of a kind, below an anchor; `marks` are the language and address around it."""
        own = "" if root.tag == "html" else root.get("lang").lower()
        marks = (own or marks[0], root.get("href") or marks[1])
        for child in root.children:
            if isinstance(child, str):
                self._add(Span(child, *marks))
            elif child.tag in INLINE and child.get("class") != "question":
                self.read(child, kind, below, marks)
            elif child.tag not in {"script", "style", "template"}:
                self.end(kind, below)
                inner_kind, inner = _kind(child, kind), anchor_of(child, below)
                self.read(child, inner_kind, inner, marks)
                self.end(inner_kind, inner)

    def _add(self, span: Span) -> None:
        last = self._spans[-1] if self._spans else None
        if last and (last.language, last.address) == (span.language, span.address):
            self._spans[-1] = replace(last, text=last.text + span.text)
        else:
            self._spans.append(span)

    def end(self, kind: str, anchor: str) -> None:
        """End a block: it has the words collected so far."""
        if any(span.text.strip() for span in self._spans):
            self.blocks.append(Block(kind, anchor, tuple(self._spans)))
        self._spans = []


def _kind(root: Element, around: str) -> str:
    if root.get("class") in {"remark", "question"}:
        return root.get("class")
    return around if around == "cell" and root.tag == "li" else _OF_TAG.get(root.tag, around)


def anchor_of(root: Element, around: str) -> str:
    """The anchor of an element: its own, or `around`, that of the element it is in."""
    own = root.get("id") or root.get("aria-labelledby")
    return own if own and root.tag != "main" else around


class Lines:
    """Finds the line of a page that words are on, in its source, for the parser does not keep it."""

    def __init__(self, source: str) -> None:
        parts: list[str] = []
        self._starts: list[int] = []
        self._numbers: list[int] = []
        at = 0
        for number, line in enumerate(source.splitlines(), 1):
            if words := _plain(unescape(_NO_SIGN.sub("", line))):
                parts.append(words)
                self._starts.append(at)
                self._numbers.append(number)
                at += len(words) + 1
        self._text = " ".join(parts)

    def placed(self, blocks: Reading) -> Reading:
        """The blocks, in reading order, with their lines."""
        return tuple(self._placed(blocks))

    def of(self, *marks: str) -> int:
        """The line of the first of these marks that the source holds; 0 where it holds none."""
        positions = (self._text.find(_plain(mark).removesuffix(">")) for mark in marks if mark)
        return self._line(next((at for at in positions if at >= 0), -1))

    def _placed(self, blocks: Reading) -> Iterator[Block]:
        at = max(self._text.find("<body"), 0)
        for block in blocks:
            words = next(_plain(span.text) for span in block.spans if span.text.strip())
            position = self._text.find(words, at, at + _AHEAD)
            if position >= 0:
                at = position + len(words)
            yield replace(block, place=self._line(position))

    def _line(self, at: int) -> int:
        return self._numbers[bisect_right(self._starts, at) - 1] if at >= 0 and self._numbers else 0


_NO_SIGN = re.compile("(?ai)&#x?[0-9a-f]{8,}")
"""A reference to a sign that does not exist, for which Python would read a very large number."""
_AHEAD = 20_000
"""How far behind the block before it we look for a block, in letters."""


def _plain(text: str) -> str:
    """A text with single spaces and without quotation marks, for attributes may lack them."""
    return " ".join(re.sub("[\"']", "", text).split())

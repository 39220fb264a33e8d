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
    """Words that belong together: their kind, the anchor of their passage or part, and the place they were read at.

    `kind` is one of KINDS. `place` is the line of a page or the page of a PDF, 0 where nothing was read. `sign` is that
    of a closed answer, by its name in SIGNS, '' for none.
    """

    kind: str
    anchor: str
    spans: tuple[Span, ...]
    place: int = 0
    sign: str = ""

    @property
    def text(self) -> str:
        """All its words, with single spaces."""
        return " ".join("".join(span.text for span in self.spans).split())


KINDS = (
    *("title", "heading", "summary", "remark", "paragraph", "item", "small", "question", "answer"),
    *("caption", "head", "cell", "version"),
)
"""The kinds of blocks.

A `summary` is what a reader opens, a `small` line is below a heading, an item or a passage. A `head` heads a column or
a row of a table; a `cell` is one answer in it.
"""
SIGNS = {"yes": "yes", "no": "no", "some": "some or perhaps", "not": "not said"}
SIGNS |= {"up": "more", "down": "less", "same": "the same", "doubt": "what cannot be told"}
"""The signs of closed answers in words for people. On a page a sign is a class, by the same name."""

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
    "h3": "heading",
    "h4": "heading",
    "summary": "summary",
    "li": "item",
    "dt": "question",
    "dd": "answer",
    "caption": "caption",
    "th": "head",
    "td": "cell",
    "p": "paragraph",
}
"""The kind of block that the words in an element are. In other elements they have the kind around them."""
_OF_CLASS = {"banner": "remark", "question": "question", "under": "small", "note": "small"}
"""The kind by the class of an element, which comes first. Also in a line these words are a block of their own."""
_WITHIN = {"cell": ("li",), "caption": ("h2",), "summary": ("h2",), "small": ("p",)}
"""The elements that keep the kind of the block around them."""
_PASSAGE = re.compile(r"p\d+\.\d+")


def of_page(root: Element, source: str = "") -> Reading:
    """The blocks of a page or of an element in it, in reading order, with their lines in the source."""
    reader = _Reader()
    start = Block("paragraph", "", ())
    reader.read(root, start, ("", ""))
    reader.end(start)
    return Lines(source).placed(tuple(reader.blocks)) if source else tuple(reader.blocks)


class _Reader:
    """Collects the words of each block while it walks through the elements."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._spans: list[Span] = []

    def read(self, root: Element, block: Block, marks: tuple[str, str]) -> None:
        """The words in an element, as such a block; `marks` are the language and address around it."""
        own = "" if root.tag == "html" else root.get("lang").lower()
        marks = (own or marks[0], root.get("href") or marks[1])
        for child in root.children:
            if isinstance(child, str):
                self._add(Span(child, *marks))
            elif child.tag in INLINE and not _begins_block(child):
                self.read(child, block, marks)
            elif child.tag not in {"script", "style", "template"}:
                self.end(block)
                inner = Block(
                    _kind(child, block.kind), anchor_of(child, block.anchor), (), sign=_sign(child) or block.sign
                )
                self.read(child, inner, marks)
                self.end(inner)

    def _add(self, span: Span) -> None:
        last = self._spans[-1] if self._spans else None
        if last and (last.language, last.address) == (span.language, span.address):
            self._spans[-1] = replace(last, text=last.text + span.text)
        else:
            self._spans.append(span)

    def end(self, block: Block) -> None:
        """End a block: it has the words collected so far."""
        if any(span.text.strip() for span in self._spans):
            self.blocks.append(replace(block, spans=tuple(self._spans)))
        self._spans = []


def _begins_block(root: Element) -> bool:
    return bool(_sign(root) or _of_class(root))


def _kind(root: Element, around: str) -> str:
    if kind := _of_class(root):
        return kind
    return around if root.tag in _WITHIN.get(around, ()) else _OF_TAG.get(root.tag, around)


def _of_class(root: Element) -> str:
    return next((_OF_CLASS[name] for name in root.get("class").split() if name in _OF_CLASS), "")


def _sign(root: Element) -> str:
    return next((name for name in root.get("class").split() if name in SIGNS), "")


def anchor_of(root: Element, around: str) -> str:
    """The anchor by which people find an element, inside one that they find by `around`."""
    return nearest("" if root.tag == "main" else root.get("id") or root.get("aria-labelledby"), around)


def nearest(own: str, around: str) -> str:
    """The own anchor, or the one around it. Within a passage it is that of the passage, whose number people see."""
    return around if not own or _PASSAGE.fullmatch(around) else own


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

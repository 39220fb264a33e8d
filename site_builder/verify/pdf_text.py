"""The words of a PDF as PDFium reads them, which knows nothing of what set them: page by page, and as blocks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.verify.canonical import UnreadError
from site_builder.verify.sequence_match import aligned, gaps
from site_builder.verify.text_blocks import Block, Reading, Span, squeezed

Pages = tuple[str, ...]
BULLET = "•"
_LINE_END_HYPHEN = re.compile("[\x02\ufffe](?:\r?\n)?")
"""PDFium has signs of its own for a hyphen at the end of a line."""
_LEADER = re.compile(r"(?:\s?\.){3,}\s*\d+(?=\s|$)")
"""The dots and the page number behind an entry of the list of contents."""


def pages(data: bytes, laid: LaidNotice, language: Language) -> Pages:
    """The text of each page of a notice's PDF, without the lines at its edges and without bullets.

    Where a page has other lines at its edges, they stay. Raises UnreadError.
    """
    texts = list(_texts(data))
    head, heads = f"{laid.organisation.text}{laid.title.text}", "".join(laid.glance.heads)
    found = []
    for number, text in enumerate(texts, 1):
        foot = f"{laid.edition}{language.page('page_number', page=str(number), pages=str(len(texts)))}"
        inside = _without(text[::-1], foot[::-1])[::-1]
        # A table that goes on has its heads again.
        found.append(inside if number == 1 else _without(_without(inside, head), heads))
    return tuple(found)


def _texts(data: bytes) -> Iterator[str]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        try:
            yield from (_text(document, number) for number in range(len(document)))
        finally:
            document.close()
    except PdfiumError as error:
        raise UnreadError(f"It is damaged ({error}).") from error


def _text(document: Any, number: int) -> str:
    read: str = document[number].get_textpage().get_text_bounded()
    return unicodedata.normalize("NFKC", _LINE_END_HYPHEN.sub("-", read)).replace(BULLET, " ")


def _without(text: str, start: str) -> str:
    """A text behind its start, whatever white space is in either; the text where it starts otherwise."""
    left = iter(squeezed(start))
    due = next(left, None)
    for at, sign in enumerate(text):
        if due is None:
            return text[at:]
        if squeezed(sign):
            if sign != due:
                return text
            due = next(left, None)
    return text if due else ""


def blocks(expected: Reading, found: Pages) -> Reading:
    """The words of a PDF, each in the block in which it is expected; what stands between blocks is one of its own."""
    ours = [(word, number) for number, block in enumerate(expected) for word in block.text.split()]
    theirs = [(word, page) for page, text in enumerate(found, 1) for word in _LEADER.sub("", text).split()]
    owners = _owners(ours, [word for word, _ in theirs])
    runs = groupby(zip(owners, theirs, strict=True), key=lambda each: each[0])
    return tuple(_block(expected, owner, [each for _, each in run]) for owner, run in runs)


def _owners(ours: Sequence[tuple[str, int]], theirs: Sequence[str]) -> list[tuple[int, bool]]:
    """The number of the block to which each word belongs, and whether it stands in it or behind it."""
    pairs = aligned([word for word, _ in ours], theirs, (lambda word: word,))
    owners = {j: (ours[i][1], True) for i, j in pairs}
    for (i, j), (i_end, j_end) in gaps(pairs, len(ours), len(theirs)):
        for k in range(j, j_end):
            if i < i_end:
                owners[k] = ours[min(i + k - j, i_end - 1)][1], True
            else:
                before, after = (ours[n][1] if 0 <= n < len(ours) else -1 for n in (i - 1, i))
                owners[k] = before, before == after
    return [owners[j] for j in range(len(theirs))]


def _block(expected: Reading, owner: tuple[int, bool], words: Sequence[tuple[str, int]]) -> Block:
    number, is_inside = owner
    block = expected[max(number, 0)]
    spans = (Span(" ".join(word for word, _ in words)),)
    return Block(block.kind if is_inside else "paragraph", block.anchor, spans, words[0][1])

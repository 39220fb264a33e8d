"""The words of a PDF, page by page and as blocks, without the running header, whose order is repeated here.

PDFium reads them, which shares no code with what sets our PDFs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.paper import running
from site_builder.verify.canonical import UnreadError
from site_builder.verify.sequence_match import aligned, gaps
from site_builder.verify.text_blocks import Block, Reading, Span, squeezed

Pages = tuple[str, ...]
BULLET = "•"
_LINE_END_HYPHEN = re.compile("[\x02\ufffe](?:\r?\n)?")
"""A hyphen at the end of a line, for which PDFium has signs of its own."""
_LEADER = re.compile(r"(?:\s?\.){3,}\s*\d+(?=\s|$)")
"""The dots and the page number behind an entry of the list of contents."""


def pages(data: bytes, laid: LaidNotice, language: Language, *, is_large: bool = False) -> Pages:
    """The text of each page of a notice's PDF, without bullets and without the expected head and foot of each page.

    Other lines at the edges stay. Raises UnreadError.
    """
    all_texts = texts(data)
    at_edge, heads = running(laid), "" if is_large else "".join(laid.glance.heads)
    head = at_edge["title"] + ("" if is_large else at_edge["organisation"])
    page_texts = []
    for number, text in enumerate(all_texts, 1):
        foot = f"{at_edge['edition']}{language.page('page_number', page=str(number), pages=str(len(all_texts)))}"
        inside = _text_after(text[::-1], foot[::-1])[::-1]
        # A table that continues repeats its heads.
        page_texts.append(inside if number == 1 else _text_after(_text_after(inside, head), heads))
    return tuple(page_texts)


def edges(laid: LaidNotice, language: Language, page_texts: Pages) -> str:
    """What may stand at the edges of all pages, and the heads of a table that may be repeated there."""
    number = language.page("page_number", page="", pages="")
    return "".join((*running(laid).values(), number, *laid.glance.heads)) * len(page_texts)


def lines(data: bytes) -> Reading:
    """Each line of a PDF as a paragraph. Raises UnreadError."""
    found = (line.strip() for text in texts(data) for line in text.splitlines())
    return tuple(Block("paragraph", "", (Span(line),)) for line in found if line)


def texts(data: bytes) -> Pages:
    """The text of each page. Raises UnreadError."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        try:
            return tuple(_text(document, number) for number in range(len(document)))
        finally:
            document.close()
    except PdfiumError as error:
        raise UnreadError(f"It is damaged ({error}).") from error


def _text(document: Any, number: int) -> str:
    text: str = document[number].get_textpage().get_text_bounded()
    return unicodedata.normalize("NFKC", _LINE_END_HYPHEN.sub("-", text)).replace(BULLET, " ")


def _text_after(text: str, start: str) -> str:
    """A text without this start, whatever white space is in either; the whole text where it starts otherwise."""
    signs = iter(squeezed(start))
    wanted = next(signs, None)
    for at, sign in enumerate(text):
        if wanted is None:
            return text[at:]
        if squeezed(sign):
            if sign != wanted:
                return text
            wanted = next(signs, None)
    return text if wanted else ""


def blocks(expected: Reading, page_texts: Pages) -> Reading:
    """The words of a PDF, each in the block where it is expected. Words between blocks are a block of their own."""
    expected_words = [(word, number) for number, block in enumerate(expected) for word in block.text.split()]
    published_words = [
        (word, page) for page, text in enumerate(page_texts, 1) for word in _LEADER.sub("", text).split()
    ]
    owners = _block_of_each_word(expected_words, [word for word, _ in published_words])
    runs = groupby(zip(owners, published_words, strict=True), key=lambda owned: owned[0])
    return tuple(_block(expected, owner, [word for _, word in run]) for owner, run in runs)


def _block_of_each_word(expected: Sequence[tuple[str, int]], published: Sequence[str]) -> list[tuple[int, bool]]:
    """For each word the number of its block, and whether the word is in the block (True) or after it (False)."""
    pairs = aligned([word for word, _ in expected], published, (lambda word: word,))
    owners = {j: (expected[i][1], True) for i, j in pairs}
    for (i, j), (i_end, j_end) in gaps(pairs, len(expected), len(published)):
        for k in range(j, j_end):
            if i < i_end:
                owners[k] = expected[min(i + k - j, i_end - 1)][1], True
            else:
                before, after = (expected[n][1] if 0 <= n < len(expected) else -1 for n in (i - 1, i))
                owners[k] = before, before == after
    return [owners[j] for j in range(len(published))]


def _block(expected: Reading, owner: tuple[int, bool], words: Sequence[tuple[str, int]]) -> Block:
    number, is_inside = owner
    block = expected[max(number, 0)]
    spans = (Span(" ".join(word for word, _ in words)),)
    return Block(block.kind if is_inside else "paragraph", block.anchor, spans, words[0][1])

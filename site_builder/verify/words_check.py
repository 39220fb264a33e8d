"""Whether every passage and every fact of a notice can be read on its page and in its PDF, in order and nothing else.

Lexbor and PDFium read the files. They share no code with what makes them, so they find a passage that a renderer drops,
doubles or changes. Making the file again would only repeat that fault.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.model import Registry
from site_builder.verify import canonical, pdf_text
from site_builder.verify.canonical import UnreadError
from site_builder.verify.compare import compare
from site_builder.verify.difference import Difference
from site_builder.verify.expected_text import CONTENTS, GLANCE, Edition, editions, on_page, on_paper, without_facts
from site_builder.verify.text_blocks import Block, Reading, Span, of_page, squeezed

_PIECES = 4
"""The most pieces into which the edges of pages may cut a cell of the table."""


def unlike_words(files: Mapping[str, bytes], registry: Registry, on: date) -> list[Difference]:
    """How the words of a finished site differ from its notices, in each language and for each reader."""
    all_editions = editions(registry, on)
    differences = list(without_facts(registry, on, all_editions))
    for edition in all_editions:
        for path in filter(None, (edition.page, edition.paper)):
            differences += (replace(difference, file=path) for difference in _file_differences(files, path, edition))
    return differences


def _file_differences(files: Mapping[str, bytes], path: str, edition: Edition) -> list[Difference]:
    if path not in files:
        return [Difference("file", says="is missing")]
    try:
        return of_file(path, files[path], edition)
    except UnreadError as error:
        return [Difference("unread", says=str(error))]


def of_file(path: str, data: bytes, edition: Edition) -> list[Difference]:
    """How the words of an edition's page or PDF differ. Raises UnreadError."""
    check = unlike_pdf if path.endswith(".pdf") else unlike_page
    return check(data, edition.laid, edition.language)


def unlike_page(data: bytes, laid: LaidNotice, language: Language) -> list[Difference]:
    """How the words of the notice's region on a page differ from those of the notice. Raises UnreadError."""
    expected = on_page(laid, language)
    region = canonical.html(data, "", f'[data-notice="{laid.id}"]')
    published = of_page(region, data.decode("utf-8-sig"))
    if (_squeezed(published), _signs(published)) == (_squeezed(expected), _signs(expected)):
        return []
    return _word_differences(expected, published)


def unlike_pdf(data: bytes, laid: LaidNotice, language: Language) -> list[Difference]:
    """How the words of a PDF differ from those of the notice. Raises UnreadError."""
    expected = on_paper(laid, language)
    pages = pdf_text.pages(data, laid, language)
    if _is_expected_text(expected, squeezed("".join(pages))):
        return []
    return _word_differences(expected, pdf_text.blocks(expected, pages))


def _squeezed(blocks: Reading) -> str:
    return "".join(squeezed(block.text) for block in blocks)


def _signs(blocks: Reading) -> list[tuple[str, str]]:
    return [(squeezed(block.text), block.sign) for block in blocks if block.sign]


# ---- a PDF as one text


def _is_expected_text(expected: Reading, text: str) -> bool:
    """Whether a text is the expected blocks, in order. In the list of contents each has a page number after it."""
    glance = [block for block in expected if block.anchor == GLANCE]
    before = list(takewhile(lambda block: block.anchor != GLANCE, expected)) if glance else []
    after = expected[len(before) + len(glance) :]
    whole = re.fullmatch(f"{_pattern(before)}(.*){_pattern(after)}", text)
    return whole is not None and _is_of_passages(whole[1], [_plain(block.text) for block in glance])


def _pattern(blocks: Sequence[Block]) -> str:
    return "".join(
        re.escape(_plain(block.text)) + (r"\.*\d{1,4}" if (block.anchor, block.kind) == (CONTENTS, "item") else "")
        for block in blocks
    )


def _is_of_passages(text: str, passages: Sequence[str]) -> bool:
    """Whether a text is these passages. In a table, the edge of a page may cut cells that are side by side."""
    if text == "".join(passages):
        return True
    return Counter(text) == Counter("".join(passages)) and all(_is_in_pieces(text, passage) for passage in passages)


def _is_in_pieces(text: str, passage: str) -> bool:
    left = passage
    for _ in range(_PIECES):
        length = next(n for n in range(len(left), -1, -1) if left[:n] in text)
        left = left[length:]
        if not left or not length:
            break
    return not left


# ---- how they differ


def _plain(text: str) -> str:
    return squeezed(text.replace(pdf_text.BULLET, " "))


def _word_differences(expected: Reading, published: Reading) -> list[Difference]:
    differences = compare(_unmarked(expected), _unmarked(published))
    # Words may also change places within a block, which `compare` does not see.
    return differences or [Difference("changed", says="other words", stated="those of the notice")]


def _unmarked(blocks: Reading) -> Reading:
    """Blocks without languages and addresses, which a text alone does not show."""
    return tuple(replace(block, spans=(Span(block.text),)) for block in blocks)

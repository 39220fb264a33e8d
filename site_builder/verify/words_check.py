"""Whether every passage and every fact of a notice can be read on its page and in its PDF, in order and nothing else.

Lexbor and PDFium read the files. They share no code with what makes them, so they find a passage that a renderer drops,
doubles or changes. Making the file again would only repeat that fault. A PDF is read twice: as it is seen, and through
its tags as it is heard. Only what is a link in a text do we ask `render.inline`, as the renderers do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256

from site_builder.editions import Edition as Made
from site_builder.facts.facts import facts
from site_builder.facts.language import Language, is_shaped
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.kept import Kept
from site_builder.model import Registry
from site_builder.verify import canonical, pdf_text
from site_builder.verify.canonical import UnreadError
from site_builder.verify.compare import compare
from site_builder.verify.difference import Difference
from site_builder.verify.expected_text import (
    CONTENTS,
    Edition,
    editions,
    in_folder,
    left_out,
    on_page,
    on_paper,
    without_facts,
)
from site_builder.verify.text_blocks import Reading, Span, of_page, squeezed

_PIECES = 4
"""The most pieces into which the edges of pages may cut words that stand beside others."""
_QUOTED = 40
"""The most letters that are quoted of what is heard."""
_OTHER_SIDE = str.maketrans(")]}>»›”’", "([{<«‹“‘")
"""Brackets and quotation marks are mirrored in words from right to left."""


def unlike_words(files: Mapping[str, bytes], registry: Registry, on: date) -> list[Difference]:
    """How the words of a finished site differ from its notices, in each language and for each reader."""
    all_editions = editions(registry, on)
    differences = [*without_facts(registry, on, all_editions)]
    for each in all_editions:
        for path in each.files:
            missing = [Difference("file", says="is missing", file=path)]
            differences += unlike_file(path, files[path], each) if path in files else missing
    return differences


class ReadBack:
    """Reads each page and PDF that it is given, as it was just made, unless it was read before.

    `differences` are those from the notices, and the facts that were left out. In `kept` stands what was read and as
    its notice says.
    """

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.differences: list[Difference] = []

    def __call__(self, made: Made, path: str, data: bytes) -> None:
        """Read a page or a PDF of an edition; with the page, look whether a fact was left out."""
        key = self._kept.key({"read": path, **made.given_on_page, "file": sha256(data).hexdigest()})
        if self._kept.find(key) is None:
            found = _read_back(made, path, data)
            self.differences += found
            if not found:
                self._kept.keep(key, b"")


def _read_back(made: Made, path: str, data: bytes) -> list[Difference]:
    registry = made.own.registry
    has_large_print = bool(registry.large_print)
    expected = in_folder(made.folder, made.laid, made.on_page, made.language, has_large_print=has_large_print)
    found = [*unlike_file(path, data, expected)]
    if path == expected.page:
        found += left_out(expected, {fact.id for fact in facts(registry, made.notice, made.on)})
    return found


def unlike_file(path: str, data: bytes, edition: Edition) -> Iterator[Difference]:
    """How the words of an edition's page or PDF differ, or that it cannot be read."""
    try:
        yield from (replace(difference, file=path) for difference in of_file(path, data, edition))
    except UnreadError as error:
        yield Difference("unread", says=str(error), file=path)


def of_file(path: str, data: bytes, edition: Edition) -> list[Difference]:
    """How the words of an edition's page or PDF differ. Raises UnreadError."""
    if path == edition.page:
        return unlike_page(data, edition.on_page, edition.language)
    return unlike_pdf(data, edition.laid, edition.language, is_large=path == edition.large_print)


def unlike_page(data: bytes, laid: LaidNotice, language: Language) -> list[Difference]:
    """How the words of the notice's region on a page differ from those of the notice. Raises UnreadError."""
    expected = on_page(laid, language)
    region = canonical.html(data, "", f'[data-notice="{laid.id}"]')
    published = of_page(region, data.decode("utf-8-sig"))
    if (_squeezed(published), _signs(published)) == (_squeezed(expected), _signs(expected)):
        return []
    return _word_differences(expected, published)


def unlike_pdf(data: bytes, laid: LaidNotice, language: Language, *, is_large: bool = False) -> list[Difference]:
    """How the words of a PDF, as they are seen and as they are heard, differ from the notice's. Raises UnreadError."""
    # pikepdf is large, and whoever only checks a page never needs it.
    from site_builder.verify.tagged import heard

    expected = on_paper(laid, language, is_large=is_large)
    pages = pdf_text.pages(data, laid, language, is_large=is_large)
    if any(is_shaped(block.text) for block in expected):
        differences = _unlike_letters(expected, pages, pdf_text.edges(laid, language, pages))
    elif _is_seen(expected, squeezed("".join(pages))):
        differences = []
    else:
        differences = _word_differences(expected, pdf_text.blocks(expected, pages))
    return differences or _unlike_heard(expected, heard(data))


def _squeezed(blocks: Reading) -> str:
    return "".join(squeezed(block.text) for block in blocks)


def _signs(blocks: Reading) -> list[tuple[str, str]]:
    return [(squeezed(block.text), block.sign) for block in blocks if block.sign]


# ---- a PDF


def _is_seen(expected: Reading, text: str) -> bool:
    """Whether a text is the expected blocks, in pieces where the edge of a page cuts what stands side by side."""
    passages = [_plain(block.text) for block in expected]
    without_numbers = _without_page_numbers(expected, text)
    if without_numbers == "".join(passages):
        return True
    return Counter(without_numbers) == Counter("".join(passages)) and all(
        _is_in_pieces(without_numbers, passage) for passage in passages
    )


def _without_page_numbers(expected: Reading, text: str) -> str:
    """A text without dots and page numbers in the list of contents; what follows the list tells its last number."""
    listed = [_plain(block.text) for block in expected if (block.anchor, block.kind) == (CONTENTS, "item")]
    if not listed:
        return text
    last = max(i for i, block in enumerate(expected) if block.anchor == CONTENTS)
    after = "".join(_plain(block.text) for block in expected[last + 1 : last + 3])
    entries = "".join(rf"{re.escape(entry)}\.*\d{{1,4}}" for entry in listed)
    return re.sub(f"{entries}(?={re.escape(after)})", lambda _: "".join(listed), text, count=1)


def _is_in_pieces(text: str, passage: str) -> bool:
    left = passage
    for _ in range(_PIECES):
        length = next(n for n in range(len(left), -1, -1) if left[:n] in text)
        left = left[length:]
        if not left or not length:
            break
    return not left


def _unlike_letters(expected: Reading, pages: Iterable[str], edges: str) -> list[Difference]:
    """Letters that are seen less often than they stand, or that do not stand at all, but at the edges of pages.

    Where some are drawn from the right, or with signs around them, a reader of files can only guess in which order all
    are seen, and fonts that draw a letter in pieces double it. What is heard is held to the letter and its place.
    """
    stated, seen, besides = (
        Counter(_plain(text).translate(_OTHER_SIDE))
        for text in ("".join(b.text for b in expected), "".join(pages), edges)
    )
    more = {letter for letter in seen.keys() - stated.keys() - besides.keys() if not letter.isdigit()} - {"."}
    told = [f"“{letter}” {seen[letter]} times" for letter in sorted({*more, *(stated - seen)})]
    return [Difference("changed", says=", ".join(told), stated="as often as in the notice")] if told else []


def _unlike_heard(expected: Reading, words: str) -> list[Difference]:
    """Where what a screen reader says first differs from the notice, letter by letter and in order."""
    text = _without_page_numbers(expected, _plain(words))
    for block in expected:
        wanted = _plain(block.text)
        if not text.startswith(wanted):
            says = f"a screen reader says “{text[:_QUOTED]} …”" if text else "a screen reader says no more"
            return [Difference("changed", block.anchor, says=says, stated=block.text)]
        text = text[len(wanted) :]
    return [Difference("changed", says=f"a screen reader says “{text[:_QUOTED]} …”", stated="no more")] if text else []


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

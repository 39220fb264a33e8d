"""The words that a reader must find on a notice's page and in its PDF, block by block, from the laid-out notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import Box, Entry, LaidNotice, Paragraph, Run
from site_builder.verify.links import pieces
from site_builder.verify.text_blocks import Block, Reading, Span

GLANCE = "page-glance"
CONTENTS = "page-contents"
"""The anchors of the table at the beginning, and of a PDF's list of contents."""


def on_page(laid: LaidNotice, language: Language) -> Reading:
    """The blocks of the notice's region on its page, in reading order."""
    return _blocks_with_text(_Notice(laid, language, is_paper=False))


def on_paper(laid: LaidNotice, language: Language) -> Reading:
    """The blocks of its PDF, in reading order, without the lines at the edge of each page."""
    return _blocks_with_text(_Notice(laid, language, is_paper=True))


def _blocks_with_text(notice: _Notice) -> Reading:
    return tuple(block for block in notice.blocks() if block.text)


class _Notice:
    """Turns one notice into blocks."""

    def __init__(self, laid: LaidNotice, language: Language, *, is_paper: bool) -> None:
        self._laid, self._language, self._is_paper = laid, language, is_paper

    def blocks(self) -> Iterator[Block]:
        """All blocks."""
        laid = self._laid
        yield _block("title", laid.title.text)
        if self._is_paper:
            yield _block("paragraph", laid.organisation.text)
        yield _block("remark", laid.untranslated)
        yield from _paragraphs(laid.opening, "")
        yield from _box(laid.facts)
        yield from self._glance()
        yield from self._contents() if self._is_paper else ()
        for section in laid.sections:
            yield _block("heading", section.heading.text, section.anchor)
            for entry in section.entries:
                yield from _entry(entry, section.anchor)
        yield from _paragraphs(laid.closing, "")
        for heading, box in self._titled():
            yield _block("heading", heading, box.anchor)
            yield from _box(box)
        if self._is_paper:
            yield _block("version", laid.edition)

    def _titled(self) -> Iterator[tuple[str, Box]]:
        """The boxes that have a heading of their own: heading and box."""
        laid = self._laid
        pairs = ((laid.rights_heading, laid.rights), (laid.about_heading, laid.about))
        yield from ((heading, box) for heading, box in pairs if box.rows)

    def _contents(self) -> Iterator[Block]:
        if self._laid.sections:
            yield _block("heading", self._language.page("in_this_notice"))
            yield from (_block("item", section.heading.text, CONTENTS) for section in self._laid.sections)
            yield from (_block("item", heading, CONTENTS) for heading, _ in self._titled())

    def _glance(self) -> Iterator[Block]:
        """The table. On a page each cell also has the head of its column, for narrow windows."""
        glance = self._laid.glance
        if not glance.rows:
            return
        yield _block("caption", glance.caption, GLANCE)
        yield from (_block("head", head, GLANCE) for head in glance.heads)
        for row in glance.rows:
            yield _block("head", row.heading.text, GLANCE)
            for head, cell in zip(glance.heads[1:], row.cells, strict=True):
                if not self._is_paper:
                    yield _block("question", head, GLANCE)
                texts = [answer.text for answer in cell] or [self._language.page("not_said")]
                yield from (_block("cell", text, GLANCE) for text in texts)


def _entry(entry: Entry, section: str) -> Iterator[Block]:
    yield from _paragraphs(entry.paragraphs, entry.boxes[0].anchor if len(entry.boxes) == 1 else section)
    for box in entry.boxes:
        yield from _box(box)


def _paragraphs(paragraphs: Sequence[Paragraph], anchor: str) -> Iterator[Block]:
    for paragraph in paragraphs:
        yield _block("paragraph", _words(paragraph.runs), anchor)
        yield from (_block("item", _words([item]), anchor) for item in paragraph.items)


def _words(runs: Iterable[Run]) -> str:
    """The words of runs, and of their links, without addresses."""
    return " ".join("".join(words for words, _ in pieces(run.text)) for run in runs)


def _box(box: Box) -> Iterator[Block]:
    for row in box.rows:
        yield _block("question", row.question.text, box.anchor)
        yield from (_block("answer", answer.text, box.anchor) for answer in row.answers)


def _block(kind: str, text: str, anchor: str = "") -> Block:
    return Block(kind, anchor, (Span(text),))

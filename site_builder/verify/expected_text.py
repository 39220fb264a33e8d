"""What a site must have, from its registry alone: its notices in each language, and their words, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from site_builder.facts.facts import facts
from site_builder.facts.language import Language
from site_builder.facts.layout import laid_out
from site_builder.facts.layout.laid_out import (
    Closed,
    Glance,
    Items,
    LaidNotice,
    LaidPassage,
    Mark,
    Paragraph,
    Part,
    Rows,
    Run,
    Text,
    stated,
)
from site_builder.facts.layout.notice import lay_out
from site_builder.load.project.languages import language
from site_builder.model import Registry
from site_builder.verify.difference import Difference
from site_builder.verify.links import pieces
from site_builder.verify.signature_check import VerifyError
from site_builder.verify.text_blocks import Block, Reading, Span, nearest

GLANCE = "page-glance"
CONTENTS = "page-contents"
"""The anchors of the table at the beginning, and of a PDF's list of contents."""


# ---- notices


@dataclass(frozen=True, slots=True)
class Edition:
    """One notice in one language, for everyone or for children: how it must read, and the paths of its page and PDF.

    `paper` is '' for children, who have no PDF of their own.
    """

    laid: LaidNotice
    language: Language
    page: str
    paper: str


def editions(registry: Registry, on: date) -> tuple[Edition, ...]:
    """Every edition of every notice on a day. Raises VerifyError for a language that we do not have."""
    try:
        languages = [language(tag) for tag in registry.languages]
    except LookupError as error:
        raise VerifyError(f"This version cannot read the language {error}, so nothing was compared.") from error
    roots = ("" if one is languages[0] else f"{one.tag.lower()}/" for one in languages)
    pairs = zip(roots, languages, strict=True)
    return tuple(edition for root, one in pairs for edition in _editions(registry, one, root, on))


def _editions(registry: Registry, its_language: Language, root: str, on: date) -> Iterator[Edition]:
    for notice in registry.notices:
        folder = f"{root}{notice.id}/"
        laid = lay_out(registry, notice, its_language, on)
        yield Edition(laid, its_language, f"{folder}index.html", f"{folder}notice.pdf")
        if notice.is_for_children_too:
            laid = lay_out(registry, notice, its_language, on, for_children=True)
            yield Edition(laid, its_language, f"{folder}child/index.html", "")


def without_facts(registry: Registry, on: date, all_editions: tuple[Edition, ...]) -> Iterator[Difference]:
    """Facts of a notice that one of its editions leaves out: all languages and readers get the same facts."""
    expected = {str(notice.id): {fact.id for fact in facts(registry, notice, on)} for notice in registry.notices}
    for edition in all_editions:
        for fact in sorted(expected[edition.laid.id] - stated(edition.laid)):
            yield Difference("missing", fact, file=edition.page)


# ---- words


def on_page(laid: LaidNotice, language: Language) -> Reading:
    """The blocks of the notice's region on its page, in reading order, also those that a reader opens."""
    return _blocks_with_text(_Notice(laid, language, is_paper=False))


def on_paper(laid: LaidNotice, language: Language) -> Reading:
    """The blocks of its PDF, in reading order, without the lines at the edge of each page."""
    return _blocks_with_text(_Notice(laid, language, is_paper=True))


def _blocks_with_text(notice: _Notice) -> Reading:
    return tuple(block for block in notice.blocks() if block.text)


class _Notice:
    """Turns one notice into blocks. On paper nothing is closed, no question stands in a cell, and signs are drawn."""

    def __init__(self, laid: LaidNotice, language: Language, *, is_paper: bool) -> None:
        self._laid, self._language, self._is_paper = laid, language, is_paper

    def blocks(self) -> Iterator[Block]:
        """All blocks."""
        laid, is_paper = self._laid, self._is_paper
        yield from self._head()
        yield from _paragraphs(laid.opening, "")
        yield from self._block(laid.ask, "")
        yield from () if is_paper else (_block("item", link.text) for link in laid.links)
        yield from self._glance(laid.glance)
        yield from self._block(laid.everywhere, "")
        yield from self._contents() if is_paper else ()
        for section in laid.sections:
            yield _block("heading", section.heading.text, section.anchor)
            for passage in section.passages:
                yield from self._passage(passage, section.anchor)
        yield from _paragraphs(laid.closing, "")
        for part in laid.parts:
            yield from self._part(part, "")
        yield from self._block(laid.grown_ups, "")
        yield _block("version", laid.edition if is_paper else "")

    def _head(self) -> Iterator[Block]:
        """The title, whose notice it is, and what kind of edition."""
        laid = self._laid
        title = _block("title", laid.title.text)
        remarks = [_block("remark", text) for text in (*(banner.text for banner in laid.banners), laid.untranslated)]
        organisation = _block("paragraph", laid.organisation.text)
        yield from (title, organisation, *remarks) if self._is_paper else (*remarks, title)

    def _contents(self) -> Iterator[Block]:
        laid = self._laid
        headings = [*(section.heading for section in laid.sections), *(part.heading for part in laid.parts)]
        if headings:
            yield _block("heading", self._language.page("in_this_notice"))
            yield from (_block("item", heading.text, CONTENTS) for heading in headings)

    # ---- one function for each type of a laid-out notice

    def _glance(self, glance: Glance) -> Iterator[Block]:
        """The table. On a page each cell also has the head of its column, for narrow windows."""
        if not glance.rows:
            return
        yield _block("caption", glance.caption, GLANCE)
        yield from (_block("head", head, GLANCE) for head in glance.heads)
        for row in glance.rows:
            yield _block("head", row.heading.text, GLANCE)
            yield from (_block("small", line.text, GLANCE) for line in row.under)
            questions = glance.heads[1:] if len(row.cells) == len(glance.heads) - 1 else ("",)
            for question, mark in zip(questions, row.cells, strict=True):
                yield _block("question", "" if self._is_paper else question, GLANCE)
                yield self._mark("cell", mark, GLANCE)

    def _mark(self, kind: str, mark: Mark, anchor: str) -> Block:
        return replace(_block(kind, mark.line.text, anchor), sign="" if self._is_paper else mark.glyph)

    def _passage(self, passage: LaidPassage, section: str) -> Iterator[Block]:
        anchor = passage.anchor or section
        label = passage.label.text if passage.label else ""
        yield _block("heading", f"{passage.number} {label}", anchor)
        yield from _paragraphs(passage.paragraphs, anchor)
        for margin in passage.margin:
            yield _block("question", margin.question.text, anchor)
            yield from (self._mark("answer", mark, anchor) for mark in margin.marks)
        notes = [_block("small", note.text, anchor) for note in passage.notes]
        exact = self._block(passage.exact, anchor)
        yield from (*notes, *exact) if self._is_paper else (*exact, *notes)

    def _block(self, block: laid_out.Block | None, around: str) -> Iterator[Block]:
        """A block of any type, below an anchor."""
        match block:
            case Text():
                yield from _text(block, around)
            case Items():
                yield from _items(block, around)
            case Rows():
                yield from _rows(block, around)
            case Closed():
                yield from self._closed(block, around)
            case Part():
                yield from self._part(block, around)

    def _closed(self, closed: Closed, around: str) -> Iterator[Block]:
        anchor = nearest(closed.anchor, around)
        yield _block("summary", closed.summary.text if self._is_paper else f"{closed.summary.text} {closed.of}", anchor)
        for block in closed.blocks:
            yield from self._block(block, anchor)

    def _part(self, part: Part, around: str) -> Iterator[Block]:
        anchor = nearest(part.anchor, around)
        yield _block("heading", part.heading.text, anchor)
        yield _block("paragraph", part.note.text if part.note else "", anchor)
        for block in part.blocks:
            yield from self._block(block, anchor)


def _text(text: Text, anchor: str) -> Iterator[Block]:
    """A block for each line, the first with the strong words before it."""
    head = f"{text.head.text} " if text.head else ""
    lines = [line.text for line in text.lines] or [""]
    yield from (_block("paragraph", line, anchor) for line in (f"{head}{lines[0]}", *lines[1:]))


def _items(items: Items, around: str) -> Iterator[Block]:
    for item in items.items:
        anchor = nearest(item.anchor, around)
        yield _block("item", item.line.text, anchor)
        yield from (_block("small", line.text, anchor) for line in item.under)


def _rows(rows: Rows, around: str) -> Iterator[Block]:
    anchor = nearest(rows.anchor, around)
    yield _block("heading", rows.heading.text if rows.heading else "", anchor)
    for row in rows.rows:
        yield _block("question", row.head.text, anchor)
        yield from (_block("answer", line.text, anchor) for answer in row.answers for line in answer.lines)


def _paragraphs(paragraphs: Sequence[Paragraph], anchor: str) -> Iterator[Block]:
    for paragraph in paragraphs:
        yield _block("paragraph", _words(paragraph.runs), anchor)
        yield from (_block("item", _words([item]), anchor) for item in paragraph.items)


def _words(runs: Iterable[Run]) -> str:
    """The words of runs, and of their links, without addresses."""
    return " ".join("".join(words for words, _ in pieces(run.text)) for run in runs)


def _block(kind: str, text: str, anchor: str = "") -> Block:
    return Block(kind, anchor, (Span(text),))

"""What a site must have, from its registry alone: its notices in each language, and their words, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from site_builder.facts.facts import facts
from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import Box, Entry, LaidNotice, Paragraph, Run
from site_builder.facts.layout.notice import lay_out
from site_builder.load.project.languages import language
from site_builder.model import Registry
from site_builder.verify.difference import Difference
from site_builder.verify.links import pieces
from site_builder.verify.signature_check import VerifyError
from site_builder.verify.text_blocks import Block, Reading, Span

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
        for fact in sorted(expected[edition.laid.id] - _facts_in(edition.laid)):
            yield Difference("missing", fact, file=edition.page)


def _facts_in(laid: LaidNotice) -> set[str]:
    in_boxes = {fact for box in laid.boxes() for row in box.rows for answer in row.answers for fact in answer.facts}
    cells = (answer for row in laid.glance.rows for cell in row.cells for answer in cell)
    return in_boxes.union(*(answer.facts for answer in cells))


# ---- words


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

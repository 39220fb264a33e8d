"""What a site must have, from its registry alone: its notices in each language, and their words, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from site_builder.errors import Failure
from site_builder.facts.facts import facts
from site_builder.facts.language import Language
from site_builder.facts.layout import laid_out, paper
from site_builder.facts.layout.laid_out import (
    Closed,
    Glance,
    Items,
    LaidNotice,
    LaidPassage,
    LaidSection,
    Mark,
    Paragraph,
    Part,
    Rows,
    Run,
    Text,
    stated,
)
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.layout.paper import Paper
from site_builder.facts.layout.what_changed import FOLDER as CHANGES
from site_builder.facts.layout.what_changed import Document, log, with_latest
from site_builder.facts.layout.what_was_sent import Attestation, with_attested
from site_builder.facts.sentences import Sentences
from site_builder.locale.languages import language
from site_builder.model import Registry
from site_builder.render.inline import inline
from site_builder.verify.difference import Difference
from site_builder.verify.text_blocks import Block, Reading, Span, nearest

GLANCE = "page-glance"
CONTENTS = "page-contents"
"""The anchors of the table at the beginning, and of a PDF's list of contents."""


# ---- notices


@dataclass(frozen=True, slots=True)
class Edition:
    """One notice in one language, for everyone or for children: how it must read, and the paths of its page and PDFs.

    `large_print` is '' where the registry asks for none. `on_page` is how it reads on its page, `laid` in its PDFs.
    """

    laid: LaidNotice
    on_page: LaidNotice
    language: Language
    page: str
    paper: str
    large_print: str

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all its files."""
        return tuple(filter(None, (self.page, self.paper, self.large_print)))


def editions(
    registry: Registry, on: date, releases: Sequence[Document] = (), attested: Attestation | None = None
) -> tuple[Edition, ...]:
    """Every edition of every notice on a day, with what changed by the kept releases and what was sent.

    Raises Failure for a language that we do not have.
    """
    try:
        languages = [language(tag) for tag in registry.languages]
    except LookupError as error:
        raise Failure(f"This version cannot read the language {error}, so nothing was compared.") from error
    roots = ("" if one is languages[0] else f"{one.tag.lower()}/" for one in languages)
    pairs = zip(roots, languages, strict=True)
    return tuple(edition for root, one in pairs for edition in _editions(registry, one, root, on, releases, attested))


def _editions(
    registry: Registry,
    its_language: Language,
    root: str,
    on: date,
    releases: Sequence[Document],
    attested: Attestation | None,
) -> Iterator[Edition]:
    for notice in registry.notices:
        for for_children in (False, True) if notice.is_for_children_too else (False,):
            folder = f"{root}{notice.id}/child/" if for_children else f"{root}{notice.id}/"
            laid = lay_out(registry, notice, its_language, on, for_children=for_children)
            found = log(releases, notice.id, its_language, on)
            say = Sentences(registry, its_language)
            changed = with_latest(laid, found, say, f"{registry.site}{folder}{CHANGES}")
            page = with_attested(changed, attested, its_language, say, registry.site)
            yield in_folder(folder, laid, page, its_language, has_large_print=bool(registry.large_print))


def in_folder(
    folder: str, laid: LaidNotice, on_page: LaidNotice, its_language: Language, *, has_large_print: bool
) -> Edition:
    """The edition whose page and PDFs are in a folder."""
    large_print = f"{folder}notice-large-print.pdf" if has_large_print else ""
    return Edition(laid, on_page, its_language, f"{folder}index.html", f"{folder}notice.pdf", large_print)


def without_facts(registry: Registry, on: date, all_editions: tuple[Edition, ...]) -> Iterator[Difference]:
    """Facts of a notice that one of its editions leaves out: all languages and readers get the same facts."""
    expected = {str(notice.id): {fact.id for fact in facts(registry, notice, on)} for notice in registry.notices}
    for edition in all_editions:
        yield from left_out(edition, expected[edition.laid.id])


def left_out(edition: Edition, facts_of_notice: set[str]) -> Iterator[Difference]:
    """Those of a notice's facts that an edition leaves out."""
    for fact in sorted(facts_of_notice - stated(edition.laid)):
        yield Difference("missing", fact, file=edition.page)


# ---- words


def on_page(laid: LaidNotice, language: Language) -> Reading:
    """The blocks of the notice's region on its page, in reading order, also those that a reader opens."""
    del language
    return tuple(block for block in _page(laid) if block.text)


def on_paper(laid: LaidNotice, language: Language, *, is_large: bool = False) -> Reading:
    """The blocks of its PDF, in reading order, without the lines at the edge of each page; signs are drawn.

    In large print each row of the table is a list of questions with their answers.
    """
    blocks = _paper(paper.on_paper(laid), language, is_large=is_large)
    return tuple(replace(block, sign="") for block in blocks if block.text)


def _page(laid: LaidNotice) -> Iterator[Block]:
    yield from _remarks(laid)
    yield _block("title", laid.title.text)
    yield from _opening(laid)
    yield from (_block("item", link.text) for link in laid.links)
    yield from _glance(laid.glance, has_questions=True)
    yield from _any(laid.everywhere, "")
    for section in laid.sections:
        yield _block("heading", section.heading.text, section.anchor)
        for passage in section.passages:
            anchor = passage.anchor or section.anchor
            yield from (*_words_of(passage, anchor), *_answers_of(passage, anchor))
            yield from (*_any(passage.exact, anchor), *_notes_of(passage, anchor))
    yield from chain.from_iterable(_part(part, "") for part in laid.parts)
    yield from _any(laid.grown_ups, "")


def _paper(made: Paper, language: Language, *, is_large: bool) -> Iterator[Block]:
    laid = made.notice
    yield _block("paragraph", laid.organisation.text)
    yield from _remarks(laid)
    yield _block("title", laid.title.text)
    yield from _opening(laid)
    yield from _glance_in_large_print(laid.glance) if is_large else _glance(laid.glance, has_questions=False)
    yield from chain.from_iterable(_part(part, "") for part in (*made.left, *made.right))
    yield from _contents(made, language)
    yield from (*_sections(made, language), *_after(made), *_annex(made, language))


def _contents(made: Paper, language: Language) -> Iterator[Block]:
    """The list of what follows page 1; of a child's notice, the parts for grown-ups are one."""
    grown_ups = made.notice.grown_ups
    after = [grown_ups.summary] if grown_ups else [part.heading for part in made.after]
    headings = [*(_numbered(number, section).text for number, section in made.sections), *(line.text for line in after)]
    headings += [] if made.annex.is_empty else [_annex_heading(made, language)]
    if headings:
        yield _block("heading", language.page("in_this_notice"))
        yield from (_block("item", heading, CONTENTS) for heading in headings)


def _annex_heading(made: Paper, language: Language) -> str:
    return str(language.texts["exact"]["facts_for_grown_ups" if made.notice.grown_ups else "facts"])


def _sections(made: Paper, language: Language) -> Iterator[Block]:
    for number, section in made.sections:
        yield _numbered(number, section)
        if not section.passages:
            yield _block("remark", language.texts["closed"]["table"]["nothing"], section.anchor)
        for passage in section.passages:
            anchor = passage.anchor or section.anchor
            yield from (*_words_of(passage, anchor), *_answers_of(passage, anchor), *_notes_of(passage, anchor))


def _after(made: Paper) -> Iterator[Block]:
    grown_ups = made.notice.grown_ups
    if grown_ups:
        yield _block("heading", grown_ups.summary.text, grown_ups.anchor)
    yield from chain.from_iterable(_part(part, "") for part in made.after)
    yield _block("version", made.notice.edition)


def _annex(made: Paper, language: Language) -> Iterator[Block]:
    """The exact facts: the numbers and labels of the words stand above them again."""
    annex = made.annex
    if not annex.is_empty:
        yield _block("heading", _annex_heading(made, language), paper.ANNEX)
        yield _block("remark", language.page("annex"), paper.ANNEX)
    yield from chain.from_iterable(_closed(replace(closed, of=""), "") for closed in annex.everywhere)
    for number, section in annex.sections:
        yield replace(_numbered(number, section), kind="summary")
        for passage in section.passages:
            anchor = passage.anchor or section.anchor
            yield _label_of(passage, anchor)
            facts = passage.exact.blocks if passage.exact else ()
            yield from (*chain.from_iterable(_any(block, anchor) for block in facts), *_notes_of(passage, anchor))
    yield from chain.from_iterable(_closed(replace(closed, of=""), "") for closed in annex.others)


# ---- one function for each part and type of a laid-out notice


def _remarks(laid: LaidNotice) -> Iterator[Block]:
    """What kind of edition it is."""
    yield from (_block("remark", text) for text in (*(banner.text for banner in laid.banners), laid.untranslated))


def _opening(laid: LaidNotice) -> Iterator[Block]:
    yield from _paragraphs(laid.opening, "")
    yield from (replace(block, kind="remark") for text in laid.soon for block in _text(text, ""))
    yield from _any(laid.ask, "")


def _numbered(number: str, section: LaidSection) -> Block:
    return _block("heading", f"{number} {section.heading.text}", section.anchor)


def _glance(glance: Glance, *, has_questions: bool) -> Iterator[Block]:
    """The table. On a page each cell also has the head of its column, for narrow windows."""
    if not glance.rows:
        return
    yield _block("caption", glance.caption, GLANCE)
    yield _block("small", glance.note, GLANCE)
    yield from (_block("head", head, GLANCE) for head in glance.heads)
    for row in glance.rows:
        yield _block("head", row.heading.text, GLANCE)
        yield from (_block("small", line.text, GLANCE) for line in row.under)
        questions = glance.heads[1:] if len(row.cells) == len(glance.heads) - 1 else ("",)
        for question, mark in zip(questions, row.cells, strict=True):
            yield _block("question", question if has_questions else "", GLANCE)
            yield from (_mark("cell", each, GLANCE) for each in (mark, *mark.more))


def _glance_in_large_print(glance: Glance) -> Iterator[Block]:
    caption, note, *blocks = _glance(glance, has_questions=True) if glance.rows else [_block("caption", "")] * 2
    first = glance.heads[0] if glance.rows else ""
    yield from (caption, note)
    for block in blocks[len(glance.heads) :]:
        yield from ([_block("question", first, GLANCE)] if block.kind == "head" else [])
        yield block


def _mark(kind: str, mark: Mark, anchor: str) -> Block:
    return replace(_block(kind, mark.line.text, anchor), sign=mark.glyph)


def _label_of(passage: LaidPassage, anchor: str) -> Block:
    return _block("heading", f"{passage.number} {passage.label.text if passage.label else ''}", anchor)


def _words_of(passage: LaidPassage, anchor: str) -> Iterator[Block]:
    yield _label_of(passage, anchor)
    yield from _paragraphs(passage.paragraphs, anchor)


def _answers_of(passage: LaidPassage, anchor: str) -> Iterator[Block]:
    for margin in passage.margin:
        yield _block("question", margin.question.text, anchor)
        yield from (_mark("answer", mark, anchor) for mark in margin.marks)


def _notes_of(passage: LaidPassage, anchor: str) -> Iterator[Block]:
    yield from (_block("small", note.text, anchor) for note in passage.notes)


def _any(block: laid_out.Block | None, around: str) -> Iterator[Block]:
    """A block of any type, below an anchor."""
    match block:
        case Text():
            yield from _text(block, around)
        case Items():
            yield from _items(block, around)
        case Rows():
            yield from _rows(block, around)
        case Closed():
            yield from _closed(block, around)
        case Part():
            yield from _part(block, around)


def _closed(closed: Closed, around: str) -> Iterator[Block]:
    """What a reader opens, and what is anchored in it; `of`, for screen readers, is heard on the page."""
    yield _block("summary", f"{closed.summary.text} {closed.of}", around)
    anchor = nearest(closed.anchor, around)
    yield from chain.from_iterable(_any(block, anchor) for block in closed.blocks)


def _part(part: Part, around: str) -> Iterator[Block]:
    anchor = nearest(part.anchor, around)
    yield _block("heading", part.heading.text, anchor)
    yield _block("paragraph", part.note.text if part.note else "", anchor)
    yield from chain.from_iterable(_any(block, anchor) for block in part.blocks)


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
        yield _block("question", row.head.text, nearest(row.anchor, anchor))
        for answer in row.answers:
            yield from (_block("answer", line.text, anchor) for line in answer.lines)
            yield from (_mark("answer", mark, anchor) for mark in answer.marks)


def _paragraphs(paragraphs: Sequence[Paragraph], anchor: str) -> Iterator[Block]:
    for paragraph in paragraphs:
        yield _block("paragraph", _words(paragraph.runs), anchor)
        yield from (_block("item", _words([item]), anchor) for item in paragraph.items)


def _words(runs: Iterable[Run]) -> str:
    """The words of runs, and of their links, without addresses."""
    return " ".join("".join(span.text for span in inline(run.text)) for run in runs)


def _block(kind: str, text: str, anchor: str = "") -> Block:
    return Block(kind, anchor, (Span(text),))

"""Notices to try the PDF with, the gate that each PDF must pass, and broken twins that the gate must catch."""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING

import pikepdf
from hypothesis import strategies as st

from site_builder import fonts as glyphs
from site_builder.facts.layout.laid_out import (
    Answer,
    Box,
    Entry,
    Glance,
    GlanceRow,
    LaidNotice,
    LaidSection,
    Paragraph,
    Row,
    Run,
)
from site_builder.facts.rich_text import Line, Piece, line
from site_builder.render import pdf
from site_builder.render.inline import inline
from tests.checkers.pdf import page_validation_ua1
from tests.checkers.tagged import tagged_blocks
from tests.reading import of_box, of_glance
from tests.seed import ON, english, laid_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FEED = '{"title": "Who we share with – é"}\r\n'.encode()
HOSTILE = (
    "#panic() $x$ @label \\ *b* _i_ `r` <tag> </script> {{7*7}} = h /* c */ // d -- --- ... ~ \" ' & &amp; "
    "https://example.org/?a=b " + "Donaudampfschiff" * 20
)


def render(notice: LaidNotice) -> bytes:
    return pdf.render(notice, english(), feed=FEED, issued=ON)


@cache
def seed() -> bytes:
    return render(laid_out())


# ---- notices made by hand


def said(text: str, language: str = "en-gb") -> tuple[Paragraph, ...]:
    return (Paragraph((Run(text, language),)),)


def told(text: str, *, url: str | None = None, target: str | None = None) -> Answer:
    return Answer(line(text), url=url, target=target)


def row(question: str, *answers: Answer, key: str = "why") -> Row:
    return Row(key, line(question), answers)


def entry(anchor: str, text: str, *rows: Row) -> Entry:
    return Entry(said(text), (Box(anchor, rows),))


def small() -> LaidNotice:
    """A notice with one of everything."""
    return LaidNotice(
        id="small",
        language="en-gb",
        for_children=False,
        organisation=line("Example Council"),
        title=line("Small notice"),
        opening=said("We say little."),
        facts=Box("page-facts", (row("Whom is it about?", told("Everybody")),)),
        glance=Glance("At a glance", ("Who", "Why"), (GlanceRow("section-a", line("Police"), ((),)),)),
        sections=(
            LaidSection(
                "section-a",
                line("Police"),
                (
                    entry("a-1", "We tell [the police](https://police.example/a?b=c).", row("Why?", told("Safety"))),
                    entry("a-2", "They tell others.", row("What else?", told("What the police", target="a-1"))),
                ),
            ),
        ),
        closing=(Paragraph((Run("We may:", "en-gb"),), (Run("stop", "en-gb"), Run("ask", "en-gb"))),),
        rights_heading="Your rights",
        rights=Box("page-rights", (row("Can you see it?", told("Yes")),)),
        about_heading="About this notice",
        about=Box("page-about", (row("Who are we?", told("A council"), told("Public")),)),
        edition="Version 1.2, 25 November 2026",
        untranslated="",
    )


def hostile() -> LaidNotice:
    """The small notice with text in every field that means something to Typst, HTML, Markdown or Jinja."""
    rows = (row(HOSTILE, told(HOSTILE), told(HOSTILE, target="x-1"), key="who"),)
    return replace(
        small(),
        title=line(HOSTILE),
        organisation=line(HOSTILE),
        edition=HOSTILE,
        opening=(Paragraph((Run(HOSTILE, "en-gb"),), (Run(HOSTILE, "cy"),)),),
        facts=Box("page-facts", rows),
        glance=Glance(HOSTILE, (HOSTILE, HOSTILE), (GlanceRow("x", line(HOSTILE), ((told(HOSTILE),),)),)),
        sections=(LaidSection("x", line(HOSTILE), (Entry(said(HOSTILE), (Box("x-1", rows),)),)),),
        rights_heading=HOSTILE,
        rights=Box("page-rights", rows),
        about_heading=HOSTILE,
        untranslated=HOSTILE,
        about=Box("page-about", rows),
    )


# ---- what a reader must meet, and what the PDF gives


def blocks_of(notice: LaidNotice) -> Iterator[str]:
    """The text of each block in reading order, derived from the laid-out notice alone."""
    yield from (notice.title.text, notice.organisation.text, notice.untranslated)
    yield from (*words_of(notice.opening), *of_box(notice.facts))
    if notice.glance.rows:
        yield from (notice.glance.caption, *notice.glance.heads)
        yield from chain.from_iterable(of_glance(each, english()) for each in notice.glance.rows)
    if notice.sections:
        yield english().page("in_this_notice")
    for section in notice.sections:
        yield section.heading.text
        for each in section.entries:
            yield from (*words_of(each.paragraphs), *chain.from_iterable(map(of_box, each.boxes)))
    yield from words_of(notice.closing)
    for heading, box in ((notice.rights_heading, notice.rights), (notice.about_heading, notice.about)):
        if box.rows:
            yield from (heading, *of_box(box))
    yield notice.edition


def words_of(paragraphs: tuple[Paragraph, ...]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield " ".join(typed(run) for run in paragraph.runs)
        yield from map(typed, paragraph.items)


def typed(run: Run) -> str:
    return "".join(span.text for span in inline(run.text))


def folded(texts: Iterator[str]) -> list[str]:
    single = (" ".join(unicodedata.normalize("NFC", text).split()) for text in texts)
    return [text for text in single if text]


def read(data: bytes) -> list[str]:
    """The blocks of the PDF through its tags, without bullets and the list of contents."""
    found = [block for block in tagged_blocks(data) if "TOC" not in block.path]
    return [block.text for block in found if (block.path[-1], block.text) != ("Lbl", "•")]


def faults(data: bytes, notice: LaidNotice) -> list[str]:
    """The whole gate: the standard, the language, and each block as often and in the order of the notice."""
    found = page_validation_ua1(data)
    expected, told = folded(blocks_of(notice)), read(data)
    if expected != told:
        wrong = next((pair for pair in zip(expected, told, strict=False) if pair[0] != pair[1]), ("the end", ""))
        found.append(f"words: {len(expected)} blocks became {len(told)}, first at “{wrong[0]}”")
    with pikepdf.open(BytesIO(data)) as document:
        if str(document.Root.get("/Lang")) != "en-GB":
            found.append("language")
    return found


@contextmanager
def elements(data: bytes) -> Iterator[Callable[[str], list[pikepdf.Object]]]:
    """A function that gives the structure elements of a kind."""
    with pikepdf.open(BytesIO(data)) as document:
        found = [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]
        yield lambda kind: [each for each in found if kind == each.S]


# ---- broken twins


def without_a_row(notice: LaidNotice) -> bytes:
    """What a renderer makes that drops the last row of one box."""
    first, *others = notice.sections
    box = first.entries[0].boxes[0]
    less = replace(first.entries[0], boxes=(replace(box, rows=box.rows[:-1]),))
    return render(replace(notice, sections=(replace(first, entries=(less, *first.entries[1:])), *others)))


def without_a_paragraph(notice: LaidNotice) -> bytes:
    """A paragraph that is seen and not reached through the tags."""
    return changed(render(notice), lambda document: _drop_last_paragraph(document.Root.StructTreeRoot))


def _drop_last_paragraph(root: pikepdf.Object) -> None:
    whole = root.K[0] if isinstance(root.K, pikepdf.Array) else root.K
    last = max(i for i, kid in enumerate(whole.K) if kid.S == "/P")
    del whole.K[last]


def without_title(notice: LaidNotice) -> bytes:
    def drop(document: pikepdf.Pdf) -> None:
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            del metadata["dc:title"]

    return changed(render(notice), drop)


def without_language(notice: LaidNotice) -> bytes:
    return changed(render(notice), lambda document: document.Root.__delitem__("/Lang"))


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        change(document)
        document.save(out)
    return out.getvalue()


# ---- notices at random

LETTERS = "".join(sorted(c for c in glyphs.covered() if c not in "[]\\•"))
TEXTS = st.text(LETTERS, min_size=1, max_size=60).filter(str.strip)
RUNS = st.builds(Run, TEXTS, st.sampled_from(["en-gb", "cy", "pl", "el-GR"]))
PARAGRAPHS = st.builds(
    Paragraph, st.lists(RUNS, min_size=1, max_size=3).map(tuple), st.lists(RUNS, max_size=3).map(tuple)
)
PIECES = st.builds(Piece, TEXTS, st.sampled_from([None, None, "cy"]))
LINES = st.builds(Line, st.lists(PIECES, min_size=1, max_size=3).map(tuple))
ANSWERS = st.builds(
    Answer,
    LINES,
    st.just(()),
    st.sampled_from([None, "https://example.org/ü", "mailto:a@b.example"]),
    st.sampled_from([None, "s-0", "page-about"]),
)
ROWS = st.builds(Row, st.sampled_from(["who", "why"]), LINES, st.lists(ANSWERS, min_size=1, max_size=3).map(tuple))
BOXES = st.builds(Box, st.sampled_from(["b-1", "b-2", "b-3"]), st.lists(ROWS, max_size=3).map(tuple))
ENTRIES = st.builds(Entry, st.lists(PARAGRAPHS, max_size=2).map(tuple), st.lists(BOXES, max_size=2).map(tuple))


@st.composite
def notices(draw: st.DrawFn) -> LaidNotice:
    """Any notice whose links arrive."""
    texts = draw(st.lists(TEXTS, min_size=8, max_size=8))
    entries = draw(st.lists(st.lists(ENTRIES, max_size=3), min_size=1, max_size=3))
    cells = st.tuples(*[st.lists(ANSWERS, max_size=2).map(tuple)] * 2)
    rows = draw(st.lists(st.builds(GlanceRow, st.just("s-0"), LINES, cells), max_size=3))
    return LaidNotice(
        id="any",
        language="en-gb",
        for_children=False,
        organisation=draw(LINES),
        title=draw(LINES),
        opening=tuple(draw(st.lists(PARAGRAPHS, max_size=2))),
        facts=draw(BOXES),
        glance=Glance(texts[2], (texts[3], texts[4], texts[5]), tuple(rows)),
        sections=tuple(LaidSection(f"s-{i}", line(texts[6]), tuple(each)) for i, each in enumerate(entries)),
        closing=tuple(draw(st.lists(PARAGRAPHS, max_size=2))),
        rights_heading=texts[0],
        rights=Box("page-rights", (draw(ROWS),)),
        about_heading=texts[7],
        about=Box("page-about", (draw(ROWS),)),
        edition="1",
        untranslated=texts[0],
    )

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
import pypdfium2
from hypothesis import strategies as st

from site_builder import fonts as glyphs
from site_builder.facts.layout.exact import EVERYWHERE
from site_builder.facts.layout.laid_out import (
    Answer,
    Closed,
    Glance,
    GlanceRow,
    Item,
    Items,
    LaidNotice,
    LaidPassage,
    LaidSection,
    Margin,
    Mark,
    Paragraph,
    Part,
    Row,
    Rows,
    Run,
    Text,
)
from site_builder.facts.layout.named import ANCHOR as NAMED
from site_builder.facts.layout.paper import ON_THE_LEFT, ON_THE_RIGHT
from site_builder.facts.layout.rights import ANCHOR as RIGHTS
from site_builder.facts.layout.silence import ANCHOR as SILENCE
from site_builder.facts.rich_text import Line, Piece, line
from site_builder.render import pdf
from site_builder.render.inline import inline
from site_builder.verify.tagged import tagged_blocks
from tests.checkers.pdf import page_validation_ua1
from tests.seed import ON, english, laid_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from site_builder.facts.layout.laid_out import Block

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


def told(text: str, *, url: str | None = None) -> Answer:
    return Answer((Line((Piece(text, None, url),)),))


def row(head: str, *answers: Answer) -> Row:
    return Row("why", line(head), answers)


def exact(*rows: Row, anchor: str = "", heading: str = "") -> Closed:
    box = Rows(rows, line(heading) if heading else None, anchor)
    return Closed(line("Exact facts"), (box, WAY_UP), of="of it")


def passage(number: str, thing: str, text: str, *rows: Row, label: str = "The police: safety") -> LaidPassage:
    margin = (
        Margin(line("Must it be shared?"), (Mark("no", line("No, but we may")),)),
        Margin(line("Have you a choice?"), (Mark("some", line("Usually")), Mark("no", line("Not if there is a risk")))),
    )
    return LaidPassage(said(text), number, line(label), thing, margin, exact(*rows))


def linked(text: str, address: str) -> Line:
    return Line((Piece(text, None, address),))


WAY_UP = Text((linked("Common facts", f"#{EVERYWHERE}"),))


def small() -> LaidNotice:
    """A notice with one of everything."""
    others = replace(
        passage("1.2", "", "They tell others.", label="The fire service: order"),
        exact=exact(row("Why", told("Order", url="#a-1")), anchor="a-2", heading="The fire service"),
        notes=(linked("As in 1.1", "#p1.1"),),
    )
    rights = (
        Text((line("By law, you can ask us to:"),)),
        Items((Item(line("show it to you")), Item(line("correct it")))),
        Text((linked("a@b.example", "mailto:a@b.example"), line("By post: Town Hall")), line("To ask:")),
        Closed(line("The law on research"), (Text((linked("1.1", "#p1.1"),)), Items((Item(line("Records")),)))),
    )
    police = Item(
        linked("The police", "#a-2"), (), "n-police", (line("A company"), linked("Website", "https://a.example"))
    )
    listed = Paragraph((Run("We may:", "en-gb"),), (Run("stop", "en-gb"), Run("ask", "en-gb")))
    return LaidNotice(
        id="small",
        language="en-gb",
        for_children=False,
        organisation=line("Example Council"),
        title=line("Small notice"),
        banners=(line("A draft"), linked("Replaced by another", "https://council.example/another/")),
        opening=said("We say little."),
        ask=None,
        glance=Glance(
            "The short answer",
            ("Who", "What for?", "Must it be shared?"),
            (
                GlanceRow("section-a", line("Police"), (line("One, two"), line("To and from X")), MARKS),
                GlanceRow("section-a", line("Others"), (), (Mark("", linked("Rules for 1.1", "#p1.1")),)),
            ),
            "Numbers lead to the passages below.",
        ),
        links=(linked("Everyone named", "#named"),),
        everywhere=Closed(line("Common facts (1)"), (Rows((row("Law", told("The Act")),)),), EVERYWHERE),
        sections=(
            LaidSection(
                "section-a",
                line("Police"),
                (
                    passage("1.1", "a-1", "We tell [the police](https://police.example/a?b=c).", row("Why", LONG)),
                    others,
                    LaidPassage(said("Words that state nothing.")),
                ),
            ),
            LaidSection("section-b", line("Nobody"), ()),
            LaidSection("page-closing", line("Good to know"), (LaidPassage((listed,)),)),
        ),
        parts=(
            Part(RIGHTS, line("Your rights"), rights),
            Part(SILENCE, line("What this notice does not say"), (Items((Item(line("the law")),), "columns"),)),
            Part(
                "page-named",
                line("Everyone named"),
                (FIND, Items((police,), "named")),
                line("The numbers lead to words."),
            ),
            Part("page-about", line("About this notice"), (Closed(line("Checked"), (replace(FIND, style="wide"),)),)),
        ),
        grown_ups=None,
        edition="Version 1.2, 25 November 2026",
        untranslated="Not everything is in this language.",
    )


MARKS = (Mark("yes", line("Crime, fraud")), Mark("not", line("Not said")))
LONG = Answer((line("At most 3 years"), linked("Our list", "https://council.example/list"), line("Covers names")))
FIND = Rows((row("Gets health data", told("The police", url="#n-police"), told("A page", url="#grown")),), style="find")


def hostile() -> LaidNotice:
    """The small notice with text in every field that means something to Typst, HTML, Markdown or Jinja."""
    hostile_line, mark = line(HOSTILE), Mark("some", line(HOSTILE))
    box = Rows((row(HOSTILE, told(HOSTILE), told(HOSTILE, url="#x-1"), Answer((hostile_line,) * 3)),), hostile_line)
    items = Items((Item(hostile_line, (), "", (hostile_line,)),))
    closed = Closed(hostile_line, (box, items, Text((hostile_line, hostile_line), hostile_line)), EVERYWHERE, HOSTILE)
    margin = (Margin(hostile_line, (mark, mark)),)
    return replace(
        small(),
        title=hostile_line,
        organisation=hostile_line,
        banners=(hostile_line,),
        edition=HOSTILE,
        opening=(Paragraph((Run(HOSTILE, "en-gb"),), (Run(HOSTILE, "cy"),)),),
        glance=Glance(
            HOSTILE,
            (HOSTILE,) * 3,
            (GlanceRow("x", hostile_line, (hostile_line,), (mark, replace(mark, more=(mark,)))),),
            HOSTILE,
        ),
        everywhere=closed,
        sections=(
            LaidSection(
                "x",
                hostile_line,
                (LaidPassage(said(HOSTILE), HOSTILE, hostile_line, "x-1", margin, closed, (hostile_line,)),),
            ),
        ),
        parts=(Part(HOSTILE, hostile_line, (box, items, closed), hostile_line),),
        untranslated=HOSTILE,
    )


# ---- what a reader must meet, and what the PDF gives


def blocks_of(notice: LaidNotice) -> Iterator[str]:
    """The text of each block in the order of paper, derived from the laid-out notice alone."""
    yield from (notice.organisation.text, *texts(notice.banners), notice.untranslated, notice.title.text)
    yield from words_of(notice.opening)
    yield from of_block(notice.ask) if notice.ask else ()
    if notice.glance.rows:
        yield from (notice.glance.caption, notice.glance.note, *notice.glance.heads)
        for each in notice.glance.rows:
            yield from (
                each.heading.text,
                *texts(each.under),
                *(m.line.text for mark in each.cells for m in (mark, *mark.more)),
            )
    on_page_1 = [part for side in (ON_THE_LEFT, ON_THE_RIGHT) for part in notice.parts if part.anchor in side]
    grown_ups = [part for part in (notice.grown_ups.blocks if notice.grown_ups else ()) if isinstance(part, Part)]
    after = [*(part for part in notice.parts if part.anchor not in ON_THE_LEFT | ON_THE_RIGHT), *grown_ups]
    yield from chain.from_iterable(map(opened, on_page_1))
    yield english().page("in_this_notice")
    for number, section in enumerate(notice.sections, 1):
        yield f"{number} {section.heading.text}" if section.heading.text.strip() else ""
        yield from chain.from_iterable(map(of_passage, section.passages))
        yield "" if section.passages else "This part says nothing today"
    yield notice.grown_ups.summary.text if notice.grown_ups else ""
    yield from chain.from_iterable(map(opened, after))
    yield notice.edition
    yield from annex(notice, [*notice.parts, *grown_ups])


def opened(part: Part) -> Iterator[str]:
    """A part without what a reader of the page opens, but with the list of everyone named."""
    listed = [b for each in closed(part) if part.anchor == NAMED for b in each.blocks]
    return of_block(replace(part, blocks=(*(b for b in part.blocks if not isinstance(b, Closed)), *listed)))


def closed(part: Part) -> Iterator[Closed]:
    """What a reader of the page opens, but for the kinds of data, which are on no paper."""
    return (each for each in part.blocks if isinstance(each, Closed) and each.anchor != "page-kinds")


def annex(notice: LaidNotice, parts: Iterable[Part]) -> Iterator[str]:
    """The exact facts: of everything, by number, and what else a reader of the page opens."""
    grown_ups = [each for each in (notice.grown_ups.blocks if notice.grown_ups else ()) if isinstance(each, Closed)]
    everywhere = [each for each in (notice.everywhere, *grown_ups[:1]) if each and each.anchor == EVERYWHERE]
    others = [each for each in grown_ups if each not in everywhere]
    others += [each for part in parts if part.anchor != NAMED for each in closed(part)]
    sections = [(n, s) for n, s in enumerate(notice.sections, 1) if any(p.exact for p in s.passages)]
    if everywhere or others or sections:
        exact = english().texts["exact"]
        yield from (exact["facts_for_grown_ups" if notice.grown_ups else "facts"], english().page("annex"))
    yield from chain.from_iterable(map(of_block, everywhere))
    for number, section in sections:
        yield f"{number} {section.heading.text}"
        for passage in section.passages:
            if passage.exact:
                yield f"{passage.number} {passage.label.text if passage.label else ''}"
                yield from chain.from_iterable(of_block(each) for each in passage.exact.blocks if each != WAY_UP)
                yield from texts(passage.notes)
    yield from chain.from_iterable(map(of_block, others))


def of_passage(passage: LaidPassage) -> Iterator[str]:
    yield f"{passage.number} {passage.label.text if passage.label else ''}"
    yield from words_of(passage.paragraphs)
    for margin in passage.margin:
        yield from (margin.question.text, *(mark.line.text for mark in margin.marks))
    yield from () if passage.exact else texts(passage.notes)


def of_block(block: Block) -> Iterator[str]:
    """The texts of a block; what is closed on a page stands open below its summary."""
    match block:
        case Text():
            first, *others = texts(block.lines)
            yield from (f"{block.head.text} {first}" if block.head else first, *others)
        case Items():
            yield from chain.from_iterable((item.line.text, *texts(item.under)) for item in block.items)
        case Rows():
            yield block.heading.text if block.heading else ""
            for each in block.rows:
                yield each.head.text
                yield from chain.from_iterable(texts(answer.lines) for answer in each.answers)
        case Closed():
            yield from (block.summary.text, *chain.from_iterable(map(of_block, block.blocks)))
        case Part():
            yield from (block.heading.text, block.note.text if block.note else "")
            yield from chain.from_iterable(map(of_block, block.blocks))


def texts(lines: Iterable[Line]) -> Iterator[str]:
    return (each.text for each in lines)


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
    """The whole gate: the standard, the language, each block as often and in the order of the notice, on the paper."""
    found = page_validation_ua1(data) + off_the_paper(data)
    expected, told = folded(blocks_of(notice)), read(data)
    if expected != told:
        wrong = next((pair for pair in zip(expected, told, strict=False) if pair[0] != pair[1]), ("the end", ""))
        found.append(f"words: {len(expected)} blocks became {len(told)}, first at “{wrong[0]}”")
    with pikepdf.open(BytesIO(data)) as document:
        if str(document.Root.get("/Lang")) != "en-GB":
            found.append("language")
    return found


def off_the_paper(data: bytes) -> list[str]:
    """Letters that are set beyond the edge of a page, where they stand in the tags and on no sheet."""
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document, 1):
            text, (width, height) = page.get_textpage(), page.get_size()
            boxes = (text.get_charbox(i) for i in range(text.count_chars()))
            beyond = [box for box in boxes if min(box) < 0 or box[2] > width or box[3] > height]
            found += [f"{len(beyond)} letters beyond the edge of page {number}"] if beyond else []
    return found


@contextmanager
def elements(data: bytes) -> Iterator[Callable[[str], list[pikepdf.Object]]]:
    """A function that gives the structure elements of a kind."""
    with pikepdf.open(BytesIO(data)) as document:
        found = [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]
        yield lambda kind: [each for each in found if kind == each.S]


# ---- broken twins


def without_a_row(notice: LaidNotice) -> bytes:
    """What a renderer makes that drops the last row of the exact facts of one passage."""
    first, *others = notice.sections
    passage, *later = first.passages
    box, *after = passage.exact.blocks if passage.exact else ()
    assert passage.exact
    assert isinstance(box, Rows)
    less = replace(passage, exact=replace(passage.exact, blocks=(replace(box, rows=box.rows[:-1]), *after)))
    return render(replace(notice, sections=(replace(first, passages=(less, *later)), *others)))


def without_a_paragraph(notice: LaidNotice) -> bytes:
    """A paragraph that is seen and not reached through the tags."""
    return changed(render(notice), lambda document: _drop_last_paragraph(document.Root.StructTreeRoot))


def _drop_last_paragraph(root: pikepdf.Object) -> None:
    whole = root.K[0] if isinstance(root.K, pikepdf.Array) else root.K
    last = max(i for i, kid in enumerate(whole.K) if kid.S == "/P")
    del whole.K[last]


def with_an_answer_before_its_words(notice: LaidNotice) -> bytes:
    """The answers beside a passage are read before it; nothing that is seen changes."""

    def turn(document: pikepdf.Pdf) -> None:
        is_answers = (
            each for each in document.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/L"
        )
        answers = next(each for each in is_answers if each.P.S == "/Div" and each.P.P.S == "/Div")
        grid = answers.P.P
        grid.K = pikepdf.Array(reversed(list(grid.K)))

    return changed(render(notice), turn)


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
ADDRESSES = st.sampled_from([None, "https://example.org/ü", "mailto:a@b.example", "#p1.1", "#about", "#nowhere"])
PIECES = st.builds(Piece, TEXTS, st.sampled_from([None, None, "cy"]), ADDRESSES)
LINES = st.builds(Line, st.lists(PIECES, min_size=1, max_size=3).map(tuple))
SOME_LINES = st.lists(LINES, max_size=2).map(tuple)
ANCHORS = st.sampled_from(["", "a-1", "a-2", "a-3"])
MARK = st.builds(Mark, st.sampled_from(["", "yes", "no", "some", "not"]), LINES)
ANSWERS = st.builds(Answer, st.lists(LINES, min_size=1, max_size=3).map(tuple))
ROW = st.builds(Row, st.just("why"), LINES, st.lists(ANSWERS, min_size=1, max_size=3).map(tuple))
ITEM = st.builds(Item, LINES, st.just(()), ANCHORS, SOME_LINES)
STYLES = st.sampled_from(["", "find", "wide"])
OPEN = st.one_of(
    st.builds(Text, st.lists(LINES, min_size=1, max_size=2).map(tuple), st.none() | LINES),
    st.builds(Items, st.lists(ITEM, min_size=1, max_size=3).map(tuple)),
    st.builds(Rows, st.lists(ROW, min_size=1, max_size=3).map(tuple), st.none() | LINES, ANCHORS, STYLES),
)
CLOSED = st.builds(Closed, LINES, st.lists(OPEN, max_size=2).map(tuple), ANCHORS)
PART = st.builds(
    Part,
    st.sampled_from(["page-about", RIGHTS, SILENCE]),
    LINES,
    st.lists(OPEN | CLOSED, max_size=3).map(tuple),
    st.none() | LINES,
)
MARGIN = st.builds(Margin, LINES, st.lists(MARK, min_size=1, max_size=2).map(tuple))
PASSAGES = st.builds(
    LaidPassage,
    st.lists(PARAGRAPHS, max_size=2).map(tuple),
    st.sampled_from(["", "1.1", "1.2"]),
    st.none() | LINES,
    ANCHORS,
    st.lists(MARGIN, max_size=2).map(tuple),
    st.none() | CLOSED,
    SOME_LINES,
)


@st.composite
def notices(draw: st.DrawFn) -> LaidNotice:
    """Any notice."""
    texts = draw(st.lists(TEXTS, min_size=6, max_size=6))
    passages = draw(st.lists(st.lists(PASSAGES, max_size=3).map(tuple), min_size=1, max_size=3))
    cells = st.tuples(MARK) | st.tuples(MARK, MARK)
    rows = draw(st.lists(st.builds(GlanceRow, st.just("s-0"), LINES, SOME_LINES, cells), max_size=3))
    return LaidNotice(
        id="any",
        language="en-gb",
        for_children=False,
        organisation=draw(LINES),
        title=draw(LINES),
        banners=draw(SOME_LINES),
        opening=tuple(draw(st.lists(PARAGRAPHS, max_size=2))),
        ask=None,
        glance=Glance(texts[0], (texts[1], texts[2], texts[3]), tuple(rows), texts[4]),
        links=draw(SOME_LINES),
        everywhere=draw(st.none() | CLOSED.map(lambda closed: replace(closed, anchor=EVERYWHERE))),
        sections=tuple(LaidSection(f"s-{i}", line(texts[4]), each) for i, each in enumerate(passages)),
        parts=tuple(draw(st.lists(PART, max_size=2))),
        grown_ups=None,
        edition="1",
        untranslated=texts[5],
    )

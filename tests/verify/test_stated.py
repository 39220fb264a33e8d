"""What a reader must meet is all that the laid-out notice holds, in order, and what page and PDF are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from site_builder.core.layout.laid_out import Glance
from site_builder.core.lines import Line, Piece
from site_builder.renderers.pdf.tree import nodes, tree
from site_builder.sources.languages import language
from site_builder.verify import stated
from site_builder.verify.readings import KINDS, Block, Span
from tests.examples import FOLDERS, editions
from tests.reading import of_notice
from tests.renderers.pdf_gate import said, small
from tests.seed import english


def letters(texts: Iterable[str]) -> str:
    """All letters; pieces of a text have no space between them."""
    return "".join("".join(texts).split())


def said_by(blocks: Iterable[Block]) -> str:
    return letters(block.text for block in blocks)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_page_states_every_word_of_the_notice_and_its_questions_again_in_each_cell(name: str) -> None:
    for _, laid in editions(name):
        blocks = stated.page(laid, language(laid.language))
        again = [b for b in blocks if b.kind == "question" and b.anchor == "page-glance"]
        assert len(again) == sum(len(row.cells) for row in laid.glance.rows)
        shown = laid if laid.glance.rows else replace(laid, glance=Glance("", (), ()))
        typed = " ".join(of_notice(shown, language(laid.language)))
        assert said_by(b for b in blocks if b not in again) == letters(re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", typed))


@pytest.mark.parametrize("name", FOLDERS)
def test_a_pdf_states_what_is_set_in_it_with_its_languages_and_addresses(name: str) -> None:
    for _, laid in editions(name):
        spoken = language(laid.language)
        body = tree(laid, spoken)["body"]
        set_in_it = [n for n in nodes(body) if n["kind"] == "span"]
        blocks = [b for b in stated.paper(laid, spoken) if not is_of_contents(b)]
        assert said_by(blocks) == letters(str(n["text"]) for n in set_in_it)
        assert marks(span for b in blocks for span in b.spans) == [
            (str(n["text"]).strip(), n["lang"] or "", f"#{n['target']}" if n["target"] else n["url"] or "")
            for n in set_in_it
            if n["lang"] or n["target"] or n["url"]
        ]


def is_of_contents(block: Block) -> bool:
    return block.kind == "item" and not block.anchor and block.spans[0].address.startswith("#")


def marks(spans: Iterator[Span]) -> list[tuple[str, str, str]]:
    marked = (s for s in spans if s.language or s.address)
    return [(s.text.strip(), s.language.partition("-")[0], s.address) for s in marked]


def test_a_pdf_lists_what_stands_in_it() -> None:
    listed = [b for b in stated.paper(small(), english()) if is_of_contents(b)]
    assert [(b.text, b.spans[0].address) for b in listed] == [
        ("Police", "#section-a"),
        ("Your rights", "#page-rights"),
        ("About this notice", "#page-about"),
    ]
    assert "In this notice" in [block.text for block in stated.paper(small(), english())]
    assert not any(map(is_of_contents, stated.paper(replace(small(), sections=()), english())))


def test_the_small_notice_block_by_block() -> None:
    assert [(b.kind, b.anchor, b.text) for b in stated.page(small(), english())] == [
        ("title", "", "Small notice"),
        ("paragraph", "", "We say little."),
        ("question", "page-facts", "Whom is it about?"),
        ("answer", "page-facts", "Everybody"),
        ("caption", "page-glance", "At a glance"),
        ("head", "page-glance", "Who"),
        ("head", "page-glance", "Why"),
        ("head", "page-glance", "Police"),
        ("question", "page-glance", "Why"),
        ("cell", "page-glance", "This notice does not say"),
        ("heading", "section-a", "Police"),
        ("paragraph", "a-1", "We tell the police."),
        ("question", "a-1", "Why?"),
        ("answer", "a-1", "Safety"),
        ("paragraph", "a-2", "They tell others."),
        ("question", "a-2", "What else?"),
        ("answer", "a-2", "What the police"),
        ("paragraph", "", "We may:"),
        ("item", "", "stop"),
        ("item", "", "ask"),
        ("heading", "page-rights", "Your rights"),
        ("question", "page-rights", "Can you see it?"),
        ("answer", "page-rights", "Yes"),
        ("heading", "page-about", "About this notice"),
        ("question", "page-about", "Who are we?"),
        ("answer", "page-about", "A council"),
        ("answer", "page-about", "Public"),
    ]


def test_the_small_notice_on_paper() -> None:
    told = [(b.kind, b.anchor, b.text) for b in stated.paper(replace(small(), untranslated="Not whole."), english())]
    begin = told.index(("heading", "section-a", "Police"))
    assert told[: begin - 4] == [
        ("title", "", "Small notice"),
        ("paragraph", "", "Example Council"),
        ("remark", "", "Not whole."),
        ("paragraph", "", "We say little."),
        ("question", "page-facts", "Whom is it about?"),
        ("answer", "page-facts", "Everybody"),
        ("caption", "page-glance", "At a glance"),
        ("head", "page-glance", "Who"),
        ("head", "page-glance", "Why"),
        ("head", "page-glance", "Police"),
        ("cell", "page-glance", "This notice does not say"),
    ]
    assert [kind for kind, anchor, _ in told[begin - 4 : begin] if not anchor] == ["heading", *["item"] * 3]
    as_on_page = [(b.kind, b.anchor, b.text) for b in stated.page(small(), english())]
    assert told[begin:-1] == as_on_page[as_on_page.index(told[begin]) :]
    assert told[-1][:2] == ("version", "")


def test_a_notice_that_is_whole_has_no_remark_on_paper() -> None:
    assert [b.kind for b in stated.paper(small(), english())[:3]] == ["title", "paragraph", "paragraph"]


def test_on_paper_words_belong_to_the_one_box_beside_them_or_to_their_section() -> None:
    (section,) = small().sections
    first, second = section.entries
    both = replace(section, entries=(replace(first, boxes=(*first.boxes, *second.boxes)),))
    blocks = stated.paper(replace(small(), sections=(both,)), english())
    assert [b.anchor for b in blocks if b.text == "We tell the police."] == ["section-a"]


def test_on_paper_passages_stand_apart_and_each_in_its_language() -> None:
    (one,), (two,) = said("We say little.", "en-gb"), said("Ychydig.", "cy")
    opening = (replace(one, runs=(*one.runs, *two.runs)),)
    blocks = stated.paper(replace(small(), opening=opening), english())
    spans = (Span("We say little."), Span(" "), Span("Ychydig.", "cy"))
    assert Block("paragraph", "", spans) in blocks


def test_words_tell_their_language_and_where_they_lead() -> None:
    title = Line(
        (
            Piece("Notice of "),
            Piece("Cyngor", "cy"),
            Piece(", "),
            Piece("https://a.example/é", None, "https://a.example/é"),
        )
    )
    laid = replace(small(), title=title, opening=said("[Gweler](https://b.example/) hwn", "cy"))
    first, second = stated.page(laid, english())[:2]
    assert first.spans == (
        Span("Notice of "),
        Span("Cyngor", "cy"),
        Span(", "),
        Span("https://a.example/é", "", "https://a.example/%C3%A9"),
    )
    assert second.spans == (Span("Gweler", "cy", "https://b.example/"), Span(" hwn", "cy"))
    assert stated.paper(laid, english())[0].spans == first.spans


def test_every_kind_is_one_of_those_that_there_are() -> None:
    read = [
        *stated.page(small(), english()),
        *stated.paper(replace(small(), untranslated="Some is in Welsh."), english()),
    ]
    assert {block.kind for block in read} == set(KINDS)

"""What a page or a PDF lacks, doubles or changes is found by its words; broken renderers are the twins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from site_builder.facts.language import Language
from site_builder.facts.layout.kinds import ANCHOR as KINDS
from site_builder.facts.layout.laid_out import Closed, Glance, LaidNotice, Margin, Mark, Part, Row, Rows, Run, parts_of
from site_builder.facts.layout.named import ANCHOR as NAMED
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.layout.times import KEPT
from site_builder.facts.rich_text import line
from site_builder.render import html, pdf
from site_builder.render.inline import inline
from site_builder.verify import canonical, words_check
from site_builder.verify.expected_text import GLANCE, editions, on_page, on_paper
from site_builder.verify.text_blocks import Reading, of_page, squeezed
from site_builder.verify.words_check import unlike_page, unlike_pdf, unlike_words
from tests.built import built
from tests.effort import THOROUGH, some
from tests.examples import FOLDERS, example
from tests.reading import texts
from tests.render.pdf_gate import hostile, read
from tests.render.small_notice import ADULT, CHILD
from tests.seed import ON, english, seed

LINKS = html.Links(style="", home="")
SMALL = {"for everyone": ADULT, "for children": CHILD}
PRINTABLE = replace(ADULT, banners=ADULT.banners[:1])
"""Without what leads to another page of the same site."""


def page(laid: LaidNotice) -> bytes:
    return html.render(laid, english(), LINKS)


def paper(laid: LaidNotice) -> bytes:
    return pdf.render(laid, english(), feed=b"{}", issued=ON)


@pytest.mark.parametrize("name", some(FOLDERS, one_in=6))
def test_all_words_of_each_example_can_be_read(name: str) -> None:
    assert unlike_words(built(name, ON), example(name), ON) == []


def test_all_that_a_notice_may_hold_can_be_read() -> None:
    assert [unlike_page(page(laid), laid, english()) for laid in SMALL.values()] == [[], []]
    assert unlike_pdf(paper(PRINTABLE), PRINTABLE, english()) == []


def test_a_notice_in_odd_letters_can_be_read() -> None:
    laid = replace(PRINTABLE, opening=hostile().opening, untranslated=hostile().untranslated)
    assert unlike_page(page(laid), laid, english()) == []
    assert unlike_pdf(paper(laid), laid, english()) == []


@pytest.mark.parametrize("name", SMALL)
def test_a_page_is_read_as_the_blocks_that_are_expected(name: str) -> None:
    read = of_page(canonical.html(page(SMALL[name]), "", "[data-notice]"))
    expected = on_page(SMALL[name], english())
    assert [(b.kind, b.anchor, b.text, b.sign) for b in read] == [(b.kind, b.anchor, b.text, b.sign) for b in expected]


def test_a_table_whose_cells_break_over_pages_can_be_read() -> None:
    laid = PRINTABLE
    row = laid.glance.rows[0]
    cells = tuple(replace(cell, line=line(" ".join([cell.line.text] * 60))) for cell in row.cells)
    laid = replace(laid, glance=replace(laid.glance, rows=(replace(row, cells=cells), *laid.glance.rows[1:])))
    assert unlike_pdf(paper(laid), laid, english()) == []
    lost = replace(laid, glance=replace(laid.glance, rows=laid.glance.rows[:-1]))
    assert unlike_pdf(paper(lost), laid, english()) != []


def _with_police(**fields: Any) -> LaidNotice:
    """The seed's notice; fields of the police, who are a member of one class and get nothing else, are changed."""
    recipients = tuple(replace(r, **fields) if r.id == "police" else r for r in seed().recipients)
    return lay_out(replace(seed(), recipients=recipients), seed().notices[0], english(), ON)


def test_what_is_open_about_a_member_stands_on_page_and_paper_and_its_loss_is_found() -> None:
    told, lost = _with_police(to_be_appointed=True), _with_police(open_list=None)
    words = "The police (not chosen yet) (not named) and benefit agencies (not named)"
    assert words in {block.text for block in on_page(told, english())}
    assert words in {block.text for block in of_page(canonical.html(page(told), "", "[data-notice]"))}
    assert any(words in block for block in read(paper(told)))
    assert unlike_page(page(told), told, english()) == []
    assert unlike_page(page(lost), told, english())
    if THOROUGH:  # what paper lost is found in every run by the twins below
        assert unlike_pdf(paper(told), told, english()) == []
        assert unlike_pdf(paper(lost), told, english())


# ---- nothing is left out


def unread(laid: LaidNotice, blocks: Reading) -> set[str]:
    """The texts of a notice that no block has; its words may stand in several."""
    told = "".join(squeezed(block.text) for block in blocks)
    laid = laid if laid.glance.rows else replace(laid, glance=Glance("", (), ()))
    shown = {squeezed("".join(span.text for span in inline(text))) for text in texts(laid)}
    return {text for text in shown if text not in told}


def lost(laid: LaidNotice, language: Language) -> set[str]:
    """The texts that page or paper lack, besides those that only the other or a poster has."""
    for_screens = {*(closed.of for closed in parts_of(laid, Closed)), *(link.text for link in laid.links)}
    for_screens |= {passage.exact.summary.text for passage in laid.passages if passage.exact}
    named = tuple(part for part in parts_of(laid, Part) if part.anchor == NAMED)
    for_screens |= {closed.summary.text for closed in parts_of(named, Closed)}
    for_screens |= {text for each in parts_of(laid, Closed) if each.anchor in (KINDS, KEPT) for text in texts(each)}
    off_page = unread(laid, on_page(laid, language)) - {squeezed(laid.organisation.text)}
    off_paper = unread(laid, on_paper(laid, language)) - set(map(squeezed, for_screens))
    return (off_page | off_paper) - {squeezed(m.alone.text) for m in parts_of(laid, Mark) if m.alone}


@pytest.mark.parametrize("name", SMALL)
def test_every_text_of_a_notice_is_expected(name: str) -> None:
    assert lost(SMALL[name], english()) == set()


@pytest.mark.parametrize("name", some(FOLDERS, one_in=6))
def test_every_text_of_each_example_is_expected(name: str) -> None:
    assert set().union(*(lost(edition.laid, edition.language) for edition in editions(example(name), ON))) == set()


def test_a_block_that_is_not_expected_is_noticed() -> None:
    blocks = on_page(ADULT, english())
    for kind in ("small", "summary", "cell", "answer", "question"):
        assert unread(ADULT, tuple(block for block in blocks if block.kind != kind))


# ---- broken renderers


def _in_first(laid: LaidNotice, **changed: Any) -> LaidNotice:
    """The notice with another first passage that states something."""
    section = laid.sections[0]
    passages = (section.passages[0], replace(section.passages[1], **changed), *section.passages[2:])
    return replace(laid, sections=(replace(section, passages=passages), *laid.sections[1:]))


def _exact(laid: LaidNotice, *rows: Row) -> LaidNotice:
    exact = laid.sections[0].passages[1].exact
    assert exact is not None
    return _in_first(laid, exact=replace(exact, blocks=(Rows(rows), *exact.blocks[1:])))


def _rows(laid: LaidNotice) -> tuple[Row, ...]:
    first: Rows = next(parts_of(laid.sections[0].passages[1], Rows))
    return first.rows


def _opening(laid: LaidNotice, *runs: Run) -> LaidNotice:
    return replace(laid, opening=(replace(laid.opening[0], runs=runs), *laid.opening[1:]))


def _in_glance(laid: LaidNotice, *cells: Mark) -> LaidNotice:
    first, *others = laid.glance.rows
    return replace(laid, glance=replace(laid.glance, rows=(replace(first, cells=cells), *others)))


def _margin(laid: LaidNotice) -> tuple[Margin, ...]:
    return laid.sections[0].passages[1].margin


TWINS: dict[str, tuple[Callable[[LaidNotice], LaidNotice], set[str]]] = {
    "a row lost": (lambda laid: _exact(laid, *_rows(laid)[1:]), {"missing"}),
    "a row twice": (lambda laid: _exact(laid, _rows(laid)[0], *_rows(laid)), {"added"}),
    "all rows lost": (lambda laid: _in_first(laid, exact=None), {"missing"}),
    "another order": (lambda laid: _exact(laid, *_rows(laid)[::-1]), {"moved", "missing", "changed"}),
    "a language lost": (lambda laid: _opening(laid, *laid.opening[0].runs[:-1]), {"changed"}),
    "another word": (
        lambda laid: _opening(laid, replace(laid.opening[0].runs[0], text="We never pass on"), laid.opening[0].runs[1]),
        {"changed"},
    ),
    "a part lost": (lambda laid: replace(laid, parts=laid.parts[1:]), {"missing"}),
    "a banner lost": (lambda laid: replace(laid, banners=laid.banners[1:]), {"missing"}),
    "a small line lost": (lambda laid: _in_first(laid, notes=()), {"missing"}),
    "a question in the margin lost": (lambda laid: _in_first(laid, margin=_margin(laid)[1:]), {"missing"}),
    "a cell of the table lost": (
        lambda laid: _in_glance(laid, Mark("", line("")), *laid.glance.rows[0].cells[1:]),
        {"missing"},
    ),
}


def _notice() -> LaidNotice:
    """The small one, with words in two languages and a small line below its first passage."""
    laid = _in_first(PRINTABLE, notes=(line("As in 1.2"),))
    return _opening(laid, *laid.opening[0].runs, Run("Nid oes cyfieithiad.", "cy"))


@pytest.mark.parametrize(("name", "made"), some(product(TWINS, ["page", "PDF"]), one_in=9))
def test_what_a_renderer_loses_doubles_or_changes_is_found(name: str, made: str) -> None:
    laid, (broken, kinds) = _notice(), TWINS[name]
    make = page if made == "page" else paper
    check = unlike_page if make is page else unlike_pdf
    assert check(make(laid), laid, english()) == []
    found = check(make(broken(laid)), laid, english())
    assert kinds & {difference.kind for difference in found}


def test_another_sign_is_found_and_told_with_its_question() -> None:
    data = page(ADULT).replace(b"class=yes", b"class=no")
    row, passage = ADULT.glance.rows[0], ADULT.sections[0].passages[1]
    asked = ADULT.glance.heads[2]
    assert [(d.about, d.question, d.says, d.stated) for d in unlike_page(data, ADULT, english())] == [
        (about, question, *(f"Yes, when required, with the sign for {sign}" for sign in ("no", "yes")))
        for about, question in ((GLANCE, f"{row.heading.text}: {asked}"), (passage.anchor, asked))
    ]


def test_a_page_or_a_pdf_that_was_not_made_is_missing() -> None:
    files = dict(built("seed", ON))
    del files["child-data/notice.pdf"]
    (difference,) = unlike_words(files, seed(), ON)
    assert (difference.kind, difference.file, difference.says) == ("file", "child-data/notice.pdf", "is missing")


def test_a_pdf_that_cannot_be_read_is_told() -> None:
    files = {**built("seed", ON), "child-data/notice.pdf": b"%PDF"}
    (difference,) = unlike_words(files, seed(), ON)
    assert (difference.kind, difference.file) == ("unread", "child-data/notice.pdf")


def test_a_fact_that_the_layout_leaves_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    every = editions(seed(), ON)
    fewer = tuple(replace(each, laid=replace(each.laid, sections=each.laid.sections[1:])) for each in every)
    monkeypatch.setattr(words_check, "editions", lambda *_: fewer)
    assert {(difference.kind, difference.file) for difference in unlike_words({}, seed(), ON)} >= {
        ("missing", "child-data/index.html")
    }

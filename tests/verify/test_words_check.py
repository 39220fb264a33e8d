"""What a page or a PDF lacks, doubles or changes is found by its words; broken renderers are the twins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.render import html, pdf
from site_builder.verify import words_check
from site_builder.verify.expected_text import editions, on_page, on_paper
from site_builder.verify.words_check import unlike_page, unlike_pdf, unlike_words
from tests.built import built
from tests.examples import FOLDERS, example
from tests.render.pdf_gate import hostile, small
from tests.seed import ON, english, laid_out, seed

LINKS = html.Links(style="", home="")


def page(laid: LaidNotice) -> bytes:
    return html.render(laid, english(), LINKS)


def paper(laid: LaidNotice) -> bytes:
    return pdf.render(laid, english(), feed=b"{}", issued=ON)


@pytest.mark.parametrize("name", FOLDERS)
def test_all_words_of_each_example_can_be_read(name: str) -> None:
    assert unlike_words(built(name, ON), example(name), ON) == []


ODD = replace(small(), opening=hostile().opening, untranslated=hostile().untranslated)


@pytest.mark.parametrize("laid", [small(), ODD], ids=["small", "hostile"])
def test_all_words_of_a_notice_in_odd_letters_can_be_read(laid: LaidNotice) -> None:
    assert unlike_page(page(laid), laid, english()) == []
    assert unlike_pdf(paper(laid), laid, english()) == []


def test_a_table_whose_cells_break_over_pages_can_be_read() -> None:
    laid = laid_out()
    row = laid.glance.rows[0]
    long = replace(row, cells=tuple(cell * 60 for cell in row.cells))
    laid = replace(laid, glance=replace(laid.glance, rows=(long, *laid.glance.rows[1:])))
    assert unlike_pdf(paper(laid), laid, english()) == []
    lost = replace(laid, glance=replace(laid.glance, rows=laid.glance.rows[:-1]))
    assert unlike_pdf(paper(lost), laid, english()) != []


# ---- broken renderers


def _without_row(laid: LaidNotice) -> LaidNotice:
    """One fact is lost."""
    return replace(laid, facts=replace(laid.facts, rows=laid.facts.rows[1:]))


def _with_row_twice(laid: LaidNotice) -> LaidNotice:
    return replace(laid, facts=replace(laid.facts, rows=(laid.facts.rows[0], *laid.facts.rows)))


def _without_language(laid: LaidNotice) -> LaidNotice:
    """Words that stand in another language are lost."""
    first = laid.opening[0]
    return replace(laid, opening=(replace(first, runs=first.runs[:-1]), *laid.opening[1:]))


def _with_other_word(laid: LaidNotice) -> LaidNotice:
    first = laid.opening[0]
    runs = (replace(first.runs[0], text=first.runs[0].text.replace(" ", " never ", 1)), *first.runs[1:])
    return replace(laid, opening=(replace(first, runs=runs), *laid.opening[1:]))


def _without_section(laid: LaidNotice) -> LaidNotice:
    return replace(laid, about=replace(laid.about, rows=()))


def _in_another_order(laid: LaidNotice) -> LaidNotice:
    return replace(laid, facts=replace(laid.facts, rows=laid.facts.rows[::-1]))


def _without_cell(laid: LaidNotice) -> LaidNotice:
    row = laid.glance.rows[0]
    return replace(
        laid, glance=replace(laid.glance, rows=(replace(row, cells=((), *row.cells[1:])), *laid.glance.rows[1:]))
    )


TWINS: dict[str, tuple[Callable[[LaidNotice], LaidNotice], set[str]]] = {
    "a row lost": (_without_row, {"missing"}),
    "a row twice": (_with_row_twice, {"added"}),
    "a language lost": (_without_language, {"changed"}),
    "another word": (_with_other_word, {"changed"}),
    "a section lost": (_without_section, {"missing"}),
    "another order": (_in_another_order, {"moved", "missing"}),
    "a cell of the table lost": (_without_cell, {"changed"}),
}


def _notice() -> LaidNotice:
    """The seed's, with two facts at its head and words in two languages."""
    laid = laid_out()
    box = next(box for box in laid.boxes() if len(box.rows) > 1)
    first = laid.opening[0]
    runs = (*first.runs, replace(first.runs[0], language="cy", text="Nid oes cyfieithiad."))
    return replace(
        laid, facts=replace(laid.facts, rows=box.rows[:2]), opening=(replace(first, runs=runs), *laid.opening[1:])
    )


@pytest.mark.parametrize("make", [page, paper], ids=["page", "PDF"])
@pytest.mark.parametrize("name", TWINS)
def test_what_a_renderer_loses_doubles_or_changes_is_found(name: str, make: Callable[[LaidNotice], bytes]) -> None:
    laid, (broken, kinds) = _notice(), TWINS[name]
    check = unlike_page if make is page else unlike_pdf
    assert check(make(laid), laid, english()) == []
    found = check(make(broken(laid)), laid, english())
    assert kinds & {difference.kind for difference in found}


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


def test_the_paper_says_what_the_page_says() -> None:
    laid = laid_out()
    texts = [block.text for block in on_paper(laid, english())]
    assert {block.text for block in on_page(laid, english())} <= {*texts}

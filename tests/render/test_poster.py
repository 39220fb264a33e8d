"""The poster is one page with the short answer, whom to ask and a code that a camera reads; everybody can read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import zxingcpp

from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.rich_text import line
from site_builder.locale.languages import language
from site_builder.render.pdf import PdfError, poster
from site_builder.verify.explain import explain
from tests.checkers.pdf import page_validation_ua1, verapdf
from tests.effort import effort, some
from tests.examples import FOLDERS, editions, example
from tests.render.pdf_gate import said

ADDRESS = "https://council.example/who"
DAY = date(2026, 11, 25)
NEAR, FAR = 150, 110
"""Dots an inch of a photograph."""


def made(laid: LaidNotice, address: str = ADDRESS) -> bytes:
    """The poster of a laid-out notice."""
    return poster.render(laid, language(laid.language), address, issued=DAY)


def _of_example(name: str) -> list[LaidNotice]:
    """The editions of which posters are made."""
    for_both = {notice.id for notice in example(name).notices if notice.is_for_children_too}
    every = (edition.laid for edition in editions(name))
    return [laid for laid in every if laid.for_children or laid.id not in for_both]


def _school() -> LaidNotice:
    return next(laid for laid in _of_example("aberwen") if laid.id == "schools")


def _words(data: bytes) -> str:
    page = pypdfium2.PdfDocument(data)[0]
    return " ".join(page.get_textpage().get_text_range().split())


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_the_poster_of_every_notice_is_one_page_that_everybody_can_read(name: str) -> None:
    for laid in _of_example(name)[:: effort(suite=4, thorough=1)]:
        data = made(laid)
        found = [page_validation_ua1(data), verapdf(data, "ua1"), verapdf(data, "3a")]
        assert found == [[], [], []], (laid.id, laid.language)


@pytest.mark.parametrize("dots", [NEAR, FAR])
def test_a_camera_reads_the_code(dots: int) -> None:
    page = pypdfium2.PdfDocument(made(_school()))[0]
    picture = page.render(scale=dots / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [ADDRESS]


def test_the_poster_says_who_gets_to_know_whether_one_can_say_no_and_whom_to_ask() -> None:
    laid = _school()
    words = _words(made(laid))
    assert laid.ask is not None
    wanted = [laid.organisation, laid.title, *(row.heading for row in laid.glance.rows), *laid.ask.lines]
    assert [each.text for each in wanted if each.text not in words] == []
    wanted_too = ("Can you say no?", "Some people can, in part", "council.example/who")
    assert [each for each in wanted_too if each not in words] == []
    assert "Will they know it is you?" not in words


def test_a_section_without_disclosures_has_no_row_as_its_numbers_lead_nowhere() -> None:
    laid = next(laid for laid in _of_example("nhs-trust") if laid.id == "your-care")
    assert "What nobody may do" in [row.heading.text for row in laid.glance.rows]
    assert "What nobody may do" not in _words(made(laid))


def test_a_draft_says_so() -> None:
    assert "Draft of 3 May" in _words(made(replace(_school(), banners=(line("Draft of 3 May"),))))


def test_words_that_do_not_fit_are_no_poster_and_the_error_says_what_to_do() -> None:
    with pytest.raises(PdfError, match="does not fit on one page"):
        made(replace(_school(), opening=said("Many words. " * 400)))


def test_the_difference_of_a_poster_is_told_in_words() -> None:
    laid = _school()
    changed = made(replace(laid, title=line("Who we tell nothing about you and your school")))
    differences = explain("schools/poster.pdf", changed, made(laid), "")
    assert [(each.kind, each.says, each.stated) for each in differences] == [
        ("changed", "Who we tell nothing about", "Who we tell things about")
    ]

"""The step to PDF/UA-2 is ready: veraPDF's own profiles find nothing wrong, and each part of the step is needed."""

from __future__ import annotations

from datetime import date

import pytest

from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.load.project.languages import language
from site_builder.render.pdf import Theme, ua2
from site_builder.render.pdf.tree import tree
from site_builder.render.pdf.typeset import typeset
from tests.checkers.pdf import Flavour, verapdf
from tests.effort import effort
from tests.examples import editions

OF_PDF_2: tuple[Flavour, ...] = ("ua2", "wtpdf", "4f")


def _made(laid: LaidNotice) -> bytes:
    document = tree(laid, language(laid.language))
    day = date(2026, 11, 25)
    return ua2.ua2(typeset(document, Theme(), day, standards=ua2.STANDARDS), document, day, b"{}")


def _seed() -> LaidNotice:
    (laid,) = (edition.laid for edition in editions("seed"))
    return laid


@pytest.mark.parametrize("flavour", OF_PDF_2)
def test_the_seed_conforms_to_the_standards_of_pdf_2(flavour: Flavour) -> None:
    assert verapdf(_made(_seed()), flavour) == []


def test_a_page_for_children_conforms_too() -> None:
    laid = next(edition.laid for edition in editions("aberwen") if edition.laid.for_children)
    some = OF_PDF_2[: effort(suite=1, thorough=len(OF_PDF_2))]
    assert [fault for flavour in some for fault in verapdf(_made(laid), flavour)] == []


@pytest.mark.parametrize("step", ["_name_the_space", "_describe_lists", "_lead_to_elements"])
def test_a_step_that_is_left_out_is_found(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ua2, step, lambda *_: None)
    assert verapdf(_made(_seed()), "ua2") != []

"""The step to PDF/UA-2 is ready: veraPDF's own profiles find nothing wrong, and each part of the step is needed."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.locale.languages import language
from site_builder.render.pdf import Theme, ua2
from site_builder.render.pdf.tree import tree
from site_builder.render.pdf.typeset import typeset
from tests.checkers.pdf import Flavour, verapdf
from tests.effort import some, thorough
from tests.examples import editions
from tests.render.pdf_gate import small

OF_PDF_2: tuple[Flavour, ...] = ("ua2", "wtpdf", "4f")


def _made(laid: LaidNotice) -> bytes:
    """The PDF of a notice by PDF 2.0."""
    document = tree(laid, language(laid.language))
    day = date(2026, 11, 25)
    return ua2.ua2(typeset(document, Theme(), day, standards=ua2.STANDARDS), document, day, b"{}")


@cache
def _seed() -> bytes:
    (laid,) = (edition.laid for edition in editions("seed"))
    return _made(laid)


@thorough
@pytest.mark.parametrize("flavour", OF_PDF_2)
def test_the_seed_conforms_to_the_standards_of_pdf_2(flavour: Flavour) -> None:
    assert verapdf(_seed(), flavour) == []


@thorough
def test_a_page_for_children_conforms_too() -> None:
    laid = next(edition.laid for edition in editions("aberwen") if edition.laid.for_children)
    made = _made(laid)
    assert [fault for flavour in some(OF_PDF_2, one_in=3) for fault in verapdf(made, flavour)] == []


@pytest.mark.parametrize("step", some(["_name_the_space", "_describe_lists", "_lead_to_elements"], one_in=3))
def test_a_step_that_is_left_out_is_found(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verapdf(_made(small()), "ua2") == []
    monkeypatch.setattr(ua2, step, lambda *_: None)
    assert verapdf(_made(small()), "ua2") != []

"""What a PDF may weigh, and that long notices take no more time a page than short ones."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from math import inf
from time import process_time

import pikepdf
import pytest

from site_builder.facts.layout.laid_out import LaidNotice, LaidSection, Rows, parts_of
from site_builder.facts.layout.paper import on_paper
from site_builder.facts.rich_text import line
from tests.built import built
from tests.effort import some, thorough
from tests.examples import FOLDERS, editions
from tests.render.pdf_gate import passage, render, row, small, told
from tests.seed import ON

OF_FACTS, OF_DOCUMENT = 5_000, 55_000
"""Bytes for each group of exact facts, and for all else but the attached feed."""
GROWTH, TURNS = 1.5, 5


@pytest.mark.parametrize("name", some(FOLDERS, one_in=5))
def test_a_pdf_is_light(name: str) -> None:
    for edition in editions(name):
        data = built(name, ON)[edition.paper]
        with pikepdf.open(BytesIO(data)) as document:
            feed = document.attachments["feed.jsonld"].obj.EF.F
            without_feed = len(data) - len(feed.read_raw_bytes())
        groups = sum(1 for _ in parts_of(on_paper(edition.laid).annex, Rows))
        assert without_feed <= OF_DOCUMENT + OF_FACTS * groups, edition.paper


@thorough
def test_a_long_notice_takes_no_more_time_a_page_than_a_short_one() -> None:
    """By turns, as others at work on the machine slow the processor down: the best turn of each counts."""
    render(small())
    short = long = inf
    for _ in range(TURNS):
        short = min(short, _time_of_a_page(24))
        long = min(long, _time_of_a_page(2_000))
        if long <= GROWTH * short:
            return
    pytest.fail(f"{long:.4f} s a page, where a short notice takes {short:.4f} s")


def _time_of_a_page(number: int) -> float:
    """Seconds of the processor, so that others at work on the machine count for nothing."""
    notice = _of_passages(number)
    start = process_time()
    data = render(notice)
    taken = process_time() - start
    with pikepdf.open(BytesIO(data)) as document:
        return taken / len(document.pages)


def _of_passages(number: int) -> LaidNotice:
    facts = [row(f"Question {i}", told("An answer of some words"), told("And another one")) for i in range(8)]
    passages = tuple(passage(f"1.{i}", f"a-{i}", "We tell them what they ask. " * 6, *facts) for i in range(number))
    return replace(small(), sections=(LaidSection("section-a", line("Police"), passages),))

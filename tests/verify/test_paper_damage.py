"""A PDF with bytes that were damaged by chance: it is told, or it says what it said; never an exception or a hang."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from time import perf_counter

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.lines import line
from site_builder.verify.paper import paper_drifts
from tests.checkers.tagged import tagged_blocks
from tests.renderers import pdf_gate
from tests.renderers.pdf_gate import FEED, render
from tests.seed import english
from tests.verify import papers

LONGEST = 20
"""Seconds that no small PDF may take, on a busy machine."""
WORD = 20
"""Letters of a word that fit into the column of questions, if they are not all wide."""


def damaged(random: Random, data: bytes) -> bytes:
    made = bytearray(data)
    for _ in range(random.choice([1, 1, 3, 30])):
        made[random.randrange(8, len(made))] = random.randrange(256)
    return bytes(made)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("packed", [True, False], ids=["packed", "unpacked"])
def test_damage_is_told_or_changes_no_word(seed: int, packed: bool) -> None:
    random = Random(seed)  # noqa: S311  chance, not secrets
    whole = papers.honest() if packed else papers.changed(lambda _: None, qdf=True, compress_streams=False)
    for _ in range(10):
        mutant = damaged(random, whole)
        start = perf_counter()
        found = papers.drifts(mutant)
        assert perf_counter() - start < LONGEST
        if not found:
            assert tagged_blocks(mutant) == tagged_blocks(papers.honest())


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(pdf_gate.notices())
def test_any_notice_says_what_is_stated(notice: LaidNotice) -> None:
    """Words of no language run out of a narrow column and off the paper: there they lie on others, or are not seen."""
    laid = replace(notice, title=line("A notice"), glance=replace(notice.glance, rows=()))
    questions = (row.question.text for box in laid.boxes() for row in box.rows)
    assume(all(len(word) < WORD for question in questions for word in question.split()))
    found = paper_drifts(render(laid), laid, english(), file="notice.pdf", feed=FEED)
    assert {drift.kind for drift in found if "beyond the page" not in drift.says} == set()

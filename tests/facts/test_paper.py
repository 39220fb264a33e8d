"""The order of paper loses no fact, and shows what a reader of the page opens in the annex alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from site_builder.facts.layout.exact import EVERYWHERE
from site_builder.facts.layout.laid_out import Closed, LaidNotice, Part, parts_of, stated
from site_builder.facts.layout.paper import Paper, on_paper
from tests.examples import FOLDERS, editions
from tests.render.small_notice import ADULT, CHILD


def on_paper_alone(paper: Paper) -> tuple[object, ...]:
    """All that stands on paper, each thing where it stands."""
    notice = paper.notice
    words = tuple(replace(p, exact=None) for _, section in paper.sections for p in section.passages)
    return (notice.ask, notice.glance, paper.left, paper.right, words, paper.after, paper.annex)


@pytest.mark.parametrize("name", FOLDERS)
def test_no_fact_is_lost(name: str) -> None:
    for laid in (edition.laid for edition in editions(name)):
        assert stated(on_paper_alone(on_paper(laid))) == stated(laid)


@pytest.mark.parametrize("laid", [ADULT, CHILD], ids=["for everyone", "for children"])
def test_what_is_closed_on_the_page_stands_in_the_annex_once(laid: LaidNotice) -> None:
    paper = on_paper(laid)
    assert not list(parts_of((paper.left, paper.right, paper.after), Closed))
    annexed = [c.summary for c in (*paper.annex.everywhere, *paper.annex.others)]
    annexed += [p.exact.summary for _, section in paper.annex.sections for p in section.passages if p.exact]
    grown_ups = laid.grown_ups
    closed = [c.summary for c in parts_of(laid, Closed) if c != grown_ups]
    assert sorted(line.text for line in annexed) == sorted(line.text for line in closed)


def test_page_1_has_rights_and_what_is_not_said_and_for_children_who_gets_sensitive_data() -> None:
    schools = [edition.laid for edition in editions("aberwen") if edition.laid.id == "schools"]
    adult, child = (next(laid for laid in schools if laid.for_children is each) for each in (False, True))
    places = {laid: [[p.anchor for p in side] for side in _sides(on_paper(laid))] for laid in (adult, child)}
    assert places[adult] == [
        ["page-say-no", "page-rights", "page-complaints"],
        ["page-silence", "page-absent", "page-family"],
        ["page-named", "page-about"],
    ]
    assert places[child] == [
        ["page-say-no", "page-rights", "page-complaints"],
        ["page-private", "page-absent", "page-family"],
        ["page-silence", "page-named", "page-about"],
    ]
    assert [closed.anchor for closed in on_paper(child).annex.everywhere] == [EVERYWHERE]


def _sides(paper: Paper) -> tuple[tuple[Part, ...], ...]:
    return paper.left, paper.right, paper.after

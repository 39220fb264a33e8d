"""The three layers of a notice say one truth: no closed answer without its facts, and no fact that is told nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from site_builder.facts.layout.laid_out import LaidNotice, Mark, parts_of, stated
from site_builder.verify.expected_text import Edition, without_facts
from tests.effort import some
from tests.examples import FOLDERS, editions, example
from tests.seed import ON


def unfounded(laid: LaidNotice) -> set[str]:
    """The ids that a closed answer sums up and that no exact fact, no part and nothing told once states."""
    summed = {fact for mark in parts_of(laid, Mark) for fact in mark.facts}
    exact = tuple(passage.exact for passage in laid.passages)
    return summed - stated((*exact, laid.everywhere, *laid.parts, laid.grown_ups))


def untold(name: str, *every: Edition) -> set[str]:
    """The ids of the facts of an example's notices that an edition of theirs leaves out."""
    return {difference.about for difference in without_facts(example(name), ON, every)}


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_every_closed_answer_is_founded_on_facts_of_the_same_edition(name: str) -> None:
    assert [unfounded(edition.laid) for edition in editions(name)] == [set()] * len(editions(name))


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_every_edition_states_every_fact_of_its_notice(name: str) -> None:
    assert untold(name, *editions(name)) == set()


# ---- broken twins


def _without_exact(laid: LaidNotice) -> LaidNotice:
    """The exact facts of each passage lost."""
    without = tuple(
        replace(section, passages=tuple(replace(passage, exact=None) for passage in section.passages))
        for section in laid.sections
    )
    return replace(laid, sections=without)


def _without_parts(laid: LaidNotice) -> LaidNotice:
    """What stands after the words lost."""
    return replace(laid, parts=(), grown_ups=None)


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_a_closed_answer_whose_facts_are_lost_is_noticed(name: str) -> None:
    answered = [edition.laid for edition in editions(name) if any(mark.facts for mark in parts_of(edition.laid, Mark))]
    assert answered
    assert all(unfounded(_without_exact(laid)) for laid in answered)


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
@pytest.mark.parametrize("broken", [_without_exact, _without_parts])
def test_a_layer_that_is_lost_leaves_facts_untold(name: str, broken: Callable[[LaidNotice], LaidNotice]) -> None:
    less = [(edition, broken(edition.laid)) for edition in editions(name)]
    assert all(untold(name, replace(edition, laid=laid)) for edition, laid in less if laid != edition.laid)
    assert any(laid != edition.laid for edition, laid in less)


def test_an_answer_for_a_fact_of_another_notice_is_noticed() -> None:
    (edition,) = editions("seed")
    row, *rows = edition.laid.glance.rows
    cells = tuple(replace(cell, facts=(*cell.facts, "other/modality")) for cell in row.cells)
    laid = replace(edition.laid, glance=replace(edition.laid.glance, rows=(replace(row, cells=cells), *rows)))
    assert unfounded(laid) == {"other/modality"}

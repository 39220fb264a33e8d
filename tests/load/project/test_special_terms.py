"""DPV terms for data that the law guards more closely: which words of ours they stand for, and who does not say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder import vocabulary
from site_builder.problems import Severity
from site_builder.schemas.feed_terms import feed_terms
from tests.load.project.small_registry import told

CATEGORIES = "vocabulary/data_categories.yaml"


def _doubts(folder: Path, *lines: str) -> list[str]:
    text = "\n  ".join(["thing:", "name: a kind of data", *lines])
    found = told(folder, {CATEGORIES: f"{text}\n"}, Severity.WARNING)
    return [line for line in found if "[special-not-said]" in line]


@pytest.mark.parametrize(
    ("lines", "write"),
    [
        (["dpv_term: pd:MedicalHealth"], "Write special: [health], or"),
        (["dpv_term: pd:Disability"], "Write special: [health], or"),
        (["dpv_term: sector-health:MedicalImaging", "special: [biometric]"], "Write special: [health], or"),
        (["dpv_term: pd:Genetic", "special: [health]"], "Write special: [genetic], or"),
        (["dpv_term: pd:Race"], "Write special: [racial_or_ethnic], or"),
        (["dpv_term: pd:PhilosophicalBelief"], "Write special: [religious], or"),
        (["dpv_term: pd:Religion"], "Write under special which categories it holds, or"),
        (["dpv_term: dpv:SpecialCategoryPersonalData"], "Write under special which categories it holds, or"),
        (["dpv_term: pd:SexualPreference"], "Write special: [sexual_orientation], or"),
        (["dpv_term: pd:CriminalOffence"], "Write criminal: true, or"),
        (["dpv_term: pd:CriminalOffence", "criminal: false"], "Write criminal: true, or"),
    ],
)
def test_a_term_that_says_more_than_the_registry_is_told_with_what_to_write(
    tmp_path: Path, lines: list[str], write: str
) -> None:
    (found,) = _doubts(tmp_path, *lines)
    term = lines[0].removeprefix("dpv_term: ")
    assert found.startswith(f"{CATEGORIES}:3:3 thing: '{term}' is a term for data that the law guards more closely")
    assert write in found


@pytest.mark.parametrize(
    "lines",
    [
        ["dpv_term: pd:MedicalHealth", "special: [health]"],
        ["dpv_term: pd:Disability", "special: [racial_or_ethnic, health]"],
        ["dpv_term: pd:Genetic", "special: [genetic]"],
        ["dpv_term: pd:Religion", "special: [religious]"],
        ["dpv_term: pd:CriminalOffence", "criminal: true"],
        ["dpv_term: pd:Height"],
        ["dpv_term: pd:TechnicalKnowledge"],
        ["dpv_term: pd:Ethnicity"],
        ["special: [health]"],
        [],
    ],
)
def test_what_says_so_or_need_not_is_left_alone(tmp_path: Path, lines: list[str]) -> None:
    """DPV itself does not count what is under its Ethnicity, but for race and ethnic origin, as special category."""
    assert _doubts(tmp_path, *lines) == []


def test_each_word_s_own_terms_mean_that_word_and_no_other_but_what_they_are_a_kind_of() -> None:
    table = feed_terms().special
    means = {w: {a for t in terms for a in (t, *vocabulary.dpv_ancestors(t))} for w, terms in table.items()}
    also = {(w, other) for w in table for other in table if other != w and means[w].issuperset(table[other])}
    assert also == {("genetic", "health"), ("sexual_orientation", "sex_life")}
    special = {word for word in table if "dpv:SpecialCategoryPersonalData" in means[word]}
    assert special == set(table) - {"criminal"}

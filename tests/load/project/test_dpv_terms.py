"""Terms of the Data Privacy Vocabulary: one that it does not have is told, with the one that may be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder import vocabulary
from site_builder.schemas.feed_terms import feed_terms
from tests.load.project.small_registry import edited, told

CRIME = "vocabulary/purposes.yaml"


@pytest.mark.parametrize(
    ("term", "hint"),
    [
        ("dpv:FraudPreventionAndDetecton", "Did you mean 'dpv:FraudPreventionAndDetection'?"),
        ("dpv:Xyzzy", "Leave it out: the term of its family is used then."),
    ],
)
def test_a_term_that_does_not_exist_is_told(tmp_path: Path, term: str, hint: str) -> None:
    (problem,) = told(tmp_path, edited(CRIME, ("  family: crime\n", f"  family: crime\n  dpv_term: {term}\n")))
    assert problem == (
        f"{CRIME}:4:13 DPV term of crime: The Data Privacy Vocabulary has no term '{term}'. | {hint} [unknown-term]"
    )


@pytest.mark.parametrize(
    ("file", "entry", "root", "right"),
    [
        ("purposes", "crime:\n  name: crime\n  family: crime\n", "dpv:Purpose", "dpv:Marketing"),
        ("data_categories", "names:\n  name: names\n", "dpv:PersonalData", "pd:Contact"),
        ("data_subjects", "pupils:\n  name: pupils\n", "dpv:HumanSubject", "dpv:Child"),
    ],
)
def test_a_term_for_something_else_is_told(tmp_path: Path, file: str, entry: str, root: str, right: str) -> None:
    name = f"vocabulary/{file}.yaml"
    (found,) = told(tmp_path, {name: f"{entry}  dpv_term: dpv:Consent\n"})
    assert f"'dpv:Consent' is a term for something else: it is no kind of {root}." in found
    assert found.endswith("[wrong-term]")
    assert told(tmp_path, {name: f"{entry}  dpv_term: {right}\n"}) == []


def test_the_term_of_each_family_is_one_for_purposes() -> None:
    assert {"dpv:Purpose"} <= set.intersection(*map(set, map(vocabulary.dpv_ancestors, feed_terms().families.values())))


@pytest.mark.parametrize("term", ["dpv:FraudPreventionAndDetection", "sector-law:LawEnforcement"])
def test_a_term_that_exists_is_taken(tmp_path: Path, term: str) -> None:
    assert told(tmp_path, edited(CRIME, ("  family: crime\n", f"  family: crime\n  dpv_term: {term}\n"))) == []


@pytest.mark.parametrize("term", ["foo:Bar", "[dpv:Marketing]"])
def test_what_has_not_the_form_of_a_term_is_one_problem(tmp_path: Path, term: str) -> None:
    assert len(told(tmp_path, edited(CRIME, ("  family: crime\n", f"  family: crime\n  dpv_term: {term}\n")))) == 1

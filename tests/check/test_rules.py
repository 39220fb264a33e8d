"""Each rule finds its bad example and leaves the good twin alone."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from site_builder.check.law.laws import duty_without_law
from site_builder.check.law.required import not_stated
from site_builder.gate import Gate
from site_builder.load.project.folder import load
from site_builder.problems import Severity
from tests.check.cases_of_law import CASES_OF_LAW
from tests.check.cases_of_words import CASES_OF_WORDS
from tests.check.planted import Edits, Planted
from tests.effort import THOROUGH, some
from tests.examples import FOLDERS, example, loaded
from tests.seed import ON, REGISTRY

PLANTED = (*CASES_OF_LAW, *CASES_OF_WORDS)
FIRST = {case.rule: case for case in reversed(PLANTED)}
"""One case of each rule; each rule is told to the word in `tests/cases/invalid` too."""


def _told(folder: Path, case: Planted, edits: Edits) -> list[str]:
    """What the rule of a case says of the seed after some edits, in so far as it says what the case looks for."""
    shutil.copytree(REGISTRY, folder)
    for file, old, new in (*case.both, *edits):
        path = folder / file
        text = path.read_text("utf-8") if path.exists() else ""
        assert text.count(old) == 1 or not old, (file, old)
        path.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
    problems = load(folder, "registry", ON).problems
    assert edits == case.bad or not [p for p in problems if p.severity is Severity.ERROR], problems
    return [p.message for p in problems if p.rule == case.rule and case.says in p.message]


@pytest.mark.parametrize(
    "case", PLANTED if THOROUGH else some(FIRST.values(), one_in=10), ids=lambda case: str(case.rule)
)
def test_a_rule_of_law_or_words_finds_the_bad_example_and_not_the_good_twin(tmp_path: Path, case: Planted) -> None:
    assert len(_told(tmp_path / "bad", case, case.bad)) == 1
    assert _told(tmp_path / "good", case, case.good) == []


@pytest.mark.parametrize("name", FOLDERS)
def test_a_duty_without_law_is_told_wherever_the_gate_would_ask_a_person(name: str) -> None:
    registry = loaded(name).registry
    assert registry is not None
    told = {finding.subject: finding.severity for finding in duty_without_law(registry)}
    every = (c for found in Gate.of(example(name)).index.of.values() for c in found)
    assert {c.id for c in every if c.claims_duty and not c.has_law} == told.keys()
    assert name == "seed" or set(told.values()) <= {Severity.INFORMATION}


@pytest.mark.parametrize(("day", "wanted"), [("2026-06-18", False), ("2026-06-19", True)])
def test_a_way_to_complain_to_us_is_wanted_since_the_law_wants_it(day: str, *, wanted: bool) -> None:
    gaps = [f.message for f in not_stated(example("seed"), date.fromisoformat(day))]
    assert any("complaint to us" in message for message in gaps) is wanted
    assert any("complaint to regulator" in message for message in gaps)


def test_gaps_of_a_recipient_are_one_line(tmp_path: Path) -> None:
    shutil.copytree(REGISTRY, tmp_path / "registry")
    problems = load(tmp_path / "registry", "registry", ON).problems
    gaps = [p.place.file for p in problems if p.severity is Severity.GAP]
    assert len(gaps) == len(set(gaps)) == 9

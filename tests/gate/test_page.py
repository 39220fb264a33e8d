"""The page that says how the gate decides names what the gate's tables hold, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import pytest

from site_builder.facts import settled
from site_builder.gate import OUTCOMES, evaluate
from site_builder.gate.judges import EVIDENCE, JUDGES
from site_builder.gate.reason_codes import DUTIES, REASONS, STATES
from site_builder.gate.request_form import (
    ARTICLE_9,
    ARTICLE_10,
    DETERMINATION,
    LEVELS,
    NATIONS,
    REQUEST,
    RISK_REASONS,
    SCHEMES,
)
from site_builder.gate.types import ASK, DUTY, NO, NOT_KNOWN
from site_builder.model import Agreement, Disclosure, LegalPower, OptOut, Purpose, Recipient
from site_builder.model.conditions import CONDITIONS
from site_builder.model.disclosure_parts import CRIMINAL_CONDITIONS, SPECIAL_CONDITIONS
from site_builder.model.fields import fields_of
from tests.gate_cases import answer, cases
from tests.seed import ROOT

PAGE = (ROOT / "docs" / "gate.md").read_text("utf-8")


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of the first table below a heading, row by row."""
    below = PAGE.split(f"{heading}\n", 1)[1]
    table = re.search(r"(?:^ *\|.*\n)+", below, re.MULTILINE)
    assert table is not None
    for line in table.group().splitlines()[2:]:
        yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def named(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def test_the_request_has_the_keys_of_the_page() -> None:
    found = [key for cells in rows("## The request") for key in named(cells[0])]
    assert found == [*REQUEST, "evidence", "determinations"]


def test_a_determination_has_the_keys_of_the_page() -> None:
    found = {key: "always" in cells[1] for cells in rows("### Determinations") for key in named(cells[0])}
    assert found == {key: not kind.optional for key, kind in DETERMINATION.items()}


def test_a_determination_takes_the_conditions_of_the_registry() -> None:
    assert (tuple(SPECIAL_CONDITIONS.split()), tuple(CRIMINAL_CONDITIONS.split())) == (ARTICLE_9, ARTICLE_10)


def test_nothing_is_settled_for_longer_than_the_page_says() -> None:
    assert evaluate.LONGEST == settled.LONGEST == 366
    assert len(re.findall("at most 366 days", PAGE)) == 2


def test_evidence_has_the_types_and_keys_of_the_page() -> None:
    found = {name: keys_of(cells[1]) for cells in rows("## Evidence") for name in named(cells[0])}
    forms = {name: {key: kind.optional for key, kind in EVIDENCE.get(name, {}).items()} for name in CONDITIONS}
    assert found == forms


def keys_of(cell: str) -> dict[str, bool]:
    """The keys that a cell names, without what it says of each, and whether they may be left out."""
    keys = re.sub(r"\([^()]*\)", "", cell).split(";")[0]
    return {key: mark == "?" for key, mark in re.findall(r"`([^`]+)`(\??)", keys)}


def test_what_comes_of_nothing_brought_is_that_of_the_page() -> None:
    weights = {"refused": NO, "refer": ASK, "the duty": DUTY}
    found = {
        name: weights.get(cells[4].partition(" `")[0]) for cells in rows("## Evidence") for name in named(cells[0])
    }
    for name, (absent, _) in JUDGES.items():
        if absent is not None and name not in {"safeguarding_override", NOT_KNOWN}:
            assert found[name] == absent.weight, name


@pytest.mark.parametrize("code", sorted({*REASONS, *DUTIES, *STATES, *OUTCOMES} - {"feed_not_trusted"}))
def test_the_page_names_each_code_state_and_outcome(code: str) -> None:
    assert f"`{code}`" in PAGE


def test_the_page_names_no_other_word() -> None:
    classes: list[type] = [Disclosure, Recipient, Purpose, Agreement, LegalPower, OptOut, *CONDITIONS.values()]
    fields = {field.key for cls in classes for field in fields_of(cls)}
    in_feeds = {"ours", "theirs", "duty", "category", "draft", "suspended", "receive", "must", "must_when_required"}
    in_feeds |= {"may_on_request", "only_if", "applies", "applies_in_part", "per_case", "standing", "never_confirm"}
    in_feeds |= {"wherever_possible", "usually", "safeguarding", "emergency", "published", "closed_on", "part_of"}
    in_feeds |= {"view_only", "remote_access"}
    brought = {"view", "copy", "given", "refused", "not_asked", "not_possible", "written", "spoken", *RISK_REASONS}
    keys = {"request", *REQUEST, "evidence", "determinations", *DETERMINATION, *decision_keys()}
    keys |= {*EVIDENCE, *chain.from_iterable(EVIDENCE.values())}
    known = {*REASONS, *DUTIES, *STATES, *OUTCOMES, *CONDITIONS, *LEVELS, *NATIONS, *SCHEMES}
    known |= fields | in_feeds | brought | keys
    words = {word for word in named(PAGE) if re.fullmatch(r"[a-z][a-z0-9_]+", word)}
    assert words - known == set()


def decision_keys() -> set[str]:
    """Every key that decisions on the cases have, at any depth."""

    def keys(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, held in value.items():
                yield key
                yield from keys(held)
        elif isinstance(value, list):
            for each in value:
                yield from keys(each)

    return {key for case in cases() if case["feed"] == "made-up" for key in keys(answer(case))} | {"feed"}

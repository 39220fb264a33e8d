"""The page for those who decide before they share: each request on it is answered as the page says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder.facts.redact import public
from site_builder.gate import Decision, Gate
from site_builder.gate.types import OUTCOMES
from site_builder.render.feed.graph import render
from tests.examples import example
from tests.feeds import gate_of_feed
from tests.handbook import DOCS, blocks, printed

ON = date(2026, 11, 25)
PAGE = (DOCS / "decide.md").read_text("utf-8")
REQUESTS = DOCS / "examples/practice/requests"
ASKED, ANSWER, RESEARCHER, PROGRAMME, POLICE, AT_RISK = map(json.loads, blocks("decide.md", "json"))
APPROVAL = {"by": "dfe-chief-statistician", "reference": "APPROVAL-9", "date": "2026-11-20", "case": "CASE-114"}


def gate(name: str) -> Gate:
    return gate_of_feed(render(public(example(name)), ON))


def told(found: Decision) -> tuple[str, bool, set[str]]:
    return found.outcome, found.urgent, {reason.code for reason in found.reasons}


def test_the_first_answer_is_that_of_the_page() -> None:
    practised = gate("practice")
    found = practised.plain(practised.decide(ASKED, ON))
    assert {key: found[key] for key in ANSWER} == {**ANSWER, "reasons": found["reasons"]}
    assert [{key: r[key] for key in ANSWER["reasons"][0]} for r in found["reasons"]] == ANSWER["reasons"]


def test_the_program_prints_the_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feed.jsonld").write_bytes(render(public(example("practice")), ON))
    monkeypatch.chdir(tmp_path)
    assert printed(blocks("decide.md", "python")[0]) == "permitted\n"


@pytest.mark.parametrize("file", sorted(REQUESTS.glob("*.json")), ids=lambda file: file.stem)
def test_each_request_gets_the_outcome_that_it_is_named_after(file: Path) -> None:
    found = gate("practice").decide(file.read_bytes(), ON)
    name = file.stem.replace("-", "_")
    expected = next(o for o in sorted(OUTCOMES, key=len, reverse=True) if name.startswith(o))
    assert found.outcome == {"permitted_override": "permitted_with_duties"}.get(name, expected)
    assert found.urgent == name.endswith("urgent")
    assert f"(examples/practice/requests/{file.name})" in PAGE


def test_the_determination_of_the_page_is_that_of_its_request() -> None:
    stated = json.loads(f"{{{blocks('decide.md', 'text')[-1]}}}")
    asked = json.loads((REQUESTS / "permitted-with-duties-determined.json").read_text("utf-8"))
    assert stated["determinations"] == asked["determinations"]
    without = {key: value for key, value in asked.items() if key != "determinations"}
    assert told(gate("practice").decide(without, ON)) == ("refer", False, {"data_not_stated"})
    (line,) = [line for line in PAGE.splitlines() if line.startswith("| IG-2026-91 ")]
    assert stated["determinations"][0]["mark"] in line


def test_every_outcome_has_a_request() -> None:
    answers = {gate("practice").decide(file.read_bytes(), ON).outcome for file in REQUESTS.glob("*.json")}
    assert answers == set(OUTCOMES)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (RESEARCHER, ("refused", False, {"which_member", "not_brought"})),
        (
            {**RESEARCHER, "evidence": {**RESEARCHER["evidence"], "approval": APPROVAL}},
            ("refer", False, {"which_member"}),
        ),
        (
            {**RESEARCHER, "member": "TEAM-7", "evidence": {**RESEARCHER["evidence"], "approval": APPROVAL}},
            ("permitted_with_duties", False, {"stated"}),
        ),
        (PROGRAMME, ("refer", False, {"which_member"})),
        ({**PROGRAMME, "member": "NHS-7"}, ("permitted_with_duties", False, {"stated"})),
        (AT_RISK, ("refer", True, {"somebody_at_risk", "purpose_not_stated"})),
    ],
    ids=[
        "researcher",
        "researcher with approval",
        "researcher who is told",
        "programme",
        "service that is told",
        "at risk",
    ],
)
def test_the_seed_answers_as_the_page_says(request_: dict[str, Any], expected: tuple[str, bool, set[str]]) -> None:
    assert told(gate("seed").decide(request_, ON)) == expected


def test_the_police_are_refused_without_a_trigger_and_the_rest_is_told_too() -> None:
    found = gate("seed").decide(POLICE, ON)
    assert found.outcome == "refused"
    assert "crime-and-fraud-duty.conditions.trigger" in {reason.about for reason in found.reasons}
    assert {"data_not_stated", "people_not_stated", "duty_without_law"} <= {reason.code for reason in found.reasons}

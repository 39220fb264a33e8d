"""The suite itself: that it asks enough, says what its cases mean, and tells right answers from wrong ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from site_builder.gate.reason_codes import CAUSES
from tests.conformance.answers import faults_of_decision, faults_of_refresh
from tests.conformance.cases import CONTENT, GATE, Case, cases, requests
from tests.conformance.server import WAYS
from tests.conformance.sites import site
from tests.conformance.spoiling import WAYS as SPOILT
from tests.effort import some
from tests.seed import ROOT

CASES = cases()
OWN = [case for case in CASES if case.group not in {CONTENT, GATE}]
README = (Path(__file__).parent / "README.md").read_text("utf-8")


def test_there_are_enough_cases_and_no_two_of_one_name() -> None:
    assert sum(case.fails for case in OWN) >= 60
    assert sum(not case.fails for case in OWN) >= 25
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_handbook_tells_how_many_there_are() -> None:
    page = " ".join((ROOT / "docs/conformance.md").read_text("utf-8").split())
    content, gate = (sum(case.group == group for case in CASES) for group in (CONTENT, GATE))
    assert f"{len(OWN)} cases" in page
    assert f"the {content} feeds" in page
    assert f"the {gate} questions" in page


def test_every_cause_is_asked_for() -> None:
    # What has no name is never asked for, and our log is our own affair.
    assert {cause for case in OWN for cause in case.causes} == CAUSES.keys() - {"fault", "log_not_kept"}


def test_every_request_and_every_way_to_answer_or_spoil_is_used() -> None:
    steps = [step for case in OWN for step in case.steps]
    serves = [step.get("serve", {}) for step in steps]
    ways = [serve.get(name, {}).get("way") for serve in serves for name in ("envelope_answer", "feed_answer")]
    assert {step["decide"] for step in steps if "decide" in step} == requests().keys()
    assert {*ways} - {None} == WAYS.keys() - {"plainly"}
    assert {step["spoil"] for step in steps if "spoil" in step} == SPOILT.keys()


def test_every_key_of_a_case_is_explained() -> None:
    def keys(case: Case) -> set[str]:
        serves = [step.get("serve", {}) for step in case.steps]
        return {name for held in (*case.steps, *serves) for name in held}

    used = {name for case in OWN for name in keys(case)} - {"steps"}
    assert used | {"steps"} == set(re.findall(r"^\| `([a-z_]+)` \|", README, re.MULTILINE))


@pytest.mark.parametrize("case", some(OWN, one_in=12), ids=lambda case: str(case.name))
def test_the_same_is_served_every_time(case: Case) -> None:
    for step in case.steps:
        serve = step.get("serve", {})
        assert site(serve) == site(serve)


# ---- it tells right from wrong


TRUSTED = json.dumps({"trusted": True})
EXPIRED = json.dumps({"trusted": False, "cause": "expired"})


@pytest.mark.parametrize(
    ("expected", "code", "out", "is_right"),
    [
        ("trusted", 0, TRUSTED, True),
        ("trusted", 5, TRUSTED, False),
        ("trusted", 0, EXPIRED, False),
        ("trusted", 0, "", False),
        ("trusted", 0, "{} {}", False),
        ("trusted", None, TRUSTED, False),
        ("expired", 5, EXPIRED, True),
        (["rollback", "expired"], 5, EXPIRED, True),
        ("rollback", 5, EXPIRED, False),
        ("expired", 0, EXPIRED, False),
        ("expired", 5, TRUSTED, False),
        ("expired", 5, json.dumps({"trusted": False}), False),
    ],
)
def test_an_answer_of_refresh_is_judged(expected: Any, code: int | None, out: str, *, is_right: bool) -> None:
    assert (not list(faults_of_refresh(expected, code, out))) is is_right


STATED = {"outcome": "permitted", "on": "2026-11-26", "reasons": [{"code": "stated", "about": "x"}]}
BLIND = {"outcome": "refused", "on": "2026-11-26", "reasons": [{"code": "feed_not_trusted"}], "cause": "expired"}
NO_FEED = {"outcome": "refused", "cause": "expired"}


@pytest.mark.parametrize(
    ("expected", "code", "said", "is_right"),
    [
        ("permitted", 0, STATED, True),
        ("permitted", 10, STATED, False),
        ("permitted", 0, STATED | {"on": "2026-11-27"}, False),
        ("permitted", 0, STATED | {"reasons": []}, False),
        ("permitted", 0, STATED | {"urgent": False}, False),
        ("permitted", 0, STATED | {"cause": "expired"}, False),
        ("refused", 0, STATED, False),
        ({"outcome": "permitted", "version": "1"}, 0, STATED, False),
        (NO_FEED, 5, BLIND, True),
        (NO_FEED | {"cause": "any"}, 5, BLIND, True),
        (NO_FEED | {"cause": ["rollback", "expired"]}, 5, BLIND, True),
        (NO_FEED | {"cause": "rollback"}, 5, BLIND, False),
        (NO_FEED, 10, BLIND, False),
        (NO_FEED, 5, BLIND | {"reasons": STATED["reasons"]}, False),
        (NO_FEED | {"cause": "any"}, 0, STATED, False),
        ("refused", 5, BLIND, False),
    ],
)
def test_a_decision_is_judged(expected: Any, code: int, said: Any, *, is_right: bool) -> None:
    assert (not list(faults_of_decision(expected, "2026-11-26", code, json.dumps(said)))) is is_right

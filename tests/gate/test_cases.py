"""What the gate must say to each of the cases of `tests/cases/gate/`, and that they leave out nothing it can say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from site_builder.gate import OUTCOMES, evaluate
from site_builder.gate.judges import EVIDENCE
from site_builder.gate.reason_codes import DUTIES, REASONS, STATES
from site_builder.model.conditions import ABOUT, CONDITIONS
from site_builder.schemas.json_schemas import documents
from tests.gate_cases import ALWAYS, FEEDS, MADE, Case, answer, cases, gate_of, made_up, seen

CASES = cases()

FAILS = "met not_brought not_met possible"
STATES_OF: Mapping[str, str] = {
    **dict.fromkeys(CONDITIONS, FAILS),
    "lawful_only": "met duty not_met possible",
    "purpose_limited": "duty",
    "prohibited_use": "met",
    **dict.fromkeys(("no_individual_effect", "no_identification_in_results"), "duty not_met possible"),
    **dict.fromkeys(("need_shown", "case_by_case", "trigger"), "met not_brought possible"),
    "approval": f"{FAILS} duty not_stated lifted",
    "consent_first": f"{FAILS} duty consent_refused lifted",
    "identifiability": f"{FAILS} duty not_stated",
    "minimum_items": f"{FAILS} not_stated",
    "onward_limit": f"{FAILS} not_stated",
    "opt_out": f"{FAILS} lifted",
    "processor_contract": f"{FAILS} not_stated",
    "protocol_needed": f"{FAILS} not_stated lifted",
    "request_needed": f"{FAILS} duty lifted",
    "safeguarding_override": "duty not_needed not_brought not_met possible",
    "statutory_duty": "met not_stated possible",
    "tell_first": "met duty not_met possible lifted",
    "time_window": "met not_met possible",
    "voluntary_participation": "duty",
    "undertaking": "duty",
}
"""What may become of each type of condition, as the page has it."""


def test_the_gate_decides_as_each_case_expects() -> None:
    assert [wrong for case in CASES for wrong in _wrong(case)] == []


def _wrong(case: Case) -> Iterator[tuple[Any, ...]]:
    """What the gate does not say as a case expects it: the case, what was said, what was expected."""
    told, expected = answer(case), _expected(case)
    if seen(told, expected) != expected:
        yield case["case"], seen(told, expected), expected
    if case.get("never_says", "\0") in json.dumps(told, ensure_ascii=False):
        yield case["case"], told, f"never {case['never_says']}"
    if "same_as" in case and answer(case, json.dumps(case["same_as"]).encode()) != told:
        yield case["case"], told, "the same as to the other request"


def _expected(case: Case) -> dict[str, Any]:
    expected = {**ALWAYS, **case["expects"]}
    return expected | {key: sorted(expected[key]) for key in ("reasons", "duties")}


def test_there_are_enough_cases_and_no_two_of_one_name() -> None:
    assert len(CASES) >= 800
    assert len({case["case"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("name", MADE)
def test_each_feed_is_what_the_program_renders_now(name: str) -> None:
    assert (FEEDS / f"{name}.jsonld").read_bytes() == MADE[name](), "python -m tests.renew_gate"


def test_every_feed_is_asked() -> None:
    assert {case["feed"] for case in CASES} == {file.stem for file in FEEDS.iterdir()}


# ---- nothing is left out


def test_every_reason_duty_and_outcome_is_expected_somewhere() -> None:
    expected = [case["expects"] for case in CASES]
    assert {code for each in expected for code, _ in each["reasons"]} == REASONS.keys() - {"feed_not_trusted"}
    assert {code for each in expected for code, _ in each.get("duties", ())} == DUTIES.keys()
    assert {each["outcome"] for each in expected} == {*OUTCOMES}


def test_every_type_of_condition_is_expected_in_every_state_that_it_can_have() -> None:
    found = {key: set[str]() for key in CONDITIONS}
    for case in CASES:
        for key, state in case["expects"].get("conditions", {}).items():
            name = key.rpartition(".conditions.")[2]
            is_for_other_data = state == "not_needed" and ABOUT[name].for_some if name in found else True
            if not is_for_other_data and state != "unknown":  # neither says anything of the type
                found[name].add(state)
    assert found == {key: set(STATES_OF[key].split()) for key in CONDITIONS}
    assert {state for states in found.values() for state in states} | {"unknown"} == {*STATES}


def test_evidence_of_every_type_is_malformed_somewhere() -> None:
    about = {
        where for case in CASES for code, where in case["expects"]["reasons"] if code in {"wrong_value", "missing"}
    }
    names = {parts[1] for where in about if where.startswith("evidence.") and len(parts := where.split(".")) == 3}
    assert names == EVIDENCE.keys()


def test_the_made_up_registry_has_every_type_and_every_parameter_of_conditions() -> None:
    stated = {
        (limit.condition.type, key)
        for disclosure in made_up().disclosures
        for limit in made_up().limits(disclosure)
        for key in type(limit.condition).__dataclass_fields__
        if getattr(limit.condition, key) not in (None, ())
    }
    every = {(name, key) for name, kind in CONDITIONS.items() for key in kind.__dataclass_fields__}
    assert {each for each in every if each[1] != "for_data"} <= stated <= every


def test_the_made_up_registry_lifts_every_type_that_may_be_lifted() -> None:
    common = documents()["common.schema.json"]
    choices = common["$defs"]["condition"]["allOf"]
    override = next(c for c in choices if c["if"]["properties"]["type"]["const"] == "safeguarding_override")
    lifts = {*override["then"]["properties"]["overrides"]["enum"]}
    assert lifts == {name for name, states in STATES_OF.items() if "lifted" in states}


# ---- wrong twins


@pytest.mark.parametrize("broken", ["_first_valid", "_prohibitions", "_settled", "_outside"])
def test_a_gate_that_forgets_one_thing_is_caught(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"_settled": lambda _c, findings, _purpose: findings}
    monkeypatch.setattr(evaluate, broken, kept.get(broken, lambda *_: ()))
    gate_of.cache_clear()
    assert any(seen(answer(case), _expected(case)) != _expected(case) for case in CASES)

"""The schemas of requests and decisions: the gate reads what the one allows, and answers what the other says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from site_builder.facts.redact import public
from site_builder.gate import Gate, Unreadable, request_of
from site_builder.gate.judges import EVIDENCE, JUDGES
from site_builder.gate.request_form import REQUEST, Kind
from site_builder.gate.types import NOT_KNOWN
from site_builder.model.conditions import CONDITIONS
from site_builder.render.feed.decision_schemas import decision, request
from tests.effort import some
from tests.examples import FOLDERS, example
from tests.seed import ON

CHECKER = Draft202012Validator.FORMAT_CHECKER
REQUESTS = Draft202012Validator(json.loads(request()), format_checker=CHECKER)
DECISIONS = Draft202012Validator(json.loads(decision()), format_checker=CHECKER)

LONG = "a" * 63
NUMBERS = (0, 1, -1, 1.0, 1.5, 10**6, 10**7)
DAYS = ("2026-11-25", "2026-11-31", "2026-1-1", "2026-11-25T14:30:00Z", "2026-11-25T24:30:00Z")
TEXTS = ("", "a", "A-1", "Pupils", LONG, f"{LONG}a", "\u0000", "é", "A" * 65 + "1", "1", "-1", "1-", "a\tb1")
WORDS = (
    "view",
    "public_task",
    "FR",
    "fr",
    "given",
    "written",
    "consent_cannot_be_given",
    "wales",
    "aggregate",
    "local",
    "no_such",
)
LISTS: tuple[Any, ...] = (
    [],
    ["a"],
    ["a", "a"],
    ["a", "b"],
    [1],
    [1, 1],
    ["A-1"],
    ["local"],
    ["wales"],
    [None],
    [["a"]],
)
ODD: tuple[Any, ...] = (None, True, False, {}, {"a": 1}, *NUMBERS, *DAYS, *TEXTS, *WORDS, *LISTS)
"""Values of every kind, right for some keys and wrong for others."""


def _value(kind: Kind) -> Any:
    return next(value for value in ODD if kind.fits(value))


def whole() -> dict[str, Any]:
    """A request with every key, and everything that can be brought."""
    made = {key: _value(kind) for key, kind in REQUEST.items()}
    brought = {name: {key: _value(kind) for key, kind in form.items()} for name, form in EVIDENCE.items()}
    return {**made, "evidence": brought}


def spoilt() -> Iterator[tuple[str, Any]]:
    """Requests with one value changed, left out or added."""
    base = whole()
    ways = [(), ("evidence",), *(("evidence", name) for name in EVIDENCE)]
    for way in ways:
        for key in (*_at(base, way), "no_such_key"):
            for value in ODD:
                made = deepcopy(base)
                _at(made, way)[key] = value
                yield f"{way} {key} {value!r}", made
        for key in _at(base, way):
            made = deepcopy(base)
            del _at(made, way)[key]
            yield f"{way} without {key}", made


def _at(value: Any, way: tuple[str, ...]) -> Any:
    for key in way:
        value = value[key]
    return value


def test_the_gate_reads_exactly_what_the_schema_allows() -> None:
    verdicts = [(name, REQUESTS.is_valid(made), _readable(made)) for name, made in some(spoilt(), one_in=6)]
    assert [name for name, allowed, read in verdicts if allowed != read] == []
    assert {allowed for _, allowed, _ in verdicts} == {True, False}
    assert len(verdicts) > 1000


def _readable(made: Any) -> bool:
    found = request_of(made)
    return not isinstance(found, Unreadable) or {r.code for r in found.reasons} == {"personal_data"}


def test_what_is_no_object_is_no_request() -> None:
    for value in (*ODD, [whole()]):
        assert isinstance(request_of(value), Unreadable)
        assert not REQUESTS.is_valid(value)


def test_every_type_of_condition_is_judged_and_nothing_is_brought_for_others() -> None:
    assert set(JUDGES) == {*CONDITIONS, NOT_KNOWN}
    assert set(EVIDENCE) < set(CONDITIONS)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_answered_is_what_the_schema_says(name: str) -> None:
    registry = public(example(name))
    gate = Gate.of(registry, f"sha256:{'0' * 64}")
    asked = [{"recipient": "nobody"}, {**whole(), "recipient": "nobody", "evidence": {}}, *_requests(registry)]
    answers = [gate.plain(gate.decide(each, day)) for each in asked for day in (ON, date(1999, 1, 1))]
    assert [error.message for answer in answers for error in DECISIONS.iter_errors(answer)] == []
    assert not DECISIONS.is_valid({**answers[0], "outcome": "yes"})


def _requests(registry: Any) -> Iterator[dict[str, Any]]:
    for d in registry.disclosures:
        yield {
            "sender": d.sender or registry.organisation.id,
            "recipient": d.recipient or registry.home(d).id,
            "purpose": d.purposes[0] if d.purposes else registry.purposes[0].id,
            "data_categories": list(d.data_categories) or [registry.data_categories[0].id],
            "data_subjects": list(d.data_subjects) or [registry.data_subjects[0].id],
            "identifiability": "identifiable",
        }


def test_both_schemas_are_schemas() -> None:
    for made in (request(), decision()):
        Draft202012Validator.check_schema(json.loads(made))

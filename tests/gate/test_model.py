"""The gate answers as the model does, that was written from the page alone; and a gate that is broken is caught."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from site_builder.facts import nesting
from site_builder.gate import Decision, Index, Request, decide, evaluate, index_builder, parties, question
from site_builder.gate.index import Asked
from site_builder.gate.judges import JUDGES
from site_builder.gate.types import MET, NO, Candidate
from site_builder.model import Disclosure, Registry
from tests.effort import effort, some
from tests.examples import FOLDERS
from tests.feeds import feed_of, gate_of_feed
from tests.gate.answered import FEW, Answered, Node, answered, feed, known, limited_by, limited_in_part
from tests.gate.mixed import mixed, puzzled
from tests.gate.model import OUTCOMES
from tests.generated_registries import registries

NUMBER = int(os.environ.get("GATE_REQUESTS", FEW))
"""How many requests each registry is asked: a few in every run, as many as one likes in a long one."""

pytestmark = pytest.mark.timeout(300 if NUMBER == FEW else 0)

MOST_LINES = 60


def of_every_code() -> Iterator[Answered]:
    """Answers of the registry of every code, for the twins; last those on what chance seldom asks: some of the data."""
    whole = feed("every code")
    return chain(known("every code", 6000), answered(whole, 300, about=limited_in_part(whole)))


def differences(whole: Node, known: Iterable[Answered]) -> Iterator[str]:
    """What the gate of a feed does not answer as the model did."""
    gate = gate_of_feed(json.dumps(whole).encode())
    for ask, on, model in known:
        ours = _told(gate.decide(ask, on))
        if ours != model:
            yield f"on {on}: {ask}: the gate says {ours}, the model {model}"


def _told(found: Decision) -> Node:
    return {
        "outcome": found.outcome,
        "urgent": found.urgent,
        "disclosure": found.candidate.id if found.candidate else None,
        "reasons": {(reason.code, reason.about) for reason in found.reasons},
        "understood": dict(found.understood),
    }


def unlike(whole: Node, number: int) -> list[str]:
    """The same of so many requests."""
    return list(differences(whole, answered(whole, number)))


@pytest.mark.parametrize("name", ["golden", *FOLDERS])
def test_gate_and_model_answer_alike(name: str) -> None:
    assert list(differences(feed(name), known(name, NUMBER))) == []


def test_gate_and_model_answer_alike_whatever_the_code() -> None:
    assert list(differences(feed("every code"), known("every code", 10 * NUMBER))) == []


def test_gate_and_model_answer_alike_where_all_is_mixed() -> None:
    for seed in range(max(1, NUMBER // effort(suite=20, thorough=10))):
        whole = feed_of(mixed(seed))
        assert unlike(whole, 30) == []
        assert unlike(puzzled(whole, seed), 30) == []


@settings(max_examples=max(10, NUMBER // 8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registries())
def test_gate_and_model_answer_alike_in_any_registry(registry: Registry) -> None:
    whole = feed_of(registry)
    assert unlike(whole, 20) == []
    assert unlike(puzzled(whole, 1), 10) == []


def test_gate_and_model_answer_alike_where_one_scheme_has_two_effects() -> None:
    """No registry of ours may say so; a feed of others may."""
    whole = deepcopy(feed("practice"))
    for each in whole["disclosures"]:
        of_scheme = {"type": "OptOut", "scheme": "national_data_opt_out"}
        each["opt_outs"] = [
            {"id": f"{each['id']}.opt_outs.{effect}", "position": number, **of_scheme, "effect": effect}
            for number, effect in enumerate(("applies", "applies_in_part"), 1)
        ]
    assert unlike(whole, NUMBER) == []


def test_every_outcome_is_among_the_answers() -> None:
    answers = [answer["outcome"] for *_, answer in islice(of_every_code(), 2000)]
    assert {*answers} == {*OUTCOMES}
    assert sum(answer in OUTCOMES[:3] for answer in answers) > len(answers) / 5


# ---- twins: each of these is broken in one place


def _without(code: str) -> Callable[..., Iterator[Any]]:
    whole = evaluate._reasons
    return lambda *given: (reason for reason in whole(*given) if reason.code != code)


def _most_reasons(found: evaluate.Judgement, _: str) -> tuple[Any, ...]:
    return (found.weight, -len(found.misfits), found.candidate.id)


def _the_first_of_a_name(index: Index, r: Request) -> dict[str, str]:
    return {key: index.names[key][0][1] for key in (*r.data_categories, *r.data_subjects) if key in index.names}


def _without_promises(
    d: Disclosure, *, is_read: bool, whole: Callable[..., Iterator[str]] = index_builder._misfits
) -> Any:
    return (code for code in whole(d, is_read=is_read) if code != "never_shared")


TWINS: dict[str, tuple[object, str, Any]] = {
    "no override": (evaluate, "_first_valid", lambda *_: []),
    "nothing is forbidden": (evaluate, "_prohibitions", lambda *_: ()),
    "what is never shared is one disclosure more": (index_builder, "_misfits", _without_promises),
    "who shares is known": (index_builder, "NOT_STATED", "nobody says so"),
    "any duty is in force": (evaluate, "_doubt", lambda *_: ""),
    "every law reaches": (evaluate, "_reaches", lambda *_: True),
    "no law need reach": (evaluate, "_is_beyond_law", lambda _: False),
    "every condition is for all data": (question.Question, "touches", lambda *_: True),
    "no condition is for some data": (question.Question, "touches", lambda *_: False),
    "no class is open": (evaluate, "_refers", lambda *_: ()),
    "who of a class it is goes without saying": (evaluate, "_is_member_known", lambda *_: True),
    "nothing shows who it is": (evaluate, "_shows_member", lambda *_: False),
    "any approval shows who it is": (evaluate, "_SHOW_A_MEMBER", dict.fromkeys(("approval",), bool)),
    "what is lifted shows who it is": (evaluate, "_HOLDS", ("met", "duty", "lifted")),
    "a list of lists is as open as the least": (parties, "FROM_CLOSED", parties.FROM_CLOSED[::-1]),
    "every purpose is opened": (Candidate, "may_serve", lambda *_: True),
    "an override opens what is silent": (evaluate, "_is_opened", lambda *_: True),
    "at risk, every purpose is stated": (evaluate, "_lacks_risk_purpose", lambda *_: False),
    "silence is no doubt": (evaluate, "_reasons", _without("data_not_stated")),
    "who was a member is one for ever": (Asked, "counts_in", lambda *_: True),
    "a class may do what a member may not": (parties, "_bound_by", lambda *_: ()),
    "a class outlives its members": (parties, "_days_with_members", lambda days, _: days),
    "nothing is secret": (index_builder, "NEVER_TOLD", "nobody says so"),
    "the first is the best": (decide, "_rank", _most_reasons),
    "no id in evidence is looked at": (decide, "_has_wrong_ids_besides", lambda *_, **__: ()),
    "nothing was brought is nothing against it": (evaluate, "ASK", NO),
    "whatever was determined counts": (evaluate, "is_valid", lambda *_: True),
    "nothing is determined": (evaluate, "is_valid", lambda *_: False),
    "nobody is asked who may settle": (index_builder, "settling_roles", lambda *_: ("boss", "clerk")),
    "what was settled counts for ever": (index_builder, "valid_settlements", lambda _, d: d.settled),
    "silence is settled by what was determined first": (evaluate, "_is_settled_by_law", lambda *_: False),
    "every edge counts": (nesting, "_sensitive", lambda _: frozenset()),
    "nothing is near": (index_builder, "touching", lambda _: {}),
    "all is covered": (question.Question, "covers", lambda *_: True),
    "every country is home": (question, "HOME", "FR"),
    "bad news is no news": (evaluate, "_bad_news", lambda *_: ()),
    "sensitive data need nothing": (evaluate, "_unguarded", lambda *_: ()),
    "nobody is at risk": (decide, "_risk", lambda *_: ()),
    "all disclosures are related": (decide, "_is_related", lambda *_: True),
    "a name of two things is the first": (decide, "understand", _the_first_of_a_name),
}


@pytest.mark.parametrize("twin", some(TWINS, one_in=20))
def test_a_gate_that_is_broken_is_caught(twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, broken = TWINS[twin]
    monkeypatch.setattr(where, name, broken)
    assert next(differences(feed("every code"), of_every_code()), None) is not None


@pytest.mark.parametrize("kind", some(sorted(JUDGES.keys() - {"purpose_limited", "prohibited_use"}), one_in=30))
def test_a_gate_to_which_all_of_a_kind_is_met_is_caught(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(JUDGES, kind, (None, lambda *_: MET))
    whole = feed("every code")
    some = answered(whole, 1000, about=limited_by(whole, kind))
    assert next(differences(whole, some), None) is not None


# ---- the model


def lines_of_code(source: str) -> int:
    """Lines that are neither blank nor part of a docstring or import."""
    tree = ast.parse(source)
    words = [n for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    passed = {line for n in (*words, *imports) for line in range(n.lineno, (n.end_lineno or n.lineno) + 1)}
    return sum(bool(line.strip()) for n, line in enumerate(source.splitlines(), 1) if n not in passed)


def test_the_model_is_short_enough_to_be_read_beside_the_page() -> None:
    assert lines_of_code((Path(__file__).parent / "model.py").read_text("utf-8")) <= MOST_LINES

"""The requests of these tests: the same for the same seed, well-formed, and such that every answer is met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice

import pytest

from tests.effort import effort
from tests.gate import every_code
from tests.gate import requests as maker
from tests.gate.answered import Answered, answered, feed, known, limited_by
from tests.gate.evidence import BROUGHT
from tests.gate.model import OUTCOMES, Model
from tests.gate.model_conditions import TABLE, limits, state
from tests.gate.model_values import At, Node
from tests.gate.requests import requests
from tests.seed import ROOT

NUMBER = effort(suite=2500, thorough=6000)

CODES = {
    *("unknown_sender", "unknown_recipient", "unknown_purpose", "unknown_data_category"),
    *("unknown_data_subject", "unknown_id", "wrong_kind", "retired_id", "not_disclosed", "other_sender"),
    *("only_received", "draft", "suspended", "not_started", "ended", "recipient_not_started"),
    *(
        "recipient_ended",
        "not_a_member",
        "not_in_a_notice",
        "other_purpose",
        "other_data",
        "other_people",
        "data_never_sent",
    ),
    *("prohibited_use", "open_class", "to_be_appointed", "recipient_not_stated", "purpose_not_stated"),
    *("data_not_stated", "people_not_stated", "only_if_not_stated", "duty_without_law"),
    *("duty_beyond_instrument", "not_brought", "not_met", "not_stated", "unknown", "consent_refused"),
    *("possible", "duty_and_refusal", "stated", "duty_in_force"),
    *("never_shared", "sender_not_stated"),
    *("bad_news", "not_that_purpose", "special_condition_not_stated", "criminal_condition_not_stated"),
    *("somebody_at_risk", "not_disclosed_at_risk", "other_programme", "programme_not_brought", "not_abroad"),
    *(
        "access_only",
        "law_does_not_reach",
        "transfer_to_judge",
        "which_member",
        "risk_purpose_not_stated",
        "determination_does_not_do",
    ),
}
"""Every code of `docs/gate.md` but those of the request's form."""

ONE_STATE = {"purpose_limited", "undertaking", "voluntary_participation", "prohibited_use"}
"""Types whose own state is always the same: rules of combination say the rest."""


def asked(number: int) -> list[tuple[Node, date]]:
    """Requests to the registry in which every code can be met."""
    return list(islice(requests(every_code.feed(), 1), number))


def codes(some: Iterable[Answered]) -> set[str]:
    """The codes that the model gives for some requests."""
    return {code for *_, answer in some for code, _ in answer["reasons"]}


def test_every_code_is_met() -> None:
    assert codes(known("every code", NUMBER)) == CODES


def test_every_code_stands_on_the_page() -> None:
    page = (ROOT / "docs/gate.md").read_text("utf-8")
    assert {code for code in CODES if f"`{code}`" not in page} == set()


def test_requests_that_nothing_spoils_do_not_meet_every_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maker, "SPOILS", (lambda *_: None,))
    assert {"wrong_kind", "unknown_purpose", "retired_id"}.isdisjoint(codes(answered(feed("every code"), 300)))


def test_every_outcome_is_met_urgent_or_not() -> None:
    answers = [answer for *_, answer in known("every code", 1000)]
    assert {answer["outcome"] for answer in answers} == {*OUTCOMES}
    assert {(a["outcome"], a["urgent"]) for a in answers if a["urgent"]} == {("refer", True)}


def test_every_type_of_condition_is_met_in_more_than_one_state() -> None:
    found: dict[str, set[str]] = {kind: set() for kind in TABLE}
    for kind, answer in _states():
        found[kind].add(answer)
    assert {kind for kind, states in found.items() if len(states - {"not_needed"}) < 2} == ONE_STATE


def _states() -> Iterator[tuple[str, str]]:
    whole = feed("every code")
    model = Model(whole)
    of_each = (requests(whole, 1, limited_by(whole, kind)) for kind in TABLE)
    for ask, on in chain.from_iterable(islice(some, 100) for some in of_each):
        asks = {"sender": model.us, "evidence": {}, "determinations": [], **ask}
        ours = [d for d in model.all if d["recipient"] == ask["recipient"]]
        for at in (At(asks, d, model.things, model.read, on.isoformat(), model.us) for d in ours):
            yield from ((each.kind, state(each, at)[1]) for each in limits(at) if each.kind)


def test_the_same_seed_makes_the_same_requests() -> None:
    first, again, other = (list(islice(requests(feed("every code"), seed), 50)) for seed in (1, 1, 2))
    assert first == again != other


def test_requests_are_well_formed() -> None:
    for ask, _ in asked(2000):
        assert {"recipient", "purpose", "data_categories", "data_subjects"} <= ask.keys()
        assert ask["data_categories"] != [] != ask["data_subjects"]
        for kind, brought in ask.get("evidence", {}).items():
            keys = BROUGHT[kind]
            assert {key for key in keys if not key.endswith("?")} <= brought.keys() <= {key.rstrip("?") for key in keys}
            lists = [value for value in brought.values() if isinstance(value, list)]
            assert all(len(each) == len(set(each)) for each in lists)
            assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/:-]*[0-9A-Za-z]", str(brought.get("reference", "CASE-7")))

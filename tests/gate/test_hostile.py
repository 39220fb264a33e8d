"""Hostile text, at each key of a request and each newer field of a feed: never a yes more, a crash, or told."""

from __future__ import annotations

import json
from datetime import date

import pytest

from site_builder.gate import Gate, judges, request, request_in
from site_builder.gate.request_form import Kind
from site_builder.gate.response import record
from site_builder.gate.types import MET, NOT_KNOWN, Reason
from site_builder.load.feed.reader import FeedError
from tests.effort import effort
from tests.feeds import gate_of_feed
from tests.gate import hostile
from tests.gate_cases import gate_of

EACH = effort(suite=4, thorough=len(hostile.TEXTS))
"""How many texts each key is given."""


def test_every_key_of_a_request_stands_in_a_case_that_ends_in_a_yes() -> None:
    assert [place for place in hostile.places_in_requests() if place not in hostile.permitted()] == []


def permitted_all_the_same(each: int) -> list[str]:
    """The requests with a hostile text that are permitted."""
    return [json.dumps(made)[:300] for case, made in hostile.requests(each) if hostile.is_yes(case, made)]


def test_no_hostile_text_in_a_request_is_a_yes() -> None:
    assert permitted_all_the_same(EACH) == []


def test_a_gate_that_takes_any_text_for_a_reference_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    known = request._faults_of_value

    def takes(value: object, kind: Kind, where: str) -> list[Reason]:
        return [] if kind.is_free else known(value, kind, where)

    monkeypatch.setattr(request, "_faults_of_value", takes)
    assert permitted_all_the_same(1)


def told(each: int) -> list[str]:
    """The hostile texts of a request that stand in the line of a log."""
    found = []
    for case, made in hostile.requests(each):
        gate, asked = gate_of(case["feed"]), request_in(json.dumps(made).encode())
        line = json.dumps(record(gate.index, asked, gate.decide(asked, date.fromisoformat(case["day"])), gate.feed))
        found += [text for text in (json.dumps(each)[1:-1] for each in ODD) if text in line]
    return found


ODD = [text for text in hostile.TEXTS if not text.isidentifier() and len(text) > 3] + ["\x00", "\u202e", "\ud800"]
"""Those that nothing else of a line could hold."""


def test_no_log_tells_a_hostile_text() -> None:
    assert told(EACH) == []


# ---- feeds


def permitted_by_a_text(each: int, step: int) -> list[str]:
    """The feeds with a hostile text that permit what they did not permit before."""
    asked = list(hostile.asked())
    found = []
    for what, data in hostile.feeds(each, step):
        try:
            gate: Gate = gate_of_feed(data)
        except FeedError:
            continue
        found += [f"{what}: {ask}" for ask, on in asked if gate.decide(ask, on).outcome in hostile.YES]
    return found


def test_no_hostile_text_in_a_feed_is_a_yes_more() -> None:
    assert permitted_by_a_text(each=effort(suite=1, thorough=6), step=effort(suite=20, thorough=1)) == []


def test_a_gate_that_takes_what_it_does_not_understand_as_met_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(judges.JUDGES, NOT_KNOWN, (MET, judges.met))
    assert permitted_by_a_text(each=1, step=20)

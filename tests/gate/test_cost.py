"""No request that is read costs more than a moment, however it was made up."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from site_builder.gate import Gate, Index, decide, pii
from site_builder.gate.request_form import MOST_BYTES
from tests.examples import example
from tests.seed import ON

ASKED = {"recipient": "nobody", "purpose": "nothing", "data_categories": ["nothing"], "data_subjects": ["nobody"]}


@pytest.fixture
def gate() -> Gate:
    return Gate.of(example("seed"))


def cost(gate: Gate, **asked: Any) -> float:
    """The seconds that a request takes, at its quickest."""
    text = json.dumps({**ASKED, **asked}).encode()
    assert len(text) <= MOST_BYTES
    return min(_seconds(gate, text) for _ in range(3))


def _seconds(gate: Gate, text: bytes) -> float:
    before = time.process_time()
    gate.decide(text, ON)
    return time.process_time() - before


@pytest.mark.parametrize("letter", ["a", "0", "0 ", "A1", "-", " ", "@"])
def test_a_longer_text_takes_hardly_more_time_for_each_letter(gate: Gate, letter: str) -> None:
    short, long = (cost(gate, x=letter * (size // len(letter))) for size in (7_000, 56_000))
    assert long < 8 * 3 * max(short, 0.001)


def test_a_pattern_that_starts_anew_at_each_letter_is_caught(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = cost(gate, x="a" * 7_000)
    monkeypatch.setattr(pii, "_SIGNS", re.compile(r"[^\s@]+@[^\s@]+"))
    assert cost(gate, x="a" * 7_000) > 10 * max(ours, 0.001)


def searches(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often ids that are written alike are looked for, in a request with thousands of wrong ones."""
    looked_for: list[str] = []

    def like(_: Index, key: str, __: object) -> tuple[str, ...]:
        looked_for.append(key)
        return ()

    monkeypatch.setattr(Index, "like", like)
    _seconds(gate, json.dumps({**ASKED, "data_categories": [f"wrong-{n}" for n in range(4_000)]}).encode())
    return len(looked_for)


def test_what_could_be_meant_is_not_looked_for_without_end(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    assert searches(gate, monkeypatch) == 0


def test_a_search_without_end_is_caught(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "FEW", 10_000)
    assert searches(gate, monkeypatch) > 4_000


def test_what_could_be_meant_by_a_few_wrong_ids_is_looked_for(gate: Gate) -> None:
    recipient = next(iter(gate.index.of))
    found = gate.decide({**ASKED, "recipient": f"{recipient}x"}, ON)
    assert [reason.instead for reason in found.reasons if reason.about == "recipient"] == [(recipient,)]

"""Every disclosure of every example is answered as it was when somebody last read the answers."""

from __future__ import annotations

import pytest

from site_builder.gate import evaluate
from tests.examples import FOLDERS, example
from tests.feeds import feed_of
from tests.gate import reach
from tests.gate.reviewed_answers import KEPT, table


@pytest.mark.parametrize("name", FOLDERS)
def test_each_disclosure_is_answered_as_it_was_read(name: str) -> None:
    assert table(name) == (KEPT / f"{name}.txt").read_text("utf-8"), "read the change, then python -m tests.renew_gate"


@pytest.mark.parametrize("name", FOLDERS)
def test_each_disclosure_has_a_block(name: str) -> None:
    kept = (KEPT / f"{name}.txt").read_text("utf-8")
    blocks = [line[3:] for line in kept.splitlines() if line.startswith("## ")]
    assert blocks == [disclosure.id for disclosure in example(name).disclosures]


def test_a_gate_that_forgets_its_duties_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "_doubt", lambda *_: "")
    assert table("seed") != (KEPT / "seed.txt").read_text("utf-8")


def cannot(*, role_may_settle: bool) -> set[str]:
    feed = feed_of(example("seed"))
    found = reach.kept_from(reach.with_a_role(feed) if role_may_settle else feed, most=400)
    return {key for key, why in found.items() if why}


def test_what_can_end_in_a_yes_in_the_seed_is_what_its_words_and_a_role_settle() -> None:
    ours = {"child-protection-access", "dfe-surveys", "government-departments-duty", "partner-agencies-services"}
    others = {"dfe-feedback", "dfe-survey-agencies", "troubled-families"}
    assert cannot(role_may_settle=False) == ours | others
    assert cannot(role_may_settle=True) == others


def test_a_gate_that_takes_no_determination_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "is_valid", lambda *_: False)
    assert "dfe-surveys" in cannot(role_may_settle=True)

"""What a decision tells beside its outcome and its reasons."""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.gate import Gate
from site_builder.gate.decide import refusal
from site_builder.gate.reason_codes import REASONS
from site_builder.gate.request import request_of
from site_builder.gate.response import plain, record
from site_builder.gate.types import ASK, Reason
from tests.client.sites import PERMITTED, SITE
from tests.gate.test_best import stated
from tests.gate.test_odd import DAY, WHAT, Feed, condition, feed, gate, node


def told(made: Feed, **asked: Any) -> dict[str, Any]:
    found = gate(made)
    return found.plain(found.decide({**PERMITTED, **asked}, DAY))


def passages(made: Feed, key: str) -> list[dict[str, Any]]:
    """Those that state it."""
    every = [p for notice in made["notices"] for section in notice["sections"] for p in section["passages"]]
    return [passage for passage in every if key in passage["states"]]


def test_what_several_passages_state_is_told_in_the_languages_that_all_have() -> None:
    made = feed()
    (first,), (second,) = passages(made, WHAT), passages(made, "survey")
    assert told(made)["words"] == first["text"]
    second["states"].append(WHAT)
    made["languages"] += ["cy", "fr"]
    first["text"], second["text"] = {"cy": "Un", "en-gb": "One"}, {"en-gb": "Two", "fr": "Deux"}
    assert told(made)["words"] == {"en-gb": "One\nTwo"}


def test_where_there_is_no_notice_only_that_is_told() -> None:
    reason = Reason("feed_not_trusted", "feed", ASK)
    found = refusal(None, request_of(PERMITTED), "2026-11-25", (reason,))
    words = REASONS["feed_not_trusted"].words
    assert plain(None, found) == {
        "outcome": "refused",
        "on": "2026-11-25",
        "reasons": [{"code": "feed_not_trusted", "about": "feed", "words": words, "verdict": "refer"}],
    }
    asked = request_of(PERMITTED)
    assert record(None, asked, found, None) == {
        "determined": False,
        "unused": [],
        **dict.fromkeys(("disclosure", "registry", "version", "feed", "request")),
        "outcome": "refused",
        "urgent": False,
        "reasons": ["feed_not_trusted"],
        "on": "2026-11-25",
    }


def test_a_log_keeps_of_a_decision_ids_and_the_keys_of_evidence() -> None:
    found = gate(feed())
    brought = {"statutory_duty": {"names": ["contact-details"], "instrument": "S-1"}, "trigger": {"reference": "T-1"}}
    said = {"sender": "practice-council", "identifiability": "aggregate", "evidence": brought}
    asked = request_of({**PERMITTED, **said})
    assert record(found.index, asked, found.decide(asked, DAY), "sha256:0") == {
        "outcome": "permitted",
        "urgent": False,
        "reasons": ["stated"],
        "disclosure": WHAT,
        "determined": False,
        "unused": ["statutory_duty", "trigger"],
        "on": "2026-11-25",
        "registry": f"{SITE}id/registry",
        "version": found.index.version,
        "feed": "sha256:0",
        "request": {
            **{key: PERMITTED[key] for key in ("recipient", "purpose", "data_categories", "data_subjects")},
            "sender": "practice-council",
            "identifiability": "aggregate",
            "at_risk": False,
            "evidence": {"statutory_duty": ["instrument", "names"], "trigger": ["reference"]},
        },
    }


def test_an_answer_says_from_which_registry_version_and_feed_it_is() -> None:
    made = feed()
    index = gate(made).index
    found = Gate(index, "sha256:0")
    answer = found.plain(found.decide(PERMITTED, DAY))
    said = {"registry": f"{SITE}id/registry", "version": made["version"], "feed": "sha256:0"}
    assert {key: answer[key] for key in said} == said
    assert answer.keys() - told(made).keys() == {"feed"}


@pytest.mark.parametrize("said", [{}, {"sender": "survey-company"}, {"sender": "nobody-known"}])
def test_a_log_keeps_who_sends_if_the_notice_knows_it(said: dict[str, str]) -> None:
    found = gate(feed())
    asked = request_of({**PERMITTED, **said})
    kept = record(found.index, asked, found.decide(asked, DAY), None)["request"]["sender"]
    assert kept == {"nobody-known": None}.get(sender := said.get("sender", "practice-council"), sender)


def test_a_question_is_asked_of_whoever_must_answer() -> None:
    made = feed()
    assert "question" not in told(made)["reasons"][0]
    node(made, WHAT)["modality"] = "only_if"
    assert told(made)["reasons"][0]["question"] == REASONS["only_if_not_stated"].question
    node(made, WHAT)["valid_from"] = "2027-01-01"
    node(made, "provide-services")["family"] = "safeguarding"
    risk, reason = told(made)["reasons"]
    assert (risk["code"], risk["question"]) == ("somebody_at_risk", REASONS["somebody_at_risk"].question)
    assert (told(made)["outcome"], set(reason)) == ("refer", {"code", "about", "words", "verdict"})


def test_nothing_is_asked_where_the_answer_is_no() -> None:
    made = feed()
    condition(made, "trigger", event={"en-gb": "when asked"})
    assert (told(made)["outcome"], "question" in told(made)["reasons"][0]) == ("refused", False)


def test_what_is_not_thereis_not_told() -> None:
    made = feed()
    assert {"mode", "within", "sender"}.isdisjoint(told(made))
    for passage in passages(made, WHAT):
        passage["states"] = ["survey"]
    assert (told(made)["disclosure"], told(made)["outcome"]) == (WHAT, "refused")
    assert {"notice", "words"}.isdisjoint(told(made))


def test_a_log_keeps_nothing_of_what_could_not_be_read() -> None:
    found = gate(feed())
    asked = request_of({**PERMITTED, "sender": 1})
    assert record(found.index, asked, found.decide(asked, DAY), None)["request"] is None


def test_a_log_masks_who_is_hidden_where_another_disclosure_answers() -> None:
    """Also where one that may not be confirmed would permit, so that the caller may know."""
    made = feed()
    node(made, "survey")["can_we_tell_you"] = "never_confirm"
    node(made, WHAT)["sender"] = "survey-company"
    stated(made, "secret-cards", can_we_tell_you="never_confirm")
    asked = request_of({**PERMITTED, "sender": "survey-company"})
    found = gate(made)
    kept = record(found.index, asked, found.decide(asked, DAY), None)
    assert (kept["outcome"], kept["disclosure"], kept["request"]["sender"]) == ("permitted", WHAT, None)


def test_what_is_closest_is_told_with_what_it_states() -> None:
    made = feed()
    there = {"disclosure": WHAT, "purposes": ["provide-services"], "data_categories": ["contact-details"]}
    assert told(made, data_subjects=["children"])["nearest"] == {**there, "data_subjects": ["residents"]}
    node(made, WHAT)["data_subjects"] = ["not_stated"]
    assert told(made, data_categories=["service-records"])["nearest"] == there


def test_who_came_after_a_recipient_that_has_ended_is_named_unless_nobody_may_know() -> None:
    made = feed()
    ended = {"id": "library-partner.history", "type": "History", "became": "merged", "closed_on": "2020"}
    name = node(made, "survey-company")["name"]
    node(made, "library-partner")["history"] = {**ended, "succeeded_by": {tag: [text] for tag, text in name.items()}}
    said = [each.get("instead") for each in told(made)["reasons"] if each["code"] == "recipient_ended"]
    assert said == [["survey-company"]]
    node(made, "survey")["can_we_tell_you"] = "never_confirm"
    assert ["instead" in each for each in told(made)["reasons"] if each["code"] == "recipient_ended"] == [False]


def test_a_condition_is_told_with_what_became_of_it() -> None:
    made = feed()
    condition(made, "trigger", event={"en-gb": "when asked"})
    condition(made, "need_shown")
    answer = told(made, evidence={"trigger": {"reference": "T-1"}})
    assert answer["conditions"] == [
        {"id": f"{WHAT}.conditions.trigger", "type": "trigger", "state": "met"},
        {"id": f"{WHAT}.conditions.need_shown", "type": "need_shown", "state": "not_brought"},
    ]
    assert (answer["lawful_basis"], answer["duties"]) == (["public_task"], [])

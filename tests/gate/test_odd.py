"""Feeds that a careless publisher, or a newer one, might sign: what is odd in them is never a permission."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest

from site_builder.gate import Gate
from site_builder.gate.request import request_of
from site_builder.gate.response import record
from site_builder.schemas.feed_terms import feed_terms
from tests.client.sites import PERMITTED, PRACTICE
from tests.feeds import gate_of_feed

DAY = date(2026, 11, 25)
WHO, WHAT = "library-partner", "library-cards"
"""To whom the practice's feed permits something, and by which disclosure."""

Feed = dict[str, Any]
Node = dict[str, Any]


def feed() -> Feed:
    """The practice's, to be changed."""
    made: Feed = json.loads(PRACTICE)
    return made


def node(made: Feed, key: str) -> Node:
    found: Node = next(n for name in ("disclosures", "included") for n in made[name] if n["id"] == key)
    return found


def condition(made: Feed, kind: str, of: str = WHAT, **stated: Any) -> None:
    """One more condition of a disclosure."""
    key = f"{of}.conditions.{kind}"
    node(made, of).setdefault("conditions", []).append(key)
    types = ["Condition", feed_terms().conditions[kind]]
    made["included"].append({"id": key, "type": types, "kind": kind, **stated})


def another(made: Feed, key: str, **stated: Any) -> Node:
    """One more disclosure to the same recipient, which no passage states."""
    position = 1 + sum(each["part_of"] == WHO for each in made["disclosures"])
    own = {**deepcopy(node(made, WHAT)), "id": key, "position": position, **stated}
    made["disclosures"].append(own)
    return own


def gate(made: Feed) -> Gate:
    return gate_of_feed(json.dumps(made).encode())


def outcome(made: Feed, on: date = DAY, **asked: Any) -> str:
    return gate(made).decide({**PERMITTED, **asked}, on).outcome


def test_without_anything_odd_it_is_permitted() -> None:
    assert outcome(feed()) == "permitted"


# ---- when it ended


def closed(text: str) -> Feed:
    made = feed()
    node(made, WHO)["history"] = {"id": f"{WHO}.history", "type": "History", "became": "closed", "closed_on": text}
    return made


@pytest.mark.parametrize(
    "text",
    [
        *("2012", "2012-03", "2012-03-05", "2026-11-25", "0001-01-01", "0000-01-01", "2012-02-31", " 2012"),
        *("c. 2012", "about 2012", "March 2012", "05/03/2012", "unknown", "sometime", "20١2", "twelve years ago"),
        *("2030-W01-5", "2030-12-31T10:00"),
    ],
)
def test_who_has_ended_has_ended_however_that_is_written(text: str) -> None:
    assert outcome(closed(text)) == "refused"


def test_what_states_no_day_is_there_on_every_day() -> None:
    assert [outcome(feed(), on) for on in (date.min, date.max)] == ["permitted"] * 2


def test_who_will_end_is_still_there() -> None:
    assert [outcome(closed(text)) for text in ("2026-11-26", "2026-12", "2027", "9999-12-31")] == ["permitted"] * 4


@pytest.mark.parametrize("text", ["2012", "2026-11-25", "sometime", None])
def test_who_has_ended_sends_nothing(text: str | None) -> None:
    made = closed("2027")
    node(made, "survey-company")["history"] = {
        "id": "survey-company.history",
        "type": "History",
        "became": "closed",
        **({"closed_on": text} if text else {}),
    }
    assert outcome(made) == "permitted"
    node(made, WHAT)["sender"] = "survey-company"
    assert outcome(made, sender="survey-company") == "refused"


@pytest.mark.parametrize("stated", [{}, {"outlives": True}])
@pytest.mark.parametrize("on", [date(2026, 10, 1), date(2026, 11, 15), DAY, date(2027, 1, 1)])
def test_what_forbids_between_days_that_run_backwards_forbids_on_all(stated: Node, on: date) -> None:
    made = feed()
    another(made, "never-again", valid_from="2026-12-01", valid_to="2026-11-01", status="ended")
    condition(made, "prohibited_use", "never-again", purposes=["provide-services"], **stated)
    assert outcome(made, on) == "refused"
    assert outcome(made, on, purpose="surveys", recipient="survey-company") != "refused"


def test_a_time_is_judged_as_its_day() -> None:
    """On the last day of what forbids, and of what permits."""
    made = feed()
    another(made, "never-again", valid_to="2026-11-25")
    condition(made, "prohibited_use", "never-again", purposes=["provide-services"])
    assert outcome(made, DAY) == outcome(made, datetime(2026, 11, 25, 9)) == "refused"  # noqa: DTZ001 (a day is)
    made = feed()
    node(made, WHAT)["valid_to"] = "2026-11-25"
    assert outcome(made, DAY) == outcome(made, datetime(2026, 11, 25, 9)) == "permitted"  # noqa: DTZ001 (a day is)


# ---- what forbids, and what limits


def test_nothing_is_an_exception_to_itself() -> None:
    made = feed()
    condition(made, "prohibited_use", purposes=["provide-services"])
    node(made, WHAT)["exception_to"] = WHAT
    assert outcome(made) == "refused"


@pytest.mark.parametrize("kind", ["time_window", "age_range"])
def test_a_limit_that_sets_none_is_not_understood(kind: str) -> None:
    made = feed()
    condition(made, kind)
    assert outcome(made, evidence={"age_range": {"youngest": 3, "oldest": 4}}) == "refer"


def test_what_is_not_understood_may_be_what_it_is_shared_only_on() -> None:
    made = feed()
    node(made, WHAT)["modality"] = "only_if"
    condition(made, "voluntary_participation")
    assert [reason.code for reason in gate(made).decide(PERMITTED, DAY).reasons] == ["only_if_not_stated"]
    made["included"][-1]["added_later"] = True
    assert [reason.code for reason in gate(made).decide(PERMITTED, DAY).reasons] == ["unknown"]


@pytest.mark.parametrize(
    ("effect", "answer"),
    [
        *(("does_not_apply", "permitted"), ("applies", "refused"), ("applies_in_part", "refer")),
        *(("applies_to_children", "refer"), ("unclear", "refer")),
    ],
)
def test_an_opt_out_of_an_effect_that_is_not_known_is_for_a_person(effect: str, answer: str) -> None:
    made = feed()
    key = f"{WHAT}.opt_outs.local"
    stated = {"id": key, "type": "OptOut", "position": 1, "scheme": "local", "effect": effect}
    node(made, WHAT)["opt_outs"] = [stated]
    assert outcome(made) == answer
    is_known = effect in {"does_not_apply", "applies", "applies_in_part"}
    reasons = [(reason.code, reason.about) for reason in gate(made).decide(PERMITTED, DAY).reasons]
    assert is_known or reasons == [("unknown", key)]
    condition(made, "opt_out", scheme="local")
    evidence = {"opt_out": {"checked": ["local"], "opted_out": False}}
    assert outcome(made, evidence=evidence) == ("permitted" if is_known else "refer")


@pytest.mark.parametrize(("whose", "answer"), [("ours", "required"), ("theirs", "refer"), ("of_the_state", "refer")])
def test_a_duty_of_whom_it_is_not_known_is_not_ours(whose: str, answer: str) -> None:
    made = feed()
    power = {"id": f"{WHAT}.legal_power.practice-act", "type": "LegalPower", "position": 1, "law": "practice-act"}
    node(made, WHAT).update(modality="must", legal_power=[{**power, "nature": "duty", "whose": whose}])
    assert outcome(made) == answer


# ---- things of types that are added later

LATER: dict[str, tuple[Callable[[Feed], None], str]] = {
    "an agreement": (lambda made: condition(made, "protocol_needed", agreement="later"), "refer"),
    "a programme": (lambda made: condition(made, "on_behalf_of", principal="practice-council", programme="later"), ""),
    "a purpose": (lambda made: node(made, WHAT).update(purposes=["later"]), ""),
    "a sender": (lambda made: node(made, WHAT).update(sender="later"), ""),
    "a recipient": (lambda made: node(made, WHAT).update(recipient="later"), ""),
    "kinds of data": (lambda made: node(made, WHAT).update(data_categories=["later"]), ""),
    "a forbidden purpose, too": (
        lambda made: condition(made, "prohibited_use", purposes=["later", "provide-services"]),
        "",
    ),
}


@pytest.mark.parametrize("name", LATER)
def test_a_thing_of_a_type_that_is_not_known_permits_nothing_and_breaks_nothing(name: str) -> None:
    change, answer = LATER[name]
    made = feed()
    made["included"].append({"id": "later", "type": "AddedLater"})
    change(made)
    evidence = {"protocol_needed": {"reference": "A-1"}, "on_behalf_of": {"principal": "practice-council"}}
    assert outcome(made, evidence=evidence) == (answer or "refused")
    assert outcome(made, recipient="survey-company", purpose="surveys") == "permitted_with_duties"


# ---- what nobody may be told of


def test_a_retired_id_does_not_lead_to_what_nobody_may_be_told_of() -> None:
    made = feed()
    node(made, WHAT)["can_we_tell_you"] = "never_confirm"
    condition(made, "approval", by="data-protection-officer")
    retired = {"type": "Retired", "date": "2026-01-01", "reason": {"en-gb": "It is over."}}
    made["included"] += [
        {**retired, "id": "old-partner", "replaced_by": [WHO]},
        {**retired, "id": "old-cards", "replaced_by": [WHAT]},
        {**retired, "id": "old-company", "replaced_by": ["survey-company"]},
    ]
    for asked in (
        {"recipient": "old-partner"},
        {"recipient": "survey-company", "evidence": {"lawful_only": {"disclosure": "old-cards"}}},
    ):
        asked_gate = gate(made)
        found = asked_gate.plain(asked_gate.decide({**PERMITTED, **asked}, DAY))
        assert [reason["code"] for reason in found["reasons"]] == ["retired_id"]
        assert [each for each in (WHO, WHAT) if each in json.dumps(found)] == []
    told = gate(made).decide({**PERMITTED, "recipient": "old-company"}, DAY).reasons
    assert [reason.instead for reason in told] == [("survey-company",)]


def test_a_log_keeps_the_id_of_what_nobody_may_be_told_of_only_if_the_answer_may() -> None:
    made = feed()
    node(made, WHAT)["can_we_tell_you"] = "never_confirm"
    condition(made, "trigger", event={"en-gb": "when asked"})
    for brought, outcome_, kept in (({}, "refused", None), ({"trigger": {"reference": "T-1"}}, "permitted", WHO)):
        asked = request_of({**PERMITTED, "evidence": brought})
        decision = gate(made).decide(asked, DAY)
        line = record(gate(made).index, asked, decision, None)
        assert (line["outcome"], line["request"]["recipient"]) == (outcome_, kept)
        assert (WHO in json.dumps(line)) is (kept is not None)
        assert line["request"]["purpose"] == PERMITTED["purpose"]


@pytest.mark.parametrize("key", ["provide-services", "contact-details", "residents"])
def test_what_is_stated_of_a_type_that_a_later_version_added_cannot_be_asked_for(key: str) -> None:
    made = feed()
    node(made, key)["type"] = "AddedLater"
    assert outcome(made) == "refused"

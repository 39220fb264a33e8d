"""Of several disclosures the best answers, of several that do not the closest is named: as page and model say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from site_builder.gate import Decision, Unreadable
from tests.client.sites import PERMITTED
from tests.gate.model import Model
from tests.gate.test_odd import DAY, WHAT, Feed, another, condition, feed, gate, node


def stated(made: Feed, key: str, **fields: Any) -> None:
    """One more disclosure to the same recipient, which the notice states where it states the first."""
    another(made, key, **fields)
    for section in made["notices"][0]["sections"]:
        for passage in section["passages"]:
            passage["states"] += [key] if WHAT in passage["states"] else []


def without(made: Feed, *names: str) -> None:
    """The first disclosure without what these fields state."""
    for name in names:
        node(made, WHAT)[name] = ["not_stated"]


def decided(made: Feed, **asked: Any) -> Decision:
    """The decision of the gate, which is the model's."""
    request = {**PERMITTED, **asked}
    found, model = gate(made).decide(request, DAY), Model(made).decide(request, DAY)
    key = found.candidate.id if found.candidate else None
    reasons = {(reason.code, reason.about) for reason in found.reasons}
    assert (found.outcome, key, reasons) == (model["outcome"], model["disclosure"], model["reasons"])
    return found


def answers(made: Feed, **asked: Any) -> tuple[str, str | None]:
    """The outcome, and the disclosure that answers."""
    found = decided(made, **asked)
    return found.outcome, found.candidate.id if found.candidate else None


def duty(made: Feed, key: str) -> None:
    """Let a disclosure be a duty in law."""
    power = {"id": f"{key}.legal_power.practice-act", "type": "LegalPower", "position": 1, "law": "practice-act"}
    node(made, key).update(modality="must", legal_power=[{**power, "nature": "duty", "whose": "ours"}])


# ---- which one answers


@pytest.mark.parametrize("key", ["a-duty", "the-duty"])
def test_what_is_required_goes_before_what_is_permitted(key: str) -> None:
    """Whether its id is the first or not; and also where something is to be done besides."""
    made = feed()
    stated(made, key)
    duty(made, key)
    assert answers(made) == ("required", key)
    condition(made, "voluntary_participation", key)
    assert answers(made) == ("required", key)
    stated(made, "never-again", purposes=["surveys"], data_categories=["service-records"])
    condition(made, "prohibited_use", "never-again", purposes=["provide-services"])
    assert answers(made) == ("required", key)


@pytest.mark.parametrize("key", ["a-duty", "the-duty"])
def test_what_is_permitted_goes_before_a_duty_that_asks_for_more(key: str) -> None:
    made = feed()
    stated(made, key)
    duty(made, key)
    condition(made, "trigger", key, event={"en-gb": "when asked"})
    assert answers(made) == ("permitted", WHAT)
    condition(made, "need_shown")
    assert answers(made) == ("refer", WHAT)


def test_what_is_permitted_goes_before_what_is_permitted_with_duties() -> None:
    made = feed()
    stated(made, "a-second")
    condition(made, "voluntary_participation", "a-second")
    assert answers(made) == ("permitted", WHAT)
    condition(made, "voluntary_participation")
    assert answers(made) == ("permitted_with_duties", "a-second")


@pytest.mark.parametrize("far", ["other_data", "other_people", "data_never_sent"])
def test_what_is_far_from_what_was_asked_goes_last(far: str) -> None:
    """One other kind of data or people weighs more than two reasons of another sort."""
    made = feed()
    node(made, WHAT).update(valid_from="2027-01-01", status="draft")
    changed = {"data_categories": ["service-records"]} if far == "other_data" else {}
    changed |= {"data_subjects": ["children"]} if far == "other_people" else {}
    stated(made, "a-second", **changed)
    if far == "data_never_sent":
        node(made, "a-second")["excluded"] = ["contact-details"]
    assert answers(made) == ("refused", WHAT)
    node(made, WHAT)["purposes"] = ["surveys"]
    assert answers(made) == ("refused", "a-second")


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2026, 10, 31), ["not_started"]),
        (date(2026, 11, 1), ["not_started"]),
        (date(2026, 11, 15), ["not_started", "ended"]),
        (date(2026, 12, 1), ["ended"]),
    ],
)
def test_of_days_that_run_backwards_what_holds_of_the_day_is_told(on: date, codes: list[str]) -> None:
    made = feed()
    node(made, WHAT).update(valid_from="2026-12-01", valid_to="2026-11-01", status="ended")
    assert [reason.code for reason in gate(made).decide(PERMITTED, on).reasons] == codes


def test_an_override_of_what_is_not_asked_for_asks_for_nothing() -> None:
    made = feed()
    condition(made, "safeguarding_override", overrides="consent_first")
    assert answers(made) == ("permitted", WHAT)


# ---- which one is closest


def nearest(made: Feed, **asked: Any) -> str | None:
    found = decided(made, **asked)
    return found.nearest.id if found.nearest else None


def test_the_closest_states_the_purpose_or_none_and_the_most_of_the_rest() -> None:
    both = ["contact-details", "service-records"]
    made = feed()
    node(made, WHAT)["data_subjects"] = ["children"]
    stated(made, "the-other", data_categories=["service-records"], data_subjects=["residents"])
    assert nearest(made) == WHAT
    assert nearest(made, data_categories=both, data_subjects=["residents", "children"]) == WHAT
    assert nearest(made, data_categories=["service-records"], data_subjects=["children"]) == WHAT
    assert nearest(made, data_categories=both) == "the-other"
    without(made, "data_subjects")
    assert nearest(made, data_categories=["service-records"], data_subjects=["children"]) == WHAT


def test_what_states_no_purpose_states_no_other() -> None:
    made = feed()
    without(made, "purposes")
    node(made, WHAT)["data_subjects"] = ["children"]
    stated(made, "the-other", purposes=["provide-services"], data_categories=["service-records"])
    assert nearest(made) == WHAT


def test_what_is_far_by_something_else_is_not_close() -> None:
    made = feed()
    node(made, WHAT).update(status="draft")
    assert nearest(made, data_subjects=["children"]) is None
    stated(made, "the-other", data_categories=["service-records"], status="active")
    assert nearest(made) == "the-other"


def test_what_is_close_tells_no_id_that_nobody_can_ask_for() -> None:
    made = feed()
    made["included"].append({"id": "later", "type": "AddedLater"})
    node(made, WHAT)["data_categories"] = ["service-records", "later"]
    asked = gate(made)
    told = asked.plain(asked.decide(PERMITTED, DAY))
    assert told["nearest"]["data_categories"] == ["service-records"]


# ---- what forbids


@pytest.mark.parametrize("name", ["data_categories", "data_subjects"])
def test_what_does_not_say_of_what_forbids_of_all(name: str) -> None:
    made = feed()
    stated(made, "never-again", purposes=["surveys"])
    condition(made, "prohibited_use", "never-again", purposes=["provide-services"])
    node(made, "never-again")[name] = ["not_stated"]
    assert answers(made) == ("refused", WHAT)


@pytest.mark.parametrize(("last", "outcome"), [("2026-11-24", "permitted"), ("2026-11-25", "refused")])
def test_what_a_purpose_is_never_used_for_is_so_while_the_disclosure_lasts(last: str, outcome: str) -> None:
    made = feed()
    status = "ended" if outcome == "permitted" else "active"
    stated(made, "for-surveys", purposes=["surveys"], valid_to=last, status=status)
    node(made, "surveys")["prohibited_uses"] = ["provide-services"]
    assert answers(made)[0] == outcome


def test_what_forbids_on_one_day_forbids_on_that_day_alone() -> None:
    made = feed()
    stated(made, "never-again", purposes=["surveys"], valid_from="2026-11-24", valid_to="2026-11-24", status="ended")
    condition(made, "prohibited_use", "never-again", purposes=["provide-services"])
    assert [gate(made).decide(PERMITTED, date(2026, 11, day)).outcome for day in (24, 25)] == ["refused", "permitted"]


def test_a_duty_that_is_doubted_does_not_turn_a_refusal_into_a_question() -> None:
    made = feed()
    node(made, WHAT)["modality"] = "must"
    assert answers(made) == ("refer", WHAT)
    stated(made, "never-again", purposes=["surveys"])
    condition(made, "prohibited_use", "never-again", purposes=["provide-services"])
    assert answers(made) == ("refused", WHAT)
    duty(made, WHAT)
    assert answers(made) == ("refer", WHAT)


# ---- who sends


def test_a_sender_of_a_type_that_is_not_known_cannot_be_asked_for() -> None:
    made = feed()
    made["included"].append({"id": "later", "type": "AddedLater"})
    node(made, WHAT)["sender"] = "later"
    request = {**PERMITTED, "sender": "later"}
    assert Model(made).decide(request, DAY)["outcome"] == "refused"
    assert [reason.code for reason in gate(made).decide(request, DAY).reasons] == ["unknown_sender"]


def test_who_may_know_of_what_is_hidden_may_name_it_and_nothing_that_nobody_knows() -> None:
    made = feed()
    known = {"lawful_only": {"disclosure": WHAT}}
    node(made, WHAT)["can_we_tell_you"] = "never_confirm"
    assert answers(made, evidence=known) == ("permitted", WHAT)
    assert answers(made, evidence={**known, "on_behalf_of": {"programme": "nothing"}}) == ("refused", None)


def test_where_there_is_no_notice_nobody_is_known_to_be_at_risk() -> None:
    from site_builder.gate.decide import refusal

    assert refusal(None, Unreadable((), "protect-children"), "2026-11-25", ()).urgent is False

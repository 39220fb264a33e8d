"""What follows by law from the facts: rights from lawful bases, rules from purposes, conditions from other notices."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from site_builder.facts.layout.laid_out import Answer, Row, parts_of, stated
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.legal_rights import (
    ABOUT_ONE,
    ALWAYS,
    BY_BASIS,
    RESEARCH,
    derived,
    research_rules,
    rights,
    rights_in_part,
)
from site_builder.model import AutomatedDecision, Disclosure, Notice, Registry
from site_builder.model.conditions import MinimumItems, SingleUse
from site_builder.model.values import Id, Word, words
from site_builder.schemas.feed_terms import feed_terms
from tests.nodes import DISCLOSURE, node
from tests.seed import ON, english, seed


def _with(*bases: str, decision: str | None = None) -> Disclosure:
    decided = AutomatedDecision(kind=Word(decision)) if decision else None
    return replace(seed().disclosures[0], lawful_basis=tuple(map(Word, bases)), automated_decision=decided)


def test_every_lawful_basis_says_which_rights_it_brings() -> None:
    assert set(BY_BASIS) == {*node("recipient", *DISCLOSURE, "lawful_basis", 0).words}


@pytest.mark.parametrize(
    ("basis", "has", "has_not"),
    [
        ("consent", {"erasure", "portability", "withdraw_consent"}, {"object", "erasure_after_task"}),
        ("contract", {"erasure", "portability"}, {"object", "withdraw_consent"}),
        ("legal_obligation", set(), {"erasure", "erasure_after_task", "portability", "object", "withdraw_consent"}),
        ("vital_interests", {"erasure"}, {"portability", "object", "withdraw_consent"}),
        ("public_task", {"object", "erasure_after_task"}, {"erasure", "portability", "withdraw_consent"}),
        ("recognised_legitimate_interest", {"object", "erasure"}, {"portability", "withdraw_consent"}),
        ("legitimate_interests", {"object", "erasure"}, {"portability", "withdraw_consent"}),
    ],
)
def test_rights_follow_the_basis(basis: str, has: set[str], has_not: set[str]) -> None:
    held = set(rights(seed(), _with(basis)))
    assert held == {*ALWAYS, *has}
    assert held.isdisjoint(has_not)
    assert rights_in_part(seed(), _with(basis)) == ()


def test_of_several_bases_a_right_of_one_holds_in_part() -> None:
    both = _with("public_task", "legal_obligation")
    assert set(rights(seed(), both)) == set(ALWAYS)
    assert set(rights_in_part(seed(), both)) == {"object", "erasure_after_task"}


def test_where_no_basis_is_stated_the_rights_that_everybody_has_hold_and_no_others() -> None:
    assert (rights(seed(), _with()), rights_in_part(seed(), _with())) == (ALWAYS, ())


def test_explicit_consent_can_be_withdrawn_whatever_the_basis() -> None:
    explicit = replace(_with("public_task"), special_condition=(Word("explicit_consent"),))
    assert "withdraw_consent" in rights(seed(), explicit)


def test_a_significant_decision_by_a_computer_brings_a_person_s_review() -> None:
    assert "human_review" in rights(seed(), _with("public_task", decision="solely_automated_significant"))
    assert "human_review" not in rights(seed(), _with("public_task", decision="assisted"))


def test_what_is_done_by_hand_cannot_be_taken_elsewhere() -> None:
    by_hand = replace(_with("contract"), mode=(Word("verbal"), Word("paper")))
    assert "portability" not in {*rights(seed(), by_hand), *rights_in_part(seed(), by_hand)}


def test_people_may_always_object_to_marketing() -> None:
    purposes = tuple(replace(p, family=Word("marketing")) for p in seed().purposes)
    sold = replace(_with("consent"), purposes=(purposes[0].id,))
    assert "object" in rights(replace(seed(), purposes=purposes), sold)


def test_nobody_is_promised_to_be_told_what_may_not_be_confirmed() -> None:
    secret = replace(_with("public_task"), can_we_tell_you=Word("never_confirm"))
    assert {"information", "access"}.isdisjoint(rights(seed(), secret))


def test_research_and_statistics_are_under_chapter_8a_and_nothing_else_is() -> None:
    families = {p.id: p.family for p in seed().purposes}
    for disclosure in seed().disclosures:
        expected = bool({families[key] for key in disclosure.purposes} & {"research", "statistics"})
        assert bool(research_rules(seed(), disclosure)) is expected, disclosure.id


def test_archiving_is_research_and_each_family_has_its_place_beside_it() -> None:
    """Article 84B(1) names archiving; of a family that is neither, nothing follows for one person."""
    neither = {"administration", "audit", "complaints", "contact_people", "crime", "democracy", "marketing"}
    neither |= {"monitor_performance", "policy_evaluation", "public_health", "regulation_inspection"}
    neither |= {"statutory_return", "survey_sampling"}
    places = [RESEARCH, ABOUT_ONE, neither]
    assert Counter(family for place in places for family in place) == Counter(feed_terms().families.keys())
    kept = replace(seed().purposes[0], family=Word("archiving"))
    registry = replace(seed(), purposes=(kept, *seed().purposes[1:]))
    assert research_rules(registry, replace(_with("public_task"), purposes=(kept.id,)))


def _promising(disclosure: Disclosure) -> set[str]:
    """Broken twin: a list of rights as notices often have it, whatever the basis."""
    return {*rights(seed(), disclosure), "withdraw_consent"}


def test_a_promise_that_the_basis_does_not_give_is_noticed() -> None:
    assert "withdraw_consent" in _promising(_with("public_task"))
    assert "withdraw_consent" not in dict(derived(seed(), _with("public_task")))["rights"]


# ---- notices that hold together


def _three() -> Registry:
    """The seed's notice, which reads with a second, which reads with a third and with the first."""
    first = replace(seed().notices[0], reads_with=(Id("second"),))
    second = Notice(
        id=Id("second"),
        title=words("en-gb", "Second"),
        reads_with=(Id("third"), first.id),
        conditions=(MinimumItems(),),
    )
    third = Notice(id=Id("third"), title=words("en-gb", "Third"), conditions=(SingleUse(),))
    return replace(seed(), notices=(first, second, third))


def test_conditions_of_notices_that_read_together_add_up() -> None:
    registry = _three()
    ours = next(d for d in registry.disclosures if d.sender is None and d.recipient)
    owners = [limit.owner for limit in registry.limits(ours)]
    assert {"child-data", "second", "third"} <= set(owners)
    alone = replace(registry, notices=(replace(registry.notices[0], reads_with=()), *registry.notices[1:]))
    assert {"second", "third"}.isdisjoint(limit.owner for limit in alone.limits(ours))


def test_what_another_notice_asks_is_said_once() -> None:
    registry = _three()
    laid = lay_out(registry, registry.notices[0], english(), ON)
    asked = [fact for answer in parts_of(laid, Answer) for fact in answer.facts if "single_use" in fact]
    assert asked == ["third.conditions.single_use"]
    assert asked[0] in stated(laid.everywhere)


def test_a_notice_says_that_another_has_taken_its_place() -> None:
    newer = Notice(id=Id("newer"), title=words("en-gb", "Newer words"), supersedes=(Id("child-data"),))
    registry = replace(seed(), notices=(*seed().notices, newer))
    laid = lay_out(registry, registry.notices[0], english(), ON)
    (row,) = (row for row in parts_of(laid, Row) if row.key == "superseded")
    assert [answer.text for answer in row.answers] == ["Newer words"]
    assert [banner.text for banner in laid.banners] == ["Replaced by: Newer words"]

"""What follows by law from a disclosure's lawful basis: people's rights, and rules for research. Nobody types them.

The rights are those of the UK GDPR as it stands since 5 February 2026; each is grounded below. They follow from the
lawful basis (Art. 6(1)) that a disclosure states; those that hold on any basis also hold where none is stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.model import AutomatedDecision, Disclosure, Purpose, Registry
from site_builder.model.values import Word

INFORMATION, ACCESS = Word("information"), Word("access")
ALWAYS = (INFORMATION, ACCESS, Word("rectification"), Word("restriction"))
"""Whatever the basis: Art. 13 and 14, 15, 16, 18."""

BY_BASIS: Mapping[str, tuple[Word, ...]] = {
    basis: tuple(map(Word, rights))
    for basis, rights in {
        "consent": ("erasure", "portability", "withdraw_consent"),
        "contract": ("erasure", "portability"),
        "legal_obligation": (),
        "vital_interests": ("erasure",),
        "public_task": ("erasure_after_task", "object"),
        "recognised_legitimate_interest": ("erasure", "object"),
        "legitimate_interests": ("erasure", "object"),
    }.items()
}
"""Besides: erasure, Art. 17(1), not while the law or a public task needs the data, 17(3)(b); portability, Art. 20(1),
of what is processed by automated means; to object, Art. 21(1); to withdraw consent, Art. 7(3)."""

WITHDRAW, OBJECT, PORTABILITY = Word("withdraw_consent"), Word("object"), Word("portability")
HUMAN_REVIEW = Word("human_review")
"""Of a significant decision made by a computer alone: Art. 22C(2)."""

RIGHTS = tuple(dict.fromkeys([*ALWAYS, *(right for rights in BY_BASIS.values() for right in rights), HUMAN_REVIEW]))

RESEARCH_RULES = tuple(map(Word, ("only_if_needed", "no_harm", "no_decisions")))
"""For research, archiving and statistics: Art. 84B(1), 84C(2), 84C(3)."""

BY_HAND = {"verbal", "paper"}

RESEARCH = {"archiving", "research", "statistics"}
"""The families of purposes to which Chapter 8A applies."""

ABOUT_ONE = {
    *("direct_care", "debt", "emergency", "fraud", "legal_proceedings", "provide_service", "safeguarding"),
    *("tax_and_revenue", "welfare_benefits", "housing", "planning", "licensing", "elections", "transport"),
    *("education", "children_and_families", "environment", "culture_and_leisure", "registration", "immigration"),
    *("economy", "information_rights", "employment", "finance"),
}
"""The families of purposes in which something is decided about one person, so that Chapter 8A is not about these."""


def rights(registry: Registry, disclosure: Disclosure) -> tuple[Word, ...]:
    """The rights that people have over all the data of a disclosure, in the order of RIGHTS."""
    rights_by_basis = _rights_of_each_basis(disclosure)
    applicable = {
        *ALWAYS,
        *(set.intersection(*rights_by_basis) if rights_by_basis else ()),
        *_further_rights(registry, disclosure),
    }
    return tuple(right for right in RIGHTS if right in applicable.difference(_withheld(disclosure)))


def rights_in_part(registry: Registry, disclosure: Disclosure) -> tuple[Word, ...]:
    """The rights that some of its lawful bases give and others do not, in the order of RIGHTS."""
    some = {right for rights_of_basis in _rights_of_each_basis(disclosure) for right in rights_of_basis}
    in_part = some.difference(rights(registry, disclosure), _withheld(disclosure))
    return tuple(right for right in RIGHTS if right in in_part)


def research_rules(registry: Registry, disclosure: Disclosure) -> tuple[Word, ...]:
    """The legal rules for research and statistics; empty where none of its purposes is one of these."""
    return RESEARCH_RULES if RESEARCH & families(registry, disclosure) else ()


def is_research_in_part(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether the rules for research hold for a part only: another of its purposes decides about one person."""
    return bool(research_rules(registry, disclosure)) and bool(ABOUT_ONE & families(registry, disclosure))


def derived(registry: Registry, disclosure: Disclosure) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Each derived field of a disclosure with its words, none of them empty; of a promise nothing follows."""
    if disclosure.is_promise:
        return
    words_by_field = {
        "rights": rights(registry, disclosure),
        "rights_in_part": rights_in_part(registry, disclosure),
        "research_rules": research_rules(registry, disclosure),
    }
    yield from ((field, words) for field, words in words_by_field.items() if words)


def _rights_of_each_basis(disclosure: Disclosure) -> list[set[Word]]:
    return [set(BY_BASIS.get(basis, ())) for basis in disclosure.lawful_basis]


def _further_rights(registry: Registry, disclosure: Disclosure) -> Iterator[Word]:
    """The rights from a decision by a computer, explicit consent (Art. 9(2)(a), 7(3)) and marketing (Art. 21(2))."""
    decision = disclosure.automated_decision
    if isinstance(decision, AutomatedDecision) and decision.kind == "solely_automated_significant":
        yield HUMAN_REVIEW
    if "explicit_consent" in disclosure.special_condition:
        yield WITHDRAW
    if "marketing" in families(registry, disclosure):
        yield OBJECT


def _withheld(disclosure: Disclosure) -> Iterator[Word]:
    """The rights that do not arise.

    These are portability where no computer holds the data, and information and access where the sharing may not even be
    confirmed.
    """
    if disclosure.mode and BY_HAND.issuperset(disclosure.mode):
        yield PORTABILITY
    if disclosure.can_we_tell_you == "never_confirm":
        yield from (INFORMATION, ACCESS)


def families(registry: Registry, disclosure: Disclosure) -> set[Word]:
    """The families of its purposes."""
    purposes = map(registry.things.get, disclosure.purposes)
    return {p.family for p in purposes if isinstance(p, Purpose)}


DERIVED: Mapping[str, tuple[Word, ...]] = {"rights": RIGHTS, "rights_in_part": RIGHTS, "research_rules": RESEARCH_RULES}
"""The fields that `derived` gives, and the words that each may hold."""

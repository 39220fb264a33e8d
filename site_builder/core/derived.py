"""What follows by law from the facts of a disclosure, and so is never typed: people's rights, rules for research.

The rights are those of the UK GDPR as it stands since 5 February 2026; each is grounded below. They follow from the
lawful basis (Art. 6(1)) that a disclosure states; those that hold whatever the basis hold where none is stated, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.core.model import AutomatedDecision, Disclosure, Purpose, Registry
from site_builder.core.values import Word

ALWAYS = tuple(map(Word, ("information", "access", "rectification", "restriction")))
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

WITHDRAW = Word("withdraw_consent")
HUMAN_REVIEW = Word("human_review")
"""Of a significant decision made by a computer alone: Art. 22C(2)."""

RIGHTS = tuple(dict.fromkeys([*ALWAYS, *(right for rights in BY_BASIS.values() for right in rights), HUMAN_REVIEW]))

RESEARCH_RULES = tuple(map(Word, ("only_if_needed", "no_harm", "no_decisions")))
"""For research, archiving and statistics: Art. 84B(1), 84C(2), 84C(3)."""

RESEARCH = {"research", "statistics"}
"""The families of purposes to which Chapter 8A applies."""


def rights(disclosure: Disclosure) -> tuple[Word, ...]:
    """The rights that people have over all of it, in the order of RIGHTS."""
    given = [set(BY_BASIS[basis]) for basis in disclosure.lawful_basis]
    held = {*ALWAYS, *(set.intersection(*given) if given else ()), *_besides(disclosure)}
    return tuple(right for right in RIGHTS if right in held)


def rights_in_part(disclosure: Disclosure) -> tuple[Word, ...]:
    """The rights that people have over what rests on some of its lawful bases, and not over the rest."""
    some = {right for basis in disclosure.lawful_basis for right in BY_BASIS[basis]}
    return tuple(right for right in RIGHTS if right in some.difference(rights(disclosure)))


def research_rules(registry: Registry, disclosure: Disclosure) -> tuple[Word, ...]:
    """What the law asks of research and statistics, where one of its purposes is such."""
    purposes = map(registry.things.get, disclosure.purposes)
    return RESEARCH_RULES if any(isinstance(p, Purpose) and p.family in RESEARCH for p in purposes) else ()


def derived(registry: Registry, disclosure: Disclosure) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Each derived field of a disclosure with its words, none of them empty."""
    found = {
        "rights": rights(disclosure),
        "rights_in_part": rights_in_part(disclosure),
        "research_rules": research_rules(registry, disclosure),
    }
    yield from ((field, words) for field, words in found.items() if words)


def _besides(disclosure: Disclosure) -> Iterator[Word]:
    """What follows from a significant decision by a computer, and from explicit consent (Art. 9(2)(a), 7(3))."""
    decision = disclosure.automated_decision
    if isinstance(decision, AutomatedDecision) and decision.kind == "solely_automated_significant":
        yield HUMAN_REVIEW
    if "explicit_consent" in disclosure.special_condition:
        yield WITHDRAW


WORDS: Mapping[str, tuple[Word, ...]] = {"rights": RIGHTS, "rights_in_part": RIGHTS, "research_rules": RESEARCH_RULES}
"""The fields that `derived` gives, and the words that each may hold."""

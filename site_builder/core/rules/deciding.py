"""Decisions about people that the law does not allow on what else is stated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.core.conditions import Approval, NoIndividualEffect
from site_builder.core.derived import RESEARCH, families
from site_builder.core.duties import powers
from site_builder.core.model import CRIMINAL, AutomatedDecision, Disclosure, Purpose, Registry
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.rules.bases import sensitive
from site_builder.core.values import Word

ABOUT_ONE = ("direct_care", "debt", "emergency", "fraud", "legal_proceedings", "provide_service", "safeguarding")
"""Families of purposes in which something is decided about one person."""
DECIDES = {"assisted", "solely_automated_significant"}
MEDICAL = {"health", "genetic"}
BY_COMPUTER = "here a computer decides about people, or helps to"
APART = "Make two disclosures: one for research and statistics, one for what is decided about people."


def decides_on_research(registry: Registry, _on: date) -> Iterator[Finding]:
    """Research or statistics stand beside something that decides about one person, which their rules forbid.

    Article 84C(3) of the UK GDPR: what is used for research or statistics is not for decisions about a particular
    person, but in approved medical research. The page says so of the whole disclosure, so it cannot have such a
    purpose as well.
    """
    for disclosure in registry.disclosures:
        if RESEARCH & families(registry, disclosure) and not _is_medical(registry, disclosure):
            for number, key in enumerate(disclosure.purposes):
                purpose = registry.things.get(key)
                if isinstance(purpose, Purpose) and purpose.family in ABOUT_ONE:
                    message = (
                        f"Research and statistics are not for decisions about one person, and '{purpose.name}' is."
                    )
                    yield _error(disclosure, ("purposes", number), message, APART)
            if _kind(disclosure) in DECIDES and _is_research_alone(registry, disclosure):
                message = f"Research and statistics are not for decisions about one person, and {BY_COMPUTER}."
                yield _error(disclosure, ("automated_decision",), message, APART)


def decides_after_all(registry: Registry, _on: date) -> Iterator[Finding]:
    """A condition promises that nothing is done to the single person, and a computer decides about people."""
    for disclosure in (d for d in registry.disclosures if _kind(d) in DECIDES):
        if _is_research_alone(registry, disclosure) and not _is_medical(registry, disclosure):
            continue  # told by decides_on_research
        sure = (limit for limit in registry.limits(disclosure) if not limit.possible)
        if any(isinstance(limit.condition, NoIndividualEffect) for limit in sure):
            message = f"A condition says that nothing is done to the single person, and {BY_COMPUTER}."
            yield _error(disclosure, ("automated_decision",), message, "Change one of the two.")


def computer_may_not_decide(registry: Registry, _on: date) -> Iterator[Finding]:
    """A computer alone makes a significant decision where the law does not let it.

    Article 22B of the UK GDPR: not on a recognised legitimate interest, and on special category data only with
    explicit consent, or for a contract or by law where the condition is substantial public interest.
    """
    for disclosure in (d for d in registry.disclosures if _kind(d) == "solely_automated_significant"):
        if "recognised_legitimate_interest" in disclosure.lawful_basis:
            message = "A computer may not make a significant decision alone on a recognised legitimate interest."
            yield _error(
                disclosure, ("automated_decision", "kind"), message, "Change the basis, or let a person decide."
            )
        if sensitive(registry, disclosure) - {CRIMINAL} and disclosure.special_condition and not _is_let(disclosure):
            message = (
                "A computer may not make a significant decision alone on special category data under this condition."
            )
            hint = "It may with explicit consent, or by law or for a contract in the substantial public interest."
            yield _error(disclosure, ("automated_decision", "kind"), message, hint)


def _is_let(disclosure: Disclosure) -> bool:
    """Whether Art. 22B(2) or (3) may let a computer decide on special category data; a law not stated may be there."""
    if "explicit_consent" in disclosure.special_condition:
        return True
    by_law = bool(powers(disclosure)) or disclosure.legal_power == ()
    return "substantial_public_interest" in disclosure.special_condition and (
        "contract" in disclosure.lawful_basis or by_law
    )


def _is_research_alone(registry: Registry, disclosure: Disclosure) -> bool:
    return bool(disclosure.purposes) and families(registry, disclosure) <= RESEARCH


def _is_medical(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether it may be approved medical research, in which Art. 84C(3) lets decisions be made."""
    approved = any(isinstance(limit.condition, Approval) for limit in registry.limits(disclosure))
    return approved and bool(MEDICAL & sensitive(registry, disclosure))


def _kind(disclosure: Disclosure) -> Word | None:
    decision = disclosure.automated_decision
    return decision.kind if isinstance(decision, AutomatedDecision) else None


def _error(disclosure: Disclosure, path: Path, message: str, hint: str) -> Finding:
    return Finding(Severity.ERROR, disclosure.id, path, message, hint)

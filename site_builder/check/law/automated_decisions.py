"""Decisions about people that the law does not allow together with what else is stated."""

from __future__ import annotations

from site_builder.check.disclosures import certain_conditions, conditions, sensitive
from site_builder.check.rule import Findings, error, rule
from site_builder.facts.legal_rights import RESEARCH, families
from site_builder.facts.statutory_duty import powers
from site_builder.model import CRIMINAL, AutomatedDecision, Disclosure, Purpose, Registry
from site_builder.model.conditions import Approval, NoIndividualEffect
from site_builder.model.values import Word

ABOUT_ONE = ("direct_care", "debt", "emergency", "fraud", "legal_proceedings", "provide_service", "safeguarding")
"""Families of purposes in which something is decided about one person."""
DECIDES = {"assisted", "solely_automated_significant"}
MEDICAL = {"health", "genetic"}
BY_COMPUTER = "here a computer decides about people, or helps to"
APART = "Make two disclosures: one for research and statistics, one for what is decided about people."


@rule
def decides_on_research(registry: Registry) -> Findings:
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
                    yield error(disclosure.id, ("purposes", number), message, APART)
            if _kind(disclosure) in DECIDES and _is_research_alone(registry, disclosure):
                message = f"Research and statistics are not for decisions about one person, and {BY_COMPUTER}."
                yield error(disclosure.id, ("automated_decision",), message, APART)


@rule
def decides_after_all(registry: Registry) -> Findings:
    """A condition promises that nothing is done to the single person, and a computer decides about people."""
    for disclosure in (d for d in registry.disclosures if _kind(d) in DECIDES):
        if _is_research_alone(registry, disclosure) and not _is_medical(registry, disclosure):
            continue  # decides_on_research reports it
        if any(isinstance(limit, NoIndividualEffect) for limit in certain_conditions(registry, disclosure)):
            message = f"A condition says that nothing is done to the single person, and {BY_COMPUTER}."
            yield error(disclosure.id, ("automated_decision",), message, "Change one of the two.")


@rule
def computer_may_not_decide(registry: Registry) -> Findings:
    """A computer alone makes a significant decision where the law does not let it.

    Article 22B of the UK GDPR: not on a recognised legitimate interest, and on special category data only with
    explicit consent, or for a contract or by law where the condition is substantial public interest.
    """
    path = ("automated_decision", "kind")
    for disclosure in (d for d in registry.disclosures if _kind(d) == "solely_automated_significant"):
        if "recognised_legitimate_interest" in disclosure.lawful_basis:
            message = "A computer may not make a significant decision alone on a recognised legitimate interest."
            yield error(disclosure.id, path, message, "Change the basis, or let a person decide.")
        is_special = bool(sensitive(registry, disclosure) - {CRIMINAL})
        if is_special and disclosure.special_condition and not _is_allowed(disclosure):
            message = (
                "A computer may not make a significant decision alone on special category data under this condition."
            )
            hint = "It may with explicit consent, or by law or for a contract in the substantial public interest."
            yield error(disclosure.id, path, message, hint)


def _is_allowed(disclosure: Disclosure) -> bool:
    """Whether Art. 22B(2) or (3) may let a computer decide on special category data.

    A law that is not stated may allow it, too.
    """
    if "explicit_consent" in disclosure.special_condition:
        return True
    by_law = bool(powers(disclosure)) or disclosure.legal_power == ()
    by_contract = "contract" in disclosure.lawful_basis
    return "substantial_public_interest" in disclosure.special_condition and (by_contract or by_law)


def _is_research_alone(registry: Registry, disclosure: Disclosure) -> bool:
    return bool(disclosure.purposes) and families(registry, disclosure) <= RESEARCH


def _is_medical(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether it may be approved medical research, in which Art. 84C(3) lets decisions be made."""
    is_approved = any(isinstance(limit, Approval) for limit in conditions(registry, disclosure))
    return is_approved and bool(MEDICAL & sensitive(registry, disclosure))


def _kind(disclosure: Disclosure) -> Word | None:
    decision = disclosure.automated_decision
    return decision.kind if isinstance(decision, AutomatedDecision) else None

"""Decisions about people that the law does not allow together with what else is stated."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.check.disclosures import certain_conditions, conditions, sensitive
from site_builder.check.rule import Findings, error, gap, rule, waits_for_officer
from site_builder.facts.legal_rights import ABOUT_ONE, RESEARCH, families
from site_builder.facts.statutory_duty import powers
from site_builder.model import CRIMINAL, AutomatedDecision, Disclosure, Purpose, Registry
from site_builder.model.conditions import Approval, NoIndividualEffect
from site_builder.model.values import Word
from site_builder.problems import Path

DECIDES = {"assisted", "solely_automated_significant"}
MEDICAL = {"health", "genetic"}
BY_COMPUTER = "a computer that decides about people, or helps to"
APART = (
    "Make two disclosures, each of its own data (words_in lets both keep one sentence); "
    "your data protection officer knows which data is for what."
)


@waits_for_officer
@rule
def decides_on_research(registry: Registry) -> Findings:
    """Research, archives or statistics stand beside what decides about one person, and nothing keeps the two apart.

    Article 84C(3) of the UK GDPR: what is used for research or statistics is not for decisions about a particular
    person, but in approved medical research. One sentence may well name both, each for some of the data: the page then
    says that the law on research holds in part, and nobody can tell for which part until there are two disclosures.
    """
    for disclosure in registry.disclosures:
        is_of_research = RESEARCH & families(registry, disclosure) and not disclosure.is_promise
        if is_of_research and not _is_medical(registry, disclosure):
            places = dict(_deciding(registry, disclosure))
            if places:
                deciding = " and ".join(places.values())
                message = (
                    "Data for research, archives or statistics may not decide about one person. The facts also name "
                    f"{deciding}, and do not say which data is for which."
                )
                yield gap(disclosure.id, next(iter(places)), message, APART)


def _deciding(registry: Registry, disclosure: Disclosure) -> Iterator[tuple[Path, str]]:
    """What decides about one person beside research: each purpose by its name, else a computer; with the path to it."""
    for number, key in enumerate(disclosure.purposes):
        purpose = registry.things.get(key)
        if isinstance(purpose, Purpose) and purpose.family in ABOUT_ONE:
            yield ("purposes", number), f"'{purpose.name}'"
    is_research_alone = families(registry, disclosure) <= RESEARCH
    if _kind(disclosure) in DECIDES and is_research_alone and not _is_promised_no_effect(registry, disclosure):
        yield ("automated_decision",), BY_COMPUTER


@waits_for_officer
@rule
def decides_after_all(registry: Registry) -> Findings:
    """A condition promises that nothing is done to the single person, and a computer decides about people."""
    for disclosure in (d for d in registry.disclosures if _kind(d) in DECIDES):
        if _is_promised_no_effect(registry, disclosure):
            message = f"A condition says that no single person is affected, but automated_decision names {BY_COMPUTER}."
            hint = "Change the one that is wrong; if each is true of some of the data, make two disclosures."
            yield error(disclosure.id, ("automated_decision",), message, hint)


@waits_for_officer
@rule
def computer_may_not_decide(registry: Registry) -> Findings:
    """A computer alone makes a significant decision, and what is stated does not let it.

    Article 22B of the UK GDPR: not on a recognised legitimate interest, and on special category data only with
    explicit consent, or for a contract or by law where the condition is substantial public interest. Something else
    may let it that is not stated, or the decision may not rest on that data.
    """
    for disclosure in (d for d in registry.disclosures if _kind(d) == "solely_automated_significant"):
        too_weak = []
        if "recognised_legitimate_interest" in disclosure.lawful_basis:
            too_weak.append("a recognised legitimate interest does not let it")
        is_special = bool(sensitive(registry, disclosure) - {CRIMINAL})
        if is_special and disclosure.special_condition and not _is_allowed(disclosure):
            stated = " and ".join(f"'{condition}'" for condition in disclosure.special_condition)
            too_weak.append(f"{stated} does not let it use special category data")
        if too_weak:
            message = f"A computer alone makes a significant decision, and {', and '.join(too_weak)}."
            hint = "Ask the data protection officer, and state what allows it (Article 22B); else a person decides."
            yield gap(disclosure.id, ("automated_decision", "kind"), message, hint)


def _is_allowed(disclosure: Disclosure) -> bool:
    """Whether Art. 22B(2) or (3) may let a computer decide on special category data.

    A law that is not stated may allow it, too.
    """
    if "explicit_consent" in disclosure.special_condition:
        return True
    by_law = bool(powers(disclosure)) or disclosure.legal_power == ()
    by_contract = "contract" in disclosure.lawful_basis
    return "substantial_public_interest" in disclosure.special_condition and (by_contract or by_law)


def _is_promised_no_effect(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether a condition that surely limits the disclosure says that nothing is done to the single person."""
    return any(isinstance(limit, NoIndividualEffect) for limit in certain_conditions(registry, disclosure))


def _is_medical(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether it may be approved medical research, in which Art. 84C(3) lets decisions be made."""
    is_approved = any(isinstance(limit, Approval) for limit in conditions(registry, disclosure))
    return is_approved and bool(MEDICAL & sensitive(registry, disclosure))


def _kind(disclosure: Disclosure) -> Word | None:
    decision = disclosure.automated_decision
    return decision.kind if isinstance(decision, AutomatedDecision) else None

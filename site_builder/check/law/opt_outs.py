"""Opt-outs and consent: people's choices as stated, compared with those that the law gives them."""

from __future__ import annotations

import re

from site_builder.check.disclosures import choices, conditions, is_about_nobody, sensitive
from site_builder.check.rule import Findings, alone, rule, waits_for_officer, warning
from site_builder.facts.legal_rights import BY_BASIS, RESEARCH, WITHDRAW, families, rights, rights_in_part
from site_builder.model import PROCESSORS, DataSubject, Disclosure, Registry
from site_builder.model.conditions import ConsentFirst, OptOut, SafeguardingOverride
from site_builder.model.values import Word
from site_builder.problems import Path

RIGHT_OF = {"object_art_21": "object", "withdraw_consent": "withdraw_consent"}
"""The schemes of opt-outs that are rights by law."""
CALLED = {"object": "object (Article 21)", "withdraw_consent": "withdraw consent (Article 7(3))"}
WITHDRAWING = re.compile(r"\byou (?:can|may) (?:always )?withdraw (?:your |this |that )?consent\b", re.IGNORECASE)

NATIONAL = "national_data_opt_out"
ADULT = 18
OF_CHILDREN = {"academy_trust", "council", "school"}
"""Bodies whose records of children are those of social care or education."""
OF_CARE = {"icb", "nhs_trust"}
"""Bodies whose health data comes from care."""
BEYOND_CARE = RESEARCH | {"audit", "monitor_performance", "policy_evaluation"}
EXEMPT = {"consent", "legal_obligation", "vital_interests"}
"""The lawful bases of what the opt-out leaves alone: what people agreed to, the law requires, or saves a life."""


@alone
@waits_for_officer
@rule
def choice_against_basis(registry: Registry) -> Findings:
    """An opt-out is denied that the lawful basis gives, or granted that it does not.

    The basis gives the right to object (Article 21) or to withdraw consent (Article 7(3)), or neither.
    """
    for disclosure in (d for d in registry.disclosures if d.lawful_basis):
        given_rights = _rights(registry, disclosure)
        if disclosure.opt_outs == "none":
            yield from _denied_altogether(disclosure, given_rights)
        for number, choice in enumerate(choices(disclosure)):
            right = RIGHT_OF.get(choice.scheme)
            path = ("opt_outs", number, "scheme")
            if right and choice.effect == "does_not_apply" and right in given_rights:
                message = f"Its lawful basis gives the right that '{choice.scheme}' names, and this denies it."
                yield warning(disclosure.id, path, message, "Look at the basis, or write which part it applies to.")
            elif right and choice.effect != "does_not_apply" and right not in given_rights:
                message = f"Its lawful basis does not give the right that '{choice.scheme}' names."
                hint = "Look at the basis; a choice that is ours to give has the scheme local."
                yield warning(disclosure.id, path, message, hint)


def _denied_altogether(disclosure: Disclosure, given: set[Word]) -> Findings:
    """Rights that the basis gives to people of whom it is said that no opt-out applies."""
    for scheme, right in RIGHT_OF.items():
        if right in given:
            given_by = "".join(f" {b}" for b in disclosure.lawful_basis if right in BY_BASIS.get(b, ()))
            rests = f"its lawful basis{given_by} gives a right to {CALLED[right]}"
            message = f"It says that no opt-out applies, and {rests}."
            hint = f"Write an opt-out with the scheme {scheme}. If the basis is wrong, ask the data protection officer."
            yield warning(disclosure.id, ("opt_outs",), message, hint, beside=("lawful_basis",))


@alone
@waits_for_officer
@rule
def consent_never_asked(registry: Registry) -> Findings:
    """The words let people withdraw consent, and what is shared rests on another basis and asks for none."""
    for disclosure in (d for d in registry.disclosures if d.lawful_basis):
        passages = registry.passages_of.get(disclosure.id, ())
        withdrawing = next(filter(None, (WITHDRAWING.search(str(p.text)) for p in passages)), None)
        is_asked = any(isinstance(limit, ConsentFirst) for limit in conditions(registry, disclosure))
        if withdrawing and not is_asked and WITHDRAW not in _rights(registry, disclosure):
            message = f"The words say '{withdrawing[0]}', and what is shared does not rest on consent."
            yield warning(
                disclosure.id, ("text",), message, "Change the words, or state the consent that is asked for."
            )


@alone
@waits_for_officer
@rule
def lifts_nothing(registry: Registry) -> Findings:
    """An override lifts a condition that does not bear on the disclosure, or an opt-out where there is none."""
    for disclosure in registry.disclosures:
        limits = [*conditions(registry, disclosure)]
        types = {*(c.type for c in limits), *(["opt_out"] if choices(disclosure) else ())}
        lifted = (c.overrides for c in limits if isinstance(c, SafeguardingOverride))
        for kind in (kind for kind in lifted if kind not in types):
            message = f"An override lifts '{kind}', but this disclosure has no such condition."
            hint = f"If the words state it, add the condition {kind}. If they do not, take the override out."
            yield warning(disclosure.id, ("conditions",), message, hint)


def _rights(registry: Registry, disclosure: Disclosure) -> set[Word]:
    """The rights that concern all of a disclosure, and those that concern a part."""
    return {*rights(registry, disclosure), *rights_in_part(registry, disclosure)}


# ---- the national data opt-out of the NHS in England


@waits_for_officer
@rule
def opt_out_beyond_reach(registry: Registry) -> Findings:
    """The national data opt-out is said to apply where it does not.

    It is for confidential patient information about care in England, used for more than the person's own care. It does
    not reach other nations, that care itself, what the law requires, or children's social care and education.
    """
    for disclosure in (d for d in registry.disclosures if d.sender is None):
        path = _claimed_at(disclosure)
        reason = _why_beyond_reach(registry, disclosure) if path else None
        if path and reason:
            message = f"It says that the national data opt-out applies, and that opt-out {reason}."
            hint = "Write does_not_apply, and why. For an opt-out that we offer ourselves, write the scheme local."
            yield warning(disclosure.id, path, message, hint)


@waits_for_officer
@rule
def opt_out_not_said(registry: Registry) -> Findings:
    """Health data from care in England is used for more than care, and nothing says whether people may opt out of it.

    Whether the national data opt-out applies, and why not where it does not, is for people to read.
    """
    if "england" not in registry.organisation.jurisdiction:
        return
    for disclosure in (d for d in registry.disclosures if d.sender is None and d.status != "draft"):
        if _may_reach(registry, disclosure) and not (_is_mentioned(disclosure) or disclosure.is_promise):
            message = "Health data is used for more than care, and the national data opt-out is not mentioned."
            hint = "Add it to opt_outs, and say whether it applies (or does_not_apply, and why)."
            yield warning(disclosure.id, ("opt_outs",), message, hint)


def _claimed_at(disclosure: Disclosure) -> Path | None:
    """The path where a disclosure says that the opt-out applies; None if it does not."""
    for number, choice in enumerate(choices(disclosure)):
        if choice.scheme == NATIONAL:
            return None if choice.effect == "does_not_apply" else ("opt_outs", number, "effect")
    for number, condition in enumerate(disclosure.conditions):
        if isinstance(condition, OptOut) and condition.scheme == NATIONAL:
            return ("conditions", number, "scheme")
    return None


def _is_mentioned(disclosure: Disclosure) -> bool:
    """Whether a disclosure mentions the opt-out, or says that none applies."""
    if not isinstance(disclosure.opt_outs, tuple):
        return True
    return _claimed_at(disclosure) is not None or any(choice.scheme == NATIONAL for choice in disclosure.opt_outs)


def _why_beyond_reach(registry: Registry, disclosure: Disclosure) -> str | None:
    """Why the opt-out surely does not apply, as the end of a sentence; None where it may."""
    nations, kind = registry.organisation.jurisdiction, registry.organisation.kind
    if nations and "england" not in nations:
        return "is for care in England"
    if families(registry, disclosure) == {"direct_care"}:
        return "is not for a person's own care"
    if disclosure.lawful_basis == ("legal_obligation",):
        return "does not reach what the law requires"
    if kind in OF_CHILDREN and _are_children(registry, disclosure):
        return "does not reach children's social care and education"
    return None


def _may_reach(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether the opt-out may apply: personal data from care, used for more than care, with no exempt basis."""
    kind = registry.organisation.kind
    is_from_care = kind in OF_CARE or (kind == "council" and _are_adults(registry, disclosure))
    is_beyond = BEYOND_CARE & families(registry, disclosure) and "health" in sensitive(registry, disclosure)
    bases = set(disclosure.lawful_basis)
    is_exempt = not bases or EXEMPT & bases or "explicit_consent" in disclosure.special_condition
    is_for_us = disclosure.recipient_role in PROCESSORS
    return bool(
        is_from_care and is_beyond and not is_exempt and not is_for_us and not is_about_nobody(registry, disclosure)
    )


def _are_adults(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether all people of a disclosure are surely adults."""
    people = _people(registry, disclosure)
    return bool(people) and all(group.from_age is not None and group.from_age >= ADULT for group in people)


def _are_children(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether all people of a disclosure are surely children."""
    people = _people(registry, disclosure)
    return bool(people) and all(group.to_age is not None and group.to_age <= ADULT for group in people)


def _people(registry: Registry, disclosure: Disclosure) -> list[DataSubject]:
    groups = map(registry.things.get, disclosure.data_subjects)
    return [group for group in groups if isinstance(group, DataSubject)]

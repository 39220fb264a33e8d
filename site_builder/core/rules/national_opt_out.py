"""The national data opt-out of the NHS in England: said where it does not reach, or not said where it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.core.conditions import Identifiability, OptOut
from site_builder.core.derived import families
from site_builder.core.model import PROCESSORS, DataSubject, Disclosure, Registry
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.rules.bases import sensitive
from site_builder.core.rules.wanted import NOBODY

SCHEME = "national_data_opt_out"
ADULT = 18
OF_CHILDREN = {"academy_trust", "council", "school"}
"""Bodies whose records of children are those of social care or education."""
OF_CARE = {"icb", "nhs_trust"}
"""Bodies whose health data comes from care."""
BEYOND_CARE = {"audit", "monitor_performance", "policy_evaluation", "research", "statistics"}
EXEMPT = {"consent", "legal_obligation", "vital_interests"}
"""The lawful bases of what the opt-out leaves alone: what people agreed to, the law requires, or saves a life."""


def opt_out_beyond_reach(registry: Registry, _on: date) -> Iterator[Finding]:
    """The national data opt-out is said to apply where it does not.

    It is for confidential patient information about care in England, used for more than the person's own care. It does
    not reach other nations, that care itself, what the law requires, or children's social care and education.
    """
    for disclosure in (d for d in registry.disclosures if d.sender is None):
        path = _claimed(disclosure)
        reason = _beyond(registry, disclosure) if path else None
        if path and reason:
            message = f"It says that the national data opt-out applies, and that opt-out {reason}."
            hint = "Write does_not_apply and why; a choice that is ours to give has the scheme local."
            yield Finding(Severity.WARNING, disclosure.id, path, message, hint)


def opt_out_not_said(registry: Registry, _on: date) -> Iterator[Finding]:
    """Health data from care in England is used for more than care, and nothing says whether people may opt out of it.

    Whether the national data opt-out applies, and why not where it does not, is for people to read.
    """
    if "england" not in registry.organisation.jurisdiction:
        return
    for disclosure in (d for d in registry.disclosures if d.sender is None and d.status != "draft"):
        if _may_reach(registry, disclosure) and not _says(disclosure):
            message = "Health data is used for more than care, and the national data opt-out is not mentioned."
            hint = "Add it to opt_outs, and say whether it applies (or does_not_apply, and why)."
            yield Finding(Severity.WARNING, disclosure.id, ("opt_outs",), message, hint)


def _claimed(disclosure: Disclosure) -> Path | None:
    """Where it says that the opt-out applies, if it does."""
    choices = disclosure.opt_outs if isinstance(disclosure.opt_outs, tuple) else ()
    for number, choice in enumerate(choices):
        if choice.scheme == SCHEME:
            return None if choice.effect == "does_not_apply" else ("opt_outs", number, "effect")
    for number, condition in enumerate(disclosure.conditions):
        if isinstance(condition, OptOut) and condition.scheme == SCHEME:
            return ("conditions", number, "scheme")
    return None


def _says(disclosure: Disclosure) -> bool:
    """Whether it speaks of the opt-out, or says that none applies."""
    if not isinstance(disclosure.opt_outs, tuple):
        return True
    return _claimed(disclosure) is not None or any(choice.scheme == SCHEME for choice in disclosure.opt_outs)


def _beyond(registry: Registry, disclosure: Disclosure) -> str | None:
    """Why the opt-out does not reach it, where that is sure."""
    nations, kind = registry.organisation.jurisdiction, registry.organisation.kind
    if nations and "england" not in nations:
        return "is for care in England"
    if families(registry, disclosure) == {"direct_care"}:
        return "is not for a person's own care"
    if disclosure.lawful_basis == ("legal_obligation",):
        return "does not reach what the law requires"
    if kind in OF_CHILDREN and _all_are(registry, disclosure, adults=False):
        return "does not reach children's social care and education"
    return None


def _may_reach(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether it is surely data from care, beyond care, about somebody, and not exempt by its basis."""
    kind = registry.organisation.kind
    is_from_care = kind in OF_CARE or (kind == "council" and _all_are(registry, disclosure, adults=True))
    is_beyond = BEYOND_CARE & families(registry, disclosure) and "health" in sensitive(registry, disclosure)
    bases = set(disclosure.lawful_basis)
    is_let = not bases or EXEMPT & bases or "explicit_consent" in disclosure.special_condition
    limits = (limit.condition for limit in registry.limits(disclosure) if not limit.possible)
    is_nobody = any(isinstance(c, Identifiability) and c.transfer in NOBODY for c in limits)
    return bool(
        is_from_care and is_beyond and not is_let and not is_nobody and disclosure.recipient_role not in PROCESSORS
    )


def _all_are(registry: Registry, disclosure: Disclosure, *, adults: bool) -> bool:
    """Whether all the people that it states are surely adults, or surely children."""
    people = [each for key in disclosure.data_subjects if isinstance(each := registry.things.get(key), DataSubject)]
    if adults:
        return bool(people) and all(each.from_age is not None and each.from_age >= ADULT for each in people)
    return bool(people) and all(each.to_age is not None and each.to_age <= ADULT for each in people)

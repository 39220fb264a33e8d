"""What the law wants and the registry does not state. We do not guess: it stays *not stated*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import NamedTuple

from site_builder.check.disclosures import certain_conditions, is_about_nobody, sensitive
from site_builder.check.law.lawful_basis import PARAGRAPHS
from site_builder.check.rule import Findings, gap, rule_of_the_day, waits_for_officer
from site_builder.facts.statutory_duty import powers
from site_builder.model import (
    CRIMINAL,
    Agreement,
    DataCategory,
    Disclosure,
    Holding,
    Notice,
    Organisation,
    Registry,
    Thing,
)
from site_builder.model.conditions import ProcessorContract, ProtocolNeeded, StatutoryDuty
from site_builder.model.values import Id
from site_builder.problems import Finding

BASIS, KEPT = "lawful_basis", "retention"

REQUIRED: Mapping[type, tuple[str, ...]] = {
    Organisation: ("kind", "jurisdiction", "dpo", "complaint_to_us", "complaint_to_regulator"),
    Notice: ("data_subjects", "owner_role", "last_reviewed", "review_due"),
    Disclosure: (
        "recipient",
        "recipient_role",
        "purposes",
        "data_categories",
        "data_subjects",
        BASIS,
        KEPT,
        "transfers",
        "automated_decision",
    ),
}
"""The fields that Art. 13, 14 and 30 want. The basis is not required where somebody else makes the disclosure,
and how long data is kept not where a notice that shows it says so for all that we hold."""

SINCE = {"complaint_to_us": date(2026, 6, 19)}
"""The day from which the law wants a field: section 164A of the Data Protection Act 2018."""

FEW = 2

CALLED = {"dpo": "data protection officer", "data_categories": "data", "data_subjects": "people"}
"""Names of fields in a sentence; the other fields keep their own names."""

IN_LAW = {"legal_obligation", "public_task"}
"""The lawful bases that a law must lay down: Art. 6(3)."""

AGREEMENT_OF_ROLE = {
    "processor": ("processor_contract", "contract with the processor"),
    "joint_controller": ("joint_controller_arrangement", "arrangement between joint controllers"),
}
"""By the recipient's role, the kind of agreement that it needs (Art. 28(3), 26(1)), and the name of that."""


class Missing(NamedTuple):
    """Something that the law wants and nothing states: its field, and its name in a sentence."""

    field: str
    called: str


@waits_for_officer
@rule_of_the_day
def not_stated(registry: Registry, on: date) -> Findings:
    """What Articles 13, 14 and 30 of the UK GDPR want and the registry does not state, one line for each recipient.

    Some is wanted only beside something else: a legal power where the basis is a legal obligation or a public task; a
    condition where the data is of a special category (Art. 9) or about crimes (Art. 10); the paragraph of Schedule 1
    where that condition needs one; what protects a transfer; the arrangement of joint controllers, and its essence;
    the contract of a processor.
    """
    things: tuple[Thing, ...] = (registry.organisation, *registry.notices, *registry.agreements)
    for thing in things:
        missing = missing_in(registry, thing, on)
        if missing:
            yield _gap_for_officer(thing.id, f"The law wants more here: {', '.join(each.called for each in missing)}.")
    proposed = {u.about: u.fields for u in registry.unpublished if u.block == "proposed"}
    for recipient in registry.recipients:
        by_disclosure = {d.id: missing_in(registry, d, on) for d in recipient.disclosures}
        short = [key for key, missing in by_disclosure.items() if missing]
        if short:
            waiting = {m for key in short for m in by_disclosure[key] if m.field in proposed.get(key, {})}
            all_missing = dict.fromkeys(m for key in short for m in by_disclosure[key])
            named = (f"{m.called} (proposed below)" if m in waiting else m.called for m in all_missing)
            which = f"{_which_disclosures(short, len(by_disclosure))} {'does' if len(short) == 1 else 'do'}"
            yield _gap_for_officer(recipient.id, f"{which} not state all that the law wants: {', '.join(named)}.")


def missing_in(registry: Registry, thing: Thing, on: date) -> list[Missing]:
    """What the law wants of a thing and nothing states."""
    if isinstance(thing, Disclosure) and thing.is_promise:
        return []
    required = (f for f in REQUIRED.get(type(thing), ()) if SINCE.get(f, on) <= on)
    stated_elsewhere = set[str]()
    if isinstance(thing, Disclosure):
        stated_elsewhere |= {BASIS} if thing.sender is not None else set()
        stated_elsewhere |= {KEPT} if any(notice.retention for notice in registry.showing(thing)) else set()
    absent = (f for f in required if _is_empty(getattr(thing, f)) and f not in stated_elsewhere)
    always = [Missing(f, CALLED.get(f, f.replace("_", " "))) for f in absent]
    return [*always, *_missing_because_of_others(registry, thing)]


def _missing_because_of_others(registry: Registry, thing: Thing) -> Iterator[Missing]:
    """What is missing only because of something else that is stated."""
    if isinstance(thing, Organisation):
        officer = thing.dpo
        if officer and not _is_empty(officer) and not (officer.email or officer.phone or officer.post):
            yield Missing("dpo", "how to reach the data protection officer")
    elif isinstance(thing, Notice):
        yield from _missing_for_holding(registry, thing)
    elif isinstance(thing, Agreement):
        if thing.kind == "joint_controller_arrangement" and thing.essence is None:
            yield Missing("essence", "essence (what joint controllers agreed, in plain words)")
    elif isinstance(thing, Disclosure):
        if thing.sender is None:
            yield from _missing_for_our_sharing(registry, thing)
        if isinstance(thing.transfers, tuple) and any(transfer.mechanism is None for transfer in thing.transfers):
            yield Missing("transfers", "what protects the transfer (mechanism)")


def _missing_for_holding(registry: Registry, notice: Notice) -> Iterator[Missing]:
    """The missing condition of Art. 9 for the data that is held."""
    parts: tuple[Notice | Holding, ...] = (notice, *notice.held)
    held = (registry.things.get(key) for part in parts for key in part.data_categories)
    is_sensitive = any(isinstance(thing, DataCategory) and thing.special for thing in held)
    if is_sensitive and not any(part.special_condition for part in parts):
        yield Missing("special_condition", "condition for holding special category data (Article 9)")


def _missing_for_our_sharing(registry: Registry, disclosure: Disclosure) -> Iterator[Missing]:
    """What is missing for our own sharing, because of something else that is stated."""
    if IN_LAW.intersection(disclosure.lawful_basis) and not _has_law(registry, disclosure):
        yield Missing("legal_power", "legal power")
    if not is_about_nobody(registry, disclosure):
        yield from _missing_conditions(registry, disclosure)
    kind, called = AGREEMENT_OF_ROLE.get(disclosure.recipient_role or "", ("", ""))
    works_for_us = not disclosure.works_for or registry.organisation.id in disclosure.works_for
    if kind and works_for_us and not _has_agreement(registry, disclosure, kind):
        yield Missing("agreements", called)


def _has_law(registry: Registry, disclosure: Disclosure) -> bool:
    duties = (c for c in certain_conditions(registry, disclosure) if isinstance(c, StatutoryDuty))
    return bool(powers(disclosure)) or any(duty.whose == "ours" and duty.law for duty in duties)


def _missing_conditions(registry: Registry, disclosure: Disclosure) -> Iterator[Missing]:
    """The missing conditions of Art. 9 and 10 for the data that is stated."""
    guarded = sensitive(registry, disclosure)
    if guarded - {CRIMINAL} and not disclosure.special_condition:
        yield Missing("special_condition", "special category condition (Article 9)")
    if CRIMINAL in guarded and disclosure.criminal_condition is None:
        yield Missing("criminal_condition", "criminal offence condition (Article 10)")
    by_special = any(condition in PARAGRAPHS for condition in disclosure.special_condition)
    needs_paragraph = disclosure.criminal_condition == "schedule_1" or by_special
    if needs_paragraph and not disclosure.schedule_1_condition:
        yield Missing("schedule_1_condition", "Schedule 1 condition (the paragraph)")


def _has_agreement(registry: Registry, disclosure: Disclosure, kind: str) -> bool:
    """Whether the disclosure, or a condition that surely limits it, names an agreement of a kind."""
    limits = certain_conditions(registry, disclosure)
    named = [c.agreement for c in limits if isinstance(c, ProcessorContract | ProtocolNeeded)]
    agreements = (registry.things.get(key) for key in (*disclosure.agreements, *named) if key)
    return any(isinstance(agreement, Agreement) and agreement.kind == kind for agreement in agreements)


def _is_empty(value: object) -> bool:
    """Whether nothing is stated: no value, an empty list, or only empty fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return all(_is_empty(getattr(value, field.name)) for field in fields(value))
    return value in (None, ())


def _which_disclosures(short: Sequence[Id], number: int) -> str:
    """Some of a recipient's disclosures in words: all, a few by their ids, or their number."""
    if len(short) == number:
        return "Its disclosure" if number == 1 else f"Its {number} disclosures"
    return " and ".join(short) if len(short) <= FEW else f"{len(short)} of its {number} disclosures"


def _gap_for_officer(subject: Id, message: str) -> Finding:
    return gap(subject, (), message, "Ask the data protection officer; until then it stays not stated.")

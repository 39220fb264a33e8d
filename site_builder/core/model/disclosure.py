"""The disclosure, the core record: who, why, what, about whom, on what basis and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.core.conditions import Condition
from site_builder.core.values import Id, Silence, Url, Word, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPower:
    """The Act that makes somebody share or lets them, apart from the lawful basis (Art. 6(3))."""

    law: Id
    provision: Words | None = None
    nature: Word | None = None
    whose: Word | None = None
    instrument: Words | None = None
    as_written: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long some of the data is kept, and by whom (Art. 13(2)(a))."""

    data_categories: tuple[Id, ...] = ()
    data_subjects: tuple[Id, ...] = ()
    period: Words | None = None
    limit: Word | None = None
    until: Words | None = None
    starts_from: Words | None = None
    criteria: Words | None = None
    kept_by: Word | None = None
    schedule: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer out of the United Kingdom and what protects it (Art. 13(1)(f), 44A-49A)."""

    country: Words
    recipient: Id | None = None
    kind: Word | None = None
    mechanism: Word | None = None
    copy_from: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomatedDecision:
    """How far a computer decides about people (Art. 13(2)(f), 22A-22D)."""

    kind: Word
    logic: Words | None = None
    consequences: Words | None = None
    safeguards: Words | None = None
    human_review: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """An opt-out, and whether it applies."""

    scheme: Word
    effect: Word
    why: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Further reading; without `url` the link is lost."""

    about: Words
    url: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One declared sharing: sender, recipient, purposes, data, people, basis and conditions (Art. 30(1)(d)).

    `recipient` None means that the words name nobody, `sender` None that it is us. `conditions` are its own;
    with those of `shared_conditions` and of its notice and recipient they are what `Registry.limits` gives.
    """

    id: Id
    title: Words | None = None
    recipient: Id | None = None
    sender: Id | None = None
    exchange: Words | None = None
    onward_of: Id | None = None
    recipient_role: Word | None = None
    works_for: tuple[Id, ...] = ()
    direction: Word | None = None
    mode: tuple[Word, ...] = ()
    modality: Word | None = None
    frequency: Word | None = None
    within: Words | None = None
    purposes: tuple[Id, ...] = ()
    programmes: tuple[Id, ...] = ()
    data_categories: tuple[Id, ...] = ()
    data_subjects: tuple[Id, ...] = ()
    data_items: tuple[Words, ...] = ()
    excluded: tuple[Id, ...] = ()
    item_choices: tuple[Words, ...] = ()
    lawful_basis: tuple[Word, ...] = ()
    special_condition: tuple[Word, ...] = ()
    schedule_1_condition: tuple[int, ...] = ()
    criminal_condition: Word | None = None
    legal_power: tuple[LegalPower, ...] | Silence = ()
    confidentiality_basis: Word | None = None
    provision_required: Word | None = None
    if_not_given: Words | None = None
    source: tuple[Id, ...] = ()
    conditions: tuple[Condition, ...] = ()
    shared_conditions: tuple[Id, ...] = ()
    possible_conditions: tuple[Id, ...] = ()
    exception_to: Id | None = None
    retention: tuple[Retention, ...] | Silence = ()
    transfers: tuple[Transfer, ...] | Silence = ()
    automated_decision: AutomatedDecision | Silence | None = None
    opt_outs: tuple[OptOut, ...] | Silence = ()
    agreements: tuple[Id, ...] = ()
    can_we_tell_you: Word | None = None
    more_information: tuple[Reading, ...] = ()
    status: Word | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    review_due: date | None = None

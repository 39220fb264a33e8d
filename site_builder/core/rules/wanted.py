"""What the law wants only where something else is stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from site_builder.core.conditions import Condition, Identifiability, ProcessorContract, ProtocolNeeded, StatutoryDuty
from site_builder.core.duties import powers
from site_builder.core.model import CRIMINAL, Agreement, Disclosure, Organisation, Registry, Thing
from site_builder.core.rules.bases import PARAGRAPHS, sensitive
from site_builder.core.values import Id

IN_LAW = {"legal_obligation", "public_task"}
"""The lawful bases that a law must lay down: Art. 6(3)."""
NOBODY = {"anonymous", "aggregate"}
"""How data leaves when it is about no person that anybody knows."""
BY_ROLE = {
    "processor": ("processor_contract", "contract with the processor"),
    "joint_controller": ("joint_controller_arrangement", "arrangement between joint controllers"),
}
"""Of a recipient's role, the kind of agreement that it needs (Art. 28(3), 26(1)), and its name."""


class Want(NamedTuple):
    """Something that the law wants: the field in which it would stand, and what it is called."""

    field: str
    called: str


def wanted_besides(registry: Registry, thing: Thing) -> Iterator[Want]:
    """What is not stated and wanted because of what is stated."""
    if isinstance(thing, Organisation):
        officer = thing.dpo
        if officer and not is_empty(officer) and not (officer.email or officer.phone or officer.post):
            yield Want("dpo", "how to reach the data protection officer")
    elif isinstance(thing, Agreement):
        if thing.kind == "joint_controller_arrangement" and thing.essence is None:
            yield Want("essence", "essence (what joint controllers agreed, in plain words)")
    elif isinstance(thing, Disclosure):
        if thing.sender is None:
            yield from _of_ours(registry, thing)
        if isinstance(thing.transfers, tuple) and any(each.mechanism is None for each in thing.transfers):
            yield Want("transfers", "what protects the transfer (mechanism)")


def is_empty(value: object) -> bool:
    """Whether nothing is stated: no value, an empty list, or fields none of which holds anything."""
    if is_dataclass(value) and not isinstance(value, type):
        return all(is_empty(getattr(value, field.name)) for field in fields(value))
    return value in (None, ())


def _of_ours(registry: Registry, disclosure: Disclosure) -> Iterator[Want]:
    """What we must state of our own sharing."""
    limits = [limit.condition for limit in registry.limits(disclosure) if not limit.possible]
    if IN_LAW.intersection(disclosure.lawful_basis) and not _has_law(disclosure, limits):
        yield Want("legal_power", "legal power")
    yield from _conditions(registry, disclosure, limits)
    kind, called = BY_ROLE.get(disclosure.recipient_role or "", (None, ""))
    is_ours = not disclosure.works_for or registry.organisation.id in disclosure.works_for
    if kind and is_ours and not any(_is(registry, key, kind) for key in _agreements(disclosure, limits)):
        yield Want("agreements", called)


def _has_law(disclosure: Disclosure, limits: list[Condition]) -> bool:
    duties = (c for c in limits if isinstance(c, StatutoryDuty))
    return bool(powers(disclosure)) or any(duty.whose == "ours" and duty.law for duty in duties)


def _conditions(registry: Registry, disclosure: Disclosure, limits: list[Condition]) -> Iterator[Want]:
    """The conditions of Art. 9 and 10 for what data we state, unless nobody can be known from what leaves."""
    if any(isinstance(c, Identifiability) and c.transfer in NOBODY for c in limits):
        return
    held = sensitive(registry, disclosure)
    if held - {CRIMINAL} and not disclosure.special_condition:
        yield Want("special_condition", "special category condition (Article 9)")
    if CRIMINAL in held and disclosure.criminal_condition is None:
        yield Want("criminal_condition", "criminal offence condition (Article 10)")
    needs_one = disclosure.criminal_condition == "schedule_1" or any(
        c in PARAGRAPHS for c in disclosure.special_condition
    )
    if needs_one and not disclosure.schedule_1_condition:
        yield Want("schedule_1_condition", "Schedule 1 condition (the paragraph)")


def _agreements(disclosure: Disclosure, limits: list[Condition]) -> Iterator[Id | None]:
    yield from disclosure.agreements
    yield from (c.agreement for c in limits if isinstance(c, ProcessorContract | ProtocolNeeded))


def _is(registry: Registry, key: Id | None, kind: str) -> bool:
    agreement = registry.things.get(key) if key else None
    return isinstance(agreement, Agreement) and agreement.kind == kind

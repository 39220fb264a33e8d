"""What somebody is in data protection law, said in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.core.model import PROCESSORS, Disclosure, Registry
from site_builder.core.problems import Finding, Severity
from site_builder.core.standing import span
from site_builder.core.values import Id

CONTROLLERS = {"joint_controller", "separate_controller"}


def role_disagrees(registry: Registry, _on: date) -> Iterator[Finding]:
    """Two disclosures disagree on who answers for the same data, used for the same purpose: us alone, or others too.

    A processor acts for us; a controller decides itself. One body can be both, for different data or purposes.
    """
    seen: dict[tuple[Id | None, ...], dict[bool, Disclosure]] = {}
    told: set[tuple[Id, Id]] = set()
    for disclosure in (d for d in registry.disclosures if d.recipient_role in CONTROLLERS | PROCESSORS):
        acts_for_us = disclosure.recipient_role in PROCESSORS
        for use in ((p, c) for p in disclosure.purposes for c in disclosure.data_categories):
            roles = seen.setdefault((disclosure.sender, disclosure.recipient, *use), {})
            other = roles.get(not acts_for_us)
            roles.setdefault(acts_for_us, disclosure)
            if other and (other.id, disclosure.id) not in told and _overlap(registry, other, disclosure):
                told.add((other.id, disclosure.id))
                message = (
                    f"For the same data and purpose '{other.id}' says {other.recipient_role}, "
                    f"and this says {disclosure.recipient_role}."
                )
                hint = "Make the two roles one, or say which data or purposes differ."
                yield Finding(Severity.WARNING, disclosure.id, ("recipient_role",), message, hint)


def name_of_another(registry: Registry, _on: date) -> Iterator[Finding]:
    """Two who get or may get data have one name, or one is called as the id of another says.

    A file was copied and its name not changed, or two names were swapped.
    """
    parties = (*registry.recipients, *registry.bodies)
    ids = {party.id for party in parties}
    first: dict[str, Id] = {}
    for party in parties:
        name = _plain(str(party.name))
        other = first.setdefault(name, party.id)
        is_alone = other == party.id
        other = other if not is_alone else Id(name)
        if other != party.id and other in ids:
            why = f"'{other}' is the id of another" if is_alone else f"so is '{other}'"
            message = f"This is called '{party.name}', and {why}."
            hint = "Write in each its own name; of two that are one, keep one."
            yield Finding(Severity.WARNING, party.id, ("name",), message, hint)


def _plain(name: str) -> str:
    """A name as an id would be, without 'the'."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-").removeprefix("the-")


def _overlap(registry: Registry, one: Disclosure, other: Disclosure) -> bool:
    (first, last), (begin, end) = span(registry, one), span(registry, other)
    return first <= end and begin <= last

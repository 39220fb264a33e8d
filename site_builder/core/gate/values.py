"""What the parts of the gate hand each other: plain tuples, of which many are made in a second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

REQUIRED, PERMITTED, WITH_DUTIES, REFER, REFUSED = OUTCOMES = (
    "required",
    "permitted",
    "permitted_with_duties",
    "refer",
    "refused",
)
"""The outcomes, best first."""

FINE, DUTY, ASK, NO = range(4)
"""How one reason weighs: nothing against it, a duty to be done, a person has to be asked, it may not be."""

AT_RISK = {"safeguarding", "emergency"}
"""The families of purposes whose requests are never turned away by a computer: somebody may be at risk."""

Evidence = Mapping[str, Mapping[str, Any]]
"""What is brought, by type of condition."""


class Named(NamedTuple):
    """An id in the evidence: where it stands, and the kinds of thing that it may name."""

    where: str
    key: str
    kinds: tuple[str, ...]


class Request(NamedTuple):
    """May we share these data about these people with this recipient for this purpose? Made by `request_of` alone.

    `named` are the ids in the evidence.
    """

    sender: str | None
    recipient: str
    purpose: str
    data_categories: tuple[str, ...]
    data_subjects: tuple[str, ...]
    identifiability: str | None
    case: str | None
    evidence: Evidence
    named: tuple[Named, ...]


class Reason(NamedTuple):
    """Why the answer is what it is: a code of REASONS, what it is about (an id, or a key of the request), its weight.

    `instead` are ids that could be meant, or asked for.
    """

    code: str
    about: str
    weight: int = NO
    instead: tuple[str, ...] = ()


class Duty(NamedTuple):
    """Something to be done beside sharing: a code of DUTIES, and the id of what asks for it."""

    code: str
    about: str


class Finding(NamedTuple):
    """What becomes of a condition: how it weighs, its state, its duties, which evidence is wanted, what is too much."""

    weight: int
    state: str
    duties: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


class Unreadable(NamedTuple):
    """A request that is none: why, and its purpose as far as it could be read."""

    reasons: tuple[Reason, ...]
    purpose: str | None

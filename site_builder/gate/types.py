"""What the parts of the gate hand each other: plain tuples, of which many are made in a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


MET = Finding(FINE, "met")
ASK_NOT_BROUGHT, NO_NOT_BROUGHT = Finding(ASK, "not_brought"), Finding(NO, "not_brought")
NOT_STATED = Finding(ASK, "not_stated")
CHECK_OBJECTIONS = Finding(DUTY, "duty", ("check_objections",))
UNKNOWN = Finding(ASK, "unknown")
NOT_KNOWN = "unknown"
"""In place of the type of a condition that was not understood, whatever it calls itself: so that no other rule takes it
for one that it knows, and no override lifts it."""


def lacks(*wants: str, weight: int = NO) -> Finding:
    """What was brought does not do: these keys of it are missing or say something else than they should."""
    return Finding(weight, "not_met", wants=wants)


def all_of(**holds: bool) -> Finding:
    """Met if all of these hold, each by the key of the evidence that it is about."""
    return lacks(*[key for key, each in holds.items() if not each]) if False in holds.values() else MET


class Unreadable(NamedTuple):
    """A request that is none: why, and its purpose as far as it could be read."""

    reasons: tuple[Reason, ...]
    purpose: str | None


# ---- what is judged

OVERRIDE = "safeguarding_override"
"""The type of condition that lifts others."""
DERIVED = ("is_unsettled", "permits")
"""What a candidate makes of the rest that it holds."""
Params = Mapping[str, Any]
"""A condition's parameters as plain values."""
Judge = Callable[[Params, Any, Request, str, "Candidate"], Finding]
"""What becomes of a condition: see `judges`."""


class Check(NamedTuple):
    """A condition that bears on a disclosure: its id, its type, its parameters, whether its reach is only possible.

    `absent` is what it is if nothing is brought, None if it is judged all the same.
    """

    id: str
    type: str
    params: Params
    possible: bool
    absent: Finding | None
    judge: Judge


class Candidate:
    """A disclosure, with all that a decision asks of it. Empty sets: the notice does not state any."""

    __slots__ = (
        "checks",
        "claims_duty",
        "data",
        "exception_to",
        "excluded",
        "first",
        "has_choices",
        "has_law",
        "has_power",
        "id",
        "is_published",
        "is_secret",
        "is_unsettled",
        "items",
        "last",
        "lawful_basis",
        "misfits",
        "mode",
        "not_stated",
        "notice",
        "people",
        "permits",
        "purposes",
        "sender",
        "silences",
        "to",
        "within",
        "words",
    )

    id: str
    sender: str
    to: str
    """Who gets it; where the notice does not say, the recipient in whose file it stands."""
    first: str
    last: str
    purposes: frozenset[str]
    data: frozenset[str]
    people: frozenset[str]
    excluded: frozenset[str]
    items: frozenset[str]
    checks: tuple[Check, ...]
    misfits: tuple[str, ...]
    """Why it is never the one that answers, whatever is asked: codes of reasons."""
    silences: tuple[str, ...]
    """What it does not state and every request asks: codes of reasons."""
    claims_duty: bool
    has_law: bool
    """A law stands behind the duty."""
    has_power: bool
    """A legal power is stated."""
    has_choices: bool
    """There are items that people may refuse."""
    is_published: bool
    """The data is published and goes no other way, so that whoever reads it is no doubt."""
    is_secret: bool
    exception_to: str | None
    lawful_basis: tuple[str, ...]
    mode: tuple[str, ...]
    not_stated: tuple[str, ...]
    notice: str
    """Where the public reads it, below the site's address; '' for nowhere."""
    words: tuple[tuple[str, str], ...]
    """The passages that state it: language and text."""
    within: tuple[tuple[str, str], ...]
    """By when it is shared: language and text."""
    permits: tuple[Reason, ...]
    """What is told where it permits."""
    is_unsettled: bool
    """What becomes of one of its checks may change what becomes of another, or is only possible."""

    def __init__(self, **held: Any) -> None:
        for name, value in held.items():
            setattr(self, name, value)
        self.permits = (Reason("duty_in_force" if self.claims_duty else "stated", self.id, FINE),)
        self.is_unsettled = any(check.possible or check.type == OVERRIDE for check in self.checks)

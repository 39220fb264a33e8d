"""The values that the parts of the gate exchange: plain tuples, because we make many in a second."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
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
"""The weights of a reason: nothing against sharing, a duty comes with it, a person must decide, it is refused."""

AT_RISK = {"safeguarding", "emergency"}
"""Families of purposes for which somebody may be at risk: a computer never refuses such a request."""
STATISTICS = "statistics"
"""The family of purposes for which nothing is decided about anybody."""

Evidence = Mapping[str, Mapping[str, Any]]
"""The evidence that was brought, by type of condition and key."""


class Named(NamedTuple):
    """An id in evidence or a determination, or of the programme: its place, and the kinds of thing that it may name."""

    where: str
    key: str
    kinds: tuple[str, ...]


class Request(NamedTuple):
    """May we share these data about these people with this recipient for this purpose? Made by `request_of` alone.

    `named` are the ids in the evidence, in determinations, and the programme. `risk` is the key that claims that
    somebody is at risk, '' if none does.
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
    risk: str = ""
    member: str | None = None
    mode: str | None = None
    programme: str | None = None
    country: str | None = None
    determinations: tuple[Mapping[str, Any], ...] = ()


class Reason(NamedTuple):
    """A reason for a decision: a code of REASONS, what it is about (an id, or a key of the request), its weight.

    `instead` are ids that the sender could mean, or ask for.
    """

    code: str
    about: str
    weight: int = NO
    instead: tuple[str, ...] = ()


class Duty(NamedTuple):
    """Something that must be done when sharing: a code of DUTIES, and the id of what asks for it."""

    code: str
    about: str


class Finding(NamedTuple):
    """The result for a condition: its weight, its state, its duties, the evidence it lacks, and columns too many."""

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
"""The type of every condition that was not understood, whatever it is called in the feed: so no other rule mistakes it
for a known one, and no override lifts it."""


def lacks(*wants: str, weight: int = NO) -> Finding:
    """Not met: these keys of the evidence are missing or have the wrong value."""
    return Finding(weight, "not_met", wants=wants)


def all_of(**holds: bool) -> Finding:
    """Met if all of these are true; each is named by its key of the evidence."""
    return MET if all(holds.values()) else lacks(*[key for key, is_met in holds.items() if not is_met])


class Unreadable(NamedTuple):
    """A request that could not be read: why, and its purpose and its claim of a risk if these could be read.

    `names` are texts that stand where one id should, in the form of ids, by their key.
    """

    reasons: tuple[Reason, ...]
    purpose: str | None
    risk: str = ""
    names: Mapping[str, str] = MappingProxyType({})


# ---- what is judged

OVERRIDE = "safeguarding_override"
"""The type of condition that lifts others."""
DERIVED = ("answered", "is_plain", "is_unsettled", "permits", "states_law", "types")
"""The fields that a candidate derives from the others."""
Params = Mapping[str, Any]
"""A condition's parameters as plain values."""
Judge = Callable[[Params, Any, Request, str, "Candidate"], Finding]
"""Finds the result for a condition: see `judges`."""


class Check(NamedTuple):
    """A condition that limits a disclosure: its id, type and parameters, and whether it limits it only `possible`-ly.

    `absent` is the finding if nothing is brought, None if it is judged all the same. `for_data` are the data for which
    alone it holds; () is all of it.
    """

    id: str
    type: str
    params: Params
    possible: bool
    absent: Finding | None
    judge: Judge
    for_data: tuple[str, ...] = ()


class Settlement(NamedTuple):
    """What a role settled of a disclosure's silences, from when to when: in public, or for one request.

    `special`, `criminal`: it names a condition for data that the law guards more closely.
    """

    first: str
    last: str
    purposes: frozenset[str] = frozenset()
    data: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    special: bool = False
    criminal: bool = False


class Power(NamedTuple):
    """A legal power for some purposes and some data; an empty set is no limit. `is_duty`: it makes sharing our duty."""

    purposes: frozenset[str]
    data: frozenset[str]
    is_duty: bool


class Candidate:
    """A disclosure, with everything that a decision needs. An empty set: the notice states none."""

    __slots__ = (
        "answered",
        "checks",
        "claims_duty",
        "data",
        "exception_to",
        "excluded",
        "exempt",
        "first",
        "goes_abroad",
        "has_choices",
        "has_law",
        "has_open_data",
        "has_power",
        "id",
        "is_for_own",
        "is_plain",
        "is_published",
        "is_secret",
        "is_to_look_at",
        "is_unsettled",
        "items",
        "lacks_criminal",
        "lacks_special",
        "last",
        "lawful_basis",
        "mark",
        "misfits",
        "mode",
        "not_stated",
        "notice",
        "opens",
        "people",
        "permits",
        "powers",
        "programmes",
        "purposes",
        "sender",
        "serves_one_of_many",
        "settled",
        "settled_by",
        "silences",
        "states_law",
        "to",
        "types",
        "within",
        "words",
    )

    id: str
    sender: str
    """Who shares; '' where the notice does not say."""
    to: str
    """Who gets the data; where the notice does not say, the recipient in whose file the disclosure is."""
    first: str
    last: str
    purposes: frozenset[str]
    data: frozenset[str]
    people: frozenset[str]
    excluded: frozenset[str]
    programmes: frozenset[str]
    """The programmes that it serves, and no other."""
    opens: frozenset[str]
    """The purposes for which an override may open it besides its own."""
    exempt: frozenset[str]
    """Schemes of opt-outs of which the notice says that they do not apply."""
    items: frozenset[str]
    checks: tuple[Check, ...]
    misfits: tuple[str, ...]
    """Codes of reasons why it never answers, whatever is asked."""
    silences: tuple[str, ...]
    """Codes for what it does not state although every request asks it."""
    settled: tuple[Settlement, ...]
    """What was settled in public of what it does not state."""
    settled_by: frozenset[str]
    """The roles that may settle what it does not state."""
    mark: str
    """A digest of its words and facts; '' if it was read from no feed: then no determination is valid."""
    claims_duty: bool
    has_law: bool
    """A law is behind the duty, whatever is asked."""
    has_power: bool
    """A legal power is stated that reaches whatever is asked."""
    powers: tuple[Power, ...]
    """The legal powers that are stated for less."""
    has_choices: bool
    """There are items that people may refuse."""
    is_for_own: bool
    """Only each person's own recipient gets it."""
    has_open_data: bool
    """The notice says that it goes on after the data that it names."""
    lacks_special: bool
    """No condition for special category data is stated."""
    lacks_criminal: bool
    """No condition for criminal offence data is stated."""
    is_published: bool
    """The data is published and goes no other way, so anyone may read it."""
    is_secret: bool
    is_to_look_at: bool
    """The recipient may look at the data, and gets no copy."""
    goes_abroad: bool
    """The notice does not say that it goes nowhere abroad."""
    serves_one_of_many: bool
    """Others to the same recipient, for a purpose of its own, serve a programme that it does not."""
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
    answered: frozenset[str]
    """The purposes that it states, or else those settled in public; and those that an override may open."""
    permits: tuple[Reason, ...]
    """The reason given where it permits."""
    states_law: bool
    """It states a legal power, or a law supports it."""
    is_plain: bool
    """Where it answers, nothing of it but its conditions can bring a duty or a question, or speak against sharing."""
    is_unsettled: bool
    """One of its checks may change the result of another, or limits it only possibly."""
    types: tuple[str, ...]
    """The types of its conditions."""

    def __init__(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.answered = self.purposes or frozenset().union(*[each.purposes for each in self.settled])
        if self.opens:
            self.answered |= self.opens
        self.permits = (Reason("duty_in_force" if self.claims_duty else "stated", self.id, FINE),)
        self.states_law = self.has_power or self.has_law
        is_open = self.silences or self.has_open_data or (self.claims_duty and not self.has_law)
        may_owe = self.programmes or self.has_choices or self.is_for_own or self.is_to_look_at
        self.is_plain = not (is_open or may_owe)
        self.is_unsettled = any(check.possible or check.type == OVERRIDE for check in self.checks)
        self.types = tuple([check.type for check in self.checks])

    def with_powers(self, reaching: Collection[Power]) -> Candidate:
        """The same for a request that these of its narrow powers reach."""
        one = Candidate.__new__(Candidate)
        for name in self.__slots__:
            setattr(one, name, getattr(self, name))
        one.has_law |= any(power.is_duty for power in reaching)
        one.has_power |= bool(reaching)
        one.states_law = one.has_power or one.has_law
        one.is_plain = one.is_plain and one.states_law
        return one

    def may_serve(self, purpose: str) -> bool:
        """Whether it may answer for a purpose."""
        return purpose in self.answered

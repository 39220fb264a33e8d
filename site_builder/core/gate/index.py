"""What the gate looks things up in: the disclosures of a registry, by who would get it and for which purpose.

Days are text, as they are written: they compare as they sort. `build.py` makes an index from a registry, `packed.py`
from bytes that were kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from site_builder.core.gate.judges import Judge, Params
from site_builder.core.gate.values import FINE, Finding, Reason

FIRST, LAST = "0001-01-01", "9999-12-31"
"""The days before and after all others."""
OVERRIDE = "safeguarding_override"
"""The type of condition that lifts others."""
HIDDEN = "hidden "
"""How the kind of what nobody may be told of begins: of secret disclosures, and of recipients that have no others."""
DERIVED = ("is_unsettled", "permits")
"""What a candidate makes of the rest that it holds."""


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


class Forbidding(NamedTuple):
    """A disclosure that forbids a purpose, by what, and from when to when.

    `by` is the id of the condition, or of the purpose's field.
    """

    candidate: Candidate
    by: str
    first: str
    last: str
    possible: bool


class Asked(NamedTuple):
    """Who may be asked for: the groups that it counts in, itself first, its days, and what of it a person must settle.

    `refers` are codes of reasons. `last` is '' of what has always ended. `members` are named ones of an open class.
    `ways` are to the groups in which it counts on some days alone: group, first and last day of each way.
    `bound_by` are other recipients, what is forbidden to whom is forbidden to it, for one of its members counts there.
    """

    groups: tuple[str, ...]
    first: str
    last: str
    refers: tuple[str, ...]
    members: tuple[str, ...] = ()
    ways: tuple[tuple[str, str, str], ...] = ()
    bound_by: tuple[str, ...] = ()

    def counts_in(self, group: str, on: str) -> bool:
        """Whether it counts on a day in one of its groups."""
        found = [first <= on <= last for to, first, last in self.ways if to == group]
        return not found or any(found)


class Entry(NamedTuple):
    """What there is to a recipient, for a purpose: the disclosures that state it, and those that forbid it."""

    candidates: tuple[Candidate, ...] = ()
    forbidding: tuple[Forbidding, ...] = ()


NOTHING = Entry()
_MANY = 5_000
"""Among more ids than so many, none that is written alike is looked for: it would take too long."""


class Index:
    """A registry as the gate sees it.

    `kinds` says of each id which kind of thing it names, `replaced` what took the place of a retired one, `said` the
    words of conditions that are shared. `at_risk` are purposes for which somebody may be at risk.
    """

    __slots__ = ("asked", "at_risk", "by", "kinds", "of", "publisher", "replaced", "said", "site", "version")

    def __init__(self, site: str, version: str, publisher: str, at_risk: Iterable[str]) -> None:
        self.site = site
        self.version = version
        self.publisher = publisher
        self.at_risk = frozenset(at_risk)
        self.kinds: Mapping[str, str] = {}
        self.replaced: Mapping[str, tuple[str, ...]] = {}
        self.said: Mapping[str, tuple[tuple[str, str], ...]] = {}
        self.asked: Mapping[str, Asked] = {}
        self.of: Mapping[str, tuple[Candidate, ...]] = {}
        self.by: Mapping[tuple[str, str], Entry] = {}

    def entry(self, asked: Asked, purpose: str) -> Entry:
        """What there is to any of its groups, for a purpose; and what forbids it to its members."""
        if len(asked.groups) == 1 and not asked.bound_by:
            return self.by.get((asked.groups[0], purpose), NOTHING)
        found = [self.by.get((group, purpose), NOTHING) for group in asked.groups]
        candidates = tuple(candidate for each in found for candidate in each.candidates)
        found += [self.by.get((other, purpose), NOTHING) for other in asked.bound_by]
        return Entry(candidates, tuple(forbids for each in found for forbids in each.forbidding))

    def candidates(self, asked: Asked) -> tuple[Candidate, ...]:
        """All disclosures to any of its groups, sorted by id."""
        found = {c.id: c for group in asked.groups for c in self.of.get(group, ())}
        return tuple(found[key] for key in sorted(found))

    def like(self, key: str, kinds: Iterable[str]) -> tuple[str, ...]:
        """Ids of these kinds that are written much like one that is not known, closest first."""
        from difflib import get_close_matches

        ids = [i for i, kind in self.kinds.items() if kind in kinds]
        written = key.lower().replace("_", "-")
        if written in ids:
            return (written,)
        return tuple(get_close_matches(written, ids, n=3, cutoff=0.75)) if len(ids) <= _MANY else ()

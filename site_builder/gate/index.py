"""The gate's index: the disclosures of a registry, by who would get the data and for which purpose.

Days are text, as they are written: they compare as they sort. `index_builder.py` makes an index from a registry,
`index_codec.py` from bytes that were kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from site_builder.gate.types import Candidate

FIRST, LAST = "0001-01-01", "9999-12-31"
"""The days before and after all others."""
HIDDEN = "hidden "
"""How the kind of what nobody may be told of begins: of secret disclosures, and of recipients that have no others."""


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

    `kinds` says of each id which kind of thing it names, `replaced` what took the place of a retired one,
    `shared_words` the words of conditions that are shared. `at_risk` are purposes for which somebody may be at risk.
    """

    __slots__ = ("asked", "at_risk", "by", "kinds", "of", "publisher", "replaced", "shared_words", "site", "version")

    def __init__(self, site: str, version: str, publisher: str, at_risk: Iterable[str]) -> None:
        self.site = site
        self.version = version
        self.publisher = publisher
        self.at_risk = frozenset(at_risk)
        self.kinds: Mapping[str, str] = {}
        self.replaced: Mapping[str, tuple[str, ...]] = {}
        self.shared_words: Mapping[str, tuple[tuple[str, str], ...]] = {}
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

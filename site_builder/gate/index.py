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
EVERY = ""
"""In place of a purpose: what is forbidden for all, also for those that nobody knows."""
HIDDEN = "hidden "
"""The beginning of the kind of a secret id: of secret disclosures, and of recipients that have no others."""


class Forbidding(NamedTuple):
    """A disclosure that forbids a purpose: what forbids it, and from when to when.

    `by` is the id of the condition, or of the purpose's field. `for_data` are the data for which alone it does so.
    """

    candidate: Candidate
    by: str
    first: str
    last: str
    possible: bool
    for_data: tuple[str, ...] = ()


class Asked(NamedTuple):
    """A party that a request may name: the groups that it counts in, itself first, its days, and open questions.

    `refers` are codes of what a person must settle. `last` is '' if the party has always ended. `members` are the named
    ones of a class. `ways` lead to the groups in which it counts on some days only: group, first and last day of each
    way. `bound_by` are other recipients in which a member of it counts: what they may not have, it may not either.
    `heirs` are those that came after it. `of_examples`: the notice names a few of an open class, and evidence may show
    who else is in it.
    """

    groups: tuple[str, ...]
    first: str
    last: str
    refers: tuple[str, ...]
    members: tuple[str, ...] = ()
    ways: tuple[tuple[str, str, str], ...] = ()
    bound_by: tuple[str, ...] = ()
    heirs: tuple[str, ...] = ()
    of_examples: bool = False

    def counts_in(self, group: str, on: str) -> bool:
        """Whether the party counts in one of its groups on a day."""
        spans = [first <= on <= last for to, first, last in self.ways if to == group]
        return not spans or any(spans)


class Entry(NamedTuple):
    """The disclosures to a recipient that state a purpose, and those that forbid it."""

    candidates: tuple[Candidate, ...] = ()
    forbidding: tuple[Forbidding, ...] = ()


class Marked(NamedTuple):
    """The ids of purposes and of data that have a rule of their own.

    `at_risk` are purposes for which somebody may be at risk, `statistics` those of statistics; `special` and `criminal`
    are the data that the law guards more closely. `nested` are data and people with anything inside or around them.
    """

    at_risk: frozenset[str] = frozenset()
    statistics: frozenset[str] = frozenset()
    special: frozenset[str] = frozenset()
    criminal: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()


NOTHING = Entry()
_MANY = 5_000
"""The most ids among which we look for a similar one: with more it would take too long."""


class Index:
    """A registry as the gate sees it.

    By id: `kinds` are the kinds of things, `replaced` the ids that replace a retired one, `shared_words` the words of
    shared conditions (language, text). `above` are the ids that cover a nested one besides itself, `near` all that it
    touches. `names` has, for a name in the form of an id, the kind and id of each thing of that name. `marked` are the
    ids that have a rule of their own.
    """

    __slots__ = (
        *("above", "asked", "by", "kinds", "marked", "names", "near", "of", "publisher", "replaced", "shared_words"),
        *("site", "version"),
    )

    def __init__(self, site: str, version: str, publisher: str, marked: Marked) -> None:
        self.site = site
        self.version = version
        self.publisher = publisher
        self.marked = marked
        self.kinds: Mapping[str, str] = {}
        self.replaced: Mapping[str, tuple[str, ...]] = {}
        self.above: Mapping[str, frozenset[str]] = {}
        self.near: Mapping[str, frozenset[str]] = {}
        self.names: Mapping[str, tuple[tuple[str, str], ...]] = {}
        self.shared_words: Mapping[str, tuple[tuple[str, str], ...]] = {}
        self.asked: Mapping[str, Asked] = {}
        self.of: Mapping[str, tuple[Candidate, ...]] = {}
        self.by: Mapping[tuple[str, str], Entry] = {}

    def entry(self, asked: Asked, purpose: str) -> Entry:
        """The disclosures to its groups that state a purpose, and those that forbid it to them or its members."""
        if len(asked.groups) == 1 and not asked.bound_by:
            return self.by.get((asked.groups[0], purpose), NOTHING)
        entries = [self.by.get((group, purpose), NOTHING) for group in asked.groups]
        candidates = tuple(candidate for entry in entries for candidate in entry.candidates)
        entries += [self.by.get((other, purpose), NOTHING) for other in asked.bound_by]
        return Entry(candidates, tuple(forbids for entry in entries for forbids in entry.forbidding))

    def candidates(self, asked: Asked) -> list[Candidate]:
        """All disclosures to any of its groups."""
        return [candidate for group in asked.groups for candidate in self.of.get(group, ())]

    def like(self, key: str, kinds: Iterable[str]) -> tuple[str, ...]:
        """Known ids of these kinds that are similar to an unknown one, at most three, closest first."""
        from difflib import get_close_matches

        ids = [i for i, kind in self.kinds.items() if kind in kinds]
        typed = key.lower().replace("_", "-")
        if typed in ids:
            return (typed,)
        return tuple(get_close_matches(typed, ids, n=3, cutoff=0.75)) if len(ids) <= _MANY else ()

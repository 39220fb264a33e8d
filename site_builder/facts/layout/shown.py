"""What a notice shows on a day: disclosures in force, rules with words of their own, the numbers of passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from site_builder.facts.facts import facts, in_force
from site_builder.facts.lifecycle import ACTIVE, PLANNED, span, standing
from site_builder.facts.sentences import Sentences, link
from site_builder.model import RUN_ON, Disclosure, Limit, Notice, Passage, Registry, Section, SharedCondition
from site_builder.model.values import Id

IN_A_ROW = 3
"""So many numbers in a row become one range."""
CHILD = "child/"
"""The folder of a page for children in that of the page for everyone."""


@dataclass(frozen=True)
class Group:
    """Passages of a section that read as one, the ids of what they state and show, and their number, '' for none.

    `to_come` are the disclosures that they state and that begin on a day to come.
    """

    section: Section
    passages: tuple[Passage, ...]
    things: tuple[Id, ...]
    number: str
    to_come: tuple[Id, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One notice in one language on a day.

    `unasked` are keys of the feed that nobody asked for when the notice was made: of them its words are not silent.
    """

    say: Sentences
    notice: Notice
    on: date
    unasked: frozenset[str] = frozenset()

    @property
    def registry(self) -> Registry:
        """The public registry."""
        return self.say.registry

    @cached_property
    def in_force(self) -> Mapping[Id, Disclosure]:
        """The disclosures that the notice shows and that are in force, in reading order."""
        return {d.id: d for d in in_force(self.registry, self.notice, self.on)}

    @cached_property
    def to_come(self) -> Mapping[Id, Disclosure]:
        """The disclosures that the notice shows and that begin on a day to come: announced, and not counted before."""
        things = (self.registry.things[key] for key in self.notice.shown)
        disclosures = (thing for thing in things if isinstance(thing, Disclosure))
        return {d.id: d for d in disclosures if standing(self.registry, d, self.on) == PLANNED}

    def begins(self, thing: Id) -> date:
        """The first day of one to come."""
        return span(self.registry, self.to_come[thing])[0]

    @cached_property
    def shared(self) -> Mapping[Id, Disclosure]:
        """The same without those that are never made: they promise that something is not shared."""
        return {key: d for key, d in self.in_force.items() if not d.is_promise}

    @cached_property
    def for_reader(self) -> Mapping[Id, Disclosure]:
        """Those that may be about the reader: on a page for children none that are about grown-ups alone."""
        for_children, registry = self.say.for_children, self.registry
        return {k: d for k, d in self.shared.items() if not (for_children and registry.is_of_grown_ups(d))}

    @cached_property
    def limited(self) -> Mapping[str, Sequence[Disclosure]]:
        """The disclosures in force, of any notice, that each shared condition reaches or perhaps reaches."""
        found: dict[str, list[Disclosure]] = {}
        for disclosure in self.registry.disclosures:
            if standing(self.registry, disclosure, self.on) == ACTIVE:
                for key in (*disclosure.shared_conditions, *disclosure.possible_conditions):
                    found.setdefault(key, []).append(disclosure)
        return found

    @cached_property
    def rules(self) -> Mapping[Id, SharedCondition]:
        """The shared conditions with words of their own in this notice that reach something in force."""
        things = (self.registry.things[i] for i in self.notice.shown if i in self.limited)
        return {thing.id: thing for thing in things if isinstance(thing, SharedCondition)}

    @cached_property
    def read_with(self) -> Sequence[Notice]:
        """The notices that also hold for the same people."""
        return self.registry.read_with(self.notice)

    @cached_property
    def stated_once(self) -> frozenset[str]:
        """The ids of the notices whose conditions are stated once for everything."""
        return frozenset({self.notice.id, *(n.id for n in self.read_with)})

    def is_stated_elsewhere(self, limit: Limit, disclosure: Disclosure) -> bool:
        """Whether the notice as a whole states a limit, or a rule with its own words in this notice."""
        return limit.owner != disclosure.id and limit.owner in self._stated_elsewhere

    @cached_property
    def _stated_elsewhere(self) -> frozenset[str]:
        return self.stated_once.union(self.notice.shown)

    @cached_property
    def groups(self) -> Sequence[Group]:
        """The passages of each section in groups that read as one, in reading order."""
        return tuple(self._groups())

    def groups_of(self, section: Section) -> Sequence[Group]:
        """The groups of a section."""
        return [group for group in self.groups if group.section is section]

    @cached_property
    def names_stated(self) -> Sequence[str]:
        """The ids that the facts of the notice name, each once."""
        return tuple(dict.fromkeys(name for f in facts(self.registry, self.notice, self.on) for name in f.names))

    @property
    def root(self) -> str:
        """The address of the site in this language."""
        language = self.say.language.tag
        return f"{self.registry.site}{'' if language == self.registry.languages[0].lower() else f'{language}/'}"

    def link_to(self, notice: Notice) -> str:
        """The title of another notice, which leads to its page in this language, for children to theirs."""
        for_children = self.say.for_children and notice.is_for_children_too
        address = f"{self.root}{notice.id}/{CHILD if for_children else ''}"
        return link(address, self.say.words(self.say.best(notice.child_title, notice.title)))

    # ---- numbers

    @cached_property
    def number_of(self) -> Mapping[str, str]:
        """The number of the first passage that states a thing, by the id of the thing."""
        numbers: dict[str, str] = {}
        for group in self.groups:
            for thing in (*group.things, *group.to_come):
                numbers.setdefault(thing, group.number)
        return numbers

    def numbers(self, things: Iterable[str]) -> list[str]:
        """The numbers of the passages that state these things, in reading order, each once."""
        wanted = {self.number_of[thing] for thing in things if thing in self.number_of}
        return [number for number in self._in_order if number in wanted]

    def references(self, things: Iterable[str], row: str = "") -> str:
        """The numbers of things as links; three or more in a row are a range: `1.1\u20131.4, 2.3`.

        They lead to the passages; or, each for itself, to the row with this key among the exact facts of the passage.
        """
        numbers = self.numbers(things)
        return ", ".join(reference(n, row) for n in numbers) if row else ", ".join(self.ranges(numbers))

    @cached_property
    def _in_order(self) -> Mapping[str, int]:
        numbers = dict.fromkeys(group.number for group in self.groups if group.number)
        return {number: place for place, number in enumerate(numbers)}

    def ranges(self, numbers: Iterable[str]) -> Iterator[str]:
        """Numbers as links, in runs: one number, or the first and the last of a range."""
        runs: list[list[str]] = []
        for number in numbers:
            last = runs[-1][-1] if runs else ""
            if last and self._follows(last, number):
                runs[-1].append(number)
            else:
                runs.append([number])
        for run in runs:
            if len(run) >= IN_A_ROW:
                yield f"{reference(run[0])}\u2013{reference(run[-1])}"
            else:
                yield from map(reference, run)

    def _follows(self, number: str, after: str) -> bool:
        same_section = number.split(".", maxsplit=1)[0] == after.split(".", maxsplit=1)[0]
        return same_section and self._in_order[after] == self._in_order[number] + 1

    def _groups(self) -> Iterator[Group]:
        for place, section in enumerate(self.notice.sections, 1):
            number = 0
            for passages in passage_groups(p for p in section.passages if self._is_shown(p)):
                things = tuple(
                    dict.fromkeys(i for p in passages for i in p.states if i in self.in_force or i in self.rules)
                )
                to_come = tuple(dict.fromkeys(i for p in passages for i in p.states if i in self.to_come))
                states = bool(things or to_come)
                number += states
                yield Group(section, tuple(passages), things, f"{place}.{number}" if states else "", to_come)

    def _is_shown(self, passage: Passage) -> bool:
        """Whether a passage is shown: if it states nothing, or something that is in force or to come."""
        shown = (self.in_force, self.rules, self.to_come)
        return not passage.states or any(thing in each for thing in passage.states for each in shown)


def passage_groups(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Passages that belong together: one text, or several that run on in one paragraph."""
    group: list[Passage] = []
    for passage in passages:
        goes_on = group and group[-1].states == passage.states and passage.states
        starts = passage.shape != RUN_ON and not goes_on
        if starts and group:
            yield group
            group = []
        group.append(passage)
    if group:
        yield group


def row_anchor(number: str, row: str) -> str:
    """The anchor of the first row with this key among the exact facts of a passage."""
    return f"p{number}-{row}"


def reference(number: str, row: str = "") -> str:
    """The number of a passage as a link to it, or to the first row with a key among its exact facts."""
    return link(f"#{row_anchor(number, row)}" if row else f"#p{number}", number)

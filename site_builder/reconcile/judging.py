"""Judges each kind of disclosure once for all days: by the gate, with what was published on each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from site_builder.errors import Failure
from site_builder.gate import Gate
from site_builder.gate.coverage import COVERED, NOT_UNCOVERED, Coverage, coverage, coverage_by, turning_days
from site_builder.gate.index import FIRST, LAST
from site_builder.gate.log_form import KIND
from site_builder.gate.types import Candidate, Request
from site_builder.model import TIME_ZONE
from site_builder.reconcile.log import Kind, kind_of

MOST_KINDS = 100_000
NO_DECISION = "none"
"""In place of what a decision was about, for what was sent without one."""

Texts = tuple[str, str, str, str, str]
"""A kind as the log says it: disclosure, recipient, purpose, data, people."""


class Asked(NamedTuple):
    """What the gate was asked, and whether it permitted that."""

    kind: Kind
    is_permitted: bool


class Span(NamedTuple):
    """From a day, up to another that is not of it, what a kind is: a verdict with what goes with it."""

    from_day: str
    to_day: str
    found: Coverage


class Release(NamedTuple):
    """What was published from a day on; the release at hand counts for all days where no history is known."""

    published: str
    gate: Gate


class History:
    """What the public was told on each day: at least one release, in the order in which they were published.

    `zone` is the time zone in which the days of a log begin and end.
    """

    def __init__(self, releases: Iterable[Release], zone: str = TIME_ZONE) -> None:
        self.zone = zone
        self.releases = tuple(sorted(releases, key=lambda each: each.published))

    @cached_property
    def last(self) -> Gate:
        """What is published now."""
        return self.releases[-1].gate

    def on(self, day: str) -> Gate | None:
        """What was published on a day; None before the first release."""
        told = [each.gate for each in self.releases if each.published <= day]
        return told[-1] if told else None

    def after(self, day: str) -> Iterator[Gate]:
        """What was published only later."""
        return (each.gate for each in self.releases if each.published > day)


class Judge:
    """Judges kinds by a history, each of them once; `asked` are the questions of the decisions, by their number."""

    def __init__(self, history: History, asked: Mapping[str, Asked]) -> None:
        self._history = history
        self._asked = asked
        self._turns: dict[tuple[str, str], list[str]] = {}
        self._stated: dict[int, Mapping[str, Candidate]] = {}

    def spans(self, texts: Texts, decided: str, first_day: str = FIRST, last_day: str = LAST) -> list[Span]:
        """What a kind is from day to day: the spans follow each other from the first day of all to the last.

        Nothing of it was sent before `first_day` or after `last_day`, so there nobody need look.
        """
        kind = kind_of(*texts)
        if kind is None:
            return [Span(FIRST, LAST, Coverage("malformed"))]
        request = _request(kind)
        turning = [day for day in self._turning(kind) if first_day < day <= last_day]
        if not turning:
            return [Span(FIRST, LAST, self._on(kind, request, first_day, decided))]
        turns = [FIRST, *turning, LAST]
        spans: list[Span] = []
        for first, after in pairwise(turns):
            found = self._on(kind, request, max(first, first_day), decided)
            if spans and spans[-1].found == found:
                spans[-1] = spans[-1]._replace(to_day=after)
            else:
                spans.append(Span(first, after, found))
        return spans

    def on(self, texts: Texts, day: str, decided: str = NO_DECISION) -> Coverage:
        """What a kind is on one day."""
        kind = kind_of(*texts)
        return Coverage("malformed") if kind is None else self._on(kind, _request(kind), day, decided)

    def _on(self, kind: Kind, request: Request | None, day: str, decided: str) -> Coverage:
        gate = self._history.on(day)
        found = Coverage("not_published_yet") if gate is None else self._by(gate, kind, request, day)
        if found.verdict not in NOT_UNCOVERED:
            later = (self._by(each, kind, request, day) for each in self._history.after(day))
            told = next((each for each in later if each.verdict in NOT_UNCOVERED), None)
            return found if told is None else Coverage("not_published_yet", told.candidate)
        if decided == NO_DECISION:
            return found
        is_shown = (about := self._asked.get(decided)) is not None and about.is_permitted and _same(about.kind, kind)
        return found._replace(verdict=COVERED if is_shown else "contradicts_decision")

    def _by(self, gate: Gate, kind: Kind, request: Request | None, day: str) -> Coverage:
        found = None if request is None else coverage(gate.index, request, day)
        if not kind.disclosure or (found and found.verdict not in NOT_UNCOVERED):
            return found or Coverage("malformed")
        named = self._candidates(gate).get(kind.disclosure)
        if named is None:
            is_retired = gate.index.kinds.get(kind.disclosure) == "retired"
            return Coverage("ended" if is_retired else "disclosure_unknown", beyond=(kind.disclosure,))
        alone = coverage_by(gate.index, named, request, day)
        if found and alone.verdict not in NOT_UNCOVERED:
            return Coverage("contradicts_disclosure", found.candidate, (kind.disclosure,))
        return alone

    def _candidates(self, gate: Gate) -> Mapping[str, Candidate]:
        found = self._stated.get(id(gate))
        if found is None:
            found = self._stated[id(gate)] = {c.id: c for each in gate.index.of.values() for c in each}
        return found

    def _turning(self, kind: Kind) -> list[str]:
        """The days from which something else may hold for a kind than on the day before, in their order."""
        about = (kind.recipient, kind.disclosure)
        if about not in self._turns:
            days = {each.published for each in self._history.releases}
            for each in self._history.releases:
                named = self._candidates(each.gate).get(kind.disclosure)
                for recipient in filter(None, (kind.recipient, named.to if named else "")):
                    names = [recipient, *(i for _, i in each.gate.index.names.get(recipient, ()))]
                    days.update(*(turning_days(each.gate.index, name) for name in names))
            self._turns[about] = sorted(days)
        return self._turns[about]


def _request(kind: Kind) -> Request | None:
    """What the gate is asked about a kind, each of which is an id; None where it names a disclosure alone."""
    if not kind.recipient:
        return None
    return Request(None, kind.recipient, kind.purpose, kind.data, kind.people, None, None, {}, ())


def _same(asked: Kind, sent: Kind) -> bool:
    """Whether something was sent that the gate was asked about: the disclosure where the log names that alone."""
    if not sent.recipient:
        return asked.disclosure == sent.disclosure
    return asked[1:] == sent[1:] and sent.disclosure in {"", asked.disclosure}


class Timeline(NamedTuple):
    """A span of a kind, as a row of the table `timelines`, with what was found."""

    line: int
    decided: str
    texts: Texts
    span: Span


class Logged(NamedTuple):
    """A kind as it was logged, with what its decision was about, and its first and last day."""

    decided: str
    texts: Texts
    first_day: str
    last_day: str


def timelines(judge: Judge, kinds: Sequence[Logged]) -> list[Timeline]:
    """Every kind's spans. Raises Failure where a log holds more kinds than there can be."""
    if len(kinds) > MOST_KINDS:
        varied = Counter({key: len({each.texts[at] for each in kinds}) for at, key in enumerate(KIND)})
        ((most, count),) = varied.most_common(1)
        raise Failure(
            f"The log holds {len(kinds):,} kinds of disclosure, more than {MOST_KINDS:,}: {most} alone has {count:,} "
            "different values. So free text, or a number of a person, is logged there, where ids belong. None of it is "
            "printed. Correct what the system logs, and delete what it has logged."
        )
    found: list[Timeline] = []
    for each in kinds:
        spans = judge.spans(each.texts, each.decided, each.first_day, each.last_day)
        found += [Timeline(len(found) + at, each.decided, each.texts, span) for at, span in enumerate(spans)]
    return found

"""A reconciliation: what was sent, grouped in an engine, judged by the gate, and summed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from site_builder.errors import Failure, shown
from site_builder.facts.layout.what_was_sent import days_of
from site_builder.gate.coverage import NOT_UNCOVERED, VERDICTS
from site_builder.gate.log_form import SENT
from site_builder.gate.types import PERMITTED, REQUIRED, WITH_DUTIES, Candidate
from site_builder.model import TIME_ZONE
from site_builder.reconcile import texts
from site_builder.reconcile.engines import CENTURY, Engine
from site_builder.reconcile.judging import Asked, History, Judge, Logged, Timeline, timelines
from site_builder.reconcile.log import Kind, View, format_of, lines_of, malformed_lines, second_of

GAP = 7
"""So many days of silence of a system that logs daily are a gap."""
PLACES = 20
"""The most malformed lines that are named."""
_HOUR, _DAY = 3600, 86_400
_FIRST_DAY = date(1970, 1, 1).toordinal()


class NotConservedError(Failure):
    """The sums do not add up to the lines of the log, so nothing is said."""


class Period(NamedTuple):
    """A quarter, month or any days, by its name; `to_day` is the first that is not of it."""

    name: str
    from_day: str
    to_day: str


def period_of(name: str) -> Period:
    """The period of a name such as `2026-Q4` or `2026-11`. Raises Failure."""
    try:
        first, last = days_of(name)
    except ValueError:
        raise Failure(
            f"{shown(name)} is no period: write a quarter such as 2026-Q4, or a month such as 2026-11."
        ) from None
    return Period(name, first.isoformat(), (last + timedelta(1)).isoformat())


class Sums(NamedTuple):
    """How often something was logged, of how many records, and its first and last day."""

    logged: int
    records: int
    first_day: str
    last_day: str


class Seen(NamedTuple):
    """A span of a kind as it was seen: what the judge said, and the sums of each month and system."""

    timeline: Timeline
    sums: Mapping[tuple[str, str], Sums]
    example: str = ""

    @property
    def total(self) -> Sums:
        """All of its sums together."""
        return together(self.sums.values())


def together(sums: Iterable[Sums]) -> Sums:
    """Several sums as one; there is at least one."""
    logged, records, first, last = zip(*sums, strict=True)
    return Sums(sum(logged), sum(records), min(first), max(last))


class Gap(NamedTuple):
    """Days without a line of a system that else logs nearly every day; both are of it."""

    first_day: str
    last_day: str


class System(NamedTuple):
    """What was given of a system: its first and last day, days with a line, lines, and its gaps."""

    first_day: str
    last_day: str
    days: int
    logged: int
    gaps: tuple[Gap, ...]


@dataclass(slots=True)
class Result:
    """What a log says, held against what was published. `lines` counts all that was read.

    `doubled` are rows whose id stood there before, `outside` those of no day of the period, `others` those of another
    outcome than sent.
    """

    history: History
    period: Period | None
    engine: str
    lines: int
    malformed: int = 0
    places: list[str] = field(default_factory=list)
    doubled: int = 0
    is_counted_once: bool = True
    outside: int = 0
    others: Counter[str] = field(default_factory=Counter)
    seen: list[Seen] = field(default_factory=list)
    systems: dict[str, System] = field(default_factory=dict)

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day that were compared; empty texts where there is none."""
        found = [each.total for each in self.seen]
        return min((s.first_day for s in found), default=""), max((s.last_day for s in found), default="")

    @property
    def verdicts(self) -> dict[str, tuple[int, int]]:
        """For each verdict that was given the rows and their records, in the order of VERDICTS."""
        found: dict[str, list[int]] = {}
        for each in self.seen:
            sums = found.setdefault(each.timeline.span.found.verdict, [0, 0])
            total = each.total
            sums[0] += total.logged
            sums[1] += total.records
        if self.malformed:
            found["malformed"] = [self.malformed, 0]
        return {verdict: (found[verdict][0], found[verdict][1]) for verdict in VERDICTS if verdict in found}

    @property
    def rows(self) -> int:
        """The rows that were compared: what was sent, and what is malformed."""
        return sum(rows for rows, _ in self.verdicts.values())

    @property
    def uncovered(self) -> list[Seen]:
        """What is not covered, most rows first."""
        found = [each for each in self.seen if each.timeline.span.found.verdict not in NOT_UNCOVERED]
        return sorted(found, key=lambda each: (-each.total.logged, each.timeline.line))

    def by_disclosure(self) -> dict[str, list[Seen]]:
        """What each disclosure covers, or leaves open."""
        found: dict[str, list[Seen]] = {}
        for each in self.seen:
            of = each.timeline.span.found
            if of.verdict in NOT_UNCOVERED and of.candidate:
                found.setdefault(of.candidate.id, []).append(each)
        return found

    def never_seen(self) -> list[Candidate]:
        """The disclosures of the publisher that were in force in these days, and of which there is no row."""
        seen, (first, last) = self.by_disclosure(), self.days
        if self.period:
            first, last = self.period.from_day, _before(self.period.to_day)
        index = self.history.last.index
        ours = (c for each in index.of.values() for c in each if c.sender in {"", index.publisher} and not c.misfits)
        return sorted((c for c in ours if c.id not in seen and c.first <= last and c.last >= first), key=lambda c: c.id)


def reconcile(
    engine: Engine,
    files: Sequence[str],
    history: History,
    *,
    period: Period | None = None,
    decisions: Mapping[str, Decided] | None = None,
    is_counted_once: bool = True,
    mapped: View | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Result:
    """Hold logs against what was published. Raises Failure, NotConservedError too.

    `decisions` are those of the gate's log, `mapped` is how the engine reads another log. Without `is_counted_once`
    nobody looks for ids that stand twice.
    """
    tell("reading")
    engine.view(files)
    result = Result(
        history, period, engine.name, int(engine.rows(texts.COUNTED)[0][0]), is_counted_once=is_counted_once
    )
    tell("grouping")
    engine.table("late", ("hour", "day"), late_hours(history.zone))
    asked = _questions(engine, decisions or {})
    if is_counted_once:
        result.doubled = _doubled(engine)
    engine.keep("sent", texts.ONCE if result.doubled else texts.EACH, is_small=False)
    engine.keep("shapes", texts.SHAPES)
    ((malformed, first, last),) = engine.rows(texts.ALL_DAYS)
    result.malformed = int(malformed or 0)
    engine.table("days", ("day", "period"), [] if first is None else days_between(int(first), int(last), period))
    kinds = engine.rows(texts.KINDS)
    tell("judging")
    found = timelines(Judge(history, asked), sorted(map(logged_kind, kinds)))
    engine.table("timelines", TIMELINES, map(_numbered, found))
    tell("summing")
    summed = engine.rows(texts.VERDICTS)
    result.outside = int(engine.rows(texts.BESIDE)[0][0] or 0)
    _take(result, found, summed)
    _check_conserved(result)
    result.systems = _systems(engine.rows(texts.DAYS))
    _find_examples(engine, result)
    if result.malformed:
        result.places = list(islice(_places(files, mapped), PLACES))
    return result


def _doubled(engine: Engine) -> int:
    """How many rows have an id that stood there before; most logs have none, which the first look tells."""
    engine.keep("often", texts.OFTEN)
    if not engine.rows(texts.ANY_OFTEN)[0][0]:
        return 0
    engine.keep("doubled", texts.DOUBLED)
    return int(engine.rows(texts.COPIES)[0][0] or 0) if engine.rows(texts.ANY_DOUBLED)[0][0] else 0


def result_of(history: History, found: Sequence[Timeline], summed: Iterable[tuple[Any, ...]], logged: int) -> Result:
    """The result of sums that another engine made, of so many rows. Raises NotConservedError."""
    result = Result(history, None, "your own", logged, is_counted_once=False)
    rows = list(summed)
    _take(result, found, rows)
    _check_conserved(result)
    return result


def logged_kind(row: Sequence[Any]) -> Logged:
    """A row of the table `kinds`: decided, five texts, how often it was logged, its first and last day."""
    decided, disclosure, recipient, purpose, data, people = map(str, row[:6])
    return Logged(decided, (disclosure, recipient, purpose, data, people), iso_of(row[7]), iso_of(row[8]))


TIMELINES = ("decided", "disclosure", "recipient", "purpose", "data", "people", "from_day", "to_day", "line")
"""The columns of the table `timelines`."""


def as_row(each: Timeline) -> tuple[Any, ...]:
    """A timeline as a row of its table."""
    return (each.decided, *each.texts, each.span.from_day, each.span.to_day, each.line)


def _numbered(each: Timeline) -> tuple[Any, ...]:
    """The same with its days as numbers."""
    return (each.decided, *each.texts, number_of(each.span.from_day), number_of(each.span.to_day), each.line)


@lru_cache(4)
def late_hours(name: str = TIME_ZONE) -> Sequence[tuple[int, int]]:
    """The hours since 1970 whose day in a time zone is another than in UTC, with its number, of the whole century."""
    zone = ZoneInfo(name)
    found: list[tuple[int, int]] = []
    offset = _offset(24 * (CENTURY[0] // _DAY), zone)
    for day in range(CENTURY[0] // _DAY, CENTURY[1] // _DAY + 1):
        before, offset = offset, _offset(24 * (day + 1), zone)
        for hour in range(24 * day, 24 * (day + 1)) if before != offset else _hours_of(day, offset):
            number = (hour * _HOUR + (_offset(hour, zone) if before != offset else offset)) // _DAY
            if number != day:
                found.append((hour, number))
    return found


def _hours_of(day: int, offset: int) -> range:
    """The hours of a day that a fixed offset can put into another."""
    whole = -(-abs(offset) // _HOUR)
    return range(24 * (day + 1) - whole, 24 * (day + 1)) if offset > 0 else range(24 * day, 24 * day + whole)


def _offset(hour: int, zone: ZoneInfo) -> int:
    """The seconds by which a time zone is ahead of UTC."""
    ahead = datetime.fromtimestamp(hour * _HOUR, zone).utcoffset()
    return 0 if ahead is None else ahead // timedelta(seconds=1)


def days_between(first: int, last: int, period: Period | None) -> Iterator[tuple[int, str]]:
    """The days of the period from the first to the last, as numbers since 1970, each with its month."""
    if period:
        first, last = max(first, number_of(period.from_day)), min(last, number_of(period.to_day) - 1)
    return ((number, iso_of(number)[:7]) for number in range(first, last + 1))


def number_of(day: str) -> int:
    """The number of an ISO day, from 1970 on."""
    return date.fromisoformat(day).toordinal() - _FIRST_DAY


def iso_of(day: Any) -> str:
    """The ISO day of a number; a text stays as it is."""
    return date.fromordinal(day + _FIRST_DAY).isoformat() if isinstance(day, int) else str(day)


def _take(result: Result, found: Sequence[Timeline], summed: Iterable[tuple[Any, ...]]) -> None:
    """Put the sums of the engine beside what the judge said."""
    sums: dict[int, dict[tuple[str, str], Sums]] = {}
    for line, month, system, outcome, logged, records, first, last in summed:
        each = Sums(int(logged), int(records), iso_of(first), iso_of(last))
        if outcome != SENT:
            result.others[str(outcome)] += each.logged
        elif found[int(line)].span.found.verdict == "malformed":
            result.malformed += each.logged
        else:
            sums.setdefault(int(line), {})[str(month), str(system)] = each
    result.seen = [Seen(found[line], each) for line, each in sorted(sums.items())]


def _missing(result: Result) -> int:
    """The lines that are in no sum, or below 0 those that are in two."""
    return result.lines - result.rows - result.outside - result.others.total() - result.doubled


def _check_conserved(result: Result) -> None:
    """Raise NotConservedError unless each line is in one sum, and in one alone."""
    if missing := _missing(result):
        raise NotConservedError(
            f"The sums hold {result.lines - missing:,} of {result.lines:,} lines, so nothing is said: one was lost or "
            "counted twice. If somebody wrote to the log meanwhile, do it again with a copy; else please report it."
        )


def _find_examples(engine: Engine, result: Result) -> None:
    """Note the id of one row of each kind that is not covered."""
    wanted = {each.timeline.line: each for each in result.uncovered}
    if not wanted:
        return
    engine.table("wanted", TIMELINES, (_numbered(each.timeline) for each in wanted.values()))
    examples = {int(line): str(key) for line, key in engine.rows(texts.FOUND)}
    result.seen = [each._replace(example=examples.get(each.timeline.line, "")) for each in result.seen]


def _places(files: Sequence[str], mapped: View | None) -> Iterator[str]:
    """File and line of the first malformed lines, and why they are."""
    for name in files:
        if format_of(name) == "parquet":
            continue
        for number, why in malformed_lines(lines_of(Path(name), mapped)):
            yield f"{shown(Path(name).name)}:{number}: {why}"


def _systems(rows: Iterable[tuple[Any, ...]]) -> dict[str, System]:
    days: dict[str, dict[str, int]] = {}
    for system, day, logged in rows:
        days.setdefault(str(system), {})[iso_of(day)] = int(logged)
    return {key: system_of(each) for key, each in sorted(days.items())}


def system_of(logged: Mapping[str, int]) -> System:
    """What was given of a system, from its rows by day."""
    days = sorted(logged)
    gaps = [
        Gap(_shifted(before, 1), _shifted(after, -1))
        for before, after in pairwise(days)
        if (date.fromisoformat(after) - date.fromisoformat(before)).days > GAP
    ]
    silent = sum((date.fromisoformat(g.last_day) - date.fromisoformat(g.first_day)).days + 1 for g in gaps)
    rest = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days + 1 - silent
    logs_daily = len(days) > GAP and 2 * len(days) > rest
    return System(days[0], days[-1], len(days), sum(logged.values()), tuple(gaps) if logs_daily else ())


def _shifted(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(by)).isoformat()


def _before(day: str) -> str:
    return _shifted(day, -1)


# ---- the decisions of the gate


class Decided(NamedTuple):
    """A decision of the gate's log: when, and what was asked."""

    second: int
    asked: Asked


def decisions_in(file: Path) -> dict[str, Decided]:
    """The decisions of a log of the client's, by id; lines that are none are left out. Raises Failure."""
    found = {}
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                decided = _decision(line)
                if decided:
                    found[decided[0]] = decided[1]
    except OSError as error:
        raise Failure(f"The log of decisions {shown(file)} cannot be read: {error.strerror}.") from error
    return found


def _decision(line: str) -> tuple[str, Decided] | None:
    try:
        said = json.loads(line)
        request, second = said["request"], second_of(said["time"])
        lists = [tuple(sorted(map(str, request[key]))) for key in ("data_categories", "data_subjects")]
        kind = Kind(str(said["disclosure"]), str(request["recipient"]), str(request["purpose"]), lists[0], lists[1])
        permits = said["outcome"] in {REQUIRED, PERMITTED, WITH_DUTIES}
        return None if second is None else (str(said["id"]), Decided(second, Asked(kind, permits)))
    except (ValueError, TypeError, KeyError):
        return None


def _questions(engine: Engine, decisions: Mapping[str, Decided]) -> dict[str, Asked]:
    """Make the table `asked`; what was asked is numbered, for a few questions are asked again and again."""
    numbers: dict[Asked, str] = {}
    rows = [
        (key, each.second, numbers.setdefault(each.asked, f"question {len(numbers)}"))
        for key, each in decisions.items()
    ]
    engine.table("asked", ("id", "second", "question"), rows)
    return {number: each for each, number in numbers.items()}

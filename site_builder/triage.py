"""Which problems come first: one entry for each cause, whether it is new since the last build, and who has to act."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from site_builder.check import WAITS_FOR
from site_builder.problems import Problem, Reader, Severity, in_order, stops

CALLED: Mapping[Reader, str] = {
    Reader.OFFICER: "data protection officer",
    Reader.COMMUNICATIONS: "communications team",
    Reader.TRANSLATOR: "translator",
}
_WORD = re.compile(r"[^\W\d_]+")
_TRANSLATIONS = "/translations/"


def reader_of(problem: Problem) -> Reader:
    """Who has to act: as its rule says, else the translator in a file of theirs, the officer for a gap."""
    if _TRANSLATIONS in problem.place.file:
        return Reader.TRANSLATOR
    return WAITS_FOR.get(problem.rule) or (
        Reader.OFFICER if problem.severity is Severity.GAP else Reader.COMMUNICATIONS
    )


def waits_for(reader: Reader, problem: Problem) -> bool:
    """Whether a problem waits for this reader; an error keeps everyone waiting."""
    return problem.severity is Severity.ERROR or reader_of(problem) is reader


# ---- what was known when the site was last built


@dataclass(frozen=True, slots=True)
class Known:
    """The problems on the day of the last build: the words of what was said, by rule, file and field.

    `ids` are the ids that the registry had then or, where releases are recorded, in the last one that was built, and
    `content_sha256` is the digest of what it stated in public.
    """

    built: date
    words: Mapping[tuple[str, str, str], frozenset[str]]
    ids: frozenset[str] = frozenset()
    content_sha256: str = ""

    def has(self, problem: Problem) -> bool:
        """Whether no word is new of what the rule says at this field: a shorter list or another figure is not."""
        return _words(problem.message) <= self.words.get(_key(problem), frozenset())


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.place.file, problem.field


def _words(message: str) -> frozenset[str]:
    return frozenset(_WORD.findall(message)) | {""}


def as_record(problems: Iterable[Problem], built: date, ids: Iterable[str] = (), content_sha256: str = "") -> bytes:
    """The problems of a build, and the ids and the digest of what its registry stated, to be kept."""
    entries = [[*_key(problem), problem.message] for problem in in_order(problems)]
    kept = {"built": built.isoformat(), "known": entries, "ids": sorted(ids), "content_sha256": content_sha256}
    return (json.dumps(kept, indent=1) + "\n").encode()


def from_record(record: bytes) -> Known | None:
    """What `as_record` kept; None where it cannot be read: then nothing is new."""
    try:
        plain = json.loads(record)
        words: dict[tuple[str, str, str], frozenset[str]] = {}
        for rule, file, field, message in plain["known"]:
            key = (rule, file, field)
            words[key] = words.get(key, frozenset()) | _words(message)
        return Known(
            date.fromisoformat(plain["built"]), words, frozenset(plain["ids"]), plain.get("content_sha256", "")
        )
    except (ValueError, TypeError, KeyError):
        return None


# ---- causes, and their order


@dataclass(frozen=True, slots=True)
class Cause:
    """Problems that say the same at several places, all new or none. `of_rule` counts all problems of its rule."""

    problems: Sequence[Problem]
    stops: bool
    is_new: bool
    of_rule: int

    @property
    def first(self) -> Problem:
        """The one to show."""
        return self.problems[0]


def causes(problems: Sequence[Problem], known: Known | None, *, strict: bool = False) -> list[Cause]:
    """The causes of these problems: what stops a build, what is new, gaps and warnings, then information.

    The last two begin with one of each rule.
    """
    of_rule = Counter(problem.rule for problem in problems)
    together: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        is_new = known is not None and not known.has(problem)
        key = (stops([problem], strict=strict), is_new, problem.rule, problem.severity, problem.message, problem.hint)
        together.setdefault(key, []).append(problem)
    every = [Cause(same, bool(key[0]), bool(key[1]), of_rule[same[0].rule]) for key, same in together.items()]
    first_of_rule: dict[str, Cause] = {}
    for cause in sorted(every, key=lambda cause: (-len(cause.problems), cause.first.place)):
        first_of_rule.setdefault(cause.first.rule, cause)
    return sorted(every, key=lambda cause: _order(cause, is_first=first_of_rule[cause.first.rule] is cause))


def _order(cause: Cause, *, is_first: bool) -> tuple[object, ...]:
    if cause.stops:
        return (0, cause.first.place)
    severity = cause.first.severity
    later = (severity is Severity.INFORMATION and not cause.is_new, not is_first)
    return (1, not cause.is_new, later, [*Severity].index(severity), cause.first.place)


def number(every: Iterable[Cause]) -> int:
    """How many problems these causes have together."""
    return sum(len(cause.problems) for cause in every)

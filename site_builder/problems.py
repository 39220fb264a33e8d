"""Problems and findings: what is wrong, where, and what to write. They are gathered and sorted, never raised."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]
"""The way to a value in a file: field names and list positions (from 0), outermost first."""


class Severity(StrEnum):
    """How much a problem weighs; errors stop a build, gaps stop it under `--strict`."""

    ERROR = "error"
    GAP = "gap"
    WARNING = "warning"
    INFORMATION = "information"


class Reader(StrEnum):
    """Who has to act on a problem."""

    OFFICER = "dpo"
    COMMUNICATIONS = "comms"
    TRANSLATOR = "translator"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file: lines and columns count characters from 1; `width` is 0 where no text can be named."""

    file: str
    line: int
    column: int
    width: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with its place: `message` says what is wrong, `hint` what to write instead ('' for none).

    `field` is the way to the value in words ("purposes of dfe-surveys"); `rule` the stable kebab-case id.
    `source_line` is the text of the line at `place`, '' if there is none to show. Where the problem is in words that
    begin on a line below their field, `words` is the place of the words meant and `words_line` their line. `path` is
    the way to the value in its file, () where only a place is known.
    """

    place: Place
    severity: Severity
    rule: str
    field: str
    message: str
    hint: str = ""
    source_line: str = ""
    words: Place | None = None
    words_line: str = ""
    path: Path = dataclasses.field(default=(), compare=False)

    @property
    def seen(self) -> tuple[Place, str]:
        """Where people look, and the line there: at the words meant, else at the field."""
        return (self.words, self.words_line) if self.words else (self.place, self.source_line)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a thing, before it has a place: `subject` is the thing's id, `path` leads on from there.

    `beside` leads to a fact of the same thing that made it so: the hint goes on to say where that stands, if it is
    written in the same file. `rule` is set by whoever runs the rules.
    """

    severity: Severity
    subject: str
    path: Path
    message: str
    hint: str = ""
    rule: str = ""
    beside: Path = ()


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without repetition, sorted by place, rule and words: the same order in every run."""
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.rule, p.message, p.hint, p.field)))


def stops(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Whether any of these problems stops a build."""
    fatal = {Severity.ERROR, Severity.GAP} if strict else {Severity.ERROR}
    return any(p.severity in fatal for p in problems)

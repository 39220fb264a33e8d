"""The walk through common edits, as the handbook tells it: what is typed, and what is said and read then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from pathlib import Path

from tests.handbook import DOCS

PAGE = (DOCS / "edits.md").read_text("utf-8")
BLOCK = re.compile(r"```(?P<language>\w*)\n(?P<inside>.*?)```", re.DOTALL)
READ = re.compile(
    r"(?:From (?P<day>\d+ \w+ \d+) the|The) page `(?P<page>\S+)` (?P<how>now|no longer) says:\n\n"
    r"(?P<quotes>(?:> .+\n\n?)+)"
)
CONTINUED = re.compile(r"\n +")
ROW = re.compile(r"^\| \[(.+)\]\(#.+\) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)

Figures = tuple[int, int, int]
"""Files, places and lines of an edit."""


@dataclass(frozen=True)
class Typed:
    """A file and lines of it: each with the sign of a line that stays, goes or comes. A new file has none that stay."""

    file: str
    lines: tuple[str, ...]

    @property
    def old(self) -> str:
        """The lines as they stand."""
        return "".join(f"{line[1:]}\n" for line in self.lines if line[:1] != "+")

    @property
    def new(self) -> str:
        """The lines as they are to be."""
        return "".join(f"{line[1:]}\n" for line in self.lines if line[:1] != "-")

    @property
    def without_last(self) -> Typed:
        """The same, with the last line left out that is to be typed."""
        last = max(at for at, line in enumerate(self.lines) if line[:1] == "+" and line[1:].strip())
        return replace(self, lines=(*self.lines[:last], *self.lines[last + 1 :]))

    def into(self, project: Path) -> None:
        """Type it. The lines must stand in the file exactly once; a new file must be new."""
        path = project / self.file
        if not self.old:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(self.new)
            return
        text = f"\n{path.read_text('utf-8')}"
        assert text.count(f"\n{self.old}") == 1, (self.file, self.old)
        path.write_text(text.replace(f"\n{self.old}", f"\n{self.new}")[1:], "utf-8")


@dataclass(frozen=True)
class Step:
    """What is typed before `check` is asked, and the lines that it says then."""

    typed: tuple[Typed, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Words that a page says now, or no longer; from a day on, or at once."""

    page: str
    words: str
    is_there: bool
    day: date | None


@dataclass(frozen=True)
class Edit:
    """One of the edits. Its first step is how things stand before it."""

    title: str
    text: str
    steps: tuple[Step, ...]
    readings: tuple[Reading, ...]

    @property
    def without_last(self) -> Edit:
        """The same, with the last line left out that is to be typed."""
        *steps, last = self.steps
        shorter = (*last.typed[:-1], last.typed[-1].without_last)
        return replace(self, steps=(*steps, replace(last, typed=shorter)))


def edits(page: str = PAGE) -> Iterator[Edit]:
    """The sections of the page in which something is typed, in order."""
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        title, text = section.split("\n", 1)
        steps = tuple(_steps(text))
        if len(steps) > 1:
            yield Edit(title, text, steps, tuple(_readings(text)))


def promised() -> dict[str, Figures]:
    """The figures of the page's table, by title."""
    return {title: (int(files), int(places), int(lines)) for title, files, places, lines in ROW.findall(PAGE)}


def measured(before: Path, after: Path) -> Figures:
    """How many files differ, in how many places, and how many lines were written or changed."""
    files = {path.relative_to(folder) for folder in (before, after) for path in folder.rglob("*") if path.is_file()}
    runs = {file: list(_runs(_lines(before / file), _lines(after / file))) for file in files}
    found = [lines for each in runs.values() for lines in each]
    return sum(map(bool, runs.values())), len(found), sum(found)


def _runs(old: list[str], new: list[str]) -> Iterator[int]:
    """The lines of each place in which two texts differ."""
    for how, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how != "equal":
            yield max(end - start, to - from_)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _steps(text: str) -> Iterator[Step]:
    step = Step()
    for found in BLOCK.finditer(text):
        if found["language"] == "text":
            step = replace(step, said=(*step.said, *CONTINUED.sub(" ", found["inside"]).splitlines()))
        elif found["language"] in TYPED:
            yield step
            step = Step(tuple(TYPED[found["language"]](found)))
    yield step


def _of_diff(found: re.Match[str]) -> Iterator[Typed]:
    for part in re.split(r"^--- ", found["inside"], flags=re.MULTILINE)[1:]:
        file, *lines = part.splitlines()
        yield Typed(file, tuple(lines))


def _new_file(found: re.Match[str]) -> Iterator[Typed]:
    """A whole file, named in the words above it."""
    *_, file = re.findall(r"`(registry/\S+\.yaml)`", found.string[: found.start()])
    yield Typed(file, tuple(f"+{line}" for line in found["inside"].splitlines()))


TYPED = {"diff": _of_diff, "yaml": _new_file}
"""How a box is read, by its language."""


def _readings(text: str) -> Iterator[Reading]:
    for found in READ.finditer(text):
        day = datetime.strptime(found["day"], "%d %B %Y").date() if found["day"] else None  # noqa: DTZ007 (a day)
        for quote in found["quotes"].split("\n"):
            if quote:
                yield Reading(found["page"], quote.removeprefix("> "), found["how"] == "now", day)

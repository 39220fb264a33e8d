"""A document and the schema that it is judged by: where a value stands, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from site_builder.core.problems import Path, Place, Problem, Severity
from site_builder.load.yaml.read import Document
from site_builder.meanings.ids import RuleId
from site_builder.sources._shape_walk import Spot, Walker, Way, own_words

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Said:
    """One complaint in words: at the value of `path`, or at its name if `at_name`; `missing` is a field left out.

    `meant` is the field of the same place that a misspelt name stands for. Where `is_all`, what else is said of
    the value or of something in it only follows from this.
    """

    rule: RuleId
    path: Path
    message: str
    hint: str = ""
    at_name: bool = False
    missing: str = ""
    meant: str = ""
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class Judge:
    """A document, its typed data, and the schema that it is judged by."""

    document: Document
    data: Any
    walker: Walker
    spots: tuple[Spot, ...]
    thing: str

    def way(self, path: Path) -> Way:
        """What is known of the value at this path."""
        return self.walker.way(self.spots, self.data, path, self.thing)

    def words(self, path: Path) -> str:
        """The way to a value in words: 'lawful basis of nhs-child-measurement'."""
        return self.way(path).words

    def base(self, error: Any) -> str:
        """The file of the schema whose alternatives none fits."""
        spots = self.way(tuple(error.absolute_path)).spots
        return next((spot.base for spot in spots if spot.schema is error.schema), "")

    def problem(self, said: Said) -> Problem:
        """The complaint at its place."""
        place = self.place(said)
        line = self.document.lines[place.line - 1] if place.line <= len(self.document.lines) else ""
        of_owner = said.at_name and said.rule in {"unknown-field", "misplaced-field", "not-an-id"}
        field = self.words(said.path[:-1] if of_owner else said.path)
        return Problem(place, Severity.ERROR, said.rule, field, said.message, said.hint, line)

    def place(self, said: Said) -> Place:
        """Where a complaint stands."""
        marks = self.document.places[said.path]
        return marks.key if said.at_name and marks.key else marks.value

    def is_below_nothing(self, path: Path) -> bool:
        """Whether this stands just below a name of which it was told that nothing stands after it."""
        names = [way for way in self.document.places if len(way) == len(path) and way[:-1] == path[:-1]]
        before = names.index(path) - 1
        return before >= 0 and names[before] in self.document.doubtful

    def value(self, path: Path) -> Any:
        """What stands there; None where nothing does."""
        found: Any = self.document.data
        for step in path:
            found = found.get(step) if isinstance(found, dict) else None
        return found


def named(path: Path) -> str:
    """What a value is called at the start of a sentence: its field, 'An entry of' its field, or 'This file'."""
    if not path:
        return "This file"
    last = next((f"'{step}'" for step in reversed(path) if isinstance(step, str)), "this file")
    return last if isinstance(path[-1], str) else f"An entry of {last}"


def quoted(value: object) -> str:
    """A value in quotes, on one line and not too long."""
    text = " ".join(str(value).split())
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[:_SHOWN]} ...'"


def of_schema(error: Any, judge: Judge, path: Path) -> tuple[str, str]:
    """The title and the description of the schema that complains, or else of the field."""
    way = judge.way(path)
    title = error.schema.get("title") or way.title or own_words(way.spots, "title")
    about = error.schema.get("description") or way.about or own_words(way.spots, "description")
    return str(title), str(about)


def a(noun: str) -> str:
    """The noun with 'a' or 'an' before it."""
    return f"an {noun}" if noun[:1].lower() in "aeio" else f"a {noun}"

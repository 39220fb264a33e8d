"""The types of the laid-out notice: words and answers in reading order, with no ids to look up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.facts.rich_text import Line


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question, with the ids of the facts that it states.

    `url` is an outside address that the answer names, `target` the anchor of another part of the notice.
    """

    line: Line
    facts: tuple[str, ...] = ()
    url: str | None = None
    target: str | None = None

    @property
    def text(self) -> str:
        """Its words."""
        return self.line.text


@dataclass(frozen=True, slots=True)
class Row:
    """A question of the locale by its key and words, and the answers; never without an answer."""

    key: str
    question: Line
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """The facts of one thing: its anchor and its rows; `is_again` where an earlier box has the same."""

    anchor: str
    rows: tuple[Row, ...]
    is_again: bool = False

    @property
    def id(self) -> str:
        """The anchor to which links lead; '' where an earlier box has the same."""
        return "" if self.is_again else self.anchor


@dataclass(frozen=True, slots=True)
class Run:
    """Words as they were typed (with Markdown's links and emphasis) in one language, and the ids of what they state."""

    text: str
    language: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs that read as one paragraph, and the items of the list below it; a list alone has no runs."""

    runs: tuple[Run, ...]
    items: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Words and the facts that they state: words once, a box for each thing."""

    paragraphs: tuple[Paragraph, ...]
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidSection:
    """A section with its anchor."""

    anchor: str
    heading: Line
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """The answers for one section, one cell for each question after the first; an empty cell is *not stated*."""

    section: str
    heading: Line
    cells: tuple[tuple[Answer, ...], ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """The whole answer in one table: heads (the first is the section's), and a row a section."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[GlanceRow, ...]


@dataclass(frozen=True, slots=True)
class LaidNotice:
    """A notice as a reader meets it, in one language, for everyone or for children.

    `rights` has a row for each right of its readers, `about` those on who answers for it. `untranslated` says that some
    of it is in the source language, and is '' where nothing is.
    """

    id: str
    language: str
    for_children: bool
    organisation: Line
    title: Line
    opening: tuple[Paragraph, ...]
    facts: Box
    glance: Glance
    sections: tuple[LaidSection, ...]
    closing: tuple[Paragraph, ...]
    rights_heading: str
    rights: Box
    about_heading: str
    about: Box
    edition: str
    untranslated: str

    def boxes(self) -> Iterator[Box]:
        """Every box, in reading order."""
        yield self.facts
        yield from (box for s in self.sections for e in s.entries for box in e.boxes)
        yield self.rights
        yield self.about

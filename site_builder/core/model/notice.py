"""One public notice: sections of passages, in which alone words stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.core.conditions import Condition
from site_builder.core.values import Id, Word, Words

PARAGRAPH, RUN_ON, ITEM = Word("paragraph"), Word("run_on"), Word("item")
"""The shapes of a passage: one that begins, one that goes on in the paragraph before, one of the list below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph, part of one, or list item, in reading order, with the ids of what it states.

    `shape` is PARAGRAPH, RUN_ON or ITEM. `generated`: the words are no editor's, but made from the facts.
    """

    shape: Word
    text: Words
    states: tuple[Id, ...] = ()
    generated: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a notice under a heading; its id is unique in its notice.

    `child_passages` are for children, in place of those that state the same ids.
    """

    id: Id
    heading: Words
    child_heading: Words | None = None
    passages: tuple[Passage, ...] = ()
    child_passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One public notice.

    `conditions` hold for each disclosure that it shows and that we make to a stated recipient.
    """

    id: Id
    title: Words
    child_title: Words | None = None
    opening: tuple[Passage, ...] = ()
    child_opening: tuple[Passage, ...] = ()
    closing: tuple[Passage, ...] = ()
    data_subjects: tuple[Id, ...] = ()
    services: tuple[Words, ...] = ()
    complete_list: bool | None = None
    owner_role: Id | None = None
    supersedes: tuple[Id, ...] = ()
    reads_with: tuple[Id, ...] = ()
    last_reviewed: date | None = None
    review_due: date | None = None
    conditions: tuple[Condition, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All its passages but those for children, in reading order."""
        return (*self.opening, *(p for s in self.sections for p in s.passages), *self.closing)

    @property
    def everything(self) -> tuple[Passage, ...]:
        """All its passages, those for children too."""
        of_children = (p for s in self.sections for p in s.child_passages)
        return (*self.passages, *self.child_opening, *of_children)

    @property
    def is_for_children_too(self) -> bool:
        """Whether it has a page for children: where it has a title or opening words for them."""
        return bool(self.child_title or self.child_opening)

    @property
    def shown(self) -> tuple[Id, ...]:
        """The ids that its sections' passages state, in reading order, each once."""
        stated = (i for s in self.sections for p in s.passages for i in p.states)
        return tuple(dict.fromkeys(stated))

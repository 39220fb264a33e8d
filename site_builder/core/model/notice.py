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

    `shape` is PARAGRAPH, RUN_ON or ITEM.
    """

    shape: Word
    text: Words
    states: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a notice under a heading; its id is unique in its notice."""

    id: Id
    heading: Words
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One public notice. `conditions` hold for each disclosure that it shows and that we make to a stated recipient."""

    id: Id
    title: Words
    opening: tuple[Passage, ...] = ()
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
        """All its passages, in reading order."""
        return (*self.opening, *(p for s in self.sections for p in s.passages), *self.closing)

    @property
    def shown(self) -> tuple[Id, ...]:
        """The ids that its sections' passages state, in reading order, each once."""
        stated = (i for s in self.sections for p in s.passages for i in p.states)
        return tuple(dict.fromkeys(stated))

"""The types of the laid-out notice: words, answers and blocks in reading order, with no ids to look up.

A notice has three layers. Marks are short answers from a closed list. Passages are the words. Rows are the exact facts.
Each mark and each answer has the ids of the facts that it states.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeAlias

from site_builder.facts.rich_text import Line

YES, NO, SOME, NOT_SAID = "yes", "no", "some", "not"
"""The glyphs of marks: yes, no, some or perhaps, not said."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A closed answer: its glyph ('' for none), at most six words, and the ids of all facts that it sums up.

    `alone` is the same where no numbers of passages are at hand; None where it names none. In a table, `more` are the
    answers below it: it and they speak for all that its row is about.
    """

    glyph: str
    line: Line
    facts: tuple[str, ...] = ()
    alone: Line | None = None
    more: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Margin:
    """A question beside a passage, with one closed answer or two."""

    question: Line
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question, with the ids of the facts that it states. A long answer has several lines.

    `marks` are closed answers below them, on pages alone.
    """

    lines: tuple[Line, ...]
    facts: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """What its answers are about, by its key in the locale and in words, and the answers; never without an answer.

    `anchor` is what links to these answers lead to.
    """

    key: str
    head: Line
    answers: tuple[Answer, ...]
    anchor: str = ""


# ---- blocks


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of one line or several; `head` are the strong words before it."""

    lines: tuple[Line, ...]
    head: Line | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, and the small lines below it."""

    line: Line
    facts: tuple[str, ...] = ()
    anchor: str = ""
    under: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `style` is '', `columns` (short items) or `named` (the people and bodies named)."""

    items: tuple[Item, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Exact facts, under a heading of their own where a passage states several things; `anchor` is the thing's id.

    `style` is '', `find` (short heads) or `wide` (long heads).
    """

    rows: tuple[Row, ...]
    heading: Line | None = None
    anchor: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Blocks that a reader opens; `of` stands behind the summary: the number of its passage."""

    summary: Line
    blocks: tuple[Block, ...]
    anchor: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page after the sections: its anchor and heading, a small line beside it, and its blocks.

    `is_closed`: on a screen its heading opens it.
    """

    anchor: str
    heading: Line
    blocks: tuple[Block, ...]
    note: Line | None = None
    is_closed: bool = False


Block: TypeAlias = "Text | Items | Rows | Closed | Part"


# ---- words


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
class LaidPassage:
    """Words with their number, label, closed answers and exact facts. Words that state nothing have words alone.

    `number` is `1.4` and `anchor` the `p1.4` that links lead to. `thing` is the id of the one thing that it states, to
    which other systems link; '' where it states none or several, whose ids are the anchors of the rows. `notes` are
    small lines below the words: where the same is stated, and where to say that something is unclear or wrong.
    """

    paragraphs: tuple[Paragraph, ...]
    number: str = ""
    label: Line | None = None
    thing: str = ""
    margin: tuple[Margin, ...] = ()
    exact: Closed | None = None
    notes: tuple[Line, ...] = ()

    @property
    def anchor(self) -> str:
        """The anchor of the passage; '' without a number."""
        return f"p{self.number}" if self.number else ""


@dataclass(frozen=True, slots=True)
class LaidSection:
    """A section with its anchor."""

    anchor: str
    heading: Line
    passages: tuple[LaidPassage, ...]


# ---- the table


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """The answers for one section: small lines below its heading, and a mark for each head after the first.

    Where the section has no such answers, `cells` is one mark over all columns.
    """

    section: str
    heading: Line
    under: tuple[Line, ...]
    cells: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """The whole answer in one table: heads (the first is the section's), and a row a section.

    `note` says what the numbers of passages in it are; '' where it names none.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[GlanceRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LaidNotice:
    """A notice as a reader meets it, in one language, for everyone or for children.

    `banners` say what kind of edition it is, `soon` what begins on a day to come, `ask` whom a child can ask, `links`
    lead to the parts below, `everywhere` is what holds for everything. Closing words are the last of the `sections`.
    For children `grown_ups` holds all that is not for them. `untranslated` says that some of it is in the source
    language, and is '' where nothing is.
    """

    id: str
    language: str
    for_children: bool
    organisation: Line
    title: Line
    banners: tuple[Line, ...]
    opening: tuple[Paragraph, ...]
    ask: Text | None
    glance: Glance
    links: tuple[Line, ...]
    everywhere: Closed | None
    sections: tuple[LaidSection, ...]
    parts: tuple[Part, ...]
    grown_ups: Closed | None
    edition: str
    untranslated: str
    soon: tuple[Text, ...] = ()

    @property
    def passages(self) -> Iterator[LaidPassage]:
        """Every passage of the sections, in reading order."""
        return (passage for section in self.sections for passage in section.passages)

    @property
    def names(self) -> dict[str, str]:
        """Whom or what each passage is about, by the address that links to it have: its label up to a colon."""
        labelled = ((passage.anchor, passage.label) for passage in self.passages if passage.label)
        return {f"#{anchor}": label.text.partition(":")[0] for anchor, label in labelled}


def parts_of(laid: Any, kind: type | tuple[type, ...]) -> Iterator[Any]:
    """Every object of a kind in a laid-out notice or a part of it, in reading order."""
    waiting = [laid]
    while waiting:
        part = waiting.pop()
        if isinstance(part, kind):
            yield part
        held = part if isinstance(part, tuple) else [getattr(part, name) for name in _names(part.__class__)]
        waiting += [each for each in reversed(held) if each.__class__ not in _NO_PARTS]


_NO_PARTS = frozenset({str, bool, type(None)})
"""What most fields hold, and no part is."""


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a class of parts; none of what is no part."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def stated(laid: Any) -> frozenset[str]:
    """The ids of all facts that a laid-out notice, or a part of it, states."""
    return frozenset(fact for part in parts_of(laid, (Mark, Answer, Text, Item)) for fact in part.facts)

"""What a file may hold, as a tree: one class of node for each way of writing a value.

The loader reads by these trees, and the JSON Schemas for editors are written from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

TEXT, LIST, FIELDS = "text", "a list", "fields"
"""The kinds of value that YAML knows, in words. Numbers and true or false are written as text."""


def kind_of(value: object) -> str:
    """The kind of a value."""
    return LIST if isinstance(value, list) else FIELDS if isinstance(value, dict) else TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place for a value: the title of its field and the sentence about it, '' where a form says enough.

    `KIND` is the kind of value that it takes, '' where it takes several. `refers` is the reference that JSON Schemas
    write to the place of the same node, '' for here; `described`: its title and sentence differ from those there.
    """

    KIND: ClassVar[str] = TEXT
    title: str = ""
    about: str = ""
    refers: str = ""
    described: bool = False


NOTHING = Node()
"""The node used where none is known."""


class Form(NamedTuple):
    """What a text looks like; `name`, `title` and `about` are those of a shared form, '' for a form of one field.

    `shortest` and `longest` are numbers of characters; 0 is no bound.
    """

    name: str = ""
    title: str = ""
    about: str = ""
    pattern: str = ""
    excluded: tuple[str, ...] = ()
    one_line: bool = False
    shortest: int = 0
    longest: int = 0

    def fits(self, text: str) -> bool:
        """Whether the text has this form."""
        is_long = bool(self.longest) and len(text) > self.longest
        if is_long or len(text) < self.shortest or (self.one_line and "\n" in text):
            return False
        return (not self.pattern or re.search(self.pattern, text) is not None) and text not in self.excluded


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Node):
    """A text; where it is the id of a thing, `of` are the kinds of thing that it may name."""

    form: Form
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Node):
    """One of several fixed words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Node):
    """A whole number within bounds; `but` is one that is left out of them."""

    least: int | None = None
    most: int | None = None
    but: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Node):
    """True or false."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Node):
    """A day, written year-month-day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Node):
    """A list with at least one entry."""

    KIND: ClassVar[str] = LIST
    entry: Node
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields(Node):
    """Fields by their names: no others, some `required`, and where `one_of` names some, at least one of these.

    `besides` are the fields also required where one field has a certain word: that field, the word, the names.
    """

    KIND: ClassVar[str] = FIELDS
    fields: Mapping[str, Node]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    besides: tuple[str, str, tuple[str, ...]] = ("", "", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Fields):
    """Fields that depend on the word in the field `type`."""

    of_type: Mapping[str, Fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Things(Node):
    """Entries by names that people choose, mostly ids; `fields` are other names, which have a fixed meaning.

    `names` says what the names look like, None where any name is allowed. `least` is the least number of entries.
    """

    KIND: ClassVar[str] = FIELDS
    entry: Node
    names: Text | None = None
    fields: Mapping[str, Node] = field(default_factory=dict)
    least: int = 0

    @property
    def by_id(self) -> bool:
        """Whether the names are ids."""
        return self.names is not None and self.names.form.title == "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Either(Node):
    """One of several ways of writing, told apart by the kind of value; `words` are answers such as `none`."""

    KIND: ClassVar[str] = ""
    options: tuple[Node, ...]
    words: tuple[str, ...] = ()

    def option(self, kind: str) -> Node | None:
        """The option that takes this kind of value, None if none does."""
        return next((option for option in reversed(self.options) if kind == option.KIND), None)

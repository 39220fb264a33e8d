"""What a file may hold, as a tree: one class of node for each way of writing a value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from site_builder.core.problems import Path

TEXT, LIST, FIELDS = "text", "a list", "fields"
"""The kinds of value that YAML knows, in words. Numbers and true or false are written as text."""


def kind_of(value: object) -> str:
    """The kind of a value."""
    return LIST if isinstance(value, list) else FIELDS if isinstance(value, dict) else TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place for a value: the title of its field and the sentence about it, '' where a form says enough.

    `KIND` is the kind of value that it takes, '' where that depends.
    """

    KIND: ClassVar[str] = TEXT
    title: str = ""
    about: str = ""


NOTHING = Node()
"""In place of a node where none is known."""


class Form(NamedTuple):
    """What a text looks like: `title` and `about` are '' for a form that only one field has."""

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
    """Fields by their names: no others, these `required`, and `least` of them all together.

    `besides` are more that are required where one field holds a certain word: that field, the word, the names.
    """

    KIND: ClassVar[str] = FIELDS
    fields: Mapping[str, Node]
    required: tuple[str, ...] = ()
    least: int = 0
    besides: tuple[str, str, tuple[str, ...]] = ("", "", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Fields):
    """Fields that depend on the word in the field `type`."""

    of_type: Mapping[str, Fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Things(Node):
    """Entries by names that people choose, mostly ids; `fields` are names beside them that have a meaning.

    `names` says what the names look like, None where each will do.
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
        """The way of writing that takes this kind of value, None if none does."""
        return next((option for option in reversed(self.options) if kind == option.KIND), None)


# ---- where something is in a tree


class Way(NamedTuple):
    """The node at the end of a path, and what the place is called.

    `chosen` is the node for the value that is there, of several ways of writing or of several types. `title` and
    `about` are those of the nearest field, '' for a thing that is named by its id; `thing` is the nearest id, ''
    where there is none; `names` are the fields from there on, as they are typed.
    """

    node: Node
    chosen: Node
    title: str
    about: str
    thing: str
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """The place in words: 'data (data_categories) in retention of call-recordings'."""
        *around, name = self.names or ("",)
        place = " in ".join([called(self.title, name), *reversed(around)]) if name else ""
        return f"{place} of {self.thing}" if place and self.thing else place or self.thing


def way(root: Node, data: Any, path: Path, thing: str) -> Way:
    """The way through the data of a file to this path; `thing` is the id of the file itself."""
    node, chosen, value = root, choice(root, data), data
    title, about, names = "", "", list[str]()
    for step in path:
        value = _value_at(value, step)
        above, node = chosen, below(chosen, step)
        chosen = choice(node, value)
        is_free = isinstance(above, Things) and step not in above.fields
        if isinstance(above, Things) and is_free and above.by_id:
            title, about, thing, names = "", "", str(step), []
        elif isinstance(step, str):
            title = ("" if is_free else node.title) or step.replace("_", " ")
            about = node.about
            names.append(step)
    return Way(node, chosen, title, about, thing, tuple(names))


def below(node: Node, step: str | int) -> Node:
    """The node of a field or an entry; NOTHING if there is none."""
    if isinstance(step, int):
        return node.entry if isinstance(node, List) else NOTHING
    if isinstance(node, Fields | Things) and step in node.fields:
        return node.fields[step]
    return node.entry if isinstance(node, Things) else NOTHING


def choice(node: Node, value: object) -> Node:
    """Of several ways of writing, or types, the one that this value has; the node itself where it has none."""
    if isinstance(node, Either):
        return node.option(kind_of(value)) or node
    if isinstance(node, Typed) and isinstance(value, dict):
        word = value.get("type")
        return node.of_type.get(word, node) if isinstance(word, str) else node
    return node


def fields_of(node: Node) -> Sequence[str]:
    """The names of the fields that a node knows."""
    return list(node.fields) if isinstance(node, Fields | Things) else []


def words_of(node: Node) -> Sequence[str]:
    """The fixed words that a text there may be; none where it may be others."""
    if isinstance(node, Either) and node.option(TEXT):
        return ()
    return node.words if isinstance(node, Word | Either) else ()


def called(title: str, name: str) -> str:
    """What a field is called in words: its title, and its name as it is typed where that is another.

    A title that another word must follow ('kept by') gives way to the name.
    """
    if re.sub(r"[\W_]", "", title.lower()) != re.sub(r"[\W_]", "", name.lower()):
        return f"{title} ({name})"
    is_unfinished = re.search(r"\b(at|by|due|for|from|in|of|to|until|with)$", title)
    return name if is_unfinished else title


def _value_at(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None

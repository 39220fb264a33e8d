"""Reads a registry file by the tree of its schema: its values with their types, its ids, and its slips."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from site_builder.load.shape.complaints import Complaint, Explainer, problems
from site_builder.load.shape.suggest import nearest
from site_builder.load.shape.ways import choice, fields_of
from site_builder.load.yaml.read import Document
from site_builder.problems import Path, Problem
from site_builder.schemas.nodes import (
    TEXT,
    Day,
    Either,
    Fields,
    Flag,
    List,
    Node,
    Number,
    Text,
    Things,
    Typed,
    Word,
    kind_of,
)

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UsedId(NamedTuple):
    """An id that a file uses: its path, the kinds that it may be of, and whether it is the name before a colon."""

    path: Path
    id: str
    kinds: tuple[str, ...]
    at_key: bool = False


class TypedFile(NamedTuple):
    """A file after reading: `data` has int and bool values instead of their texts, `ids` are the ids that it uses.

    Both are uncertain if the problems stop a build.
    """

    data: dict[str, Any]
    ids: tuple[UsedId, ...]
    problems: tuple[Problem, ...]


def read_typed(document: Document, root: Node) -> TypedFile:
    """The data of a document with the types of its tree, the ids that it uses, and the problems of its shape, in order.

    Only exact forms become int or bool; all other values stay text. We report nothing about a value that the document
    marks as doubtful.
    """
    reader = _Reader(document, root)
    data: dict[str, Any] = reader.read(document.data, root, ())
    return TypedFile(data, tuple(reader.ids), problems(reader.complaints, reader.explain))


class _Reader:
    """Walks through the values of a document together with the nodes of its tree."""

    def __init__(self, document: Document, root: Node) -> None:
        self.explain = Explainer(document, root)
        self.complaints: list[Complaint] = []
        self.ids: list[UsedId] = []
        self._readers: Mapping[type[Node], Callable[[Any, Any, Path], Any]] = {
            Text: self._text,
            Word: self._word,
            Number: self._number,
            Flag: self._flag,
            Day: self._day,
            List: self._list,
            Fields: self._fields,
            Typed: self._fields,
            Things: self._things,
        }

    def read(self, value: Any, node: Node, path: Path) -> Any:
        """The value with the types of its node; a value of another kind stays unchanged, with a complaint."""
        if isinstance(node, Either):
            return self._either(value, node, path)
        if kind_of(value) != node.KIND:
            return self._wrong(value, self.explain.wrong_kind(value, node, path))
        return self._readers[type(node)](value, node, path)

    def _wrong(self, value: Any, complaint: Complaint) -> Any:
        self.complaints.append(complaint)
        return value

    def _either(self, value: Any, node: Either, path: Path) -> Any:
        kind = kind_of(value)
        option = node.option(kind)
        if kind == TEXT and value in node.words:
            return value
        if option and not (kind == TEXT and nearest(value, node.words)):
            return self.read(value, option, path)
        if kind == TEXT and node.words:
            return self._wrong(value, self.explain.unknown_word(value, node, path))
        return self._wrong(value, self.explain.wrong_kind(value, node, path))

    # ---- texts

    def _text(self, value: str, node: Text, path: Path) -> str:
        form = node.form
        if node.of and value not in form.excluded:
            self.ids.append(UsedId(path, value, node.of))
        if not form.fits(value):
            self.complaints.append(self.explain.wrong_text(value, node, path))
        return value

    def _word(self, value: str, node: Word, path: Path) -> Any:
        return value if value in node.words else self._wrong(value, self.explain.unknown_word(value, node, path))

    def _number(self, value: str, node: Number, path: Path) -> Any:
        if not _NUMBER.fullmatch(value):
            return self._wrong(value, self.explain.no_number(value, path))
        number = int(value)
        is_below = node.least is not None and number < node.least
        is_above = node.most is not None and number > node.most
        if is_below or is_above or number == node.but:
            self.complaints.append(self.explain.wrong_number(number, node, path))
        return number

    def _flag(self, value: str, _: Flag, path: Path) -> Any:
        return value == "true" if value in {"true", "false"} else self._wrong(value, self.explain.no_flag(value, path))

    def _day(self, value: str, _: Day, path: Path) -> Any:
        return value if is_day(value) else self._wrong(value, self.explain.no_day(value, path))

    # ---- lists and fields

    def _list(self, value: list[Any], node: List, path: Path) -> list[Any]:
        if not value:
            self.complaints.append(self.explain.empty(value, path))
        before: set[str] = set()
        for at, entry in enumerate(value if node.unique else ()):
            if isinstance(entry, str) and entry in before:
                self.complaints.append(self.explain.repeated(entry, (*path, at)))
            elif isinstance(entry, str):
                before.add(entry)
        return [self.read(entry, node.entry, (*path, at)) for at, entry in enumerate(value)]

    def _fields(self, value: dict[str, Any], node: Fields, path: Path) -> dict[str, Any]:
        here = choice(node, value)
        if not isinstance(here, Fields):
            return value
        unknown = [] if isinstance(here, Typed) else [name for name in value if name not in here.fields]
        complaints = [self.explain.unknown_field(name, value, path) for name in unknown]
        self.complaints += complaints
        fields_meant = {one.meant for one in complaints}
        field, word, besides = here.besides
        for name in (*here.required, *(besides if value.get(field) == word else ())):
            if name not in value and name not in fields_meant:
                self.complaints.append(self.explain.missing_field(name, value, here, path))
        if here.one_of and value.keys() <= here.fields.keys() - {*here.one_of}:
            self.complaints.append(self.explain.empty(value, path))
        known = here.fields
        return {
            name: self.read(part, known[name], (*path, name)) if name in known else part for name, part in value.items()
        }

    def _things(self, value: dict[str, Any], node: Things, path: Path) -> dict[str, Any]:
        if len(value) < node.least:
            self.complaints.append(self.explain.empty(value, path))
        return {name: self._thing(name, part, node, (*path, name)) for name, part in value.items()}

    def _thing(self, name: str, value: Any, node: Things, path: Path) -> Any:
        if name in node.fields:
            return self.read(value, node.fields[name], path)
        entry, names = choice(node.entry, value), node.names
        if names and names.of and (isinstance(value, dict) or name not in fields_of(entry)):
            self.ids.append(UsedId(path, name, names.of, at_key=True))
        if isinstance(entry, Fields) and isinstance(value, dict) and value and entry.fields.keys().isdisjoint(value):
            block = self.explain.unknown_block(path)
            if block:
                return self._wrong(value, block)
        if names and not names.form.fits(name):
            self.complaints.append(self.explain.wrong_name(names, path))
        return self.read(value, node.entry, path)


def is_day(text: str) -> bool:
    """Whether the text is an existing date in the form year-month-day."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

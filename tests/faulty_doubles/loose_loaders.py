"""Loaders that publish something else than what was typed, each by one habit that many loaders have."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import yaml

from site_builder.load.project import folder as loader
from site_builder.load.project import passages
from site_builder.load.shape import reader as shape
from site_builder.load.shape.reader import TypedFile
from site_builder.load.yaml import page
from site_builder.load.yaml.messages import Messages
from site_builder.load.yaml.read import Document, Marks
from site_builder.model import ITEM, PARAGRAPH
from site_builder.problems import Place, Problem, Severity
from site_builder.schemas.nodes import Node

Twin = Callable[[pytest.MonkeyPatch], None]


def plain_safe_load(patch: pytest.MonkeyPatch) -> None:
    """Reads with `yaml.safe_load` and writes down what it makes of each value."""
    patch.setattr(loader, "read", _safely_loaded)


def unknown_fields_ignored(patch: pytest.MonkeyPatch) -> None:
    """Leaves out, without a word, the fields that it does not know."""
    patch.setattr(loader, "read_typed", _as_far_as_known)


def first_of_two(patch: pytest.MonkeyPatch) -> None:
    """Takes the first of two fields of one name."""
    patch.setattr(Messages, "duplicate", lambda *_: None)


def notes_anywhere(patch: pytest.MonkeyPatch) -> None:
    """Drops what stands after # on a line."""
    patch.setattr(Messages, "comments", lambda *_: None)


def texts_over_lines(patch: pytest.MonkeyPatch) -> None:
    """Joins a text that runs over the end of its line, and drops what it knows as YAML's own."""
    patch.setattr(Messages, "plain", lambda *_: None)
    patch.setattr(Messages, "marked", lambda *_: None)


def letters_made_one(patch: pytest.MonkeyPatch) -> None:
    """Puts letters and their accents together, and signs into their usual form."""
    examined = page._checked_text
    patch.setattr(page, "_checked_text", lambda text, *rest: examined(unicodedata.normalize("NFKC", text), *rest))


def numbers_by_python(patch: pytest.MonkeyPatch) -> None:
    """Takes for a number whatever Python does."""

    class Number:
        @staticmethod
        def fullmatch(text: str) -> bool:
            try:
                int(text)
            except ValueError:
                return False
            return True

    patch.setattr(shape, "_NUMBER", Number)


def paragraphs_by_two_line_ends(patch: pytest.MonkeyPatch) -> None:
    """Sees no empty line where spaces stand in it."""
    patch.setattr(passages, "_shapes_and_lines", _by_two_line_ends)


def _safely_loaded(source: bytes, file: str, _kept: Any = None) -> tuple[Document | None, tuple[Problem, ...]]:
    try:
        data = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError) as error:
        return None, (Problem(Place(file, 1, 1), Severity.ERROR, "unreadable", "", str(error)),)
    if not isinstance(data, dict):
        return None, (Problem(Place(file, 1, 1), Severity.ERROR, "not-fields", "", "No fields."),)
    lines = tuple(source.decode("utf-8", "replace").split("\n"))
    return Document(file, _as_text(data), {(): Marks(None, Place(file, 1, 1))}, lines), ()


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(_as_text(name)): _as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_text(part) for part in value]
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value).strip()


def _as_far_as_known(document: Document, root: Node) -> TypedFile:
    while True:
        typed = shape.read_typed(document, root)
        unknown = {(p.place.line, p.place.column) for p in typed.problems if p.rule == "unknown-field"}
        places = ((path, marks.key) for path, marks in document.places.items())
        ways = [path for path, place in places if place and (place.line, place.column) in unknown]
        if not ways:
            return typed
        for way in ways:
            held: Any = document.data
            for step in way[:-1]:
                held = held[step]
            del held[way[-1]]


def _by_two_line_ends(text: str) -> Iterator[tuple[str, str]]:
    for block in text.split("\n\n"):
        lines: list[str] = []
        shape = PARAGRAPH
        for line in block.split("\n"):
            if line.lstrip().startswith("- "):
                yield from passages._passage_of_lines(shape, lines)
                shape, lines = ITEM, []
            lines.append(line.lstrip().removeprefix("- "))
        yield from passages._passage_of_lines(shape, lines)


TWINS: Mapping[str, tuple[Twin, tuple[str, ...]]] = {
    "plain safe_load": (plain_safe_load, ("retyped", "number", "hash put in", "name twice")),
    "unknown fields ignored": (unknown_fields_ignored, ("name misspelt",)),
    "the first of two": (first_of_two, ("name twice",)),
    "notes anywhere": (notes_anywhere, ("hash put in", "list otherwise")),
    "texts over lines": (texts_over_lines, ("runs on", "broken", "marked")),
    "letters made one": (letters_made_one, ("composed", "odd character")),
    "numbers by Python": (numbers_by_python, ("number", "retyped")),
    "paragraphs by two line ends": (paragraphs_by_two_line_ends, ("empty line", "words put in")),
}
"""Each by its name, with the kinds of change by which it is found."""

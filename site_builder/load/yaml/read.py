"""Reads YAML with the place of every value: each is a text, a list or fields, exactly as typed.

Refuses what a parser would change, drop or guess, with a place and a hint what to write instead. Knows YAML and
characters, nothing of the registry: `load.shape` judges what a field may hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from yaml import YAMLError

from site_builder.kept import Kept
from site_builder.load.yaml.events import Reading, fastest_parser
from site_builder.load.yaml.messages import Span
from site_builder.load.yaml.page import Page, decode, lines
from site_builder.load.yaml.slips import Fault, explain
from site_builder.problems import Path, Place, Problem, in_order

_ATTEMPTS = 20
_NUMBERS = 6
"""So many numbers has a span."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The place of a value and of its field's name (`key`: None for the file itself and for entries of a list)."""

    key: Place | None
    value: Place


@dataclass(frozen=True, slots=True)
class Document:
    """One file: `data` holds only fields, lists and texts, in the order of the file.

    `places` has each value's marks, `lines` the file's lines for excerpts. `doubtful` are the paths of values with a
    reported problem, which may not be what was meant: no other check should report them.
    """

    file: str
    data: dict[str, Any]
    places: Mapping[Path, Marks]
    lines: tuple[str, ...]
    doubtful: frozenset[Path] = field(default_factory=frozenset)


def read(source: bytes, file: str, kept: Kept | None = None) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in these bytes and all its problems, in order; never raises, whatever the bytes.

    The document is None if the file's structure is unknown. A document with errors serves only to find more problems
    in the same run: ask `problems.stops` before any other use. In `kept` are documents without problems.
    """
    if kept is None:
        return read_with(fastest_parser(), source, file)
    key = kept.key({"yaml": source})
    if found := kept.find(key):
        return _document(found, source, file), ()
    document, problems = read_with(fastest_parser(), source, file)
    if document and not (problems or document.doubtful):
        kept.keep(key, _plain(document))
    return document, problems


def _plain(document: Document) -> bytes:
    """A document without problems as JSON: its data, and the numbers of each place in the order of `_ways`."""
    spans = [number for marks in document.places.values() for number in _span(marks)]
    return json.dumps([document.data, spans], separators=(",", ":")).encode()


def _span(marks: Marks) -> Span:
    key, value = marks.key, marks.value
    of_key = (key.line - 1, key.column - 1, key.width) if key else (-1, 0, 0)
    return *of_key, value.line - 1, value.column - 1, value.width


def _document(plain: bytes, source: bytes, file: str) -> Document:
    data, numbers = json.loads(plain)
    spans = zip(*[iter(numbers)] * _NUMBERS, strict=True)
    return Document(file, data, _Places(file, dict(zip([(), *_ways(data, ())], spans, strict=True))), lines(source))


def _ways(value: Any, path: Path) -> Iterator[Path]:
    """The path of each value within a value, in the order of the file."""
    parts = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
    for name, part in parts:
        way = (*path, name)
        yield way
        if type(part) is not str:
            yield from _ways(part, way)


def read_with(parser: Any, source: bytes, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """As `read`, with this parser. All parsers give the same data, and nearly always the same messages."""
    text = decode(source, file)
    if text.safe is None:
        return None, text.problems
    reading, faults = _last_reading(parser, text.safe, text.page)
    problems = in_order([*text.problems, *reading.messages.problems, *([] if text.shaky else faults)])
    if reading.data is None:
        return None, problems
    places, doubtful = _Places(file, reading.spans), frozenset(reading.messages.doubtful)
    return Document(file, reading.data, places, text.page.lines, doubtful), problems


def _last_reading(parser: Any, safe: str, page: Page) -> tuple[Reading, list[Problem]]:
    """The last reading, and the problems of grammar. We replace each faulty line and read again to find the next."""
    lines = safe.split("\n")
    faults: dict[int, Fault] = {}
    while True:
        reading = Reading(page, "\n".join(lines), faults)
        try:
            reading.run(parser)
        except YAMLError as error:
            fault = explain(error, lines)
        else:
            break
        known = fault.line in faults
        faults.setdefault(fault.line, fault)
        if known or not fault.mended or len(faults) == _ATTEMPTS:
            reading.data = None
            break
        lines[fault.line] = fault.mended
    consequences = {fault.above + 1 for fault in faults.values() if not fault.mended}
    reading.messages.forget(consequences)
    return reading, [page.problem(f.rule, f.line, f.column, f.message, f.hint) for f in faults.values()]


class _Places(Mapping[Path, Marks]):
    """The marks by path, built on demand: hardly any is ever used."""

    __slots__ = ("_file", "_spans")

    def __init__(self, file: str, spans: dict[Path, Span]) -> None:
        self._file = file
        self._spans = spans

    def __getitem__(self, path: Path) -> Marks:
        key_line, key_column, key_width, line, column, width = self._spans[path]
        key = None if key_line < 0 else Place(self._file, key_line + 1, key_column + 1, key_width)
        return Marks(key, Place(self._file, line + 1, column + 1, width))

    def __iter__(self) -> Iterator[Path]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

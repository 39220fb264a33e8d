"""The strict reader of a log of disclosures, which says where each bad line stands.

Every engine reads the same form, that of `gate/log_form`; `engines/` say how. What is said here is what counts.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from site_builder.errors import Failure, shown
from site_builder.gate.log_form import KEYS, KIND, LONGEST, LONGEST_ID, NEEDED, PATTERNS, SENT
from site_builder.gate.request_form import an_id

_FITS = {key: re.compile(pattern).fullmatch for key, pattern in PATTERNS.items()}
_KNOWN = frozenset(KEYS)
_AN_ID = lru_cache(1 << 16)(an_id().fits)
"""The same few ids come again and again."""

Texts = Mapping[str, str]
"""A line as text: its values by key; a list as JSON."""
View = Callable[[Any], Iterable[Texts]]
"""Reads an object of another log as rows of ours: see `views`."""


class Row(NamedTuple):
    """A line of a log; `second` counts from 1970 in UTC, `records` is -1 if not stated.

    What it says was sent is text as it stands, and is judged once for all rows that say it: see `kind_of`.
    """

    system: str
    id: str
    second: int
    disclosure: str
    recipient: str
    purpose: str
    data: str
    people: str
    records: int
    decision: str
    outcome: str


class Line(NamedTuple):
    """A line of a file, by its number; `row` is None for one that is malformed, and `fault` says why."""

    number: int
    row: Row | None
    fault: str = ""


class Kind(NamedTuple):
    """What was sent, whoever it was about: a disclosure's id, or the four others, or both."""

    disclosure: str
    recipient: str
    purpose: str
    data: tuple[str, ...]
    people: tuple[str, ...]


def kind_of(disclosure: str, recipient: str, purpose: str, data: str, people: str) -> Kind | None:
    """The kind that the texts of a line say, as a set of ids; None unless each is an id as a whole."""
    try:
        kind = Kind(disclosure, recipient, purpose, _ids(data), _ids(people))
    except ValueError:
        return None
    single = [each for each in kind[:3] if each]
    if not all(map(_AN_ID, (*single, *kind.data, *kind.people))):
        return None
    given = [bool(each) for each in kind[1:]]
    return kind if all(given) or (disclosure and not any(given)) else None


@lru_cache(1 << 16)
def _ids(text: str) -> tuple[str, ...]:
    """The ids of a list: JSON, or parted by one blank. Raises ValueError."""
    if not text.startswith("["):
        return tuple(sorted(set(text.split(" ")))) if text else ()
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ValueError
    return tuple(sorted(set(found)))


def row_of(texts: Texts) -> tuple[Row | None, str]:
    """The row of a line, or why there is none: the key that is wrong, never what stands there."""
    if not _KNOWN.issuperset(texts):
        key = next(key for key in texts if key not in _KNOWN)
        # The name may be somebody's number, so only a plain one is told.
        return None, f"a key that no log has{f': {key}' if re.fullmatch('[a-z_]{1,40}', key) else ''}"
    for key, fits in _FITS.items():
        text = texts.get(key, "")
        if (text or key in NEEDED) and not fits(text):
            return None, key
    if not 0 < len(texts.get("id", "")) <= LONGEST_ID or len(texts.get("decision", "")) > LONGEST_ID:
        return None, "id"
    second = second_of(texts["time"])
    if second is None:
        return None, "time"
    disclosure, recipient, purpose, data, people = (texts.get(key, "") for key in KIND)
    return Row(
        texts["system"],
        texts["id"],
        second,
        disclosure,
        recipient,
        purpose,
        data,
        people,
        int(texts.get("records") or -1),
        texts.get("decision", ""),
        texts.get("outcome") or SENT,
    ), ""


def second_of(time: str) -> int | None:
    """The seconds since 1970 in UTC of a time with its offset; None for a day that there is not."""
    try:
        return int(datetime.fromisoformat(time).timestamp() // 1)
    except (ValueError, OverflowError):
        return None


def malformed_lines(lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    """The number of each malformed line, and why it is."""
    for line in lines:
        if line.row is None:
            yield line.number, line.fault
        elif kind_of(*line.row[3:8]) is None:
            yield line.number, "what was sent: no id, two in one, or one that is missing"


# ---- files


def format_of(name: str) -> str:
    """The format of a file by its name: jsonl, csv or parquet. Raises Failure."""
    end = name.lower().rpartition(".")[2]
    found = {"jsonl": "jsonl", "ndjson": "jsonl", "log": "jsonl", "csv": "csv", "parquet": "parquet"}.get(end)
    if found is None:
        raise Failure(
            f"{shown(name)} is no log that we read: give .jsonl (a JSON object on each line), .csv or .parquet. "
            "What is packed has to be unpacked first."
        )
    return found


def lines_of(file: Path, mapped: View | None = None, tell: Callable[[int], None] = lambda _: None) -> Iterator[Line]:
    """The lines of a JSON Lines or CSV file. Raises Failure.

    `mapped` reads another log's objects as ours, `tell` hears now and then how many characters more are read.
    """
    try:
        is_csv = format_of(file.name) == "csv"
        newline = "" if is_csv else "\n"
        with file.open("r", encoding="utf-8-sig", errors="surrogateescape", newline=newline) as opened:
            lines = _bounded(opened, tell)
            yield from _csv_lines(lines) if is_csv else _json_lines(lines, mapped)
    except OSError as error:
        raise Failure(f"The log {shown(file)} cannot be read: {error.strerror}.") from error


def _bounded(opened: TextIO, tell: Callable[[int], None]) -> Iterator[str]:
    """The lines of an open file, none longer than one character more than LONGEST."""
    read = 0
    while line := opened.readline(LONGEST + 1):
        read += len(line)
        if read > _A_PIECE:
            tell(read)
            read = 0
        yield line
        is_cut = len(line) > LONGEST
        while is_cut and line and not line.endswith("\n"):
            line = opened.readline(LONGEST)
    tell(read)


_A_PIECE = 1 << 20


def has_endless_line(file: Path) -> bool:
    """Whether a line of a file is longer than two pieces; a few bytes of each piece tell that. Raises OSError."""
    with file.open("rb") as opened:
        for start in range(0, file.stat().st_size - _A_PIECE, _A_PIECE):
            opened.seek(start)
            if b"\n" not in opened.read(LONGEST) and b"\n" not in opened.read(_A_PIECE - LONGEST):
                return True
    return False


COLUMNS = (
    *("fault", "system", "id", "day", "hour", "second", "disclosure", "recipient", "purpose", "data", "people"),
    *("records", "decision", "outcome"),
)
"""The columns of the view `log` but for `mark`, in the order of `columns_of`."""
_HOUR, _DAY = 3600, 86_400


def columns_of(row: Row | None) -> tuple[Any, ...]:
    """A row as it stands in the view `log`; None is a malformed one."""
    if row is None:
        return (1, "", "", None, None, 0, "", "", "", "", "", -1, "", "")
    return (0, *row[:2], row.second // _DAY, row.second // _HOUR, *row[2:])


_CUT, _TOO_LONG = "\0", "longer than a line may be"


def _json_lines(lines: Iterable[str], mapped: View | None) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST:
            yield Line(number, None, _TOO_LONG)
        elif line.strip(" \t\r\n"):
            yield from (Line(number, *found) for found in _of_json(line, mapped))


def _of_json(line: str, mapped: View | None) -> list[tuple[Row | None, str]]:
    """The rows of a line, one where no view maps it, or why there are none."""
    try:
        line.encode()
        if mapped is not None:
            return [row_of(texts) for texts in mapped(json.loads(line))]
        texts = _DECODER.decode(line.strip(" \t\r\n"))
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, OverflowError):
        return [(None, "no JSON object of this form, or one with a key twice")]
    if not isinstance(texts, dict):
        return [(None, "no JSON object")]
    return [row_of({key: value if type(value) is str else text_of(value) for key, value in texts.items()})]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Raises ValueError for a key twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def text_of(value: Any) -> str:
    """A value of JSON as text: itself, '' for null, else as JSON writes it."""
    if isinstance(value, str):
        return value
    if type(value) is list and all(type(each) is str for each in value):
        return _list(tuple(value))
    return "" if value is None else _written(value)


_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@lru_cache(1 << 16)
def _list(texts: tuple[str, ...]) -> str:
    """A list as JSON: the same few come again and again."""
    return _written(texts)


def _no_number(text: str) -> Any:
    raise ValueError(text)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=str, parse_constant=_no_number)


def _csv_lines(lines: Iterator[str]) -> Iterator[Line]:
    """The records of a CSV file, each by the number of its last line; the first names the keys. Raises Failure."""
    csv.field_size_limit(LONGEST)
    # Of a line that was cut, no quote may reach into the next.
    reader = csv.reader((line if len(line) <= LONGEST else f"{_CUT}\n" for line in lines), strict=True)
    head = _head(reader)
    while True:
        try:
            values = next(reader, None)
        except csv.Error:
            yield Line(reader.line_num, None, "no CSV: quotes that do not end, or a value that is too long")
            continue
        if values is None:
            return
        if not values:
            continue
        if values == [_CUT]:
            yield Line(reader.line_num, None, _TOO_LONG)
        elif len(values) != len(head):
            yield Line(reader.line_num, None, f"{len(values)} values under {len(head)} headings")
        else:
            yield Line(reader.line_num, *_of_values(head, values))


def _head(reader: Iterator[list[str]]) -> list[str]:
    try:
        head = next(reader, [])
    except csv.Error:
        head = []
    check_head(head)
    return head


def head_of(file: Path) -> list[str]:
    """The columns of a CSV file. Raises Failure."""
    with file.open("r", encoding="utf-8-sig", errors="surrogateescape", newline="") as opened:
        return _head(csv.reader(opened, strict=True))


def _of_values(head: Iterable[str], values: list[str]) -> tuple[Row | None, str]:
    try:
        "".join(values).encode()
    except ValueError:
        return None, "no UTF-8"
    return row_of(dict(zip(head, values, strict=True)))


def check_head(head: Iterable[str]) -> None:
    """Raise Failure unless the columns of a table are those of a log."""
    names = list(head)
    plain = [name for name in names if name not in KEYS and re.fullmatch("[a-z_]{1,40}", name)]
    if strange := [name for name in names if name not in KEYS]:
        which = f" ({', '.join(plain)})" if plain else ""
        raise Failure(
            f"{len(strange)} of the columns are none of a log{which}. A log has these and no others, for a person's "
            f"number has no place in it: {', '.join(KEYS)}."
        )
    if len(set(names)) < len(names) or (missing := [key for key in NEEDED if key not in names]):
        told = f"lacks the columns {', '.join(missing)}" if len(set(names)) == len(names) else "has a column twice"
        raise Failure(f"The log {told}. Its columns are: {', '.join(KEYS)}.")

"""The blocks `confirmed` of the files: what still holds as it was confirmed, and how an entry is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from site_builder.errors import Failure, shown
from site_builder.facts.confirmed import mark_of_entry
from site_builder.load.project.files import Source
from site_builder.load.yaml.read import Document, read
from site_builder.model import Confirmation, Registry, Unpublished
from site_builder.model.values import Id, Text, Word
from site_builder.problems import Path, stops

BLOCK = "confirmed"

Entry = Mapping[str, Any]
"""An entry as its file has it: the texts `by` and `date`, and the lists `fields` and, if it has any, `marks`."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_BRACKETS = re.compile(r"(?<=marks: )\[[^\]#]*\]")


class InFile(NamedTuple):
    """An entry, the thing that it is about, its file, and its number in the list of the thing there."""

    about: Id
    file: str
    number: int
    entry: Entry


# ---- what holds


def with_confirmations(registry: Registry, sources: Iterable[Source]) -> Registry:
    """The registry with what was confirmed. What has changed since, and was not confirmed later, is not published.

    Of an entry without marks nobody can tell whether anything has changed: it counts as it was typed.
    """
    typed = [*entries(sources)]
    held = [_held(registry, each.about, each.entry) for each in typed]
    confirmed = (_confirmation(each, names) for each, names in zip(typed, held, strict=True) if names)
    with_held = replace(
        registry, confirmed=tuple(sorted(confirmed, key=lambda c: (c.confirms, c.date, c.by, c.fields)))
    )
    changed = []
    for about, file, number, entry in typed:
        day, later = date.fromisoformat(entry["date"]), with_held.confirmations.get(about, ())
        since = {name for each in later if each.date >= day for name in each.fields}
        if names := [name for name in entry["fields"] if name not in since]:
            fields = {**entry, "fields": names, "file": file, "number": number}
            changed.append(Unpublished(block=Word(BLOCK), about=about, fields=fields))
    return replace(with_held, unpublished=(*registry.unpublished, *changed))


def entries(sources: Iterable[Source]) -> Iterator[InFile]:
    """Each entry of these files, which must have no errors."""
    for source in sources:
        for key, listed in source.data.get(BLOCK, {}).items():
            yield from (InFile(Id(key), source.document.file, number, entry) for number, entry in enumerate(listed))


def _held(registry: Registry, key: Id, entry: Entry) -> dict[str, Text | None]:
    """The fields of an entry that hold, each with its mark; without marks all of them do."""
    if "marks" not in entry:
        return dict.fromkeys(entry["fields"])
    thing, by, day = registry.things[key], entry["by"], entry["date"]
    now = {name: mark_of_entry(registry, thing, name, by, day) for name in entry["fields"]}
    return {name: its_mark for name, its_mark in now.items() if its_mark in entry["marks"]}


def _confirmation(typed: InFile, held: Mapping[str, Text | None]) -> Confirmation:
    return Confirmation(
        confirms=typed.about,
        fields=tuple(map(Text, held)),
        by=typed.entry["by"],
        date=date.fromisoformat(typed.entry["date"]),
        marks=tuple(its_mark for its_mark in held.values() if its_mark),
    )


# ---- how an entry is written


def with_entry(source: bytes, file: str, key: str, entry: Entry, number: int | None) -> bytes:
    """A file with one more entry or, with a `number`, with this day and these marks in the entry that has it.

    All else stays as it is, to the byte. Raises Failure unless what comes out is read as the old data with
    this one change.
    """
    document, _ = read(source, file)
    if document is None:
        raise _cannot_write(file, key, entry)
    expected = deepcopy(document.data)
    listed = expected.setdefault(BLOCK, {}).setdefault(key, [])
    if number is None:
        listed.insert(0, entry)
    else:
        listed[number] |= {"date": entry["date"], "marks": entry["marks"]}
    lines = _LINE.findall(source.decode())
    try:
        put = (
            _inserted(document, lines, key, entry) if number is None else _replaced(document, lines, key, number, entry)
        )
    except (LookupError, ValueError):
        raise _cannot_write(file, key, entry) from None
    text = "".join(put).encode()
    after, problems = read(text, file)
    if after is None or stops(problems) or after.data != expected:
        raise _cannot_write(file, key, entry)
    return text


def _inserted(document: Document, lines: list[str], key: str, entry: Entry) -> list[str]:
    """The lines with an entry more: above those of its list, in a new list, or in a new block at the end."""
    ending, first, names = _ending(lines), (BLOCK, key, 0), [*document.data.get(BLOCK, {})]
    if first in document.places:
        at, place = _line(document, (BLOCK, key)), document.places[first].value
        more = _entry_lines(entry, lines[place.line - 1].rindex("-", 0, place.column - 1))
    elif names:
        at, indent = _line(document, (BLOCK,)), _indent(document, (BLOCK, names[0]))
        more = [f"{' ' * indent}{key}:", *_entry_lines(entry, indent + 2)]
    else:
        at, apart = len(lines), [""] if lines[-1].strip() else []
        more = [*apart, f"{BLOCK}:", f"  {key}:", *_entry_lines(entry, 4)]
        if not lines[-1].endswith(ending):
            return [*lines, *(ending + line for line in more)]
    return [*lines[:at], *(line + ending for line in more), *lines[at:]]


def _replaced(document: Document, lines: list[str], key: str, number: int, entry: Entry) -> list[str]:
    """The lines with the day and the marks of an entry in the place of those that stand there."""
    put, day, marks = [*lines], (BLOCK, key, number, "date"), (BLOCK, key, number, "marks")
    place = document.places[day].value
    line, column = put[place.line - 1], place.column - 1
    put[place.line - 1] = line[:column] + entry["date"] + line[column + place.width :]
    its_marks = _in_brackets(entry["marks"])
    if marks not in document.places:
        put.insert(_line(document, day), f"{' ' * _indent(document, day)}marks: {its_marks}{_ending(lines)}")
        return put
    place = document.places[marks].value
    put[place.line - 1], times = _BRACKETS.subn(its_marks, put[place.line - 1])
    if times != 1:
        raise ValueError(marks)
    return put


def _entry_lines(entry: Entry, indent: int) -> list[str]:
    texts = [f"{name}: {value if isinstance(value, str) else _in_brackets(value)}" for name, value in entry.items()]
    return [f"{' ' * indent}{'  ' if at else '- '}{text}" for at, text in enumerate(texts)]


def _in_brackets(texts: Sequence[str]) -> str:
    return f"[{', '.join(texts)}]"


def _line(document: Document, path: Path) -> int:
    """The line, from 1, of the name of a field."""
    key = document.places[path].key
    return key.line if key else 0


def _indent(document: Document, path: Path) -> int:
    """How many characters stand before the name of a field."""
    key = document.places[path].key
    return key.column - 1 if key else 0


def _ending(lines: Sequence[str]) -> str:
    """How the lines of a file end; those of a file with one line without an end, as on all systems but Windows."""
    return lines[0][len(lines[0].rstrip("\r\n")) :] or "\n"


def _cannot_write(file: str, key: str, entry: Entry) -> Failure:
    by_hand = "\n".join([f"  {key}:", *_entry_lines(entry, 4)])
    return Failure(f"Nothing was written into {shown(file)}. Write it there by hand, below confirmed:\n{by_hand}")

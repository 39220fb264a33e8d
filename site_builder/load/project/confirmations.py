"""The blocks `confirmed` of the files: what still holds as it was confirmed, and how an entry is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from site_builder.errors import Failure, shown
from site_builder.facts.confirmed import mark_of_entry
from site_builder.load.project.files import Source
from site_builder.load.splice import File, Refused
from site_builder.model import Confirmation, Registry, Unpublished
from site_builder.model.values import Id, Text, Word
from site_builder.problems import Path

BLOCK = "confirmed"

Entry = Mapping[str, Any]
"""An entry as its file has it: the texts `by` and `date`, and the lists `fields` and, if it has any, `marks`."""


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

    All else stays as it is, to the byte. Raises Failure where it cannot be written so.
    """
    listed: Path = (BLOCK, key)
    try:
        before = File(source, file)
        if number is None:
            return before.edited(listed, [entry, *(before.at(listed) or ())]).source
        with_day = before.edited((*listed, number, "date"), entry["date"])
        return with_day.edited((*listed, number, "marks"), entry["marks"]).source
    except Refused:
        by_hand = "\n".join([f"  {key}:", *_lines(entry)])
        raise Failure(
            f"Nothing was written into {shown(file)}. Write it there by hand, below confirmed:\n{by_hand}"
        ) from None


def _lines(entry: Entry) -> Iterator[str]:
    """An entry as it can be typed below the name of its thing."""
    for number, (name, value) in enumerate(entry.items()):
        written = value if isinstance(value, str) else f"[{', '.join(value)}]"
        yield f"    {'  ' if number else '- '}{name}: {written}"

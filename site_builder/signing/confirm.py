"""Records who confirmed which fields, with their marks, in the file of the thing; its other bytes stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from site_builder.errors import Failure
from site_builder.facts.confirmed import confirmable, mark
from site_builder.load.project.confirmations import BLOCK, with_entry
from site_builder.load.project.folder import Loaded
from site_builder.model import Registry, Thing
from site_builder.model.values import Id
from site_builder.publish.single_file import put_instead

MOST = 3
"""The most ids or fields that may have been meant."""


class ConfirmError(Failure):
    """This cannot be confirmed; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry without marks, or one of whose fields the `changed` say something else now.

    `number` is its place in the list of the thing, `is_stated` whether each of its fields still states something.
    """

    thing: Thing
    fields: tuple[str, ...]
    changed: tuple[str, ...]
    by: str
    day: date
    number: int
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What is confirmed of a thing. With a `number`, its day and marks go into the entry that has it."""

    thing: Thing
    fields: tuple[str, ...]
    by: str
    day: date
    number: int | None


def waiting(loaded: Loaded, registry: Registry) -> Iterator[Waiting]:
    """The entries that wait to be looked at: those that have no marks, and those of which something has changed."""
    changed = {(u.about, u.fields["number"]): u.fields["fields"] for u in registry.unpublished if u.block == BLOCK}
    for key in sorted(loaded.definitions):
        for number, entry in enumerate(_typed(loaded, key)):
            names = tuple(changed.get((Id(key), number), ()))
            if names or "marks" not in entry:
                thing, fields = registry.things[Id(key)], tuple(entry["fields"])
                is_stated = all(mark(registry, thing, name) for name in fields)
                yield Waiting(thing, fields, names, entry["by"], date.fromisoformat(entry["date"]), number, is_stated)


def entry(loaded: Loaded, registry: Registry, key: str, fields: Iterable[str], by: str, day: date) -> Entry:
    """What to record of a thing; it takes the place of an entry of the same role for the same fields.

    Raises ConfirmError for an id, a field or a role that there is not, and for a field that states nothing.
    """
    if key not in loaded.definitions or Id(key) not in registry.things:
        has_none = "comes with the program" if Id(key) in registry.things else "is not in the registry"
        raise ConfirmError(
            f"'{key}' {has_none}, so nobody can confirm it here. {_near(key, loaded.definitions)}".strip()
        )
    if by not in {role.id for role in registry.roles}:
        roles = ", ".join(role.id for role in registry.roles)
        which = (
            f"They are: {roles}."
            if roles
            else f"There is none yet. Write there '{by}:', and below it '  name: ' and its name."
        )
        raise ConfirmError(f"'{by}' is not a role in vocabulary/roles.yaml. {which}")
    thing, names = registry.things[Id(key)], tuple(dict.fromkeys(fields))
    for name in names:
        if name not in confirmable(thing):
            raise ConfirmError(f"'{name}' is not a field of '{key}'. {_near(name, confirmable(thing))}".strip())
        if mark(registry, thing, name) is None:
            raise ConfirmError(f"'{key}' states no {name.replace('_', ' ')}, so there is nothing to confirm.")
    same = (n for n, each in enumerate(_typed(loaded, key)) if (each["by"], {*each["fields"]}) == (by, {*names}))
    return Entry(thing, names, by, day, next(same, None))


def record(loaded: Loaded, registry: Registry, folder: Path, entry: Entry) -> str:
    """Write an entry into the file of its thing, and return the file's name, as problems have it.

    `folder` is that of the project. Raises CannotWriteError, or PublishError if the file cannot be written.
    """
    key, file = entry.thing.id, loaded.definitions[entry.thing.id].document.file
    marks = [str(mark(registry, entry.thing, name)) for name in entry.fields]
    fields = {"fields": [*entry.fields], "by": entry.by, "date": entry.day.isoformat(), "marks": marks}
    before = (folder / file).read_bytes()
    put_instead(folder / file, before, with_entry(before, file, key, fields, entry.number))
    return file


def _typed(loaded: Loaded, key: str) -> Sequence[dict[str, Any]]:
    """The entries of a thing, as its file has them."""
    entries: Sequence[dict[str, Any]] = loaded.definitions[key].document.data.get(BLOCK, {}).get(key, [])
    return entries


def _near(word: str, words: Iterable[str]) -> str:
    """A question with those that may have been meant, '' if there are none."""
    near = [f"'{each}'" for each in get_close_matches(word, [*words], MOST)]
    return f"Did you mean {' or '.join([', '.join(near[:-1]), near[-1]] if near[1:] else near)}?" if near else ""

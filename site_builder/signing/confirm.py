"""Records who confirmed which fields, with their marks, in the file of the thing; its other bytes stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from site_builder.errors import Failure
from site_builder.facts.confirmed import confirmable, mark, mark_of_entry
from site_builder.load.project.confirmations import BLOCK, entries, with_entry
from site_builder.load.project.files import definitions
from site_builder.load.project.folder import Loaded
from site_builder.load.shape.suggest import MOST, in_a_question
from site_builder.model import Registry, Thing
from site_builder.model.values import Id
from site_builder.publish.files import put_instead


class ConfirmError(Failure):
    """This cannot be confirmed; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a role confirms of a thing, and the file in which that is recorded.

    With a `number`, day and marks go into the entry that has it. Its `changed` fields say something else now.
    """

    thing: Thing
    fields: tuple[str, ...]
    by: str
    day: date
    file: str
    number: int | None
    changed: tuple[str, ...] = ()


def waiting(loaded: Loaded, registry: Registry) -> Iterator[Entry]:
    """The entries that wait to be looked at: those that have no marks, and those of which something has changed."""
    unpublished = (each for each in registry.unpublished if each.block == BLOCK)
    changed = {(u.about, u.fields["file"], u.fields["number"]): u.fields["fields"] for u in unpublished}
    for about, file, number, typed in entries(loaded.sources):
        names = tuple(changed.get((about, file, number), ()))
        if names or "marks" not in typed:
            fields, day = tuple(typed["fields"]), date.fromisoformat(typed["date"])
            yield Entry(registry.things[about], fields, typed["by"], day, file, number, names)


def states_all(registry: Registry, entry: Entry) -> bool:
    """Whether each field of an entry still states something."""
    return all(mark(registry, entry.thing, name) for name in entry.fields)


def entry_for(loaded: Loaded, registry: Registry, key: str, fields: Iterable[str], by: str, day: date) -> Entry:
    """What to record of a thing; it takes the place of an entry of the same role for the same fields.

    Raises ConfirmError for an id, a field or a role that there is not, and for a field that states nothing.
    """
    homes = homes_of(loaded)
    thing = registry.things.get(Id(key))
    if thing is None or key not in homes:
        why = "comes with the program" if thing else "is not in the registry"
        raise ConfirmError(f"'{key}' {why}, so nobody can confirm it here. {_near(key, homes)}".strip())
    roles = [role.id for role in registry.roles]
    if by not in roles:
        they_are = f"There are: {', '.join(roles)}." if roles else "There is none yet."
        make_one = f"To add it, write '{by}:' there, and below it '  name: ' and its name."
        raise ConfirmError(f"'{by}' is not a role in vocabulary/roles.yaml. {they_are} {make_one}")
    names = tuple(dict.fromkeys(fields))
    for name in names:
        if name not in confirmable(thing):
            raise ConfirmError(f"'{name}' is not a field of '{key}'. {_near(name, confirmable(thing))}".strip())
        if mark(registry, thing, name) is None:
            raise ConfirmError(f"'{key}' states no {name.replace('_', ' ')}, so there is nothing to confirm.")
    for about, file, number, typed in entries(loaded.sources):
        if (about, typed["by"], {*typed["fields"]}) == (key, by, {*names}):
            return Entry(thing, tuple(typed["fields"]), by, day, file, number)
    return Entry(thing, names, by, day, homes[key], None)


def homes_of(loaded: Loaded) -> Mapping[str, str]:
    """The file of each thing that the registry's own files define, by its id."""
    return {each.id: each.document.file for source in loaded.sources for each in definitions(source)}


def record(registry: Registry, folder: Path, entry: Entry) -> None:
    """Write an entry into its file, in the project's folder.

    Raises Failure, or PublishError if the file cannot be written; then nothing has changed.
    """
    for file, (before, after) in changed_files(registry, folder, [entry]).items():
        put_instead(folder / file, before, after)


def changed_files(registry: Registry, folder: Path, entries: Sequence[Entry]) -> Mapping[str, tuple[bytes, bytes]]:
    """Each file that changes with these entries, by its path in the project's folder: before, and with them.

    Raises Failure if one has no place for an entry.
    """
    before = {entry.file: (folder / entry.file).read_bytes() for entry in entries}
    after = dict(before)
    for entry in entries:
        fields = typed(registry, entry)
        after[entry.file] = with_entry(after[entry.file], entry.file, entry.thing.id, fields, entry.number)
    return {file: (before[file], content) for file, content in after.items()}


def typed(registry: Registry, entry: Entry) -> Mapping[str, str | list[str]]:
    """An entry as its file has it, with its marks."""
    day = entry.day.isoformat()
    marks = [str(mark_of_entry(registry, entry.thing, name, entry.by, day)) for name in entry.fields]
    return {"fields": [*entry.fields], "by": entry.by, "date": day, "marks": marks}


def _near(word: str, words: Iterable[str]) -> str:
    """A question with those that may have been meant, '' if there are none."""
    return in_a_question(dict.fromkeys(get_close_matches(word, [*words], MOST), ""))

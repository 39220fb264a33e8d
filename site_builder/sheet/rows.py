"""What a new row, and one that is to be removed, asks of the files of a registry: sharings, and their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from site_builder.load.project.files import ALL, BLOCKS, TRANSLATIONS, Source, as_id
from site_builder.load.project.folder import Loaded
from site_builder.load.splice import at
from site_builder.problems import Path
from site_builder.schemas.nodes import List
from site_builder.sheet.book import ID, Row, Sheet
from site_builder.sheet.cells import Names, NotMeant
from site_builder.sheet.changes import Edit, Reader
from site_builder.sheet.reading import ReadRow, ReadSheet
from site_builder.sheet.sharings import (
    DISCLOSURES,
    FOR_ALL,
    HEADING,
    INTERNAL,
    OWNER,
    SHARINGS,
    Place,
    columns_by_heading,
    definitions_of_disclosure,
    field_of,
    part_fields,
    places,
    sections,
)

_LONGEST = 63
"""The most letters of an id."""


class Rows:
    """Adds and removes sharings and their parts."""

    def __init__(self, loaded: Loaded, names: Names) -> None:
        self._names = names
        self._sources = loaded.sources
        self._ids = {*loaded.ids}
        self._places = {f"{p.key} {FOR_ALL}" if p.is_for_all else p.key: p for p in places(loaded)}
        self._sections = sections(loaded)
        self._owners = {source.id: source for source in loaded.sources if source.kind == "recipients"}
        self._added: dict[tuple[str, Path], int] = {}
        self._removed: set[str] = set()

    def more(self, reader: Reader, sheet: Sheet, read: ReadSheet, row: ReadRow) -> None:
        """A new row."""
        (self._sharing if sheet.title == SHARINGS else self._part)(reader, sheet, read, row)

    def gone(self, reader: Reader, sheet: Sheet, row: Row, where: str) -> None:
        """A row that is to be removed, with all that stands for it alone elsewhere."""
        said = (" ".join(row.key), "all of it", "removed")
        for file, path in self._all_of(sheet, row):
            reader.edit(Edit(where, file, path, None, said), sheet, row.key)

    def _all_of(self, sheet: Sheet, row: Row) -> Iterator[tuple[str, Path]]:
        if sheet.title != SHARINGS:
            yield row.file, next(cell.path for cell in row.cells if cell.path)[:-1]
            return
        place = self._places[row.key[0]]
        if place.path == (ALL,):
            yield row.file, place.path
            return
        self._removed.add(place.key)
        yield from all_of(self._sources, place, self._removed)

    # ---- new ones

    def _part(self, reader: Reader, sheet: Sheet, read: ReadSheet, row: ReadRow) -> None:
        """A new part of a field: a period, a law, a country."""
        where = f"{sheet.title} {read.letters[ID]}{row.number}"
        key, field = str(row.cells[ID]), field_of(sheet.title)
        place, fields = self._places.get(key), part_fields(field)
        if place is None:
            reader.fault(where, f"There is no sharing {key}: take its Id from the sheet Sharings.")
            return
        titles = {column.heading: name for column, name in zip(sheet.columns, fields.fields, strict=True)}
        value = {
            titles[column.heading]: said for column, said, _ in reader.filled(sheet, read, row) if said is not None
        }
        if lacking := [title for title, name in titles.items() if name in fields.required and name not in value]:
            reader.fault(where, f"{lacking[0]} has to be filled in.")
            return
        way = place.way((field,))
        now, file = at(place.source.document.data, way), place.source.document.file
        if any((edit.file, edit.path, edit.value) == (file, way, None) for edit in reader.asked.edits):
            now = None
        is_list = _is_list(field)
        if now is not None and not (is_list and isinstance(now, list)):
            said = f"“{now.replace('_', ' ')}” stands for this in the sheet Sharings: empty that cell"
            reader.fault(
                where, f"{said}." if isinstance(now, str) else f"{key} has a row here already: change that one."
            )
            return
        number = self._added.get((file, way), 0)
        self._added[file, way] = number + 1
        path = (*way, len(now or ()) + number) if is_list else way
        told = "; ".join(f"{title}: {row.cells[title]}" for title in titles if title in row.cells)
        reader.edit(Edit(where, file, path, value, (f"{sheet.title}, {key}", "", told)), sheet, (key, f"+{number}"))

    def _sharing(self, reader: Reader, sheet: Sheet, read: ReadSheet, row: ReadRow) -> None:
        """A new disclosure, with the block of what is never published, and shown in a notice."""
        where = f"{sheet.title} {read.letters[ID]}{row.number}"
        columns = columns_by_heading()
        fields: dict[str, Any] = {}
        block: dict[str, Any] = {}
        for column, value, _ in reader.filled(sheet, read, row):
            path = columns[column.heading]
            if value is not None and path[0] == INTERNAL:
                _put(block, path[1:], value)
            elif value is not None:
                fields[str(path[0])] = value
        owner = self._owner(reader, read, row)
        if owner is None:
            return
        if not fields:
            reader.fault(where, "This new sharing says nothing: fill in the words, and why.")
            return
        key = new_id(f"{owner} {next(iter(fields.get('purposes', ())), 'sharing')}", self._ids)
        self._ids.add(key)
        source = self._owners[owner]
        place = Place(source, (DISCLOSURES, key), key)
        told = f"new: {key}"
        file = source.document.file
        order = {name: number for number, name in enumerate(definitions_of_disclosure())}
        in_order = dict(sorted(fields.items(), key=lambda field: order[field[0]]))
        edits = [
            Edit(where, file, place.path, in_order, (told, "", str(fields.get("text", "a sharing without words"))))
        ]
        if block:
            edits.append(Edit(where, file, (INTERNAL, key), block, (told, "", "notes that are never published")))
        shown = self._shown(reader, read, row, owner, (key, told))
        for edit in [*edits, *shown]:
            reader.edit(edit, sheet, (key,))

    def _owner(self, reader: Reader, read: ReadSheet, row: ReadRow) -> str | None:
        """The recipient into whose file a new sharing goes, None after a fault."""
        where = f"{SHARINGS} {read.letters.get(OWNER, '')}{row.number}"
        named = row.cells.get(OWNER, "")
        if not isinstance(named, str) or not named:
            reader.fault(where, f"Say whose sharing this is: a name of the list, under {OWNER}.")
            return None
        try:
            key = self._names.find(("recipients",), named)
        except NotMeant as error:
            reader.fault(where, str(error))
            return None
        if key not in self._owners:
            reader.fault(where, f"“{named}” has no file in recipients/ yet: make recipients/{key}.yaml first.")
            return None
        return key

    def _shown(self, reader: Reader, read: ReadSheet, row: ReadRow, owner: str, new: tuple[str, str]) -> Iterator[Edit]:
        """That a notice shows a new sharing, unless one shows all of its recipient's."""
        where, (key, told) = f"{SHARINGS} {read.letters.get(HEADING, '')}{row.number}", new
        heading = row.cells.get(HEADING, "")
        if not heading and any(owner in ids for _, ids in self._sections.values()):
            return
        found = [place for place, (name, _) in self._sections.items() if name == heading]
        if not found:
            headings = "; ".join(name for name, _ in self._sections.values())
            reader.fault(where, f"Say under which heading of the notice this is shown. There are: {headings}.")
            return
        file, section = found[0]
        data = next(source.document.data for source in self._sources if source.document.file == file)
        way: Path = ("sections", section, "shows")
        number = self._added.get((file, way), 0)
        self._added[file, way] = number + 1
        path = (*way, len(at(data, way) or ()) + number)
        yield Edit(where, file, path, key, (told, "", f"shown under {heading}"))


def all_of(sources: Sequence[Source], place: Place, removed: Collection[str]) -> Iterator[tuple[str, Path]]:
    """The file and path of all that goes with a disclosure; `removed` are all that go, this one too."""
    # Whoever gets nothing any more has no words that a notice could show.
    is_last = {*removed}.issuperset(place.source.document.data[DISCLOSURES])
    shown = (place.key, place.source.id) if is_last else (place.key,)
    yield place.source.document.file, place.path
    for source in sources:
        data, file = source.document.data, source.document.file
        yield from ((file, (block, place.key)) for block in BLOCKS if place.key in data.get(block, {}))
        if source.kind == TRANSLATIONS and place.key in data:
            yield file, (place.key,)
        if source.kind == "notices":
            yield from ((file, path) for key in shown for path in _shown_at(data, key))


def new_id(meant: str, taken: Collection[str]) -> str:
    """An id from words, which nothing has yet."""
    base = as_id(meant)[: _LONGEST - 4].rstrip("-")
    keys = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(key for key in keys if key not in taken)


def _put(holder: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value at a path of fields, which are made."""
    for step in path[:-1]:
        holder = holder.setdefault(str(step), {})
    holder[str(path[-1])] = value


def _is_list(field: str) -> bool:
    node = definitions_of_disclosure()[field]
    return isinstance(getattr(node, "options", (node,))[0], List)


def _shown_at(data: Mapping[str, Any], key: str) -> Iterator[Path]:
    """The paths at which a notice shows an id."""
    for section, fields in data.get("sections", {}).items():
        for number, line in enumerate(fields.get("shows", [])):
            if line == key:
                yield ("sections", section, "shows", number)
            elif isinstance(line, list):
                yield from (("sections", section, "shows", number, at) for at, each in enumerate(line) if each == key)

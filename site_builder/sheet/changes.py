"""What a workbook that came back asks for: the cells that are other than they were exported, each a change of a file.

A cell that is as it was exported asks for nothing, whatever the registry says now. So does what is missing: a row, a
column, a sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from site_builder.errors import shown
from site_builder.load.splice import File, Refused, begun
from site_builder.problems import Path
from site_builder.schemas.nodes import NOTHING, Day, Node
from site_builder.sheet.book import LISTS, READ_ME, REMOVE, Book, Cell, Column, Row, Sheet
from site_builder.sheet.cells import YES, Names, NotMeant, mean, say
from site_builder.sheet.reading import Kept, Odd, ReadBook, ReadRow, ReadSheet, Typed


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file: the value that a path gets, None for nothing. `where` is its cell.

    `said` tells it in words: of what, what stood there, what stands there now.
    """

    where: str
    file: str
    path: Path
    value: Any
    said: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that was changed here and in the registry: what was exported, what the registry says, what stands here."""

    where: str
    what: str
    exported: str
    now: str
    here: str


@dataclass(slots=True)
class Asked:
    """What a workbook asks for: its edits, its clashes, and what cannot be understood, each with its cell.

    `notes` are what was left alone. `rows` are those that change.
    """

    edits: list[Edit] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)


More = Callable[["Reader", Sheet, ReadSheet, ReadRow], None]
"""What to do with a row that has no key: a new one."""
Gone = Callable[["Reader", Sheet, Row, str], None]
"""What to do with a row that is to be removed; the text is its cell."""


class Reader:
    """Compares a workbook that came back with what was exported and with what the registry says now."""

    def __init__(self, book: ReadBook, now: Book, names: Names, more: More, gone: Gone) -> None:
        """`now` is what an export of the registry as it is would hold."""
        self.book, self.now, self.names, self.more, self.gone = book, now, names, more, gone
        self.asked = Asked()

    def read(self) -> Asked:
        """All that the workbook asks for."""
        known = {sheet.title for sheet in self.now.sheets}
        for name in self.book.sheets:
            if name not in {*known, LISTS, READ_ME}:
                self.asked.notes.append(f"The sheet “{shown(name)}” is none of the export's, and was not read.")
        for sheet in self.now.sheets:
            if sheet.title in self.book.sheets:
                self._sheet(sheet, self.book.sheets[sheet.title])
            else:
                self.asked.notes.append(f"There is no sheet {sheet.title}, so nothing of it was changed.")
        return self.asked

    def fault(self, where: str, why: str) -> None:
        """Note what cannot be understood."""
        self.asked.faults.append((where, why))

    def edit(self, edit: Edit, sheet: Sheet, key: tuple[str, ...]) -> None:
        """Note a change."""
        self.asked.edits.append(edit)
        self.asked.rows.add((sheet.title, key))

    # ---- rows

    def _sheet(self, sheet: Sheet, read: ReadSheet) -> None:
        if wrong := self._wrong_headings(sheet, read):
            for where, why in wrong:
                self.fault(where, why)
            return
        now, seen = {" ".join(row.key): row for row in sheet.rows}, set()
        for row in read.rows:
            typed = [row.cells.get(heading, "") for heading in sheet.keys]
            where = f"{sheet.title} {read.letters[sheet.keys[0]]}{row.number}"
            if odd := next((each for each in typed if not isinstance(each, str)), None):
                self.fault(where, odd.why if isinstance(odd, Odd) else "A day stands here in place of an id.")
                continue
            if "" in typed:
                self._new(sheet, read, row, typed, where)
                continue
            key = " ".join(map(str, typed))
            if key in seen:
                self.fault(where, f"{key} stands here twice. Which one holds? Delete the other row.")
            elif key in now:
                self._row(sheet, read, row, now[key])
            elif (sheet.title, key) in self.book.base:
                if self._is_changed(row, self.book.base[sheet.title, key], sheet):
                    self.fault(
                        where, f"{key} is not in the registry as it was: somebody took it out, or changed its words."
                    )
            else:
                self.fault(where, f"There is no {key}. {self._how_to_add(sheet)}")
            seen.add(key)

    def _wrong_headings(self, sheet: Sheet, read: ReadSheet) -> list[tuple[str, str]]:
        expected = {*sheet.lead, *(column.heading for column in sheet.columns)}
        wrong = [
            (
                f"{sheet.title} {letter}1",
                f"There is no column “{shown(heading)}”: call it as it was exported, or take it out.",
            )
            for heading, letter in read.letters.items()
            if heading not in expected
        ]
        wrong += [(f"{sheet.title} 1", f"Two columns are called “{heading}”.") for heading in read.twice]
        lost = [heading for heading in sheet.keys if heading not in read.letters]
        wrong += [
            (f"{sheet.title} 1", f"The column {heading} is missing: it says what each row is of.") for heading in lost
        ]
        return wrong

    def _how_to_add(self, sheet: Sheet) -> str:
        leave = "leave Id empty" if len(sheet.keys) == 1 else "leave No empty"
        return f"Ids are never changed here; to add one, {leave}."

    def _new(self, sheet: Sheet, read: ReadSheet, row: ReadRow, typed: list[Typed], where: str) -> None:
        cells = {heading: text for heading, text in row.cells.items() if heading not in sheet.lead}
        if not cells:
            return
        for (title, key), base in self.book.base.items():
            if title == sheet.title and cells == {heading: kept.text for heading, kept in base.items() if kept.text}:
                self.fault(where, f"This is what was exported as {key}: write that under {' and '.join(sheet.keys)}.")
                return
        if len(sheet.keys) > 1 and not typed[0]:
            self.fault(where, "Say of which sharing this is: its Id, as it stands in the sheet Sharings.")
        elif len(sheet.keys) == 1 or typed[1] == "":
            self.more(self, sheet, read, row)

    def _is_changed(self, row: ReadRow, base: Mapping[str, Kept], sheet: Sheet) -> bool:
        open_ones = (column.heading for column in sheet.columns if column.node is not NOTHING)
        empty = Kept("", None)
        return any(row.cells.get(h, "") != base.get(h, empty).text for h in open_ones) or REMOVE in row.cells

    def _row(self, sheet: Sheet, read: ReadSheet, row: ReadRow, now: Row) -> None:
        """The changes that one row asks for."""
        base = self.book.base.get((sheet.title, " ".join(now.key)))
        where = f"{sheet.title} {read.letters.get(REMOVE, '')}{row.number}"
        if base is None:
            self.fault(where, f"{' '.join(now.key)} was not exported into this workbook: make a new one.")
            return
        if removed := row.cells.get(REMOVE):
            if not isinstance(removed, str) or removed.lower() != YES:
                self.fault(where, "Write yes under Remove to remove this, or leave it empty.")
            else:
                self._removed(sheet, now, base, where)
            return
        moved = len(now.key) > 1 and self._parts_then(sheet, now.key[0]) != self._parts_now(sheet, now.key[0])
        for column, cell in zip(sheet.columns, now.cells, strict=True):
            if column.heading in read.letters:
                place = f"{sheet.title} {read.letters[column.heading]}{row.number}"
                self._cell(sheet, now, (column, cell), (row.cells.get(column.heading, ""), place, moved))

    def _parts_then(self, sheet: Sheet, key: str) -> int:
        """So many parts a sharing had when it was exported."""
        return len([1 for title, of in self.book.base if title == sheet.title and of.rpartition(" ")[0] == key])

    def _parts_now(self, sheet: Sheet, key: str) -> int:
        return len([row for row in sheet.rows if row.key[0] == key])

    def _removed(self, sheet: Sheet, now: Row, base: Mapping[str, Kept], where: str) -> None:
        was = {heading: kept.value for heading, kept in base.items()}
        cells = zip(sheet.columns, now.cells, strict=True)
        changed = [c.heading for c, cell in cells if cell.path and was.get(c.heading) != cell.value]
        if changed:
            what = f"{' '.join(now.key)} (to be removed)"
            self.asked.clashes.append(Clash(where, what, "as exported", f"changed: {', '.join(changed)}", "removed"))
        else:
            self.gone(self, sheet, now, where)

    def _cell(self, sheet: Sheet, row: Row, cell: tuple[Column, Cell], here: tuple[Typed, str, bool]) -> None:
        (column, now), (typed, where, moved) = cell, here
        kept = self.book.base[sheet.title, " ".join(row.key)].get(column.heading, Kept("", None))
        if typed == kept.text:
            return
        if not now.path:
            if column.node is not NOTHING:
                self.fault(where, f"“{column.heading}” cannot be said here: this row is grey.")
            return
        try:
            value = self.meant(column, typed)
        except NotMeant as error:
            self.fault(where, str(error))
            return
        if value == now.value and not moved:
            return
        what = f"{column.heading}, {' '.join(row.key)}"
        if now.value != kept.value or moved:
            said = "another number of rows of this sharing" if moved else now.text
            self.asked.clashes.append(Clash(where, what, kept.text, said, str(typed)))
        elif value != kept.value:
            said = say(column.node, value, self.names)
            self.edit(Edit(where, row.file, now.path, value, (what, now.text, said)), sheet, row.key)

    def meant(self, column: Column, typed: Typed) -> Any:
        """The value of a cell. Raises NotMeant."""
        if isinstance(typed, Odd):
            raise NotMeant(typed.why)
        if isinstance(typed, date):
            if not isinstance(column.node, Day):
                made = f"The spreadsheet made a day of this ({typed.isoformat()})"
                raise NotMeant(f"{made}: format the cell as text, and type it again.")
            return typed.isoformat()
        return mean(column.node, typed, self.names)

    def filled(self, sheet: Sheet, read: ReadSheet, row: ReadRow) -> Iterator[tuple[Column, Any, str]]:
        """What a new row says, with its cells; what cannot be understood is noted."""
        for column in sheet.columns:
            if column.node is NOTHING or column.heading not in row.cells:
                continue
            where = f"{sheet.title} {read.letters[column.heading]}{row.number}"
            try:
                yield column, self.meant(column, row.cells[column.heading]), where
            except NotMeant as error:
                self.fault(where, str(error))


# ---- into the files


def applied(
    edits: Sequence[Edit], before: Mapping[str, tuple[bytes, Node]], faults: list[tuple[str, str]]
) -> dict[str, bytes]:
    """The files that the edits change, of these with the nodes of what they may hold; new ones are begun.

    What is refused goes to `faults`. Entries are taken out of lists last, and from their ends, so that each number is
    still that of what it was.
    """
    files = {name: File(source, name, tree) for name, (source, tree) in before.items() if source}
    out_of_list = [each for each in edits if each.value is None and isinstance(each.path[-1], int)]
    others = [each for each in edits if each not in out_of_list]
    for edit in (*others, *sorted(out_of_list, key=lambda each: (each.file, each.path), reverse=True)):
        try:
            if edit.file in files:
                files[edit.file] = files[edit.file].edited(edit.path, edit.value)
            else:
                files[edit.file] = _first(edit, before[edit.file][1])
        except Refused as refused:
            faults.append((edit.where, str(refused)))
    return {name: file.source for name, file in files.items() if file.source != before[name][0]}


def _first(edit: Edit, tree: Node) -> File:
    """A new file that holds one edit alone."""
    data = edit.value
    for step in reversed(edit.path):
        data = {step: data} if isinstance(step, str) else [data]
    return begun(data, edit.file, tree)

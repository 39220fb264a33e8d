"""A workbook that came back, as texts: what is no text, and what might harm, is told and not read."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from site_builder.errors import Failure
from site_builder.load.office import check
from site_builder.sheet.book import BASE, VERSION
from site_builder.sheet.cells import NO, YES, cleaned

ROWS, COLUMNS = 20_000, 200
"""The most rows and columns of a sheet that are read."""


class BookError(Failure):
    """This is no workbook that can be read back; the text says why."""


class Odd(NamedTuple):
    """What stands in a cell in place of a text, in a sentence."""

    why: str


Typed = str | date | Odd
"""What stands in a cell: a text, the day that a spreadsheet made of one, or something else."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row: its number in the sheet, and what stands in it, by heading; empty cells are left out."""

    number: int
    cells: Mapping[str, Typed]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet: the letter of each heading's column, and its rows that hold anything."""

    letters: Mapping[str, str]
    rows: tuple[ReadRow, ...]
    twice: tuple[str, ...]


class Kept(NamedTuple):
    """A cell as it was exported: its text, and the value of the file."""

    text: str
    value: Any


Base = Mapping[tuple[str, str], Mapping[str, Kept]]
"""The cells as they were exported: by sheet and key of the row, then by heading."""


@dataclass(frozen=True, slots=True)
class ReadBook:
    """A workbook as it came back: its kind, whose registry it is of, its sheets, and what was exported."""

    kind: str
    of: str
    sheets: Mapping[str, ReadSheet]
    base: Base


def read(source: bytes) -> ReadBook:
    """The workbook in these bytes. Raises BookError or OfficeError."""
    check(source, "workbook", ".xlsx")
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(io.BytesIO(source), read_only=True, keep_links=False)
        return _book(workbook, [sheet.title for sheet in workbook.worksheets])
    except BookError:
        raise
    except Exception as error:  # whatever a damaged file makes of openpyxl
        raise BookError("This is no workbook that can be read: it is damaged, or of another kind.") from error


def _book(workbook: Any, names: list[str]) -> ReadBook:
    if BASE not in names:
        raise BookError(
            "This workbook has not what export keeps in it, hidden, to tell what was changed. Make a new one with "
            "site-builder export, and bring your changes into it."
        )
    kind, of, base = _base(workbook[BASE])
    sheets = {name: _sheet(workbook[name], name) for name in names if name != BASE}
    return ReadBook(kind, of, sheets, base)


def _base(sheet: Any) -> tuple[str, str, Base]:
    lines = [[cell or "" for cell in row] for row in sheet.iter_rows(max_col=5, values_only=True)]
    if not lines or lines[0][1] != VERSION:
        raise BookError("This workbook was exported by another version of the program. Make a new one with export.")
    base: dict[tuple[str, str], dict[str, Kept]] = {}
    for title, key, heading, text, value in lines[1:]:
        row = base.setdefault((title, key), {})
        if heading:
            row[heading] = Kept(cleaned(text), json.loads(value) if value else text)
    return lines[0][2], lines[0][3], base


def _sheet(sheet: Any, name: str) -> ReadSheet:
    from openpyxl.utils import get_column_letter

    rows = sheet.iter_rows(max_row=ROWS + 1, max_col=COLUMNS)
    first = next(rows, ())
    named = [(at, cleaned(str(cell.value))) for at, cell in enumerate(first) if cell.value not in (None, "")]
    headings = dict(named)
    found = []
    for number, row in enumerate(rows, 2):
        cells = {headings[at]: typed for at, cell in enumerate(row) if at in headings and (typed := _typed(cell)) != ""}
        if number > ROWS and cells:
            raise BookError(f"The sheet {name} has more than {ROWS:,} rows.")
        if cells:
            found.append(ReadRow(number, cells))
    letters = {heading: get_column_letter(at + 1) for at, heading in named}
    twice = tuple(heading for at, heading in named if at != max(n for n, h in named if h == heading))
    return ReadSheet(letters, tuple(found), twice)


def _typed(cell: Any) -> Typed:
    """What stands in a cell, '' for nothing."""
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if kind == "f":
        return Odd("A formula stands here: type the words themselves.")
    if kind == "e":
        return Odd(f"A fault of the spreadsheet stands here ({value}): type the words themselves.")
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _text(value)


def _text(value: Any) -> str | Odd:
    """What stands in a cell that is no formula and no day."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float) and not value.is_integer():
        return Odd(f"The spreadsheet made the number {value} of this: format the cell as text, and type it again.")
    if isinstance(value, int | float):
        return str(int(value))
    if value is None or isinstance(value, str):
        return cleaned(value or "")
    return Odd("This is no text: format the cell as text, and type it.")

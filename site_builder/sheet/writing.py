"""A workbook to bytes (XLSX): every cell is text that nothing runs, and a hidden sheet keeps what was exported."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from site_builder.errors import Failure
from site_builder.render.tables.table import BREAKS, RUN
from site_builder.render.tables.workbook import LONGEST, TEXT_ALONE
from site_builder.schemas.nodes import NOTHING
from site_builder.sheet.book import BASE, LISTS, READ_ME, REMOVE, VERSION, Book, Cell, Column, Sheet
from site_builder.sheet.cells import YES, Names, choices, takes_several

_ROOM = 300
"""So many rows below the last one have lists to choose from."""
_TITLE = 32
"""The most letters of the title of a sentence beside a cell."""
_ALLOWED = ("format_cells", "format_columns", "format_rows", "insert_rows", "sort", "autofilter")
"""What may be done to a protected sheet besides typing into its open cells."""


def render(book: Book, names: Names, created: date) -> bytes:
    """The bytes of the workbook; the same book and day always give the same. Raises Failure for too long a cell."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {**TEXT_ALONE, "in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime.combine(created, time())})
        _Writer(workbook, names).write(book)
    return made.getvalue()


class _Writer:
    """Writes one workbook."""

    def __init__(self, workbook: Any, names: Names) -> None:
        look = {"num_format": "@", "text_wrap": True, "valign": "top"}
        self.workbook, self.names = workbook, names
        self.white = workbook.add_format({**look, "locked": False})
        self.grey = workbook.add_format({**look, "bg_color": "#EEF1F2"})
        self.head = workbook.add_format({**look, "bold": True, "font_color": "#FFFFFF", "bg_color": "#0B5D6B"})
        self.plain = workbook.add_format(look)
        self.quoted = {
            format_: workbook.add_format({**look, "locked": format_ is self.grey, "quote_prefix": True})
            for format_ in (self.white, self.grey)
        }
        self.lists: dict[tuple[str, ...], str] = {}

    def write(self, book: Book) -> None:
        about = self.workbook.add_worksheet(READ_ME)
        about.set_column(0, 0, 110)
        for number, text in enumerate(book.about):
            about.write_string(number, 0, text, self.head if not number else self.plain)
        made = [(sheet, self.workbook.add_worksheet(sheet.title)) for sheet in book.sheets]
        lists = self.workbook.add_worksheet(LISTS)
        base = self.workbook.add_worksheet(BASE)
        lines: list[tuple[str, ...]] = [("", VERSION, book.kind, book.of, "")]
        for sheet, worksheet in made:
            self._sheet(sheet, worksheet, lists)
            lines += _kept(sheet)
        for number, line in enumerate(lines):
            for at, text in enumerate(line):
                base.write_string(number, at, text)
        base.very_hidden()
        lists.protect()
        made[0][1].activate()

    def _sheet(self, sheet: Sheet, worksheet: Any, lists: Any) -> None:
        """One sheet: headings, rows, lists, and what is locked."""
        lead = len(sheet.lead)
        worksheet.freeze_panes(1, lead)
        worksheet.set_row(0, 45)
        for at, heading in enumerate(sheet.lead):
            worksheet.write_string(0, at, heading, self.head)
            worksheet.set_column(at, at, 8 if heading != sheet.keys[0] else 30, self.white)
        if sheet.grows:
            self._validate(worksheet, sheet.lead.index(REMOVE), len(sheet.rows), "list", [YES], strict=True)
        for at, column in enumerate(sheet.columns, lead):
            worksheet.write_string(0, at, column.heading, self.head)
            worksheet.set_column(at, at, column.width, self.grey if column.node is NOTHING else self.white)
            if column.about:
                worksheet.write_comment(0, at, column.about, {"author": ""})
            self._choose(worksheet, at, column, len(sheet.rows), lists)
        for number, row in enumerate(sheet.rows, 1):
            for at, text in enumerate(row.key):
                worksheet.write_string(number, at, text, self.grey)
            for at, (column, cell) in enumerate(zip(sheet.columns, row.cells, strict=True), lead):
                self._cell(worksheet, (number, at), column, cell, row.key)
        worksheet.autofilter(0, 0, max(1, len(sheet.rows)), lead + len(sheet.columns) - 1)
        worksheet.protect("", dict.fromkeys(_ALLOWED, True))

    def _cell(self, worksheet: Any, place: tuple[int, int], column: Column, cell: Cell, key: tuple[str, ...]) -> None:
        _check(cell.text, column.heading, key)
        look = self.white if cell.path else self.grey
        if cell.text[:1] and cell.text[0] in (*RUN, *BREAKS, "'"):
            look = self.quoted[look]
        if cell.text:
            worksheet.write_string(*place, cell.text, look)
        elif not cell.path:
            worksheet.write_blank(*place, None, look)

    def _choose(self, worksheet: Any, at: int, column: Column, rows: int, lists: Any) -> None:
        """A list to choose from: strict where one may stand, an aid where several may."""
        offered = tuple(choices(column.node, self.names))
        if not offered:
            return
        if offered not in self.lists:
            number = len(self.lists)
            lists.set_column(number, number, 40)
            lists.write_string(0, number, column.heading, self.head)
            for line, text in enumerate(offered, 1):
                lists.write_string(line, number, text, self.plain)
            letter = xl_col_to_name(number)
            self.lists[offered] = f"={LISTS}!${letter}$2:${letter}${len(offered) + 1}"
        strict = not takes_several(column.node)
        title = "" if strict else column.heading
        self._validate(worksheet, at, rows, "list", self.lists[offered], strict=strict, title=title)

    def _validate(
        self,
        worksheet: Any,
        at: int,
        rows: int,
        kind: str,
        source: Sequence[str] | str,
        *,
        strict: bool,
        title: str = "",
    ) -> None:
        rule: dict[str, Any] = {"validate": kind, "source": source, "show_error": strict}
        if strict:
            rule |= {"error_title": "Not in the list", "error_message": "Choose from the list, or leave it empty."}
        else:
            rule |= {"input_title": title[:_TITLE], "input_message": "Several: put ; between them."}
        worksheet.data_validation(1, at, rows + _ROOM, at, rule)


def _check(text: str, heading: str, key: tuple[str, ...]) -> None:
    """Raises Failure for a text that a cell would cut."""
    if len(text) > LONGEST:
        raise Failure(
            f"“{heading}” of {key[0]} has {len(text):,} characters, and a cell of a workbook holds {LONGEST:,}. "
            "Shorten it, or change it in its file."
        )


def _kept(sheet: Sheet) -> list[tuple[str, ...]]:
    """A line for each cell that holds something, and one for each row, so that no row is forgotten."""
    lines: list[tuple[str, ...]] = []
    for row in sheet.rows:
        key = " ".join(row.key)
        lines.append((sheet.title, key, "", "", ""))
        for column, cell in zip(sheet.columns, row.cells, strict=True):
            if cell.text or cell.value is not None:
                # The words themselves are not kept twice.
                value = "" if cell.value == cell.text else json.dumps(cell.value, ensure_ascii=False)
                _check(value, column.heading, row.key)
                lines.append((sheet.title, key, column.heading, cell.text, value))
    return lines

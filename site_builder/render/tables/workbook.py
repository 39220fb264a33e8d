"""Tables as one workbook (XLSX), a sheet each. Every cell is text: nothing in it is run, followed or guessed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time

import xlsxwriter

from site_builder.errors import Failure
from site_builder.render.tables.table import Table

LONGEST = 32_767
"""The most characters that a cell of a workbook holds."""
WIDTH = 24
"""The width of a column, in letters."""
TEXT_ALONE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def render(tables: Sequence[Table], created: date) -> bytes:
    """The bytes of the workbook; the same tables and day always give the same. Raises Failure for too long a cell."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, TEXT_ALONE) as book:
        book.set_properties({"created": datetime.combine(created, time())})
        heading = book.add_format({"bold": True})
        for table in tables:
            _check(table)
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(table.columns) - 1, WIDTH)
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
            for at, column in enumerate(table.columns):
                sheet.write_string(0, at, column, heading)
            for number, row in enumerate(table.rows, 1):
                for at, text in enumerate(row):
                    if text:
                        sheet.write_string(number, at, text)
    return made.getvalue()


def _check(table: Table) -> None:
    """Raises Failure for what would be left out of the workbook without a word."""
    for row in table.rows:
        for column, text in zip(table.columns, row, strict=True):
            if len(text) > LONGEST:
                raise Failure(
                    f"“{column}” of {row[0]} in the table {table.name} has {len(text):,} characters, and a cell of a "
                    f"workbook holds {LONGEST:,}. Export it as CSV, which has no such limit."
                )

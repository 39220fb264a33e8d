"""A table as CSV: UTF-8 with a mark, by which spreadsheets know it, and lines that end as RFC 4180 has them."""

from __future__ import annotations

import csv
import io

from site_builder.render.tables.table import Table


def render(table: Table) -> bytes:
    """The bytes of the file; the same table always gives the same."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([table.columns, *table.rows])
    return text.getvalue().encode("utf-8-sig")

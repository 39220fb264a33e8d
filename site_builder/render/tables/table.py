"""A table of texts that no spreadsheet runs, and how values become the texts of its cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

JOINT = "; "
"""What stands between the entries of a list."""
RUN = "=+-@＝＋－＠"
"""The signs with which a formula begins, the wide ones too: some spreadsheets run those."""
BREAKS = "\t\r\n"
"""The signs at the beginning of a cell that some programs drop before they look at what follows."""
MARK = "'"
"""What stands before a text that begins like a formula: spreadsheets then take it for a text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, the names of its columns, and its rows, each with a text for each column."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(name: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """A table in which no cell is a formula."""
    return Table(name, tuple(columns), tuple(tuple(map(harmless, row)) for row in rows))


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: with an apostrophe before it where it begins like a formula."""
    if not text:
        return text
    begins = text.lstrip()[:1]
    return f"{MARK}{text}" if text[:1] in (*BREAKS,) or (begins and begins in RUN) else text


def plain(value: Any) -> str:
    """One value as text: yes or no, a day as year-month-day, all else as the registry has it; '' for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def joined(texts: Sequence[str]) -> str:
    """Several texts in one cell, an empty one between others with its place kept; '' where all are empty."""
    return JOINT.join(texts) if any(texts) else ""

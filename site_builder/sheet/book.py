"""A workbook as what it holds: sheets of rows of cells, each with the value that it shows and where that stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from site_builder.problems import Path
from site_builder.schemas.nodes import NOTHING, Node

ID, NUMBER, REMOVE = "Id", "No", "Remove"
"""The headings of the columns that say which row it is, and that it is to go."""
LISTS, READ_ME = "Lists", "Read me"
BASE = "_as_exported"
"""The hidden sheet: a line for the workbook, and one for each cell of the others: sheet, key, heading, text, value."""
VERSION = "1"


class Column(NamedTuple):
    """A column: its heading, the sentence about it, and the node of the field that its cells hold, NOTHING for grey."""

    heading: str
    about: str = ""
    node: Node = NOTHING
    width: int = 24


class Cell(NamedTuple):
    """The text of a cell, and what it shows: a value of a file, and the path to it; no path where nobody may type."""

    text: str = ""
    value: Any = None
    path: Path = ()


class Row(NamedTuple):
    """A row: its key (an id; of a part the id and its number), the file that its cells are of, and the cells."""

    key: tuple[str, ...]
    file: str
    cells: tuple[Cell, ...]


class Sheet(NamedTuple):
    """A sheet of rows. `keys` are the headings of its key; `grows`: rows may be added and removed."""

    title: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    grows: bool = False

    @property
    def lead(self) -> tuple[str, ...]:
        """The headings before its columns."""
        return (*self.keys, *([REMOVE] if self.grows else []))


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: what kind it is, whose registry it is of, what its first sheet tells, and its sheets."""

    kind: str
    of: str
    about: tuple[str, ...]
    sheets: tuple[Sheet, ...]

"""The engine that is always there: Python's own SQLite, filled by the strict reader."""

# ruff: noqa: S608
# What is put together here are our own texts; what a log says is handed over beside them.

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from site_builder.errors import Failure, shown
from site_builder.reconcile.engines import is_number
from site_builder.reconcile.log import Row, View, columns_of, format_of, lines_of

_COLUMNS = (
    "fault INTEGER, system TEXT, id TEXT, day INTEGER, hour INTEGER, second INTEGER, disclosure TEXT,"
    " recipient TEXT, purpose TEXT, data TEXT, people TEXT, records INTEGER, decision TEXT, outcome TEXT, mark INTEGER"
)
_AT_ONCE = 10_000


class Sqlite:
    """SQLite. `mapped` reads the objects of another log as ours; `tell` hears how much more is read."""

    name = "sqlite"

    def __init__(self, mapped: View | None = None, tell: Callable[[int], None] = lambda _: None) -> None:
        # A database without a name: in a file that nobody else can open, and that is gone at the end.
        self._db = sqlite3.connect("")
        self._mapped, self._tell = mapped, tell

    def view(self, files: Sequence[str]) -> None:
        """As Engine says."""
        for name in files:
            if format_of(name) == "parquet":
                raise Failure(f"{shown(name)} is Parquet, which needs DuckDB: pip install '.[reconcile]'")
        self._db.execute(f"CREATE TABLE log ({_COLUMNS})")
        for name in files:
            rows = (_marked(line.row) for line in lines_of(Path(name), self._mapped, self._tell))
            while some := list(islice(rows, _AT_ONCE)):
                self._db.executemany(f"INSERT INTO log VALUES ({', '.join('?' * len(some[0]))})", some)

    def keep(self, name: str, sql: str, *, is_small: bool = True) -> None:
        """As Engine says."""
        self._db.execute(f"CREATE {'TABLE' if is_small else 'VIEW'} {name} AS {sql}")

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As Engine says; its first column is looked up by."""
        types = ", ".join(f"{each} {'INTEGER' if is_number(each) else 'TEXT'}" for each in columns)
        self._db.execute(f"CREATE TABLE {name} ({types})")
        self._db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """As Engine says."""
        return self._db.execute(sql).fetchall()

    def close(self) -> None:
        """As Engine says."""
        self._db.close()


def _marked(row: Row | None) -> tuple[Any, ...]:
    return (*columns_of(row), hash(row and row[:2]))

"""DuckDB: Parquet, CSV and JSON Lines of any size, on one machine, with a bound on its memory."""

# ruff: noqa: S608
# What is put together here are our own texts; what a log says is handed over beside them.

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from site_builder.errors import Failure, shown
from site_builder.gate.log_form import KEYS, LISTS, LONGEST, LONGEST_ID, PATTERNS, SENT
from site_builder.reconcile.engines import CENTURY, is_number
from site_builder.reconcile.log import COLUMNS, check_head, columns_of, format_of, has_endless_line, head_of, lines_of

MEMORY = "500MB"
"""What it may take before it writes to the disk; decision 49 says why not more."""
_AT_ONCE = 20_000
_HOUR, _DAY = 3600, 86_400


class Duck:
    """DuckDB in memory; what does not fit goes to a folder that only we can open, and that is gone at the end."""

    name = "duckdb"

    def __init__(self, memory: str = MEMORY) -> None:
        self._spill = TemporaryDirectory()
        self._db = duckdb.connect(
            config={"memory_limit": memory, "temp_directory": self._spill.name, "preserve_insertion_order": "false"}
        )
        # It would draw on standard output, where the answer goes.
        self._db.execute("SET enable_progress_bar = false")

    def view(self, files: Sequence[str]) -> None:
        """As Engine says. Text is parsed once and kept as columns, Parquet is read anew by each query."""
        parts: list[str] = []
        alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for number, name in enumerate(files):
            kind = format_of(name)
            try:
                if kind == "parquet":
                    alike.setdefault(self._columns(name), []).append(name)
                    continue
                is_strict = has_endless_line(Path(name))
                read = self._csv if kind == "csv" else self._json
                parts.append(self._strict(number, name) if is_strict else read(number, name))
            except OSError as error:
                raise Failure(f"The log {shown(name)} cannot be read: {error.strerror}.") from error
            except duckdb.Error as error:
                raise Failure(f"The log {shown(name)} cannot be read: {_told(error)}.") from error
        are_text = bool(parts)
        try:
            # As one source, for of each part DuckDB keeps groups of its own.
            parts += [self._parquet(dict(columns), names) for columns, names in alike.items()]
            self.keep("log", "\nUNION ALL\n".join(parts), is_small=are_text)
        except duckdb.Error as error:
            raise Failure(f"The log cannot be read: {_told(error)}.") from error

    def _columns(self, name: str) -> tuple[tuple[str, str], ...]:
        """The columns of a Parquet file, each with its type. Raises Failure."""
        described = self._db.execute(f"DESCRIBE SELECT * FROM read_parquet({_text(name)})").fetchall()
        check_head([str(column) for column, *_ in described])
        return tuple((str(column), str(kind)) for column, kind, *_ in described)

    def _parquet(self, types: dict[str, str], names: Sequence[str]) -> str:
        source = f"read_parquet([{', '.join(map(_text, names))}])"
        is_full = {key: self._is_never(f"{source} WHERE {_name(key)} IS NULL") for key in types}
        texts = {key: _as_text(key, types.get(key), is_full=is_full.get(key, False)) for key in KEYS}
        count = None
        if types.get("records") in _WHOLE:
            count = "records" if is_full["records"] else "COALESCE(records, -1)"
        # Few systems send much: each name is looked at once, and not in each row.
        each = {key: _each(texts[key], source) for key in FEW if key in types}
        sure = [key for key in each if self._is_never(f"{each[key]} WHERE NOT {_matches('text', key)}")]
        return _log_of(texts, "FALSE", source, count, sure, is_native=types["time"] == INSTANT)

    def _is_never(self, rows: str) -> bool:
        return self._db.execute(f"SELECT COUNT(*) FROM {rows}").fetchall() == [(0,)]

    def _csv(self, number: int, name: str) -> str:
        names = head_of(Path(name))
        columns = ", ".join(f"{_text(each)}: 'VARCHAR'" for each in names)
        read = (
            f"read_csv({_text(name)}, header = true, columns = {{{columns}}}, {_DIALECT}, strict_mode = true, "
            f"store_rejects = true, rejects_table = 'bad_{number}', rejects_scan = 'scan_{number}', rejects_limit = 0)"
        )
        self._db.execute(f"CREATE TEMP TABLE csv_{number} AS SELECT * FROM {read}")
        if not self._is_never(f"bad_{number} WHERE error_type IN {_BEYOND_A_LINE}"):
            return self._strict(number, name)
        texts = {key: f"COALESCE({_name(key)}, '')" if key in names else "''" for key in KEYS}
        bad = f"SELECT DISTINCT line FROM bad_{number}"
        return (
            f"{_log_of(texts, 'FALSE', f'csv_{number}')}\nUNION ALL\n"
            f"{_log_of(dict.fromkeys(KEYS, _EMPTY), 'TRUE', f'({bad})')}"
        )

    def _json(self, _number: int, name: str) -> str:
        paths = ", ".join(_text(f"$.{key}") for key in KEYS)
        source = f"read_ndjson_objects({_text(name)}, ignore_errors = true, maximum_object_size = {LONGEST})"
        found = f"SELECT json, json_extract_string(json, [{paths}]) AS found FROM {source}"
        taken = ", ".join(f"COALESCE(found[{at}], '') AS {_name(key)}" for at, key in enumerate(KEYS, 1))
        known = " + ".join(f"CAST(json_exists(json, {_text('$.' + key)}) AS INTEGER)" for key in KEYS)
        return _log_of(
            {key: _name(key) for key in KEYS},
            f"json IS NULL OR len(json_keys(json)) <> {known}",
            f"(SELECT json, {taken} FROM ({found}))",
        )

    def _strict(self, number: int, name: str) -> str:
        """A file that DuckDB would lose lines of, read by the strict reader."""
        self.table(f"strict_{number}", COLUMNS, (columns_of(line.row) for line in lines_of(Path(name))))
        others = ", ".join(map(_name, COLUMNS[6:]))
        return (
            f"SELECT CAST(fault AS INTEGER) AS fault, day, hour, second, system, id, {others}, "
            f"hash(system, id) AS mark FROM strict_{number}"
        )

    def keep(self, name: str, sql: str, *, is_small: bool = True) -> None:
        """As Engine says."""
        self._db.execute(f"CREATE TEMP {'TABLE' if is_small else 'VIEW'} {name} AS {sql}")

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As Engine says."""
        types = {each: "BIGINT" if is_number(each) else "VARCHAR" for each in columns}
        self._db.execute(f"CREATE TEMP TABLE {name} ({', '.join(f'{_name(each)} {of}' for each, of in types.items())})")
        # Columns as one text, for a statement a row takes a hundred times as long, and values one by one twice.
        read = ", ".join(f"unnest(CAST(told->{at} AS {of}[]))" for at, of in enumerate(types.values()))
        left = iter(rows)
        while some := list(islice(left, _AT_ONCE)):
            told = json.dumps(list(zip(*some, strict=True)))
            self._db.execute(f"INSERT INTO {name} SELECT {read} FROM (SELECT CAST(? AS JSON) AS told)", [told])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """As Engine says."""
        return self._db.execute(sql).fetchall()

    def close(self) -> None:
        """As Engine says."""
        self._db.close()
        self._spill.cleanup()


_BEYOND_A_LINE = "('UNQUOTED VALUE', 'LINE SIZE OVER MAXIMUM')"
"""What is wrong with a line of CSV after which DuckDB does not find each of the next ones."""
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_DIALECT = f"""auto_detect = false, delim = ',', quote = '"', escape = '"', max_line_size = {LONGEST}"""
_EMPTY = "''"
INSTANT = "TIMESTAMP WITH TIME ZONE"
FEW = ("system", "outcome")
"""The keys with a pattern of which a log has few values."""


def _log_of(
    texts: dict[str, str],
    fault: str,
    source: str,
    count: str | None = None,
    sure: Sequence[str] = (),
    *,
    is_native: bool = False,
) -> str:
    """The columns of the view `log`, from the text of each key.

    `count` is `records` where it is a whole number, `sure` are keys of which all is well; if `is_native`, time is
    no text.
    """
    time, key, decision, records = (texts[each] for each in ("time", "id", "decision", "records"))
    first, last = CENTURY
    wrong = " OR ".join(
        [
            fault,
            f"second NOT BETWEEN {first} AND {last}" if is_native else f"NOT {_matches(time, 'time')}",
            # Bytes are counted quicker than characters, and are never fewer.
            f"CASE WHEN strlen({key}) <= {LONGEST_ID} THEN {key} = '' ELSE length({key}) > {LONGEST_ID} END",
            *([] if decision == _EMPTY else [f"length({decision}) > {LONGEST_ID}"]),
            *(f"NOT {_matches(texts[each], each)}" for each in FEW if each not in sure and texts[each] != _EMPTY),
            f"NOT {_matches(records, 'records')}"
            if count is None
            else "COALESCE(records, 0) NOT BETWEEN 0 AND 999999999",
        ]
    )
    second = f"epoch_us({'time' if is_native else f'TRY_CAST({time} AS TIMESTAMPTZ)'}) // 1000000"
    columns = {
        "system": texts["system"],
        "id": key,
        "disclosure": texts["disclosure"],
        "recipient": texts["recipient"],
        "purpose": texts["purpose"],
        "data": texts["data_categories"],
        "people": texts["data_subjects"],
        "records": f"COALESCE(TRY_CAST({records} AS BIGINT), -1)" if count is None else count,
        "decision": decision,
        "outcome": f"COALESCE(NULLIF({texts['outcome']}, ''), '{SENT}')",
        "mark": f"hash({texts['system']}, {key})",
    }
    told = ", ".join(f"{what} AS {_name(name)}" for name, what in columns.items())
    timed = f"SELECT *, {second} AS second FROM {source}"
    read = f"SELECT {wrong} AS wrong, second, {told} FROM ({timed})"
    return (
        f"SELECT CAST(COALESCE(wrong, TRUE) OR second IS NULL AS INTEGER) AS fault, second // {_DAY} AS day, "
        f"second // {_HOUR} AS hour, {', '.join(['second', *map(_name, columns)])} FROM ({read})"
    )


def _each(text: str, source: str) -> str:
    return f"(SELECT {text} AS text, COUNT(*) FROM {source} GROUP BY text)"


def _matches(text: str, key: str) -> str:
    return f"regexp_full_match({text}, {_text(PATTERNS[key])})"


def _as_text(key: str, kind: str | None, *, is_full: bool) -> str:
    """A column of Parquet as the text that JSON Lines would have; a full one has no NULL."""
    column = _name(key)
    if kind is None:
        return _EMPTY
    if kind == "VARCHAR" and is_full:
        return column
    if kind.endswith("[]") and key in LISTS:
        return f"COALESCE(CAST(to_json({column}) AS VARCHAR), '')"
    return f"COALESCE(CAST({column} AS VARCHAR), '')"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _told(error: Exception) -> str:
    """What may be told of an error: of a file that there is not, all; else no word that may stand in the log."""
    return str(error).split("\n", 1)[0] if isinstance(error, duckdb.IOException) else type(error).__name__

"""DuckDB: Parquet, CSV and JSON Lines of any size, on one machine, with a bound on its memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from site_builder.errors import Failure, shown
from site_builder.reconcile.engines import CENTURY, is_number
from site_builder.reconcile.log import KEYS, LISTS, LONGEST, LONGEST_ID, PATTERNS, SENT, check_head, format_of, head_of

MEMORY = "700MB"
_AT_ONCE = 2_000
_HOUR = 3600


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
        parts, are_text = [], False
        for number, name in enumerate(files):
            kind = format_of(name)
            are_text |= kind != "parquet"
            try:
                parts.append({"parquet": self._parquet, "csv": self._csv, "jsonl": self._json}[kind](number, name))
            except duckdb.Error as error:
                raise Failure(f"The log {shown(name)} cannot be read: {_told(error)}.") from error
        try:
            self.keep("log", "\nUNION ALL\n".join(parts), is_small=are_text)
        except duckdb.Error as error:
            raise Failure(f"The log cannot be read: {_told(error)}.") from error

    def _parquet(self, _number: int, name: str) -> str:
        described = self._db.execute(f"DESCRIBE SELECT * FROM read_parquet({_text(name)})").fetchall()  # noqa: S608
        types = {str(column): str(kind) for column, kind, *_ in described}
        check_head(types)
        texts = {key: _as_text(key, types.get(key)) for key in KEYS}
        count = "CAST(records AS BIGINT)" if types.get("records") in _WHOLE else None
        return _log_of(texts, "FALSE", f"read_parquet({_text(name)})", count)

    def _csv(self, number: int, name: str) -> str:
        names = head_of(Path(name))
        columns = ", ".join(f"{_text(each)}: 'VARCHAR'" for each in names)
        read = (
            f"read_csv({_text(name)}, header = true, columns = {{{columns}}}, {_DIALECT}, strict_mode = true, "
            f"store_rejects = true, rejects_table = 'bad_{number}', rejects_scan = 'scan_{number}', rejects_limit = 0)"
        )
        self._db.execute(f"CREATE TEMP TABLE csv_{number} AS SELECT * FROM {read}")  # noqa: S608
        texts = {key: f"COALESCE({_name(key)}, '')" if key in names else "''" for key in KEYS}
        bad = f"SELECT DISTINCT line FROM bad_{number}"  # noqa: S608
        return (
            f"{_log_of(texts, 'FALSE', f'csv_{number}')}\nUNION ALL\n"
            f"{_log_of(dict.fromkeys(KEYS, _EMPTY), 'TRUE', f'({bad})')}"
        )

    def _json(self, _number: int, name: str) -> str:
        paths = ", ".join(_text(f"$.{key}") for key in KEYS)
        source = f"read_ndjson_objects({_text(name)}, ignore_errors = true, maximum_object_size = {LONGEST})"
        found = f"SELECT json, json_extract_string(json, [{paths}]) AS found FROM {source}"  # noqa: S608
        taken = ", ".join(f"COALESCE(found[{at}], '') AS {_name(key)}" for at, key in enumerate(KEYS, 1))
        known = " + ".join(f"CAST(json_exists(json, {_text('$.' + key)}) AS INTEGER)" for key in KEYS)
        return _log_of(
            {key: _name(key) for key in KEYS},
            f"json IS NULL OR len(json_keys(json)) <> {known}",
            f"(SELECT json, {taken} FROM ({found}))",  # noqa: S608
        )

    def keep(self, name: str, sql: str, *, is_small: bool = True) -> None:
        """As Engine says."""
        self._db.execute(f"CREATE TEMP {'TABLE' if is_small else 'VIEW'} {name} AS {sql}")

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As Engine says."""
        types = ", ".join(f"{_name(each)} {'BIGINT' if is_number(each) else 'VARCHAR'}" for each in columns)
        self._db.execute(f"CREATE TEMP TABLE {name} ({types})")
        left = iter(rows)
        while some := list(islice(left, _AT_ONCE)):
            # Columns as lists, for a statement a row takes a hundred times as long.
            places = ", ".join("unnest(?)" for _ in columns)
            self._db.execute(f"INSERT INTO {name} SELECT {places}", [list(each) for each in zip(*some, strict=True)])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """As Engine says."""
        return self._db.execute(sql).fetchall()

    def close(self) -> None:
        """As Engine says."""
        self._db.close()
        self._spill.cleanup()


_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_DIALECT = f"""auto_detect = false, delim = ',', quote = '"', escape = '"', max_line_size = {LONGEST}"""
_EMPTY = "''"


def _log_of(texts: dict[str, str], fault: str, source: str, count: str | None = None) -> str:
    """The columns of the view `log`, from the text of each key; `count` is `records` where it is a whole number."""
    time, key, decision, records = (texts[each] for each in ("time", "id", "decision", "records"))
    # Most times have the plain form, which costs a tenth of matching a pattern. A CASE stops there, an OR does not.
    plain = f"{time} LIKE '20__-__-__T__:__:__Z' AND {time}[12:13] BETWEEN '00' AND '23' AND {time}[19:19] <> '.'"
    wrong = " OR ".join(
        [
            fault,
            f"CASE WHEN {plain} THEN FALSE ELSE NOT {_matches(time, 'time')} END",
            f"{key} = '' OR length({key}) > {LONGEST_ID} OR length({decision}) > {LONGEST_ID}",
            *(f"NOT {_matches(texts[each], each)}" for each in ("system", "outcome")),
            f"NOT {_matches(records, 'records')}"
            if count is None
            else f"COALESCE({count}, 0) NOT BETWEEN 0 AND 999999999",
        ]
    )
    second = f"CAST(floor(epoch(TRY_CAST({time} AS TIMESTAMPTZ))) AS BIGINT)"
    columns = {
        "system": texts["system"],
        "id": key,
        "disclosure": texts["disclosure"],
        "recipient": texts["recipient"],
        "purpose": texts["purpose"],
        "data": texts["data_categories"],
        "people": texts["data_subjects"],
        "records": f"COALESCE(TRY_CAST({records} AS BIGINT), -1)" if count is None else f"COALESCE({count}, -1)",
        "decision": decision,
        "outcome": f"COALESCE(NULLIF({texts['outcome']}, ''), '{SENT}')",
        "mark": f"hash({texts['system']}, {key})",
    }
    told = ", ".join(f"{what} AS {_name(name)}" for name, what in columns.items())
    read = f"SELECT {wrong} AS wrong, {second} AS second, {told} FROM {source}"  # noqa: S608
    hour = f"CASE WHEN second BETWEEN {CENTURY[0]} AND {CENTURY[1]} THEN second // {_HOUR} END"
    return (
        f"SELECT CAST(COALESCE(wrong, TRUE) OR second IS NULL AS INTEGER) AS fault, "  # noqa: S608
        f"CAST({hour} AS BIGINT) AS hour, {', '.join(['second', *map(_name, columns)])} FROM ({read})"
    )


def _matches(text: str, key: str) -> str:
    return f"regexp_full_match({text}, {_text(PATTERNS[key])})"


def _as_text(key: str, kind: str | None) -> str:
    """A column of Parquet as the text that JSON Lines would have."""
    column = _name(key)
    if kind is None:
        return "''"
    if kind.endswith("[]") and key in LISTS:
        return f"COALESCE(CAST(to_json({column}) AS VARCHAR), '')"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"COALESCE(strftime({column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ'), '')"
    return f"COALESCE(CAST({column} AS VARCHAR), '')"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _told(error: Exception) -> str:
    """What may be told of an error: of a file that there is not, all; else no word that may stand in the log."""
    return str(error).split("\n", 1)[0] if isinstance(error, duckdb.IOException) else type(error).__name__

"""Spark, on the session of whoever runs it: nothing leaves the cluster but kinds and sums."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession, functions
from pyspark.storagelevel import StorageLevel

from site_builder.errors import Failure, shown
from site_builder.gate.log_form import KEYS, LISTS, LONGEST, LONGEST_ID, PATTERNS, SENT
from site_builder.reconcile.engines import CENTURY, is_number
from site_builder.reconcile.log import check_head, format_of

_HOUR, _DAY = 3600, 86_400
_WHOLE = ("tinyint", "smallint", "int", "bigint")
MOST_RECORDS = 999_999_999
SMALL = 200_000
"""So many rows of a table are sent to wherever the log is."""


class Spark:
    """Spark; without a session the one that is there already, or a new one on this machine."""

    name = "spark"

    def __init__(self, session: Any = None) -> None:
        self._spark: SparkSession = session or SparkSession.getActiveSession() or _on_this_machine()
        self._kept: list[DataFrame] = []
        self._views: list[str] = []

    def view(self, files: Sequence[str]) -> None:
        """As Engine says; the files are addresses as Spark knows them."""
        parts = [self._log(name) for name in files]
        self._named("log", reduce(DataFrame.unionByName, parts))

    def _log(self, name: str) -> DataFrame:
        kind = format_of(name)
        if kind == "csv":
            raise Failure(f"{shown(name)}: Spark is for what is large. Give it Parquet or JSON Lines, or use DuckDB.")
        return self._parquet(name) if kind == "parquet" else self._json(name)

    def _parquet(self, name: str) -> DataFrame:
        read = self._spark.read.parquet(name)
        types = dict(read.dtypes)
        check_head(types)

        def text(key: str) -> Column:
            if key not in types:
                return functions.lit("")
            column = read[key]
            if key in LISTS and types[key].startswith("array"):
                return functions.coalesce(functions.to_json(column), functions.lit(""))
            return functions.coalesce(column.cast("string"), functions.lit(""))

        texts = {key: text(key) for key in KEYS}
        second = functions.unix_seconds("time") if types["time"] == "timestamp" else None
        return _columns(read, texts, None, second, read["records"] if types.get("records") in _WHOLE else None)

    def _json(self, name: str) -> DataFrame:
        f = functions
        fields = ", ".join(f"`{key}`: STRING" for key in KEYS)
        read = self._spark.read.option("lineSep", "\n").text(name).where("trim(both ' \\t\\r' from value) <> ''")
        found = read.select(
            "value",
            f.json_object_keys("value").alias("keys"),
            # One object, and nothing after it: Spark's reader stops at the end of the first, in whatever it stands.
            f.from_json(f.concat(f.lit("["), "value", f.lit("]")), f"ARRAY<STRUCT<{fields}>>").alias("found"),
            f.json_object_keys(f.concat(f.lit('{"it":'), "value", f.lit("}"))).alias("whole"),
        )
        known = f.array(*map(f.lit, KEYS))
        fault = (
            (f.length("value") > LONGEST)
            | f.col("keys").isNull()
            | f.col("whole").isNull()
            | (f.size("found") != 1)
            | (f.size(f.array_except("keys", known)) > 0)
            | (f.size("keys") != f.size(f.array_distinct("keys")))
        )
        texts = {key: f.coalesce(f.col("found").getItem(0).getField(key), f.lit("")) for key in KEYS}
        return _columns(found, texts, fault)

    def keep(self, name: str, sql: str, *, is_small: bool = True) -> None:
        """As Engine says."""
        frame = self._spark.sql(sql)
        if is_small:
            self._kept.append(frame.persist(StorageLevel.MEMORY_AND_DISK))
        self._named(name, frame)

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As Engine says."""
        types = ", ".join(f"`{each}`: {'BIGINT' if is_number(each) else 'STRING'}" for each in columns)
        made = [dict(zip(columns, row, strict=True)) for row in rows]
        # As one text, for of a list Spark makes a table by Python programs of its own, which takes seconds.
        read = functions.from_json(functions.lit(json.dumps(made)), f"ARRAY<STRUCT<{types}>>")
        frame = self._spark.range(1, numPartitions=1).select(functions.inline(read))
        if not made:  # What Spark knows to be empty, it does not join.
            frame = frame.where(functions.lit(False))  # noqa: FBT003 (a column)
        # Spark does not know how small it is, and else would sort all of the log for a join.
        self._named(name, functions.broadcast(frame) if len(made) <= SMALL else frame)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """As Engine says."""
        return [tuple(row) for row in self._spark.sql(sql).collect()]

    def _named(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(name)
        self._views.append(name)

    def close(self) -> None:
        """As Engine says; the session stays whoever's it is."""
        for frame in self._kept:
            frame.unpersist()
        for name in self._views:
            self._spark.catalog.dropTempView(name)


def _on_this_machine() -> SparkSession:
    """The session that `spark-submit` or the environment describes; what they leave open suits one machine."""
    built = SparkSession.builder.config("spark.ui.showConsoleProgress", "false")
    return built.config("spark.sql.shuffle.partitions", "8").getOrCreate()


def _columns(
    read: DataFrame,
    texts: dict[str, Column],
    fault: Column | None,
    second: Column | None = None,
    count: Column | None = None,
) -> DataFrame:
    """The columns of the view `log`, from the text of each key.

    `fault` is what else is wrong with a line, `second` the time and `count` the records where they are no text.
    """
    f = functions
    known = {"time": second, "records": count}
    patterns = {key: pattern for key, pattern in PATTERNS.items() if known.get(key) is None}
    wrong = [~texts[key].rlike(rf"\A(?:{pattern})\z") for key, pattern in patterns.items()]
    wrong += [f.length(texts[key]) > LONGEST_ID for key in ("id", "decision")]
    wrong += [texts["id"] == ""]
    wrong += [] if count is None else [~f.coalesce(count, f.lit(0)).between(0, MOST_RECORDS)]
    counted = second if second is not None else f.unix_seconds(texts["time"].try_cast("timestamp"))
    found = read.select(
        reduce(Column.__or__, wrong if fault is None else [fault, *wrong]).alias("wrong"),
        counted.alias("second"),
        *(texts[key].alias(key) for key in ("system", "id", "disclosure", "recipient", "purpose", "decision")),
        texts["data_categories"].alias("data"),
        texts["data_subjects"].alias("people"),
        f.coalesce(texts["records"].try_cast("bigint") if count is None else count.cast("bigint"), f.lit(-1)).alias(
            "records"
        ),
        f.coalesce(f.nullif(texts["outcome"], f.lit("")), f.lit(SENT)).alias("outcome"),
        f.xxhash64(texts["system"], texts["id"]).alias("mark"),
    )
    is_wrong = f.coalesce(f.col("wrong") | f.col("second").isNull(), f.lit(True))  # noqa: FBT003 (a column)
    second = f.col("second")
    fits = second.between(*CENTURY)
    parts = {"day": _DAY, "hour": _HOUR}
    numbers = [f.when(fits, f.floor(second / size)).cast("bigint").alias(name) for name, size in parts.items()]
    return found.select(is_wrong.cast("int").alias("fault"), *numbers, *found.columns[1:])

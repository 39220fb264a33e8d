"""What a client answers: what the gate decides, never a yes or no by itself, and never an exception."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from site_builder.addresses import DECISION_SCHEMA
from site_builder.client import AsyncClient, Client, Reading, UnsignedFeed
from site_builder.client.failure_codes import Why
from site_builder.client.reading import read_anew
from site_builder.errors import Failure
from site_builder.gate.reason_codes import CAUSES
from tests.client.scenes import GOOD, NEWER, SCENES
from tests.client.servers import Server, serving
from tests.client.sites import DAY, KEY, NOW, PERMITTED, PRACTICE, REGISTRY, later
from tests.effort import some
from tests.feeds import gate_of_feed
from tests.gate.requests import requests
from tests.seed import ROOT

SCHEMA = Draft202012Validator(json.loads((ROOT / "tests/golden" / DECISION_SCHEMA).read_text("utf-8")))


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it, in a thread of its own: browsers of other tests may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return GOOD.put(tmp_path / "site")


def made(place: Path, **changes: Any) -> Client:
    how: dict[str, Any] = {"keys": [KEY.public], "state": place.parent / "state", "registry": REGISTRY, **changes}
    return Client(how.pop("address", place), **how)


# ---- as the gate has it


def test_an_answer_is_what_the_gate_decides(place: Path) -> None:
    one, gate = made(place), gate_of_feed(PRACTICE)
    for request, _ in islice(requests(json.loads(PRACTICE), 3), 300):
        found = one.decide(request, NOW).plain()
        digest = found.pop("feed")
        assert found == gate.plain(gate.decide(request, NOW.date()))
        assert digest == f"sha256:{one._store.load(0).copy.feed}"  # type: ignore[union-attr] # it has just read one


def test_an_answer_has_the_form_of_a_decision(place: Path) -> None:
    one = made(place, log=place.parent / "log.jsonl")
    for now in (NOW, later(99)):
        for request in (PERMITTED, {}, b"", json.dumps(PERMITTED)):
            SCHEMA.validate(one.decide(request, now).plain())


def test_an_answer_says_what_there_is_to_know(place: Path) -> None:
    found = made(place).decide({**PERMITTED, "recipient": "survey-company"}, NOW)
    assert found.outcome == found.plain()["outcome"]
    assert list(found.reasons) == [reason["code"] for reason in found.plain()["reasons"]]
    assert list(found.duties) == [duty["code"] for duty in found.plain().get("duties", [])]


def test_an_answer_without_a_feed_names_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.parent / "log").mkdir()
    never = made(place, max_age=None).decide(PERMITTED, NOW).plain()
    assert (never["on"], never["cause"]) == ("2026-11-25", "never_read")
    assert never.keys() & {"feed", "id", "registry", "version"} == set()
    not_kept = made(place, log=place.parent / "log").decide(PERMITTED, NOW).plain()
    assert not_kept == {**never, "cause": "log_not_kept"}
    monkeypatch.setattr("site_builder.client.store.Log.append", lambda _: None)  # that fails when it is called
    assert made(place, log=place.parent / "log").decide(PERMITTED, NOW).plain() == {**never, "cause": "fault"}


def test_every_cause_has_its_words() -> None:
    assert {cause for _, cause in SCENES.values()} | {"state_not_kept", "fault"} == CAUSES.keys()


@pytest.mark.parametrize("text", [json.dumps(PERMITTED), json.dumps(PERMITTED).encode(), PERMITTED])
def test_a_request_may_be_text_or_a_value(place: Path, text: Any) -> None:
    assert made(place).decide(text, NOW).outcome == "permitted"


def test_a_day_is_a_day_in_utc(place: Path) -> None:
    """The first and the last moment of the signature's life, told by clocks far away."""
    first, last = datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 12, 26, 23, 59, 59, tzinfo=UTC)
    for number, (now, cause) in enumerate(
        ((first, None), (first - timedelta(seconds=1), "not_yet_valid"), (last, None), (last + timedelta(1), "expired"))
    ):
        for hours in (-12, 0, 14):
            one = made(place, state=place.parent / f"{number}{hours}")
            assert one.decide(PERMITTED, now.astimezone(timezone(timedelta(hours=hours)))).cause == cause


def test_a_time_that_is_left_out_is_that_of_this_computer(place: Path) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    replace(GOOD, valid_from=yesterday).put(place.parent.parent)
    for one in (made(place), UnsignedFeed(place / "feed.jsonld")):
        for found in (one.decide(PERMITTED), *one.decide_each([PERMITTED])):
            assert (one.refresh().cause, found.outcome, found.cause) == (None, "permitted", None)
            assert yesterday < date.fromisoformat(found.plain()["on"]) <= datetime.now(UTC).date()
    waiting = AsyncClient(place, [KEY.public], None, registry=REGISTRY)
    assert finished(waiting.refresh()).cause is None
    assert finished(waiting.decide(PERMITTED)).outcome == "permitted"


def test_many_are_answered_in_order_at_one_time_and_by_one_copy(place: Path) -> None:
    one = made(place, max_age=timedelta(seconds=-1))
    answers = one.decide_each([PERMITTED, {}, json.dumps(PERMITTED), b"{", PERMITTED], NOW)
    found = [next(answers), next(answers)]
    NEWER.put(place.parent.parent)
    assert made(place).refresh(NOW).cause is None
    found += answers
    assert [each.outcome for each in found] == ["permitted", "refused", "permitted", "refused", "permitted"]
    assert {each.plain()["version"] for each in found} == {GOOD.version}
    assert one.decide(PERMITTED, NOW).plain()["version"] == NEWER.version


def test_of_many_only_what_is_asked_for_is_decided(place: Path) -> None:
    answers = made(place, log=place.parent / "log.jsonl").decide_each([PERMITTED] * 5, NOW)
    assert next(answers).outcome == next(answers).outcome == "permitted"
    assert len((place.parent / "log.jsonl").read_text("utf-8").splitlines()) == 2


def test_many_are_no_more_permitted_than_one_where_nothing_is_trusted(place: Path) -> None:
    for one, now in ((made(place), later(99)), (made(place, max_age=None), NOW), (made(place), "today")):
        found = list(one.decide_each([PERMITTED, {}, PERMITTED], now))  # type: ignore[arg-type] # it must not raise
        assert {(each.outcome, each.cause is None) for each in found} == {("refused", False)}


@pytest.mark.parametrize("kind", [Client, UnsignedFeed])
def test_who_only_reports_is_told_so_in_answer_and_log(place: Path, kind: type[Client | UnsignedFeed]) -> None:
    how: dict[str, Any] = {"log": place.parent / "log.jsonl", "report_only": True}
    one = UnsignedFeed(place / "feed.jsonld", **how) if kind is UnsignedFeed else made(place, **how)
    outcomes = []
    for now in (NOW, later(99)):
        for request in (PERMITTED, {}):
            found = one.decide(request, now)
            outcomes.append(found.outcome)
            assert (found.enforced, found.plain()["enforced"]) == (False, False)
            SCHEMA.validate(found.plain())
    assert outcomes[:2] == ["permitted", "refused"]
    lines = [json.loads(line) for line in (place.parent / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["enforced"] for line in lines] == [False] * 4
    for each in (made(place), UnsignedFeed(place / "feed.jsonld")):
        assert each.decide(PERMITTED, NOW).enforced is True


def test_what_another_process_heard_is_said_where_there_is_no_copy(place: Path) -> None:
    one = made(place, max_age=None)
    one.heard(Why("unreachable"))
    assert one.decide(PERMITTED, NOW).cause == "unreachable"
    one.heard(None)
    assert one.decide(PERMITTED, NOW).cause == "never_read"
    one.heard(Why("other_key"), [PERMITTED["purpose"]])
    assert (one.decide(PERMITTED, NOW).outcome, one.decide({}, NOW).outcome) == ("refer", "refused")
    assert made(place).refresh(NOW).cause is None
    assert one.decide(PERMITTED, NOW).outcome == "permitted"


# ---- never a yes by itself


def test_neither_an_answer_nor_a_reading_is_a_yes_or_a_no(place: Path) -> None:
    one = made(place)
    for found in (one.decide(PERMITTED, NOW), one.refresh(NOW), one.decide({}, NOW), Reading(Why("expired"))):
        for ask in (bool, lambda it: not it, lambda it: 1 if it else 2, lambda it: [x for x in [it] if x]):
            with pytest.raises(TypeError, match="is neither true nor false"):
                ask(found)


def test_a_reading_says_whether_it_is_trusted_and_why_not(place: Path) -> None:
    good, bad = made(place).refresh(NOW), made(place).refresh(later(99))
    answer = made(place).decide({}, NOW)
    assert (good.registries, answer.registries) == (None, None)
    assert repr(answer) == f"Answer(outcome='refused', reasons={answer.reasons}, cause=None)"
    assert (good.plain(), repr(good)) == ({"trusted": True}, "Reading(cause=None)")
    assert (bad.plain(), repr(bad)) == ({"trusted": False, "cause": "expired"}, "Reading(cause='expired')")


# ---- never an exception

STRANGE: list[Any] = [
    *(None, 0, 1.5, True, b"", "", "{", b"\xff", "\ud800", [], (), {}, object(), float("nan"), bytearray(b"{}")),
    *([PERMITTED], {1: 2}, {**PERMITTED, "recipient": None}, {**PERMITTED, "data_categories": [[]]}),
    *({**PERMITTED, "evidence": []}, {**PERMITTED, "data_subjects": {"residents"}}, b"[" * 70_000, "1" * 5000),
    {**PERMITTED, "evidence": {"need_shown": {"reference": float("inf")}}},
    {**PERMITTED, "purpose": [], "note": {1, 2}},
]


@pytest.mark.parametrize("request_", STRANGE, ids=range(len(STRANGE)))
def test_no_request_raises_or_is_permitted(place: Path, request_: Any) -> None:
    for one in (made(place, log=place.parent / "log"), UnsignedFeed(place / "feed.jsonld")):
        for now in (NOW, later(99)):
            assert one.decide(request_, now).outcome in {"refused", "refer"}


def test_what_is_wrong_with_a_request_is_no_fault_of_the_client(place: Path) -> None:
    for strange in STRANGE:
        found = made(place).decide(strange, NOW)
        assert (found.outcome, found.cause) == ("refused", None), (strange, found)


@pytest.mark.parametrize("now", [NOW.replace(tzinfo=None), "2026-11-25", 0, NOW.date()], ids=str)
def test_no_time_raises_or_is_permitted(place: Path, now: Any) -> None:
    for one in (made(place), UnsignedFeed(place / "feed.jsonld")):
        assert (one.decide(PERMITTED, now).outcome, one.decide(PERMITTED, now).cause) == ("refused", "fault")
        assert one.refresh(now).cause == "fault"


DECIDING = (
    *("base.decide", "base.parsed_request", "base.record", "signed.unpack", "signed.check", "signed.seconds"),
    *("signed.check_day", "store.json.loads", "store.Folder.load", "store.Folder.see", "store.Log.append"),
)
READING = (
    "reading.pack",
    "reading.source.read_marked",
    "reading.opened",
    "fetching._File.content",
    "store.Folder.keep",
)


@pytest.mark.parametrize(
    "error", some([RuntimeError, KeyError, MemoryError, RecursionError, UnicodeError, ZeroDivisionError], one_in=3)
)
@pytest.mark.parametrize("name", [*DECIDING, *READING])
def test_whatever_goes_wrong_inside_is_a_fault(
    place: Path, name: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise error

    assert made(place).decide(PERMITTED, NOW).outcome == "permitted"
    monkeypatch.setattr(f"site_builder.client.{name}", fails)
    found = made(place, log=place.parent / "log").decide(PERMITTED, NOW)
    if name in DECIDING:
        assert (found.outcome, found.cause) in {("refused", "fault"), ("refused", "state_broken")}
    else:
        assert made(place, state=None).decide(PERMITTED, NOW).cause in {"fault", None}
        assert made(place, state=place / "new").decide(PERMITTED, NOW).cause == "fault"
        assert made(place, max_age=timedelta(seconds=-1)).refresh(NOW).cause in {"fault", None}
        assert (found.outcome, found.cause) == ("permitted", None)


def test_who_interrupts_is_heard(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupts(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("site_builder.client.base.decide", interrupts)
    with pytest.raises(KeyboardInterrupt):
        made(place).decide(PERMITTED, NOW)


# ---- when it reads anew


def test_it_reads_anew_when_the_copy_is_old_and_not_before(place: Path) -> None:
    one = made(place, max_age=timedelta(hours=2))
    assert one.decide(PERMITTED, NOW).plain()["version"] == GOOD.version
    NEWER.put(place.parent.parent)
    assert one.decide(PERMITTED, NOW + timedelta(hours=2)).plain()["version"] == GOOD.version
    assert one.decide(PERMITTED, NOW + timedelta(hours=2, seconds=1)).plain()["version"] == NEWER.version


def test_it_reads_anew_as_often_as_it_is_told_to(place: Path) -> None:
    one = made(place, max_age=timedelta(0))
    assert one.decide(PERMITTED, NOW).plain()["version"] == GOOD.version
    NEWER.put(place.parent.parent)
    assert one.decide(PERMITTED, NOW + timedelta(seconds=1)).plain()["version"] == NEWER.version


@pytest.mark.parametrize(("told", "hours"), [({}, 1), ({"max_age": timedelta(hours=2)}, 2), ({"max_age": None}, None)])
def test_an_unsigned_feed_is_read_anew_when_it_is_old_and_not_before(
    place: Path, told: dict[str, Any], hours: int | None
) -> None:
    one = UnsignedFeed(place / "feed.jsonld", **told)
    assert one.decide(PERMITTED, NOW).plain()["version"] == GOOD.version
    (place / "feed.jsonld").write_bytes(NEWER.feed)
    end = later(31) if hours is None else NOW + timedelta(hours=hours)
    assert one.decide(PERMITTED, end).plain()["version"] == GOOD.version
    after = one.decide(PERMITTED, end + timedelta(seconds=1)).plain()["version"]
    assert after == (GOOD.version if hours is None else NEWER.version)


def test_a_copy_is_read_anew_after_an_hour(place: Path) -> None:
    one = made(place)
    assert one.decide(PERMITTED, NOW).plain()["version"] == GOOD.version
    NEWER.put(place.parent.parent)
    assert one.decide(PERMITTED, NOW + timedelta(hours=1)).plain()["version"] == GOOD.version
    assert one.decide(PERMITTED, NOW + timedelta(hours=1, seconds=1)).plain()["version"] == NEWER.version


def test_a_reading_that_failed_does_not_spoil_a_good_copy_and_is_not_tried_all_the_time(tmp_path: Path) -> None:
    with serving(Server()) as server:
        server.files = GOOD.files
        one = Client(server.address, [KEY.public], tmp_path / "state", registry=REGISTRY, deadline=30)
        assert one.decide(PERMITTED, NOW).outcome == "permitted"
        server.files, server.asked = {}, []
        for minutes, asked in ((61, 1), (61, 1), (61.5, 1), (61.9, 1), (62.1, 2)):
            assert one.decide(PERMITTED, NOW + timedelta(minutes=minutes)).outcome == "permitted"
            assert len(server.asked) == asked
        server.files = NEWER.files
        assert one.decide(PERMITTED, NOW + timedelta(minutes=64)).plain()["version"] == NEWER.version


def test_without_a_good_copy_the_publisher_is_not_asked_for_each_decision(tmp_path: Path) -> None:
    with serving(Server()) as server:
        server.files = {}
        one = Client(server.address, [KEY.public], tmp_path / "state", registry=REGISTRY, deadline=30)
        causes = {one.decide(PERMITTED, NOW + timedelta(seconds=second / 20)).cause for second in range(1000)}
        assert (causes, len(server.asked)) == ({"wrong_status"}, 1)
        server.files = GOOD.files
        assert one.decide(PERMITTED, NOW + timedelta(seconds=59)).cause == "wrong_status"
        assert one.decide(PERMITTED, NOW + timedelta(seconds=60)).outcome == "permitted"


def test_a_reading_by_hand_is_tried_at_once(tmp_path: Path) -> None:
    with serving(Server()) as server:
        server.files = {}
        one = Client(server.address, [KEY.public], tmp_path / "state", registry=REGISTRY, deadline=30)
        assert one.decide(PERMITTED, NOW).cause is not None
        server.files = GOOD.files
        assert one.refresh(NOW).cause is None
        assert one.decide(PERMITTED, NOW).outcome == "permitted"


def test_what_stands_in_a_folder_is_never_written_to(place: Path) -> None:
    before = {file: file.read_bytes() for file in place.rglob("*")}
    assert made(place, state=place.parent.parent.parent / "state").decide(PERMITTED, NOW).outcome == "permitted"
    assert {file: file.read_bytes() for file in place.rglob("*")} == before


# ---- without a state, unsigned, and while waiting


def test_without_a_folder_it_remembers_as_long_as_it_lives(place: Path) -> None:
    NEWER.put(place.parent.parent)
    one = made(place, state=None)
    assert one.decide(PERMITTED, NOW).outcome == "permitted"
    GOOD.put(place.parent.parent)
    assert one.refresh(NOW).cause == "rollback"
    assert one.decide(PERMITTED, later(-0.1)).cause == "clock_back"
    another = made(place, state=None)
    assert (another.refresh(NOW).cause, another.refresh(later(-0.1)).cause) == (None, "clock_back")


@pytest.mark.parametrize("remembers", [True, False])
def test_who_reads_while_another_reads_what_is_newer_keeps_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, *, remembers: bool
) -> None:
    """What was fetched first comes last."""
    one = made(place) if remembers else made(place, state=None)

    def reads(*arguments: Any) -> Any:
        monkeypatch.undo()
        found = read_anew(*arguments)
        NEWER.put(place.parent.parent)
        assert one.refresh(NOW).cause is None
        return found

    monkeypatch.setattr("site_builder.client.reading.read_anew", reads)
    assert one.refresh(NOW).cause == "rollback"
    assert one.decide(PERMITTED, NOW).plain()["version"] == NEWER.version


@pytest.mark.parametrize("remembers", [True, False])
def test_a_clock_that_is_a_little_behind_is_taken_for_the_latest_time(place: Path, *, remembers: bool) -> None:
    one = made(place) if remembers else made(place, state=None)
    midnight = NOW.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    assert one.decide(PERMITTED, midnight).outcome == "permitted"
    behind = one.decide(PERMITTED, midnight - timedelta(seconds=300))
    assert (behind.outcome, behind.plain()["on"]) == ("permitted", midnight.date().isoformat())
    assert one.decide(PERMITTED, midnight - timedelta(seconds=301)).cause == "clock_back"


def test_an_unsigned_feed_is_believed_by_another_class_alone(place: Path) -> None:
    (place / "manifest.dsse.json").unlink()
    assert made(place).decide(PERMITTED, NOW).cause == "unreachable"
    one = UnsignedFeed(place / "feed.jsonld")
    assert one.decide(PERMITTED, NOW).plain() == {
        **gate_of_feed(PRACTICE).plain(gate_of_feed(PRACTICE).decide(PERMITTED, NOW.date())),
        "feed": one.decide(PERMITTED, NOW).plain()["feed"],
    }


def test_an_unsigned_feed_that_is_none_is_refused(place: Path, tmp_path: Path) -> None:
    assert UnsignedFeed(tmp_path / "none").decide(PERMITTED, NOW).cause == "unreachable"
    (place / "feed.jsonld").write_bytes(b"{}")
    one = UnsignedFeed(place / "feed.jsonld", max_age=timedelta(0))
    assert (one.refresh(NOW).cause, one.decide(PERMITTED, NOW).cause) == ("feed_not_understood",) * 2
    (place / "feed.jsonld").write_bytes(PRACTICE)
    assert one.decide(PERMITTED, NOW).outcome == "permitted"
    (place / "feed.jsonld").write_bytes(b"{}")
    assert one.decide(PERMITTED, later(1)).outcome == "permitted"


def test_there_is_one_that_waits_while_others_work(place: Path) -> None:
    one = AsyncClient(place, [KEY.public], place.parent / "state", registry=REGISTRY)

    async def asks() -> list[str]:
        assert (await one.refresh(NOW)).cause is None
        assert (await one.as_of(DAY, PERMITTED, NOW)).cause == "nothing_kept"
        return [found.outcome for found in await asyncio.gather(*(one.decide(PERMITTED, NOW) for _ in range(20)))]

    assert finished(asks()) == ["permitted"] * 20


# ---- how it is made


def test_what_cannot_be_made_is_told_at_once(place: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one public key"):
        made(place, keys=[])
    with pytest.raises(ValueError, match="must end in data/v1/"):
        made(place, address="https://council.example/")
    with pytest.raises(ValueError, match="registry of a folder must be named"):
        Client(place, [KEY.public], None)
    with pytest.raises(Failure, match="There is no key"):
        made(place, keys=[tmp_path / "none.pub"])


def test_a_key_may_be_a_file(place: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pub").write_bytes(KEY.public.pem)
    for key in (tmp_path / "a.pub", str(tmp_path / "a.pub")):
        assert made(place, keys=[key], state=None).decide(PERMITTED, NOW).outcome == "permitted"


def test_one_of_two_keys_is_enough(place: Path) -> None:
    from tests.client.sites import OTHER

    assert made(place, keys=[OTHER.public, KEY.public]).decide(PERMITTED, NOW).outcome == "permitted"
    assert made(place, keys=[OTHER.public], state=None).decide(PERMITTED, NOW).cause == "other_key"

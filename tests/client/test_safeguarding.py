"""A child at risk is never turned away on a technicality, and nobody is ever permitted by one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any, NoReturn

import pytest

from site_builder.client import Answer, Client, UnsignedFeed
from site_builder.client.risk_fallback import by_feed, by_kept
from tests.client.scenes import GOOD, SCENES, Scene, scene
from tests.client.sites import AT_RISK, KEY, NOW, OTHER, PERMITTED, PRACTICE, REGISTRY, later


def client(folder: Path, **changes: object) -> Client:
    how = {"state": folder / "state", "registry": REGISTRY, "max_age": None, "keys": [KEY.public], **changes}
    return Client(folder / "site/data/v1", **how)  # type: ignore[arg-type] # whatever a case changes


@pytest.fixture(autouse=True)
def read(tmp_path: Path) -> None:
    GOOD.put(tmp_path / "site")
    assert client(tmp_path).refresh(NOW).cause is None


def _cut(name: str) -> Callable[[Path], None]:
    def cut(state: Path) -> None:
        for file in state.glob(f"{name}*"):
            file.write_bytes(file.read_bytes()[:-7])

    return cut


def _without(name: str) -> Callable[[Path], None]:
    def unlink(state: Path) -> None:
        for file in state.glob(f"{name}*"):
            file.unlink()

    return unlink


TECHNICALITIES: dict[str, tuple[Callable[[Path], None], datetime, str]] = {
    "expired": (lambda _: None, later(99), "expired"),
    "the clock went back": (lambda _: None, later(-1), "clock_back"),
    "a broken record": (_cut("state"), NOW, "state_broken"),
    "a broken feed": (_cut("zipped"), NOW, "state_broken"),
    "a broken index": (_cut("packed"), NOW, "state_broken"),
    "no index": (_without("packed"), NOW, "state_broken"),
    "no record": (lambda state: (state / "state").unlink(), NOW, "state_broken"),
}


@pytest.mark.parametrize("name", TECHNICALITIES)
def test_by_a_copy_that_is_not_trusted_a_person_is_asked_at_once(name: str, tmp_path: Path) -> None:
    spoil, now, cause = TECHNICALITIES[name]
    spoil(tmp_path / "state")
    found = client(tmp_path).decide(AT_RISK, now)
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, cause)
    assert found.reasons == ("somebody_at_risk", "feed_not_trusted")
    assert [each["about"] for each in found.plain()["reasons"]] == ["purpose", "feed"]
    others = client(tmp_path).decide(PERMITTED, now)
    assert (others.outcome, others.urgent, others.cause) == ("refused", False, cause)


@pytest.mark.parametrize("said", [{"at_risk": True}, {"evidence": {"safeguarding_override": None}}])
def test_who_says_that_somebody_is_at_risk_needs_no_copy_at_all(said: dict[str, Any], tmp_path: Path) -> None:
    other = {**PERMITTED, **said}
    for request in (other, {**other, "recipient": 1}):
        found = client(tmp_path).decide(request, later(99))
        assert (found.outcome, found.urgent, found.reasons[0]) == ("refer", True, "somebody_at_risk")
        assert found.cause is not None


def test_of_a_request_that_is_none_too(tmp_path: Path) -> None:
    found = client(tmp_path).decide({"purpose": AT_RISK["purpose"]}, later(99))
    assert (found.outcome, found.urgent) == ("refer", True)


class Raising(dict[Any, Any]):
    """A value that does what it likes when it is looked at."""

    def items(self) -> NoReturn:
        """Nothing."""
        raise RuntimeError


class Unsaid:
    """A key that has no text."""

    def __str__(self) -> str:
        raise ValueError


def _deep() -> list[Any]:
    made: list[Any] = []
    for _ in range(5000):
        made = [made]
    return made


def _endless() -> list[Any]:
    made: list[Any] = []
    made.append(made)
    return made


ODD: dict[str, Any] = {
    "too deep": {**AT_RISK, "note": _deep()},
    "holds itself": {**AT_RISK, "note": _endless()},
    "a number without end": {**AT_RISK, "note": 10**5000},
    "a key without a text": {**AT_RISK, Unsaid(): 1},
    "raises": Raising(AT_RISK),
}


@pytest.mark.parametrize("name", ODD)
def test_of_a_request_that_cannot_be_looked_at_too(name: str, tmp_path: Path) -> None:
    found = client(tmp_path, log=tmp_path / "log").decide(ODD[name], NOW)
    assert (found.outcome, found.urgent, found.reasons) == ("refer", True, ("somebody_at_risk", "wrong_value"))
    assert [each["about"] for each in found.plain()["reasons"]] == ["purpose", "request"]
    other = client(tmp_path).decide({**ODD[name], "purpose": "surveys"}, NOW)
    assert (other.outcome, other.urgent) == ("refused", False)


def test_what_such_a_request_is_for_may_be_anything(tmp_path: Path) -> None:
    found = client(tmp_path).decide(Raising({**AT_RISK, "purpose": []}), NOW)
    assert (found.outcome, found.reasons, found.cause) == ("refused", ("wrong_value",), None)


def test_a_client_that_gives_up_on_such_a_request_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: what it was for is forgotten."""
    monkeypatch.setattr("site_builder.client.base._purpose", lambda _: None)
    assert {client(tmp_path).decide(each, NOW).outcome for each in ODD.values()} == {"refused"}


class Nowhere(tzinfo):
    """A zone that does not say where it is."""

    def utcoffset(self, _: datetime | None) -> None:
        """Nothing."""

    def dst(self, _: datetime | None) -> None:
        """Nothing."""

    def tzname(self, _: datetime | None) -> None:
        """Nothing."""


@pytest.mark.parametrize(
    "now",
    [
        *(NOW.replace(tzinfo=None), NOW.replace(tzinfo=Nowhere()), NOW.date(), "2026-11-25", 0),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))),
    ],
    ids=range(7),
)
def test_a_time_that_is_none_turns_nobody_away(tmp_path: Path, now: Any) -> None:
    found = client(tmp_path).decide(AT_RISK, now)
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, "fault")
    other = client(tmp_path).decide(PERMITTED, now)
    assert (other.outcome, other.cause) == ("refused", "fault")


def test_by_what_was_just_fetched_too(tmp_path: Path) -> None:
    """A client that has never read anything good, and reads what another key has signed."""
    replace(GOOD, keys=(OTHER,)).put(tmp_path / "site")
    new = client(tmp_path, state=tmp_path / "new", max_age=later(1) - NOW)
    found = new.decide(AT_RISK, NOW)
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, "other_key")
    assert (new.decide(PERMITTED, NOW).outcome, list((tmp_path / "new").glob("*"))) == ("refused", [])


def test_by_what_is_remembered_too(tmp_path: Path) -> None:
    one = client(tmp_path)
    assert one.is_urgent(AT_RISK) is False
    assert one.decide(PERMITTED, NOW).outcome == "permitted"
    said = {**PERMITTED, "at_risk": True}
    assert [one.is_urgent(each) for each in (AT_RISK, said, PERMITTED, {}, b"{")] == [True, True, False, False, False]
    shutil.rmtree(tmp_path / "state")
    found = one.decide(AT_RISK, NOW)
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, "state_broken")


def test_without_a_folder_too(tmp_path: Path) -> None:
    one = client(tmp_path, state=None)
    assert one.refresh(NOW).cause is None
    found = one.decide(AT_RISK, later(99))
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, "expired")
    replace(GOOD, keys=(OTHER,)).put(tmp_path / "site")
    new = client(tmp_path, state=None)
    assert new.refresh(NOW).cause == "other_key"
    assert new.decide(AT_RISK, NOW).outcome == "refer"


def test_by_an_unsigned_feed_too(tmp_path: Path) -> None:
    """By the one that is remembered, else by what was fetched though nobody can read it."""
    feed = tmp_path / "feed.jsonld"
    feed.write_bytes(PRACTICE)
    (tmp_path / "log").mkdir()
    one = UnsignedFeed(feed, log=tmp_path / "log")
    assert one.refresh(NOW).cause is None
    feed.write_bytes(b"{}")
    assert one.refresh(NOW).cause == "feed_not_understood"
    found = one.decide(AT_RISK, NOW)
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, "log_not_kept")
    assert one.decide(PERMITTED, NOW).urgent is False
    feed.write_bytes(json.dumps({**json.loads(PRACTICE), "disclosures": "none"}).encode())
    found = UnsignedFeed(feed).decide(AT_RISK, NOW)
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, "feed_not_understood")


def test_where_nothing_can_be_read_nobody_can_tell(tmp_path: Path) -> None:
    found = client(tmp_path, state=tmp_path / "new").decide(AT_RISK, NOW)
    assert (found.outcome, found.cause) == ("refused", "never_read")


@pytest.mark.parametrize("name", [name for name in SCENES if name.startswith(("time", "client: another", "manifest"))])
def test_a_fault_never_permits_it_either(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play, cause = SCENES[name]

    def asked(self: Scene, now: datetime = NOW, **changes: object) -> Answer:
        one = self.client(**changes)
        before = one.decide(PERMITTED, now)
        found = one.decide(AT_RISK, now)
        assert before.cause is None or (found.outcome, found.urgent) == ("refer", True)
        return before

    monkeypatch.setattr(Scene, "asked", asked)
    with scene(tmp_path / "played") as on:
        assert play(on).cause == cause


def test_what_is_at_hand_is_read_whatever_it_is() -> None:
    assert by_feed(PRACTICE) == ["protect-children"]
    for data in (b"", b"{}", b"[]", b"<html>", b'{"included": 1}', b'{"included": [1]}', b"[" * 99, PRACTICE[:-9]):
        assert by_feed(data) == []
    assert list(by_kept([("packed", b""), ("packed", b"[]\n"), ("zipped", b"x"), ("manifest", b"")])) == [[], [], []]

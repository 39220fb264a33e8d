"""A child at risk is never turned away on a technicality, and nobody is ever permitted by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from site_builder.client import Answer, Client
from site_builder.client.at_hand import by_feed, by_kept
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


TECHNICALITIES: dict[str, tuple[Callable[[Path], None], datetime, str]] = {
    "expired": (lambda _: None, later(99), "expired"),
    "the clock went back": (lambda _: None, later(-1), "clock_back"),
    "a broken record": (_cut("state"), NOW, "state_broken"),
    "a broken feed": (_cut("zipped"), NOW, "state_broken"),
    "a broken index": (_cut("packed"), NOW, "state_broken"),
    "no record": (lambda state: (state / "state").unlink(), NOW, "state_broken"),
}


@pytest.mark.parametrize("name", TECHNICALITIES)
def test_by_a_copy_that_is_not_trusted_a_person_is_asked_at_once(name: str, tmp_path: Path) -> None:
    spoil, now, cause = TECHNICALITIES[name]
    spoil(tmp_path / "state")
    found = client(tmp_path).decide(AT_RISK, now)
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, cause)
    assert found.reasons == ("feed_not_trusted",)
    others = client(tmp_path).decide(PERMITTED, now)
    assert (others.outcome, others.urgent, others.cause) == ("refused", False, cause)


def test_of_a_request_that_is_none_too(tmp_path: Path) -> None:
    found = client(tmp_path).decide({"purpose": AT_RISK["purpose"]}, later(99))
    assert (found.outcome, found.urgent) == ("refer", True)


def test_by_what_was_just_fetched_too(tmp_path: Path) -> None:
    """A client that has never read anything good, and reads what another key has signed."""
    replace(GOOD, keys=(OTHER,)).put(tmp_path / "site")
    new = client(tmp_path, state=tmp_path / "new", max_age=later(1) - NOW)
    found = new.decide(AT_RISK, NOW)
    assert (found.outcome, found.urgent, found.cause) == ("refer", True, "other_key")
    assert (new.decide(PERMITTED, NOW).outcome, list((tmp_path / "new").glob("*"))) == ("refused", [])


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

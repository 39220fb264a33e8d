"""Clients that fail open are found out, by the scenes that are there for it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from unittest.mock import patch

import pytest

from site_builder.client import Answer
from site_builder.client.failure_codes import Untrusted
from site_builder.client.store import Folder
from tests.client import servers, test_state
from tests.client.scenes import DEADLINE, GOOD, MARGIN, PERMITS, SCENES, Scene, played
from tests.client.sites import NOW
from tests.effort import some, thorough
from tests.faulty_doubles.open_clients import TWINS, nothing, twin
from tests.systems import forks


@pytest.mark.parametrize("name", some(TWINS, one_in=3))
def test_a_client_that_fails_open_is_found_out(name: str, tmp_path: Path) -> None:
    with twin(name) as expected:
        outcomes = {
            scene: played(SCENES[scene][0], tmp_path / str(number)).outcome for number, scene in enumerate(expected)
        }
    assert outcomes
    assert PERMITS.issuperset(outcomes.values()), outcomes


@forks
def test_a_client_that_answers_before_it_writes_is_found_out(tmp_path: Path) -> None:
    GOOD.put(tmp_path / "site")
    assert test_state.client(tmp_path).refresh(NOW).cause is None
    with patch("site_builder.client.store.Folder.see", nothing), pytest.raises(AssertionError):
        test_state.test_a_permission_is_answered_only_when_its_time_is_kept(tmp_path, errno.ENOSPC)


@forks
def test_a_client_that_writes_in_place_is_found_out(tmp_path: Path) -> None:
    """Killed half-way it leaves a state of which a part is new and a part is old."""

    def in_place(self: Folder, name: str, content: bytes) -> None:
        handle = os.open(self._path_of(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(handle, content)
        os.close(handle)

    GOOD.put(tmp_path / "site")
    assert test_state.client(tmp_path).refresh(NOW).cause is None
    with patch("site_builder.client.store.Folder._put_file", in_place), pytest.raises((AssertionError, Untrusted)):
        test_state.test_reading_anew_that_is_killed_anywhere_leaves_what_was(tmp_path, is_first=False)


@forks
def test_a_client_without_a_lock_is_found_out(tmp_path: Path) -> None:
    def several_times() -> None:
        for number in range(20):
            (tmp_path / str(number)).mkdir()
            test_state.test_the_highest_version_never_goes_down_whoever_reads(tmp_path / str(number))

    with patch("site_builder.client.store._hold", lambda _: True), pytest.raises(AssertionError):
        several_times()


@thorough
def test_a_client_without_a_deadline_is_found_out(tmp_path: Path) -> None:
    """The server ends what it does sooner than it would, so that this test ends too."""

    def for_ever(_until: float, work: Callable[[], bytes], _cut: object) -> bytes:
        return work()

    def at_last(line: servers.Line) -> None:
        sleep(DEADLINE + MARGIN)
        servers.ok(b"")(line)

    def play(on: Scene) -> Answer:
        on.begin()
        on.server.replies["*"] = at_last
        before = monotonic()
        found = on.first(deadline=DEADLINE)
        assert monotonic() - before < DEADLINE + MARGIN
        return found

    assert played(play, tmp_path / "right").cause == "too_slow"
    with (
        patch("site_builder.client.fetching._before", for_ever),
        patch("site_builder.client.web.line", lambda parts, _: HTTPConnection(parts.hostname, parts.port)),
        pytest.raises(AssertionError),
    ):
        played(play, tmp_path / "wrong")

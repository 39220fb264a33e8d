"""Single files are made whole or not at all, in the place of nothing or of what was read."""

from __future__ import annotations

import errno
import itertools
import os
import signal
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from site_builder.publish import PublishError
from site_builder.publish.files import OPEN, SECRET, put_instead, put_new, put_over
from tests.effort import some
from tests.faulty_doubles.faults import Fault, beside, ended, fail_with, interrupt, kill, said_by, started
from tests.systems import forks, on_posix

OLD, NEW = b"old " * 20, b"new " * 20


def pair(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {folder / "a.key": (b"secret", SECRET), folder / "a.key.pub": (b"public", OPEN)}


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# ---- new files


@on_posix
@pytest.mark.parametrize(("umask", "mode"), [(0, 0o644), (0o022, 0o644), (0o077, 0o600)])
def test_a_secret_is_its_owner_s_alone_whatever_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        put_new(pair(tmp_path))
    finally:
        os.umask(before)
    assert {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()} == {"a.key": 0o600, "a.key.pub": mode}


@pytest.mark.parametrize("name", ["a.key", "a.key.pub"])
def test_nothing_is_overwritten_and_the_other_is_not_made(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    said = said_by(lambda: put_new(pair(tmp_path)))
    assert said == (f"There is already something called {tmp_path / name}. Nothing was overwritten: give another name.")
    assert held(tmp_path) == {name: b"mine"}


@on_posix
def test_no_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "a.key").symlink_to(tmp_path / "elsewhere")
    assert "already something" in said_by(lambda: put_new(pair(tmp_path)))
    assert not (tmp_path / "elsewhere").exists()


def test_the_folder_must_be_there(tmp_path: Path) -> None:
    said = said_by(lambda: put_new(pair(tmp_path / "keys")))
    assert said.endswith(
        "could not be written: there is no folder to make it in. Make the folder above it first, or name another place."
    )


# ---- one in the place of another


def test_a_file_takes_the_place_of_what_was_read(tmp_path: Path) -> None:
    put_instead(tmp_path / "r.yaml", None, OLD)
    put_instead(tmp_path / "r.yaml", OLD, NEW)
    assert held(tmp_path) == {"r.yaml": NEW}


@pytest.mark.parametrize("before", [None, NEW])
def test_what_was_changed_meanwhile_stays(tmp_path: Path, before: bytes | None) -> None:
    (tmp_path / "r.yaml").write_bytes(OLD)
    said = said_by(lambda: put_instead(tmp_path / "r.yaml", before, NEW))
    assert said.startswith(f"Somebody else has changed {tmp_path / 'r.yaml'} meanwhile.")
    assert held(tmp_path) == {"r.yaml": OLD}


# ---- whole or not at all


def _instead(folder: Path) -> None:
    put_instead(folder / "r.yaml", OLD, NEW)


def _new(folder: Path) -> None:
    put_new(pair(folder))


def _over(folder: Path) -> None:
    put_over({folder / "r.yaml": NEW, folder / "s.yaml": NEW})


def _one_after_the_other(folder: Path) -> None:
    """Broken twin of `put_over`: what was done before the fault stays."""
    put_instead(folder / "r.yaml", OLD, NEW)
    put_instead(folder / "s.yaml", None, NEW)


def _in_its_place(folder: Path) -> None:
    """Broken twin of `put_instead`: it writes where others read."""
    handle = os.open(folder / "r.yaml", os.O_WRONLY | os.O_TRUNC)
    os.write(handle, NEW)
    os.close(handle)


Strike = Callable[[str, tuple[object, ...]], None]
STRIKES = {"killed": kill, "stopped": interrupt, "full": fail_with(errno.ENOSPC), "io": fail_with(errno.EIO)}


def _outcomes(writer: Callable[[Path], None], folder: Path, strike: Strike) -> set[str]:
    """What can be found after a fault at each step: by the names of the states, litter where it is any."""
    found: set[str] = set()
    for at in itertools.count(1):
        place = folder / f"point-{at}"
        place.mkdir()
        if writer is not _new:
            (place / "r.yaml").write_bytes(OLD)
        code = ended(started(_work(writer, place, Fault(strike, at, place.name))))
        found.add(_state(place, litter_is_told=code != -signal.SIGKILL))
        if code == 0:
            assert at > 3
            return found
    raise AssertionError


def _work(writer: Callable[[Path], None], place: Path, fault: Fault) -> Callable[[], int]:
    def work() -> int:
        fault.plant()
        try:
            writer(place)
        except (PublishError, KeyboardInterrupt):
            return 1
        return 0 if next(fault.calls) <= fault.at else 2

    return work


def _state(place: Path, *, litter_is_told: bool) -> str:
    now = held(place)
    files = {name: data for name, data in now.items() if not name.startswith(".")}
    if len(files) < len(now) and litter_is_told:
        return "litter"
    states = {
        "old": {"r.yaml": OLD},
        "new": {"r.yaml": NEW},
        "all new": {"r.yaml": NEW, "s.yaml": NEW},
        "nothing": {},
        "both": {path.name: data for path, (data, _) in pair(place).items()},
    }
    return next((name for name, state in states.items() if state == files), "partial")


@forks
@pytest.mark.parametrize("name", STRIKES)
def test_whatever_happens_a_file_is_the_old_or_the_new(tmp_path: Path, name: str) -> None:
    assert _outcomes(_instead, tmp_path, STRIKES[name]) == {"old", "new"}


@forks
@pytest.mark.parametrize("name", some(["stopped", "full", "io"], one_in=3))
def test_whatever_fails_both_halves_are_made_or_none(tmp_path: Path, name: str) -> None:
    assert _outcomes(_new, tmp_path, STRIKES[name]) == {"nothing", "both"}


@forks
@pytest.mark.parametrize("name", some(["io", "full", "stopped"], one_in=3))
def test_whatever_fails_all_files_are_the_old_or_the_new(tmp_path: Path, name: str) -> None:
    assert _outcomes(_over, tmp_path, STRIKES[name]) == {"old", "all new"}


@forks
def test_writers_that_leave_one_of_two_are_caught(tmp_path: Path) -> None:
    assert "new" in _outcomes(_one_after_the_other, tmp_path, STRIKES["full"])


@on_posix
def test_what_is_no_file_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(OLD)
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    (tmp_path / "folder").mkdir()
    for name in ("link", "folder"):
        said = said_by(partial(put_over, {tmp_path / "new": NEW, tmp_path / name: NEW}))
        assert said.startswith(f"There is already something called {tmp_path / name}.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "link", "mine"]
    assert (tmp_path / "mine").read_bytes() == OLD


def test_several_are_written_only_where_each_holds_what_was_read_and_a_new_folder_goes_again(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "new" / "folder" / "other"
    one.write_bytes(b"changed meanwhile")
    said = said_by(lambda: put_over({other: NEW, one: NEW}, {one: OLD}))
    assert said == f"Somebody else has changed {one} meanwhile. Look what it holds, then again."
    assert held(tmp_path) == {"one": b"changed meanwhile"}
    put_over({other: NEW, one: NEW}, {one: b"changed meanwhile"})
    assert (one.read_bytes(), other.read_bytes()) == (NEW, NEW)


@forks
def test_a_writer_in_place_is_caught(tmp_path: Path) -> None:
    assert "partial" in _outcomes(_in_its_place, tmp_path, kill)


def test_nothing_is_left_beside(tmp_path: Path) -> None:
    put_instead(tmp_path / "r.yaml", None, OLD)
    assert beside(tmp_path / "r.yaml") == []

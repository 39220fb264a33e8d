"""Several files are saved as one: a save that is killed anywhere leaves all of them old or, once finished, all new."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

import pytest

from site_builder.publish import PublishError
from site_builder.publish.saving import finish, save
from tests.effort import effort
from tests.seed import ROOT

OLD: Mapping[str, bytes | None] = {
    "a.yaml": b"a: 1\n",
    "goes.yaml": b"g: 1\n",
    "sub/new.yaml": None,
    "sub/b.yaml": b"b: 1\n",
}
NEW: Mapping[str, bytes | None] = {
    "a.yaml": b"a: 2\n",
    "goes.yaml": None,
    "sub/new.yaml": b"n: 2\n",
    "sub/b.yaml": b"b: 2\n",
}

KILLED = """
import os, sys
from pathlib import Path
from site_builder.publish import files, saving

left = int(sys.argv[2])
def counted(name, where=os):
    real = getattr(where, name)
    def call(*args, **kwargs):
        global left
        if left == 0:
            os._exit(9)
        left -= 1
        return real(*args, **kwargs)
    setattr(where, name, call)
for name in ("open", "write", "fsync", "replace", "unlink", "mkdir"):
    counted(name)
NEW, OLD = eval(sys.argv[4])
folder = Path(sys.argv[1])
if sys.argv[3] == "save":
    saving.save(folder, NEW, OLD)
else:
    files.put_over({folder / n: d for n, d in NEW.items() if d is not None}, {folder / n: OLD[n] for n in NEW})
    files.take_away(folder / n for n, d in NEW.items() if d is None)
"""
"""Saves, and is killed at one of its calls to the system; `other` is the twin that has no journal."""


def begun(folder: Path) -> Path:
    (folder / "sub").mkdir(parents=True)
    for name, data in OLD.items():
        if data is not None:
            (folder / name).write_bytes(data)
    return folder


def held(folder: Path) -> dict[str, bytes | None]:
    return {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in OLD}


def left(folder: Path) -> set[str]:
    """What lies in and beside the folder, besides its own files and what was being staged."""
    found = {p.relative_to(folder.parent).as_posix() for p in folder.parent.rglob("*") if p.is_file()}
    return {name for name in found if name.removeprefix(f"{folder.name}/") not in OLD}


def killed(folder: Path, at: int, how: str = "save") -> int:
    return killed_with(folder, at, NEW, OLD, how)


def killed_with(
    folder: Path, at: int, new: Mapping[str, bytes | None], old: Mapping[str, bytes | None], how: str = "save"
) -> int:
    """Save, and be killed at this call; the code with which it ended."""
    command = [sys.executable, "-c", KILLED, str(folder), str(at), how, repr((new, old))]
    return subprocess.run(command, cwd=ROOT, check=False, timeout=60, env={"PYTHONPATH": str(ROOT)}).returncode


def test_files_are_made_changed_and_taken_away_together(tmp_path: Path) -> None:
    folder = begun(tmp_path / "registry")
    save(folder, NEW, OLD)
    assert (held(folder), left(folder)) == (dict(NEW), set())
    assert finish(folder) == ()


def test_a_save_that_is_killed_leaves_all_old_or_is_finished_to_all_new(tmp_path: Path) -> None:
    seen = set()
    for at in range(0, 60, effort(suite=7, thorough=1)):
        folder = begun(tmp_path / str(at) / "registry")
        code = killed(folder, at)
        assert finish(folder) == ()
        now = held(folder)
        assert now in (dict(OLD), dict(NEW)), at
        save(folder, NEW, now)
        assert held(folder) == dict(NEW)
        seen.add((code, now == dict(NEW)))
    assert seen == {(9, False), (9, True), (0, True)}


def test_a_save_without_a_journal_is_caught_half_done(tmp_path: Path) -> None:
    """Broken twin: files that are put in their places one by one."""
    states = []
    for at in range(13, 20):
        folder = begun(tmp_path / str(at) / "registry")
        killed(folder, at, "other")
        states.append(held(folder) in (dict(OLD), dict(NEW)))
        if not states[-1]:
            break
    assert not all(states)


def test_what_somebody_changed_after_a_cut_save_stays(tmp_path: Path) -> None:
    for at in range(36, 60):
        folder = begun(tmp_path / str(at) / "registry")
        killed(folder, at)
        if (tmp_path / str(at) / ".registry.saving").exists():
            break
    (folder / "sub/b.yaml").write_bytes(b"b: mine\n")
    assert "sub/b.yaml" in finish(folder)
    assert (folder / "sub/b.yaml").read_bytes() == b"b: mine\n"
    assert {name for name in left(folder) if ".lock" not in name} == set()


def test_what_somebody_else_changed_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    folder = begun(tmp_path / "registry")
    (folder / "sub/b.yaml").write_bytes(b"b: theirs\n")
    before = held(folder)
    with pytest.raises(PublishError, match="Somebody else has changed"):
        save(folder, NEW, OLD)
    assert (held(folder), left(folder)) == (before, set())


def test_of_savers_at_once_each_wins_whole_or_is_told(tmp_path: Path) -> None:
    folder = begun(tmp_path / "registry")
    told: list[str] = []

    def saves(number: int) -> None:
        files = {"a.yaml": b"a: %d\n" % number, "sub/b.yaml": b"b: %d\n" % number}
        try:
            save(folder, files, {name: OLD[name] for name in files})
        except PublishError as error:
            told.append(str(error))

    threads = [Thread(target=saves, args=(number,)) for number in range(10, 18)]  # none as it was
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    a, b = ((folder / name).read_bytes().split()[1] for name in ("a.yaml", "sub/b.yaml"))
    assert (a == b, len(told)) == (True, 7)
    assert all("Somebody else has changed" in each for each in told)

"""`new` makes a whole folder or none, in the place where nothing was, and says in its own words why not."""

from __future__ import annotations

import errno
import itertools
import os
import signal
import stat
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from site_builder.publish import PublishError
from site_builder.publish.files import create
from tests.effort import effort
from tests.faulty_doubles.faults import Fault, beside, ended, fail_with, interrupt, kill, said_by, seen, started
from tests.systems import forks, on_posix

FILES = {
    "registry/organisation.yaml": b"id: us\n",
    "registry/notices/one.yaml": b"title: One\n",
    "README.md": b"hello\n",
}
Maker = Callable[[Mapping[str, bytes], Path], None]


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A folder to make, and nothing there yet."""
    return tmp_path / "demo"


def test_all_files_are_there_and_nothing_beside_them(demo: Path) -> None:
    create(FILES, demo)
    assert seen(demo) == FILES
    assert beside(demo) == []


@on_posix
def test_it_is_made_with_the_permissions_that_the_umask_leaves(demo: Path) -> None:
    before = os.umask(0o027)
    try:
        create(FILES, demo)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (demo, demo / "registry")}
    assert modes == {0o750}
    assert stat.S_IMODE((demo / "README.md").stat().st_mode) == 0o640


# ---- something is there already


def _file(place: Path) -> None:
    place.write_bytes(b"mine")


def _link_to_nothing(place: Path) -> None:
    place.symlink_to("nowhere")


def _folder_with_a_file(place: Path) -> None:
    place.mkdir()
    (place / "mine.txt").write_bytes(b"mine")


@pytest.mark.parametrize(
    "put", [_file, Path.mkdir, _folder_with_a_file, pytest.param(_link_to_nothing, marks=on_posix)]
)
def test_what_is_there_already_stays_as_it_is(demo: Path, put: Callable[[Path], None]) -> None:
    put(demo)
    before = [(p.name, p.lstat()) for p in sorted(demo.parent.rglob("*"))]
    said = said_by(lambda: create(FILES, demo))
    assert said == f"There is already something called {demo}. Name a folder that does not exist yet."
    assert [(p.name, p.lstat()) for p in sorted(demo.parent.rglob("*"))] == before


def test_the_folder_in_which_one_stands_is_there_already(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.mkdir()
    monkeypatch.chdir(demo)
    assert "already" in said_by(lambda: create(FILES, Path()))
    assert seen(demo) == {}


@forks
@pytest.mark.parametrize("put", [_file, _folder_with_a_file])
def test_what_is_put_there_meanwhile_stays_as_it_is(demo: Path, put: Callable[[Path], None]) -> None:
    def put_it(call: str, _args: tuple[object, ...]) -> None:
        if call == "os.rename":
            put(demo)

    def work() -> int:
        Fault(put_it, 1, demo.parent.name, lasting=True).plant()
        return 0 if "already" in said_by(lambda: create(FILES, demo)) else 1

    assert ended(started(work)) == 0
    assert beside(demo) == []
    assert not (demo / "README.md").exists()


# ---- it cannot be made


def test_the_folder_above_must_be_there(demo: Path) -> None:
    said = said_by(lambda: create(FILES, demo / "inner"))
    assert "no folder to make it in" in said
    assert not demo.exists()


def test_a_file_is_no_folder_above(demo: Path) -> None:
    demo.write_bytes(b"mine")
    assert "is a file" in said_by(lambda: create(FILES, demo / "inner"))
    assert demo.read_bytes() == b"mine"


def test_a_name_may_be_too_long(demo: Path) -> None:
    said = said_by(lambda: create(FILES, demo.with_name("d" * 300)))
    assert "The folder" in said
    assert "too long" in said or os.name == "nt"
    assert beside(demo) == []


@on_posix
@forks
def test_a_folder_above_that_may_only_be_read_is_refused() -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "demo"

        def work() -> int:
            # Root may write everywhere: it becomes somebody who may not.
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            said = said_by(lambda: create(FILES, place))
            return 0 if "not allowed to write there" in said and "Name a folder" in said else 1

        Path(name).chmod(0o555)
        try:
            assert ended(started(work)) == 0
            assert list(Path(name).iterdir()) == []
        finally:
            Path(name).chmod(0o755)


def test_no_sentence_speaks_of_a_build(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in errno.errorcode:

        def fail(_path: Path, number: int = number) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr("site_builder.publish.files.make_folder", fail)
        said = said_by(lambda: create(FILES, demo))
        assert said.startswith(f"The folder {demo} could not be made: ")
        assert said.endswith(".")
        assert not {"--out", "build", "site", "publish"} & set(said.replace(str(demo), "").split())
    assert not demo.exists()


# ---- whole or not at all


@dataclass
class Outcome:
    """What a run of faults found: how many points, how often nothing was left, and what went wrong."""

    points: int = 0
    absent: int = 0
    wrong: list[str] = field(default_factory=list)


MADE, REFUSED, MADE_ALL_THE_SAME, STOPPED = 0, 1, 2, 97


def _work(maker: Maker, place: Path, fault: Fault) -> Callable[[], int]:
    """For a child: how it ended; MADE only where the fault was never met."""

    def work() -> int:
        fault.plant()
        try:
            maker(FILES, place)
        except PublishError:
            return REFUSED
        except KeyboardInterrupt:
            return STOPPED
        return MADE if next(fault.calls) <= fault.at else MADE_ALL_THE_SAME

    return work


EVERY = effort(suite=3, thorough=1)
"""One of so many steps is struck."""


def _at_every_step(maker: Maker, folder: Path, strike: Callable[[str, tuple[object, ...]], None]) -> Outcome:
    """Let each call to the system in turn meet the fault; after each there must be all or nothing."""
    outcome = Outcome()
    for at in itertools.count(1, EVERY):
        place = folder / f"point-{at}" / "demo"
        place.parent.mkdir(parents=True)
        code = ended(started(_work(maker, place, Fault(strike, at, place.parent.name))))
        found = seen(place)
        if code == MADE:
            assert found == FILES
            return outcome
        outcome.points += 1
        outcome.absent += found is None
        _judge(outcome, place, code, found)
    raise AssertionError


def _judge(outcome: Outcome, place: Path, code: int, found: dict[str, bytes] | None) -> None:
    if found not in (None, FILES):
        outcome.wrong.append(f"partial at {outcome.points}")
    if code in (REFUSED, MADE_ALL_THE_SAME) and (code == MADE_ALL_THE_SAME) != (found == FILES):
        outcome.wrong.append(f"untrue at {outcome.points}")
    if code != -signal.SIGKILL and beside(place):
        outcome.wrong.append(f"litter at {outcome.points}: {beside(place)}")
    if found is None:
        create(FILES, place)
        assert seen(place) == FILES


@forks
@pytest.mark.parametrize(
    "strike", [kill, interrupt, fail_with(errno.ENOSPC), fail_with(errno.EIO)], ids=["killed", "stopped", "full", "io"]
)
def test_whatever_happens_at_whatever_step_there_is_all_or_nothing(
    tmp_path: Path, strike: Callable[[str, tuple[object, ...]], None]
) -> None:
    outcome = _at_every_step(create, tmp_path, strike)
    assert outcome.wrong == []
    assert outcome.points * EVERY > 20
    assert 15 < outcome.absent * EVERY < outcome.points * EVERY


def _in_its_place(files: Mapping[str, bytes], folder: Path) -> None:
    """Broken twin of `create`: it writes where people look."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@forks
def test_a_maker_that_writes_in_its_place_is_caught(tmp_path: Path) -> None:
    outcome = _at_every_step(_in_its_place, tmp_path, kill)
    assert {wrong.split()[0] for wrong in outcome.wrong} == {"partial"}


def test_two_at_once_make_one_folder(demo: Path) -> None:
    results: list[str] = []

    def make(name: str) -> None:
        results.append(said_by(lambda: create({"by.txt": name.encode()}, demo)))

    threads = [threading.Thread(target=make, args=(f"maker {number}",)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (results.count(""), len([said for said in results if "already" in said])) == (1, 7)
    assert beside(demo) == []

"""What a client remembers: whole or nothing, never less than before, and nothing is permitted past it."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from site_builder.client import Answer, Client
from site_builder.client.cache_version import edition, files
from site_builder.client.cached_copy import State, fixed
from site_builder.client.failure_codes import Untrusted
from site_builder.client.reading import read_anew
from site_builder.client.store import Folder, _all
from tests.client.scenes import GOOD, NEWER, PERMITS
from tests.client.sites import KEY, NOW, PERMITTED, REGISTRY, Published, later
from tests.effort import effort
from tests.faulty_doubles.faults import Fault, ended, fail_with, kill, started, started_together
from tests.seed import ROOT
from tests.systems import forks, on_posix


@pytest.fixture(autouse=True)
def read(tmp_path: Path) -> None:
    """Something is published in a folder, and beside it is the state of a client that has read it."""
    GOOD.put(tmp_path / "site")
    assert client(tmp_path).refresh(NOW).cause is None


def client(folder: Path) -> Client:
    """A client as another process would make it, that reads only when it is told to."""
    return Client(folder / "site/data/v1", [KEY.public], folder / "state", registry=REGISTRY, max_age=None)


def asked(folder: Path, now: datetime = NOW) -> Answer:
    return client(folder).decide(PERMITTED, now)


def kept(folder: Path) -> State:
    return Folder(folder / "state", REGISTRY).load(soon())


def soon() -> float:
    return monotonic() + 9


NOW_TEXT = fixed(NOW)


def version(folder: Path) -> str:
    copy = kept(folder).copy
    return copy.version if copy else ""


# ---- whole, or not believed


PLACES = effort(suite=60, thorough=300)
"""In how many places each file is broken."""


def broken(state: Path) -> Iterator[tuple[str, str | None]]:
    """Break the state in every way, one after the other; what was done, and what a client says then."""
    for file in sorted(state.iterdir()):
        data = file.read_bytes()
        for at in range(0, len(data), max(1, len(data) // PLACES)):
            file.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
            yield f"{file.name}: flipped at {at}", asked(state.parent).cause
            file.write_bytes(data[:at])
            yield f"{file.name}: cut at {at}", asked(state.parent).cause
        if data:
            file.write_bytes(data + b"\n")
            yield f"{file.name}: longer", asked(state.parent).cause
            file.unlink()
            yield f"{file.name}: gone", asked(state.parent).cause
            file.mkdir()
            yield f"{file.name}: a folder", asked(state.parent).cause
            file.rmdir()
        file.write_bytes(data)


def test_a_state_that_is_not_as_it_was_written_is_never_believed(tmp_path: Path) -> None:
    assert asked(tmp_path).outcome == "permitted"
    found = dict(broken(tmp_path / "state"))
    assert len(found) > 6 * PLACES
    assert {what: cause for what, cause in found.items() if cause != "state_broken"} == {}
    assert asked(tmp_path).outcome == "permitted"


def test_a_broken_state_is_not_made_anew(tmp_path: Path) -> None:
    (tmp_path / "state/state").unlink()
    assert client(tmp_path).refresh(NOW).cause == "state_broken"
    assert asked(tmp_path).cause == "state_broken"
    shutil.rmtree(tmp_path / "state")
    assert asked(tmp_path).cause == "never_read"
    assert client(tmp_path).refresh(NOW).cause is None


def test_what_lies_beside_is_no_new_state(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "state")
    (tmp_path / "state").mkdir()
    (tmp_path / "state/notes.txt").write_text("mine", "utf-8")
    assert client(tmp_path).refresh(NOW).cause == "state_broken"
    assert [p.name for p in (tmp_path / "state").iterdir()] == ["notes.txt"]


def test_a_client_notices_that_its_state_is_taken_away(tmp_path: Path) -> None:
    one = client(tmp_path)
    assert one.decide(PERMITTED, NOW).outcome == "permitted"
    shutil.rmtree(tmp_path / "state")
    assert one.decide(PERMITTED, NOW).cause == "state_broken"


@on_posix
def test_a_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in state.iterdir()} == {0o600}
    for mode in (0o770, 0o720, 0o702):
        state.chmod(mode)
        assert asked(tmp_path).cause == "state_broken"
    state.chmod(0o755)
    assert asked(tmp_path).outcome == "permitted"
    shutil.rmtree(state)
    state.mkdir()
    state.chmod(0o777)
    assert client(tmp_path).refresh(NOW).cause is None
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


@on_posix
def test_a_state_that_somebody_else_owns_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who made the folder before us could write into it what it likes: an index is signed by nobody."""
    own = os.geteuid()
    assert asked(tmp_path).outcome == "permitted"
    if own == 0:
        os.chown(tmp_path / "state", 4242, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    assert asked(tmp_path).cause == "state_broken"
    if own == 0:  # what root owns is nobody's who could do it harm
        os.chown(tmp_path / "state", 0, -1)
        monkeypatch.setattr(os, "geteuid", lambda: 4242)
        assert asked(tmp_path).outcome == "permitted"


def test_a_state_of_another_form_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(tmp_path / "state")
    monkeypatch.setattr("site_builder.client.store.FORM", 2)
    assert client(tmp_path).refresh(NOW).cause is None
    monkeypatch.undo()
    assert asked(tmp_path).cause == "state_broken"


@on_posix
@pytest.mark.parametrize("name", ["state", "lock", ".staged", "packed"])
def test_a_pipe_in_the_state_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    NEWER.put(tmp_path / "site")
    for file in (tmp_path / "state").glob(f"{name}*"):
        name = file.name
        file.unlink()
    os.mkfifo(tmp_path / "state" / name)
    before = monotonic()
    found = client(tmp_path).refresh(NOW).cause, asked(tmp_path).cause
    assert found in {("state_broken", "state_broken"), ("state_not_kept", None), (None, None)}
    assert monotonic() - before < 9


def test_a_client_notices_that_its_state_knows_less_than_it_did(tmp_path: Path) -> None:
    """As after a backup was put back: else an older version could be shown to it."""
    one = client(tmp_path)
    assert one.decide(PERMITTED, NOW).outcome == "permitted"
    shutil.copytree(tmp_path / "state", tmp_path / "backup")
    for published, now in ((NEWER, NOW), (GOOD, later(1))):
        published.put(tmp_path / "site")
        one.refresh(now)
        assert one.decide(PERMITTED, now).plain()["version"] == NEWER.version
        shutil.rmtree(tmp_path / "state")
        shutil.copytree(tmp_path / "backup", tmp_path / "state")
        assert (one.refresh(now).cause, one.decide(PERMITTED, now).cause) == ("state_broken", "state_broken")
        one = client(tmp_path)
        NEWER.put(tmp_path / "site")
        assert one.refresh(now).cause is None


def test_a_client_notices_that_its_state_has_forgotten_the_time_or_the_copy(tmp_path: Path) -> None:
    one = client(tmp_path)
    shutil.copytree(tmp_path / "state", tmp_path / "backup")
    os.utime(tmp_path / "backup/state", (1, 1))  # a backup is older, also where the clock of the disk ticks slowly
    assert one.decide(PERMITTED, later(1)).outcome == "permitted"
    shutil.rmtree(tmp_path / "state")
    shutil.copytree(tmp_path / "backup", tmp_path / "state")
    assert one.decide(PERMITTED, later(1)).cause == "state_broken"
    one = client(tmp_path)
    assert one.decide(PERMITTED, NOW).outcome == "permitted"
    shutil.rmtree(tmp_path / "state")
    empty(tmp_path)
    assert one.decide(PERMITTED, later(1)).cause == "state_broken"
    new = client(tmp_path)
    for time in (1, 2):
        os.utime(tmp_path / "state/state", (time, time))
        assert new.decide(PERMITTED, NOW).cause == "never_read"


def empty(folder: Path) -> None:
    """Begin a state that holds no copy, as a reader leaves it who stops half-way."""
    new = Folder(folder / "state", REGISTRY)
    copy = Folder(folder / "backup", REGISTRY).load(soon()).copy
    assert copy is not None
    with pytest.raises(Untrusted):
        new.keep(copy, NOW_TEXT, stops, soon())


def stops(_: State) -> None:
    raise Untrusted("rollback")


def test_a_newer_version_may_be_valid_from_an_earlier_day(tmp_path: Path) -> None:
    """As after a signature was renewed: a new version begins on the day on which it is published."""
    GOOD.renewed(3).put(tmp_path / "site")
    assert client(tmp_path).refresh(later(3)).cause is None
    NEWER.renewed(2).put(tmp_path / "site")
    assert client(tmp_path).refresh(later(3)).cause is None
    assert version(tmp_path) == NEWER.version


def test_a_state_stays_where_it_was_when_the_client_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    NEWER.put(tmp_path / "site")
    assert client(tmp_path).refresh(NOW).cause is None
    GOOD.put(tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    one = Client("site/data/v1", [KEY.public], "state", registry=REGISTRY, log="log.jsonl")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert one.decide(PERMITTED, NOW).plain()["version"] == NEWER.version
    assert one.refresh(NOW).cause == "rollback"
    assert (list((tmp_path / "elsewhere").iterdir()), (tmp_path / "log.jsonl").is_file()) == ([], True)


def test_only_the_last_copy_is_kept(tmp_path: Path) -> None:
    NEWER.put(tmp_path / "site")
    assert client(tmp_path).refresh(NOW).cause is None
    names = sorted(file.name.partition(".")[0] for file in (tmp_path / "state").iterdir())
    assert names == ["lock", "manifest", "packed", "state", "zipped"]
    assert [part for part, _ in Folder(tmp_path / "state", REGISTRY).anything()] == ["manifest", "packed", "zipped"]


def test_a_signature_that_is_renewed_needs_no_feed(tmp_path: Path) -> None:
    renewed = GOOD.renewed(3)
    renewed.put(tmp_path / "site")
    (tmp_path / "site" / renewed.path).unlink()
    assert client(tmp_path).refresh(later(3)).cause is None
    assert asked(tmp_path, later(33)).outcome == "permitted"


def test_a_copy_that_another_version_of_the_program_read_is_read_anew(tmp_path: Path) -> None:
    store = Folder(tmp_path / "state", REGISTRY)
    copy = kept(tmp_path).copy
    assert copy is not None
    store.keep(copy._replace(edition="another", packed=b"means something else"), NOW_TEXT, lambda _: None, soon())
    assert asked(tmp_path).outcome == "permitted"
    assert kept(tmp_path).copy == copy


def test_a_copy_is_read_anew_where_editions_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = kept(tmp_path).copy
    assert copy is not None
    strange = copy._replace(edition="", packed=b"means something else")
    Folder(tmp_path / "state", REGISTRY).keep(strange, NOW_TEXT, lambda _: None, soon())
    for module in ("cache_version", "reading"):
        monkeypatch.setattr(f"site_builder.client.{module}.edition", lambda: "")
    assert asked(tmp_path).outcome == "permitted"


def test_editions_are_told_apart_by_all_that_makes_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(edition()) == 64
    found = []
    for name, data in (("a.py", b"1"), ("b.py", b"1"), ("b.py", b"2"), ("b.py", b"2")):
        (tmp_path / name).write_bytes(data)
        monkeypatch.setattr("site_builder.client.cache_version.files", lambda name=name: [str(tmp_path / name)])
        found.append(edition.__wrapped__())
    assert (len(set(found)), found[2]) == (3, found[3])
    for version, is_other in (((3, 99, 1), True), ((3, 99, 2), False), ((3, 98, 2), True)):
        monkeypatch.setattr(sys, "version_info", version)
        found.append(edition.__wrapped__())
        assert (found[-1] != found[-2]) == is_other
    monkeypatch.setattr("site_builder.client.cache_version.files", lambda: [str(tmp_path / "none.py")])
    assert edition.__wrapped__() == ""


def test_what_makes_an_index_tells_editions_apart() -> None:
    """All that is imported to make one from a feed is in its edition."""
    code = "import site_builder.gate.index_builder, site_builder.gate.index_codec, sys"
    code += "; from site_builder.load.feed import reader"
    code += "; reader.read(open(sys.argv[1], 'rb').read())"
    code += "; print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('site_builder.')), sep='\\n')"
    command = [sys.executable, "-c", code, str(ROOT / "tests/golden/data/v1/feed.jsonld")]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True, text=True
    )
    used = {Path(name) for name in done.stdout.split() if not name.endswith("__init__.py")}
    assert len(used) > 20
    assert used - {Path(name) for name in files()} == set()


# ---- written before it is answered


EVERY = effort(suite=6, thorough=1)
"""One of so many calls is struck."""


def at_each_call(
    folder: Path, work: Callable[[], int], strike: Callable[..., None], every: int = EVERY
) -> Iterator[int]:
    """The work done by children, each with another of its calls that concern the state struck; how they end."""
    for at in itertools.count(1, every):
        fault = Fault(strike, at, str(folder / "state"))

        def child(fault: Fault = fault, at: int = at) -> int:
            fault.plant()
            code = work()
            return code if next(fault.calls) > at else UNTOUCHED

        code = ended(started(child))
        if code == UNTOUCHED:
            assert at > 5, "hardly anything was struck"
            return
        yield code


YES, NO, UNTOUCHED = 50, 51, 52


@forks
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_permission_is_answered_only_when_its_time_is_kept(tmp_path: Path, error: int) -> None:
    times = iter(range(1, 10_000))

    def work() -> int:
        return YES if asked(tmp_path, now).outcome in PERMITS else NO

    now = NOW
    found = []
    calls = at_each_call(tmp_path, work, fail_with(error))
    while True:
        now = NOW + timedelta(minutes=next(times))
        code = next(calls, None)
        if code is None:
            break
        found.append(code)
        if code == YES:
            assert kept(tmp_path).seen == f"{now:%Y-%m-%dT%H:%M:%SZ}"
    assert set(found) == {NO} or found.count(NO) * EVERY > 5, found


@forks
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_reading_anew_that_fails_anywhere_leaves_what_was(tmp_path: Path, error: int) -> None:
    NEWER.put(tmp_path / "site")
    shutil.copytree(tmp_path / "state", tmp_path / "before")

    def work() -> int:
        return YES if client(tmp_path).refresh(later(0.1)).cause is None else NO

    found = []
    for code in at_each_call(tmp_path, work, fail_with(error)):
        found.append(code)
        assert version(tmp_path) in {GOOD.version, NEWER.version}
        assert code == NO or version(tmp_path) == NEWER.version
        assert asked(tmp_path, later(0.1)).outcome == "permitted"
        shutil.rmtree(tmp_path / "state")
        shutil.copytree(tmp_path / "before", tmp_path / "state")
    assert (len(found) * EVERY > 20, set(found)) == (True, {YES, NO})


@forks
@pytest.mark.parametrize("is_first", [True, False])
def test_reading_anew_that_is_killed_anywhere_leaves_what_was(tmp_path: Path, is_first: bool) -> None:
    NEWER.put(tmp_path / "site")
    if is_first:
        shutil.rmtree(tmp_path / "state")
        (tmp_path / "state").mkdir()
    shutil.copytree(tmp_path / "state", tmp_path / "before")
    points, every = 0, EVERY if is_first else 1
    for _ in at_each_call(tmp_path, lambda: YES if client(tmp_path).refresh(NOW).cause is None else NO, kill, every):
        points += every
        assert version(tmp_path) in {"" if is_first else GOOD.version, NEWER.version}
        assert client(tmp_path).refresh(NOW).cause is None
        assert asked(tmp_path).outcome == "permitted"
        assert version(tmp_path) == NEWER.version
        shutil.rmtree(tmp_path / "state")
        shutil.copytree(tmp_path / "before", tmp_path / "state")
    assert points > 20


@forks
def test_a_disk_that_is_really_full_permits_nothing(tmp_path: Path) -> None:
    """The system itself refuses to write any byte of a file."""
    from resource import RLIMIT_FSIZE, setrlimit

    def work() -> int:
        setrlimit(RLIMIT_FSIZE, (0, 0))
        causes = [asked(tmp_path, later(1)).cause, client(tmp_path).refresh(later(1)).cause]
        return 0 if causes == ["state_not_kept", "state_not_kept"] else 1

    assert ended(started(work)) == 0
    assert asked(tmp_path, later(1)).outcome == "permitted"


@on_posix
def test_what_is_kept_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is synced before it gets its name, and then its folder."""
    done: list[str] = []
    sync, replace = os.fsync, os.replace

    def syncs(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def replaces(old: str, new: str) -> None:
        done.append("named")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", syncs)
    monkeypatch.setattr(os, "replace", replaces)
    NEWER.put(tmp_path / "site")
    assert client(tmp_path).refresh(NOW).cause is None
    assert done == ["file", "named", "folder"] * 4


@on_posix
def test_no_file_is_left_open(tmp_path: Path) -> None:
    one = client(tmp_path)
    before = len([*Path("/dev/fd").iterdir()])
    for minute in range(9):
        assert one.decide(PERMITTED, NOW + timedelta(minutes=minute)).outcome == "permitted"
        assert one.refresh(NOW + timedelta(minutes=minute)).cause is None
    assert len([*Path("/dev/fd").iterdir()]) == before


def test_a_refusal_leaves_no_trace_of_a_clock_that_ran_ahead(tmp_path: Path) -> None:
    assert client(tmp_path).decide({}, later(9)).outcome == "refused"
    assert kept(tmp_path).seen == NOW_TEXT


# ---- several at once


def test_who_comes_second_waits_for_the_lock(tmp_path: Path) -> None:
    for work in (lambda: asked(tmp_path, later(1)).cause, lambda: client(tmp_path).refresh(later(2)).cause):
        with ThreadPoolExecutor() as pool:
            with Folder(tmp_path / "state", REGISTRY)._locked(soon()):
                waiting = pool.submit(work)
                with pytest.raises(TimeoutError):
                    waiting.result(0.3)
            assert waiting.result(9) is None


def test_who_reads_what_another_is_just_writing_waits_for_it(tmp_path: Path) -> None:
    """What is broken before another has done is not taken for broken."""
    state = tmp_path / "state/state"
    whole = state.read_bytes()
    with ThreadPoolExecutor() as pool:
        with Folder(tmp_path / "state", REGISTRY)._locked(soon()):
            state.write_bytes(whole[:-9])
            waiting = pool.submit(lambda: (client(tmp_path).refresh(NOW).cause, asked(tmp_path).cause))
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            state.write_bytes(whole)
        assert waiting.result(9) == (None, None)


def test_nobody_waits_for_a_lock_beyond_the_deadline(tmp_path: Path) -> None:
    one = Client(tmp_path / "site/data/v1", [KEY.public], tmp_path / "state", registry=REGISTRY, deadline=0.2)
    with Folder(tmp_path / "state", REGISTRY)._locked(soon()):
        assert one.decide(PERMITTED, NOW).outcome == "permitted"  # its time is kept already: that needs no lock
        before = monotonic()
        assert one.decide(PERMITTED, later(0.01)).cause == "state_not_kept"
        assert one.refresh(later(0.01)).cause == "state_not_kept"
        assert monotonic() - before < 9


def test_a_time_is_noted_also_by_who_has_read_nothing_yet(tmp_path: Path) -> None:
    state = Folder(tmp_path / "state", REGISTRY)
    state.see("2026-11-25T23:59:59Z", soon())
    assert state.load(soon()).seen == "2026-11-25T23:59:59Z"


def test_who_reads_while_another_sees_a_later_time_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of this one is behind: what it has read may be what was published long ago."""

    def reads(*arguments: Any) -> Any:
        found = read_anew(*arguments)
        assert asked(tmp_path, later(1)).outcome == "permitted"
        return found

    NEWER.put(tmp_path / "site")
    monkeypatch.setattr("site_builder.client.reading.read_anew", reads)
    assert client(tmp_path).refresh(NOW).cause == "clock_back"
    assert version(tmp_path) == GOOD.version


@forks
def test_the_highest_version_never_goes_down_whoever_reads(tmp_path: Path) -> None:
    """Many clients on one folder; each is served another version, some of them older ones again and again."""
    editions = [GOOD.of_version(f"2026.11.25.{number}") for number in range(2, 10)]

    def reads(edition: Published) -> Callable[[], int]:
        place = edition.put(tmp_path / edition.version)
        one = Client(place, [KEY.public], tmp_path / "state", registry=REGISTRY, max_age=None, deadline=30)

        def work() -> int:
            causes = {one.refresh(NOW).cause for _ in range(20)}
            return 0 if causes <= {None, "rollback"} else 1

        return work

    def watches() -> int:
        last = ""
        for _ in range(2000):
            now = version(tmp_path)
            if now < last:
                return 1
            last = now
        return 0

    works = [*map(reads, editions), watches, watches]
    assert [ended(child) for child in started_together(works)] == [0] * len(works)
    assert version(tmp_path) == editions[-1].version


@forks
def test_the_latest_time_never_goes_back_whoever_asks(tmp_path: Path) -> None:
    def asks(first: int) -> Callable[[], int]:
        def work() -> int:
            one = client(tmp_path)
            for minute in range(first, 60, 3):
                now = NOW + timedelta(minutes=minute)
                found = one.decide(PERMITTED, now)
                if found.outcome == "permitted" and kept(tmp_path).seen < f"{now:%Y-%m-%dT%H:%M:%SZ}":
                    return 1
                if found.cause not in {None, "clock_back"}:
                    return 2
            return 0

        return work

    works = [asks(first) for first in range(3)]
    assert [ended(child) for child in started_together(works)] == [0] * 3
    assert kept(tmp_path).seen == "2026-11-25T15:29:00Z"


class Torn(Folder):
    """A folder of which another thread, that began before, forgets at some moment what was newer."""

    swaps_at = itertools.count()
    newer: Any = None
    older: Any = None

    @property
    def _held(self) -> Any:
        return self.newer if next(self.swaps_at) < 1 else self.older

    @_held.setter
    def _held(self, _: Any) -> None:
        """Nothing."""


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end() -> None:
    out, into = os.pipe()
    os.write(into, b"more than it said")
    os.close(into)
    assert _all(out) == b"more than it said"
    os.close(out)


@pytest.mark.parametrize("at", range(6))
def test_what_another_thread_holds_is_not_taken_for_what_stands_there(tmp_path: Path, at: int) -> None:
    held = []
    for published in (GOOD, NEWER):
        published.put(tmp_path / "site")
        assert client(tmp_path).refresh(NOW).cause is None
        folder = Folder(tmp_path / "state", REGISTRY)
        folder.load(soon())
        held.append(folder._held)
    torn = Torn(tmp_path / "state", REGISTRY)
    torn.older, torn.newer, torn.swaps_at = *held, itertools.count(-at)
    copy = torn.load(soon()).copy
    assert copy is not None
    assert copy.version == NEWER.version


@forks
def test_a_lock_is_not_kept_by_who_was_forked_meanwhile(tmp_path: Path) -> None:
    ready, going = os.pipe()

    def waits() -> int:
        os.close(going)
        os.read(ready, 1)
        return 0

    folder = Folder(tmp_path / "state", REGISTRY)
    with folder._locked(soon()):
        child = started(waits)
    with folder._locked(monotonic() + 1):
        pass
    os.close(going)
    assert ended(child) == 0

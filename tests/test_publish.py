"""All or nothing: whatever dies, fails or looks on while a site is published, it is the old one or the new one.

Real files, no stand-ins. A fault is put into a forked child, just before one of its calls to the system.
"""

from __future__ import annotations

import errno
import itertools
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_builder.addresses import MANIFEST, SIGNATURE
from site_builder.publish import Published, PublishError, publish, swap
from site_builder.publish.lock import locked
from site_builder.publish.site import Site
from tests.effort import effort, thorough
from tests.faulty_doubles import forgetful_exchange, naive_writer
from tests.faulty_doubles.faults import (
    KEEP,
    KEPT,
    LARGER_NEW,
    LARGER_OLD,
    NEW,
    OLD,
    Fault,
    Files,
    Outcome,
    Publisher,
    attempt,
    beside,
    ended,
    fail_with,
    failed_at_every_step,
    interrupt,
    kill,
    killed_at_every_step,
    kinds,
    put_kept,
    said_by,
    seen,
    started,
    started_together,
    unsynced_at_the_exchange,
    with_manifest,
)
from tests.systems import forks, in_memory, on_posix

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

EVERY = effort(suite=18, thorough=1)
"""Of how many calls to the system one meets a fault in the long series."""
PAIRS = effort(suite=30, thorough=100)
"""How often two builds are started at once."""
ROUNDS = effort(suite=20, thorough=60)
"""How often a site is published while somebody reads it."""
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="needs root, to mount a small disk or to become another user")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The old site, with two things that people keep in it."""
    return old_site(tmp_path / "site")


def old_site(place: Path) -> Path:
    publish(OLD, place)
    put_kept(place)
    return place


@pytest.fixture
def quick() -> Iterator[Path]:
    """The same in memory, for the long series."""
    with in_memory() as folder:
        (folder / "work").mkdir()
        yield old_site(folder / "work/site")


def refused(number: int) -> Callable[[Path, Path], None]:
    def refuse(_one: Path, _other: Path) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.fixture
def without_swap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ways of a system that cannot exchange two folders in one step."""
    monkeypatch.setattr(swap, "rename_exchange", refused(errno.ENOSYS))


# --- dying, failing ---


@forks
def test_a_build_killed_at_every_step_leaves_the_old_site_or_the_new_one(quick: Path) -> None:
    outcome = killed_at_every_step(publish, quick, LARGER_OLD, LARGER_NEW, every=EVERY)
    assert outcome.wrong == []
    assert outcome.absent == 0
    assert outcome.points * EVERY >= 250


@forks
@pytest.mark.usefixtures("without_swap")
def test_without_a_swap_a_build_killed_at_every_step_loses_nothing_that_the_next_does_not_put_back(quick: Path) -> None:
    outcome = killed_at_every_step(publish, quick, every=EVERY)
    assert outcome.wrong == []
    assert outcome.absent == 1 or EVERY > 1
    assert outcome.points * EVERY >= 150


@forks
def test_a_first_build_killed_at_every_step_leaves_no_site_or_the_whole_one(quick: Path) -> None:
    place = quick
    shutil.rmtree(place)
    for at in itertools.count(1, effort(suite=3, thorough=1)):
        code = ended(started(attempt(publish, NEW, place, Fault(kill, at, place.parent.name))))
        assert seen(place) in (None, NEW)
        if code == 0:
            break
        publish(NEW, place)
        assert beside(place) == []
        shutil.rmtree(place)
    assert at > 80


@forks
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["disk full", "disk error"])
def test_a_build_whose_every_call_fails_once_says_so_plainly_and_changes_nothing(quick: Path, number: int) -> None:
    outcome = failed_at_every_step(publish, quick, Fault(fail_with(number)), LARGER_OLD, LARGER_NEW, every=EVERY)
    assert outcome.wrong == []
    assert outcome.absent == 0
    assert outcome.points * EVERY >= 250


@forks
@pytest.mark.usefixtures("without_swap")
def test_without_a_swap_a_build_whose_every_call_fails_once_changes_nothing(quick: Path) -> None:
    outcome = failed_at_every_step(publish, quick, Fault(fail_with(errno.EIO)), every=EVERY)
    assert outcome.wrong == []
    assert outcome.absent == 0


@forks
@pytest.mark.parametrize("swapped", [True, False], ids=["swap", "two renames"])
def test_a_disk_that_breaks_for_good_at_any_step_never_leaves_a_partial_site(
    quick: Path, request: pytest.FixtureRequest, *, swapped: bool
) -> None:
    if not swapped:
        request.getfixturevalue("without_swap")
    outcome = failed_at_every_step(publish, quick, Fault(fail_with(errno.EIO), lasting=True), every=EVERY)
    assert outcome.wrong == []
    assert outcome.points * EVERY >= 150


@forks
def test_a_build_stopped_by_the_keyboard_clears_up_after_itself(quick: Path) -> None:
    outcome = failed_at_every_step(publish, quick, Fault(interrupt), every=effort(suite=9, thorough=1))
    # In the clearing up itself an interrupt may leave something, which the next build removes.
    assert kinds(outcome) <= {"litter"}
    assert outcome.absent == 0


@forks
def test_builds_killed_at_any_moment_leave_a_whole_site(out: Path) -> None:
    moments = random.Random(7)  # noqa: S311 (the same moments each time)
    whole = [{**OLD, **KEPT}, {**NEW, **KEPT}]
    for number in range(effort(suite=30, thorough=200)):
        child = started(attempt(publish, (OLD, NEW)[number % 2], out))
        time.sleep(moments.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        assert ended(child) in (0, -signal.SIGKILL)
        assert seen(out) in whole
    publish(NEW, out, keep=KEEP)
    assert seen(out) == whole[1]
    assert beside(out) == []


@forks
def test_the_naive_writer_is_caught_dying_and_failing(quick: Path) -> None:
    assert "partial" in kinds(killed_at_every_step(naive_writer.publish, quick, every=EVERY))
    assert {"partial", "traceback"} <= kinds(
        failed_at_every_step(naive_writer.publish, quick, Fault(fail_with(errno.ENOSPC)), every=EVERY)
    )


@forks
@thorough
def test_the_exchange_without_a_journal_is_caught_dying(quick: Path) -> None:
    assert kinds(killed_at_every_step(forgetful_exchange.publish, quick)) == {"lost"}


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to tell which file is synced")
def test_all_of_the_new_site_is_on_the_disk_before_it_is_exchanged(out: Path) -> None:
    assert unsynced_at_the_exchange(publish, out) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to tell which file is synced")
def test_the_exchange_without_a_journal_is_caught_not_syncing_its_folders(out: Path) -> None:
    assert ".site.staged/only-new" in unsynced_at_the_exchange(forgetful_exchange.publish, out)


# --- others at the same time ---


def pairs(publisher: Publisher, out: Path, count: int) -> Outcome:
    """Start two builds at once, again and again, that give way to each other at each step: one wins, as a whole."""
    outcome = Outcome()

    def give_way(_call: str, _args: tuple[object, ...]) -> None:
        time.sleep(random.random() / 2000)  # noqa: S311 (any moment will do)

    whole = [{**files, **KEPT} for files in (OLD, NEW)]
    for _ in range(count):
        faults = [Fault(give_way, near=out.parent.name, lasting=True) for _ in whole]
        work = zip((OLD, NEW), faults, strict=True)
        children = started_together([attempt(publisher, files, out, fault) for files, fault in work])
        codes = [ended(child) for child in children]
        outcome.points += 1
        if not set(codes) <= {0, 1} or codes == [1, 1]:
            outcome.wrong.append(f"answers {codes}")
        if seen(out) not in whole:
            outcome.wrong.append(f"mixed at {outcome.points}")
        if beside(out):
            outcome.wrong.append(f"leftovers {beside(out)}")
    return outcome


@forks
def test_of_two_builds_at_once_one_wins_and_the_other_is_told(out: Path) -> None:
    assert pairs(publish, out, effort(suite=PAIRS // 2, thorough=PAIRS)).wrong == []


@forks
@thorough
def test_the_naive_writer_is_caught_by_two_builds_at_once(out: Path) -> None:
    assert kinds(pairs(naive_writer.publish, out, PAIRS)) & {"mixed", "answers"}


@forks
def test_a_file_that_someone_puts_there_during_the_build_is_not_lost(out: Path) -> None:
    def put(call: str, _args: tuple[object, ...]) -> None:
        if call == "os.link":
            (out / "mine").touch()

    assert ended(started(attempt(publish, NEW, out, Fault(put, near=out.parent.name, lasting=True)))) == 1
    assert seen(out) == {**OLD, **KEPT, "mine": b""}
    assert beside(out) == []


@contextmanager
def held(path: Path) -> Iterator[int]:
    """A child that holds the lock; its id."""
    ready, telling = os.pipe()

    def work() -> int:
        with locked(path):
            os.write(telling, b".")
            time.sleep(60)
        return 0

    child = started(work)
    os.read(ready, 1)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        ended(child)
        os.close(ready)
        os.close(telling)


@forks
def test_who_finds_the_folder_locked_is_told_by_whom(out: Path) -> None:
    with held(out.parent / ".site.lock") as holder, pytest.raises(PublishError) as refused:
        publish(NEW, out, keep=KEEP)
    assert f"process {holder} on {os.uname().nodename}" in refused.value.message
    assert "Wait" in refused.value.hint
    assert seen(out) == {**OLD, **KEPT}


@forks
def test_the_lock_of_a_dead_build_is_taken_over(out: Path) -> None:
    with held(out.parent / ".site.lock"):
        pass
    assert beside(out) == [".site.lock"]
    assert publish(NEW, out, keep=KEEP).changed
    assert beside(out) == []


@forks
def test_a_lock_whose_file_was_removed_before_it_was_taken_counts_for_nothing(out: Path) -> None:
    path = out.parent / ".site.lock"
    opened, telling = os.pipe()
    waiting, going = os.pipe()
    calls = itertools.count()

    def pause(call: str, _args: tuple[object, ...]) -> None:
        if call == "fcntl.flock" and next(calls) == 0:
            os.write(telling, b".")
            os.read(waiting, 1)

    path.write_text("site-builder")
    child = started(attempt(publish, NEW, out, Fault(pause, near=out.parent.name, lasting=True)))
    os.read(opened, 1)
    with locked(path):
        pass
    with locked(path):
        os.write(going, b".")
        assert ended(child) == 1
    assert seen(out) == {**OLD, **KEPT}
    assert beside(out) == []


def looked_on(publisher: Publisher, out: Path, rounds: int) -> Outcome:
    """Read the site all the time while it is published again and again."""
    outcome = Outcome()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            outcome.points += 1
            _read_through_one_handle(outcome, out)
            if not (out / MANIFEST).exists() or not (out / "CNAME").exists():
                outcome.wrong.append(f"missing at {outcome.points}")

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(rounds):
        publisher((NEW, OLD)[number % 2], out, keep=KEEP)
    done.set()
    reader.join()
    return outcome


def _read_through_one_handle(outcome: Outcome, out: Path) -> None:
    folder = os.open(out, os.O_RDONLY)
    try:
        versions = {_first_word(path, folder) for path in OLD.keys() & NEW.keys() - {MANIFEST}}
    finally:
        os.close(folder)
    # None: the old tree is being removed under a reader who still holds it.
    if len(versions - {None}) > 1:
        outcome.wrong.append(f"mixed at {outcome.points}")


def _first_word(path: str, folder: int) -> bytes | None:
    try:
        handle = os.open(path, os.O_RDONLY, dir_fd=folder)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        return (file.read().split() or [b""])[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two folders in one step")
def test_a_reader_sees_the_old_site_or_the_new_one_and_never_none(out: Path) -> None:
    outcome = looked_on(publish, out, ROUNDS)
    assert outcome.wrong == []
    assert outcome.points > ROUNDS


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="needs handles of folders")
def test_the_naive_writer_is_caught_by_a_reader(out: Path) -> None:
    assert "missing" in kinds(looked_on(naive_writer.publish, out, ROUNDS))


# --- what is published ---


def test_a_site_is_published_where_there_was_none(tmp_path: Path) -> None:
    published = publish(NEW, tmp_path / "site")
    assert published == Published(tmp_path / "site", len(NEW), sum(map(len, NEW.values())), changed=True)
    assert seen(tmp_path / "site") == NEW
    assert beside(tmp_path / "site") == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert publish(NEW, tmp_path / "site").changed
    assert seen(tmp_path / "site") == NEW


def test_what_the_new_site_does_not_have_is_gone_and_what_is_kept_is_not(out: Path) -> None:
    publish(NEW, out, keep=KEEP)
    assert seen(out) == {**NEW, **KEPT}
    assert not (out / "only-old").exists()


def test_an_equal_site_is_not_touched(out: Path) -> None:
    def traces() -> dict[Path, tuple[int, int, int]]:
        found = {path: path.stat() for path in [out, *out.rglob("*")]}
        return {path: (status.st_ino, status.st_mtime_ns, status.st_ctime_ns) for path, status in found.items()}

    before = traces()
    assert publish(OLD, out, keep=KEEP) == Published(out, len(OLD), sum(map(len, OLD.values())), changed=False)
    assert traces() == before
    assert beside(out) == []


@pytest.mark.parametrize("content", [b"by hand", b"", OLD["index.html"][:-1] + b"!"])
def test_a_published_file_that_someone_changed_is_published_again(out: Path, content: bytes) -> None:
    (out / "index.html").write_bytes(content)
    assert publish(OLD, out, keep=KEEP).changed
    assert seen(out) == {**OLD, **KEPT}


def test_a_published_file_that_someone_removed_is_published_again(out: Path) -> None:
    (out / "index.html").unlink()
    assert publish(OLD, out, keep=KEEP).changed
    assert seen(out) == {**OLD, **KEPT}


def test_a_signature_is_ours_although_no_manifest_lists_it(out: Path) -> None:
    publish({**OLD, SIGNATURE: b"{}"}, out, keep=KEEP)
    publish(NEW, out, keep=KEEP)
    assert seen(out) == {**NEW, **KEPT}


@on_posix
@pytest.mark.parametrize(("umask", "folder", "file"), [(0o022, 0o755, 0o644), (0o027, 0o750, 0o640), (0, 0o755, 0o644)])
def test_folders_and_files_have_ordinary_permissions(tmp_path: Path, umask: int, folder: int, file: int) -> None:
    before = os.umask(umask)
    try:
        publish(NEW, tmp_path / "site")
    finally:
        os.umask(before)
    found = {
        (path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [tmp_path / "site", *tmp_path.rglob("site/**/*")]
    }
    assert found == {(True, folder), (False, file)}


@on_posix
def test_a_site_that_a_narrow_umask_made_unreadable_is_published_again(out: Path) -> None:
    (out / "index.html").chmod(0o600)
    assert publish(OLD, out, keep=KEEP).changed
    assert stat.S_IMODE((out / "index.html").stat().st_mode) == 0o644


@on_posix
def test_what_is_kept_keeps_its_permissions_times_and_links(out: Path) -> None:
    os.utime(out / "CNAME", (1, 1))
    (out / "CNAME").chmod(0o604)
    (out / ".well-known/acme/latest").symlink_to("token")
    (out / ".well-known/acme").chmod(0o711)
    os.utime(out / ".well-known", (2, 2))
    publish(NEW, out, keep=[*KEEP, "not-there"])
    assert (out / "CNAME").stat().st_mtime == 1
    assert stat.S_IMODE((out / "CNAME").stat().st_mode) == 0o604
    assert (out / ".well-known/acme/latest").readlink() == Path("token")
    assert stat.S_IMODE((out / ".well-known/acme").stat().st_mode) == 0o711
    assert (out / ".well-known").stat().st_mtime == 2


@as_root
def test_what_is_kept_stays_with_its_owner(out: Path) -> None:
    for path in [out / "CNAME", out / ".well-known", out / ".well-known/acme"]:
        os.chown(path, 65534, 65534)
    publish(NEW, out, keep=KEEP)
    for path in [out / "CNAME", out / ".well-known", out / ".well-known/acme"]:
        assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_where_no_swap_is_offered_two_renames_do(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "rename_exchange", refused(errno.EINVAL))
    assert publish(NEW, out, keep=KEEP).changed
    assert seen(out) == {**NEW, **KEPT}
    assert beside(out) == []


def test_the_manifest_states_its_head_in_order_and_its_files_by_path() -> None:
    files = {"é.html": b"e", "b/x.html": b"x", "a.html": b"", MANIFEST: b"not itself", SIGNATURE: b"nor its signature"}
    text = with_manifest(files)[MANIFEST].decode()
    assert text.startswith('{\n "manifest": 1,\n "registry": "https://council.example/id/registry",\n "version": "2026')
    assert text.endswith("\n }\n}\n")
    assert "é.html" in text
    stated = json.loads(text)
    assert list(stated) == [
        *("manifest", "registry", "version", "issued", "valid_from", "expires", "feed", "files"),
    ]
    assert stated["issued"] == "2026-11-25"
    assert list(stated["files"]) == ["a.html", "b/x.html", "é.html"]
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert stated["files"]["a.html"] == {"bytes": 0, "sha256": empty}


# --- what is refused, before anything is written ---


def refusal(out: Path, files: Files = NEW, keep: Collection[str] = KEEP) -> PublishError:
    """What `publish` says, after which nothing may have changed."""
    before = everything(out.parent)
    with pytest.raises(PublishError) as refused:
        publish(files, out, keep=keep)
    assert everything(out.parent) == before
    for sentence in (refused.value.message, refused.value.hint):
        assert sentence[0].isupper() or not sentence[0].isalpha()
        assert "Error" not in sentence
        assert "Errno" not in sentence
    return refused.value


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    if not folder.is_dir():
        return {}
    found = {path: path.lstat() for path in folder.rglob("*")}
    return {
        str(path): (status.st_ino, path.read_bytes() if stat.S_ISREG(status.st_mode) else b"")
        for path, status in found.items()
    }


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    assert "is a file" in refusal(tmp_path / "site").message


@on_posix
def test_a_link_in_the_place_of_the_folder_is_refused_and_the_hint_names_the_folder(out: Path) -> None:
    link = out.parent / "link"
    link.symlink_to(out)
    error = refusal(link)
    assert "is a link" in error.message
    assert str(out) in error.hint
    link.unlink()
    link.symlink_to("nowhere")
    assert "is a link" in refusal(link).message


@pytest.mark.parametrize(
    ("names", "said", "advice"),
    [
        (["notes.txt"], "notes.txt.", "--keep notes.txt."),
        (["data/c.csv", "b/x.txt", "a.txt"], "a.txt, b/x.txt, data/c.csv.", "--keep a.txt."),
        (["5", "4", "3", "2/x/y", "1"], "1, 2/x/y, 3 and 2 more.", "--keep 1."),
        (["only-old/mine", "data/mine"], "data/mine, only-old/mine.", "move these files away."),
    ],
)
def test_files_that_no_build_put_there_are_named_and_refused(
    out: Path, names: list[str], said: str, advice: str
) -> None:
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("mine")
    error = refusal(out)
    assert error.message.endswith(said)
    assert "--out" in error.hint
    assert error.hint.endswith(advice)


@on_posix
def test_a_link_in_the_folder_that_no_build_put_there_is_refused(out: Path) -> None:
    shutil.rmtree(out / "only-old")
    (out / "only-old").symlink_to(out.parent)
    assert refusal(out).message.endswith(": only-old.")


def test_files_without_their_keep_are_refused(out: Path) -> None:
    assert refusal(out, keep=["CNAME"]).message.endswith(": .well-known/acme/token.")
    assert "--keep .well-known" in refusal(out, keep=["CNAME"]).hint


@pytest.mark.parametrize(
    "text", [None, "", "[]", "{}", '{"manifest": 1, "files": []}', '{"manifest": 2, "files": {}}', "\xff"]
)
def test_a_folder_without_a_manifest_that_can_be_read_is_foreign(out: Path, text: str | None) -> None:
    (out / MANIFEST).unlink()
    if text is not None:
        (out / MANIFEST).write_bytes(text.encode("latin-1"))
    assert "no build put there" in refusal(out).message


def test_a_folder_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no folder" in refusal(tmp_path / "not" / "site").message
    (tmp_path / "file").touch()
    assert "no folder" in refusal(tmp_path / "file" / "site").message


def test_a_whole_disk_is_refused() -> None:
    with pytest.raises(PublishError, match="whole disk"):
        publish(NEW, Path("/"))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/x",
        "../x",
        "a/../../x",
        "a/./b",
        "a//b",
        "",
        "a/",
        "c:/x",
        "a\\..\\x",
        "a\nb",
        "a\0b",
        "..",
        "a:b",
        "\ud800",
    ],
)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    assert "leads out of its folder" in refusal(tmp_path / "site", {**NEW, path: b""}).message


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["a/Index.html", "a/index.html"], "only by case"),
        (["A/x.html", "a/y.html"], "only by case"),
        ([unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é")], "only by case"),
        (["straße", "STRASSE"], "only by case"),
        (["a", "A/x"], "a file and a folder"),
    ],
)
def test_paths_that_some_systems_take_for_one_are_refused(tmp_path: Path, paths: list[str], said: str) -> None:
    assert said in refusal(tmp_path / "site", with_manifest(dict.fromkeys(paths, b""))).message


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc", "a\\b", "../site", "index.html", "INDEX.html", "data"])
def test_a_name_that_cannot_be_kept_is_refused(out: Path, name: str) -> None:
    assert "cannot be kept" in refusal(out, keep=[*KEEP, name]).message


@pytest.mark.parametrize("change", [{"index.html": b"other"}, {"more.html": b""}, {MANIFEST: b"{}"}])
def test_files_that_their_manifest_does_not_describe_are_refused(out: Path, change: Files) -> None:
    assert "manifest" in refusal(out, {**NEW, **change}).message


def test_files_without_a_manifest_are_refused(tmp_path: Path) -> None:
    assert "manifest" in refusal(tmp_path / "site", {"index.html": b""}).message


@pytest.mark.parametrize("ending", ["lock", "journal", "staged", "replaced"])
def test_a_name_that_the_build_needs_and_someone_else_has_is_refused(out: Path, ending: str) -> None:
    path = out.with_name(f".site.{ending}")
    if ending in ("lock", "journal"):
        path.write_text("mine")
    else:
        path.mkdir()
        (path / "mine").touch()
    assert str(path) in refusal(out).message


def test_an_old_site_that_was_set_aside_is_not_put_over_what_someone_else_made_meanwhile(out: Path) -> None:
    swap.begin(Site(out))
    out.rename(out.with_name(".site.replaced"))
    out.mkdir()
    (out / "mine").touch()
    refusal(out)
    (out / "mine").unlink()
    out.rmdir()
    publish(NEW, out, keep=KEEP)
    assert seen(out) == {**NEW, **KEPT}
    assert beside(out) == []


# --- disks and users ---


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A disk in memory, mounted at the folder."""
    with mounted(folder, "-t", "tmpfs", "-o", options, "tmpfs"):
        yield folder


@contextmanager
def mounted(folder: Path, *what: str | Path) -> Iterator[None]:
    """Something mounted at the folder, and taken away again from wherever it was renamed to beside it."""
    folder.mkdir(exist_ok=True)
    made = subprocess.run(["mount", *what, folder], check=False, capture_output=True)  # noqa: S607 (wherever the system has it)
    if made.returncode:
        pytest.skip(f"cannot mount: {made.stderr.decode().strip()}")
    try:
        yield
    finally:
        lines = Path("/proc/self/mounts").read_text().splitlines()
        near = [line.split()[1] for line in lines if line.split()[1].endswith(f"/{folder.name}")]
        subprocess.run(["umount", *(name for name in near if str(folder.parent.parent) in name)], check=True)  # noqa: S607 (as above)


@as_root
def test_a_disk_that_is_too_full_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=900k") as disk:
        error = refusal(disk / "site")
        assert "too full" in error.message
        assert "Make room" in error.hint


@as_root
def test_a_disk_that_runs_full_meanwhile_leaves_the_old_site(tmp_path: Path) -> None:
    # The size suffices, the number of files does not: that, no check foresees.
    told = []
    for most in range(len(OLD) + 12, 2 * len(OLD) + 16):
        with small_disk(tmp_path / f"disk-{most}", f"size=8m,nr_inodes={most}") as disk:
            publish(OLD, disk / "site")
            said = said_by(lambda: publish(NEW, disk / "site"))
            assert seen(disk / "site") == (OLD if said else NEW)
            assert beside(disk / "site") == []
            told.append("the disk is full" in said)
    assert told[0]
    assert not told[-1]


@as_root
def test_a_disk_of_its_own_is_refused(tmp_path: Path) -> None:
    with small_disk(tmp_path / "site", "size=8m") as disk:
        assert "a disk of its own" in refusal(disk).message


@as_root
def test_a_disk_in_the_place_of_a_folder_of_ours_is_refused(out: Path) -> None:
    with small_disk(out / "only-old", "size=1m") as disk:
        shutil.copy(out / "index.html", disk / "index.html")
        assert "a disk of its own" in refusal(out).message


@as_root
def test_a_kept_folder_that_is_a_disk_of_its_own_is_refused_and_not_emptied(out: Path) -> None:
    with small_disk(out / "uploads", "size=1m") as disk:
        (disk / "mine").touch()
        assert "a disk of its own" in refusal(out, keep=[*KEEP, "uploads"]).message
        (disk / "mine").unlink()


@as_root
def test_a_kept_folder_that_stands_elsewhere_on_the_same_disk_is_refused_and_not_emptied(out: Path) -> None:
    elsewhere = out.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").write_text("mine")
    with mounted(out / "uploads", "--bind", elsewhere):
        assert "a disk of its own" in said_by(lambda: publish(NEW, out, keep=[*KEEP, "uploads"]))
        assert (elsewhere / "mine").read_text() == "mine"
        assert (out / "index.html").read_bytes() == OLD["index.html"]
    assert beside(out) == ["elsewhere"]


@as_root
def test_what_cannot_be_removed_of_the_old_site_is_named_and_removed_later(out: Path) -> None:
    elsewhere = out.parent / "elsewhere"
    shutil.copytree(out / "only-old", elsewhere)
    leftover = out.with_name(".site.staged")
    with mounted(out / "only-old", "--bind", elsewhere):
        assert publish(NEW, out, keep=KEEP).leftover == leftover
        assert seen(out) == {**NEW, **KEPT}
        assert "in use" in said_by(lambda: publish(OLD, out, keep=KEEP))
        assert seen(out) == {**NEW, **KEPT}
    assert publish(OLD, out, keep=KEEP).leftover is None
    assert beside(out) == ["elsewhere"]


@as_root
def test_a_disk_that_can_only_be_read_is_refused(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=8m") as disk:
        publish(OLD, disk / "site")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)  # noqa: S607 (as above)
        assert "can only be read" in refusal(disk / "site").message


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


def as_another_user(work: Callable[[], object]) -> str:
    """What `publish` refuses with when it runs as a user without rights."""
    ready, telling = os.pipe()

    def as_nobody() -> int:
        os.setgid(65534)
        os.setuid(65534)
        os.write(telling, said_by(work).encode())
        return 0

    assert ended(started(as_nobody)) == 0
    os.close(telling)
    with os.fdopen(ready, "rb") as told:
        return told.read().decode()


@as_root
def test_a_folder_in_which_one_may_not_write_is_refused(public_folder: Path) -> None:
    place = public_folder / "site"
    publish(OLD, place)
    public_folder.chmod(0o755)
    assert "not allowed to write there" in as_another_user(lambda: publish(NEW, place))
    assert seen(place) == OLD
    assert beside(place) == []


@as_root
def test_a_site_that_one_may_not_remove_is_refused_before_it_is_exchanged(public_folder: Path) -> None:
    place = public_folder / "site"
    publish(OLD, place)
    assert "not allowed to replace the folder" in as_another_user(lambda: publish(NEW, place))
    assert seen(place) == OLD
    assert beside(place) == []

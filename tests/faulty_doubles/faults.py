"""Faults to put into a build, and what a site must be after each: for `publish` and for its wrong twins alike.

A fault strikes in a forked child, just before one of its calls to the system; nothing stands in for the system.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
import time
import traceback
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from site_builder.addresses import MANIFEST
from site_builder.manifest.form import Manifest, listing, written
from site_builder.publish import Published, PublishError, publish, swap

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

Files = dict[str, bytes]
KEEP = ("CNAME", ".well-known")
KEPT = {"CNAME": b"council.example\n", ".well-known/acme/token": b"token"}
DAY = date(2026, 11, 25)


T = TypeVar("T")


def said_by(work: Callable[[], object]) -> str:
    """What the work is refused with, nothing if it is done."""
    try:
        work()
    except PublishError as error:
        return str(error)
    return ""


class Publisher(Protocol):
    """What `publish` and its wrong twins look like."""

    def __call__(self, files: Mapping[str, bytes], out: Path, *, keep: Collection[str] = ()) -> Published:
        """Put `files` in the place of `out`."""


def with_manifest(files: dict[str, bytes]) -> dict[str, bytes]:
    head = Manifest(
        registry="https://council.example/id/registry",
        version="2026.11.25.1",
        issued=DAY,
        valid_from=DAY,
        expires=date(2026, 12, 26),
        feed="data/v1/feed.jsonld",
        files=listing(files),
    )
    return {**files, MANIFEST: written(head)}


def site(version: str, *more: str) -> dict[str, bytes]:
    """A site in which every file says its version, and one folder that other versions do not have."""
    names = [*more, "index.html", "data/v1/feed.jsonld", f"data/v1/feed.{version}.jsonld", f"only-{version}/index.html"]
    return with_manifest({name: f"{version} {name} ".encode() * 40 for name in names})


OLD, NEW = site("old"), site("new")
LARGER = ("sharing/index.html", "sharing/recipients/dfe/index.html")
LARGER_OLD, LARGER_NEW = site("old", *LARGER), site("new", *LARGER)


def seen(out: Path) -> dict[str, bytes] | None:
    """Every file at `out`, kept ones too, None where nothing stands."""
    if not out.exists():
        return None
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir() if path != out)


AUDITED = {
    *("open", "fcntl.flock", "shutil.copystat"),
    *("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.scandir", "os.truncate", "os.chmod", "os.chown"),
}
"""Calls that Python tells of before it makes them."""
WRAPPED = ("write", "fsync", "close", "read", "lseek", "stat", "lstat", "fstat", "access", "statvfs")
"""Calls that it does not tell of."""


@dataclass
class Fault:
    """Strikes before the `at`-th call to the system that concerns the folder `near`, and counts the calls."""

    strike: Callable[[str, tuple[object, ...]], None]
    at: int = 0
    near: str = ""
    lasting: bool = False
    calls: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def step(self, call: str, args: tuple[object, ...]) -> None:
        """Count the call, and strike if it is the one."""
        path = args[0] if args else None
        if isinstance(path, str | os.PathLike) and Path(path).is_absolute() and self.near not in str(path):
            return
        number = next(self.calls)
        if number == self.at or (self.lasting and number > self.at):
            self.strike(call, args)

    def plant(self) -> None:
        """Make this process stumble over the fault: only for a child, for there is no way back."""
        for name in WRAPPED:
            setattr(os, name, self._wrapped(name, getattr(os, name)))
        exchange = self._wrapped("renameat2", swap.rename_exchange)
        swap.rename_exchange = exchange
        sys.addaudithook(lambda event, args: self.step(event, args) if event in AUDITED else None)

    def _wrapped(self, name: str, call: Callable[..., T]) -> Callable[..., T]:
        def wrapped(*args: object, **more: object) -> T:
            self.step(name, args)
            return call(*args, **more)

        return wrapped


def kill(call: str, args: tuple[object, ...]) -> None:
    """Die as by `kill -9`; in the middle of a write, after half of it."""
    if call == "write":
        handle, content = args
        assert isinstance(handle, int)
        assert isinstance(content, bytes | memoryview)
        os.pwrite(handle, content[: len(content) // 2], 0)
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(10)


def fail_with(number: int) -> Callable[[str, tuple[object, ...]], None]:
    def fail(_call: str, _args: tuple[object, ...]) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def interrupt(_call: str, _args: tuple[object, ...]) -> None:
    raise KeyboardInterrupt


def started(work: Callable[[], int]) -> int:
    """The id of a child that does this work and ends with its answer; 99 with a traceback if it raises."""
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        code = work()
    except BaseException:  # noqa: BLE001 (a child must end by its code, whatever happened)
        traceback.print_exc()
    finally:
        os._exit(code)


def started_together(works: Sequence[Callable[[], int]]) -> list[int]:
    """The ids of children that begin their work at once, however long it takes to start them."""
    gate, held = os.pipe()

    def behind(work: Callable[[], int]) -> Callable[[], int]:
        def wait() -> int:
            os.close(held)
            os.read(gate, 1)  # ends when nobody holds the gate any more: all others are here, and so are we
            return work()

        return wait

    children = [started(behind(work)) for work in works]
    os.close(held)
    os.close(gate)
    return children


def ended(child: int) -> int:
    """The child's answer, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def attempt(publisher: Publisher, files: Files, out: Path, fault: Fault | None = None) -> Callable[[], int]:
    """Work for a child: 0 published, 1 refused, 2 in place but not confirmed, 97 stopped, 98 unclear."""

    def work() -> int:
        if fault:
            fault.plant()
        try:
            publisher(files, out, keep=KEEP)
        except PublishError as error:
            plain = error.message.endswith(".") and error.hint and "Error" not in str(error)
            return (2 if "is in place" in error.message else 1) if plain else 98
        except KeyboardInterrupt:
            return 97
        return 0

    return work


@dataclass
class Outcome:
    """What a run of faults found: how many points, and what went wrong at which."""

    points: int = 0
    absent: int = 0
    wrong: list[str] = field(default_factory=list)


def killed_at_every_step(
    publisher: Publisher, out: Path, old: Files = OLD, new: Files = NEW, *, every: int = 1
) -> Outcome:
    """Kill a build before each of its calls; after each, the site must be whole, and the next build must clear up."""
    outcome = Outcome()
    publish(old, out, keep=KEEP)
    for at in itertools.count(1, every):
        code = ended(started(attempt(publisher, new, out, Fault(kill, at, out.parent.name))))
        if code != -signal.SIGKILL:
            assert code == 0
            return outcome
        outcome.points += 1
        _judge_the_dead(outcome, out, {**old, **KEPT}, {**new, **KEPT})
        _judge_the_next(outcome, publisher, new, out)
        old, new = new, old
    raise AssertionError


def _judge_the_dead(outcome: Outcome, out: Path, old: Files, new: Files) -> None:
    found = seen(out)
    if found is None and seen(out.with_name(f".{out.name}.replaced")) == old:
        outcome.absent += 1
    elif found not in (old, new):
        outcome.wrong.append(f"partial at {outcome.points}")


def _judge_the_next(outcome: Outcome, publisher: Publisher, files: Files, out: Path) -> None:
    publisher(files, out, keep=KEEP)
    if seen(out) != {**files, **KEPT}:
        outcome.wrong.append(f"lost at {outcome.points}")
        shutil.rmtree(out, ignore_errors=True)
        publisher(files, out)
        put_kept(out)
    if beside(out):
        outcome.wrong.append(f"leftovers at {outcome.points}")


def put_kept(out: Path) -> None:
    for name, content in KEPT.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)


def failed_at_every_step(
    publisher: Publisher, out: Path, fault: Fault, old: Files = OLD, new: Files = NEW, *, every: int = 1
) -> Outcome:
    """Let each call fail; a build that says no must have changed nothing, one that says yes everything."""
    outcome = Outcome()
    publish(old, out, keep=KEEP)
    for at in itertools.count(1, every):
        planted = replace(fault, at=at, near=out.parent.name, calls=itertools.count(1))
        code, reached = _with_count(attempt(publisher, new, out, planted), planted, out)
        if reached < at:
            assert code == 0
            return outcome
        outcome.points += 1
        _judge_the_failed(outcome, out, code, {**old, **KEPT}, {**new, **KEPT})
        if code and not fault.lasting and beside(out):
            outcome.wrong.append(f"litter at {at}: {beside(out)}")
        _judge_the_next(outcome, publisher, new, out)
        old, new = new, old
    raise AssertionError


def _with_count(work: Callable[[], int], fault: Fault, out: Path) -> tuple[int, int]:
    note = out.parent.with_name(f"{out.parent.name}-reached")
    code = ended(started(_telling(work, fault, note)))
    return code, int(note.read_text())


def _telling(work: Callable[[], int], fault: Fault, note: Path) -> Callable[[], int]:
    def told() -> int:
        try:
            return work()
        finally:
            count = next(fault.calls) - 1
            fault.at, fault.lasting = 0, False
            note.write_text(str(count))

    return told


def _judge_the_failed(outcome: Outcome, out: Path, code: int, old: Files, new: Files) -> None:
    found = seen(out)
    if code not in (0, 1, 2, 97):
        outcome.wrong.append(f"traceback at {outcome.points}")
    if found is None and seen(out.with_name(f".{out.name}.replaced")) == old:
        outcome.absent += 1
    elif found not in (old, new):
        outcome.wrong.append(f"partial at {outcome.points}")
    elif code != 97 and (code in (0, 2)) != (found == new):
        outcome.wrong.append(f"untrue at {outcome.points}")


def kinds(outcome: Outcome) -> set[str]:
    return {what.split()[0] for what in outcome.wrong}


def unsynced_at_the_exchange(publisher: Publisher, out: Path) -> set[str]:
    """What of the new site, and of the way back, is not on the disk when the two trees change places."""
    note = out.parent.with_name(f"{out.parent.name}-synced")
    synced: set[str] = set()

    def record(call: str, args: tuple[object, ...]) -> None:
        if call == "fsync":
            synced.add(Path(f"/proc/self/fd/{args[0]}").readlink().relative_to(out.parent).as_posix())
        if call in ("renameat2", "os.rename"):
            note.write_text("\n".join(synced))
            os._exit(0)

    assert ended(started(attempt(publisher, NEW, out, Fault(record, near=out.parent.name, lasting=True)))) == 0
    new = [*NEW, ".well-known/acme"]
    folders = {f".site.staged/{folder}" for path in new for folder in Path(path).parents} | {
        ".site.staged/.well-known/acme"
    }
    needed = {f".site.staged/{path}" for path in NEW} | {Path(folder).as_posix() for folder in folders}
    return (needed | {".site.journal", "."}) - set(note.read_text().splitlines())

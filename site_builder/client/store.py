"""The client's state, and its log of decisions: the one module of this room that writes.

A state on the disk is a folder. `state` holds one line with the latest time that was seen and the digest of it and of
all that follows, then a record of the copy; the copy itself stands beside it, in files that are named by their SHA-256.
A new copy is written and synced under new names before `state` is exchanged, in one step, for one that names them. Only
the time is written in place, in one call of fewer bytes than a disk ever tears apart. Whoever writes holds `lock`.
"""

# ruff: noqa: PTH100, PTH101, PTH103, PTH105, PTH108, PTH116, PTH208
# Paths are texts here: to import pathlib takes longer than most of what is done.

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any

from site_builder.client.cached_copy import START, Copy, State, counted, is_older
from site_builder.client.failure_codes import Untrusted

FORM = 1
NAME, LOCK, STAGED = "state", "lock", ".staged"
PARTS = ("manifest", "zipped", "packed")
OTHERS = 0o022
"""What nobody but the owner may do in the folder."""
BROKEN = (OSError, ValueError, LookupError, TypeError)
"""What reading a state raises that is not as it was written."""

_HOW: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""Byte for byte; and to open a pipe, or to write into one that is full, must not wait for ever."""
_TIME = len(START)
_LINE = _TIME + 1 + 64 + 1
"""Bytes of the first line: the time, a space, the digest, a new line."""


class Folder:
    """The state of one registry's reader in a folder. What is not as it was written is Untrusted: `state_broken`."""

    def __init__(self, path: str | os.PathLike[str], registry: str) -> None:
        self.path = os.path.abspath(path)
        self._registry = registry
        self._held: tuple[tuple[int, ...], bytes, State] | None = None

    def load(self, until: float) -> State:
        """What is kept. Of an empty folder, or none, nothing is. `until` is a time as `time.monotonic` tells it."""
        try:
            return self._load()
        except BROKEN:
            pass
        try:
            # Somebody may have been writing meanwhile: what is broken now is broken.
            with self._locked(until, os.O_RDWR):
                return self._load()
        except BROKEN as error:
            raise Untrusted("state_broken") from error

    def keep(self, copy: Copy, at: str, check: Callable[[State], None], until: float) -> None:
        """Keep a copy that was read at a time, when `check` has let pass what is kept by then; durably, or not at all.

        Raises Untrusted: what `check` does, `state_broken`, `state_not_kept`.
        """
        try:
            os.makedirs(self.path, 0o700, exist_ok=True)
            with self._locked(until):
                self._begin()
                before = self._load_or_broken()
                check(before)
                self._write(copy, before.copy, max(at, before.seen))
        except OSError as error:
            raise Untrusted("state_not_kept") from error

    def see(self, at: str, until: float) -> None:
        """Note a time. Raises Untrusted: `clock_back` if one far later was seen, `state_broken`, `state_not_kept`."""
        if self._held is not None and self._held[2].seen == at:
            return
        try:
            with self._locked(until), _opened(self._path_of(NAME), os.O_RDWR) as handle:
                seen, record = _parsed(_all(handle))
                os.lseek(handle, 0, os.SEEK_SET)
                _put(handle, _first_line(latest := counted(at, seen), record))
        except ValueError as error:
            raise Untrusted("state_broken") from error
        except OSError as error:
            raise Untrusted("state_not_kept") from error
        held = self._held
        # Under the old stamp: so it is read anew, and must know as much.
        self._held = held and (*held[:2], held[2]._replace(seen=latest))

    def anything(self) -> Iterator[tuple[str, bytes]]:
        """Every part of a copy that can be read at all, whatever else is broken: which part it is, and its bytes."""
        with suppress(OSError):
            for name in sorted(os.listdir(self.path)):
                if name.partition(".")[0] in PARTS:
                    with suppress(OSError):
                        yield name.partition(".")[0], _content(self._path_of(name))

    # ---- reading

    def _path_of(self, name: str) -> str:
        return f"{self.path}{os.sep}{name}"

    def _load_or_broken(self) -> State:
        try:
            return self._load()
        except BROKEN as error:
            raise Untrusted("state_broken") from error

    def _load(self) -> State:
        """What is kept. Raises one of BROKEN where it is not as it was written."""
        # Once: another thread may hold something else a moment later.
        held = self._held
        try:
            found = os.stat(self._path_of(NAME))
        except FileNotFoundError:
            if held is None and self._is_new():
                return State(START, None)
            raise
        stamp = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if held is not None and held[0] == stamp:
            return held[2]
        seen, record = _parsed(_content(self._path_of(NAME)))
        made = State(seen, held[2].copy if held is not None and held[1] == record else self._copy(record))
        if held is not None and is_older(made, held[2]):
            raise ValueError("The state knows less than it did.")
        self._held = (stamp, record, made)
        return made

    def _is_new(self) -> bool:
        with suppress(FileNotFoundError):
            return not set(os.listdir(self.path)) - {LOCK, STAGED}
        return True

    def _copy(self, record: bytes) -> Copy | None:
        """The copy that a record names. Raises one of BROKEN if it is not whole, or others could change it."""
        if os.name == "posix":
            found = os.stat(self.path)
            if found.st_mode & OTHERS or found.st_uid not in (0, os.geteuid()):
                raise ValueError("Others can write into the folder.")
        stated = json.loads(record)
        if stated["form"] != FORM or stated["registry"] != self._registry:
            raise ValueError("The state is of another form, or of another registry.")
        if stated["copy"] is None:
            return None
        parts = {part: _content(self._path_of(f"{part}.{stated[part]}")) for part in PARTS}
        if any(sha256(data).hexdigest() != stated[part] for part, data in parts.items()):
            raise ValueError("The copy is not what was kept.")
        held: Any = {**stated["copy"], "signatures": tuple(map(bytes.fromhex, stated["signatures"])), **parts}
        return Copy(**held)

    # ---- writing

    @contextmanager
    def _locked(self, until: float, how: int = os.O_RDWR | os.O_CREAT) -> Iterator[None]:
        """Hold the folder against all other processes and threads. Raises OSError where it cannot be had in time."""
        with _opened(self._path_of(LOCK), how) as handle:
            while not _hold(handle):
                if time.monotonic() > until:
                    raise TimeoutError
                time.sleep(0.005)
            try:
                yield
            finally:
                _release(handle)

    def _begin(self) -> None:
        """Make a new folder a state that holds nothing yet, so that no later step leaves one that looks broken."""
        if self._is_new():
            os.chmod(self.path, 0o700)
            self._put_state(START, {"copy": None})

    def _write(self, copy: Copy, before: Copy | None, seen: str) -> None:
        held = copy._asdict()
        names = {part: sha256(held.pop(part)).hexdigest() for part in PARTS}
        signatures = [each.hex() for each in held.pop("signatures")]
        for part, digest in names.items():
            if before is None or getattr(before, part) != getattr(copy, part):
                self._put_file(f"{part}.{digest}", getattr(copy, part))
        self._put_state(seen, {"copy": held, "signatures": signatures, **names})
        self._clear({f"{part}.{digest}" for part, digest in names.items()})

    def _put_state(self, seen: str, stated: dict[str, Any]) -> None:
        whole = {"form": FORM, "registry": self._registry, **stated}
        record = json.dumps(whole, separators=(",", ":")).encode() + b"\n"
        self._put_file(NAME, _first_line(seen, record) + record)

    def _put_file(self, name: str, content: bytes) -> None:
        """Put a file in its place in one step, and return when it is on the disk."""
        with _opened(self._path_of(STAGED), os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as handle:
            _put(handle, content)
            os.fsync(handle)
        os.replace(self._path_of(STAGED), self._path_of(name))
        if os.name == "posix":
            with _opened(self.path, os.O_RDONLY) as handle:
                os.fsync(handle)

    def _clear(self, wanted: set[str]) -> None:
        """Remove the copies that were kept before. The new one is in place: nothing may turn that into an error."""
        with suppress(OSError):
            for name in set(os.listdir(self.path)) - wanted:
                if name.partition(".")[0] in PARTS:
                    os.unlink(self._path_of(name))


class Memory:
    """As `Folder`, in memory, and gone with the process."""

    def __init__(self) -> None:
        from threading import Lock

        self._state = State(START, None)
        self._lock = Lock()

    def load(self, _until: float) -> State:
        """What is kept."""
        return self._state

    def keep(self, copy: Copy, at: str, check: Callable[[State], None], _until: float) -> None:
        """Keep a copy that was read at a time, if `check` lets it."""
        with self._lock:
            check(self._state)
            self._state = State(max(at, self._state.seen), copy)

    def see(self, at: str, _until: float) -> None:
        """Note a time. Raises Untrusted (`clock_back`) if one far later was seen."""
        with self._lock:
            self._state = State(counted(at, self._state.seen), self._state.copy)

    def anything(self) -> Iterator[tuple[str, bytes]]:
        """The parts of the copy that tell of purposes."""
        if self._state.copy is not None:
            yield "packed", self._state.copy.packed


class Log:
    """A file of JSON Lines that only grows."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.path.abspath(path)
        self._is_whole = False

    def append(self, line: bytes) -> None:
        """Return when the system has the whole line. Raises OSError where it has not."""
        with _opened(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as handle:
            # A line that broke off, on a full disk, must not spoil the next.
            start = b"" if self._is_whole or self._ends(os.fstat(handle).st_size) else b"\n"
            self._is_whole = False
            _put(handle, start + line)
            self._is_whole = True

    def _ends(self, size: int) -> bool:
        if not size:
            return True
        with _opened(self.path, os.O_RDONLY) as handle:
            os.lseek(handle, size - 1, os.SEEK_SET)
            return os.read(handle, 1) == b"\n"


# ---- the calls that touch the disk


@contextmanager
def _opened(path: str, how: int) -> Iterator[int]:
    handle = os.open(path, how | _HOW, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _content(path: str) -> bytes:
    with _opened(path, os.O_RDONLY) as handle:
        return _all(handle)


def _all(handle: int) -> bytes:
    """The whole file, in one call as a rule, so that megabytes are not copied twice."""
    data = os.read(handle, os.fstat(handle).st_size)
    while part := os.read(handle, 1 << 20):
        data += part
    return data


def _put(handle: int, content: bytes) -> None:
    if os.write(handle, content) != len(content):
        raise OSError("The disk took a part.")


def _hold(handle: int) -> bool:
    """Whether the lock could be had at once."""
    with suppress(BlockingIOError, PermissionError):  # that of POSIX, and that of Windows
        _lock(handle)
        return True
    return False


def _first_line(seen: str, record: bytes) -> bytes:
    return f"{seen} {sha256(seen.encode() + record).hexdigest()}\n".encode()


def _parsed(data: bytes) -> tuple[str, bytes]:
    """The latest time, and the record. Raises ValueError if they are not as they were written."""
    seen, record = data[:_TIME].decode(), data[_LINE:]
    if data[:_LINE] != _first_line(seen, record):
        raise ValueError("The state is not what was written.")
    return seen, record


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _release(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(handle: int) -> None:
        # To close it would not do: a process that was forked meanwhile has it open, too.
        fcntl.flock(handle, fcntl.LOCK_UN)

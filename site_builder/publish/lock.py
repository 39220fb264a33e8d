"""Allows one build at a time: a lock that ends with its process, in a file that names the holder."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from site_builder.errors import shown
from site_builder.publish.errors import PublishError

_OPEN: int = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_MARK = "site-builder"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock at `path`, and leave no file behind. If taken, raises PublishError with process and computer."""
    handle = _taken(path)
    try:
        _sign(handle)
        yield
    finally:
        with suppress(OSError):
            _release(path, handle)


def _taken(path: Path) -> int:
    while True:
        handle, new = _opened(path)
        try:
            _hold(handle)
            if _still_at(path, handle):
                _check_ours(handle, path)
                return handle
        except BlockingIOError:
            raise _already_locked(handle, path) from None
        except (OSError, PublishError):
            os.close(handle)
            if new:
                path.unlink()
            raise
        os.close(handle)


def _opened(path: Path) -> tuple[int, bool]:
    with suppress(FileExistsError):
        return os.open(path, _OPEN | os.O_EXCL, 0o644), True
    return os.open(path, _OPEN, 0o644), False


def _still_at(path: Path, handle: int) -> bool:
    # Who held the lock before us removed the file that we had opened; another build may hold a new one.
    try:
        return os.path.samestat(os.lstat(path), os.fstat(handle))
    except FileNotFoundError:
        return False


def _check_ours(handle: int, path: Path) -> None:
    text = _text(handle)
    if not text.startswith(_MARK[: len(text)]):
        raise PublishError(
            f"The build needs the name {shown(path)} for its lock, and a file that is not ours has it.",
            "Move that file away, or choose another folder with --out.",
        )


def _already_locked(handle: int, path: Path) -> PublishError:
    try:
        holder = _text(handle).removeprefix(_MARK).strip(", \n")
    finally:
        os.close(handle)
    return PublishError(
        f"Another build is publishing to the same folder{f' ({shown(holder)})' if holder else ''}.",
        f"Wait until it has finished, then build again. It holds {shown(path)}.",
    )


def _sign(handle: int) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, f"{_MARK}, process {os.getpid()} on {platform.node()}\n".encode())


def _text(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 300).decode(errors="replace")


if sys.platform == "win32":
    import msvcrt

    def _hold(handle: int) -> None:
        # The lock forbids reading what it covers, so it covers a byte far behind the holder's name.
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error

    def _release(path: Path, handle: int) -> None:
        # Windows removes no open file; whoever opened it in between holds it, and then it is not ours to remove.
        os.close(handle)
        path.unlink()

else:
    import fcntl

    def _hold(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(path: Path, handle: int) -> None:
        # Removed while it is held: after that, the name could be another build's.
        try:
            path.unlink()
        finally:
            os.close(handle)

"""The few calls that change the disk: each does one thing, and raises OSError if it failed."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

_BINARY: int = getattr(os, "O_BINARY", 0)
# Windows flushes only what was opened for writing; elsewhere a kept file may be read-only.
_SYNC = os.O_RDWR | _BINARY if os.name == "nt" else os.O_RDONLY


def there(path: Path) -> bool:
    """Whether anything is at `path`, even a broken link. Unlike `Path.exists` it raises OSError instead of False."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


def write_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Make the new file `path` with the permissions `mode`, less the umask. Raises FileExistsError if it exists."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make the new folder `path` with the permissions 0755, less the umask."""
    path.mkdir(0o755)


def sync_file(path: Path) -> None:
    """Return when the content of the file is on the disk."""
    handle = os.open(path, _SYNC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Return when the names in the folder are on the disk, if the system can promise that."""
    if os.name == "nt":
        return
    try:
        sync_file(path)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise


def remove_tree(path: Path) -> None:
    """Remove the folder and everything in it, without following links; do nothing if there is no folder."""
    if there(path):
        shutil.rmtree(path)

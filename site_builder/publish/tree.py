"""Writes trees of files from memory, compares them, carries kept files over, and finds files that are not ours."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path, PurePosixPath

from site_builder.errors import shown
from site_builder.load.published_folder import entries, is_folder
from site_builder.publish.errors import PublishError
from site_builder.publish.fsutil import make_folder, sync_file, sync_folder, there, write_file

_THREADS = 4
"""Syncs at a time: four take half the time of one, more gain little."""


def foreign(out: Path, ours: Collection[str], keep: Collection[str]) -> list[str]:
    """The paths in `out` of files, links and devices that are neither ours nor kept, sorted."""
    return sorted(path for path, entry in _entries(out, keep) if not is_folder(entry) and path not in ours)


def check_replaceable(out: Path) -> None:
    """Raise PublishError for a tree that we could exchange but not remove, or that has a part on another disk."""
    disk = os.lstat(out).st_dev if there(out) else None
    for path, entry in _entries(out):
        if is_folder(entry) and os.lstat(entry.path).st_dev != disk:
            raise PublishError(
                f"The folder {shown(path)} in {shown(out)} is a disk of its own, which a build would empty.",
                "Take that disk out of the folder, or choose another folder with --out.",
            )
        if is_folder(entry) and not os.access(entry.path, os.R_OK | os.W_OK | os.X_OK):
            raise PublishError(
                f"You are not allowed to replace the folder {shown(path)} in {shown(out)}.",
                "Ask who looks after this computer for the right to change it, or choose another folder with --out.",
            )


def same(files: Mapping[str, bytes], out: Path, keep: Collection[str], *, like: Path) -> bool:
    """Whether `out` holds these files and no others but kept ones, with the permissions of the new folder `like`."""
    if not there(out):
        return False
    mode = _permissions(os.lstat(like))
    entry_of = dict(_entries(out, keep))
    if entry_of.keys() != files.keys() | _folders(files) or _permissions(os.lstat(out)) != mode:
        return False
    return all(_same_entry(entry, files.get(path), mode) for path, entry in entry_of.items())


def write(files: Mapping[str, bytes], new: Path) -> None:
    """Write `files` into the empty folder `new`, and return when they are on the disk."""
    for folder in sorted(_folders(files)):
        make_folder(new / folder)
    for path, content in files.items():
        write_file(new / path, content)
    # All written before the first is synced: the system then writes them together.
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(sync_file, [new / path for path in files]))


def carry(names: Iterable[str], old: Path, new: Path) -> None:
    """Give the tree `new` the top-level `names` of `old`, unchanged, where `old` has them."""
    for name in sorted(set(names)):
        if there(old / name):
            _carry(old / name, new / name)


def sync_folders(new: Path) -> None:
    """Return when every name in the tree is on the disk."""
    folders = [Path(entry.path) for _, entry in _entries(new) if is_folder(entry)]
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(sync_folder, [*folders, new]))


def _entries(root: Path, but: Collection[str] = ()) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All entries below `root` except these top-level names; none if `root` does not exist."""
    return entries(root, but) if there(root) else iter(())


def _folders(paths: Iterable[str]) -> set[str]:
    return {str(folder) for path in paths for folder in PurePosixPath(path).parents} - {"."}


def _permissions(status: os.stat_result) -> int:
    return status.st_mode & 0o777


def _same_entry(entry: os.DirEntry[str], content: bytes | None, mode: int) -> bool:
    status = entry.stat(follow_symlinks=False)
    if content is None:
        return stat.S_ISDIR(status.st_mode) and _permissions(status) == mode
    ordinary = stat.S_ISREG(status.st_mode) and _permissions(status) == mode & 0o666
    return ordinary and status.st_size == len(content) and Path(entry.path).read_bytes() == content


def _carry(old: Path, new: Path) -> None:
    if not stat.S_ISDIR(os.lstat(old).st_mode):
        _link(old, new)
        return
    new.mkdir()
    folders = ["."]
    for path, entry in _entries(old):
        if is_folder(entry):
            (new / path).mkdir()
            folders.append(path)
        else:
            _link(old / path, new / path)
    for folder in reversed(folders):
        _dress(old / folder, new / folder)


def _link(old: Path, new: Path) -> None:
    # A second name for the same file costs no space and changes nothing of it; not every disk has such names.
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError) as error:
        # Part of another disk is mounted here: copied, it would still be emptied with the old tree.
        if isinstance(error, OSError) and error.errno == errno.EXDEV:
            raise
        shutil.copy2(old, new, follow_symlinks=False)
        if not new.is_symlink():
            sync_file(new)


def _dress(old: Path, new: Path) -> None:
    status = os.lstat(old)
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(new, status.st_uid, status.st_gid)
    shutil.copystat(old, new)

"""A new folder, new files, or one in the place of the file that was read before: each whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from site_builder.errors import shown
from site_builder.publish import tree
from site_builder.publish.errors import PublishError
from site_builder.publish.fsutil import make_folder, remove_tree, sync_file, sync_folder, there, write_file

SECRET, OPEN = 0o600, 0o644
"""The permissions of a new file, less the umask: for its owner alone, or readable for everyone."""


def create(files: Mapping[str, bytes], folder: Path) -> None:
    """Make the folder with `files` in it, staged beside its place and then renamed into it.

    Raises PublishError if the path exists, or if the folder above it is missing or not writable; then nothing was
    made.
    """
    place = folder if folder.name not in {"", ".."} else folder.resolve()
    if os.path.lexists(place):
        raise _taken(place, _NEW_NAME)
    staged = place.with_name(f".{place.name}.new-{secrets.token_hex(4)}")
    try:
        _make(files, staged, place)
    except OSError as error:
        # Somebody may have put something there while we wrote.
        if os.path.lexists(place):
            raise _taken(place, _NEW_NAME) from error
        raise failed(error, f"The folder {shown(place)} could not be made") from error
    finally:
        with suppress(OSError):
            remove_tree(staged)


def put_new(files: Mapping[Path, tuple[bytes, int]]) -> None:
    """Make these files with these permissions. Raises PublishError if one exists; then none was made."""
    new_files: list[Path] = []
    try:
        for path, (content, mode) in files.items():
            _put(path, content, mode)
            new_files.append(path)
    except BaseException:
        _removed(new_files)
        raise
    for folder in {path.parent for path in new_files}:
        _settled(folder)


def put_instead(path: Path, before: bytes | None, after: bytes) -> None:
    """Replace the content `before` of a file (None for no file) with `after`, in one step.

    Raises PublishError if the file has other content by now or cannot be written; then nothing has changed.
    """
    staged = path.with_name(f".{path.name}.new-{secrets.token_hex(4)}")
    try:
        _put(staged, after, OPEN)
        if (path.read_bytes() if there(path) else None) != before:
            raise _changed(path)
        staged.replace(path)
    except OSError as error:
        raise failed(error, f"The file {shown(path)} could not be written") from error
    finally:
        _removed([staged])
    _settled(path.parent)


def take_away(paths: Iterable[Path]) -> None:
    """Remove these files; one that is gone already is none to remove. Raises PublishError for the first that stays."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise failed(error, f"The file {shown(path)} could not be removed") from error


def put_over(files: Mapping[Path, bytes], known: Mapping[Path, bytes | None] = {}) -> None:
    """Make these files, each in the place of any file that is there, and the folders that they need.

    `known` is what some of them held when read, None for those that were not there.

    Raises PublishError, for a folder or a link in such a place too, and for a file that holds something else than is
    known; then all are as they were.
    """
    mark = secrets.token_hex(4)
    staged = {path: path.with_name(f".{path.name}.new-{mark}") for path in files}
    before: dict[Path, bytes | None] = {}
    new_folders = sorted({folder for path in files for folder in path.parents if not there(folder)})
    try:
        for folder in new_folders:
            make_folder(folder)
        for path, content in files.items():
            check_file(path)
            before[path] = path.read_bytes() if there(path) else None
            _check_known(path, before[path], known)
            _put(staged[path], content, OPEN)
        for path in files:
            staged[path].replace(path)
    except BaseException as error:
        _removed(staged.values())
        _put_back(files, before)
        for folder in reversed(new_folders):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise failed(error, "The files could not be written") from error
        raise
    for folder in {path.parent for path in (*files, *new_folders)}:
        _settled(folder)


def check_file(path: Path) -> None:
    """Raises PublishError for what is no file."""
    if path.is_symlink() or path.is_dir():
        raise _taken(path)


def _check_known(path: Path, content: bytes | None, known: Mapping[Path, bytes | None]) -> None:
    """Raises PublishError for a file that holds something else than is known of it."""
    if path in known and content != known[path]:
        raise _changed(path)


def _put_back(files: Mapping[Path, bytes], before: Mapping[Path, bytes | None]) -> None:
    """What was there before, in the place of those of the files that are there."""
    for path, content in before.items():
        with suppress(PublishError, OSError):
            if content is not None:
                put_instead(path, files[path], content)
            elif path.read_bytes() == files[path]:
                path.unlink()


def _make(files: Mapping[str, bytes], staged: Path, place: Path) -> None:
    make_folder(staged)
    tree.write(files, staged)
    tree.sync_folders(staged)
    staged.rename(place)
    _settled(place.parent)


def _put(path: Path, content: bytes, mode: int) -> None:
    if there(path):
        raise _taken(path)
    try:
        write_file(path, content, mode)
        sync_file(path)
    except FileExistsError:
        raise _taken(path) from None
    except BaseException as error:
        _removed([path])
        if isinstance(error, OSError):
            raise failed(error, f"The file {shown(path)} could not be written") from error
        raise


def _removed(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _settled(folder: Path) -> None:
    # What is new stands there, whole: from here on nothing may turn a success into an error.
    with suppress(OSError):
        sync_folder(folder)


def _changed(path: Path) -> PublishError:
    return PublishError(f"Somebody else has changed {shown(path)} meanwhile.", "Look what it holds, then again.")


def _taken(path: Path, hint: str = "Nothing was overwritten: give another name.") -> PublishError:
    return PublishError(f"There is already something called {shown(path)}.", hint)


def failed(error: OSError, what: str) -> PublishError:
    """What went wrong, in words."""
    why = f"the system says “{shown(error.strerror or type(error).__name__)}”"
    reason, hint = _WORDS.get(error.errno or 0, (why, "Try again, or name another folder."))
    return PublishError(f"{what}: {reason}.", hint)


_NEW_NAME = "Name a folder that does not exist yet."
_MAY_WRITE = "Name a folder in a place where you may write, or ask who looks after this computer for that right."
_MAKE_ROOM = "Make room on that disk, or name a folder on another."
_WORDS = {
    errno.ENOENT: ("there is no folder to make it in", "Make the folder above it first, or name another place."),
    errno.ENOTDIR: ("what should be the folder above it is a file", "Name another place."),
    errno.EACCES: ("you are not allowed to write there", _MAY_WRITE),
    errno.EPERM: ("you are not allowed to write there", _MAY_WRITE),
    errno.EROFS: ("that disk can only be read", _MAY_WRITE),
    errno.ENOSPC: ("the disk is full", _MAKE_ROOM),
    errno.EDQUOT: ("your share of the disk is used up", _MAKE_ROOM),
    errno.ENAMETOOLONG: ("its name is too long for that disk", "Name a folder with a shorter name."),
}
"""The meaning of the system's error numbers for the person who wants to begin or to change a file, and what to do."""

"""Writes single files, whole or not at all: new files, or one in the place of the file that was read before."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from site_builder.errors import shown
from site_builder.publish.errors import PublishError
from site_builder.publish.fsutil import sync_file, sync_folder, there, write_file
from site_builder.publish.new_folder import reason

SECRET, OPEN = 0o600, 0o644
"""The permissions of a new file, less the umask: for its owner alone, or readable for everyone."""


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
            raise PublishError(f"Somebody else has changed {shown(path)} meanwhile.", "Look what it holds, then again.")
        staged.replace(path)
    except OSError as error:
        raise _failed(error, path) from error
    finally:
        _removed([staged])
    _settled(path.parent)


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
            raise _failed(error, path) from error
        raise


def _removed(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _settled(folder: Path) -> None:
    # The files stand there: from here on nothing may turn a success into an error.
    with suppress(OSError):
        sync_folder(folder)


def _taken(path: Path) -> PublishError:
    return PublishError(
        f"There is already something called {shown(path)}.", "Nothing was overwritten: give another name."
    )


def _failed(error: OSError, path: Path) -> PublishError:
    why, hint = reason(error)
    return PublishError(f"The file {shown(path)} could not be written: {why}.", hint)

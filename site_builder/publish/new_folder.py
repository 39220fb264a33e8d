"""A new folder with files in it, whole or not at all: what `new` makes."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from site_builder.errors import shown
from site_builder.publish import tree
from site_builder.publish.errors import PublishError
from site_builder.publish.fsutil import make_folder, remove_tree, sync_folder


def create(files: Mapping[str, bytes], folder: Path) -> None:
    """Make the folder with `files` in it, staged beside its place and then renamed into it.

    Raises PublishError if the path exists, or if the folder above it is missing or not writable; then nothing was
    made.
    """
    place = folder if folder.name not in {"", ".."} else folder.resolve()
    if os.path.lexists(place):
        raise _taken(place)
    staged = place.with_name(f".{place.name}.new-{secrets.token_hex(4)}")
    try:
        _make(files, staged, place)
    except OSError as error:
        # Somebody may have put something there while we wrote.
        raise _taken(place) if os.path.lexists(place) else _failed(error, place) from error
    finally:
        with suppress(OSError):
            remove_tree(staged)


def reason(error: OSError) -> tuple[str, str]:
    """Why the system did not make something new, in words, and a hint what to do."""
    why = f"the system says “{shown(error.strerror or type(error).__name__)}”"
    return _WORDS.get(error.errno or 0, (why, "Try again, or name another folder."))


def _make(files: Mapping[str, bytes], staged: Path, place: Path) -> None:
    make_folder(staged)
    tree.write(files, staged)
    tree.sync_folders(staged)
    staged.rename(place)
    # The folder stands, whole: from here on nothing may turn a success into an error.
    with suppress(OSError):
        sync_folder(place.parent)


def _taken(place: Path) -> PublishError:
    return PublishError(f"There is already something called {shown(place)}.", "Name a folder that does not exist yet.")


def _failed(error: OSError, place: Path) -> PublishError:
    why, hint = reason(error)
    return PublishError(f"The folder {shown(place)} could not be made: {why}.", hint)


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
"""The meaning of the system's error numbers for the person who wants to begin, and what to do."""

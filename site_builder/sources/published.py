"""A published folder's files, as they stand on the disk."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from site_builder.core.problems import Failure, shown


class FolderError(Failure):
    """The folder is missing, is none, or holds what cannot be read; the text is a sentence."""


def files_of(folder: Path, keep: Collection[str] = ()) -> Mapping[str, bytes | None]:
    """Each file's bytes by its relative POSIX path, but for these top-level names; None for what is no ordinary file.

    No link is followed, and no empty folder told. Raises FolderError.
    """
    try:
        return dict(_files(folder, keep))
    except FileNotFoundError:
        raise FolderError(f"There is no folder {shown(folder)}.") from None
    except NotADirectoryError:
        raise FolderError(f"{shown(folder)} is not a folder.") from None
    except OSError as error:
        raise FolderError(f"{shown(error.filename or folder)} cannot be read: {error.strerror}.") from error


def _files(folder: Path, keep: Collection[str]) -> Iterator[tuple[str, bytes | None]]:
    waiting = [""]
    while waiting:
        above = waiting.pop()
        with os.scandir(folder / above) as entries:
            for entry in entries:
                path = above + entry.name
                if path in keep:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                else:
                    plain = entry.is_file(follow_symlinks=False)
                    yield path, Path(entry.path).read_bytes() if plain else None

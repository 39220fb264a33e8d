"""The files of a published folder, as they are on the disk."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from site_builder.errors import Failure, shown


def files_of(folder: Path, keep: Collection[str] = ()) -> Mapping[str, bytes | None]:
    """Each file's bytes by its relative POSIX path, but for these top-level names; None for what is no ordinary file.

    No link is followed, and no empty folder told. Raises Failure.
    """
    try:
        return dict(_files(entries(folder, keep)))
    except FileNotFoundError:
        raise Failure(f"There is no folder {shown(folder)}.") from None
    except NotADirectoryError:
        raise Failure(f"{shown(folder)} is not a folder.") from None
    except OSError as error:
        raise Failure(f"{shown(error.filename or folder)} cannot be read: {error.strerror}.") from error


def entries(folder: Path, but: Collection[str] = ()) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Relative POSIX path and entry of all below a folder but these top-level names, a folder before its content.

    Raises OSError.
    """
    waiting = [""]
    while waiting:
        above = waiting.pop()
        with os.scandir(folder / above) as found:
            for entry in found:
                path = above + entry.name
                if path in but:
                    continue
                yield path, entry
                if is_folder(entry):
                    waiting.append(f"{path}/")


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder itself, and no link to one."""
    return entry.is_dir(follow_symlinks=False)


def _files(found: Iterable[tuple[str, os.DirEntry[str]]]) -> Iterator[tuple[str, bytes | None]]:
    for path, entry in found:
        if not is_folder(entry):
            yield path, Path(entry.path).read_bytes() if entry.is_file(follow_symlinks=False) else None

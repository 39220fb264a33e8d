"""Watches for changed files: looks a few times a second, which works on every kind of disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event

PAUSE = 0.2
"""Seconds between two looks."""

Stamp = frozenset[tuple[str, int, int]]
"""For each file its path, its time of change in nanoseconds, and its size in bytes."""


def stamp(folders: Iterable[Path]) -> Stamp:
    """The stamp of the files in these folders; a missing folder counts as empty."""
    return frozenset(file_stamp for folder in folders for file_stamp in _files(folder))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    # A file may go while it is looked at: then the next look tells.
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError:
        return
    for each in listed:
        try:
            if each.is_dir():
                yield from _files(Path(each.path))
            else:
                status = each.stat()
                yield each.path, status.st_mtime_ns, status.st_size
        except OSError:
            continue


def watch(folders: Iterable[Path], known: Stamp, changed: Callable[[], None], ended: Event) -> None:
    """Until `ended`, call `changed` after each change since `known`, once no more files change."""
    places = tuple(folders)
    while not ended.wait(PAUSE):
        now = stamp(places)
        if now == known:
            continue
        # An editor that saves several files, or one in steps, is waited for.
        while not ended.wait(PAUSE / 4) and (later := stamp(places)) != now:
            now = later
        known = now
        changed()

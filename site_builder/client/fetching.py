"""Fetching one file before a deadline, from an address or from a folder.

Each file is fetched in a thread of its own, which is left behind when time is over: the search for a name cannot be
interrupted. Nothing here trusts what it gets.
"""

# ruff: noqa: PTH116, PTH118, PTH123
# Paths are texts here: to import pathlib takes longer than most of what is done.

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from threading import Thread
from typing import Protocol

from site_builder.addresses import is_address
from site_builder.client.failure_codes import FAULT, Untrusted


class Place(Protocol):
    """Where one file is: it gives all of it, or raises Untrusted; `cut` ends what is still going on, soon."""

    def content(self, most: int) -> bytes:
        """The file, of at most so many bytes."""

    def cut(self) -> None:
        """End it."""


class Line:
    """The way to a site, open for some seconds from now on; `root` is its address or its folder.

    `fetched` is all that came over it, whether or not it is to be trusted, by path below `root`.
    """

    def __init__(self, root: str, seconds: float) -> None:
        self.fetched: dict[str, bytes] = {}
        self._root = root
        self._place: Callable[[str, str, float], Place] = _File
        if is_address(root):
            # Before time runs: how long it takes to import is nobody else's doing.
            from site_builder.client.web import Page

            self._place = Page
        self._until = time.monotonic() + seconds

    def get(self, path: str, most: int) -> bytes:
        """The file at a path below the root, '' for the root itself, of at most so many bytes. Raises Untrusted."""
        place = self._place(self._root, path, self._until)
        self.fetched[path] = found = _before(self._until, lambda: place.content(most), place.cut)
        return found


def _before(until: float, work: Callable[[], bytes], cut: Callable[[], None]) -> bytes:
    """What the work gives, or raises, unless the time is over before."""
    came: list[bytes | Untrusted] = []

    def run() -> None:
        try:
            came.append(work())
        except Untrusted as error:
            came.append(error)
        except Exception:  # noqa: BLE001 (in a thread nobody else would hear of it)
            came.append(Untrusted(*FAULT))

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(max(0.0, until - time.monotonic()))
    if not came:
        cut()
        raise Untrusted("too_slow")
    if isinstance(came[0], Untrusted):
        raise came[0]
    return came[0]


class _File:
    """The file at a path below a folder of this computer; '' is the root itself, which then is a file."""

    def __init__(self, root: str, path: str, _until: float) -> None:
        self._path = os.path.join(root, path) if path else root

    def content(self, most: int) -> bytes:
        """All of it."""
        try:
            # To open a pipe would wait for ever.
            if not stat.S_ISREG(os.stat(self._path).st_mode):
                raise Untrusted("unreachable")
            with open(self._path, "rb") as file:
                data = file.read(most + 1)
        except (OSError, ValueError) as error:
            raise Untrusted("unreachable") from error
        if len(data) > most:
            raise Untrusted("too_large")
        return data

    def cut(self) -> None:
        """Nothing to cut."""

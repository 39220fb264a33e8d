"""Which version of this program it is, by what is in it: an index that another one made may mean something else."""

# ruff: noqa: PTH100, PTH119, PTH120, PTH123
# Paths are texts here: to import pathlib takes longer than most of what is done.

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache

ROOMS: dict[str, str | tuple[str, ...]] = {
    "core": "",
    "core/gate": "",
    "core/model": "",
    "schemas": "",
    "sources": ("feed", "_feed_"),
}
"""Where what makes an index from a feed stands, and how the names of its files begin."""


@cache
def edition() -> str:
    """The SHA-256 of all that makes an index; '' where it cannot be told, so that no index is taken for ours."""
    made = hashlib.sha256(repr(sys.version_info[:2]).encode())
    try:
        for path in files():
            with open(path, "rb") as file:
                data = file.read()
            made.update(b"%s %d " % (os.path.basename(path).encode(), len(data)) + data)
    except OSError:
        return ""
    return made.hexdigest()


def files() -> list[str]:
    """The files of all that makes an index. Raises OSError where the program does not lie in files."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return sorted(
        entry.path
        for room, start in ROOMS.items()
        for entry in os.scandir(f"{package}/{room}")
        if entry.name.startswith(start) and entry.name.endswith((".py", ".json"))
    )

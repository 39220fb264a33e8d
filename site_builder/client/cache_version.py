"""The version of the program as the cache knows it: a digest of all modules that make an index from a feed."""

# ruff: noqa: PTH100, PTH119, PTH120, PTH123
# Paths are texts here: to import pathlib takes longer than most of what is done.

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache

ROOMS = ("model", "facts", "gate", "schemas", "load/feed")
MODULES = ("addresses.py", "errors.py", "strict_json.py")
"""The folders, and the modules beside them, whose code makes an index from a feed."""


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
    inside = (
        f"{folder}/{name}"
        for room in ROOMS
        for folder, _, names in os.walk(f"{package}/{room}", onerror=_raise)
        for name in names
        if name.endswith((".py", ".json"))
    )
    return sorted([*inside, *(f"{package}/{name}" for name in MODULES)])


def _raise(error: OSError) -> None:
    raise error

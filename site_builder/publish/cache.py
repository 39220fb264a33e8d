"""A cache on the disk: a folder of entries, each with its own digest, which may be deleted at any time.

An entry that is torn, changed or under another's name fails its digest and is made anew. Its key holds the program, so
that another version finds nothing. Nothing in it is run.
"""

from __future__ import annotations

import os
import platform
import secrets
import sys
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from site_builder.kept import Kept
from site_builder.publish.fsutil import write_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

LIBRARIES = (
    *("click", "cryptography", "rfc8785", "babel", "jinja2", "markdown-it-py", "pikepdf", "pypdfium2", "pyyaml"),
    *("segno", "selectolax", "typst", "urllib3"),
)
"""All that publishing depends on: they make or read what is kept."""
AGE = 30 * 24 * 60 * 60
"""The seconds after which an entry goes that no build has used."""
SIZE = 500_000_000
"""The bytes above which entries go, those first that were used longest ago."""
_DIGEST = 32


@cache
def program() -> str:
    """This program to the byte: its files, its libraries, and Python."""
    machine = (sys.version, sys.platform, platform.machine())
    whole = sha256(repr((machine, [version(name) for name in LIBRARIES])).encode())
    for name, data in _files(files("site_builder"), ""):
        whole.update(f"{name} {len(data)}\n".encode() + data)
    return whole.hexdigest()


def _files(folder: Traversable, at: str) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            if each.name != "__pycache__":
                yield from _files(each, f"{at}{each.name}/")
        else:
            yield f"{at}{each.name}", each.read_bytes()


class Cache(Kept):
    """Keeps in a folder what this program made. Several builds may use it at once; a disk that fails is no error."""

    def __init__(self, folder: Path, made_by: str) -> None:
        super().__init__()
        self._folder, self._made_by = folder, made_by

    def key(self, of: Mapping[str, str | bytes]) -> str:
        """The digest of everything that a function reads, and of the program."""
        return super().key({**of, "program": self._made_by})

    def find(self, key: str) -> bytes | None:
        """What is kept under a key, None if it is not what was kept."""
        path = self._folder / key
        try:
            whole = path.read_bytes()
            data = whole[_DIGEST:]
            if whole[:_DIGEST] != _digest(key, data):
                return None
            os.utime(path)
        except OSError:
            return None
        return data

    def keep(self, key: str, data: bytes) -> None:
        """Keep it, whole or not at all."""
        staged = self._folder / f".new-{secrets.token_hex(8)}"
        with suppress(OSError):
            try:
                self._folder.mkdir(exist_ok=True)
                write_file(staged, _digest(key, data) + data)
                staged.replace(self._folder / key)
            finally:
                staged.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what no build has used for long, and what is too much."""
        with suppress(OSError):
            found = sorted(((path, path.stat()) for path in self._folder.iterdir()), key=lambda each: -each[1].st_mtime)
            oldest, size = time.time() - AGE, 0
            for path, status in found:
                size += status.st_size
                if status.st_mtime < oldest or size > SIZE:
                    path.unlink(missing_ok=True)


def _digest(key: str, data: bytes) -> bytes:
    """Over the key too: an entry under another's name is not what it says."""
    return sha256(key.encode() + data).digest()

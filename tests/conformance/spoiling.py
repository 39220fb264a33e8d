"""A client's state folder, spoilt: in each of its files in turn, for what stands in them is the client's own affair."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path


def spoilt(state: Path, copy: Path, way: str) -> Iterator[tuple[str, Path]]:
    """A copy of the folder for each file that holds something, with that file spoilt; its name beside it."""
    files = [path for path in sorted(state.rglob("*")) if path.is_file() and path.stat().st_size]
    assert files, "The state folder holds nothing."
    for path in files:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(state, copy)
        name = path.relative_to(state)
        WAYS[way](copy / name)
        yield name.as_posix(), copy


def _other_bytes(path: Path) -> None:
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


WAYS: Mapping[str, Callable[[Path], object]] = {
    "removed": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "of other bytes": _other_bytes,
    "of another form": lambda path: path.write_bytes(b"{}"),
    "null": lambda path: path.write_bytes(b"null"),
}
"""How a file may be spoilt."""

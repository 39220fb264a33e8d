"""Decides which relative paths may be published: the same on every system, and none that leaves the folder."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator

from site_builder.errors import shown
from site_builder.manifest.form import is_simple, stays_inside
from site_builder.publish.errors import PublishError

_REPORT = "Please report this as a fault of the program, or of your templates if you have your own."


def check_paths(paths: Iterable[str]) -> None:
    """Raise PublishError for a path that leaves the folder or that some system confuses with another."""
    folders: dict[str, str] = {}
    files: dict[str, str] = {}
    for path in paths:
        if not stays_inside(path):
            raise PublishError(
                f"The build made a file with a name that leads out of its folder: “{shown(path)}”.", _REPORT
            )
        _check_twin(path, files)
        for folder in _above(path):
            _check_twin(folder, folders)
    for folded in files.keys() & folders.keys():
        raise PublishError(f"The build made a file and a folder of the same name: “{shown(files[folded])}”.", _REPORT)


def check_kept(keep: Collection[str], paths: Iterable[str]) -> None:
    """Raise PublishError for a name to keep that is not a simple top-level name, or that the build itself makes."""
    built_names = {folded(path.split("/")[0]) for path in paths}
    for name in keep:
        if not is_simple(name):
            raise PublishError(
                f"“{shown(name)}” cannot be kept: only a file or folder directly in the published folder can.",
                "Give its name alone, for example --keep CNAME or --keep .well-known.",
            )
        if folded(name) in built_names:
            raise PublishError(
                f"“{shown(name)}” cannot be kept: the build makes a file or folder of that name itself.",
                "Leave that --keep out, or rename what you want to keep.",
            )


def folded(path: str) -> str:
    """The path as a system sees it that ignores case and the composition of letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _check_twin(path: str, seen: dict[str, str]) -> None:
    twin = seen.setdefault(folded(path), path)
    if twin != path:
        raise PublishError(
            f"The build made two names that differ only by case: “{shown(twin)}” and “{shown(path)}”.",
            "Give the two things ids that differ by more.",
        )

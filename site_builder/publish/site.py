"""The paths of a published site, and of the working names beside it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from site_builder.errors import shown
from site_builder.publish.errors import PublishError


@dataclass(frozen=True, slots=True)
class Site:
    """A published folder: its path is absolute and no link. A build's working names are a dot, its name and more."""

    out: Path

    @property
    def lock(self) -> Path:
        """The lock file, which names the current build."""
        return self._beside("lock")

    @property
    def journal(self) -> Path:
        """The journal, which exists as long as `staged` and `replaced` are ours."""
        return self._beside("journal")

    @property
    def staged(self) -> Path:
        """The folder of the new tree until the exchange, and of the old tree after it."""
        return self._beside("staged")

    @property
    def replaced(self) -> Path:
        """The folder of the old tree, if the trees are not exchanged in one step."""
        return self._beside("replaced")

    def _beside(self, ending: str) -> Path:
        return self.out.with_name(f".{self.out.name}.{ending}")


def site_at(out: Path) -> Site:
    """The site that is or will be at `out`. Raises PublishError if no site can be there."""
    place = _absolute(out)
    parent = _mode_and_disk(place.parent)
    if parent is None or not stat.S_ISDIR(parent[0]):
        raise PublishError(
            f"There is no folder {shown(place.parent)} in which the site could stand.",
            "Make that folder first, or choose another with --out.",
        )
    if (folder := _mode_and_disk(place)) is not None:
        _check_folder(place, folder[0])
        _check_disk(place, same=folder[1] == parent[1])
    return Site(place)


def _absolute(out: Path) -> Path:
    # The last name is not resolved, so that a link is seen; `..` and `.` name no folder that could be exchanged.
    place = out.absolute()
    place = place.resolve() if place.name in {"", ".."} else place.parent.resolve() / place.name
    if not place.name:
        raise PublishError(
            "The site cannot take the place of a whole disk.",
            "Choose a folder on it with --out, for example --out site.",
        )
    return place


def _mode_and_disk(path: Path) -> tuple[int, int] | None:
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_mode, status.st_dev


def _check_folder(place: Path, mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise PublishError(
            f"{shown(place)} is a link to another folder, and a build replaces no links.",
            f"Give the folder itself: --out {shown(place.resolve())}",
        )
    if not stat.S_ISDIR(mode):
        raise PublishError(
            f"{shown(place)} is a file, and the site needs a folder.",
            "Choose another name with --out, or move the file away.",
        )


def _check_disk(place: Path, *, same: bool) -> None:
    if not same:
        raise PublishError(
            f"{shown(place)} is a disk of its own, and cannot be exchanged as a whole.",
            f"Choose a folder inside it: --out {shown(place / 'site')}",
        )

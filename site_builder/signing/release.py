"""Records a release: that the registry's public content now is the version that it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from site_builder.errors import Failure
from site_builder.facts.redact import public
from site_builder.facts.releases import DRAFT, numbers, release_of, releases_of
from site_builder.history.entry import next_release
from site_builder.history.store import FOLDER, WITHDRAWN, Kept, check_recorded, in_registry, without
from site_builder.load.project.release_log import FILE, appended, digest, is_as_written
from site_builder.model import Registry, Release, Released
from site_builder.publish.files import OPEN, create, put_instead, put_new, take_away


class ReleaseError(Failure):
    """The registry cannot be released under the version and day that it names; the text says what to write."""


def release(registry: Registry, folder: Path) -> tuple[Release, bool]:
    """Record a registry without errors, and keep what it says. Returns the release, and whether it is new.

    `folder` is that of the registry. Of a version that was released already, only what is kept is added, where it is
    missing. Raises ReleaseError, HistoryError, or PublishError if a file cannot be written; then nothing has changed.
    """
    if already := release_of(registry):
        _keep(_kept(registry, folder), folder)
        return already, False
    check_version(registry)
    new_release = Release(
        version=registry.version,
        issued=registry.issued,
        content_sha256=digest(registry),
    )
    file = folder / FILE
    before = file.read_bytes() if file.exists() else None
    _check_form(before, registry)
    entry = _kept(_with(registry, new_release), folder)
    put_instead(file, before, appended(before or b"", new_release))
    _keep(entry, folder)
    return new_release, True


def _with(registry: Registry, new_release: Release) -> Registry:
    released = Released(releases=(*releases_of(registry), new_release), content_sha256=new_release.content_sha256)
    return replace(registry, released=released)


def _kept(registry: Registry, folder: Path) -> Kept | None:
    """The file of a registry's last release, None if it is kept already. Raises HistoryError."""
    releases, so_far = releases_of(registry), in_registry(folder)
    if so_far and numbers(so_far[-1].version) == numbers(releases[-1].version):
        check_recorded(so_far, releases)
        return None
    check_recorded(so_far, releases[:-1])
    return next_release(so_far, public(registry), releases[-1].content_sha256)


def withdraw(folder: Path, number: int, reason: str, on: date) -> tuple[str, ...]:
    """Take away what is kept of a release in a registry's folder, and what builds on it; returns the files' names.

    The links stay, and why it went is recorded. Raises HistoryError or PublishError; then nothing has changed.
    """
    releases = in_registry(folder)
    record, names = without(releases, number, reason, on)
    place = folder / FOLDER
    file = place / WITHDRAWN
    put_instead(file, file.read_bytes() if file.exists() else None, record)
    take_away(place / name for name in names)
    return names


def _keep(entry: Kept | None, folder: Path) -> None:
    place = folder / FOLDER
    if entry is not None and place.exists():
        put_new({place / entry.name: (entry.data, OPEN)})
    elif entry is not None:
        create({entry.name: entry.data}, place)


def check_version(registry: Registry) -> None:
    """Raise ReleaseError unless the registry names a version and a day that can be released."""
    if registry.version == DRAFT:
        raise ReleaseError(f"The version is draft. {_HOW}")
    releases = releases_of(registry)
    if not releases:
        return
    last = releases[-1]
    if numbers(registry.version) == numbers(last.version):
        raise ReleaseError(f"Version {last.version} was released already, and said something else. {_HOW}")
    if numbers(registry.version) < numbers(last.version):
        raise ReleaseError(f"Version {registry.version} is not above {last.version}, the last release. {_HOW}")
    if registry.issued < last.issued:
        raise ReleaseError(f"It is issued on {registry.issued}, before the last release ({last.issued}). {_HOW}")


def _check_form(before: bytes | None, registry: Registry) -> None:
    """Raise ReleaseError for a file in another form, as we cannot add a release at its end."""
    if before is not None and registry.released and not is_as_written(before, registry.released.releases):
        raise ReleaseError(f"{FILE} is not as the command release wrote it. Take it back from the history, then again.")


_HOW = "Write in organisation.yaml a version of four whole numbers, higher than all before, and the day it is issued."

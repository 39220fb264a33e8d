"""The files of releases in a folder: read, held against each other, and the feed of each release put together again.

A folder holds the releases from 1 on, without holes. What is wrong with it raises HistoryError, which says which
release and what to do: nothing is passed over in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from site_builder.addresses import RELEASE_INDEX, is_release
from site_builder.errors import Failure, shown
from site_builder.facts.feed_form import FORM
from site_builder.facts.releases import numbers
from site_builder.history.entry import RELEASE, entry, name_of
from site_builder.history.parts import bytes_of
from site_builder.load.published_folder import files_of
from site_builder.manifest.form import sha256
from site_builder.model import Registry, Release
from site_builder.strict_json import JsonError, parse

FOLDER = "releases"
"""The folder in that of the registry, and below `data/v1/` in the site."""
FILE = re.compile(r"(?P<number>[1-9][0-9]{0,8})\.(?P<figures>[0-9a-f]{16})\.json")


class HistoryError(Failure):
    """The kept releases are not what they should be; the text says which one, and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A release that is kept: the bytes of its file, and what they say."""

    data: bytes
    document: Mapping[str, Any]

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return int(self.document["number"])

    @property
    def version(self) -> str:
        """Its version: four whole numbers."""
        return str(self.document["version"])

    @property
    def issued(self) -> date:
        """The day of issue."""
        return date.fromisoformat(self.document["issued"])

    @property
    def sha256(self) -> str:
        """The digest of its file."""
        return sha256(self.data)

    @property
    def name(self) -> str:
        """The name of its file."""
        return name_of(self.number, self.sha256)


def in_registry(folder: Path) -> tuple[Kept, ...]:
    """The releases that are kept in a registry's folder, oldest first; none where there is no such folder.

    Raises HistoryError.
    """
    place = folder / FOLDER
    if not place.exists():
        return ()
    files = {path: data for path, data in files_of(place).items() if data is not None and FILE.fullmatch(path)}
    return kept(files)


def kept(files: Mapping[str, bytes]) -> tuple[Kept, ...]:
    """The releases in these files, by name, oldest first. Raises HistoryError."""
    found = sorted((_read(name, data) for name, data in files.items()), key=lambda each: each.number)
    for number, each in enumerate(found, 1):
        if each.number > number:
            raise HistoryError(f"Release {number} is missing among the kept releases. {TAKE_BACK}")
        if each.number < number:
            raise HistoryError(f"There are two files of release {each.number}. {_ONE}")
    for before, after in pairwise(found):
        _check_follows(before, after)
    return tuple(found)


def of_site(files: Mapping[str, bytes]) -> tuple[Kept, ...]:
    """The releases among the files of a site, the oldest first. Raises HistoryError."""
    in_folder = {path: data for path, data in files.items() if is_release(path) and path != RELEASE_INDEX}
    return kept({path.rpartition("/")[2]: data for path, data in in_folder.items()})


def documents(releases: Sequence[Kept]) -> tuple[Mapping[str, Any], ...]:
    """What these releases say."""
    return tuple(each.document for each in releases)


def is_whole(releases: Sequence[Kept], number: int) -> bool:
    """Whether all parts of the feed of a release are kept."""
    try:
        parts_at(releases, number)
    except HistoryError:
        return False
    return True


def check_recorded(releases: Sequence[Kept], recorded: Sequence[Release]) -> None:
    """Raise HistoryError unless each release that is recorded since the first kept one is kept, and says the same."""
    if not releases:
        return
    since = [each for each in recorded if numbers(each.version) >= numbers(releases[0].version)]
    by_version = {numbers(each.version): each for each in releases}
    for each in since:
        found = by_version.pop(numbers(each.version), None)
        if found is None:
            raise HistoryError(f"Version {each.version} was released, and is not among the kept releases. {_RELEASE}")
        if (found.document["content_sha256"], found.issued) != (each.content_sha256, each.issued):
            raise HistoryError(
                f"Release {found.number} ({found.version}) is not what released.yaml records. {TAKE_BACK}"
            )
    for left in by_version.values():
        raise HistoryError(
            f"Release {left.number} ({left.version}) is kept, and not recorded in released.yaml. {TAKE_BACK}"
        )


_RELEASE = (
    "Take its file back from where you keep the history of the registry, such as git; or go back to the registry as it "
    "was released, and run: site-builder release"
)
TAKE_BACK = "Take its file back from where you keep the history of the registry, such as git, or a backup."
_ONE = "Keep the one that was published, and take the other away."


def feed_at(releases: Sequence[Kept], number: int) -> bytes:
    """The feed of a release, byte for byte as it was on its day of issue. Raises HistoryError."""
    return _feed(releases[number - 1], parts_at(releases, number))


def parts_at(releases: Sequence[Kept], number: int) -> dict[str, Any]:
    """The parts of the feed of a release, by key, from the last file before it that is whole. Raises HistoryError."""
    start = next((n for n in range(number, 0, -1) if releases[n - 1].document["whole"]), None)
    if start is None:
        raise HistoryError(f"No file up to release {number} holds all parts of the feed. {TAKE_BACK}")
    parts: dict[str, Any] = {}
    for each in releases[start - 1 : number]:
        for key in each.document["gone"]:
            parts.pop(key, None)
        parts |= each.document["parts"]
    return parts


def registry_at(releases: Sequence[Kept], number: int) -> Registry:
    """The public half of a registry as it was released. Raises HistoryError."""
    from site_builder.load.feed.reader import FeedError, read

    try:
        return read(feed_at(releases, number))
    except FeedError as error:
        raise HistoryError(f"The feed of release {number} cannot be read by this version. {error}") from error


def next_release(releases: Sequence[Kept], registry: Registry, content_sha256: str) -> Kept:
    """The file of the next release. `registry` is the public half as released. Raises HistoryError."""
    number = len(releases) + 1
    before = None
    if releases:
        before = (number - 1, registry_at(releases, number - 1), parts_at(releases, number - 1))
    data = entry(number, registry, content_sha256, before)
    made = Kept(data, json.loads(data))
    if releases:
        _check_follows(releases[-1], made)
    return made


def _feed(release: Kept, parts: Mapping[str, Any]) -> bytes:
    try:
        data = bytes_of(parts)
    except ValueError as error:
        raise HistoryError(f"The feed of release {release.number} cannot be put together. {error}") from error
    if sha256(data) != release.document["feed_sha256"]:
        raise HistoryError(f"What is kept of release {release.number} is not the feed that was released. {TAKE_BACK}")
    return data


# ---- reading a file


def _read(name: str, data: bytes) -> Kept:
    match = FILE.fullmatch(name)
    if match is None or not sha256(data).startswith(match["figures"]):
        raise HistoryError(f"{shown(name)} is not what the release wrote: its name names other content. {TAKE_BACK}")
    try:
        document = parse(data)
    except JsonError as error:
        raise HistoryError(f"{shown(name)} cannot be read. {error}") from error
    wrong = next(_faults(document, int(match["number"])), None)
    if wrong:
        raise HistoryError(f"{shown(name)}: {wrong}")
    return Kept(data, document)


_DIGEST = re.compile("[0-9a-f]{64}")


def _faults(document: Any, number: int) -> Iterator[str]:
    """What in the form of a file cannot be understood."""
    if not isinstance(document, dict) or document.get("release") != RELEASE:
        yield f"this program reads files of releases of the form {RELEASE} alone. A newer program may read it."
        return
    types = {"registry": str, "version": str, "issued": str, "form": int, "whole": bool, "gone": list, "parts": dict}
    types |= {"changes": list, "notices": dict, "content_sha256": str, "feed_sha256": str, "verdict": str}
    wrong = (key for key, kind in types.items() if type(document.get(key)) is not kind)
    yield from (f"{key} is missing, or of another kind." for key in wrong)
    if document.get("number") != number:
        yield f"its name says release {number}, and it says {document.get('number')!r}."
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}){3}", str(document.get("version"))):
        yield f"version is {document.get('version')!r}, and must be four whole numbers."
    if not all(_DIGEST.fullmatch(str(document.get(key))) for key in ("content_sha256", "feed_sha256")):
        yield "content_sha256 and feed_sha256 must be digests (SHA-256)."
    try:
        date.fromisoformat(str(document.get("issued")))
    except ValueError:
        yield f"issued is {document.get('issued')!r}, and must be a day: year-month-day."
    if document.get("form", 0) > FORM:
        yield f"its feed has the form {document['form']}, and this program knows {FORM}. A newer program reads it."


def _check_follows(before: Kept, after: Kept) -> None:
    """Raise HistoryError unless a release follows the one before it: a later version, and no earlier day."""
    pair = f"Release {after.number} ({after.version}) and the one before it ({before.version})"
    if numbers(after.version) == numbers(before.version):
        raise HistoryError(f"{pair} have the same version. {_ONE}")
    if numbers(after.version) < numbers(before.version):
        raise HistoryError(f"{pair} are not in the order of their versions. {TAKE_BACK}")
    if after.issued < before.issued:
        raise HistoryError(f"{pair}: the later one is issued on {after.issued}, before {before.issued}. {TAKE_BACK}")

"""The files of releases in a folder: read, held against each other, and the feed of each release put together again.

A folder holds the releases from 1 on, without holes. What is wrong with it raises HistoryError, which says which
release and what to do: nothing is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from site_builder.days import is_zone
from site_builder.errors import Failure, shown
from site_builder.facts.feed_form import FORM
from site_builder.facts.releases import numbers
from site_builder.history.forms import as_asked
from site_builder.history.parts import bytes_of
from site_builder.load.published_folder import files_of
from site_builder.manifest.form import sha256
from site_builder.model import Registry, Release
from site_builder.strict_json import JsonError, json_bytes, parse

FOLDER = "releases"
"""The folder in that of the registry, and below `data/v1/` in the site."""
FILE = re.compile(r"(?P<number>[1-9][0-9]{0,8})\.(?P<figures>[0-9a-f]{16})\.json")


WITHDRAWN = "withdrawn.json"
"""The file in that folder that records what was withdrawn, and what links say of it."""
COUNTED = ("more", "less", "unclear")
OF_WITHDRAWN = {
    *("registry", "number", "version", "issued", "form", "content_sha256", "feed_sha256", "file_sha256"),
    *(*COUNTED, "withdrawn", "reason"),
}


RELEASE = 1
"""The form of a release's file. Within it, keys are only added."""
FIGURES = 16
"""So much of a file's digest stands in its name."""


class HistoryError(Failure):
    """The kept releases are not what they should be; the text says which one, and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A release that is kept: the bytes of its file, and what they say.

    Of one that was withdrawn there are no bytes, and `document` is what withdrawn.json says: OF_WITHDRAWN.
    """

    data: bytes
    document: Mapping[str, Any]

    @property
    def is_withdrawn(self) -> bool:
        """Whether its file was taken away."""
        return not self.data

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
        return sha256(self.data) if self.data else str(self.document["file_sha256"])

    @property
    def name(self) -> str:
        """The name of its file."""
        return name_of(self.number, self.sha256)


def name_of(number: int, file_sha256: str) -> str:
    """The name of a release's file."""
    return f"{number}.{file_sha256[:FIGURES]}.json"


def in_registry(folder: Path) -> tuple[Kept, ...]:
    """The releases that are kept in a registry's folder, oldest first; none where there is no such folder.

    Raises HistoryError.
    """
    place = folder / FOLDER
    if not place.exists():
        return ()
    found = ((path, data) for path, data in files_of(place).items() if FILE.fullmatch(path) or path == WITHDRAWN)
    # On Windows git may end lines as they end there; JSON has none within a text.
    return kept({path: data.replace(b"\r\n", b"\n") for path, data in found if data})


def kept(files: Mapping[str, bytes]) -> tuple[Kept, ...]:
    """The releases in these files, by name, oldest first. Raises HistoryError."""
    found = [read_file(name, data) for name, data in files.items() if name != WITHDRAWN]
    found = sorted([*found, *withdrawn_in(files.get(WITHDRAWN))], key=lambda each: each.number)
    for number, each in enumerate(found, 1):
        if each.number > number:
            raise HistoryError(f"Release {number} is missing among the kept releases. {TAKE_BACK}")
        if each.number < number:
            raise HistoryError(f"There are two files of release {each.number}. {_ONE}")
    for before, after in pairwise(found):
        check_follows(before, after)
    return tuple(found)


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
    return put_together(releases[number - 1], parts_at(releases, number))


def parts_at(releases: Sequence[Kept], number: int) -> dict[str, Any]:
    """The parts of the feed of a release, by key, from the last file before it that is whole. Raises HistoryError."""
    gone = next((n for n in range(number, 0, -1) if releases[n - 1].is_withdrawn), 0)
    start = next((n for n in range(number, gone, -1) if releases[n - 1].document["whole"]), None)
    if start is None and gone:
        raise HistoryError(f"What release {number} said is not kept: release {gone} was withdrawn.")
    if start is None:
        raise HistoryError(f"No file up to release {number} holds all parts of the feed. {TAKE_BACK}")
    parts: dict[str, Any] = {}
    for each in releases[start - 1 : number]:
        parts = stepped(each, parts)
    return parts


def stepped(release: Kept, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The parts of the feed of a release, from those of the one before; None: not known. Raises HistoryError."""
    if before is None and not release.document["whole"]:
        raise HistoryError(f"No file up to release {release.number} holds all parts of the feed. {TAKE_BACK}")
    kept_on = {} if release.document["whole"] else before or {}
    gone = frozenset(release.document["gone"])
    return {**{key: part for key, part in kept_on.items() if key not in gone}, **release.document["parts"]}


def registry_at(releases: Sequence[Kept], number: int) -> Registry:
    """The public half of a registry as it was released; `forms.unasked` says what its form had no key for.

    Raises HistoryError.
    """
    from site_builder.load.feed.reader import FeedError, read

    feed, _ = as_asked(feed_at(releases, number), int(releases[number - 1].document["form"]))
    try:
        return read(feed)
    except FeedError as error:
        raise HistoryError(f"The feed of release {number} cannot be read by this version. {error}") from error


def put_together(release: Kept, parts: Mapping[str, Any]) -> bytes:
    """The feed of a release, of its parts. Raises HistoryError."""
    try:
        data = bytes_of(parts)
    except ValueError as error:
        raise HistoryError(f"The feed of release {release.number} cannot be put together. {error}") from error
    if sha256(data) != release.document["feed_sha256"]:
        raise HistoryError(f"What is kept of release {release.number} is not the feed that was released. {TAKE_BACK}")
    return data


# ---- what was withdrawn


def withdrawn_in(data: bytes | None) -> tuple[Kept, ...]:
    """The releases that were withdrawn, by the file that records them. Raises HistoryError."""
    if data is None:
        return ()
    try:
        entries = parse(data)["withdrawn"]
        whole = all(entry.keys() >= OF_WITHDRAWN for entry in entries)
    except (JsonError, KeyError, TypeError, AttributeError) as error:
        raise HistoryError(f"{WITHDRAWN} cannot be read. {error} {TAKE_BACK}") from error
    if not whole:
        raise HistoryError(f"{WITHDRAWN} is not as the command withdraw wrote it. {TAKE_BACK}")
    return tuple(Kept(b"", entry) for entry in entries)


def without(releases: Sequence[Kept], number: int, reason: str, on: date) -> tuple[bytes, tuple[str, ...]]:
    """What to record where a release is withdrawn, and the names of the files to take away.

    Those that build on its file go with it, up to the next that is whole. Raises HistoryError.
    """
    if not 0 < number <= len(releases) or releases[number - 1].is_withdrawn:
        raise HistoryError(f"There is no release {number} that could be withdrawn.")
    after = (n for n in range(number + 1, len(releases) + 1) if releases[n - 1].document.get("whole"))
    going = releases[number - 1 : next(after, len(releases) + 1) - 1]
    new = [{**core(each), "withdrawn": on.isoformat(), "reason": reason} for each in going if not each.is_withdrawn]
    old = [dict(each.document) for each in releases if each.is_withdrawn]
    entries = sorted([*old, *new], key=lambda entry: int(entry["number"]))
    return json_bytes({"withdrawn": entries}), tuple(each.name for each in going if not each.is_withdrawn)


def core(release: Kept) -> dict[str, Any]:
    """What a link says of a release's file: the same whether it is there or was withdrawn."""
    said = release.document
    if release.is_withdrawn:
        counts = {word: said[word] for word in COUNTED}
    else:
        directions = [each["direction"] for each in said["changes"]]
        counts = {word: directions.count(word) for word in COUNTED}
    keys = ("registry", "number", "version", "issued", "form", "content_sha256", "feed_sha256")
    zone = {"time_zone": said["time_zone"]} if "time_zone" in said else {}
    return {**{key: said[key] for key in keys}, **zone, "file_sha256": release.sha256, **counts}


# ---- reading a file


def read_file(name: str, data: bytes) -> Kept:
    """A release's file, by its name and its bytes. Raises HistoryError."""
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
    if "time_zone" in document and not (isinstance(document["time_zone"], str) and is_zone(document["time_zone"])):
        yield f"time_zone is {document['time_zone']!r}, and this computer knows no time zone of this name."
    if document.get("form", 0) > FORM:
        yield f"its feed has the form {document['form']}, and this program knows {FORM}. A newer program reads it."


def check_follows(before: Kept, after: Kept) -> None:
    """Raise HistoryError unless a release follows the one before it: a later version, and no earlier day."""
    pair = f"Release {after.number} ({after.version}) and the one before it ({before.version})"
    if numbers(after.version) == numbers(before.version):
        raise HistoryError(f"{pair} have the same version. {_ONE}")
    if numbers(after.version) < numbers(before.version):
        raise HistoryError(f"{pair} are not in the order of their versions. {TAKE_BACK}")
    if after.issued < before.issued:
        raise HistoryError(f"{pair}: the later one is issued on {after.issued}, before {before.issued}. {TAKE_BACK}")

"""The manifest: which files are published in which version, with size and SHA-256; written, read and compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from site_builder.addresses import BASE, MANIFEST, ROOT, SIGNATURE, is_release
from site_builder.errors import Failure
from site_builder.strict_json import JsonError, json_bytes, parse


def is_simple(name: str) -> bool:
    """Whether a name is that of a file or folder on every system, and cannot leave its folder."""
    return name.isprintable() and name not in {"", ".", ".."} and not set(name) & set('/\\:*?"<>|')


def stays_inside(path: str) -> bool:
    """Whether a relative path consists of simple names between slashes, so that it cannot leave its folder."""
    return all(map(is_simple, path.split("/")))


LIFE = timedelta(days=31)
"""The longest time for which a manifest may be trusted."""

MAJOR = 1
"""The form's number: within it, keys are only added."""


class ManifestError(Failure):
    """Bytes that are not a manifest of this form; the text is one sentence or more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Size and SHA-256 (hexadecimal, small letters) of one published file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of the chain of releases: its number, and its digest (SHA-256); and what was withdrawn since.

    `withdrawn` are the numbers of releases whose links stay, and whose files are gone.
    """

    number: int
    sha256: str
    withdrawn: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The list of published files: `registry` is its IRI, `version` four whole numbers or `draft`, `feed` a path.

    It may be trusted from `valid_from` to `expires`, both days included. `program` is the version of this program that
    made the files, '' if the manifest does not say. `releases` is the head of the chain of releases, None where none
    are kept. `files` has all published files by path, except the manifest, its signature, and the files of releases,
    which the chain proves.
    """

    registry: str
    version: str
    issued: date
    valid_from: date
    expires: date
    feed: str
    program: str = ""
    releases: Head | None = None
    files: Mapping[str, Entry]


def later(day: date, by: timedelta) -> date:
    """The day so much later, at most `date.max`."""
    return date.max if day > date.max - by else day + by


def listing(files: Mapping[str, bytes]) -> Mapping[str, Entry]:
    """The entries for these files, sorted by path; the manifest, its signature and releases have none."""
    listed = sorted(path for path in files.keys() - {MANIFEST, SIGNATURE} if not is_release(path))
    return {path: Entry(len(files[path]), sha256(files[path])) for path in listed}


def written(manifest: Manifest) -> bytes:
    """The bytes of a manifest: JSON, UTF-8, one newline at the end, the same bytes for the same values."""
    document = {
        "manifest": MAJOR,
        "registry": manifest.registry,
        "version": manifest.version,
        "issued": manifest.issued.isoformat(),
        "valid_from": manifest.valid_from.isoformat(),
        "expires": manifest.expires.isoformat(),
        "feed": manifest.feed,
        **({"program": manifest.program} if manifest.program else {}),
        **({"releases": _written_head(manifest.releases)} if manifest.releases else {}),
        "files": {
            path: {"bytes": entry.bytes, "sha256": entry.sha256} for path, entry in sorted(manifest.files.items())
        },
    }
    return json_bytes(document)


def read(data: bytes) -> Manifest:
    """The manifest in these bytes; unknown keys are ignored.

    Raises ManifestError if the bytes are not strict JSON or have another form, a value has the wrong kind, a day or a
    digest is malformed, the days are further apart than LIFE, a path leaves the folder, or the feed is not listed.
    """
    try:
        document = parse(data)
    except JsonError as error:
        raise ManifestError(f"The manifest cannot be read. {error}") from error
    _check(isinstance(document, dict), "The manifest is not an object.")
    major = document.get("manifest")
    known = type(major) is int and major == MAJOR
    form = "no form" if major is None else f"the form {major!r}"
    _check(known, f"The manifest has {form}, and this program reads form {MAJOR} alone.")
    entries = document.get("files")
    _check(isinstance(entries, dict), "files: the manifest does not list what is published.")
    manifest = Manifest(
        registry=_text(document, "registry"),
        version=_text(document, "version"),
        issued=_day(document, "issued"),
        valid_from=_day(document, "valid_from"),
        expires=_day(document, "expires"),
        feed=_text(document, "feed"),
        program=document["program"] if isinstance(document.get("program"), str) else "",
        releases=_head(document.get("releases")),
        files={path: _read_entry(path, entry) for path, entry in entries.items()},
    )
    _check_whole(manifest)
    return manifest


def sha256(content: bytes) -> str:
    """The digest that manifests give, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


_FORMS = {
    "registry": (re.compile(rf'https://[^\s<>"]+/{BASE}{ROOT}'), f"an https address that ends in {BASE}{ROOT}"),
    "version": (re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){3}|draft"), "four whole numbers, or draft"),
    "feed": (re.compile(r".+"), "the path of a file"),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _check(holds: bool, sentence: str) -> None:  # noqa: FBT001 (reads as a condition and what it means)
    if not holds:
        raise ManifestError(sentence)


def _shown_value(value: Any) -> str:
    return "missing" if value is None else repr(value)


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key)
    form, words = _FORMS[key]
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ManifestError(f"{key} of the manifest is {_shown_value(value)}, and must be {words}.")
    return value


def _day(document: Mapping[str, Any], key: str) -> date:
    value = document.get(key)
    try:
        return date.fromisoformat(value if isinstance(value, str) and _DAY.fullmatch(value) else "")
    except ValueError:
        raise ManifestError(
            f"{key} of the manifest is {_shown_value(value)}, and must be a day: year-month-day."
        ) from None


def _head(value: Any) -> Head | None:
    if value is None:
        return None
    said = value if isinstance(value, dict) else {}
    number, digest, withdrawn = said.get("number"), said.get("sha256"), said.get("withdrawn", [])
    fits = type(number) is int and number > 0 and isinstance(digest, str) and _SHA256.fullmatch(digest) is not None
    fits = fits and isinstance(withdrawn, list) and all(type(each) is int for each in withdrawn)
    _check(fits, f"releases of the manifest is {value!r}, and must name a number and a SHA-256.")
    return Head(number, digest, tuple(withdrawn))  # type: ignore[arg-type] # checked above


def _written_head(head: Head) -> dict[str, Any]:
    withdrawn = {"withdrawn": list(head.withdrawn)} if head.withdrawn else {}
    return {"number": head.number, "sha256": head.sha256, **withdrawn}


def _read_entry(path: str, entry: Any) -> Entry:
    _check(stays_inside(path), f"The manifest lists {path!r}, which leads out of the published folder.")
    _check(
        path not in {MANIFEST, SIGNATURE} and not is_release(path),
        f"The manifest lists {path!r}, which no manifest lists.",
    )
    size, digest = (entry.get("bytes"), entry.get("sha256")) if isinstance(entry, dict) else (None, None)
    if type(size) is not int or size < 0:
        raise ManifestError(f"bytes of {path!r} in the manifest is {_shown_value(size)}, and must be a whole number.")
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise ManifestError(f"sha256 of {path!r} in the manifest is {_shown_value(digest)}, and must be a SHA-256.")
    return Entry(size, digest)


def _check_whole(manifest: Manifest) -> None:
    _check(manifest.feed in manifest.files, f"feed of the manifest is {manifest.feed!r}, which it does not list.")
    _check(manifest.valid_from <= manifest.expires, "The manifest expires before it begins.")
    _check(
        manifest.expires - manifest.valid_from <= LIFE, f"The manifest would be valid for more than {LIFE.days} days."
    )


CHANGED, MISSING, EXTRA = "is not the file that the manifest lists", "is missing", "is not in the manifest"


def differences(manifest: Manifest, files: Mapping[str, bytes | None]) -> Mapping[str, str]:
    """Each changed, missing or extra file by its path, sorted, with what it is in words.

    None in `files` marks an entry that is not an ordinary file. Files of releases are not compared where the manifest
    names the head of their chain: `history.chain` does that.
    """
    present = listing({path: content for path, content in files.items() if content is not None})
    changed = (path for path, entry in manifest.files.items() if present.get(path) != entry)
    wrong = {path: CHANGED if path in files else MISSING for path in changed}
    extra = files.keys() - manifest.files.keys() - {MANIFEST, SIGNATURE}
    if manifest.releases:
        extra = {path for path in extra if not is_release(path)}
    return dict(sorted({**wrong, **dict.fromkeys(extra, EXTRA)}.items()))

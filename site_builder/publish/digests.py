"""The manifest: size and SHA-256 of every published file, and by that the list of what a build may replace."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from site_builder.publish.refusal import PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

MANIFEST = "data/v1/manifest.json"
SIGNATURE = "data/v1/manifest.dsse.json"
"""The two files that a manifest does not list."""


def manifest(
    files: Mapping[str, bytes],
    *,
    registry: str,
    version: str,
    issued: date,
    valid_from: date,
    expires: date,
    feed: str,
    previous_manifest_sha256: str | None = None,
) -> bytes:
    """The bytes of the manifest of `files`: JSON, UTF-8, one newline at the end, the same bytes for the same values.

    `registry` is an IRI, `version` four whole numbers or "draft", `feed` the path of the feed named by its digest.
    """
    head = {
        "manifest": 1,
        "registry": registry,
        "version": version,
        "issued": issued.isoformat(),
        "valid_from": valid_from.isoformat(),
        "expires": expires.isoformat(),
        "feed": feed,
        "previous_manifest_sha256": previous_manifest_sha256,
        "files": _digests(files),
    }
    return (json.dumps(head, indent=1, ensure_ascii=False) + "\n").encode()


def check_manifest(files: Mapping[str, bytes]) -> None:
    """Refuse, with PublishError, files whose manifest says other than what they are."""
    found = _read(files.get(MANIFEST, b""))
    if found != _digests(files):
        raise PublishError(
            "The build made files that its own manifest does not describe.",
            "Please report this as a fault of the program.",
        )


def listed(out: Path) -> frozenset[str]:
    """The paths that the manifest in the folder calls published; none where there is no manifest that can be read."""
    try:
        found = _read((out / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return frozenset()
    return frozenset() if found is None else frozenset({*found, MANIFEST, SIGNATURE})


def _digests(files: Mapping[str, bytes]) -> dict[str, object]:
    return {
        path: {"bytes": len(files[path]), "sha256": hashlib.sha256(files[path]).hexdigest()}
        for path in sorted(files.keys() - {MANIFEST, SIGNATURE})
    }


def _read(content: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    ours = isinstance(found, dict) and found.get("manifest") == 1 and isinstance(found.get("files"), dict)
    return found["files"] if ours else None

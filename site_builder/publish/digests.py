"""What the manifest means for publishing: the test of what was made, and the list of what may be replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.manifest import MANIFEST, SIGNATURE, Manifest, ManifestError, differences, read
from site_builder.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def check_manifest(files: Mapping[str, bytes]) -> None:
    """Refuse, with PublishError, files whose manifest says other than what they are."""
    found = _manifest_or_none(files.get(MANIFEST, b""))
    if found is None or differences(found, files):
        raise PublishError(
            "The build made files that its own manifest does not describe.",
            "Please report this as a fault of the program.",
        )


def listed(out: Path) -> frozenset[str]:
    """The paths that the manifest in the folder calls published; none where there is no manifest that can be read."""
    file = out / MANIFEST
    # To read a pipe would wait for ever.
    found = _manifest_or_none(file.read_bytes()) if file.is_file() else None
    return frozenset() if found is None else frozenset({*found.files, MANIFEST, SIGNATURE})


def _manifest_or_none(content: bytes) -> Manifest | None:
    try:
        return read(content)
    except ManifestError:
        return None

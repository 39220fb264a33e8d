"""The manifest's part in publishing: it proves the new files, and lists the old files that may be replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.addresses import MANIFEST, SIGNATURE
from site_builder.manifest.form import Manifest, ManifestError, differences, read
from site_builder.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def check_manifest(files: Mapping[str, bytes]) -> None:
    """Raise PublishError for files that differ from their manifest."""
    manifest = _manifest_or_none(files.get(MANIFEST, b""))
    if manifest is None or differences(manifest, files):
        raise PublishError(
            "The build made files that its own manifest does not describe.",
            "Please report this as a fault of the program.",
        )


def listed(out: Path) -> frozenset[str]:
    """The published paths by the manifest in the folder; empty if there is no readable manifest."""
    file = out / MANIFEST
    # To read a pipe would wait for ever.
    manifest = _manifest_or_none(file.read_bytes()) if file.is_file() else None
    return frozenset() if manifest is None else frozenset({*manifest.files, MANIFEST, SIGNATURE})


def _manifest_or_none(content: bytes) -> Manifest | None:
    try:
        return read(content)
    except ManifestError:
        return None

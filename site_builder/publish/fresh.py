"""A new folder with files in it, where there was none: what `new` makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from site_builder.publish.disk import make_folder, write_file
from site_builder.publish.refusal import PublishError, plainly, shown


def create(files: Mapping[str, bytes], folder: Path) -> None:
    """Write `files` into a folder that does not exist or is empty. Raises PublishError where it holds anything."""
    with plainly(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            message = f"{shown(folder)} is not empty."
            raise PublishError(message, "Name a folder that does not exist yet.")
        for path, data in sorted(files.items()):
            for parent in reversed((folder / path).parents):
                if not parent.exists():
                    make_folder(parent)
            write_file(folder / path, data)

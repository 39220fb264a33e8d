"""A wrong twin of `publish`: removes the old site, all but what is kept, and writes the new one in its place.

Caught by `test_publish`: killed at every step, failing at every step, two builds at once, a reader that looks on.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from site_builder.publish import Published

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path


def publish(files: Mapping[str, bytes], out: Path, *, keep: Collection[str] = ()) -> Published:
    """Write `files` where the site stands, and hope."""
    out.mkdir(exist_ok=True)
    for old in out.iterdir():
        if old.name not in keep:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for path, content in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(content)
    return Published(out, len(files), sum(map(len, files.values())), changed=True)

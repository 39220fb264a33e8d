"""A wrong twin of the exchange by two renames: it keeps no journal, and takes what a dead build left for rubbish.

Caught by `test_publish`: killed at every step.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from site_builder.publish import Published
from site_builder.publish.tree import carry, write

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path


def publish(files: Mapping[str, bytes], out: Path, *, keep: Collection[str] = ()) -> Published:
    """Stage `files` and rename twice, after removing whatever an earlier build left."""
    staged, replaced = out.with_name(f".{out.name}.staged"), out.with_name(f".{out.name}.replaced")
    shutil.rmtree(staged, ignore_errors=True)
    shutil.rmtree(replaced, ignore_errors=True)
    staged.mkdir()
    write(files, staged)
    carry(keep, out, staged)
    if out.exists():
        out.rename(replaced)
    staged.rename(out)
    shutil.rmtree(replaced, ignore_errors=True)
    return Published(out, len(files), sum(map(len, files.values())), changed=True)

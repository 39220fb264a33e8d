"""What a test may need of the system that it runs on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork to start the child that dies")
on_posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions, links and pipes")


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder in memory where the system offers that, for a long series: there no sync has to wait for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of its own is made there)
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)

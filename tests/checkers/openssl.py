"""OpenSSL's own command line, as somebody uses it who does not have this program."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str | Path) -> str:
    """What openssl prints; CalledProcessError where it says no."""
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True, text=True).stdout  # noqa: S607 (whichever openssl the reader has)


def verifies(public: Path, data: Path, signature: Path) -> bool:
    """Whether openssl takes a raw signature for one of this key over a file's bytes."""
    try:
        run("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", public, "-in", data, "-sigfile", signature)
    except subprocess.CalledProcessError:
        return False
    return True

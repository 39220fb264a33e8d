"""What a client's memory knows of a registry's chain of releases: for whoever checks that nobody wrote it anew."""

from __future__ import annotations

import os
import time

from site_builder.client.failure_codes import Untrusted
from site_builder.client.store import Folder
from site_builder.errors import Failure, shown
from site_builder.manifest.form import Head, read

SECONDS = 5.0


def head_in(state: str | os.PathLike[str], registry: str) -> Head | None:
    """The head of the chain in the last copy that a client trusted; None where it has none, or it named none.

    Raises Failure where the state cannot be read, or is that of another registry.
    """
    try:
        copy = Folder(state, registry).load(time.monotonic() + SECONDS).copy
    except Untrusted as error:
        raise Failure(f"{shown(os.fspath(state))} cannot be read: {error.cause}.") from error
    return None if copy is None else read(copy.manifest).releases

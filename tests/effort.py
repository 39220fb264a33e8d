"""How much of a long series is tried: a part of it in `make test`, all of it in `make thorough`."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("THOROUGH"))


def effort(*, suite: int, thorough: int) -> int:
    """So many, or every so manieth: in the suite, or where there is time."""
    return thorough if THOROUGH else suite

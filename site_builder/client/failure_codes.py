"""Why a feed is not trusted: one word of CAUSES in `gate/reason_codes.py`."""

from __future__ import annotations

from collections.abc import Callable


class Untrusted(Exception):  # noqa: N818 (no error of the program: what it is there to find)
    """There is no feed to be trusted; `cause` says why."""

    def __init__(self, cause: str) -> None:
        self.cause = cause


FAULT = "fault"
"""Whatever has no name."""


def cause_of(work: Callable[[], object]) -> str | None:
    """Why the work failed, None where it did not."""
    try:
        work()
    except Untrusted as error:
        return error.cause
    except Exception:  # noqa: BLE001 (whatever it was, it is no reading that can be trusted)
        return FAULT
    return None

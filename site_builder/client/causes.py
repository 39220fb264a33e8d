"""Why there is no feed to be trusted, one word of CAUSES (`core/gate/codes.py`); and where feeds are."""

from __future__ import annotations


class Untrusted(Exception):  # noqa: N818 (no error of the program: what it is there to find)
    """There is no feed to be trusted; `cause` says why."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


FAULT = "fault"
"""Whatever has no name."""


def is_address(place: str) -> bool:
    """Whether this is the address of something, and not the path of a folder or file."""
    return "://" in place

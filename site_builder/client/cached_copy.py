"""What a client keeps: the last good copy, and the latest time that it has seen.

The steps 5 and 6 of `docs/client.md`: what a copy must be on a day, and after another.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from site_builder.client.failure_codes import Untrusted

START = "0001-01-01T00:00:00Z"
"""The time before all others."""
BEHIND = 300
"""Seconds that a clock may be behind the latest time ever seen: it is set right, or others answered meanwhile."""


class Copy(NamedTuple):
    """A copy that was good when it was read, at `read`: what was signed, by what, and the feed that it names.

    `manifest` are the bytes that were signed. `feed` is the SHA-256 of the feed, `zipped` the feed as zlib has it;
    `packed` is its index, made by the version of this program that `edition` stands for.
    """

    read: str
    version: str
    issued: str
    valid_from: str
    expires: str
    signatures: tuple[bytes, ...]
    feed: str
    edition: str
    manifest: bytes
    zipped: bytes
    packed: bytes


class State(NamedTuple):
    """The copy, if there is one, and the latest time at which it was read or answered from."""

    seen: str
    copy: Copy | None


def fixed(now: datetime | None) -> str:
    """The time in UTC, once for all that follows, as text that compares as it sorts: `2026-11-25T14:30:00Z`.

    Raises ValueError for a time that does not say in which zone it is.
    """
    found = datetime.now(UTC) if now is None else now
    if found.utcoffset() is None:
        raise ValueError("The time has no zone.")
    return found.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def seconds(before: str, after: str) -> float:
    """The seconds from one time to another."""
    return (datetime.fromisoformat(after) - datetime.fromisoformat(before)).total_seconds()


def counted(at: str, seen: str) -> str:
    """The time that counts: the later of the clock's and the latest ever seen, for clocks are set right by a little.

    Raises Untrusted (`clock_back`) if the clock is further behind.
    """
    if seconds(at, seen) > BEHIND:
        raise Untrusted("clock_back")
    return max(at, seen)


def check_day(copy: Copy, day: str) -> None:
    """Raise Untrusted on a day on which the copy is not to be trusted."""
    if day < max(copy.issued, copy.valid_from):
        raise Untrusted("not_yet_valid")
    if day > copy.expires:
        raise Untrusted("expired")


def check_newer(new: Copy, old: Copy | None) -> None:
    """Raise Untrusted unless a copy is the last good one, or comes after it."""
    if old is None:
        return
    before, after = _numbers(old.version), _numbers(new.version)
    if after < before or (after == before and new.valid_from < old.valid_from):
        raise Untrusted("rollback")
    if after == before and new.feed != old.feed:
        raise Untrusted("equivocation")
    if after == before and new.valid_from == old.valid_from and new.manifest != old.manifest:
        raise Untrusted("equivocation")


def is_older(new: State, old: State) -> bool:
    """Whether a state knows less than another."""
    if new.copy is None:
        return old.copy is not None
    try:
        check_newer(new.copy, old.copy)
    except Untrusted:
        return True
    return new.seen < old.seen


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))

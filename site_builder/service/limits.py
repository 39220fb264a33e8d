"""Who may ask, how much and how fast: tokens, rates, and the size and time of a body."""

from __future__ import annotations

import asyncio
import hmac
import os
import re
import stat
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request

from site_builder.errors import Failure, shown
from site_builder.gate.request import TooManyError, requests_in
from site_builder.gate.request_form import MOST_BYTES

MOST_BATCH_BYTES = 1 << 20
MOST_REQUESTS = 100
TOO_MANY = f"These are more than {MOST_REQUESTS} requests."
BODY_SECONDS = 1.0
"""Seconds in which the body of a request must be there."""
FAR = 4
"""So many times what is allowed is read and thrown away, so that who sends too much can hear that it is."""
SHORTEST = 24
"""The fewest signs of a token."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO

NOT_DECIDED = "No decision was made, so nothing may be shared on this. If somebody may be at risk, ask a person now."
"""What everybody is told who is turned away."""

_TOKEN = re.compile(rf"[A-Za-z0-9._~+/-]{{{SHORTEST},}}=*")


class TurnedAway(Exception):  # noqa: N818 (an answer, not a fault of ours)
    """A request that gets no decision: the status, a sentence for people, and headers."""

    def __init__(self, status: int, why: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.why = why
        self.headers = headers or {}


# ---- who


class Tokens:
    """The tokens of those who may ask; none at all, and everybody may. Of each only its digest is kept."""

    def __init__(self, tokens: Sequence[str] = ()) -> None:
        self._digests = [sha256(token.encode()).digest() for token in tokens]

    def __len__(self) -> int:
        return len(self._digests)

    def holder(self, request: Request) -> int:
        """The number of the token that a request brings, 0 where none is asked for. Raises TurnedAway: 401.

        It is compared with all of them, each in constant time, so that the time tells nothing.
        """
        if not self._digests:
            return 0
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        given = sha256(token.strip().encode(errors="replace")).digest()
        found = [number for number, kept in enumerate(self._digests) if hmac.compare_digest(kept, given)]
        if scheme.lower() != "bearer" or not found:
            raise TurnedAway(401, "This needs a token: Authorization: Bearer ...", {"WWW-Authenticate": "Bearer"})
        return found[0]


def tokens_in(file: Path) -> Tokens:
    """The tokens in a file: one a line; lines that begin with # are notes. Raises Failure."""
    try:
        if os.name == "posix" and file.stat().st_mode & OTHERS:
            raise Failure(f"Others can read {shown(file)}, or write it. Type:  chmod 600 {shown(file)}")
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"The tokens in {shown(file)} cannot be read.") from error
    tokens = [line for line in lines if line and not line.startswith("#")]
    wrong = [number for number, line in enumerate(lines, 1) if line in tokens and not _TOKEN.fullmatch(line)]
    if wrong:
        raise Failure(
            f"Line {wrong[0]} of {shown(file)} is no token: {SHORTEST} signs or more, of letters, digits and -._~+/ "
            "You get a good one by  openssl rand -hex 32"
        )
    if not tokens:
        raise Failure(f"There is no token in {shown(file)}: write one a line.")
    return Tokens(tokens)


# ---- how fast


class Rate:
    """So many a second, and in the first second so many at once."""

    def __init__(self, a_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_second = a_second
        self._most = max(a_second, MOST_REQUESTS)
        self._left = float(self._most)
        self._clock = clock
        self._at = clock()

    def take(self, count: int) -> bool:
        """Whether there are still so many; then they are taken."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._a_second)
        self._at = now
        if count > self._left:
            return False
        self._left -= count
        return True


class Rates:
    """For each token a rate, and another for those who may be at risk: no flood of others keeps them out."""

    def __init__(self, tokens: int, a_second: int) -> None:
        self._ordinary, self._urgent = ([Rate(a_second) for _ in range(max(tokens, 1))] for _ in range(2))

    def check(self, holder: int, count: int, is_urgent: Callable[[], bool]) -> None:
        """Take so many. Raises TurnedAway: 429."""
        if self._ordinary[holder].take(count) or (is_urgent() and self._urgent[holder].take(count)):
            return
        raise TurnedAway(429, "These are too many requests at once.", {"Retry-After": "1"})


# ---- how much


async def body_of(request: Request, *, may_be_many: bool) -> bytes:
    """The whole body. Raises TurnedAway: 408, 413; ClientDisconnect where nobody waits any more.

    It may be 64 KB long, or 1 MB where many requests may stand in it.
    """
    most = MOST_BATCH_BYTES if may_be_many else MOST_BYTES
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size <= most:
                    body += part
                elif size > FAR * most:
                    break
    except TimeoutError as error:
        raise TurnedAway(408, "The request did not come within a second.", {"Connection": "close"}) from error
    if size > most:
        raise TurnedAway(413, f"The request is larger than {most:,} bytes.", {"Connection": "close"})
    return bytes(body)


def requests_of(data: bytes) -> Sequence[bytes] | None:
    """As `requests_in`. Raises TurnedAway, 413, for too many."""
    try:
        return requests_in(data, MOST_REQUESTS)
    except TooManyError as error:
        raise TurnedAway(413, TOO_MANY) from error


def check_number(requests: object) -> None:
    """Raise TurnedAway, 413, for a list of too many requests, before anybody looks at them."""
    if isinstance(requests, list) and len(requests) > MOST_REQUESTS:
        raise TurnedAway(413, TOO_MANY)


def check_one(data: bytes) -> None:
    """Raise TurnedAway, 413, for one request that is longer than one may be."""
    if len(data) > MOST_BYTES:
        raise TurnedAway(413, f"The request is larger than {MOST_BYTES:,} bytes.")


def is_json(request: Request) -> bool:
    """Whether the body is said to be JSON, as it stands."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" and request.headers.get("content-encoding", "identity") == "identity"

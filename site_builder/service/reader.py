"""The reader of the feed: a process of its own that reads once, keeps what is good in the state, and ends.

So the process that answers never waits for a publisher, nor while a large feed is read, and never holds one in memory.
The folder of the state is made for it: what a reader has kept, the next decision answers from.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from site_builder.client import Client
from site_builder.client.failure_codes import FAULT, Registries, Why

AGAIN = timedelta(seconds=60)
"""After a reading that failed: the publisher has enough to do."""
MOST_PURPOSES = 10_000
LONGEST = 300.0
"""Seconds after which a reader is given up: the deadline of fetching, and the time to understand a feed."""


@dataclass(frozen=True)
class Source:
    """Whose feed is read: see `Client`. `keys` are paths."""

    address: str
    keys: Sequence[str]
    state: str
    registry: str | None = None
    deadline: float = 10.0

    def client(self, **how: object) -> Client:
        """A client of it, which fetches nothing by itself."""
        made = {"registry": self.registry, "deadline": self.deadline, "max_age": None, **how}
        return Client(self.address, self.keys, self.state, **made)  # type: ignore[arg-type] # what Client takes


@dataclass(frozen=True)
class Read:
    """What came of a reading: `why` nothing new is trusted, None where all went well; when; and when the next is.

    `at_risk` are the purposes for which somebody may be at risk by what was read, where it is not trusted.
    """

    why: Why | None
    at_risk: Sequence[str]
    at: datetime
    next: datetime


async def keep_reading(source: Source, every: timedelta, tell: Callable[[Read], None]) -> None:
    """Read again and again, until cancelled, and tell what came of each reading."""
    while True:
        why, at_risk = await read_apart(source)
        at = datetime.now(UTC)
        found = Read(why, at_risk, at, at + (every if why is None else min(every, AGAIN)))
        tell(found)
        await asyncio.sleep((found.next - at).total_seconds())


async def read_apart(source: Source) -> tuple[Why | None, Sequence[str]]:
    """Read once, in a process of its own: `why` and `at_risk` of what came of it."""
    given = json.dumps([source.address, list(source.keys), source.state, source.registry, source.deadline])
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", __name__, given),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:  # there is no room for another process: the next time there may be
        return FAULT, ()
    try:
        said, _ = await asyncio.wait_for(process.communicate(), LONGEST)
    except TimeoutError:
        return FAULT, ()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    try:
        cause, registries, at_risk = json.loads(said)
    except ValueError:  # it was ended
        return FAULT, ()
    return cause and Why(cause, registries and Registries(*registries)), at_risk


def main(given: str) -> None:
    """Read once, as told, and print why nothing new is trusted, and the purposes at risk."""
    client = Source(*json.loads(given)).client()
    reading = client.refresh()
    at_risk = [] if reading.cause is None else sorted(client.purposes_at_risk())[:MOST_PURPOSES]
    sys.stdout.write(json.dumps([reading.cause, reading.registries, at_risk]))


if __name__ == "__main__":
    main(sys.argv[1])

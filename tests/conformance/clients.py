"""The two clients that the suite is shown on: our own, and a small one in JavaScript that knows only the pages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.conformance.cases import CONTENT, GATE, Case, cases
from tests.conformance.running import Lanes
from tests.effort import effort

OWN = "own"
"""The groups of the suite's own cases, one for each file."""

JAVASCRIPT = Path(__file__).parent / "javascript"
CLIENTS: Mapping[str, tuple[str, ...]] = {
    "python": (sys.executable, "-m", "tests.conformance.python_client"),
    "javascript": ("node", str(JAVASCRIPT / "client.mjs")),
}
EVERY: Mapping[str, Mapping[str, int]] = {
    "python": {CONTENT: effort(suite=10, thorough=1), GATE: effort(suite=40, thorough=1), OWN: 1},
    "javascript": {
        CONTENT: effort(suite=10, thorough=1),
        GATE: effort(suite=40, thorough=1),
        OWN: effort(suite=3, thorough=1),
    },
}
"""Of a group one case in so many goes through processes in the tests, where all of them are run in one elsewhere."""


def chosen(client: str) -> tuple[Case, ...]:
    """The cases that are run in the tests."""
    groups = {case.group: [each for each in cases() if each.group == case.group] for case in cases()}
    every = EVERY[client]
    return tuple(case for name, found in groups.items() for case in found[:: every.get(name, every[OWN])])


@contextmanager
def under_way(client: str, asked: Iterable[Case]) -> Iterator[Mapping[str, Future[tuple[str, ...]]]]:
    """What comes of each case, by its name; they are run a few at once while the first are looked at."""
    with Lanes(CLIENTS[client], 3) as lanes, ThreadPoolExecutor(len(lanes)) as pool:
        try:
            yield {case.name: pool.submit(lanes.run, case) for case in asked}
        finally:
            pool.shutdown(cancel_futures=True)

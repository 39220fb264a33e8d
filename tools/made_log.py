"""Makes a log of what the systems of the seed could have sent, with three things wrong in it: same seed, same rows.

python -m tools.made_log 1000000 log.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from site_builder.gate import Gate, request_of
from site_builder.gate.coverage import NOT_UNCOVERED, coverage
from site_builder.gate.index import Index
from site_builder.gate.types import Candidate, Request
from site_builder.load.feed.reader import read_marked

ROOT = Path(__file__).parent.parent
FEED = ROOT / "tests/golden/data/v1/feed.jsonld"
FIRST = datetime(2026, 6, 30, 23, tzinfo=UTC)
"""The first hour of July in London."""
DAYS, LAST_QUARTER = 92, "2026-09-30"
SYSTEMS = ("case-system", "school-system", "benefits-system")
SILENT = range(40, 52)
"""The days, counted from the first, on which the benefits system logged nothing."""

Kind = dict[str, Any]


def seed() -> Index:
    """The gate's index of the seed's published feed."""
    registry, marks = read_marked(FEED.read_bytes())
    return Gate.of(registry, None, marks).index


def kinds_of(index: Index, chance: random.Random) -> list[Kind]:
    """What the publisher may send, as the notice states it: of a disclosure of much data several kinds."""
    found = []
    for c in (c for each in index.of.values() for c in each if c.sender in {"", index.publisher}):
        data, people = sorted(c.data - {""}), sorted(c.people - {""})
        for purpose in sorted(c.purposes - {""}):
            for size in range(1, min(len(data), 3) + 1):
                kind = _kind(c, purpose, chance.sample(data, size), people or _any(index))
                found += [kind] if _is_stated(index, kind) else []
    return found


def _kind(c: Candidate, purpose: str, data: Sequence[str], people: Sequence[str]) -> Kind:
    return {
        "recipient": c.to,
        "purpose": purpose,
        "data_categories": list(data),
        "data_subjects": list(people[:2]),
    }


def _any(index: Index) -> list[str]:
    return sorted(key for key, kind in index.kinds.items() if kind == "data_subjects")[:1]


def _is_stated(index: Index, kind: Kind) -> bool:
    request = request_of(kind)
    return isinstance(request, Request) and coverage(index, request, LAST_QUARTER).verdict in NOT_UNCOVERED


WRONG: Sequence[tuple[Kind, int]] = (
    (
        {
            "recipient": "department-for-education",
            "purpose": "research",
            "data_categories": ["contact-details", "information-about-children"],
            "data_subjects": ["children"],
        },
        1_500,
    ),
    (
        {
            "recipient": "communities-and-local-government-department",
            "purpose": "policy",
            "data_categories": ["childrens-records"],
            "data_subjects": ["children"],
        },
        3_600,
    ),
    (
        {
            "recipient": "police",
            "purpose": "research",
            "data_categories": ["pupil-information"],
            "data_subjects": ["pupils"],
        },
        0,
    ),
)
"""What is wrong: data that the notice does not name for this, what has ended, and another purpose. Each with the number
of rows of which one is so, 0 for one alone."""


def rows(index: Index, number: int, seed: int) -> Iterator[dict[str, Any]]:
    """So many rows of a quarter, in order of time."""
    chance = random.Random(seed)  # noqa: S311 (comes again)
    kinds = kinds_of(index, chance)
    weights = [1 / place for place in range(1, len(kinds) + 1)]
    chosen = chance.choices(range(len(kinds)), weights, k=number)
    alone = number // 2
    for at in range(number):
        second = DAYS * 86_400 * at // number
        kind, place = kinds[chosen[at]], chosen[at]
        for wrong, often in WRONG:
            if (often and at % often == often // 3) or (not often and at == alone):
                kind, place = wrong, 0
        system = SYSTEMS[place % len(SYSTEMS)]
        if system == SYSTEMS[2] and second // 86_400 in SILENT:
            system = SYSTEMS[0]
        yield {
            "time": f"{(FIRST + timedelta(seconds=second)):%Y-%m-%dT%H:%M:%SZ}",
            "system": system,
            "id": f"{chance.getrandbits(64):016x}{at:08x}",
            **kind,
            "records": chance.choice((1, 1, 1, 1, 2, 3, 28)),
        }


def main() -> None:
    """Write the log."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rows", type=int)
    asked.add_argument("file", type=Path)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    index = seed()
    with given.file.open("w", encoding="utf-8") as file:
        for row in rows(index, given.rows, given.seed):
            file.write(f"{json.dumps(row, separators=(',', ':'))}\n")


if __name__ == "__main__":
    main()

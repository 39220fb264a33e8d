"""How often each kind was tried, and what each verifier found of it: the figures of `make drifts`, kept as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.drifts.kinds import Kind
from tests.drifts.trial import Tally

FILE = Path(__file__).with_name("tried.json")
Record = Mapping[str, Mapping[str, Any]]


def keep(kind: Kind, tally: Tally) -> None:
    """Keep the figures of a kind, unless they are of a smaller run than those that are kept."""
    record = dict(kept())
    if tally.tried >= record.get(str(kind), {"tried": 0})["tried"]:
        record[str(kind)] = {
            "on": datetime.now(UTC).date().isoformat(),
            "tried": tally.tried,
            "found": dict(tally.found),
            "wrong": len(tally.wrong),
        }
        lines = (f"{json.dumps(name)}: {json.dumps(record[name], sort_keys=True)}" for name in sorted(record))
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8", newline="\n")


def kept() -> Record:
    """By the name of a kind the day, how many were tried, how many each verifier found, and how many were wrong."""
    return json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}


def tally(kind: Kind) -> Tally:
    """The figures of a kind that were kept; none for one that was never tried."""
    found = kept().get(str(kind))
    return Tally(found["tried"], Counter(found["found"]), [""] * found["wrong"]) if found else Tally()

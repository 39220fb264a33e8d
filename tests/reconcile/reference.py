"""Reconciling without an engine: row by row, each judged on its own day. It is slow, and there is nothing to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from site_builder.reconcile.judging import NO_DECISION, History, Judge
from site_builder.reconcile.log import Row, lines_of
from site_builder.reconcile.run import Decided, Period

Found = Counter[tuple[str, str]]
"""Rows by month and verdict; of each month also what was not sent, and what is doubled or outside under no month."""


def reference(
    files: Iterable[Path], history: History, period: Period | None = None, decisions: Mapping[str, Decided] = {}
) -> Found:
    """What the logs say, row by row."""
    rows: dict[tuple[str, str], Row] = {}
    found = Found()
    for line in (line for file in files for line in lines_of(file)):
        row = line.row
        if row is None:
            found["", "malformed"] += 1
            continue
        known = rows.setdefault((row.system, row.id), row)
        if known is not row:
            found["", "doubled"] += 1
            rows[row.system, row.id] = min(known, row, key=_order)
    for row in rows.values():
        day = datetime.fromtimestamp(row.second, UTC).astimezone(ZoneInfo("Europe/London")).date().isoformat()
        if period and not period.from_day <= day < period.to_day:
            found["", "outside"] += 1
        elif row.outcome != "sent":
            found["", row.outcome] += 1
        else:
            found[_told(row, history, day, decisions.get(row.decision))] += 1
    return found


def _order(row: Row) -> tuple[int | str, ...]:
    return (row.second, row.outcome, row.decision, *row[3:9])


def _told(row: Row, history: History, day: str, decided: Decided | None) -> tuple[str, str]:
    judge = Judge(history, {"it": decided.asked} if decided else {})
    is_late = decided is not None and decided.second > row.second
    how = NO_DECISION if not row.decision else "late" if is_late or not decided else "it"
    verdict = judge.on(row[3:8], day, how).verdict
    return ("", "malformed") if verdict == "malformed" else (day[:7], verdict)

"""The small first step: a list of flows that a systems team writes in an hour, held against the notice of today."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from site_builder.errors import Failure, shown
from site_builder.gate.coverage import NOT_UNCOVERED, Coverage
from site_builder.gate.log_form import LONGEST
from site_builder.gate.request_form import folded
from site_builder.reconcile.judging import History, Judge
from site_builder.reconcile.report import SAID, nearest

COLUMNS = ("recipient", "purpose", "data", "people", "how")
"""The columns of the list; `how` is the endpoint, file or query, in the team's own words."""
MOST = 10_000


class Flow(NamedTuple):
    """A flow of the list: its line, how it goes, what the team calls it, and what the notice says of it."""

    line: int
    how: str
    said: Mapping[str, str]
    found: Coverage


def is_flows(file: Path) -> bool:
    """Whether a file is such a list: CSV with a column for how it goes, and none for when."""
    try:
        with file.open("r", encoding="utf-8-sig", errors="replace", newline="") as opened:
            head = opened.readline(LONGEST).lower().strip().split(",")
    except OSError:
        return False
    return file.suffix.lower() == ".csv" and "time" not in head and {"recipient", "how"} <= {*map(str.strip, head)}


def flows_in(file: Path, history: History, on: str) -> list[Flow]:
    """Each flow of the list, judged on a day. Raises Failure."""
    return list(_judged(_read(file), history, on))


def _judged(read: list[tuple[int, dict[str, str]]], history: History, on: str) -> Iterator[Flow]:
    judge = Judge(history, {})
    for line, said in read:
        texts = (folded(said["recipient"]), folded(said["purpose"]), _ids(said["data"]), _ids(said["people"]))
        found = judge.on(("", *texts), on) if all(texts) else Coverage("malformed")
        yield Flow(line, said["how"], said, found)


def _read(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open("r", encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True, restval="")
            names = [name.strip().lower() for name in reader.fieldnames or ()]
            if missing := [name for name in COLUMNS if name not in names]:
                raise Failure(f"{shown(file)} lacks the columns {', '.join(missing)}: write {','.join(COLUMNS)}")
            reader.fieldnames = names
            found: list[tuple[int, dict[str, str]]] = []
            for row in reader:
                if len(found) == MOST:
                    raise Failure(
                        f"{shown(file)} has more than {MOST:,} flows: it is a log, perhaps, without its times."
                    )
                found.append((reader.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}))
            return found
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise Failure(f"The list {shown(file)} cannot be read as CSV in UTF-8.") from error


def _ids(text: str) -> str:
    """Ids, or names in the form in which the gate looks for them, that are parted by semicolons."""
    return " ".join(dict.fromkeys(filter(None, map(folded, text.split(";")))))


def are_all_covered(flows: list[Flow]) -> bool:
    """Whether each is in the notice."""
    return all(each.found.verdict in NOT_UNCOVERED for each in flows)


def text(flows: list[Flow]) -> str:
    """What people read: first how many are not in the notice."""
    missing = [each for each in flows if each.found.verdict not in NOT_UNCOVERED]
    are = "is" if len(missing) == 1 else "are"
    told = [f"{len(missing)} of {len(flows)} {are} not in the notice."]
    for each in missing:
        said = each.said
        why = said["purpose"] if said["purpose"].startswith("to ") else f"for {said['purpose']}"
        told += [
            "",
            f"line {each.line}: {each.how}",
            f"  to {said['recipient']}, {why}: {said['data']}, about {said['people']}",
            f"  {SAID[each.found.verdict]}"
            + (f" Too much: {', '.join(each.found.beyond)}." if each.found.beyond else ""),
        ]
        if each.found.candidate:
            told.append(f"  Nearest: {nearest(each.found.candidate)}")
    others = {verdict: sum(each.found.verdict == verdict for each in flows) for verdict in NOT_UNCOVERED}
    told += ["", *(f"{count:>5}  {SAID[verdict]}" for verdict, count in others.items() if count)]
    return "\n".join(told)


def plain(flows: list[Flow]) -> dict[str, object]:
    """The same as a value for JSON."""
    return {
        "flows": len(flows),
        "not_in_the_notice": sum(each.found.verdict not in NOT_UNCOVERED for each in flows),
        "each": [
            {
                "line": each.line,
                "how": each.how,
                "verdict": each.found.verdict,
                "disclosure": each.found.candidate.id if each.found.candidate else None,
                "beyond": list(each.found.beyond),
            }
            for each in flows
        ],
    }

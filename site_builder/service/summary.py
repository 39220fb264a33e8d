"""What a log of decisions says after a week: how often each answer was given, and what did not permit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from site_builder.gate.types import OUTCOMES, REFER, REFUSED

NOT_KNOWN = "(no id of the notice)"


def summed(lines: Iterable[str]) -> str:
    """A log of the client's as text: its counts, then what was refused or referred, the most frequent first."""
    read = [line for each in lines if each.strip() for line in [_line(each)]]
    known = [line for line in read if line is not None]
    asked = [line for line in known if line["request"] is not None]
    days = sorted(str(line["time"])[:10] for line in known)
    reported = sum(line.get("enforced") is False for line in known)
    told = [f"{len(known)} decisions" + (f" from {days[0]} to {days[-1]}" if days else "")]
    told += [f"{reported} of them were reported and not enforced."] if reported else []
    told += [f"{len(read) - len(known)} lines are no decisions, and were left out."] if len(known) < len(read) else []
    outcomes = Counter(line["outcome"] for line in asked)
    told += ["", *(f"{outcomes[each]:>7}  {each}" for each in OUTCOMES if each in outcomes)]
    others = len(known) - len(asked)
    told += [f"{others:>7}  no request, a look at the service's health, or no feed to be trusted"] if others else []
    noes = Counter(_no(line) for line in asked if line["outcome"] in {REFER, REFUSED})
    if noes:
        told += ["", "What was not permitted: outcome, recipient, purpose, reasons"]
        told += [
            f"{count:>7}  {'  '.join(no)}" for no, count in sorted(noes.items(), key=lambda each: (-each[1], each[0]))
        ]
    return "\n".join(told)


def _line(text: str) -> Mapping[str, Any] | None:
    """A line of the log; None where it is none, or broke off."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    has_all = isinstance(line, dict) and {"time", "outcome", "reasons", "request"} <= line.keys()
    return line if has_all and line["outcome"] in OUTCOMES else None


def _no(line: Mapping[str, Any]) -> tuple[str, ...]:
    request = line["request"]
    return (
        str(line["outcome"]),
        request["recipient"] or NOT_KNOWN,
        request["purpose"] or NOT_KNOWN,
        " ".join(line["reasons"]),
    )

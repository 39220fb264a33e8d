"""Whether what a client printed, and ended with, is what a case expects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests import gate_cases

PERMISSIONS = ("required", "permitted", "permitted_with_duties")
"""The outcomes after which data may be sent."""
EXITS = {**dict.fromkeys(PERMISSIONS, 0), "refused": 10, "refer": 11}
NOT_TRUSTED = 5
"""What `refresh` ends with where it does not trust, and `decide` where there is no feed to be trusted."""
TRUSTED, ANY = "trusted", "any"


def faults_of_refresh(expected: Any, code: int | None, out: str) -> Iterator[str]:
    """What is wrong with the answer of `refresh`; expected is `trusted`, a cause, or several that may be.

    Or the cause and what has to stand beside it.
    """
    said = _said(out)
    if isinstance(expected, dict):
        yield from (
            f"{name} {_short(said.get(name))} in place of {value}"
            for name, value in expected.items()
            if name != "cause" and isinstance(said, dict) and said.get(name) != value
        )
        expected = expected["cause"]
    if expected == TRUSTED:
        if said != {"trusted": True} or code != 0:
            yield f"{_short(said)} ({code}) in place of trusted"
    elif not isinstance(said, dict) or said.get("trusted") is not False or code != NOT_TRUSTED:
        yield f"{_short(said)} ({code}) in place of {expected}"
    elif said.get("cause") not in _several(expected):
        yield f"the cause {said.get('cause')} in place of {expected}"


def faults_of_decision(expected: Any, day: str, code: int | None, out: str) -> Iterator[str]:
    """What is wrong with a decision of a day; expected is an outcome, or the values of some of its keys.

    `cause` among these is one cause or several, or `any`: there is no feed to be trusted.
    """
    wanted = expected if isinstance(expected, dict) else {"outcome": expected}
    said = _said(out)
    if not isinstance(said, dict) or said.get("outcome") not in EXITS:
        yield f"{_short(said)} ({code}) is no decision"
        return
    exit_ = NOT_TRUSTED if "cause" in wanted else EXITS[said["outcome"]]
    if code != exit_:
        yield f"ended with {code} in place of {exit_}"
    if said.get("on") != day:
        yield f"on {said.get('on')} in place of {day}"
    yield from _form(said, is_trusted="cause" not in wanted)
    for name, value in wanted.items():
        if name == "cause" and (value == ANY or said.get("cause") in _several(value)):
            continue
        if said.get(name) != value:
            yield f"{name} {_short(said.get(name))} in place of {value}"


def faults_of_gate_case(case: Mapping[str, Any], code: int | None, out: str) -> Iterator[str]:
    """What is wrong with a decision on one of the gate's cases."""
    said = _said(out)
    if not isinstance(said, dict) or code != EXITS.get(str(said.get("outcome"))):
        yield f"{_short(said)} ({code}) is no decision"
        return
    expected = {**gate_cases.ALWAYS, **case["expects"]}
    expected |= {name: sorted(expected[name]) for name in ("reasons", "duties")}
    if any(about.startswith("unknown_") for about, _ in expected["reasons"]):
        # Which id could be meant by one that is not known is a guess, and every gate may guess otherwise.
        expected.pop("instead", None)
    seen = gate_cases.seen(said, expected)
    yield from (
        f"{name} {_short(seen[name])} in place of {expected[name]}" for name in expected if seen[name] != expected[name]
    )
    if case.get("never_says", "\0") in out:
        yield f"says {case['never_says']}"


def outcome(expected: Any) -> str:
    """The outcome that a case expects."""
    return str(expected["outcome"] if isinstance(expected, dict) else expected)


def _form(said: Mapping[str, Any], *, is_trusted: bool) -> Iterator[str]:
    """What every decision has."""
    reasons = said.get("reasons")
    codes = [each.get("code") for each in reasons if isinstance(each, dict)] if isinstance(reasons, list) else []
    if not codes or not all(isinstance(each, str) for each in codes):
        yield "it gives no reason"
    alone = ["somebody_at_risk", "feed_not_trusted"] if said.get("urgent") else ["feed_not_trusted"]
    if not is_trusted and codes != alone:
        yield f"the reasons {codes} in place of {alone}"
    if is_trusted and ("cause" in said or "feed_not_trusted" in codes):
        yield "it gives a cause, though there is a feed to be trusted"
    if "urgent" in said and said["urgent"] is not True:
        yield "urgent is there, and not true"


def _said(out: str) -> Any:
    """The one JSON value that was printed; where it is none, the text."""
    try:
        return json.loads(out)
    except ValueError:
        return out


def _several(expected: Any) -> list[Any]:
    return expected if isinstance(expected, list) else [expected]


def _short(said: Any) -> str:
    text = said if isinstance(said, str) else json.dumps(said)
    return f"{text[:120]}..." if len(text) > 120 else text or "(nothing)"

"""What a notice covers of what was sent: the gate's own judgement, as far as a log shows it.

A log says who got which data about whom and for what, and not what was brought. So a condition that only evidence could
meet is told apart from what the notice does not say at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from site_builder.gate.decide import question, renamed, understand
from site_builder.gate.evaluate import judge
from site_builder.gate.index import FIRST, HIDDEN, LAST, Asked, Index
from site_builder.gate.question import Question
from site_builder.gate.types import DUTY, Candidate, Request

COVERED, UNPROVED, OPEN = "covered", "covered_not_decided", "left_open"
NOT_UNCOVERED = (COVERED, UNPROVED, OPEN)
VERDICTS = (
    "malformed",
    "recipient_unknown",
    "recipient_retired",
    "purpose_unknown",
    "purpose_not_declared",
    "data_unknown",
    "data_not_declared",
    "people_not_declared",
    "not_published_yet",
    "not_in_force",
    "ended",
    "forbidden",
    "disclosure_unknown",
    "contradicts_disclosure",
    "contradicts_decision",
    OPEN,
    UNPROVED,
    COVERED,
)
"""What can be said of something that was sent; the first that holds."""
_RANK = {verdict: at for at, verdict in enumerate(VERDICTS)}

_MISFITS: Mapping[str, str] = {
    **dict.fromkeys(("other_purpose", "other_sender", "only_received", "never_shared"), "purpose_not_declared"),
    **dict.fromkeys(("other_data", "data_never_sent"), "data_not_declared"),
    "other_people": "people_not_declared",
    "not_in_a_notice": "not_published_yet",
    **dict.fromkeys(("ended", "recipient_ended"), "ended"),
}
"""What each code says of a disclosure that does not answer; all others: it is not in force."""
_LEFT_OPEN = frozenset(
    f"{name}_not_stated" for name in ("sender", "recipient", "purpose", "data", "people", "risk_purpose", "only_if")
) | {"open_class", "to_be_appointed", "unknown", "not_stated"}
"""Codes of what the notice itself leaves open, or we do not understand."""


class Coverage(NamedTuple):
    """What a notice says of something that was sent: one of VERDICTS, and by which disclosure.

    Where it is not covered, `candidate` is the disclosure that comes nearest, and `beyond` are the ids that it does not
    state. `others` counts the disclosures that cover it as well; `instead` are ids that came after a retired one.
    """

    verdict: str
    candidate: Candidate | None = None
    beyond: tuple[str, ...] = ()
    others: int = 0
    instead: tuple[str, ...] = ()


def coverage(index: Index, request: Request, on: str) -> Coverage:
    """What the notice says on a day (`2026-11-25`) of what a request describes, whatever may have been brought."""
    request = _understood(index, request)
    asked = index.asked.get(request.recipient)
    if asked is None:
        known = index.kinds.get(request.recipient) == "retired"
        instead = index.replaced.get(request.recipient, ())
        return Coverage(
            "recipient_retired" if known else "recipient_unknown", beyond=(request.recipient,), instead=instead
        )
    if index.kinds.get(request.purpose) != "purposes":
        instead = index.replaced.get(request.purpose, ())
        return Coverage("purpose_unknown", beyond=(request.purpose,), instead=instead)
    q = question(index, request, on, asked)
    best = _best(index.candidates(asked), q)
    if strangers := _strangers(index, request.data_categories, "data_categories"):
        best = _worse(best, "data_unknown", strangers)
    if strangers := _strangers(index, request.data_subjects, "data_subjects"):
        best = _worse(best, "people_not_declared", strangers)
    return best


def coverage_by(index: Index, c: Candidate, request: Request | None, on: str) -> Coverage:
    """The same by one disclosure alone; without a request, of all that it states itself."""
    stated = request or Request(
        None, c.to, min(c.purposes, default=""), tuple(sorted(c.data)), tuple(sorted(c.people)), None, None, {}, ()
    )
    stated = _understood(index, stated)
    asked = index.asked.get(stated.recipient)
    if asked is None:
        return Coverage("recipient_unknown")
    q = question(index, stated, on, asked)
    return _told(c, q)


def _understood(index: Index, request: Request) -> Request:
    """The request with the ids that are meant, as the gate reads it."""
    said = (request.recipient, request.purpose, *request.data_categories, *request.data_subjects)
    kinds = index.kinds
    is_meant = not any(kinds.get(key, HIDDEN).startswith(HIDDEN) for key in said)
    if is_meant and not (request.sender or request.programme or request.named):
        return request
    understood = understand(index, request)
    return renamed(request, understood) if understood else request


def _told(c: Candidate, q: Question) -> Coverage:
    """What one disclosure says."""
    verdict, is_misfit = _verdict(c, q)
    return _with_beyond(c, q, verdict, is_misfit=is_misfit)


def _with_beyond(c: Candidate, q: Question, verdict: str, *, is_misfit: bool) -> Coverage:
    return Coverage(verdict, c, _beyond(c, q) if is_misfit else ())


def _verdict(c: Candidate, q: Question) -> tuple[str, bool]:
    """What one disclosure says, and whether it is about something else."""
    judgement = judge(c, q)
    if misfits := judgement.misfits:
        return min([_MISFITS.get(code, "not_in_force") for code in misfits], key=_RANK.__getitem__), True
    if judgement.weight <= DUTY:
        return COVERED, False
    codes = {reason.code for reason in judgement.reasons}
    if "prohibited_use" in codes:
        return "forbidden", False
    if "not_met" in codes:  # Nothing was brought, so a day or the notice itself speaks against it.
        return "not_in_force", False
    return OPEN if codes & _LEFT_OPEN else UNPROVED, False


def _beyond(c: Candidate, q: Question) -> tuple[str, ...]:
    """The ids that a disclosure does not state, or says it never sends."""
    r = q.request
    pairs = ((c.data, r.data_categories), (c.people, r.data_subjects))
    others = [key for stated, ids in pairs if stated for key in q.beyond(stated, ids)]
    purpose = [r.purpose] if c.purposes and not c.may_serve(r.purpose) else []
    return tuple(dict.fromkeys([*purpose, *others, *sorted(c.excluded.intersection(q.near_data))]))


def _best(candidates: Iterable[Candidate], q: Question) -> Coverage:
    """The disclosure that gets furthest; of several the one with the fewest ids too many, then with the lowest id.

    A secret one is nobody's nearest.
    """
    judged = [(c, *_verdict(c, q)) for c in candidates]
    if not judged:
        return Coverage("purpose_not_declared")
    furthest = max([_RANK[verdict] for _, verdict, _ in judged])
    # Only of these does anybody ask which ids are too many.
    verdict = VERDICTS[furthest]
    tied = [_with_beyond(c, q, verdict, is_misfit=is_misfit) for c, said, is_misfit in judged if said == verdict]
    if verdict not in NOT_UNCOVERED:
        tied = [each for each in tied if each.candidate and not each.candidate.is_secret]
    if not tied:
        return Coverage(verdict)
    best = min(tied, key=_how_near) if len(tied) > 1 else tied[0]
    return best._replace(others=len(tied) - 1) if verdict in NOT_UNCOVERED and len(tied) > 1 else best


def _how_near(each: Coverage) -> tuple[int, str]:
    return len(each.beyond), each.candidate.id if each.candidate else ""


def _strangers(index: Index, ids: Iterable[str], kind: str) -> tuple[str, ...]:
    kinds = index.kinds
    return tuple([key for key in ids if kinds.get(key) != kind])


def _worse(best: Coverage, verdict: str, beyond: tuple[str, ...]) -> Coverage:
    """The verdict in place of one that comes after it."""
    return best._replace(verdict=verdict, beyond=beyond, others=0) if _RANK[best.verdict] >= _RANK[verdict] else best


# ---- the days on which the answer may change


def turning_days(index: Index, recipient: str) -> frozenset[str]:
    """The days from which another answer may hold for what is sent to a recipient than on the day before."""
    asked = index.asked.get(recipient)
    return frozenset(_days_of(index, asked)) - {FIRST, LAST, ""} if asked else frozenset()


def _days_of(index: Index, asked: Asked) -> Iterator[str]:
    spans = [(asked.first, asked.last), *((first, last) for _, first, last in asked.ways)]
    for c in index.candidates(asked):
        spans += [(c.first, c.last), *((each.first, each.last) for each in c.settled)]
        for check in c.checks:
            yield from _days_in(check.params)
    spans += [span for group in {*asked.groups, *asked.bound_by} for span in _forbidding(index).get(group, ())]
    for first, last in spans:
        yield first
        yield _after(last)


@lru_cache(64)
def _forbidding(index: Index) -> Mapping[str, list[tuple[str, str]]]:
    """When something is forbidden, by the group of recipients for which it is."""
    found: dict[str, list[tuple[str, str]]] = {}
    for (group, _), entry in index.by.items():
        found.setdefault(group, []).extend((each.first, each.last) for each in entry.forbidding)
    return found


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _days_in(params: Mapping[str, Any]) -> Iterator[str]:
    """Each day that a condition states, and the day after it."""
    for value in params.values():
        if isinstance(value, str) and _DAY.fullmatch(value):
            yield value
            yield _after(value)


def _after(day: str) -> str:
    return LAST if day in {LAST, ""} else (date.fromisoformat(day) + timedelta(1)).isoformat()

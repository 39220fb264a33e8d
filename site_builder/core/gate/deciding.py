"""A request to a decision: the ids, the disclosures, the best of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from site_builder.core.gate.forms import REQUEST
from site_builder.core.gate.index import HIDDEN, NOTHING, Asked, Candidate, Forbidding, Index
from site_builder.core.gate.judging import Judgement, duties, judge
from site_builder.core.gate.values import (
    ASK,
    DUTY,
    PERMITTED,
    REFER,
    REFUSED,
    REQUIRED,
    WITH_DUTIES,
    Duty,
    Finding,
    Reason,
    Request,
    Unreadable,
)

BY_WEIGHT = (PERMITTED, WITH_DUTIES, REFER, REFUSED)
IS_STATED, IS_REQUIRED = "stated", "duty_in_force"


class Decision(NamedTuple):
    """The answer to a request on a day: outcome, whether a person must answer at once, and why.

    `candidate` is the disclosure that answers, `findings` what became of its `checks`, `nearest` the one that comes
    closest where none does.
    """

    outcome: str
    urgent: bool
    on: str
    reasons: tuple[Reason, ...]
    candidate: Candidate | None = None
    findings: Sequence[Finding] = ()
    duties: tuple[Duty, ...] = ()
    nearest: Candidate | None = None


def decide(index: Index, request: Request | Unreadable, on: str) -> Decision:
    """Decide a request on a day (`2026-11-25`), as `docs/gate.md` says. The default is no."""
    if isinstance(request, Unreadable):
        return refusal(index, request.purpose, on, request.reasons)
    asked = index.asked.get(request.recipient)
    if asked is None:
        return refusal(index, request.purpose, on, _wrong_ids(index, request))
    sender = request.sender or index.publisher
    best, forbidding = None, _forbidding(index, asked, request.purpose)
    for group in asked.groups:
        for candidate in index.by.get((group, request.purpose), NOTHING).candidates:
            found = judge(candidate, request, sender, on, asked, forbidding)
            if found.weight <= DUTY and (best is None or _rank(found) < _rank(best)):
                best = found
    if best is not None and not (request.named and any(_wrong_evidence(index, request, best.candidate))):
        return _permit(best, on)
    return _not_permitted(index, request, sender, on, asked, forbidding)


def refusal(
    index: Index | None,
    purpose: str | None,
    on: str,
    reasons: tuple[Reason, ...],
    judged: Judgement | None = None,
    nearest: Candidate | None = None,
) -> Decision:
    """A no; where somebody may be at risk a question to a person, at once."""
    is_asked = judged is not None and judged.weight == ASK
    urgent = index is not None and purpose in index.at_risk
    candidate = judged.candidate if judged else None
    findings = judged.findings if judged else ()
    outcome = REFER if urgent or is_asked else REFUSED
    return Decision(outcome, urgent, on, reasons, candidate, findings, (), None if is_asked else nearest)


def _permit(found: Judgement, on: str) -> Decision:
    outcome = REQUIRED if found.required else BY_WEIGHT[found.weight]
    c = found.candidate
    reason = Reason(IS_REQUIRED if found.required else IS_STATED, c.id, 0)
    owed = duties(c, found.findings) if found.weight else ()
    return Decision(outcome, False, on, (reason,), c, found.findings, owed)  # noqa: FBT003 (not urgent)


def _rank(found: Judgement) -> tuple[int, bool, int, int, int, str]:
    """Best first: the outcome, then how far it is from what was asked, then how much speaks against it, then the id."""
    weight = -1 if found.required else found.weight
    codes = [reason.code for reason in found.misfits]
    is_beyond = sum(code in _BEYOND for code in codes)
    return (weight, "other_purpose" in codes, is_beyond, len(codes), len(found.reasons), found.candidate.id)


_BEYOND = {"other_data", "other_people", "data_never_sent"}


def _forbidding(index: Index, asked: Asked, purpose: str) -> tuple[Forbidding, ...]:
    if len(asked.groups) == 1:
        return index.by.get((asked.groups[0], purpose), NOTHING).forbidding
    return tuple(f for group in asked.groups for f in index.by.get((group, purpose), NOTHING).forbidding)


# ---- where nothing permits


def _not_permitted(
    index: Index, request: Request, sender: str, on: str, asked: Asked, forbidding: tuple[Forbidding, ...]
) -> Decision:
    """Why not, from every disclosure to whom was asked; what may not be known of is left out."""
    wrong = _wrong_ids(index, request)
    if wrong:
        return refusal(index, request.purpose, on, wrong)
    seen = [c for c in index.candidates(asked) if not c.is_secret]
    found = [judge(c, request, sender, on, asked, forbidding) for c in seen]
    if not found:
        return refusal(index, request.purpose, on, (Reason("not_disclosed", asked.groups[0]),))
    best = min(found, key=_rank)
    nearest = _nearest(found, request) if best.misfits else None
    return refusal(index, request.purpose, on, best.misfits or best.reasons, best, nearest)


def _wrong_ids(index: Index, r: Request) -> tuple[Reason, ...]:
    """Every id that is not known, or names something else than it should."""
    given = (
        ("recipient", (r.recipient,), "unknown_recipient"),
        ("sender", () if r.sender is None else (r.sender,), "unknown_sender"),
        ("purpose", (r.purpose,), "unknown_purpose"),
        ("data_categories", r.data_categories, "unknown_data_category"),
        ("data_subjects", r.data_subjects, "unknown_data_subject"),
    )
    found = (_wrong(index, where, i, REQUEST[where].names, code) for where, ids, code in given for i in ids)
    return tuple(dict.fromkeys([*(reason for reason in found if reason), *_wrong_evidence(index, r)]))


def _wrong_evidence(index: Index, r: Request, told: Candidate | None = None) -> Iterator[Reason]:
    """What is wrong with the ids in evidence; whoever is told of a secret disclosure may know of others."""
    may_know = told is not None and told.is_secret
    for where, key, kinds in r.named:
        reason = _wrong(index, where, key, kinds, "unknown_id")
        if reason and not (may_know and reason.code == "unknown_id" and key in index.kinds):
            yield reason


def _wrong(index: Index, where: str, key: str, kinds: tuple[str, ...], code: str) -> Reason | None:
    kind = index.kinds.get(key)
    if kind in (None, HIDDEN):
        return Reason(code, where, instead=index.like(key, kinds))
    if kind == "retired":
        return Reason("retired_id", where, instead=index.replaced[key])
    return None if kind in kinds else Reason("wrong_kind", where)


def _nearest(found: Iterable[Judgement], r: Request) -> Candidate | None:
    """The disclosure that only states another purpose, other data or other people, and of these as few as can be."""
    close = [j.candidate for j in found if j.misfits and all(m.code in _NEAR for m in j.misfits)]
    return min(close, key=lambda c: _distance(c, r), default=None)


_NEAR = {"other_purpose", "other_data", "other_people"}


def _distance(c: Candidate, r: Request) -> tuple[bool, int, str]:
    asked = ((r.data_categories, c.data), (r.data_subjects, c.people))
    beyond = sum(len(set(given) - stated) for given, stated in asked if stated)
    return (bool(c.purposes) and r.purpose not in c.purposes, beyond, c.id)

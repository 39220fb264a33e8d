"""One disclosure and one request: everything that speaks against it, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from site_builder.core.gate.index import Asked, Candidate, Check, Forbidding
from site_builder.core.gate.judges import MET
from site_builder.core.gate.values import ASK, DUTY, FINE, NO, Duty, Finding, Reason, Request

OVERRIDE = "safeguarding_override"
LIFTED, NOT_NEEDED = Finding(FINE, "lifted"), Finding(FINE, "not_needed")
IN_FORCE, NOT_CLAIMED = "in_force", "not_claimed"


class Judgement(NamedTuple):
    """What came of a disclosure: the worst weight, whether it must be shared, and why.

    `misfits` say that it is not this one that answers; where there are any nothing else is told.
    """

    candidate: Candidate
    weight: int
    required: bool
    misfits: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()
    findings: Sequence[Finding] = ()


def judge(
    c: Candidate, request: Request, sender: str, on: str, asked: Asked, forbidding: Iterable[Forbidding]
) -> Judgement:
    """Judge a disclosure as a whole."""
    if (
        c.misfits
        or c.sender != sender
        or not c.first <= on <= c.last
        or not asked.first <= on <= asked.last
        or not (c.data.issuperset(request.data_categories) or not c.data)
        or not (c.people.issuperset(request.data_subjects) or not c.people)
        or (request.purpose not in c.purposes and c.purposes)
        or not c.excluded.isdisjoint(request.data_categories)
    ):
        misfits = tuple(_misfits(c, request, sender, on, asked))
        return Judgement(c, NO, required=False, misfits=misfits)
    findings = [_finding(check, request, on, c) for check in c.checks]
    if any(found is not MET for found in findings):
        findings = _settled(c.checks, findings)
    duty = _duty(c, request) if c.claims_duty else NOT_CLAIMED
    weight = max((found.weight for found in findings), default=FINE)
    if c.has_choices and weight == FINE:
        weight = DUTY
    refers = () if c.is_published else asked.refers
    if weight <= DUTY and duty in (IN_FORCE, NOT_CLAIMED) and not (c.silences or refers or forbidding):
        return Judgement(c, weight, duty is IN_FORCE, findings=findings)
    return _weighed(c, findings, duty, [*_reasons(c, findings, asked), *_prohibitions(c, request, on, forbidding)])


def duties(c: Candidate, findings: Iterable[Finding]) -> tuple[Duty, ...]:
    """What is to be done beside sharing."""
    asked = [Duty(code, check.id) for check, found in zip(c.checks, findings, strict=True) for code in found.duties]
    return (*asked, *([Duty("item_choices", f"{c.id}.item_choices")] if c.has_choices else []))


# ---- why it is not this one


def _misfits(c: Candidate, r: Request, sender: str, on: str, asked: Asked) -> Iterator[Reason]:
    if c.sender != sender:
        yield Reason("other_sender", c.id)
    yield from (Reason(code, c.id) for code in c.misfits)
    yield from _outside("not_started", "ended", c.first, c.last, on, c.id)
    yield from _outside("recipient_not_started", "recipient_ended", asked.first, asked.last, on, asked.groups[0])
    if c.purposes and r.purpose not in c.purposes:
        yield Reason("other_purpose", c.id)
    if c.data and not c.data.issuperset(r.data_categories):
        yield Reason("other_data", c.id)
    if c.people and not c.people.issuperset(r.data_subjects):
        yield Reason("other_people", c.id)
    if not c.excluded.isdisjoint(r.data_categories):
        yield Reason("data_never_sent", c.id)


def _outside(before: str, after: str, first: str, last: str, on: str, about: str) -> Iterator[Reason]:
    if on < first:
        yield Reason(before, about)
    if on > last:
        yield Reason(after, about)


# ---- its conditions


def _finding(check: Check, request: Request, on: str, c: Candidate) -> Finding:
    brought = request.evidence.get(check.type)
    if brought is None and check.absent is not None:
        return check.absent
    return check.judge(check.params, brought, request, on, c)


def _settled(checks: Sequence[Check], findings: list[Finding]) -> list[Finding]:
    """The findings with overrides applied, and with doubt about reach in the place of a no."""
    made = list(findings)
    for lifted in {check.params["overrides"] for check in checks if check.type == OVERRIDE}:
        _override(checks, made, lifted)
    for at, check in enumerate(checks):
        if check.possible and made[at].weight > DUTY:
            made[at] = made[at]._replace(weight=ASK, state="possible")
    return made


def _override(checks: Sequence[Check], made: list[Finding], lifted: str) -> None:
    """What the overrides of one type of condition do to conditions of that type, and what becomes of themselves."""
    overrides = [
        at for at, check in enumerate(checks) if check.type == OVERRIDE and check.params["overrides"] == lifted
    ]
    targets = [at for at, check in enumerate(checks) if check.type == lifted and made[at].weight > DUTY]
    valid = [at for at in overrides if made[at].weight == DUTY and not checks[at].possible]
    if valid or not targets:
        made_by = valid[:1] if targets else []
        for at in overrides:
            if at not in made_by:
                made[at] = NOT_NEEDED
        for at in targets:
            made[at] = LIFTED
        return
    for at in targets:
        made[at] = made[at]._replace(weight=ASK)
    for at in overrides:
        if checks[at].possible:
            made[at] = Finding(ASK, "possible")


# ---- its duty, its silences, and what is forbidden


def _duty(c: Candidate, request: Request) -> str:
    """Whether the duty that is claimed is in force, or the code of the reason why that is for a person."""
    if c.has_law:
        return IN_FORCE
    brought = request.evidence.get("statutory_duty")
    if brought is None:
        return "duty_without_law"
    named = brought.get("names", ())
    return IN_FORCE if set(request.data_categories) <= set(named) else "duty_beyond_instrument"


def _reasons(c: Candidate, findings: Iterable[Finding], asked: Asked) -> Iterator[Reason]:
    for code in () if c.is_published else asked.refers:
        yield Reason(code, asked.groups[0], ASK, asked.members if code == "open_class" else ())
    yield from (Reason(code, c.id, ASK) for code in c.silences)
    for check, found in zip(c.checks, findings, strict=True):
        if found.weight > DUTY:
            yield Reason(found.state, check.id, found.weight)


def _prohibitions(c: Candidate, r: Request, on: str, forbidding: Iterable[Forbidding]) -> Iterator[Reason]:
    for each in forbidding:
        if _forbids(each, c, r, on):
            about = c.id if each.candidate.is_secret and each.candidate is not c else each.by
            yield Reason("possible", about, ASK) if each.possible else Reason("prohibited_use", about)


def _forbids(by: Forbidding, c: Candidate, r: Request, on: str) -> bool:
    x = by.candidate
    return (
        x.sender == c.sender
        and c.exception_to != x.id
        and x.first <= on
        and (on <= x.last or by.outlives)
        and not (x.data and x.data.isdisjoint(r.data_categories))
        and not (x.people and x.people.isdisjoint(r.data_subjects))
    )


def _weighed(c: Candidate, findings: Sequence[Finding], duty: str, reasons: list[Reason]) -> Judgement:
    if duty not in (IN_FORCE, NOT_CLAIMED):
        reasons.append(Reason(duty, f"{c.id}.modality", ASK))
    weight = max((*(found.weight for found in findings), *(reason.weight for reason in reasons)), default=FINE)
    if duty is IN_FORCE and any(reason.weight == NO and reason.code != "not_brought" for reason in reasons):
        reasons.append(Reason("duty_and_refusal", f"{c.id}.modality", ASK))
        weight = ASK
    if c.has_choices and weight == FINE:
        weight = DUTY
    return Judgement(c, weight, duty is IN_FORCE and weight <= DUTY, (), tuple(dict.fromkeys(reasons)), findings)

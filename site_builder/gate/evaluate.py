"""One disclosure and one request: everything that speaks against sharing, and the duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from site_builder.gate.index import Asked, Forbidding
from site_builder.gate.types import ASK, DUTY, FINE, MET, NO, OVERRIDE, Candidate, Check, Duty, Finding, Reason, Request

LIFTED, NOT_NEEDED = Finding(FINE, "lifted"), Finding(FINE, "not_needed")
OF_THE_RECIPIENT = ("recipient_not_started", "recipient_ended")
"""Misfits of the recipient that was asked for. All others are of the disclosure."""


class Judgement(NamedTuple):
    """The result for a disclosure: the worst weight, whether the data must be shared, and why.

    `misfits` are codes of reasons why this disclosure does not answer. With any, there are no `reasons` or `findings`.
    """

    candidate: Candidate
    weight: int
    required: bool
    misfits: Sequence[str] = ()
    reasons: tuple[Reason, ...] = ()
    findings: Sequence[Finding] = ()


def judge(
    c: Candidate, request: Request, sender: str, on: str, asked: Asked, forbidding: Sequence[Forbidding]
) -> Judgement:
    """Judge a disclosure as a whole."""
    misfits = _misfits(c, request, sender, on, asked)
    if misfits:
        return Judgement(c, NO, False, misfits)  # noqa: FBT003 (not required)
    findings = _findings(c, request, on)
    if c.is_unsettled:
        findings = _settled(c.checks, findings)
    doubt = _doubt(c, request) if c.claims_duty else ""
    weight = max(findings, default=MET).weight
    if c.has_choices and weight == FINE:
        weight = DUTY
    if weight <= DUTY and not (doubt or c.silences or asked.refers or forbidding):
        return Judgement(c, weight, c.claims_duty, (), (), findings)
    reasons = [*_reasons(c, findings, asked), *_prohibitions(c, request, on, forbidding)]
    if doubt:
        reasons.append(Reason(doubt, f"{c.id}.modality", ASK))
    return _weighed(c, findings, weight, reasons, is_duty=c.claims_duty and not doubt)


def duties(c: Candidate, findings: Iterable[Finding]) -> tuple[Duty, ...]:
    """The duties that come with sharing."""
    asked_for = [
        Duty(code, check.id) for check, finding in zip(c.checks, findings, strict=True) for code in finding.duties
    ]
    return (*asked_for, *([Duty("item_choices", f"{c.id}.item_choices")] if c.has_choices else []))


# ---- why this disclosure does not answer


def _misfits(c: Candidate, r: Request, sender: str, on: str, asked: Asked) -> list[str]:
    codes = []
    if c.sender != sender:
        codes.append("other_sender")
    codes += c.misfits
    if not c.first <= on <= c.last:
        codes += _outside("not_started", "ended", c.first, c.last, on)
    if not asked.first <= on <= asked.last:
        codes += _outside(*OF_THE_RECIPIENT, asked.first, asked.last, on)
    if asked.ways and not asked.counts_in(c.to, on):
        codes.append("not_a_member")
    if r.purpose not in c.purposes and c.purposes:
        codes.append("other_purpose")
    if not c.data.issuperset(r.data_categories) and c.data:
        codes.append("other_data")
    if not c.people.issuperset(r.data_subjects) and c.people:
        codes.append("other_people")
    if not c.excluded.isdisjoint(r.data_categories):
        codes.append("data_never_sent")
    return codes


def _outside(before: str, after: str, first: str, last: str, on: str) -> Iterator[str]:
    if on < first:
        yield before
    if on > last:
        yield after


# ---- its conditions


def _findings(c: Candidate, request: Request, on: str) -> list[Finding]:
    findings = []
    for check in c.checks:
        brought, absent = request.evidence.get(check.type), check.absent
        if brought is None and absent is not None:
            findings.append(absent)
        else:
            findings.append(check.judge(check.params, brought, request, on, c))
    return findings


def _settled(checks: Sequence[Check], findings: list[Finding]) -> list[Finding]:
    """The findings with overrides applied, and with a doubt instead of a no where a condition only possibly applies."""
    settled = list(findings)
    for lifted in {check.params["overrides"] for check in checks if check.type == OVERRIDE}:
        _override(checks, settled, lifted)
    for at, check in enumerate(checks):
        if check.possible and settled[at].weight > DUTY:
            settled[at] = settled[at]._replace(weight=ASK, state="possible")
    return settled


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


def _doubt(c: Candidate, request: Request) -> str:
    """The code of the reason why the duty that is claimed is for a person; '' if it is in force."""
    if c.has_law:
        return ""
    brought = request.evidence.get("statutory_duty")
    if brought is None:
        return "duty_without_law"
    return "" if set(request.data_categories) <= set(brought.get("names", ())) else "duty_beyond_instrument"


def _refers(c: Candidate, asked: Asked) -> list[str]:
    """Codes of what a person must settle about the recipient. Whoever reads published data is no open question."""
    return [code for code in asked.refers if not (c.is_published and code == "open_class")]


def _reasons(c: Candidate, findings: Iterable[Finding], asked: Asked) -> list[Reason]:
    refers = _refers(c, asked)
    reasons = [Reason(code, asked.groups[0], ASK, asked.members) for code in refers]
    reasons += [Reason(code, c.id, ASK) for code in c.silences]
    against = [judged for judged in zip(c.checks, findings, strict=True) if judged[1].weight > DUTY]
    return reasons + [Reason(finding.state, check.id, finding.weight) for check, finding in against]


def _prohibitions(c: Candidate, r: Request, on: str, forbidding: Iterable[Forbidding]) -> Iterator[Reason]:
    for forbids in forbidding:
        if _forbids(forbids, c, r, on):
            about = c.id if forbids.candidate.is_secret else forbids.by
            yield Reason("possible", about, ASK) if forbids.possible else Reason("prohibited_use", about)


def _forbids(by: Forbidding, c: Candidate, r: Request, on: str) -> bool:
    other = by.candidate
    return (
        other.sender == c.sender
        and c.exception_to != other.id
        and by.first <= on <= by.last
        and not (other.data and other.data.isdisjoint(r.data_categories))
        and not (other.people and other.people.isdisjoint(r.data_subjects))
    )


def _weighed(
    c: Candidate, findings: Sequence[Finding], weight: int, reasons: list[Reason], *, is_duty: bool
) -> Judgement:
    weight = max([weight, *[reason.weight for reason in reasons]])
    if is_duty and any(reason.weight == NO and reason.code != "not_brought" for reason in reasons):
        reasons.append(Reason("duty_and_refusal", f"{c.id}.modality", ASK))
        weight = ASK
    return Judgement(c, weight, is_duty and weight <= DUTY, (), tuple(dict.fromkeys(reasons)), findings)

"""One disclosure and one request: everything that speaks against sharing, and the duties."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from site_builder.gate.index import Asked, Forbidding
from site_builder.gate.judges import BAD_NEWS
from site_builder.gate.types import ASK, DUTY, FINE, MET, NO, OVERRIDE, Candidate, Check, Duty, Finding, Reason, Request

INSTRUMENT = "statutory_duty"
"""The type of evidence that names the data that a law or an order requires."""
LIFTED, NOT_NEEDED = Finding(FINE, "lifted"), Finding(FINE, "not_needed")
OF_THE_RECIPIENT = ("recipient_not_started", "recipient_ended")
"""Misfits of the recipient that was asked for. All others are of the disclosure."""


class Question(NamedTuple):
    """What is asked, with what is the same for every disclosure that is judged.

    `bad_news` are the types of evidence that hold any. `special` and `criminal` are the request's data that the law
    guards more closely; () for what is sent anonymous.
    """

    request: Request
    sender: str
    on: str
    asked: Asked
    forbidding: Sequence[Forbidding]
    is_for_statistics: bool
    bad_news: Sequence[str]
    special: Collection[str]
    criminal: Collection[str]


class Judgement(NamedTuple):
    """The result for a disclosure: the worst weight, whether the data must be shared, and why.

    `misfits` are codes of reasons why this disclosure does not answer. With any, there are no `reasons` or `findings`.
    `owed` are the duties that come from the disclosure itself and not from a condition.
    """

    candidate: Candidate
    weight: int
    required: bool
    misfits: Sequence[str] = ()
    reasons: tuple[Reason, ...] = ()
    findings: Sequence[Finding] = ()
    owed: tuple[Duty, ...] = ()


def judge(c: Candidate, q: Question) -> Judgement:
    """Judge a disclosure as a whole."""
    misfits = _misfits(c, q)
    if misfits:
        return Judgement(c, NO, False, misfits)  # noqa: FBT003 (not required)
    findings = _findings(c, q.request, q.on)
    if c.is_unsettled:
        findings = _settled(c.checks, findings)
    doubt = _doubt(c, q.request) if c.claims_duty else ""
    weight = max(findings, default=MET).weight
    owed = _owed(c, q)
    if owed and weight == FINE:
        weight = DUTY
    if weight <= DUTY and not (doubt or c.silences or q.asked.refers or q.forbidding or q.bad_news or _guards(c, q)):
        return Judgement(c, weight, c.claims_duty, (), (), findings, owed)
    reasons = [*_reasons(c, findings, q), *_prohibitions(c, q)]
    if doubt:
        reasons.append(Reason(doubt, f"{c.id}.modality", ASK))
    return _weighed(c, findings, weight, reasons, owed, is_duty=c.claims_duty and not doubt)


def duties(judgement: Judgement) -> tuple[Duty, ...]:
    """The duties that come with sharing."""
    judged = zip(judgement.candidate.checks, judgement.findings, strict=True)
    return (*[Duty(code, check.id) for check, finding in judged for code in finding.duties], *judgement.owed)


def unused(judgement: Judgement, q: Question) -> tuple[str, ...]:
    """The types of evidence that did nothing for this disclosure."""
    c = judgement.candidate
    used = {*q.bad_news, *(check.type for check in c.checks)}
    if (c.claims_duty and not c.has_law) or (_guards(c, q) and not c.states_law):
        used.add(INSTRUMENT)
    return tuple(sorted(q.request.evidence.keys() - used))


# ---- why this disclosure does not answer


def _misfits(c: Candidate, q: Question) -> list[str]:
    codes = []
    r, on, asked = q.request, q.on, q.asked
    if c.sender != q.sender:
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
    if q.is_for_statistics and "no_individual_effect" in q.bad_news:
        codes.append("not_that_purpose")
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


def _owed(c: Candidate, q: Question) -> tuple[Duty, ...]:
    """The duties that come from the disclosure itself."""
    choices = (Duty("item_choices", f"{c.id}.item_choices"),) if c.has_choices else ()
    return (*choices, Duty("record_condition", c.id)) if _guards(c, q) else choices


def _guards(c: Candidate, q: Question) -> bool:
    """Whether the law guards some of the data, and the disclosure does not state the condition that it asks for."""
    return bool((q.special and c.lacks_special) or (q.criminal and c.lacks_criminal))


def _unguarded(c: Candidate, q: Question) -> Iterator[str]:
    """Codes for sensitive data that no condition, no law and no instrument allows."""
    named = q.request.evidence.get(INSTRUMENT, {}).get("names", ())
    if c.lacks_special and not c.states_law and not set(q.special) <= set(named):
        yield "special_condition_not_stated"
    if c.lacks_criminal and not c.states_law and not set(q.criminal) <= set(named):
        yield "criminal_condition_not_stated"


def _bad_news(c: Candidate, findings: Sequence[Finding], q: Question) -> Iterator[Reason]:
    """A reason for each bad news that no condition of its type took up."""
    for kind in q.bad_news:
        of_kind = [each for check, each in zip(c.checks, findings, strict=True) if check.type == kind]
        is_heard = any(each.weight > DUTY or each is LIFTED for each in of_kind)
        brought = q.request.evidence[kind]
        is_exempt = kind == "opt_out" and c.exempt.issuperset(brought["checked"])
        if not is_heard and not is_exempt:
            yield Reason("bad_news", f"evidence.{kind}.{BAD_NEWS[kind][0]}", ASK)


def _reasons(c: Candidate, findings: Sequence[Finding], q: Question) -> list[Reason]:
    asked = q.asked
    reasons = [Reason(code, asked.groups[0], ASK, asked.members) for code in _refers(c, asked)]
    reasons += [Reason(code, c.id, ASK) for code in (*c.silences, *_unguarded(c, q))]
    reasons += _bad_news(c, findings, q)
    against = [judged for judged in zip(c.checks, findings, strict=True) if judged[1].weight > DUTY]
    return reasons + [Reason(finding.state, check.id, finding.weight) for check, finding in against]


def _prohibitions(c: Candidate, q: Question) -> Iterator[Reason]:
    for forbids in q.forbidding:
        if _forbids(forbids, c, q.request, q.on):
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
    c: Candidate,
    findings: Sequence[Finding],
    weight: int,
    reasons: list[Reason],
    owed: tuple[Duty, ...],
    *,
    is_duty: bool,
) -> Judgement:
    weight = max([weight, *[reason.weight for reason in reasons]])
    if is_duty and any(reason.weight == NO and reason.code != "not_brought" for reason in reasons):
        reasons.append(Reason("duty_and_refusal", f"{c.id}.modality", ASK))
        weight = ASK
    return Judgement(c, weight, is_duty and weight <= DUTY, (), tuple(dict.fromkeys(reasons)), findings, owed)

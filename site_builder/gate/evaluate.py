"""One disclosure and one request: everything that speaks against sharing, and the duties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from site_builder.gate.index import Forbidding
from site_builder.gate.judges import BAD_NEWS
from site_builder.gate.question import INSTRUMENT, Question
from site_builder.gate.types import (
    ASK,
    DUTY,
    FINE,
    MET,
    NO,
    OVERRIDE,
    Candidate,
    Check,
    Duty,
    Finding,
    Params,
    Power,
    Reason,
    Settlement,
)

LIFTED, NOT_NEEDED = Finding(FINE, "lifted"), Finding(FINE, "not_needed")
LONGEST = 366
"""The most days for which something may be determined: as many as in public, by `facts.settled`, which takes long to
import."""
BY_LAW, BY_OVERRIDE, IN_PUBLIC, DETERMINED = "by law", "by an override", "in public", "determined"
"""What may settle a silence; by the first two it is as good as stated."""
_NOT_AS_GOOD_AS_STATED = frozenset({IN_PUBLIC, DETERMINED})
NOTHING_OPEN: Mapping[str, str] = {}
OF_THE_RECIPIENT = ("recipient_not_started", "recipient_ended")
"""Misfits of the recipient that was asked for. All others are of the disclosure."""


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
    if c.powers:
        c = c.with_powers([power for power in c.powers if _reaches(power, q)])
    findings = _findings(c, q)
    if c.is_unsettled:
        findings = _settled(c, findings, q.request.purpose)
    weight = max([finding.weight for finding in findings]) if findings else FINE
    if c.is_plain and q.is_plain and not (q.is_guarded and _guards(c, q)):
        if weight <= DUTY and not q.forbidding:
            return Judgement(c, weight, c.claims_duty, (), (), findings)
        reasons = [*_against(c, findings), *_prohibitions(c, q)]
        return _weighed(c, findings, weight, reasons, (), is_duty=c.claims_duty, may_be_required=True)
    doubt = _doubt(c, q) if c.claims_duty else ""
    settled = settlements(c, findings, q)
    owed = _owed(c, findings, q, settled)
    if owed and weight == FINE:
        weight = DUTY
    reasons = [*_reasons(c, findings, q, settled), *_prohibitions(c, q)]
    if doubt:
        reasons.append(Reason(doubt, f"{c.id}.modality", ASK))
    may_be_required = _NOT_AS_GOOD_AS_STATED.isdisjoint(settled.values())
    return _weighed(
        c, findings, weight, reasons, owed, is_duty=c.claims_duty and not doubt, may_be_required=may_be_required
    )


def duties(judgement: Judgement) -> tuple[Duty, ...]:
    """The duties that come with sharing."""
    judged = zip(judgement.candidate.checks, judgement.findings, strict=True)
    return (*[Duty(code, check.id) for check, finding in judged for code in finding.duties], *judgement.owed)


def unused(judgement: Judgement, q: Question) -> tuple[str, ...]:
    """The types of evidence that did nothing for this disclosure."""
    c = judgement.candidate
    rest = [kind for kind in q.request.evidence if kind not in c.types and kind not in q.bad_news]
    if INSTRUMENT in rest:
        turns_on_law = _is_beyond_law(c) or (_guards(c, q) and not c.states_law)
        if c.claims_duty or "trigger" in c.types or turns_on_law:
            rest.remove(INSTRUMENT)
    return tuple(sorted(rest)) if rest else ()


# ---- why this disclosure does not answer


def _misfits(c: Candidate, q: Question) -> list[str]:
    codes = []
    on, asked = q.on, q.asked
    if c.sender != q.sender and c.sender:
        codes.append("other_sender")
    codes += c.misfits
    if not c.first <= on <= c.last:
        codes += _outside("not_started", "ended", c.first, c.last, on)
    if not asked.first <= on <= asked.last:
        codes += _outside(*OF_THE_RECIPIENT, asked.first, asked.last, on)
    if asked.ways and not asked.counts_in(c.to, on):
        codes.append("not_a_member")
    r = q.request
    is_all_stated = (
        r.purpose in c.purposes
        and c.data.issuperset(r.data_categories)
        and c.people.issuperset(r.data_subjects)
        and c.excluded.isdisjoint(q.near_data)
    )
    if not is_all_stated or r.programme is not None or q.is_abroad or q.bad_news:
        codes += _other_matters(c, q)
    return codes


def _other_matters(c: Candidate, q: Question) -> Iterator[str]:
    """Codes for another purpose, other data or people, another programme or country than the disclosure states."""
    r = q.request
    if c.purposes and not c.may_serve(r.purpose) and not _lacks_risk_purpose(c, q):
        yield "other_purpose"
    if c.data and not (c.has_open_data or q.covers(c.data, r.data_categories)):
        yield "other_data"
    if c.people and not q.covers(c.people, r.data_subjects):
        yield "other_people"
    if not c.excluded.isdisjoint(q.near_data):
        yield "data_never_sent"
    if r.programme is not None and c.programmes and r.programme not in c.programmes:
        yield "other_programme"
    if q.is_abroad and not c.goes_abroad:
        yield "not_abroad"
    if q.is_for_statistics and "no_individual_effect" in q.bad_news:
        yield "not_that_purpose"


def _outside(before: str, after: str, first: str, last: str, on: str) -> Iterator[str]:
    if on < first:
        yield before
    if on > last:
        yield after


# ---- its conditions


def _findings(c: Candidate, q: Question) -> list[Finding]:
    findings = []
    request, on, evidence = q.request, q.on, q.request.evidence
    for _, kind, params, _, absent, judge_it, for_data in c.checks:
        brought = evidence.get(kind)
        if for_data and not q.touches(for_data):
            findings.append(NOT_NEEDED)
        elif brought is not None or absent is None:
            findings.append(judge_it(params, brought, request, on, c))
        else:
            findings.append(MET if kind == "trigger" and q.is_ordered else absent)
    return findings


def _settled(c: Candidate, findings: list[Finding], purpose: str) -> list[Finding]:
    """The findings with overrides applied, and with a doubt instead of a no where a condition only possibly applies."""
    checks, settled = c.checks, list(findings)
    done, missed = set[int](), set[int]()
    for needed, targets in _needs(c, findings, purpose):
        valid = _first_valid(checks, findings, needed)
        (done if valid else missed).update(valid or needed)
        for at in targets:
            settled[at] = LIFTED if valid else findings[at]._replace(weight=ASK)
    for at, check in enumerate(checks):
        if check.type == OVERRIDE and at not in done:
            own = Finding(ASK, "possible") if check.possible else findings[at]
            settled[at] = own if at in missed else NOT_NEEDED
    for at, check in enumerate(checks):
        if check.possible and settled[at].weight > DUTY:
            settled[at] = settled[at]._replace(weight=ASK, state="possible")
    return settled


def _needs(c: Candidate, findings: Sequence[Finding], purpose: str) -> Iterator[tuple[list[int], list[int]]]:
    """The places of overrides of which one is needed, with those of the conditions that it is to lift.

    They are needed for each type of condition that does not hold, and to open a disclosure that does not state the
    purpose.
    """
    overrides = [(at, check.params) for at, check in enumerate(c.checks) if check.type == OVERRIDE]
    for lifted in {params["overrides"] for _, params in overrides}:
        targets = [at for at, check in enumerate(c.checks) if check.type == lifted and findings[at].weight > DUTY]
        if targets:
            yield [at for at, params in overrides if params["overrides"] == lifted], targets
    if purpose not in c.purposes:
        yield [at for at, params in overrides if purpose in params["opens"]], []


def _first_valid(checks: Sequence[Check], findings: Sequence[Finding], overrides: Iterable[int]) -> list[int]:
    """The place of the first of some overrides that is valid, if any is."""
    return [at for at in overrides if findings[at].weight == DUTY and not checks[at].possible][:1]


# ---- its laws, its silences, and what is forbidden


def _reaches(power: Power, q: Question) -> bool:
    r = q.request
    is_for_it = not power.purposes or r.purpose in power.purposes
    return is_for_it and (not power.data or q.covers(power.data, r.data_categories))


def _is_beyond_law(c: Candidate) -> bool:
    """Whether the laws that it states are all for less than what is asked for."""
    return bool(c.powers) and not c.states_law


def _doubt(c: Candidate, q: Question) -> str:
    """The code of the reason why the duty that is claimed is for a person; '' if it is in force."""
    if c.has_law:
        return ""
    if not q.instrument:
        return "duty_without_law"
    return "" if q.is_named_whole else "duty_beyond_instrument"


_OF_A_CLASS = {"open_class", "which_member"}
_SHOW_A_MEMBER: Mapping[str, Callable[[Params], bool]] = {
    "approval": lambda params: params["scope"] == "per_case",
    "processor_contract": lambda params: params["agreement"] is None,
    "standing_shown": lambda _: True,
}
"""The types of condition that show who of a class somebody is, and which of them do."""


def _refers(c: Candidate, findings: Sequence[Finding], q: Question) -> list[str]:
    """Codes of what a person must settle about the recipient."""
    is_known = not _is_for_a_class(c, q) or _is_member_known(c, findings, q)
    return [code for code in q.asked.refers if not (is_known and code in _OF_A_CLASS)]


def _is_for_a_class(c: Candidate, q: Question) -> bool:
    """Whether it goes to somebody of a class that the notice does not name.

    Whoever reads published data is no open question, nor is the member to whom an instrument is addressed.
    """
    if c.is_published or _OF_A_CLASS.isdisjoint(q.asked.refers):
        return False
    member = q.request.member
    return not (c.claims_duty and member is not None and q.instrument.get("to") == member)


def _is_member_known(c: Candidate, findings: Sequence[Finding], q: Question) -> bool:
    """Whether the request says who of a kind it is; of a class with examples, whether evidence shows it."""
    if q.asked.of_examples:
        return any(map(_shows_member, c.checks, findings))
    return "which_member" in q.asked.refers and q.request.member is not None


def _shows_member(check: Check, finding: Finding) -> bool:
    shows = _SHOW_A_MEMBER.get(check.type)
    return shows is not None and not check.possible and finding.state in _HOLDS and shows(check.params)


_HOLDS = ("met", "duty")


def _lacks_risk_purpose(c: Candidate, q: Question) -> bool:
    """Whether it states others than a purpose for which somebody may be at risk, and has an override all the same."""
    is_unstated = q.is_of_risk and bool(c.purposes) and not c.may_serve(q.request.purpose)
    return is_unstated and any(check.type == OVERRIDE for check in c.checks)


def _is_opened(c: Candidate, findings: Sequence[Finding], q: Question) -> bool:
    """Whether an override opens it for the purpose."""
    purpose = q.request.purpose
    return purpose in c.opens and any(
        check.type == OVERRIDE and finding.weight == DUTY and purpose in check.params["opens"]
        for check, finding in zip(c.checks, findings, strict=True)
    )


def settlements(c: Candidate, findings: Sequence[Finding], q: Question) -> Mapping[str, str]:
    """For the code of each thing that is left open what settles it; '' if nothing does."""
    beyond = ["data_not_stated"] if c.has_open_data and not q.covers(c.data, q.request.data_categories) else []
    codes = [*_refers(c, findings, q), *c.silences, *beyond, *_unguarded(c, q)]
    if not codes:
        return NOTHING_OPEN
    in_public = [each for each in c.settled if each.first <= q.on <= each.last]
    determined = [each for each in q.request.determinations if is_valid(each, c, q)]
    of_case = [_settled_by(each) for each in determined if "case" in each]

    def way(code: str) -> str:
        settles = _SETTLES.get(code, _by_nothing)
        if _is_settled_by_law(code, c, q):
            return BY_LAW
        if code == "purpose_not_stated" and _is_opened(c, findings, q):
            return BY_OVERRIDE
        if any(settles(each, q) for each in in_public):
            return IN_PUBLIC
        is_of_member = code == "open_class" and any("member" in each for each in determined)
        return DETERMINED if is_of_member or any(settles(each, q) for each in of_case) else ""

    return {code: way(code) for code in codes}


def _by_nothing(_: Settlement, __: Question) -> bool:
    return False


_SETTLES: Mapping[str, Callable[[Settlement, Question], bool]] = {
    "purpose_not_stated": lambda by, q: q.request.purpose in by.purposes,
    "data_not_stated": lambda by, q: q.covers(by.data, q.request.data_categories),
    "people_not_stated": lambda by, q: q.covers(by.people, q.request.data_subjects),
    "special_condition_not_stated": lambda by, _: by.special,
    "criminal_condition_not_stated": lambda by, _: by.criminal,
    "open_class": _by_nothing,
}
"""The code of each silence, and whether something that was settled for the case, or in public, settles it."""


def _is_settled_by_law(code: str, c: Candidate, q: Question) -> bool:
    if code in _GUARDED:
        data = q.special if code == "special_condition_not_stated" else q.criminal
        return c.states_law or q.covers(q.instrument.get("names", ()), data)
    if not c.claims_duty:
        return False
    if code == "people_not_stated":
        return q.covers(q.instrument.get("people", ()), q.request.data_subjects)
    return code == "data_not_stated" and q.is_named_whole


_GUARDED = ("special_condition_not_stated", "criminal_condition_not_stated")


def is_valid(determination: Mapping[str, Any], c: Candidate, q: Question) -> bool:
    """Whether a determination counts for a disclosure, in this request and today."""
    d, r = determination, q.request
    return (
        d["of"] == c.id
        and d["by"] in c.settled_by
        and d["mark"] == c.mark
        and d["date"] <= q.on <= d["valid_to"]
        and (date.fromisoformat(d["valid_to"]) - date.fromisoformat(d["date"])).days <= LONGEST
        and all(d.get(key, stated) == stated for key, stated in (("case", r.case), ("member", r.member)))
    )


def _settled_by(determination: Mapping[str, Any]) -> Settlement:
    """What a determination for one case settles."""
    d = determination
    purposes, data, people = (frozenset(d.get(key, ())) for key in ("purposes", "data_categories", "data_subjects"))
    special, criminal = (f"{name}_condition" in d for name in ("special", "criminal"))
    return Settlement(d["date"], d["valid_to"], purposes, data, people, special, criminal)


def _doubts_about_the_way(c: Candidate, q: Question) -> Iterator[str]:
    """Codes for how and for what programme it is shared, and where it goes, as far as that is for a person."""
    if c.is_to_look_at and q.request.mode == "copy":
        yield "access_only"
    if q.is_abroad:
        yield "transfer_to_judge"
    if c.serves_one_of_many and q.request.programme is None:
        yield "programme_not_brought"


def _owed(c: Candidate, findings: Sequence[Finding], q: Question, settled: Mapping[str, str]) -> tuple[Duty, ...]:
    """The duties that come from the disclosure itself."""
    owed = []
    if DETERMINED in settled.values():
        owed.append(Duty("record_determination", c.id))
    if c.has_choices:
        owed.append(Duty("item_choices", f"{c.id}.item_choices"))
    if BY_LAW in map(settled.get, _GUARDED):
        owed.append(Duty("record_condition", c.id))
    if c.is_to_look_at and q.request.mode is None:
        owed.append(Duty("access_only", c.id))
    if c.programmes and q.request.programme is None:
        owed.append(Duty("for_programme_only", c.id))
    if _is_for_a_class(c, q) and _is_member_known(c, findings, q):
        owed.append(Duty("record_member", c.id))
    if c.is_for_own:
        owed.append(Duty("only_their_own", c.id))
    return tuple(owed)


def _guards(c: Candidate, q: Question) -> bool:
    """Whether the law guards some of the data, and the disclosure does not state the condition that it asks for."""
    return bool((q.special and c.lacks_special) or (q.criminal and c.lacks_criminal))


def _unguarded(c: Candidate, q: Question) -> Iterator[str]:
    """Codes for sensitive data of which the disclosure states no condition."""
    if q.special and c.lacks_special:
        yield "special_condition_not_stated"
    if q.criminal and c.lacks_criminal:
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


def _reasons(c: Candidate, findings: Sequence[Finding], q: Question, settled: Mapping[str, str]) -> list[Reason]:
    asked, still_open = q.asked, [code for code, way in settled.items() if not way]
    reasons = [Reason(code, asked.groups[0], ASK, asked.members) for code in still_open if code in asked.refers]
    codes = [code for code in still_open if code not in asked.refers]
    if _is_beyond_law(c) and not q.is_named_whole:
        codes.append("law_does_not_reach")
    if _lacks_risk_purpose(c, q):
        codes.append("risk_purpose_not_stated")
    is_silent = not _SETTLES.keys().isdisjoint(still_open)
    if is_silent and any(each["of"] == c.id for each in q.request.determinations):
        codes.append("determination_does_not_do")
    reasons += [Reason(code, c.id, ASK) for code in (*codes, *_doubts_about_the_way(c, q))]
    reasons += _bad_news(c, findings, q)
    return reasons + _against(c, findings)


def _against(c: Candidate, findings: Sequence[Finding]) -> list[Reason]:
    """A reason for each condition that does not hold."""
    judged = zip(c.checks, findings, strict=True)
    return [Reason(finding.state, check.id, finding.weight) for check, finding in judged if finding.weight > DUTY]


def _prohibitions(c: Candidate, q: Question) -> Iterator[Reason]:
    for forbids in q.forbidding:
        if _forbids(forbids, c, q):
            about = c.id if forbids.candidate.is_secret else forbids.by
            yield Reason("possible", about, ASK) if forbids.possible else Reason("prohibited_use", about)


def _forbids(by: Forbidding, c: Candidate, q: Question) -> bool:
    other = by.candidate
    return (
        other.sender in (q.sender, "")
        and c.exception_to != other.id
        and by.first <= q.on <= by.last
        and (not by.for_data or q.touches(by.for_data))
        and not (other.data and not other.has_open_data and other.data.isdisjoint(q.near_data))
        and not (other.people and other.people.isdisjoint(q.near_people))
    )


def _weighed(
    c: Candidate,
    findings: Sequence[Finding],
    weight: int,
    reasons: list[Reason],
    owed: tuple[Duty, ...],
    *,
    is_duty: bool,
    may_be_required: bool,
) -> Judgement:
    weight = max([weight, *[reason.weight for reason in reasons]])
    if is_duty and any(reason.weight == NO and reason.code != "not_brought" for reason in reasons):
        reasons.append(Reason("duty_and_refusal", f"{c.id}.modality", ASK))
        weight = ASK
    is_required = is_duty and may_be_required and weight <= DUTY
    return Judgement(c, weight, is_required, (), tuple(dict.fromkeys(reasons)), findings, owed)

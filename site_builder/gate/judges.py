"""How each type of condition is judged: the evidence for it, the finding without any, and one small function each.

A function takes the condition's parameters (words for people as True), the evidence for its type (None for none), the
request, the day as text, and the disclosure that is judged. `docs/gate.md` says the same in a table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from site_builder.gate.request_form import (
    BASES,
    DAY,
    FLAG,
    LESS,
    LEVEL,
    NATIONS,
    NUMBER,
    PARTIES,
    REFERENCE,
    RISK_REASONS,
    ROLES,
    SCHEMES,
    TEXT,
    TIME,
    WHY_NOT,
    Form,
    Kind,
    an_id,
    maybe,
    one_of,
    some,
)
from site_builder.gate.types import (
    ASK,
    ASK_NOT_BROUGHT,
    CHECK_OBJECTIONS,
    DUTY,
    MET,
    NO,
    NO_NOT_BROUGHT,
    NOT_KNOWN,
    NOT_STATED,
    UNKNOWN,
    Candidate,
    Finding,
    Judge,
    Params,
    Request,
    all_of,
    lacks,
)

SOFT, NOT_IDENTIFYING = {"wherever_possible", "usually"}, {"anonymous", "aggregate"}


Way = tuple[Finding | None, Judge]
JUDGES: dict[str, Way] = {}
"""For each type: the finding if nothing was brought (None: it is judged all the same), and the function."""
EVIDENCE: dict[str, Form] = {}
"""The evidence for each type of condition that takes any, by key."""


def judged(kind: str, absent: Finding | None = None, /, **form: Kind) -> Callable[[Judge], Judge]:
    """Enter how a type of condition is judged: the finding if nothing is brought, and its evidence, by key."""

    def enter(judge: Judge) -> Judge:
        JUDGES[kind] = (absent, judge)
        if form:
            EVIDENCE[kind] = form
        return judge

    return enter


def met(_p: Params, _e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """Whatever was brought is enough."""
    return MET


def duty(kind: str) -> Finding:
    """Holds, and something is to be done."""
    return Finding(DUTY, "duty", (kind,))


RECORD_BASIS, CONTROLLED = duty("record_basis"), duty("stays_controlled")
ONE_PURPOSE, NO_EFFECT_ON_ANYBODY, NOBODY_IN_RESULTS, KEEP_TO_LEVEL = map(
    duty,
    ("use_for_this_purpose_only", "no_individual_effect", "no_identification_in_results", "keep_to_level"),
)
UNDERTAKEN = duty("undertaking")
FEWEST = 10
"""The smallest count in results that tells of nobody."""


@judged("lawful_only", basis=maybe(one_of(*BASES)), disclosure=maybe(an_id("disclosures")))
def lawful_only(_p: Params, e: Any, _r: Request, _on: str, c: Candidate) -> Finding:
    """On a basis of the notice, if it names any; else the sender records which."""
    if e is None:
        return MET if c.lawful_basis or c.states_law else RECORD_BASIS
    brought = e
    basis = brought.get("basis")
    finding = all_of(
        basis=basis is None or not c.lawful_basis or basis in c.lawful_basis,
        disclosure=brought.get("disclosure", c.id) == c.id,
    )
    is_open = not c.lawful_basis and (basis is not None or not c.states_law)
    return RECORD_BASIS if is_open and finding is MET else finding


judged("purpose_limited")(lambda *_: ONE_PURPOSE)


@judged("approval", NO_NOT_BROUGHT, by=an_id(*ROLES), reference=REFERENCE, date=DAY, case=maybe(REFERENCE))
def approval(p: Params, e: Any, r: Request, on: str, _c: Candidate) -> Finding:
    """The right role has approved, in time, and this case."""
    case = e.get("case")
    finding = all_of(
        by=e["by"] == p["by"],
        date=e["date"] <= on <= p["valid_to"],
        case=p["scope"] != "per_case" if case is None else case == r.case,
    )
    if finding is not MET:
        return finding
    if case is None and p["scope"] is None:
        return NOT_STATED
    return CONTROLLED if p["controls"] is True else MET


judged("need_shown", ASK_NOT_BROUGHT, reference=REFERENCE)(met)


judged("case_by_case", ASK_NOT_BROUGHT, reference=REFERENCE)(met)


@judged("no_individual_effect", NO_EFFECT_ON_ANYBODY, declared=FLAG)
def no_individual_effect(_p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """To be kept, unless the sender says that it will not be."""
    return NO_EFFECT_ON_ANYBODY if e["declared"] else lacks("declared")


@judged("no_identification_in_results", NOBODY_IN_RESULTS, results=LEVEL, smallest=maybe(NUMBER))
def no_identification_in_results(_p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """To be kept, unless the results that are planned tell of somebody."""
    if e["results"] not in NOT_IDENTIFYING:
        return lacks("results")
    return NOBODY_IN_RESULTS if e.get("smallest", FEWEST) >= FEWEST else lacks("smallest", weight=ASK)


@judged("identifiability", processing=maybe(LEVEL), results=maybe(LEVEL))
def identifiability(p: Params, e: Any, r: Request, _on: str, _c: Candidate) -> Finding:
    """At each stage no more identifiable than stated."""
    if r.identifiability is None:
        return NO_NOT_BROUGHT
    brought = e or {}
    stages = [stage for stage in ("processing", "results") if p[stage] is not None]
    wrong = [stage for stage in stages if brought.get(stage, p[stage]) not in LESS[p[stage]]]
    if p["transfer"] is not None and r.identifiability not in LESS[p["transfer"]]:
        wrong.append("identifiability")
    if wrong:
        return lacks(*wrong)
    silent = p["transfer"] is None and p["processing"] is not None
    if silent and r.identifiability not in LESS[p["processing"]]:
        return NOT_STATED
    return KEEP_TO_LEVEL if stages else MET


@judged("data_matching", ASK_NOT_BROUGHT, sources=some(an_id("data_categories"), least=0))
def data_matching(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """Matched with nothing but the data named."""
    return all_of(sources=set(e["sources"]) <= set(p["with"]))


@judged("voluntary_participation")
def voluntary_participation(_p: Params, _e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """People must be left free to refuse."""
    return Finding(DUTY, "duty", ("taking_part_is_voluntary",))


@judged(
    "consent_first",
    ASK_NOT_BROUGHT,
    consent=one_of("given", "refused", "not_asked"),
    reference=maybe(REFERENCE),
    reason=maybe(WHY_NOT),
    form=maybe(one_of("written", "spoken")),
)
def consent_first(p: Params, e: Any, _r: Request, _on: str, c: Candidate) -> Finding:
    """Asked first; a refusal is never answered with another lawful basis."""
    match e["consent"]:
        case "given":
            finding = all_of(form=p["form"] != "written" or e.get("form") == "written")
            return lacks("reference", weight=ASK) if finding is MET and "reference" not in e else finding
        case "refused":
            return Finding(NO if c.lawful_basis == ("consent",) else ASK, "consent_refused")
        case _:
            return _excused(p, e)


@judged("tell_first", told_on=maybe(DAY), reason=maybe(WHY_NOT))
def tell_first(p: Params, e: Any, _r: Request, on: str, _c: Candidate) -> Finding:
    """Told first, or still to be told, or there is a reason why not."""
    brought = e or {}
    told_on = brought.get("told_on")
    if told_on is None and "reason" in brought:
        return _excused(p, brought)
    return MET if told_on is not None and told_on <= on else Finding(DUTY, "duty", ("tell_first",))


@judged("safeguarding_override", ASK_NOT_BROUGHT, reason=one_of(*RISK_REASONS), decided_by=an_id(*ROLES), time=TIME)
def safeguarding_override(p: Params, e: Any, _r: Request, on: str, _c: Candidate) -> Finding:
    """A reason of the law, taken by a role, in time."""
    finding = all_of(reason=e["reason"] in (p["reasons"] or RISK_REASONS), time=e["time"][:10] <= on)
    return Finding(DUTY, "duty", ("record_override",)) if finding is MET else finding._replace(weight=ASK)


@judged("detriment_exception", ASK_NOT_BROUGHT, detriment=FLAG, reference=REFERENCE)
def detriment_exception(_p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """Somebody judged that it would do no harm."""
    return all_of(detriment=not e["detriment"])


@judged(
    "statutory_duty",
    instrument=REFERENCE,
    names=maybe(some(an_id("data_categories"))),
    people=maybe(some(an_id("data_subjects"))),
    to=maybe(REFERENCE),
    order=maybe(FLAG),
)
def statutory_duty(p: Params, e: Any, _r: Request, _on: str, c: Candidate) -> Finding:
    """There is something in law to look up."""
    return MET if p["law"] is not None or c.has_power or e is not None else NOT_STATED


judged("trigger", NO_NOT_BROUGHT, reference=REFERENCE)(met)


@judged("request_needed", NO_NOT_BROUGHT, reference=REFERENCE, in_writing=maybe(FLAG), complete=maybe(FLAG))
def request_needed(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """Asked for, in the form that the notice wants and no other."""
    is_written = e.get("in_writing") is True
    finding = all_of(
        in_writing=is_written or p["in_writing"] is not True,
        complete=p["must_state"] is None or e.get("complete") is True,
    )
    duties = (*(() if is_written else ("record_request",)), *(("fee",) if p["fee"] else ()))
    return Finding(DUTY, "duty", duties) if duties and finding is MET else finding


@judged(
    "on_behalf_of",
    NO_NOT_BROUGHT,
    programme=maybe(an_id("programmes")),
    principal=maybe(an_id(*PARTIES, "organisation")),
)
def on_behalf_of(p: Params, e: Any, _r: Request, on: str, _c: Candidate) -> Finding:
    """For this programme, while it lasts; where none is named, for this principal."""
    if p["programme"] is None:
        return all_of(principal=e.get("principal") == p["principal"])
    return all_of(programme=e.get("programme") == p["programme"] and on <= p["programme_ends"])


@judged("controlled_access", NO_NOT_BROUGHT, role=an_id("roles", *PARTIES), place=maybe(an_id("places")))
def controlled_access(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """One of these roles, in one of these places."""
    return all_of(role=e["role"] in p["roles"], place=not p["places"] or e.get("place") in p["places"])


@judged("processor_contract", reference=REFERENCE)
@judged("protocol_needed", reference=REFERENCE)
def agreement(p: Params, e: Any, _r: Request, on: str, _c: Candidate) -> Finding:
    """The agreement that is named is signed; where none is named, one is brought."""
    if p["agreement"] is None:
        return NO_NOT_BROUGHT if e is None else MET
    if p["signed"] is None:
        return NOT_STATED
    return MET if p["signed"] <= on else lacks()


@judged("opt_out", NO_NOT_BROUGHT, checked=some(one_of(*SCHEMES)), opted_out=FLAG)
def opt_out(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """People's choice was looked up, and nobody in the data has opted out."""
    return all_of(checked=p["scheme"] in e["checked"], opted_out=not e["opted_out"])


@judged("minimum_items", NO_NOT_BROUGHT, columns=some(TEXT))
def minimum_items(_p: Params, e: Any, _r: Request, _on: str, c: Candidate) -> Finding:
    """No column but the items listed."""
    if not c.items:
        return NOT_STATED
    extra = tuple(sorted(set(e["columns"]) - c.items))
    return Finding(NO, "not_met", wants=("columns",), extra=extra) if extra else MET


@judged(
    "onward_limit",
    NO_NOT_BROUGHT,
    chain=some(an_id(*PARTIES), least=0),
    purposes=maybe(some(an_id("purposes"))),
    asked=maybe(REFERENCE),
)
def onward_limit(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """It stays, or goes on only as far as stated."""
    chain, purposes = e["chain"], e.get("purposes")
    asks = p["ask_first"] is True or p["asked"] is not None
    if not chain:
        return MET
    if not (p["recipients"] or p["purposes"] or p["depth"] is not None or asks):
        return NOT_STATED
    is_allowed = not p["recipients"] or set(chain) <= set(p["recipients"])
    return all_of(
        chain=is_allowed and (p["depth"] is None or len(chain) <= p["depth"]),
        purposes=not p["purposes"] or (purposes is not None and set(purposes) <= set(p["purposes"])),
        asked=not asks or "asked" in e,
    )


@judged("jurisdiction", NO_NOT_BROUGHT, nations=some(one_of(*NATIONS)))
def jurisdiction(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """In these nations alone."""
    return all_of(nations=set(e["nations"]) <= set(p["nations"]))


@judged("area", NO_NOT_BROUGHT, places=some(an_id("places")))
def area(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """In these places alone."""
    return all_of(places=set(e["places"]) <= set(p["places"]))


@judged("age_range", NO_NOT_BROUGHT, youngest=NUMBER, oldest=NUMBER)
def age_range(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """Nobody younger or older."""
    least, most = p["from_age"], p["to_age"]
    return all_of(
        youngest=least is None or least <= e["youngest"],
        oldest=e["youngest"] <= e["oldest"] and (most is None or e["oldest"] <= most),
    )


@judged("time_window")
def time_window(p: Params, _e: Any, _r: Request, on: str, _c: Candidate) -> Finding:
    """Today is in it."""
    return MET if p["valid_from"] <= on <= p["valid_to"] else lacks()


judged("prohibited_use")(met)
judged("undertaking")(lambda *_: UNDERTAKEN)


@judged("threshold", ASK_NOT_BROUGHT, count=NUMBER)
def threshold(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """Of what is counted there is enough."""
    return all_of(count=e["count"] >= p["at_least"])


@judged("single_use", NO_NOT_BROUGHT, earlier_extracts=NUMBER)
def single_use(_p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """Nothing was taken before."""
    return all_of(earlier_extracts=e["earlier_extracts"] == 0)


@judged("standing_shown", NO_NOT_BROUGHT, identity=maybe(REFERENCE), standing=maybe(REFERENCE), excepted=maybe(FLAG))
def standing_shown(p: Params, e: Any, _r: Request, _on: str, _c: Candidate) -> Finding:
    """Who asks, and by what right; where the notice names an exception, a person decides whether it is one."""
    wrong = [key for key in ("identity", "standing") if key not in e]
    excepted = p["unless"] is not None and e.get("excepted") is True
    return lacks(*wrong, weight=ASK if excepted else NO) if wrong else MET


def _excused(p: Params, e: Mapping[str, Any]) -> Finding:
    """A reason does where the notice's words are soft."""
    if p["strength"] in SOFT and "reason" in e:
        return Finding(DUTY, "duty", ("record_reason",))
    return lacks("reason", weight=ASK)


def opt_out_in_part(p: Params, e: Any, r: Request, on: str, c: Candidate) -> Finding:
    """The same where the opt-out is for a part only: a person must say for which."""
    finding = opt_out(p, e, r, on, c)
    return finding._replace(weight=min(finding.weight, ASK))


def _right(judge: Judge) -> Judge:
    """The same for a right of each person: a duty until somebody has looked it up."""

    def judge_once_looked_up(p: Params, e: Any, r: Request, on: str, c: Candidate) -> Finding:
        return judge(p, e, r, on, c) if p["scheme"] in e["checked"] else CHECK_OBJECTIONS

    return judge_once_looked_up


judged(NOT_KNOWN, UNKNOWN)(lambda *_: UNKNOWN)

BAD_NEWS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "no_individual_effect": ("declared", lambda declared: not declared),
    "no_identification_in_results": ("results", lambda level: level not in NOT_IDENTIFYING),
    "consent_first": ("consent", lambda consent: consent == "refused"),
    "opt_out": ("opted_out", bool),
    "detriment_exception": ("detriment", bool),
}
"""What speaks against sharing wherever it is brought: by type of evidence its key, and which values do."""

OPT_OUTS: Mapping[tuple[str, bool], tuple[Finding | None, Judge]] = {
    ("applies", False): JUDGES["opt_out"],
    ("applies_in_part", False): (ASK_NOT_BROUGHT, opt_out_in_part),
    ("applies", True): (CHECK_OBJECTIONS, _right(opt_out)),
    ("applies_in_part", True): (CHECK_OBJECTIONS, _right(opt_out_in_part)),
}
"""The same for opt-outs, which are no conditions: by their effect, and whether they are a right."""

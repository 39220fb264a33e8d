"""What the model of the gate knows of single conditions: `docs/gate.md`, its table, one small function for each type.

Written from that page alone, on the feed as plain JSON. A function is given a condition (a node of the feed), the
evidence that was brought for its type (never None, but where the table asks for no evidence) and where it is judged;
it answers with a verdict and a state. Days are texts of the form 2026-11-25, which sort as days do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.gate.model_values import (
    DUTY,
    FINE,
    MET,
    NOT_MET,
    NOT_STATED,
    POSSIBLE,
    REFER,
    REFUSED,
    SILENT,
    UNSURE,
    Answer,
    At,
    Node,
    covered,
    touch,
)


@dataclass(frozen=True, eq=False)
class Limit:
    """A condition that bears on a disclosure; of a derived opt-out, whether it is `in_part`, and a `right` in law."""

    id: str
    condition: Node
    possible: bool = False
    in_part: bool = False
    right: bool = False

    @property
    def kind(self) -> str:
        """Its type, or nothing where it is not understood."""
        kind, stated = self.condition.get("kind", ""), self.condition.keys() - {"id", "type", "kind"}
        takes = {*TABLE[kind][1].split()} if kind in TABLE else set()
        takes |= set() if kind in (OVERRIDE, "statutory_duty") else {"for_data"}
        known = kind in TABLE and stated <= takes and (stated - {"for_data"} or kind not in LIMITS)
        return str(kind) if known else ""


def limits(at: At) -> Iterator[Limit]:
    """All that bears on a disclosure, what is derived from its facts too."""
    disclosure, things = at.disclosure, at.things
    sure = [Limit(key, things.get(key, {})) for key in disclosure.get("conditions", [])]
    yield from sure
    yield from (Limit(key, things.get(key, {}), possible=True) for key in disclosure.get("possible_conditions", []))
    stated = {(each.kind, each.condition.get("scheme")) for each in sure if "for_data" not in each.condition}
    stated |= {("trigger", None)} if ("request_needed", None) in stated else set()
    derived = ((each, (each.kind, each.condition.get("scheme"))) for each in _derived(disclosure))
    yield from (each for each, what in derived if what not in stated or not each.kind)


def _derived(d: Node) -> Iterator[Limit]:
    """What limits a disclosure as a condition would."""
    kind = {"must_when_required": "trigger", "may_on_request": "request_needed"}.get(d.get("modality", ""))
    if kind:
        yield Limit(f"{d['id']}.modality", {"kind": kind})
    for entry in d.get("opt_outs", []):
        if isinstance(entry, dict) and entry["effect"] != "does_not_apply":
            scheme, in_part = entry["scheme"], entry["effect"] == "applies_in_part"
            node = {"kind": "opt_out", "scheme": scheme} if in_part or entry["effect"] == "applies" else {}
            yield Limit(f"{d['id']}.opt_outs.{scheme.replace('_', '-')}", node, in_part=in_part, right=scheme in RIGHTS)


LIMITS = ("time_window", "age_range", "identifiability")
"""Conditions that say nothing where they set no limit."""
RIGHTS = ("object_art_21", "withdraw_consent")
OVERRIDE = "safeguarding_override"


def state(limit: Limit, at: At) -> Answer:
    """The verdict and the state of a condition by itself; what overrides and prohibitions do is for the rules."""
    if not limit.kind:
        return REFER, "unknown"
    if not bears(limit, at):
        return FINE, "not_needed"
    brought = at.ask["evidence"].get(limit.kind)
    if limit.right and (brought is None or limit.condition["scheme"] not in brought["checked"]):
        return DUTY
    if limit.kind == "trigger" and at.ask["evidence"].get("statutory_duty", {}).get("order") and names_all(at):
        return MET
    judge, _, nothing = TABLE[limit.kind]
    verdict, found = nothing if brought is None and nothing else judge(limit.condition, brought or {}, at)
    return (min(verdict, REFER) if limit.in_part else verdict), found


def bears(limit: Limit, at: At) -> bool:
    """Whether a condition is for any of the data that are asked for."""
    data = at.ask["data_categories"]
    return any(touch(at.things, one, other) for one in data for other in limit.condition.get("for_data", [one]))


def states(at: At) -> Iterator[tuple[Limit, Answer]]:
    """Each condition that bears on a disclosure, and what becomes of it with overrides and doubts."""
    before = {each: state(each, at) for each in limits(at)}
    needs = [*_needs(at, before)]
    done = [next(o for o in those if _is_valid(o, before)) for those in needs if _is_one_valid(those, before)]
    missed = [o for those in needs if not _is_one_valid(those, before) for o in those]
    for each, (verdict, now) in before.items():
        those = [o for o in before if o.kind == OVERRIDE and o.condition["overrides"] == each.kind]
        if each.kind == OVERRIDE:
            own = before[each] if each in missed else (FINE, "not_needed")
            yield each, DUTY if each in done else POSSIBLE if each.possible and each in missed else own
        elif verdict and _is_one_valid(those, before):
            yield each, (FINE, "lifted")
        else:
            yield each, POSSIBLE if each.possible and verdict else (min(verdict, REFER) if those else verdict, now)


def _needs(at: At, before: Mapping[Limit, Answer]) -> Iterator[list[Limit]]:
    """The overrides that are needed for one thing: for each type of condition that does not hold, and to open."""
    overrides = [each for each in before if each.kind == OVERRIDE]
    for kind in {o.condition["overrides"] for o in overrides}:
        if any(verdict for each, (verdict, _) in before.items() if each.kind == kind):
            yield [o for o in overrides if o.condition["overrides"] == kind]
    if at.ask["purpose"] not in at.disclosure["purposes"]:
        yield [o for o in overrides if at.ask["purpose"] in o.condition.get("opens", [])]


def _is_valid(override: Limit, before: Mapping[Limit, Answer]) -> bool:
    return before[override] == DUTY and not override.possible


def _is_one_valid(overrides: list[Limit], before: Mapping[Limit, Answer]) -> bool:
    return any(_is_valid(each, before) for each in overrides)


def is_opened(at: At) -> bool:
    """Whether an override that is valid opens a disclosure for a purpose that it does not state."""
    return any(now == "duty" and at.ask["purpose"] in each.condition.get("opens", []) for each, (_, now) in states(at))


def shows_member(at: At) -> bool:
    """Whether a condition shows who of a class somebody is."""
    holding = [each for each, (_, now) in states(at) if now in ("met", "duty") and not each.possible]
    return any(
        each.kind == "standing_shown"
        or (each.kind, each.condition.get("scope")) == ("approval", "per_case")
        or (each.kind == "processor_contract" and "agreement" not in each.condition)
        for each in holding
    )


# ---- the types, in the order of the page


def _always(*_: Any) -> Answer:
    return MET


def _if(holds: object) -> Answer:
    return MET if holds else NOT_MET


def _lawful_only(_c: Node, e: Node, at: At) -> Answer:
    stated = [basis for basis in at.disclosure["lawful_basis"] if basis != "not_stated"]
    if e.get("disclosure", at.disclosure["id"]) != at.disclosure["id"] or (
        stated and e.get("basis", stated[0]) not in stated
    ):
        return NOT_MET
    return DUTY if not stated and ("basis" in e or not states_a_law(at)) else MET


def _approval(c: Node, e: Node, at: At) -> Answer:
    if e["by"] != c["by"] or e["date"] > at.on or at.on > c.get("valid_to", at.on):
        return NOT_MET
    approved = DUTY if c.get("controls") else MET
    if "case" in e:
        return approved if e["case"] == at.ask.get("case") else NOT_MET
    return {"standing": approved, "per_case": NOT_MET, None: NOT_STATED}[c.get("scope")]


def _no_individual_effect(_c: Node, e: Node, _at: At) -> Answer:
    return DUTY if e.get("declared", True) else NOT_MET


def _no_identification_in_results(_c: Node, e: Node, _at: At) -> Answer:
    if e.get("results", "anonymous") not in ("anonymous", "aggregate"):
        return NOT_MET
    return DUTY if e.get("smallest", 10) >= 10 else UNSURE


LESS: Mapping[Any, set[str]] = {
    "identifiable": {"identifiable", "individual_level", "pseudonymised", "anonymous", "aggregate"},
    "individual_level": {"individual_level", "pseudonymised", "anonymous", "aggregate"},
    "pseudonymised": {"pseudonymised", "anonymous", "aggregate"},
    "anonymous": {"anonymous"},
    "aggregate": {"aggregate"},
}
"""The levels that fit each level."""


def _identifiability(c: Node, e: Node, at: At) -> Answer:
    sent: Any = at.ask.get("identifiability")
    stages = [stage for stage in ("processing", "results") if stage in c]
    if sent is None:
        return SILENT
    levels: Node = {"transfer": sent, **{stage: e[stage] for stage in stages if stage in e}}
    if any(level not in LESS[c.get(stage, level)] for stage, level in levels.items()):
        return NOT_MET
    silent = "transfer" not in c and "processing" in c and sent not in LESS[c["processing"]]
    return NOT_STATED if silent else DUTY if stages else MET


def _data_matching(c: Node, e: Node, _at: At) -> Answer:
    return _if({*e["sources"]} <= {*c["with"]})


def _a_duty(*_: Any) -> Answer:
    return DUTY


def _soft(c: Node, reason: object = True) -> Answer:  # noqa: FBT002 -- a reason is brought, or it goes without saying
    return DUTY if reason and c.get("strength") in ("wherever_possible", "usually") else UNSURE


def _consent_first(c: Node, e: Node, at: At) -> Answer:
    if e["consent"] == "refused":
        return (REFUSED if at.disclosure["lawful_basis"] == ["consent"] else REFER), "consent_refused"
    if e["consent"] == "not_asked":
        return _soft(c, e.get("reason"))
    if c.get("form") == "written" and e.get("form") != "written":
        return NOT_MET
    return MET if "reference" in e else UNSURE


def _tell_first(c: Node, e: Node, at: At) -> Answer:
    if e.get("told_on", "9") <= at.on:
        return MET
    return _soft(c) if "reason" in e and "told_on" not in e else DUTY


def _override(c: Node, e: Node, at: At) -> Answer:
    return DUTY if e["reason"] in c.get("reasons", [e["reason"]]) and e["time"][:10] <= at.on else UNSURE


def _detriment_exception(_c: Node, e: Node, _at: At) -> Answer:
    return _if(not e["detriment"])


def _statutory_duty(c: Node, e: Node, at: At) -> Answer:
    return MET if "law" in c or reaching(at) or "instrument" in e else NOT_STATED


def powers(disclosure: Node) -> list[Node]:
    """The legal powers that a disclosure states; `none` is no power."""
    return [power for power in disclosure.get("legal_power", []) if isinstance(power, dict)]


def reaching(at: At) -> list[Node]:
    """Those that are for the purpose and for all of the data that are asked for."""
    ask, these = at.ask, powers(at.disclosure)
    these = [power for power in these if ask["purpose"] in power.get("purposes", [ask["purpose"]])]
    return [
        power
        for power in these
        if all(covered(at.things, each, power.get("data_categories", [each])) for each in ask["data_categories"])
    ]


def names_all(at: At) -> bool:
    """Whether the instrument that was brought names all of the data."""
    names = at.ask["evidence"].get("statutory_duty", {}).get("names", [])
    return all(covered(at.things, each, names) for each in at.ask["data_categories"])


def supports(at: At) -> bool:
    """Whether a law supports a disclosure."""
    duties = [each for each in limits(at) if each.kind == "statutory_duty" and not each.possible]
    ours = any(each.condition["whose"] == "ours" and "law" in each.condition for each in duties)
    return ours or ("duty", "ours") in ((p.get("nature", "duty"), p.get("whose", "ours")) for p in reaching(at))


def states_a_law(at: At) -> bool:
    """Whether a disclosure states a law."""
    return bool(reaching(at)) or supports(at)


def _request_needed(c: Node, e: Node, _at: At) -> Answer:
    written = e.get("in_writing") is True
    if (c.get("in_writing") and not written) or ("must_state" in c and e.get("complete") is not True):
        return NOT_MET
    return MET if written and "fee" not in c else DUTY


def _on_behalf_of(c: Node, e: Node, at: At) -> Answer:
    if "programme" in c:
        return _if(e.get("programme") == c["programme"] and at.on <= at.things[c["programme"]].get("valid_to", at.on))
    return _if(e.get("principal") == c["principal"])


def _controlled_access(c: Node, e: Node, _at: At) -> Answer:
    return _if(e["role"] in c["roles"] and ("places" not in c or e.get("place") in c["places"]))


def _agreement(c: Node, e: Node, at: At) -> Answer:
    if "agreement" not in c:
        return MET if e else SILENT
    signed = at.things[c["agreement"]].get("signed")
    return _if(signed <= at.on) if signed else NOT_STATED


def _opt_out(c: Node, e: Node, _at: At) -> Answer:
    return _if(c["scheme"] in e["checked"] and not e["opted_out"])


def _minimum_items(_c: Node, e: Node, at: At) -> Answer:
    items = at.disclosure.get("data_items")
    return _if({*e["columns"]} <= {text for texts in items.values() for text in texts}) if items else NOT_STATED


def _onward_limit(c: Node, e: Node, _at: At) -> Answer:
    chain, asks = e["chain"], c.get("ask_first") or "asked" in c
    if not chain:
        return MET
    if not asks and not c.keys() & {"recipients", "depth", "purposes"}:
        return NOT_STATED
    fits = set(chain) <= set(c.get("recipients") or chain) and len(chain) <= c.get("depth", len(chain))
    for_what = "purposes" not in c or ("purposes" in e and {*e["purposes"]} <= {*c["purposes"]})
    return _if(fits and for_what and ("asked" in e or not asks))


def _jurisdiction(c: Node, e: Node, _at: At) -> Answer:
    return _if({*e["nations"]} <= {*c["nations"]})


def _area(c: Node, e: Node, _at: At) -> Answer:
    return _if({*e["places"]} <= {*c["places"]})


def _age_range(c: Node, e: Node, _at: At) -> Answer:
    youngest, oldest = e["youngest"], e["oldest"]
    return _if(c.get("from_age", 0) <= youngest <= oldest <= c.get("to_age", oldest))


def _time_window(c: Node, _e: Node, at: At) -> Answer:
    return _if(c.get("valid_from", at.on) <= at.on <= c.get("valid_to", at.on))


def _threshold(c: Node, e: Node, _at: At) -> Answer:
    return _if(e["count"] >= c["at_least"])


def _single_use(_c: Node, e: Node, _at: At) -> Answer:
    return _if(e["earlier_extracts"] == 0)


def _standing_shown(c: Node, e: Node, _at: At) -> Answer:
    if "identity" in e and "standing" in e:
        return MET
    return UNSURE if "unless" in c and e.get("excepted") else NOT_MET


ASK_A_PERSON = (REFER, "not_brought")

TABLE: dict[str, tuple[Callable[[Node, Node, At], Answer], str, Answer | None]] = {
    "lawful_only": (_lawful_only, "laws", None),
    "purpose_limited": (_a_duty, "", None),
    "approval": (_approval, "by scope controls valid_to", SILENT),
    "need_shown": (_always, "test", ASK_A_PERSON),
    "case_by_case": (_always, "factors", ASK_A_PERSON),
    "no_individual_effect": (_no_individual_effect, "", None),
    "no_identification_in_results": (_no_identification_in_results, "", None),
    "identifiability": (_identifiability, "transfer processing results", None),
    "data_matching": (_data_matching, "with", ASK_A_PERSON),
    "voluntary_participation": (_a_duty, "strength who", None),
    "undertaking": (_a_duty, "recipient_must sender_must", None),
    "consent_first": (_consent_first, "strength who by form", ASK_A_PERSON),
    "tell_first": (_tell_first, "strength who by when", None),
    OVERRIDE: (_override, "overrides test reasons opens", ASK_A_PERSON),
    "detriment_exception": (_detriment_exception, "test", ASK_A_PERSON),
    "statutory_duty": (_statutory_duty, "whose law provision", None),
    "trigger": (_always, "event", SILENT),
    "request_needed": (_request_needed, "requested_by in_writing must_state fee", SILENT),
    "on_behalf_of": (_on_behalf_of, "principal programme", SILENT),
    "controlled_access": (_controlled_access, "roles places", SILENT),
    "protocol_needed": (_agreement, "agreement", None),
    "opt_out": (_opt_out, "scheme", SILENT),
    "minimum_items": (_minimum_items, "", SILENT),
    "onward_limit": (_onward_limit, "recipients purposes depth ask_first asked", SILENT),
    "processor_contract": (_agreement, "agreement", None),
    "jurisdiction": (_jurisdiction, "nations", SILENT),
    "area": (_area, "places", SILENT),
    "age_range": (_age_range, "from_age to_age", SILENT),
    "time_window": (_time_window, "valid_from valid_to", None),
    "prohibited_use": (_always, "purposes rests_on outlives", None),
    "threshold": (_threshold, "at_least of", ASK_A_PERSON),
    "single_use": (_single_use, "", SILENT),
    "standing_shown": (_standing_shown, "proofs unless", SILENT),
}
"""Of each type: how it is judged, what it takes, and what nothing brought means (None: the function says)."""

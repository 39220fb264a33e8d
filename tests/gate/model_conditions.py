"""What the model of the gate knows of single conditions: `docs/gate.md`, its table, one small function for each type.

Written from that page alone, on the feed as plain JSON. A function is given a condition (a node of the feed), the
evidence that was brought for its type (never None, but where the table asks for no evidence) and where it is judged;
it answers with a verdict and a state. Days are texts of the form 2026-11-25, which sort as days do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

Node = dict[str, Any]
Reason = tuple[str, str]
Answer = tuple[int, str]

FINE, REFER, REFUSED, NOT_THIS_ONE = range(4)
"""The verdicts of reasons, the worst last."""

MET, DUTY = (FINE, "met"), (FINE, "duty")
NOT_MET, NOT_STATED = (REFUSED, "not_met"), (REFER, "not_stated")
UNSURE, SILENT, POSSIBLE = (REFER, "not_met"), (REFUSED, "not_brought"), (REFER, "possible")


class At(NamedTuple):
    """A disclosure, and the request and the day for which it is judged."""

    ask: Node
    disclosure: Node
    things: dict[str, Node]
    read: set[str]
    on: str

    @property
    def to(self) -> str:
        """To whom it is: where it states no recipient, the one in whose file it stands."""
        d = self.disclosure
        return str(d["part_of"] if d["recipient"] == "not_stated" else d["recipient"])

    def period(self) -> tuple[bool, bool]:
        """Whether the day is before its first or after its last, its parties' days among them."""
        d = self.disclosure
        parties = [self.things.get(d.get(key, ""), {}) for key in ("sender", "recipient", "part_of")]
        return period(self.on, d, *parties)


def period(on: str, *things: Node) -> tuple[bool, bool]:
    """Whether a day is before the first or after the last of things."""
    return any(t.get("valid_from", on) > on for t in things), any(t.get("valid_to", on) < on for t in things)


def index(feed: Node) -> tuple[list[Node], dict[str, Node], set[str]]:
    """The disclosures, each with its sender; everything by id; and what the public reads, children's words apart."""
    disclosures = [{"sender": feed["publisher"], **d} for d in feed["disclosures"]]
    parts = [part for notice in feed["notices"] for part in (notice, *notice.get("sections", []))]
    passages = [p for part in parts for key in ("opening", "passages", "closing") for p in part.get(key, [])]
    read = {key for passage in passages for key in passage.get("states", [])}
    return disclosures, {n["id"]: n for n in (*feed["included"], *disclosures, *feed["notices"])}, read


@dataclass(frozen=True, eq=False)
class Limit:
    """A condition that bears on a disclosure; `derived` from a fact, and then perhaps `in_part`."""

    id: str
    condition: Node
    possible: bool = False
    derived: bool = False
    in_part: bool = False

    @property
    def kind(self) -> str:
        """Its type, or nothing where it is not understood."""
        known = self.condition.get("kind") in TABLE and self.condition.keys() <= {"id", "type", "kind", *self._takes()}
        return str(self.condition["kind"]) if known else ""

    def _takes(self) -> list[str]:
        return TABLE[self.condition["kind"]][1].split()


def limits(at: At) -> Iterator[Limit]:
    """All that bears on a disclosure, what is derived from its facts too."""
    disclosure, things = at.disclosure, at.things
    sure = [Limit(key, things.get(key, {})) for key in disclosure.get("conditions", [])]
    yield from sure
    yield from (Limit(key, things.get(key, {}), possible=True) for key in disclosure.get("possible_conditions", []))
    stated = {(each.kind, each.condition.get("scheme")) for each in sure}
    kind = {"must_when_required": "trigger", "may_on_request": "request_needed"}.get(disclosure.get("modality", ""))
    if kind and (kind, None) not in stated:
        yield Limit(f"{disclosure['id']}.modality", {"kind": kind}, derived=True)
    for entry in disclosure.get("opt_outs", []):
        if (
            isinstance(entry, dict)
            and entry["effect"] != "does_not_apply"
            and ("opt_out", entry["scheme"]) not in stated
        ):
            node, key = {"kind": "opt_out", "scheme": entry["scheme"]}, f"{disclosure['id']}.opt_outs.{entry['scheme']}"
            yield Limit(key, node, derived=True, in_part=entry["effect"] == "applies_in_part")


def state(limit: Limit, at: At) -> Answer:
    """The verdict and the state of a condition; overrides and prohibitions are for the rules of combination."""
    if not limit.kind:
        return REFER, "unknown"
    brought = at.ask["evidence"].get(limit.kind)
    judge, _, nothing = TABLE[limit.kind]
    verdict, found = nothing if brought is None and nothing else judge(limit.condition, brought or {}, at)
    return (min(verdict, REFER) if limit.in_part else verdict), found


# ---- the types, in the order of the page


def _always(*_: Any) -> Answer:
    return MET


def _if(holds: object) -> Answer:
    return MET if holds else NOT_MET


def _lawful_only(_c: Node, e: Node, at: At) -> Answer:
    return _if(e["disclosure"] == at.disclosure["id"])


def _approval(c: Node, e: Node, at: At) -> Answer:
    if e["by"] != c["by"] or e["date"] > at.on or at.on > c.get("valid_to", at.on):
        return NOT_MET
    if "case" in e:
        return _if(e["case"] == at.ask.get("case"))
    return {"standing": MET, "per_case": NOT_MET, None: NOT_STATED}[c.get("scope")]


def _no_individual_effect(_c: Node, e: Node, _at: At) -> Answer:
    return _if(e["declared"])


def _no_identification_in_results(_c: Node, e: Node, _at: At) -> Answer:
    return _if(e["results"] in ("anonymous", "aggregate"))


LESS = {
    "identifiable": {"identifiable", "individual_level", "pseudonymised", "anonymous", "aggregate"},
    "individual_level": {"individual_level", "pseudonymised", "anonymous", "aggregate"},
    "pseudonymised": {"pseudonymised", "anonymous", "aggregate"},
    "anonymous": {"anonymous"},
    "aggregate": {"aggregate"},
}
"""The levels that fit each level."""


def _identifiability(c: Node, e: Node, at: At) -> Answer:
    sent = at.ask.get("identifiability")
    if sent is None:
        return SILENT
    if "transfer" in c and sent not in LESS[c["transfer"]]:
        return NOT_MET
    for stage in ("processing", "results"):
        if stage in c and e.get(stage) not in LESS[c[stage]]:
            return NOT_MET if stage in e else SILENT
    silent = "transfer" not in c and "processing" in c and sent not in LESS[c["processing"]]
    return NOT_STATED if silent else MET


def _data_matching(c: Node, e: Node, _at: At) -> Answer:
    return _if({*e["sources"]} <= {*c["with"]})


def _voluntary_participation(*_: Any) -> Answer:
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


def valid(c: Node, e: Node | None, on: str) -> Answer:
    """Whether what was brought for an override does: fine, or why it does not."""
    if e is None:
        return REFER, "not_brought"
    does = e["reason"] in c.get("reasons", [e["reason"]]) and e["time"][:10] <= on
    return DUTY if does else UNSURE


def _detriment_exception(_c: Node, e: Node, _at: At) -> Answer:
    return _if(not e["detriment"])


def _statutory_duty(c: Node, e: Node, at: At) -> Answer:
    return MET if "law" in c or _powers(at.disclosure) or "instrument" in e else NOT_STATED


def _powers(disclosure: Node) -> list[Node]:
    return [power for power in disclosure.get("legal_power", []) if isinstance(power, dict)]


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
    "lawful_only": (_lawful_only, "laws", SILENT),
    "purpose_limited": (_always, "", None),
    "approval": (_approval, "by scope controls valid_to", SILENT),
    "need_shown": (_always, "test", ASK_A_PERSON),
    "case_by_case": (_always, "factors", ASK_A_PERSON),
    "no_individual_effect": (_no_individual_effect, "", SILENT),
    "no_identification_in_results": (_no_identification_in_results, "", SILENT),
    "identifiability": (_identifiability, "transfer processing results", None),
    "data_matching": (_data_matching, "with", ASK_A_PERSON),
    "voluntary_participation": (_voluntary_participation, "strength who", None),
    "consent_first": (_consent_first, "strength who by form", ASK_A_PERSON),
    "tell_first": (_tell_first, "strength who by when", None),
    "safeguarding_override": (_always, "overrides test reasons", None),
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


def no_duty(at: At) -> str:
    """Why a duty that is claimed is not in force; nothing where it is."""
    duties = [each for each in limits(at) if each.kind == "statutory_duty"]
    ours = any(not d.possible and d.condition["whose"] == "ours" and "law" in d.condition for d in duties)
    if ours or any(p.get("nature", "duty") == "duty" and p.get("whose") != "theirs" for p in _powers(at.disclosure)):
        return ""
    brought = at.ask["evidence"].get("statutory_duty") if duties else None
    if not brought:
        return "duty_without_law"
    return "" if {*at.ask["data_categories"]} <= {*brought.get("names", [])} else "duty_beyond_instrument"


# ---- the other facts of a disclosure

COVERS = (
    ("purpose", "purposes", "other_purpose", "purpose_not_stated"),
    ("data_categories", "data_categories", "other_data", "data_not_stated"),
    ("data_subjects", "data_subjects", "other_people", "people_not_stated"),
)
"""What is asked, what is stated, and the reasons if that does not have it all or says nothing."""


def facts(at: At) -> Iterator[tuple[str, int]]:
    """The reasons that lie in a disclosure's own facts, in the order of the page."""
    d, ask, who = at.disclosure, at.ask, at.things.get(at.ask["recipient"], {})
    closed = "history" in who and who["history"].get("closed_on", "") <= at.on
    (early, late), (who_early, who_late) = at.period(), period(at.on, who)
    claims = d.get("modality") in ("must", "must_when_required")
    far = {
        "other_sender": d["sender"] != ask["sender"],
        "only_received": d.get("direction") == "receive",
        "draft": d["status"] == "draft",
        "suspended": d["status"] == "suspended",
        "not_started": early,
        "ended": late,
        "recipient_not_started": who_early,
        "recipient_ended": who_late or closed,
        "not_in_a_notice": d["id"] not in at.read,
        **{other: not _silent(d[stated]) and not _all_in(ask[asked], d[stated]) for asked, stated, other, _ in COVERS},
        "data_never_sent": {*ask["data_categories"]} & {*d.get("excluded", [])},
    }
    doubts = {
        "open_class": "Category" in who.get("type", []) and who["open_list"],
        "to_be_appointed": who.get("to_be_appointed"),
        "recipient_not_stated": d["recipient"] == "not_stated",
        **{silence: _silent(d[stated]) for _, stated, _, silence in COVERS},
        "only_if_not_stated": d.get("modality") == "only_if" and "conditions" not in d,
        no_duty(at): claims and no_duty(at),
    }
    yield from ((code, NOT_THIS_ONE) for code, is_so in far.items() if is_so)
    yield from ((code, REFER) for code, is_so in doubts.items() if is_so)


def touches(at: At) -> bool:
    """Whether a disclosure states nothing of the data, or some of what is asked for, and the same of people."""
    keys = ("data_categories", "data_subjects")
    return all(_silent(at.disclosure[key]) or {*at.ask[key]} & {*at.disclosure[key]} for key in keys)


def _silent(stated: list[str]) -> bool:
    return stated == ["not_stated"]


def _all_in(asked: str | list[str], stated: list[str]) -> bool:
    return {*several(asked)} <= {*stated}


# ---- the ids of a request

ASKED = {
    "sender": ("Recipient", "Body", "Organisation"),
    "recipient": ("Recipient", "Body"),
    "purpose": ("Purpose",),
    "data_categories": ("DataCategory",),
    "data_subjects": ("DataSubject",),
}
BROUGHT = {
    ("lawful_only", "disclosure"): ("Disclosure",),
    ("approval", "by"): ("Role",),
    ("data_matching", "sources"): ("DataCategory",),
    ("safeguarding_override", "decided_by"): ("Role",),
    ("statutory_duty", "names"): ("DataCategory",),
    ("on_behalf_of", "programme"): ("Programme",),
    ("on_behalf_of", "principal"): ("Recipient", "Body", "Organisation"),
    ("controlled_access", "role"): ("Role", "Recipient"),
    ("controlled_access", "place"): ("Location",),
    ("onward_limit", "chain"): ("Recipient", "Body"),
    ("onward_limit", "purposes"): ("Purpose",),
    ("area", "places"): ("Location",),
}
"""The node types that an id may have; a recipient of the type role has both Recipient and Role."""


def ids_in(ask: Node) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every id of a request: the code if it is unknown, the id, and the types that it may have."""
    codes = {"data_categories": "unknown_data_category", "data_subjects": "unknown_data_subject"}
    for key, types in ASKED.items():
        yield from ((codes.get(key, f"unknown_{key}"), each, types) for each in several(ask[key]))
    for (kind, key), types in BROUGHT.items():
        yield from (("unknown_id", each, types) for each in several(ask["evidence"].get(kind, {}).get(key, [])))


def several(value: Any) -> Iterable[str]:
    """One id or many, as many."""
    return [value] if isinstance(value, str) else value

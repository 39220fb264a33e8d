"""What the model of the gate knows of a feed, of a request's ids, and of a disclosure but for its conditions.

Written from `docs/gate.md` alone, on plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.gate.model_conditions import limits, powers
from tests.gate.model_values import NOT_THIS_ONE, REFER, At, Node, Reason, period


def index(feed: Node) -> tuple[list[Node], dict[str, Node], set[str]]:
    """The disclosures, each with its sender; everything by id; and what the public reads, children's words apart."""
    disclosures = [{"sender": feed["publisher"], **d} for d in feed["disclosures"]]
    parts = [part for notice in feed["notices"] for part in (notice, *notice.get("sections", []))]
    passages = [p for part in parts for key in ("opening", "passages", "closing") for p in part.get(key, [])]
    read = {key for passage in passages for key in passage.get("states", [])}
    return disclosures, {n["id"]: n for n in (*feed["included"], *disclosures, *feed["notices"])}, read


def no_duty(at: At) -> str:
    """Why a duty that is claimed is not in force; nothing where it is."""
    duties = [each for each in limits(at) if each.kind == "statutory_duty"]
    ours = any(not d.possible and d.condition["whose"] == "ours" and "law" in d.condition for d in duties)
    if ours or any(p.get("nature", "duty") == "duty" and p.get("whose") != "theirs" for p in powers(at.disclosure)):
        return ""
    brought = at.ask["evidence"].get("statutory_duty")
    if not brought:
        return "duty_without_law"
    return "" if {*at.ask["data_categories"]} <= {*brought.get("names", [])} else "duty_beyond_instrument"


COVERS = (
    ("purpose", "purposes", "other_purpose", "purpose_not_stated"),
    ("data_categories", "data_categories", "other_data", "data_not_stated"),
    ("data_subjects", "data_subjects", "other_people", "people_not_stated"),
)
"""What is asked, what is stated, and the reasons if that does not have it all or says nothing."""


def facts(at: At) -> Iterator[tuple[Reason, int]]:
    """The reasons that lie in a disclosure's own facts, in the order of the page, each with its verdict."""
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
    abouts = dict.fromkeys(
        ("recipient_not_started", "recipient_ended", "open_class", "to_be_appointed"), ask["recipient"]
    )
    abouts |= dict.fromkeys(("duty_without_law", "duty_beyond_instrument"), f"{d['id']}.modality")
    for verdict, codes in ((NOT_THIS_ONE, far), (REFER, doubts)):
        yield from (((code, str(abouts.get(code, d["id"]))), verdict) for code, is_so in codes.items() if is_so)


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


def ids_in(ask: Node) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Every id of a request: the code if it is unknown, where it stands, the id, and the types that it may have."""
    codes = {"data_categories": "unknown_data_category", "data_subjects": "unknown_data_subject"}
    for key, types in ASKED.items():
        yield from ((codes.get(key, f"unknown_{key}"), key, each, types) for each in several(ask[key]))
    for (kind, key), types in BROUGHT.items():
        about, named = f"evidence.{kind}.{key}", ask["evidence"].get(kind, {}).get(key, [])
        yield from (("unknown_id", about, each, types) for each in several(named))


def several(value: Any) -> Iterable[str]:
    """One id or many, as many."""
    return [value] if isinstance(value, str) else value

"""What an engine that reads Cedar is given beside the policies: the request, the entities and the schema of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from site_builder.core.json_bytes import json_bytes
from site_builder.core.model import Registry

Made = dict[str, Any]

SHAPES: Mapping[str, str] = {
    "lawful_only": "disclosure: String",
    "approval": "by: String, reference: String, date: datetime, case?: String",
    "need_shown": "reference: String",
    "case_by_case": "reference: String",
    "no_individual_effect": "declared: Bool",
    "no_identification_in_results": "results: String",
    "identifiability": "processing?: String, results?: String",
    "data_matching": "sources: Set<String>",
    "consent_first": "consent: String, reference?: String, reason?: String, form?: String",
    "tell_first": "told_on?: datetime, reason?: String",
    "safeguarding_override": "reason: String, decided_by: String, time: datetime",
    "detriment_exception": "detriment: Bool, reference: String",
    "statutory_duty": "instrument: String, names?: Set<String>",
    "trigger": "reference: String",
    "request_needed": "reference: String, in_writing?: Bool, complete?: Bool",
    "on_behalf_of": "programme?: String, principal?: String",
    "controlled_access": "role: String, place?: String",
    "protocol_needed": "reference: String",
    "processor_contract": "reference: String",
    "opt_out": "checked: Set<String>, opted_out: Bool",
    "minimum_items": "columns: Set<String>",
    "onward_limit": "chain: Set<String>, length: Long, purposes?: Set<String>, asked?: String",
    "jurisdiction": "nations: Set<String>",
    "area": "places: Set<String>",
    "age_range": "youngest: Long, oldest: Long",
    "threshold": "count: Long",
    "single_use": "earlier_extracts: Long",
    "standing_shown": "identity?: String, standing?: String, excepted?: Bool",
}
"""What is brought for each type of condition, in the form of Cedar's schema."""

COUNTED: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], int]]] = {
    "onward_limit": {"length": lambda found: len(found["chain"])},
}
"""What a context has besides, for Cedar does not count."""


def cedar_request(asked: Mapping[str, Any], publisher: str, on: date) -> Made:
    """The principal, action, resource and context of a well-formed request to the gate, made on a day.

    The context holds the request's other keys, and always `evidence` and the day. Days in it are of the type datetime
    (of a time, the day as written), and a count is added to what was brought: see COUNTED.
    """
    brought = asked.get("evidence", {})
    return {
        "principal": _uid("Party", asked.get("sender", publisher)),
        "action": _uid("Action", "share"),
        "resource": _uid("Party", asked["recipient"]),
        "context": {
            **{key: value for key, value in asked.items() if key not in ("sender", "recipient")},
            "evidence": {kind: _brought(kind, found) for kind, found in brought.items()},
            "on": _day(on.isoformat()),
        },
    }


def entities(registry: Registry) -> bytes:
    """The recipients of a registry as entities, in JSON.

    Each is in the group that it stands for, and in those of every recipient that lists it, at any depth.
    """
    lists: dict[str, list[str]] = {}
    for each in registry.recipients:
        for member in each.members:
            lists.setdefault(member, []).append(each.id)
    groups = {each.id: _groups(each.id, lists) for each in registry.recipients}
    parties = [_entity("Party", key, [_uid("Group", group) for group in found]) for key, found in groups.items()]
    return json_bytes([*parties, *(_entity("Group", key, []) for key in groups)])


def schema() -> bytes:
    """The schema of requests and entities, the same for every registry.

    With it an engine refuses a request that lacks something or has another form, before any policy is looked at.
    """
    evidence = "".join(f"  {kind}?: {{ {shape} }},\n" for kind, shape in SHAPES.items())
    return f"{_HEAD}type Evidence = {{\n{evidence}}};\n{_ACTION}".encode()


_HEAD = """\
entity Group;
entity Party in [Group];
"""
_ACTION = """\
action share appliesTo {
  principal: Party,
  resource: Party,
  context: {
    on: datetime,
    purpose: String,
    data_categories: Set<String>,
    data_subjects: Set<String>,
    identifiability?: String,
    case?: String,
    evidence: Evidence,
  },
};
"""


def _groups(key: str, lists: Mapping[str, list[str]]) -> list[str]:
    found = [key]
    for each in found:
        found += [other for other in lists.get(each, []) if other not in found]
    return found


def _entity(kind: str, key: str, parents: list[dict[str, str]]) -> Made:
    return {"uid": _uid(kind, key), "attrs": {}, "parents": parents}


def _uid(kind: str, key: str) -> dict[str, str]:
    return {"type": kind, "id": key}


def _brought(kind: str, found: Mapping[str, Any]) -> Made:
    days = {part.partition(":")[0].rstrip("?") for part in SHAPES[kind].split(", ") if part.endswith(": datetime")}
    made = {key: _day(value) if key in days else value for key, value in found.items()}
    return made | {key: count(found) for key, count in COUNTED.get(kind, {}).items()}


def _day(text: str) -> Made:
    return {"__extn": {"fn": "datetime", "arg": text[: len("2026-11-25")]}}

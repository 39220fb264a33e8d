"""The inputs of a Cedar engine beside the policies: request, entities, and the schema of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from site_builder.gate.judges import EVIDENCE
from site_builder.gate.request_form import DETERMINATION
from site_builder.model import Registry
from site_builder.strict_json import json_bytes

JsonObject = dict[str, Any]

COUNTED: Mapping[str, Mapping[str, str]] = {"onward_limit": {"chain": "length"}}
"""Lists whose number of entries the context has too, under another key, as Cedar cannot count."""


def attributes(kind: str) -> Mapping[str, str]:
    """The attributes that a context has for the evidence of a type of condition, each with its Cedar type.

    The name of an optional attribute ends in a question mark.
    """
    counted = COUNTED.get(kind, {})
    types: dict[str, str] = {}
    for key, value in EVIDENCE[kind].items():
        types[f"{key}?" if value.optional else key] = _cedar_type(value.schema)
        if key in counted:
            types[counted[key]] = "Long"
    return types


def _cedar_type(schema: Mapping[str, Any]) -> str:
    if schema.get("type") == "array":
        return f"Set<{_cedar_type(schema['items'])}>"
    if "format" in schema:
        return "datetime"
    return {"boolean": "Bool", "integer": "Long"}.get(schema.get("type", ""), "String")


_ELSEWHERE = ("sender", "recipient", "determinations")
"""The keys of a request that its context does not have."""
IDS = tuple(key for key, kind in DETERMINATION.items() if kind.names)
"""The keys of a determination that name things."""


def _named_ids(determinations: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """The ids that determinations name, all of a key together."""
    for key in IDS:
        brought = [each[key] for each in determinations if key in each]
        yield key, [name for ids in brought for name in (ids if isinstance(ids, list) else [ids])]


def cedar_request(gate_request: Mapping[str, Any], publisher: str, on: date) -> JsonObject:
    """The principal, action, resource and context of a well-formed request to the gate, made on a day.

    The context holds the request's other keys, and always `evidence` and the day. Days in it are of the type datetime
    (a time becomes its day as written), and evidence gets the counts of COUNTED. Of determinations it gets the ids that
    they name, for these must be known; what they settle is for the gate alone.
    """
    evidence = {kind: _evidence_values(kind, values) for kind, values in gate_request.get("evidence", {}).items()}
    if "determinations" in gate_request:
        evidence["determinations"] = dict(_named_ids(gate_request["determinations"]))
    return {
        "principal": _uid("Party", gate_request.get("sender", publisher)),
        "action": _uid("Action", "share"),
        "resource": _uid("Party", gate_request["recipient"]),
        "context": {
            **{key: value for key, value in gate_request.items() if key not in _ELSEWHERE},
            "evidence": evidence,
            "on": _day(on.isoformat()),
        },
    }


def entities(registry: Registry) -> bytes:
    """The recipients of a registry as entities, in JSON.

    Each is in its own group, and in the group of every recipient that lists it as a member, at any depth.
    """
    lists: dict[str, list[str]] = {}
    for each in registry.recipients:
        for member in each.members:
            lists.setdefault(member, []).append(each.id)
    groups = {each.id: _groups(each.id, lists) for each in registry.recipients}
    parties = [
        _entity("Party", key, [_uid("Group", group) for group in groups_of_party])
        for key, groups_of_party in groups.items()
    ]
    return json_bytes([*parties, *(_entity("Group", key, []) for key in groups)])


def schema() -> bytes:
    """The schema of requests and entities, the same for every registry.

    With it an engine refuses an incomplete or malformed request before it evaluates any policy.
    """
    shapes = {
        kind: ", ".join(f"{key}: {cedar_type}" for key, cedar_type in attributes(kind).items()) for kind in EVIDENCE
    }
    shapes["determinations"] = ", ".join(f"{key}: Set<String>" for key in IDS)
    evidence = "".join(f"  {kind}?: {{ {shape} }},\n" for kind, shape in shapes.items())
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
    at_risk?: Bool,
    member?: String,
    mode?: String,
    programme?: String,
    country?: String,
    evidence: Evidence,
  },
};
"""


def _groups(key: str, lists: Mapping[str, list[str]]) -> list[str]:
    groups = [key]
    for each in groups:
        groups += [other for other in lists.get(each, []) if other not in groups]
    return groups


def _entity(kind: str, key: str, parents: list[dict[str, str]]) -> JsonObject:
    return {"uid": _uid(kind, key), "attrs": {}, "parents": parents}


def _uid(kind: str, key: str) -> dict[str, str]:
    return {"type": kind, "id": key}


def _evidence_values(kind: str, values: Mapping[str, Any]) -> JsonObject:
    converted = {key: _day(value) if EVIDENCE[kind][key].is_day else value for key, value in values.items()}
    return converted | {number: len(values[key]) for key, number in COUNTED.get(kind, {}).items()}


def _day(text: str) -> JsonObject:
    return {"__extn": {"fn": "datetime", "arg": text[: len("2026-11-25")]}}

"""A decision request read strictly: everything that is wrong with its form is reported at once.

What is wrong is told by where it stands, never by what stands there: that might be about a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.gate.judges import EVIDENCE
from site_builder.gate.pii import looks_personal
from site_builder.gate.request_form import MOST_BYTES, REQUEST, Form, Kind, an_id
from site_builder.gate.types import Named, Reason, Request, Unreadable
from site_builder.strict_json import JsonError, parse

A_PURPOSE = REQUEST["purpose"]
_AN_ID = an_id()


def request_in(data: bytes) -> Request | Unreadable:
    """The request that UTF-8 JSON says, or why it is none."""
    if len(data) > MOST_BYTES:
        return Unreadable((Reason("request_too_large", "request"),), None)
    try:
        value = parse(data)
    except JsonError:
        return Unreadable((Reason("request_not_json", "request"),), None)
    return request_of(value)


def request_of(value: object) -> Request | Unreadable:
    """The request that a value says (what `json.loads` gives), or everything that is wrong with its form."""
    if not isinstance(value, Mapping):
        return Unreadable((Reason("wrong_value", "request"),), None)
    reasons = tuple(dict.fromkeys(_faults(value)))
    if reasons:
        purpose = value.get("purpose")
        return Unreadable(reasons, purpose if A_PURPOSE.fits(purpose) else None)
    evidence = value.get("evidence", {})
    return Request(
        value.get("sender"),
        value["recipient"],
        value["purpose"],
        tuple(value["data_categories"]),
        tuple(value["data_subjects"]),
        value.get("identifiability"),
        value.get("case"),
        evidence,
        tuple(_named(evidence)) if evidence else (),
    )


def _faults(value: Mapping[Any, Any]) -> list[Reason]:
    found = _faults_of_form(value, REQUEST, "request", others=("evidence",))
    evidence = value.get("evidence", {})
    if not isinstance(evidence, dict):
        return found + _no_object(evidence, "evidence")
    for name, brought in evidence.items():
        form = EVIDENCE.get(name)
        if form is None:
            found += _unknown(name, brought, "evidence")
        elif not isinstance(brought, dict):
            found += _no_object(brought, f"evidence.{name}")
        else:
            found += _faults_of_form(brought, form, f"evidence.{name}")
    return found


def _faults_of_form(value: Mapping[Any, Any], form: Form, where: str, others: tuple[str, ...] = ()) -> list[Reason]:
    found = []
    for key, held in value.items():
        kind = form.get(key)
        if kind is None:
            found += [] if key in others else _unknown(key, held, where)
        elif kind.is_free or not kind.fits(held):
            found += _faults_of_value(held, kind, _at(where, key))
    return found + [
        Reason("missing", _at(where, key)) for key, k in form.items() if not k.optional and key not in value
    ]


def _at(where: str, key: str) -> str:
    return key if where == "request" else f"{where}.{key}"


def _faults_of_value(value: Any, kind: Kind, where: str) -> list[Reason]:
    wrong = [] if kind.fits(value) else [Reason("wrong_value", where)]
    return [*wrong, *_personal(value, where, may_be_day=kind.is_day, may_be_id=bool(kind.names))]


def _unknown(key: Any, held: Any, where: str) -> list[Reason]:
    return [Reason("personal_data" if looks_personal(str(key)) else "unknown_key", where), *_personal(held, where)]


def _no_object(value: Any, where: str) -> list[Reason]:
    return [Reason("wrong_value", where), *_personal(value, where)]


def _personal(value: Any, where: str, *, may_be_day: bool = False, may_be_id: bool = False) -> Iterator[Reason]:
    """Each text in a value, however deep, that looks personal; an id, where one is asked for, cannot."""
    if isinstance(value, str):
        if not (may_be_id and _AN_ID.fits(value)) and looks_personal(value, may_be_day=may_be_day):
            yield Reason("personal_data", where)
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield from _personal(key, where)
            yield from _personal(held, where)
    elif isinstance(value, list):
        for each in value:
            yield from _personal(each, where, may_be_day=may_be_day, may_be_id=may_be_id)
    elif looks_personal(str(value)):
        yield Reason("personal_data", where)


def _named(evidence: Mapping[str, Mapping[str, Any]]) -> Iterator[Named]:
    for name, brought in evidence.items():
        for key, held in brought.items():
            kind = EVIDENCE[name][key]
            if kind.names:
                for each in held if isinstance(held, list) else (held,):
                    yield Named(f"evidence.{name}.{key}", each, kind.names)

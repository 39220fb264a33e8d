"""Reads a decision request strictly and reports everything that is wrong with its form at once.

A report names the place, never the content, which might be about a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from site_builder.gate.judges import EVIDENCE
from site_builder.gate.pii import looks_personal
from site_builder.gate.request_form import (
    DETERMINATION,
    MOST_BYTES,
    MOST_DETERMINATIONS,
    REQUEST,
    Form,
    Kind,
    an_id,
    folded,
)
from site_builder.gate.types import OVERRIDE, Named, Reason, Request, Unreadable
from site_builder.strict_json import JsonError, parse

A_PURPOSE = REQUEST["purpose"]
NAMED = ("recipient", "sender", "purpose")
LONGEST_NAME = 200
FLAGGED = "at_risk"
DETERMINED = "determinations"
OVERRIDDEN = f"evidence.{OVERRIDE}"
_AN_ID = an_id()
_NEEDED: Mapping[str, tuple[str, ...]] = {
    where: tuple(key for key, kind in form.items() if not kind.optional)
    for where, form in {
        "request": REQUEST,
        DETERMINED: DETERMINATION,
        **{f"evidence.{name}": form for name, form in EVIDENCE.items()},
    }.items()
}
"""The keys that must be there, by place."""


def request_in(data: bytes) -> Request | Unreadable:
    """The request in UTF-8 JSON, or why it cannot be read."""
    if len(data) > MOST_BYTES:
        return Unreadable((Reason("request_too_large", "request"),), None)
    try:
        value = parse(data)
    except JsonError:
        return Unreadable((Reason("request_not_json", "request"),), None)
    return request_of(value)


def requests_in(data: bytes, most: int | None = None) -> Sequence[bytes] | None:
    """The requests in a JSON list, each as bytes; None if it is no list: then it is one request, or malformed.

    Raises TooManyError for more than `most`.
    """
    if not data.lstrip(_SPACE).startswith(b"["):
        return None
    try:
        values = parse(data)
    except JsonError:
        return None
    if most is not None and len(values) > most:
        raise TooManyError
    return [json.dumps(each).encode() for each in values]


class TooManyError(ValueError):
    """A list of more requests than may stand in one."""


_SPACE = b" \t\r\n"
"""What may stand before JSON."""


def request_of(value: object) -> Request | Unreadable:
    """The request in a value (as `json.loads` gives), or everything that is wrong with its form."""
    if not isinstance(value, Mapping):
        return Unreadable((Reason("wrong_value", "request"),), None)
    reasons = tuple(dict.fromkeys(_faults(value)))
    if reasons:
        purpose = value.get("purpose")
        return Unreadable(reasons, purpose if A_PURPOSE.fits(purpose) else None, claimed_risk(value), _names(value))
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
        tuple(_named_ids(value, evidence)) if evidence or "programme" in value or DETERMINED in value else (),
        claimed_risk(value),
        value.get("member"),
        value.get("mode"),
        value.get("programme"),
        value.get("country"),
        tuple(value.get(DETERMINED, ())),
    )


def _names(value: Mapping[Any, Any]) -> Mapping[str, str]:
    """The texts that stand in place of one id, in the form of ids: people write a name as they know it."""
    given = {key: value.get(key) for key in NAMED}
    return {key: folded(text) for key, text in given.items() if isinstance(text, str) and len(text) <= LONGEST_NAME}


def claimed_risk(value: Mapping[Any, Any]) -> str:
    """The key of a request that claims that somebody is at risk, whatever else is wrong with it; '' if none does."""
    if value.get(FLAGGED) is True:
        return FLAGGED
    evidence = value.get("evidence")
    return OVERRIDDEN if isinstance(evidence, Mapping) and OVERRIDE in evidence else ""


def _faults(value: Mapping[Any, Any]) -> list[Reason]:
    reasons = _faults_of_form(value, REQUEST, "request", others=("evidence", DETERMINED))
    reasons += _faults_of_determinations(value.get(DETERMINED, []))
    evidence = value.get("evidence", {})
    if not isinstance(evidence, dict):
        return reasons + _faults_of_no_object(evidence, "evidence")
    for name, brought in evidence.items():
        form = EVIDENCE.get(name)
        if form is None:
            reasons += _faults_of_unknown_key(name, brought, "evidence")
        elif not isinstance(brought, dict):
            reasons += _faults_of_no_object(brought, f"evidence.{name}")
        else:
            reasons += _faults_of_form(brought, form, f"evidence.{name}")
    return reasons


def _faults_of_determinations(brought: Any) -> Iterator[Reason]:
    if not isinstance(brought, list) or len(brought) > MOST_DETERMINATIONS:
        yield from _faults_of_no_object(brought, DETERMINED)
        return
    for number, each in enumerate(brought):
        where = f"{DETERMINED}.{number}"
        if isinstance(each, dict):
            yield from _faults_of_form(each, DETERMINATION, where)
        else:
            yield from _faults_of_no_object(each, where)


def _faults_of_form(value: Mapping[Any, Any], form: Form, where: str, others: tuple[str, ...] = ()) -> list[Reason]:
    reasons = []
    for key, item in value.items():
        kind = form.get(key)
        if kind is None:
            reasons += [] if key in others else _faults_of_unknown_key(key, item, where)
        elif kind.is_free or not kind.fits(item):
            reasons += _faults_of_value(item, kind, _at(where, key))
    return reasons + [Reason("missing", _at(where, key)) for key in _needed(where) if key not in value]


def _needed(where: str) -> tuple[str, ...]:
    return _NEEDED[DETERMINED if where.startswith(DETERMINED) else where]


def _at(where: str, key: str) -> str:
    return key if where == "request" else f"{where}.{key}"


def _faults_of_value(value: Any, kind: Kind, where: str) -> list[Reason]:
    wrong = [] if kind.fits(value) else [Reason("wrong_value", where)]
    return [*wrong, *_personal_data(value, where, may_be_day=kind.is_day, may_be_id=bool(kind.names))]


def _faults_of_unknown_key(key: Any, value: Any, where: str) -> list[Reason]:
    return [
        Reason("personal_data" if looks_personal(str(key)) else "unknown_key", where),
        *_personal_data(value, where),
    ]


def _faults_of_no_object(value: Any, where: str) -> list[Reason]:
    return [Reason("wrong_value", where), *_personal_data(value, where)]


def _personal_data(value: Any, where: str, *, may_be_day: bool = False, may_be_id: bool = False) -> Iterator[Reason]:
    """A reason for each text in a value, at any depth, that looks personal. With `may_be_id`, an id never does."""
    if isinstance(value, str):
        if not (may_be_id and _AN_ID.fits(value)) and looks_personal(value, may_be_day=may_be_day):
            yield Reason("personal_data", where)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _personal_data(key, where)
            yield from _personal_data(item, where)
    elif isinstance(value, list):
        for item in value:
            yield from _personal_data(item, where, may_be_day=may_be_day, may_be_id=may_be_id)
    elif looks_personal(str(value)):
        yield Reason("personal_data", where)


def _named_ids(value: Mapping[str, Any], evidence: Mapping[str, Mapping[str, Any]]) -> Iterator[Named]:
    if "programme" in value:
        yield Named("programme", value["programme"], REQUEST["programme"].names)
    for name, brought in evidence.items():
        for key, ids in brought.items():
            kind = EVIDENCE[name][key]
            if kind.names:
                for one in ids if isinstance(ids, list) else (ids,):
                    yield Named(f"evidence.{name}.{key}", one, kind.names)
    for number, each in enumerate(value.get(DETERMINED, ())):
        for key, ids in each.items():
            kind = DETERMINATION[key]
            for one in (ids if isinstance(ids, list) else (ids,)) if kind.names else ():
                yield Named(f"{DETERMINED}.{number}.{key}", one, kind.names)

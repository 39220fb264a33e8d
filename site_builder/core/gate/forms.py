"""The form of a request: its keys, what each holds, and what is brought for each type of condition.

The JSON Schema of requests is made from these tables, and requests are read by them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

MOST_BYTES = 65_536
"""The most bytes of a request that are read."""
MOST = 1_000_000
"""The highest number that a request may hold."""

LEVELS = ("identifiable", "individual_level", "pseudonymised", "anonymous", "aggregate")
LESS: Mapping[str, frozenset[str]] = {
    level: frozenset(fits.split())
    for level, fits in {
        "anonymous": "anonymous",
        "aggregate": "aggregate",
        "pseudonymised": "anonymous aggregate pseudonymised",
        "individual_level": "anonymous aggregate pseudonymised individual_level",
        "identifiable": "anonymous aggregate pseudonymised individual_level identifiable",
    }.items()
}
"""Of each level those that are no more identifiable."""
RISK_REASONS = (
    "consent_cannot_be_given",
    "cannot_reasonably_be_expected_to_obtain",
    "asking_would_prejudice_protection",
)
"""The reasons of Schedule 1 paragraph 18(2) of the Data Protection Act 2018."""
NATIONS = ("england", "wales", "scotland", "northern_ireland")
SCHEMES = ("national_data_opt_out", "object_art_21", "withdraw_consent", "local")

PARTIES = ("recipients", "role_recipients", "bodies")
ROLES = ("roles", "role_recipients")
"""Kinds of thing: the registry's vocabularies; recipients of the type role are a kind of their own."""

_ID = r"[a-z][a-z0-9-]{0,62}"
_REFERENCE = r"(?=.*[0-9])[A-Za-z0-9]([A-Za-z0-9._/:-]{0,62}[A-Za-z0-9])?"
_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_HOUR = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"{_DAY}T{_HOUR}:[0-5][0-9](Z|[+-]{_HOUR})"
_TEXT = r"[^\x00-\x1f\x7f]{1,100}"


class Kind(NamedTuple):
    """What a key of a request holds: in words, whether a value does, and its JSON Schema.

    `names` are the kinds of thing that its ids may name; `is_day`: a date alone is no sign of personal data there;
    `is_free`: what stands there is the sender's own text, so that it may fit and be personal data all the same.
    """

    what: str
    fits: Callable[[Any], bool]
    schema: Mapping[str, Any]
    names: tuple[str, ...] = ()
    is_day: bool = False
    is_free: bool = False
    optional: bool = False


def an_id(*names: str) -> Kind:
    """The id of a thing of one of these kinds."""
    return Kind("an id", _matching(_ID), _text(_ID), names)


def one_of(*words: str) -> Kind:
    """One of these words."""
    known = frozenset(words)
    return Kind(
        f"one of {', '.join(words)}",
        lambda value: isinstance(value, str) and value in known,
        {"enum": list(words)},
    )


def some(kind: Kind, *, least: int = 1) -> Kind:
    """A list of such values, none of them twice."""
    shape = {"type": "array", "items": kind.schema, "uniqueItems": True, "minItems": least}

    def fits(value: Any) -> bool:
        return isinstance(value, list) and len(value) >= least and all(map(kind.fits, value)) and _all_differ(value)

    return Kind(f"a list, each of it {kind.what}", fits, shape, kind.names, is_free=kind.is_free)


def maybe(kind: Kind) -> Kind:
    """A key that may be left out."""
    return kind._replace(optional=True)


def _text(pattern: str, **besides: str) -> Mapping[str, Any]:
    return {"type": "string", "pattern": f"^{pattern}$", **besides}


def _matching(pattern: str) -> Callable[[Any], bool]:
    fits = re.compile(pattern).fullmatch
    return lambda value: isinstance(value, str) and fits(value) is not None


def _all_differ(values: list[Any]) -> bool:
    return len(set(values)) == len(values)


def _reading(pattern: str, read: Callable[[str], Any]) -> Callable[[Any], bool]:
    matches = _matching(pattern)

    def fits(value: Any) -> bool:
        try:
            return matches(value) and bool(read(value))
        except ValueError:
            return False

    return fits


def _is_number(value: Any) -> bool:
    """3 and 3.0 are one number in JSON Schema (2020-12, 4.2.3); true is none."""
    return (type(value) is int or (type(value) is float and value.is_integer())) and 0 <= value <= MOST


REFERENCE = Kind("a reference", _matching(_REFERENCE), _text(_REFERENCE), is_free=True)
DAY = Kind("a day such as 2026-11-25", _reading(_DAY, date.fromisoformat), _text(_DAY, format="date"), is_day=True)
TIME = Kind(
    "a time such as 2026-11-25T14:30:00Z",
    _reading(_TIME, datetime.fromisoformat),
    _text(_TIME, format="date-time"),
    is_day=True,
)
FLAG = Kind("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})
NUMBER = Kind("a whole number", _is_number, {"type": "integer", "minimum": 0, "maximum": MOST})
TEXT = Kind("a text of 1 to 100 characters", _matching(_TEXT), _text(_TEXT), is_free=True)
LEVEL = one_of(*LEVELS)
WHY_NOT = one_of(*RISK_REASONS, "not_possible")

Form = Mapping[str, Kind]

REQUEST: Form = {
    "sender": maybe(an_id(*PARTIES, "organisation")),
    "recipient": an_id(*PARTIES),
    "purpose": an_id("purposes"),
    "data_categories": some(an_id("data_categories")),
    "data_subjects": some(an_id("data_subjects")),
    "identifiability": maybe(LEVEL),
    "case": maybe(REFERENCE),
}
"""The keys of a request but `evidence`."""

EVIDENCE: Mapping[str, Form] = {
    "lawful_only": {"disclosure": an_id("disclosures")},
    "approval": {"by": an_id(*ROLES), "reference": REFERENCE, "date": DAY, "case": maybe(REFERENCE)},
    "need_shown": {"reference": REFERENCE},
    "case_by_case": {"reference": REFERENCE},
    "no_individual_effect": {"declared": FLAG},
    "no_identification_in_results": {"results": LEVEL},
    "identifiability": {"processing": maybe(LEVEL), "results": maybe(LEVEL)},
    "data_matching": {"sources": some(an_id("data_categories"), least=0)},
    "consent_first": {
        "consent": one_of("given", "refused", "not_asked"),
        "reference": maybe(REFERENCE),
        "reason": maybe(WHY_NOT),
        "form": maybe(one_of("written", "spoken")),
    },
    "tell_first": {"told_on": maybe(DAY), "reason": maybe(WHY_NOT)},
    "safeguarding_override": {"reason": one_of(*RISK_REASONS), "decided_by": an_id(*ROLES), "time": TIME},
    "detriment_exception": {"detriment": FLAG, "reference": REFERENCE},
    "statutory_duty": {"instrument": REFERENCE, "names": maybe(some(an_id("data_categories")))},
    "trigger": {"reference": REFERENCE},
    "request_needed": {"reference": REFERENCE, "in_writing": maybe(FLAG), "complete": maybe(FLAG)},
    "on_behalf_of": {"programme": maybe(an_id("programmes")), "principal": maybe(an_id(*PARTIES, "organisation"))},
    "controlled_access": {"role": an_id("roles", *PARTIES), "place": maybe(an_id("places"))},
    "protocol_needed": {"reference": REFERENCE},
    "opt_out": {"checked": some(one_of(*SCHEMES)), "opted_out": FLAG},
    "minimum_items": {"columns": some(TEXT)},
    "onward_limit": {
        "chain": some(an_id(*PARTIES), least=0),
        "purposes": maybe(some(an_id("purposes"))),
        "asked": maybe(REFERENCE),
    },
    "processor_contract": {"reference": REFERENCE},
    "jurisdiction": {"nations": some(one_of(*NATIONS))},
    "area": {"places": some(an_id("places"))},
    "age_range": {"youngest": NUMBER, "oldest": NUMBER},
    "threshold": {"count": NUMBER},
    "single_use": {"earlier_extracts": NUMBER},
    "standing_shown": {"identity": maybe(REFERENCE), "standing": maybe(REFERENCE), "excepted": maybe(FLAG)},
}
"""What is brought for each type of condition that takes something, by key."""

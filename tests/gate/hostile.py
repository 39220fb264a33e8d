"""Hostile texts, and requests and feeds that hold one: at each key of a request, at each newer field of a feed.

The requests are those cases that end in a yes, one for each key of the tables of forms; so a text that is taken for
what stood there shows at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from itertools import islice, product
from typing import Any

from site_builder.gate import Request, request_in
from site_builder.gate.judges import EVIDENCE
from site_builder.gate.request_form import DETERMINATION, REFERENCE, REQUEST
from tests.gate_cases import FEEDS, Case, cases, gate_of, request_of_case

TEXTS = (
    *("\x00", "\x1b[31m", "\n", "\r\n", "\t", "\x7f", "\x85", "\u2028", "\ufeff", "\u200b", "\u00ad"),
    *("\u202e", "\u2066", "\u0301", "\u0430", "\uff41", "\u0130", "\u212a", "\U0001f600", "\U0010ffff"),
    *("\ud800", "\udc00", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;", "{{7*7}}", "${7*7}"),
    *("__proto__", "constructor", "toString", "hasOwnProperty", "__class__", "None", "null", "true", "not_stated"),
    *("' OR '1'='1", "; rm -rf /", "../../etc/passwd", "http://127.0.0.1/", "%00", "*", ".*", " ", ""),
    *("a" * 50_000, "[" * 5_000),
)
"""Signs that nobody sees, that turn the direction, end a line or a text; other alphabets; markup; words of programs;
too much."""
YES = ("required", "permitted", "permitted_with_duties")
EVERYWHERE = ("", "determinations", *EVIDENCE)
"""The places of a request with a form of its own: itself, a determination, the evidence for each type of condition."""
Place = tuple[str, str]
"""Such a place, and a key in it."""


def places_in_requests() -> list[Place]:
    """Every key of the tables of forms, with its place."""
    forms = {"": REQUEST, "determinations": DETERMINATION, **EVIDENCE}
    return [(where, key) for where, form in forms.items() for key in form]


@cache
def permitted() -> Mapping[Place, Case]:
    """For each key the first case that ends in a yes and holds it."""
    found: dict[Place, Case] = {}
    for case in cases():
        if case["expects"]["outcome"] in YES and "request" in case:
            for where in EVERYWHERE:
                for key in _holder(case["request"], where):
                    found.setdefault((where, key), case)
    return found


def _holder(request: Any, where: str) -> Any:
    """The object of a request that has the keys of a place; an empty one if there is none."""
    if where == "determinations":
        return (request.get(where) or [{}])[0]
    return request.get("evidence", {}).get(where, {}) if where else request


def spoilt(place: Place, text: str) -> Iterator[dict[str, Any]]:
    """A request that would be permitted, with a text in place of a key's value, before and behind it, and as a key."""
    where, key = place
    request = permitted()[place]["request"]
    stood = _holder(request, where)[key]
    for value in _values(stood, text):
        if REFERENCE.fits(value):  # a reference as any other: each sender has its own
            continue
        made = deepcopy(request)
        _holder(made, where)[key] = value
        yield made
    made = deepcopy(request)
    _holder(made, where)[text] = stood
    yield made


def _values(stood: Any, text: str) -> Iterator[Any]:
    if isinstance(stood, list):
        yield from ([*stood, text], {text: stood})
        yield from [[f"{each}{text}" for each in stood]] if text and stood else []
    elif isinstance(stood, str) and text:
        yield from (text, f"{stood}{text}", f"{text}{stood}", [text])
    else:
        yield text


def requests(each: int) -> Iterator[tuple[Case, dict[str, Any]]]:
    """Spoilt requests, each with the case that it was: so many texts for every key, other ones than for the last."""
    turns = islice(_in_turn(), len(places_in_requests()) * each)
    for place, text in zip((place for place in places_in_requests() for _ in range(each)), turns, strict=True):
        for request in spoilt(place, text):
            yield permitted()[place], request


def _in_turn() -> Iterator[str]:
    while True:
        yield from TEXTS


# ---- feeds

FIELDS = (
    *("broader", "inside", "also_called", "short_name", "membership", "members", "open_list", "settled_by", "settled"),
    *("by", "date", "valid_to", "data_categories", "data_subjects", "purposes", "programmes", "excluded", "opens"),
    *("for_data", "modality", "sender", "recipient", "legal_power", "law", "open_data_list", "special", "criminal"),
    *(
        "special_condition",
        "criminal_condition",
        "family",
        "overrides",
        "mode",
        "transfers",
        "exception_to",
        "opt_outs",
    ),
)
"""The keys of a feed on which a yes turns and which are newer than the gate, or stand beside one that is."""


def places() -> list[tuple[str | int, ...]]:
    """One place in the made-up feed for each of these keys and each kind of node that has it."""
    found: dict[tuple[str, str], tuple[str | int, ...]] = {}

    def look(value: Any, kind: str, way: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            own = str(value.get("kind") or value.get("type") or kind)
            for key, inner in value.items():
                if key in FIELDS:
                    found.setdefault((own, key), (*way, key))
                look(inner, own, (*way, key))
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                look(inner, kind, (*way, number))

    look(_whole(), "", ())
    return list(found.values())


@cache
def _whole() -> Any:
    return json.loads((FEEDS / "made-up.jsonld").read_text("utf-8"))


def feeds(each: int, step: int) -> Iterator[tuple[str, bytes]]:
    """The made-up feed with a text in one of these places, and what was put where: so many texts for every so many."""
    turns = _in_turn()
    for way, _ in product(places()[::step], range(each)):
        text = next(turns)
        for spoil in (_replaced, _added):
            made = deepcopy(_whole())
            spoil(made, way, text)
            yield f"{way} {text[:20]!r}", json.dumps(made).encode()


def _replaced(feed: Any, way: tuple[str | int, ...], text: str) -> None:
    holder = feed
    for step in way[:-1]:
        holder = holder[step]
    holder[way[-1]] = [text] if isinstance(holder[way[-1]], list) else text


def _added(feed: Any, way: tuple[str | int, ...], text: str) -> None:
    holder = feed
    for step in way[:-1]:
        holder = holder[step]
    stood = holder[way[-1]]
    holder[way[-1]] = (
        [*stood, text] if isinstance(stood, list) else f"{stood}{text}" if isinstance(stood, str) else text
    )


def asked() -> Iterator[tuple[Request, date]]:
    """What the cases ask the made-up feed, if it can be read and is no yes there."""
    for case in cases():
        found, on = request_in(request_of_case(case)), date.fromisoformat(case["day"])
        if (
            case["feed"] == "made-up"
            and isinstance(found, Request)
            and gate_of("made-up").decide(found, on).outcome not in YES
        ):
            yield found, on


def is_yes(case: Case, request: Any) -> bool:
    """Whether the gate of a case's feed permits a request, on the case's day."""
    found = gate_of(case["feed"]).decide(json.dumps(request).encode(), date.fromisoformat(case["day"]))
    return found.outcome in YES

"""What is said to be covered is what the gate permits: with nothing brought, or with what could be brought."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

import pytest

from site_builder.gate import Gate, Request, coverage, request_of
from site_builder.gate.coverage import COVERED, NOT_UNCOVERED, VERDICTS, Coverage, turning_days
from site_builder.gate.index import FIRST, LAST, Index
from site_builder.gate.types import REFER, REFUSED
from site_builder.model import Disclosure, Notice, Passage, Recipient, Registry, Section
from site_builder.model.conditions import Approval
from site_builder.model.values import Id, Word
from tests.effort import effort
from tests.feeds import feed_of, gate_of_feed
from tests.gate.answered import feed
from tests.gate.every_code import registry
from tests.gate.every_form import ADDRESS, ADULTS, HELP, ON, SCHOOL, STUDY, words
from tests.gate.mixed import mixed
from tests.gate.requests import requests

Told = Callable[[Index, Request, str], Coverage]
Ask = tuple[dict[str, Any], date]
KEYS = ("recipient", "purpose", "data_categories", "data_subjects")
SEEDS = range(effort(suite=6, thorough=300))
EACH = effort(suite=150, thorough=400)


def asked(whole: Any, seed: int, number: int = EACH) -> Iterator[Ask]:
    """Requests to a feed as a log could tell of them: the publisher's own, and of nothing but ids."""
    made = requests(whole, seed) if whole["disclosures"] else iter(())
    return ((ask, on) for ask, on in islice(made, number) if isinstance(request_of(ask), Request))


def _permits(gate: Gate, ask: dict[str, Any], on: date) -> bool:
    return gate.decide(ask, on).outcome not in {REFER, REFUSED}


def faults(gate: Gate, asks: Iterable[Ask], told: Told = coverage.coverage) -> Iterator[str]:
    """Where what is told of a request is not what the gate answers to it."""
    for ask, on in asks:
        bare = {key: ask[key] for key in KEYS}
        request = request_of(bare)
        assert isinstance(request, Request)
        found = told(gate.index, request, on.isoformat())
        if (found.verdict == COVERED) != _permits(gate, bare, on):
            yield f"{on} {bare}: {found.verdict}, with nothing brought {gate.decide(bare, on).outcome}"
        ours = {key: value for key, value in ask.items() if key != "sender"}
        if found.verdict not in NOT_UNCOVERED and _permits(gate, ours, on):
            yield f"{on} {ours}: {found.verdict}, and yet permitted"


@pytest.mark.parametrize("name", ["golden", "every code", "county-2026", "aberwen"])
def test_what_is_covered_is_what_the_gate_permits(name: str) -> None:
    whole = feed(name)
    assert list(faults(gate_of_feed(json.dumps(whole).encode()), asked(whole, 1))) == []


def test_so_it_is_in_registries_by_chance() -> None:
    for seed in SEEDS:
        whole = feed_of(mixed(seed))
        assert list(faults(gate_of_feed(json.dumps(whole).encode()), asked(whole, seed))) == []


def too_kind(index: Index, request: Request, on: str) -> Coverage:
    """A twin that adds up: two disclosures that state half of the data each cover all of it."""
    found = coverage.coverage(index, request, on)
    parts = [request._replace(data_categories=(key,)) for key in request.data_categories]
    if all(coverage.coverage(index, part, on).verdict == COVERED for part in parts):
        return found._replace(verdict=COVERED)
    return found


def too_strict(index: Index, request: Request, on: str) -> Coverage:
    """A twin that takes a condition that cannot be seen for one that is not met."""
    found = coverage.coverage(index, request, on)
    return found._replace(verdict="not_in_force") if found.verdict == coverage.UNPROVED else found


def halves() -> Registry:
    """Two disclosures to one recipient for one purpose, each of half of the data, and one that needs an approval."""
    common: dict[str, Any] = {
        "recipient": Id("nurses"),
        "purposes": (HELP,),
        "data_subjects": (ADULTS,),
        "modality": Word("may"),
        "lawful_basis": (Word("public_task"),),
    }
    each = [Disclosure(id=Id(f"of-{key}"), data_categories=(key,), **common) for key in (ADDRESS, SCHOOL)]
    third = Disclosure(
        id=Id("third"),
        data_categories=(ADDRESS,),
        conditions=(Approval(by=Id("boss")),),
        **{**common, "purposes": (STUDY,)},
    )
    nurses = Recipient(id=Id("nurses"), name=words("Nurses"), type=Word("role"), disclosures=(*each, third))
    passage = Passage(shape=Word("paragraph"), text=words("All."), states=(*(d.id for d in each), third.id))
    section = Section(id=Id("all"), heading=words("All"), passages=(passage,))
    notice = Notice(id=Id("a-notice"), title=words("A notice"), sections=(section,))
    return replace(registry(), recipients=(nurses,), notices=(notice,))


@pytest.mark.parametrize("twin", [too_kind, too_strict])
def test_a_broken_twin_is_caught(twin: Told) -> None:
    whole = feed_of(halves())
    gate = gate_of_feed(json.dumps(whole).encode())
    both = {"recipient": "nurses", "purpose": HELP, "data_categories": [ADDRESS, SCHOOL], "data_subjects": [ADULTS]}
    approval = {"by": "boss", "reference": "IG-1", "date": ON.isoformat(), "case": "C-1"}
    approved = {
        **both,
        "purpose": STUDY,
        "data_categories": [ADDRESS],
        "case": "C-1",
        "evidence": {"approval": approval},
    }
    assert list(faults(gate, [(both, ON), (approved, ON)])) == []
    assert list(faults(gate, [(both, ON), (approved, ON)], twin)) != []


def test_between_two_turning_days_nothing_changes() -> None:
    """And on every one of them something may."""
    for seed in SEEDS:
        whole = feed_of(mixed(seed))
        index = gate_of_feed(json.dumps(whole).encode()).index
        for ask, on in asked(whole, seed, 10):
            request = request_of({key: ask[key] for key in KEYS})
            assert isinstance(request, Request)
            names = [request.recipient, *(key for _, key in index.names.get(request.recipient, ()))]
            turns = sorted({FIRST, LAST}.union(*(turning_days(index, name) for name in names)))
            for day in (on + timedelta(by) for by in range(-30, 31)):
                start = max(turn for turn in turns if turn <= day.isoformat())
                assert coverage.coverage(index, request, day.isoformat()) == coverage.coverage(index, request, start)


def test_every_verdict_has_its_place() -> None:
    assert len(set(VERDICTS)) == len(VERDICTS)
    assert VERDICTS[-3:] == (coverage.OPEN, coverage.UNPROVED, coverage.COVERED)

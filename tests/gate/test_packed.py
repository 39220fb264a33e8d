"""An index that was packed and unpacked answers as the one that was packed."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from itertools import islice

import pytest

from site_builder.gate import Gate
from site_builder.gate.index import Entry, Index
from site_builder.gate.index_codec import PLAIN, SETS, TUPLES, WORDS, at_risk, pack, unpack
from site_builder.gate.request import request_of
from site_builder.gate.response import record
from site_builder.gate.types import DERIVED, Candidate
from site_builder.render.feed.graph import render
from tests.effort import some
from tests.examples import FOLDERS, example
from tests.feeds import gate_of_feed
from tests.gate import test_odd as odd
from tests.gate.requests import requests
from tests.seed import ON, ROOT

TABLES = ("kinds", "replaced", "asked", "of", "by")


@cache
def gate(name: str) -> Gate:
    return Gate.of(example(name))


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_a_packed_index_gives_the_same_decisions(name: str) -> None:
    direct, packed = gate(name), Gate(unpack(pack(gate(name).index)))
    asked = list(islice(requests(json.loads(render(example(name), ON)), 7), 400))
    outcomes = {_answer(direct, request, on)["outcome"] for request, on in asked}
    assert [_answer(packed, *each) for each in asked] == [_answer(direct, *each) for each in asked]
    assert len(outcomes) > 2, "the requests try too little"


def _answer(one: Gate, request: object, on: date) -> dict[str, object]:
    read = request_of(request)
    found = one.decide(read, on)
    return {**one.plain(found), "log": record(one.index, read, found, None)}


def test_the_golden_feed_gives_the_same_decisions_from_each_id_alone() -> None:
    """As a client has it: one request to an index that nobody has asked anything yet."""
    data = (ROOT / "tests/golden/data/v1/feed.jsonld").read_bytes()
    direct = gate_of_feed(data)
    packed = pack(direct.index)
    for request, on in islice(requests(json.loads(data), 11), 200):
        assert _answer(Gate(unpack(packed)), request, on) == _answer(direct, request, on)


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_nothing_of_an_index_is_lost(name: str) -> None:
    index = gate(name).index
    again = unpack(pack(index))
    assert pack(again) == pack(index)
    for table in TABLES:
        assert dict(getattr(again, table)).keys() == dict(getattr(index, table)).keys()
        assert len(getattr(again, table)) == len(getattr(index, table))
    assert {key: [_held(c) for c in found] for key, found in again.of.items()} == {
        key: [_held(c) for c in found] for key, found in index.of.items()
    }
    assert {key: _entry(entry) for key, entry in again.by.items()} == {k: _entry(e) for k, e in index.by.items()}
    assert (dict(again.kinds), dict(again.replaced), dict(again.asked)) == (index.kinds, index.replaced, index.asked)
    assert (again.site, again.version, again.publisher) == (index.site, index.version, index.publisher)
    assert again.marked == index.marked
    assert (dict(again.above), dict(again.near), dict(again.names)) == (index.above, index.near, index.names)
    assert at_risk(pack(index)) == sorted(index.marked.at_risk)


def _held(c: Candidate) -> dict[str, object]:
    """All that it holds but its checks, whose parameters are lists in one and tuples in the other."""
    return {name: getattr(c, name) for name in Candidate.__slots__ if name != "checks"}


def _entry(entry: Entry) -> tuple[object, ...]:
    return [c.id for c in entry.candidates], [(f.candidate.id, *f[1:]) for f in entry.forbidding]


def test_who_is_of_a_type_that_is_not_known_is_packed_too() -> None:
    made = odd.feed()
    made["included"].append({"id": "later", "type": "AddedLater"})
    odd.node(made, odd.WHAT)["recipient"] = "later"
    index = odd.gate(made).index
    again = unpack(pack(index))
    assert "later" in index.of
    assert (dict(again.kinds), again.of.keys()) == (index.kinds, index.of.keys())


def test_every_field_of_a_disclosure_is_packed() -> None:
    assert sorted((*PLAIN, *SETS, *TUPLES, *WORDS, "settled", "powers", "checks", *DERIVED)) == sorted(
        Candidate.__slots__
    )
    whole = (*TABLES, "above", "near", "names", "shared_words", "site", "version", "publisher", "marked")
    assert sorted(whole) == sorted(Index.__slots__)


def test_what_is_not_there_is_not_found_however_it_is_written() -> None:
    made = unpack(pack(gate("practice").index))
    known = next(iter(made.kinds))
    assert ("library-partner", "research") not in made.by
    for key in ("", "a", "zzz", known[:-1], f"{known}-", f'{known}","recipients', "\\", '"', "é", "\n", f"{known}\n"):
        assert (key in made.kinds, made.kinds.get(key), made.of.get(key, ()), key in made.asked) == (
            *(False, None, ()),
            False,
        )


def test_what_is_judged_otherwise_than_its_type_is_not_packed() -> None:
    made = Gate.of(example("seed")).index
    candidate = next(c for found in made.of.values() for c in found if c.checks)
    candidate.checks = (candidate.checks[0]._replace(judge=lambda *_: pytest.fail("never judged")),)
    with pytest.raises(ValueError, match="in no way that is known"):
        pack(made)

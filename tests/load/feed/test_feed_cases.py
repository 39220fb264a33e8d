"""What a reader must say of each feed case: ours, and the JSON Schema for consumers, give the same verdict."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import pytest

from site_builder.load.feed.reader import FeedError, read
from site_builder.model import Registry
from site_builder.model.conditions import Unknown
from site_builder.render.feed.graph import render
from site_builder.strict_json import JsonError, parse
from tests.effort import effort, some
from tests.feed_cases import Case, base, cases, feed_of_case
from tests.feed_mutants import mutants, verdict_of_schema
from tests.feeds import at
from tests.rich_registry import ON, rich
from tests.seed import ROOT

CASES = cases()
EACH = pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
SOME = some(CASES, one_in=3)


def test_there_are_enough_cases_and_no_two_of_one_name() -> None:
    assert len(CASES) >= 150
    assert len({case["case"] for case in CASES}) == len(CASES)


def test_the_handbook_tells_how_many_there_are() -> None:
    between = sum(case.get("sees") == "reader" for case in CASES)
    pages = ((ROOT / "docs" / name).read_text("utf-8") for name in ("evidence.md", "systems.md"))
    evidence, systems = (" ".join(page.split()) for page in pages)
    assert f"{len(CASES)} cases as files; what no schema can see is the reader's alone: {between} of them" in evidence
    assert f"{len(CASES)} changes to it" in systems


def test_the_base_is_the_feed_in_which_every_key_and_kind_stands() -> None:
    assert base() == render(rich(), ON)


# ---- the reader


@cache
def as_published() -> Registry:
    return read(base())


@EACH
def test_the_reader_gives_the_verdict(case: Case) -> None:
    data = feed_of_case(case)
    if case["verdict"] == "refused":
        with pytest.raises(FeedError) as error:
            read(data)
        assert case["says"] in str(error.value)
        return
    registry = read(data)
    assert referred(registry) == set(case.get("refer", ()))
    assert (registry == as_published()) is (case["verdict"] == "taken" and not case.get("differs"))


def referred(registry: Registry) -> set[str]:
    """The disclosures on which a condition bears that is not understood."""
    limits = ((d.id, limit) for d in registry.disclosures for limit in registry.limits(d))
    return {key for key, limit in limits if isinstance(limit.condition, Unknown)}


def test_what_was_not_understood_says_why() -> None:
    case = next(c for c in CASES if c["case"] == "an unknown parameter")
    unknown = next(c for d in read(feed_of_case(case)).disclosures for c in d.conditions if isinstance(c, Unknown))
    assert unknown.why.startswith("d-full.conditions.approval, unless: this kind of condition")


@pytest.mark.parametrize("name", ["a hundred million letters", "a hundred thousand lists inside each other"])
def test_too_much_is_refused_before_it_is_read(name: str) -> None:
    data = feed_of_case(next(c for c in CASES if c["case"] == name))
    normal = _seconds(base())
    assert _seconds(data) < 20 * normal


def _long_text() -> bytes:
    feed = json.loads(base())
    feed["title"]["en-gb"] = "a" * 1_000_000 + "\u202e"
    return json.dumps(feed).encode()


def _notices_that_all_read_with_all(count: int = 600) -> bytes:
    feed = json.loads(base())
    ids = [f"n-{number}" for number in range(count)]
    plain = {"type": "Notice", "title": {"en-gb": "x"}}
    feed["notices"] += ({"id": key, **plain, "reads_with": [other for other in ids if other != key]} for key in ids)
    at(feed, "a-notice")["reads_with"] = ids[:1]
    return json.dumps(feed).encode()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("hostile", [_long_text, _notices_that_all_read_with_all])
def test_what_could_be_tried_for_ever_is_answered_within_two_seconds(hostile: Callable[[], bytes]) -> None:
    assert _seconds(hostile()) < 2


def _seconds(data: bytes) -> float:
    """Of the processor, so that others at work on the machine count for nothing."""
    start = time.process_time()
    with suppress(FeedError):
        read(data)
    return time.process_time() - start


def test_what_is_not_understood_is_never_written_again() -> None:
    case = next(c for c in CASES if c["case"] == "an unknown kind of condition")
    with pytest.raises(ValueError, match="not understood"):
        render(read(feed_of_case(case)), ON)


# ---- the schema


@pytest.mark.parametrize("case", SOME, ids=[case["case"] for case in SOME])
def test_the_schema_gives_the_same_verdict(case: Case) -> None:
    sees = case.get("sees", "schema")
    data = feed_of_case(case)
    if sees == "bytes":
        if len(data) < 10_000_000:
            with pytest.raises(JsonError):
                parse(data)
        return
    assert verdict_of_schema(parse(data)) == (case["verdict"] if sees == "schema" else "taken")


def test_no_mutant_is_taken_that_the_schema_refuses() -> None:
    found = list(mutants(effort(suite=40, thorough=100), seed=1))
    assert [each for each in found if each.is_wrong] == []
    assert {each.schema for each in found} == {"taken", "refer", "refused"}


# ---- wrong twins


@pytest.mark.parametrize(
    "blind", some(["_check_links", "_check_limits", "check_read", "_check_statuses", "check_nodes"], one_in=5)
)
def test_a_reader_that_is_blind_to_one_thing_is_caught(blind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from site_builder.load.feed import reader

    monkeypatch.setattr(reader.Reader if blind.startswith("_") else reader, blind, lambda *_: None)
    missed = [case for case in CASES if case["verdict"] == "refused" and case.get("sees") == "reader" and _takes(case)]
    assert missed


def _takes(case: Case) -> bool:
    try:
        read(feed_of_case(case))
    except FeedError:
        return False
    return True

"""What the reader takes says to linked-data tools what it says to the reader: who gets what, why, and only if what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from site_builder.load.feed import reader
from site_builder.load.feed.reader import FeedError, read
from site_builder.model import Registry
from site_builder.model.conditions import Unknown
from site_builder.render.feed.graph import render
from tests.effort import effort, some
from tests.feed_cases import cases, feed_of_case
from tests.feed_mutants import feeds
from tests.feeds import Feed
from tests.graphs import by_oxigraph
from tests.rich_registry import ON

SAID = ("Process", "Recipient", "Purpose", "PersonalData", "DataSubject", "Rule", "DataExporter", "LegalBasis")


def _stated(feed: Feed) -> set[str]:
    """The statements that a disclosure is made of, and what is one."""
    terms = (*(f"<https://w3id.org/dpv#has{name}>" for name in SAID), "<https://schema.org/validThrough>")
    of_things = (line for line in by_oxigraph(feed) if "." not in line.partition(">")[0].rpartition("/")[2])
    return {line for line in of_things if line.split(" ")[1] in terms or line.endswith("/dpv#Process> .")}


def _read(data: bytes) -> Registry | None:
    try:
        return read(data)
    except FeedError:
        return None


def _differing(data: bytes) -> set[str]:
    """What a feed says as a graph alone, or to the reader alone; nothing where it is not taken whole."""
    registry = _read(data)
    if registry is None or any(isinstance(c, Unknown) for c in _conditions(registry)):
        return set()
    return _stated(json.loads(data)) ^ _stated(json.loads(render(registry, ON)))


def _conditions(registry: Registry) -> Iterator[object]:
    owners: tuple[Any, ...] = (*registry.disclosures, *registry.notices, *registry.recipients, *registry.conditions)
    return (each for owner in owners for each in owner.conditions)


TAKEN = [case for case in cases() if case["verdict"] == "taken"]


@pytest.mark.parametrize("case", some(TAKEN, one_in=8), ids=lambda case: str(case["case"]))
def test_a_feed_that_is_taken_says_the_same_as_a_graph(case: dict[str, object]) -> None:
    assert _differing(feed_of_case(case)) == set()


def test_a_mutant_that_is_taken_says_the_same_as_a_graph() -> None:
    said = {
        change: _differing(json.dumps(feed).encode()) for change, feed in feeds(effort(suite=50, thorough=500), seed=2)
    }
    assert {change: lines for change, lines in said.items() if lines} == {}


def test_a_reader_that_looks_at_its_own_nodes_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "check_nodes", lambda _: None)
    again = [case for case in cases() if case["case"].startswith("a node again")]
    assert sum(bool(_differing(feed_of_case(case))) for case in again) >= 3

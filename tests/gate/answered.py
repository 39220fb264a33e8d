"""What the model answers to the requests of these tests: of each known feed worked out once, as far as anybody asks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from copy import copy
from datetime import date
from functools import cache
from itertools import islice, tee
from typing import Any

from tests.effort import effort
from tests.examples import example
from tests.feeds import feed_of
from tests.gate import every_code
from tests.gate.model import Model
from tests.gate.requests import requests
from tests.seed import ROOT

Node = dict[str, Any]
Answered = tuple[Node, date, Node]
"""A request, its day, and what the model answers."""

GOLDEN = ROOT / "tests/golden/data/v1/feed.jsonld"
FEW = effort(suite=80, thorough=300)
"""How many requests each registry is asked, where nobody wants more."""


@cache
def feed(name: str) -> Node:
    """The golden feed, that of an example as it is rendered now, or the one with every code. Nobody may change it."""
    if name == "golden":
        made: Node = json.loads(GOLDEN.read_text("utf-8"))
        return made
    return every_code.feed() if name == "every code" else feed_of(example(name))


def answered(whole: Node, number: int, seed: int = 1, about: Collection[str] = ()) -> Iterator[Answered]:
    """Requests to a feed, made from these disclosures or from all, and what the model answers."""
    model = Model(whole)
    for ask, on in islice(requests(whole, seed, about), number if whole["disclosures"] else 0):
        yield ask, on, model.decide(ask, on)


def known(name: str, number: int) -> Iterator[Answered]:
    """The first of these of a feed by its name."""
    return islice(copy(_from_the_first(name)), number)


def limited_by(whole: Node, kind: str) -> set[str]:
    """The ids of the disclosures on which a condition of a type bears."""
    return _limited_by(whole, {node["id"] for node in whole["included"] if node.get("kind") == kind})


def limited_in_part(whole: Node) -> set[str]:
    """The ids of the disclosures on which a condition for some data alone bears."""
    return _limited_by(whole, {node["id"] for node in whole["included"] if "for_data" in node})


def _limited_by(whole: Node, ids: set[str]) -> set[str]:
    bearing = ((d["id"], (*d.get("conditions", ()), *d.get("possible_conditions", ()))) for d in whole["disclosures"])
    return {key for key, conditions in bearing if not ids.isdisjoint(conditions)}


@cache
def _from_the_first(name: str) -> Iterator[Answered]:
    """Never moved on itself: its copies share what one of them has worked out."""
    return tee(answered(feed(name), 1_000_000), 1)[0]

"""The feed's canonical form (RDFC-1.0): one digest for one meaning, whoever computes it and however it is written."""

from __future__ import annotations

import copy
import hashlib
import random
from typing import Any

import pytest

from tests.effort import effort, some
from tests.examples import FOLDERS, example
from tests.feeds import Feed, feed_of
from tests.graphs import by_rdflib, canonical_by_oxigraph, canonical_by_pyld, in_order
from tests.render.test_feed_graph import one_of_each, other
from tests.seed import seed

pytestmark = [
    pytest.mark.usefixtures("no_network"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]


def digest(canonical: str) -> str:
    return hashlib.sha256(canonical.encode()).hexdigest()


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same with keys and entries in another order; the context's order alone has a meaning in JSON-LD."""
    if isinstance(value, dict):
        pairs = list(value.items())
        chance.shuffle(pairs)
        return {k: v if k == "@context" else shuffled(v, chance) for k, v in pairs}
    if isinstance(value, list):
        entries = [shuffled(v, chance) for v in value]
        chance.shuffle(entries)
        return entries
    return value


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_two_canonicalizers_and_plain_sorting_give_one_digest(name: str) -> None:
    feed = feed_of(example(name))
    made = [canonical_by_pyld(feed), canonical_by_oxigraph(feed), in_order(by_rdflib(feed))]
    assert len({digest(each) for each in made}) == 1
    assert len(made[0].splitlines()) > 300


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_other_orders_of_keys_nodes_and_entries_have_the_same_digest(name: str) -> None:
    feed = feed_of(example(name))
    expected = digest(canonical_by_oxigraph(feed))
    orders = [shuffled(feed, random.Random(number)) for number in range(effort(suite=5, thorough=20))]  # noqa: S311 (nothing secret)
    assert len({str(order) for order in orders}) == len(orders)
    assert {digest(canonical_by_oxigraph(order)) for order in orders} == {expected}
    assert digest(canonical_by_pyld(orders[0])) == expected


def test_an_order_that_has_a_meaning_stands_in_a_value_and_so_in_the_digest() -> None:
    """The wrong twin: two passages that change places."""
    feed = feed_of(example("seed"))
    first, second = _passages(feed)[:2]
    changed = copy.deepcopy(feed)
    _passages(changed)[0]["position"], _passages(changed)[1]["position"] = second["position"], first["position"]
    assert digest(canonical_by_oxigraph(changed)) != digest(canonical_by_oxigraph(feed))


def test_any_value_that_is_changed_changes_the_digest() -> None:
    feed = feed_of(seed())
    seen = [digest(canonical_by_oxigraph(feed))]
    for path in some(one_of_each(feed), one_in=3):
        changed = copy.deepcopy(feed)
        holder: Any = changed
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = other(holder[path[-1]])
        seen.append(digest(canonical_by_oxigraph(changed)))
    assert len(seen) > effort(suite=30, thorough=100)
    assert len(set(seen)) == len(seen)


def _passages(feed: Feed) -> list[Feed]:
    section = next(s for s in feed["notices"][0]["sections"] if len(s["passages"]) > 1)
    passages: list[Feed] = section["passages"]
    return passages

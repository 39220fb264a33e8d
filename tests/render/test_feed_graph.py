"""The feed as a graph: every JSON-LD processor reads the same one, without a network, and nothing is lost."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
import rdflib
from pyld import jsonld

from site_builder.model import Registry
from site_builder.model.values import Url
from site_builder.render.feed.keys import keys
from tests.effort import some
from tests.examples import FOLDERS, example
from tests.feeds import Feed, feed_of
from tests.graphs import by_oxigraph, by_pyld, by_rdflib, options
from tests.rich_registry import rich
from tests.seed import seed

Path = tuple[str | int, ...]

BOTH = pytest.mark.parametrize("registry", some([rich(), seed()], one_in=2), ids=some(["rich", "seed"], one_in=2))
ALL = pytest.mark.parametrize("name", some(["rich", *FOLDERS], one_in=3))

pytestmark = pytest.mark.usefixtures("no_network")


def feed_called(name: str) -> Feed:
    """The feed of the rich registry, the seed or an example."""
    return feed_of(rich() if name == "rich" else example(name))


@ALL
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_three_processors_read_the_same_graph(name: str) -> None:
    feed = feed_called(name)
    # With no blank nodes, graphs are isomorphic if their triples are the same.
    assert by_pyld(feed) == by_rdflib(feed) == by_oxigraph(feed)


@ALL
def test_there_are_no_blank_nodes(name: str) -> None:
    triples = by_pyld(feed_called(name))
    assert len(triples) > 300
    assert [t for t in triples if t.startswith("_:") or " _:" in t] == []


def test_a_part_without_an_id_would_be_seen_as_a_blank_node() -> None:
    feed = feed_of(rich())
    del next(d for d in feed["disclosures"] if d["id"] == "d-full")["retention"][0]["id"]
    assert [t for t in by_pyld(feed) if t.startswith("_:")] != []


@ALL
def test_ids_are_below_the_site(name: str) -> None:
    feed = feed_called(name)
    triples, site = by_pyld(feed), feed["site"]
    assert {t.partition(" ")[0].removeprefix("<").startswith(f"{site}id/") for t in triples} == {True}
    assert [t for t in triples if f"<{site}id/not_stated>" in t or f"<{site}id/none>" in t] == []


@ALL
def test_expanded_and_compacted_it_is_the_same(name: str) -> None:
    """With the ids' base as vocabulary, ids come back as written (JSON-LD 1.1 API, 6.2); addresses may be relative."""
    feed = feed_called(name)
    base = feed["@context"][1]["@base"]
    target = [feed["@context"][0], {"@base": base, "@vocab": base}]
    back = jsonld.compact(jsonld.expand(feed, options()), target, options())
    assert absolute({**back, "@context": feed["@context"]}, base) == feed


def absolute(value: Any, base: str) -> Any:
    """A feed whose addresses are absolute again; everything else as it is."""
    if isinstance(value, list):
        return [absolute(each, base) for each in value]
    if not isinstance(value, dict):
        return value
    urls = {name for name, key in keys().items() if key.one is Url}
    return {k: urljoin(base, v) if k in urls else absolute(v, base) for k, v in value.items()}


@BOTH
def test_each_value_changed_alone_changes_the_graph(registry: Registry) -> None:
    feed = feed_of(registry)
    before, lost = by_oxigraph(feed), []
    for path in some(one_of_each(feed), one_in=12):
        changed = copy.deepcopy(feed)
        holder = changed
        for step in path[:-1]:
            holder = holder[step]  # type: ignore[index]
        holder[path[-1]] = other(holder[path[-1]])  # type: ignore[index]
        if by_oxigraph(changed) == before:
            lost.append(path)
    assert lost == []


def one_of_each(feed: Feed) -> list[Path]:
    """The way to one value of each key of each type of node, and of each language."""
    found: dict[tuple[str, ...], Path] = {}
    for path in leaves({k: v for k, v in feed.items() if k != "@context"}, ()):
        kind = tuple(str(node_type(feed, path[:n])) for n in range(len(path)))
        found.setdefault((*kind, *(str(p) for p in path if isinstance(p, str))), path)
    return [p for p in found.values() if "type" not in p]


def node_type(feed: Any, path: Path) -> Any:
    for step in path:
        feed = feed[step]
    return (feed.get("type"), feed.get("kind")) if isinstance(feed, dict) and path else None


def leaves(value: Any, path: Path) -> Iterator[Path]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list):
        yield path
    for step, inner in steps:
        yield from leaves(inner, (*path, step))


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}1"


def test_a_key_without_a_term_would_be_seen_to_vanish() -> None:
    """The wrong twin of the test above: a context that lacks one key."""
    feed = feed_of(rich())
    at = next(n for n, node in enumerate(feed["included"]) if "special" in node)
    before = by_oxigraph(feed)
    feed["included"][at]["specia"] = feed["included"][at].pop("special")
    after = by_oxigraph(feed)
    feed["included"][at]["specia"] = "changed"
    assert by_oxigraph(feed) == after != before


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_a_processor_that_fetches_the_context_would_be_seen(no_network: list[str]) -> None:
    """The wrong twin of all tests above: rdflib asks for whatever context is not given to it."""
    with pytest.raises(AssertionError, match="asks for the network"):
        rdflib.Graph().parse(data=json.dumps(feed_of(seed())), format="json-ld")
    assert "council.example" in no_network[0]
    no_network.clear()


# ---- feeds together


def subjects(name: str) -> set[str]:
    return {line.partition(" ")[0] for line in by_oxigraph(feed_called(name))}


def test_the_graphs_of_two_publishers_have_no_thing_in_common() -> None:
    council, trust, fire = map(subjects, ("aberwen", "nhs-trust", "fire-service"))
    assert min(map(len, (council, trust, fire))) > 100
    assert (council & trust, council & fire, trust & fire) == (set(), set(), set())


def test_merged_they_say_of_each_publisher_what_its_own_feed_says() -> None:
    one, other, own = by_oxigraph(feed_called("aberwen")), by_oxigraph(feed_called("nhs-trust")), subjects("aberwen")
    of_one = {line for line in one | other if line.partition(" ")[0] in own}
    assert (of_one, (one | other) - of_one) == (one, other)


def test_two_feeds_of_one_site_would_be_seen_to_clash() -> None:
    """The wrong twin: three of the examples are drafts for one and the same address."""
    assert subjects("seed") & subjects("county-2026") != set()

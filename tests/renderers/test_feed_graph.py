"""The feed as a graph: every JSON-LD processor reads the same one, without a network, and nothing is lost."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pyoxigraph
import pytest
import rdflib
from pyld import jsonld

from site_builder.core.model import Registry
from site_builder.core.values import Url
from site_builder.renderers._feed_keys import keys
from site_builder.renderers.feed_context import context
from tests.feeds import Feed, feed_of
from tests.rich_registry import rich
from tests.seed import seed

Path = tuple[str | int, ...]

CONTEXT = json.loads(context())
BOTH = pytest.mark.parametrize("registry", [rich(), seed()], ids=["rich", "seed"])


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something asks for the network")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def options(**more: Any) -> dict[str, Any]:
    document = {"contextUrl": None, "document": CONTEXT, "contentType": "application/ld+json"}
    return {"documentLoader": lambda url, _: {**document, "documentUrl": url}, **more}


def inlined(feed: Feed) -> str:
    """For processors that are given no way to load a context."""
    return json.dumps({**feed, "@context": [CONTEXT["@context"], feed["@context"][1]]}, ensure_ascii=False)


def by_pyld(feed: Feed) -> set[str]:
    return set(jsonld.to_rdf(feed, options(format="application/n-quads")).splitlines())


def by_rdflib(feed: Feed) -> set[str]:
    graph = rdflib.Graph().parse(data=inlined(feed), format="json-ld")
    return {line for line in graph.serialize(format="nt11").splitlines() if line}


def by_oxigraph(feed: Feed) -> set[str]:
    quads = pyoxigraph.parse(inlined(feed).encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    return {f"{q.subject} {q.predicate} {q.object} ." for q in quads}


@BOTH
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_three_processors_read_the_same_graph(registry: Registry) -> None:
    feed = feed_of(registry)
    # With no blank nodes, graphs are isomorphic if their triples are the same.
    assert by_pyld(feed) == by_rdflib(feed) == by_oxigraph(feed)


@BOTH
def test_there_are_no_blank_nodes(registry: Registry) -> None:
    triples = by_pyld(feed_of(registry))
    assert len(triples) > 100
    assert [t for t in triples if t.startswith("_:") or " _:" in t] == []


@BOTH
def test_ids_are_below_the_site(registry: Registry) -> None:
    triples = by_pyld(feed_of(registry))
    assert {t.partition(" ")[0].removeprefix("<").startswith(f"{registry.site}id/") for t in triples} == {True}
    assert [t for t in triples if f"<{registry.site}id/not_stated>" in t or f"<{registry.site}id/none>" in t] == []


@BOTH
def test_expanded_and_compacted_it_is_the_same(registry: Registry) -> None:
    """With the ids' base as vocabulary, ids come back as written (JSON-LD 1.1 API, 6.2); addresses may be relative."""
    feed = feed_of(registry)
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
    for path in one_of_each(feed):
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

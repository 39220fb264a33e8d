"""The feed as a graph, by three processors that share no code, and what DPV itself says beside it. No network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph
import rdflib
from pyld import jsonld

from site_builder import vocabulary
from site_builder.render.feed.context import context
from site_builder.schemas.feed_terms import feed_terms
from tests.feeds import Feed

CONTEXT = json.loads(context())
SKOS = "http://www.w3.org/2004/02/skos/core#"
DPV = "https://w3id.org/dpv"


def options(**more: Any) -> dict[str, Any]:
    """For pyld: the context from memory."""
    document = {"contextUrl": None, "document": CONTEXT, "contentType": "application/ld+json"}
    return {"documentLoader": lambda url, _: {**document, "documentUrl": url}, **more}


def inlined(feed: Feed) -> str:
    """For processors that are given no way to load a context."""
    return json.dumps({**feed, "@context": [CONTEXT["@context"], feed["@context"][1]]}, ensure_ascii=False)


def by_pyld(feed: Feed) -> set[str]:
    """The lines of its N-Quads."""
    return set(jsonld.to_rdf(feed, options(format="application/n-quads")).splitlines())


def by_rdflib(feed: Feed) -> set[str]:
    """The lines of its N-Quads."""
    graph = rdflib.Graph().parse(data=inlined(feed), format="json-ld")
    return {line for line in graph.serialize(format="nt11").splitlines() if line}


def by_oxigraph(feed: Feed) -> set[str]:
    """The lines of its N-Quads."""
    return {f"{q.subject} {q.predicate} {q.object} ." for q in _quads(feed)}


def canonical_by_pyld(feed: Feed) -> str:
    """Its canonical N-Quads: pyld calls RDFC-1.0 by its older name."""
    made: str = jsonld.normalize(feed, options(algorithm="URDNA2015", format="application/n-quads"))
    return made


def canonical_by_oxigraph(feed: Feed) -> str:
    """Its canonical N-Quads, written by the serializer and put in order."""
    dataset = pyoxigraph.Dataset(_quads(feed))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    written = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    assert written is not None
    return in_order(written.decode().splitlines())


def in_order(lines: Iterable[str]) -> str:
    """N-Quads sorted by code point: all that is left of RDFC-1.0 where there are no blank nodes."""
    return "".join(f"{line}\n" for line in sorted(lines))


def dpv_hierarchy(terms: Iterable[str] = vocabulary.dpv_terms()) -> Iterator[str]:
    """What DPV says of these terms of its own, in N-Triples: that each is one of it, and what it is a kind of."""
    for term in sorted(terms):
        yield f"<{full(term)}> <{SKOS}inScheme> <{DPV}> ."
        for parent in vocabulary.dpv_parents(term):
            yield f"<{full(term)}> <{SKOS}broader> <{full(parent)}> ."


def full(term: str) -> str:
    """The IRI of `prefix:Name`."""
    prefix, _, name = term.partition(":")
    return feed_terms().prefixes[prefix] + name


def _quads(feed: Feed) -> Iterable[pyoxigraph.Quad]:
    return pyoxigraph.parse(inlined(feed).encode(), format=pyoxigraph.RdfFormat.JSON_LD)

"""SHACL over the feed's graph: what no schema of one node can say. Ours conform; each planted fault has its message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyshacl
import pytest
import rdflib

from site_builder import vocabulary
from site_builder.facts.feed_form import is_node
from site_builder.model.values import Id, Words
from site_builder.render.feed.keys import keys
from site_builder.schemas.feed_terms import feed_terms
from tests.effort import THOROUGH, thorough
from tests.examples import FOLDERS, example
from tests.feeds import Feed, feed_of
from tests.graphs import by_oxigraph, dpv_hierarchy, full
from tests.render.feed_faults import FAULTS

SHAPES = Path(__file__).parent / "feed_shapes.ttl"
SH = rdflib.SH
Found = set[tuple[str, str]]

SMALL = ("practice",)
"""The suite leaves the others to a thorough run; of a large one it finds all planted faults and nothing else."""

pytestmark = pytest.mark.usefixtures("no_network")


def found(feed: Feed, shapes: rdflib.Graph) -> Found:
    """Each message with the node that it is said of: for the queries over the whole graph, what they name."""
    lines = by_oxigraph(feed)
    data = rdflib.Graph().parse(data="\n".join([*lines, *dpv_hierarchy(_near(lines))]), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
    assert isinstance(report, rdflib.Graph)
    base = f"{feed['site']}id/"
    return {_told(report, result, base) for result in report.objects(None, SH.result)}


def _told(report: rdflib.Graph, result: rdflib.term.Node, base: str) -> tuple[str, str]:
    by_query = report.value(result, SH.sourceConstraintComponent) == SH.SPARQLConstraintComponent
    node = report.value(result, SH.value if by_query else SH.focusNode)
    return str(report.value(result, SH.resultMessage)), str(node).removeprefix(base)


def _near(lines: Iterable[str]) -> set[str]:
    """The terms of DPV that a graph names, and what these are kinds of: all that the shapes ask of DPV."""
    named = set(re.findall(r"<([^>]*)>", " ".join(lines)))
    used = {term for term in vocabulary.dpv_terms() if full(term) in named}
    return used.union(*map(vocabulary.dpv_ancestors, used))


@cache
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES)


def without(messages: Iterable[str]) -> rdflib.Graph:
    """The shapes but those with these messages."""
    left = rdflib.Graph()
    for triple in shapes():
        left.add(triple)
    for message in messages:
        (shape,) = left.subjects(SH.message, rdflib.Literal(message))
        left.remove((None, None, shape))
    return left


@pytest.mark.parametrize("name", FOLDERS if THOROUGH else SMALL)
def test_our_feeds_conform(name: str) -> None:
    assert found(feed_of(example(name)), shapes()) == set()


def planted() -> Feed:
    feed = feed_of(example("county-2026"))
    for fault in FAULTS:
        fault.plant(feed)
    return feed


EXPECTED = {(fault.message, node) for fault in FAULTS for node in fault.nodes}


def test_each_planted_fault_is_found_by_its_message_and_nothing_else_is() -> None:
    assert found(planted(), shapes()) == EXPECTED
    assert len(FAULTS) > 70


def test_each_message_stands_once_and_has_a_fault() -> None:
    messages = Counter(str(message) for message in shapes().objects(None, SH.message))
    assert messages == Counter(fault.message for fault in FAULTS)


@thorough
def test_a_shape_that_is_taken_out_is_missed() -> None:
    """The wrong twin: one shape of a node and one query fewer."""
    gone = {"A purpose is a kind of a DPV purpose.", "The thing that a condition's id names is described and lists it."}
    left = {pair for pair in EXPECTED if pair[0] not in gone}
    assert found(planted(), without(gone)) == left != EXPECTED


def test_the_shapes_know_every_key_that_leads_to_a_node_and_every_list_of_words() -> None:
    text, terms = SHAPES.read_text("utf-8"), feed_terms().keys
    leading = {terms[name] for name, key in keys().items() if key.one is Id or is_node(key.one)}
    lists = {terms[name] for name, key in keys().items() if key.one is Words and key.many}
    assert len(leading) > 50
    assert {term for term in leading | lists if not re.search(rf"{term}\b", text)} == ONE_OF_A_KIND


ONE_OF_A_KIND = {"dpv:hasDataProtectionOfficer", "schema:contactPoint", "dpv:hasAuthority", "schema:itemReviewed"}
"""Parts that a node has one of, and that a schema sees; and a key that leads to anything that is described."""

"""The trees of what files may hold, for tests that ask what is said of a field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from site_builder.load.shape.ways import fields_of
from site_builder.schemas.nodes import Either, Fields, List, Node, Things, Typed
from site_builder.schemas.trees import trees

DISCLOSURE = ("disclosures", "some-id")
"""The way from a recipient's file to a disclosure."""


def node(kind: str, *steps: str | int) -> Any:
    """The node at the end of these steps in a kind of file; of several ways of writing, the list or the fields."""
    found: Any = trees()[kind]
    for step in steps:
        held: Any = found.options[-1] if isinstance(found, Either) else found
        found = held.fields[step] if step in fields_of(held) else held.entry
    return found


def inside(node: Node) -> Sequence[Node]:
    """The nodes just below a node, of each type and each way of writing."""
    if isinstance(node, Typed):
        return [*node.fields.values(), *(each for fields in node.of_type.values() for each in fields.fields.values())]
    if isinstance(node, Either):
        return node.options
    fields = [*node.fields.values()] if isinstance(node, Fields | Things) else []
    return [*fields, *([node.entry] if isinstance(node, List | Things) else [])]


def all_nodes(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    for each in inside(node):
        yield from all_nodes(each)

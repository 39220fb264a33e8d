"""Whether the ids that a feed uses lead to what they should: a node that it holds, of a kind that the field takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from site_builder.core.fields import Field
from site_builder.core.model import VOCABULARIES
from site_builder.schemas.shapes import field_shape
from site_builder.sources._feed_values import FeedError, Node

TYPES: Mapping[str, str] = {
    "organisation": "Organisation",
    "notices": "Notice",
    "recipients": "Recipient",
    "disclosures": "Disclosure",
    "retired": "Retired",
    **{name: cls.__name__ for name, cls in VOCABULARIES.items()},
}
"""The node type of each kind of thing that the registry's schemas name."""


class Links:
    """The nodes of a feed by their ids; a part of a feed does not hold everything that its passages state."""

    def __init__(self, nodes: Mapping[str, Node], *, holds_all: bool) -> None:
        self._nodes = nodes
        self._holds_all = holds_all

    def check(self, cls: type, field: Field, ids: Iterable[str], where: str) -> None:
        """Refuse, with FeedError, an id that leads nowhere or to a thing of another kind.

        A thing of a type that a later version added may stand anywhere.
        """
        types = _types(cls, field)
        if not types and not self._holds_all:
            return
        for key in ids:
            node = self._nodes.get(key)
            if node is None:
                raise FeedError(f"{where}: nothing with the id {key!r} is included.")
            found = first_type(node)
            if types and found in TYPES.values() and found not in types:
                raise FeedError(f"{where}: {key!r} is a {found}, not {' or '.join(types)}.")


def first_type(node: Node) -> Any:
    """The type of a node, or the first of several."""
    types = node.get("type")
    return types[0] if isinstance(types, list) and types else types


@cache
def _types(cls: type, field: Field) -> tuple[str, ...]:
    """The node types that a field's ids may lead to; none: all."""
    return tuple(TYPES[kind] for kind in field_shape(cls, field).get("x-kind", ()))

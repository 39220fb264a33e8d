"""That a feed says the same as linked data: wherever an object stands in it, it speaks of itself alone.

To tools for linked data every object is a node, also one under a key that our reader passes over. So no object may
take another's id, in whatever spelling, nor be a thing that the reader would have read elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from site_builder.core.addresses import ROOT
from site_builder.core.feed_form import feed_classes, feed_fields
from site_builder.core.values import Words
from site_builder.schemas.shapes import NODE_TYPES
from site_builder.sources._feed_values import A_NAME, A_TYPE, FeedError, Node, a_node, one

Objects = Sequence[tuple[Node, str]]
"""Every object of a feed, the feed itself first, each with the id of the node that it is or stands in."""


def objects_of(feed: Node) -> Objects:
    """The objects in a feed; words by language are none."""
    found: list[tuple[Node, str]] = []
    _find(feed, "the feed", found)
    return found


def check_nodes(objects: Objects) -> None:
    """Refuse, with FeedError, an object with a keyword or IRI for a key, a second one of an id, and strange types."""
    seen = {ROOT}
    for node, where in objects:
        a_node(node, where)
        for each in _types(node):
            one(A_TYPE, each, f"{where}, type")
    for node, where in objects[1:]:
        if "included" in node:
            raise FeedError(f"{where}: the key included has no place there.")
        if "id" in node:
            key = one(A_NAME, node["id"], f"id in {where}")
            if key in seen:
                raise FeedError(f"{key}: two nodes have this id.")
            seen.add(key)


def check_read(objects: Objects, read: Collection[str]) -> None:
    """Refuse, with FeedError, a thing of a known type that was not read: it stands where it has no place."""
    for node, where in objects[1:]:
        found = NODE_TYPES.intersection(_types(node))
        if found and node.get("id") not in read:
            unlisted = "the thing that it belongs to does not list it"
            raise FeedError(f"{where}: {unlisted if 'Condition' in found else f'a {min(found)} has no place there'}.")


def _find(value: Any, where: str, found: list[tuple[Node, str]]) -> None:
    inner = value
    if isinstance(value, dict):
        key = value.get("id")
        where = key if isinstance(key, str) and key else where
        found.append((value, where))
        inner = [held for name, held in value.items() if name not in _by_language()]
    for each in inner:
        if isinstance(each, dict | list):
            _find(each, where, found)


def _types(node: Node) -> list[Any]:
    found = node.get("type", [])
    return found if isinstance(found, list) else [found]


@cache
def _by_language() -> frozenset[str]:
    """The keys that hold words by language: a tag such as `id` is no key there."""
    held = (field for cls in feed_classes() for field in feed_fields(cls))
    return frozenset({"title", *(field.key for field in held if field.one is Words)})

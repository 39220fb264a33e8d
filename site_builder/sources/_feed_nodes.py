"""That a feed says the same as linked data: wherever an object stands in it, it speaks of itself alone.

To tools for linked data every object is a node, also one under a key that our reader passes over. So no object may
take another's id, in whatever spelling, nor be a thing that the reader would have read elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from site_builder.core.addresses import ROOT
from site_builder.core.feed_form import feed_classes, feed_fields
from site_builder.core.values import Words
from site_builder.schemas.shapes import THINGS
from site_builder.sources._feed_values import A_NAME, A_TYPE, FeedError, Node, a_node, one


def check_nodes(feed: Node) -> None:
    """Refuse, with FeedError, an object with a keyword or IRI for a key, a second one of an id, and strange types."""
    seen: set[str] = set()
    for node, where in _objects(feed, "the feed"):
        a_node(node, where)
        if "included" in node and node is not feed:
            raise FeedError(f"{where}: the key included has no place there.")
        for each in _types(node):
            one(A_TYPE, each, f"{where}, type")
        if "id" in node and node is not feed:
            key = one(A_NAME, node["id"], f"id in {where}")
            if key in seen or key == ROOT:
                raise FeedError(f"{key}: two nodes have this id.")
            seen.add(key)


def check_read(feed: Node, read: Collection[str]) -> None:
    """Refuse, with FeedError, a thing of a known type that was not read: it stands where it has no place."""
    for node, where in _objects(feed, "the feed"):
        found = THINGS.intersection(_types(node))
        if found and node is not feed and node.get("id") not in read:
            unlisted = "the thing that it belongs to does not list it"
            raise FeedError(f"{where}: {unlisted if 'Condition' in found else f'a {min(found)} has no place there'}.")


def _objects(value: Any, where: str) -> Iterator[tuple[Node, str]]:
    """Every object, itself first, with the id of the node that it is or stands in; words by language are none."""
    if isinstance(value, dict):
        key = value.get("id")
        where = key if isinstance(key, str) and key else where
        yield value, where
        inner = [held for name, held in value.items() if name not in _by_language()]
    else:
        inner = value if isinstance(value, list) else []
    for each in inner:
        if isinstance(each, dict | list):
            yield from _objects(each, where)


def _types(node: Node) -> list[Any]:
    found = node.get("type", [])
    return found if isinstance(found, list) else [found]


@cache
def _by_language() -> frozenset[str]:
    """The keys that hold words by language: a tag such as `id` is no key there."""
    held = (field for cls in feed_classes() for field in feed_fields(cls))
    return frozenset({"title", *(field.key for field in held if field.one is Words)})

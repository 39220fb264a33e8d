"""Feeds as plain JSON, and ways to plant one fault in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from site_builder.gate import Gate
from site_builder.load.feed.reader import read_marked
from site_builder.model import Registry
from site_builder.render.feed.graph import render
from tests.rich_registry import ON

Feed = dict[str, Any]
Plant = Callable[[Feed], Any]


def feed_of(registry: Registry) -> Feed:
    """The feed as any reader of JSON has it."""
    made: Feed = json.loads(render(registry, ON))
    return made


def gate_of_feed(data: bytes, digest: str | None = None) -> Gate:
    """The gate of a feed, as a client has it."""
    registry, marks = read_marked(data)
    return Gate.of(registry, digest, marks)


def nodes(value: Any) -> list[Feed]:
    """Everything that has an id, itself first."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    own = [value] if isinstance(value, dict) and "id" in value else []
    return own + [node for part in inner for node in nodes(part)]


def at(feed: Feed, key: str) -> Feed:
    """The node with this id."""
    return next(node for node in nodes(feed) if node["id"] == key)


def put(key: str, name: str, value: Any) -> Plant:
    """Another value for a key."""
    return lambda feed: at(feed, key).__setitem__(name, value)


def drop(key: str, name: str) -> Plant:
    """A key left out."""
    return lambda feed: at(feed, key).__delitem__(name)


def put_in_first(key: str, name: str, part: str, value: Any) -> Plant:
    """Another value for a key of the first of a node's parts."""
    return lambda feed: at(feed, key)[name][0].__setitem__(part, value)


def drop_from_first(key: str, name: str, part: str) -> Plant:
    """A key left out of the first of a node's parts."""
    return lambda feed: at(feed, key)[name][0].__delitem__(part)

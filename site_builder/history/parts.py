"""A feed as parts by key, and the same feed, byte for byte, from its parts.

A part is a node of the feed without the nodes that have parts of their own: each of the lists at its top, and in a
notice each section and passage. Its key is `<id of its owner>/<list>/<its id>`, with `registry` for the feed itself.
What the registry says of itself is a part for each key, `registry.<key>`; `registry` names these keys in order. A list
at the top is in order of ids, one in a notice in order of `position`, so no list of ids is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.addresses import ROOT
from site_builder.strict_json import json_bytes

Parts = Mapping[str, Any]

CUT = "notices"
"""The list at the top whose nodes are cut into parts themselves."""


def parts_of(feed: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a feed, by key. Raises ValueError for one that could not be put together again."""
    found: dict[str, Any] = {ROOT: list(feed)}
    for key, value in feed.items():
        nodes = value if _is_nodes(value) else []
        found[f"{ROOT}.{key}"] = [] if nodes else value
        for node in nodes:
            found |= _of_node(ROOT, key, node, is_cut=key == CUT)
    if bytes_of(found) != json_bytes(feed):
        raise ValueError("A list of the feed is in no order that its parts tell.")
    return found


def bytes_of(parts: Parts) -> bytes:
    """The feed that these are the parts of, as it was published. Raises ValueError where one is missing."""
    try:
        return json_bytes(_put_together(parts))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"A part is missing or of no known form: {error}.") from error


def _of_node(owner: str, place: str, node: Mapping[str, Any], *, is_cut: bool) -> dict[str, Any]:
    inner = {key: value for key, value in node.items() if is_cut and _is_nodes(value)}
    found: dict[str, Any] = {
        f"{owner}/{place}/{node['id']}": {key: [] if key in inner else value for key, value in node.items()}
    }
    for key, nodes in inner.items():
        for each in nodes:
            found |= _of_node(node["id"], key, each, is_cut=True)
    return found


def _is_nodes(value: Any) -> bool:
    """Whether a value is a list of nodes that have ids."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) and "id" in each for each in value)


def _put_together(parts: Parts) -> Mapping[str, Any]:
    feed = {key: _own(parts[f"{ROOT}.{key}"]) for key in parts[ROOT]}
    of_nodes = ((key.split("/"), node) for key, node in parts.items() if "/" in key)
    placed: list[Any] = [(*way, {key: _own(value) for key, value in node.items()}) for way, node in of_nodes]
    by_id = {ROOT: feed, **{key: node for _, _, key, node in placed}}
    for owner, place, node in _in_order(placed):
        by_id[owner][place].append(node)
    return feed


def _own(value: Any) -> Any:
    """An empty list of its own, as what stands in it is put there."""
    return [] if value == [] else value


def _place(each: Any) -> tuple[str, int]:
    owner, _, key, node = each
    return (key, 0) if owner == ROOT else ("", node["position"])


def _in_order(placed: list[Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for owner, place, _, node in sorted(placed, key=_place):
        yield owner, place, node

"""The feed cases of `tests/cases/feed/`: how they change the base; the README there says what their keys mean."""

from __future__ import annotations

import copy
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.feeds import Feed, at, nodes

FOLDER = Path(__file__).parent / "cases" / "feed"
BASE = FOLDER / "base.jsonld"

Case = dict[str, Any]


def cases() -> list[Case]:
    """All cases, file by file."""
    return [
        case for file in sorted(FOLDER.glob("*.yaml")) for case in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    ]


@cache
def base() -> bytes:
    """The feed that cases change."""
    return BASE.read_bytes()


def feed_of_case(case: Case, of: bytes | None = None) -> bytes:
    """The bytes that a reader is given; `of` is another feed to change than the base."""
    of = base() if of is None else of
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    if "text" in case:
        return str(case["text"]).encode()
    if "replace" in case:
        old, new = case["replace"]
        before, found, after = of.decode().partition(old)
        assert found, case["case"]
        return f"{before}{new}{after}".encode()
    return _filled(case, _changed(json.loads(of), case))


def _filled(case: Case, feed: Feed) -> bytes:
    """With the key `filling`, written by hand: no writer of JSON goes so deep.

    Made of bytes throughout: a hundred million letters must not keep a server in this process from answering.
    """
    text = json.dumps(feed, ensure_ascii=False, indent=1).encode()
    nest = case.get("nest", 0)
    letters = (b'"', b"x" * case["fill"], b'"') if "fill" in case else ()
    filling = letters or (b"[" * nest, b"]" * nest, b"7" * case.get("digits", 0))
    return b"".join((text.rstrip(b"}").rstrip(), b',\n "filling": ', *filling, b"\n}")) if any(filling) else text


def _changed(feed: Feed, case: Case) -> Feed:
    for change in case.get("changes", [case]):
        _change(feed, change)
    return shuffled(feed, random.Random(case["shuffle"])) if "shuffle" in case else feed  # noqa: S311 -- an order


def _change(feed: Feed, change: Case) -> None:
    if "at" in change:
        node = at(feed, change["at"])
        if change.get("take_out"):
            _holder(feed, node).remove(node)
        if "first" in change:
            inner = node[change["first"]]
            node = inner[0] if isinstance(inner, list) else inner
        for key in change.get("remove", ()):
            del node[key]
        for key, value in change.get("append", {}).items():
            node[key].append(value)
        for key, value in change.get("strike", {}).items():
            node[key].remove(value)
        node.update(copy.deepcopy(change.get("set", {})))
    if "include" in change:
        feed["included"] += copy.deepcopy(change["include"])


def _holder(feed: Feed, node: Feed) -> list[Feed]:
    lists = (value for owner in nodes(feed) for value in owner.values() if isinstance(value, list))
    return next(found for found in lists if any(each is node for each in found))


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same graph: keys in any order, and nodes of a list in any order."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(each, chance)) for key, each in value.items()]
        return dict(chance.sample(pairs, len(pairs)))
    if isinstance(value, list) and all(isinstance(each, dict) and "id" in each for each in value):
        return chance.sample([shuffled(each, chance) for each in value], len(value))
    return value

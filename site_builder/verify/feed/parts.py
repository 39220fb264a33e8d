"""The parts of a large feed: each says of its recipient what the whole says, and together they are the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from site_builder.core.addresses import DATA, ROOT, iri
from site_builder.core.conditions import Condition
from site_builder.core.feed_form import feed_classes, feed_fields
from site_builder.core.strict_json import JsonError, parse
from site_builder.core.values import Id
from site_builder.manifest import sha256
from site_builder.renderers import feed_parts
from site_builder.sources.feed import FeedError, read_part
from site_builder.verify.canonical_json import written as said
from site_builder.verify.drift import Drift

RECIPIENTS, REST = f"{DATA}recipients/", f"{DATA}rest.jsonld"
INDEX = f"{RECIPIENTS}index.json"

LISTS = ("notices", "disclosures", "included")
IN_NOTICE, IN_SECTION = ("opening", "child_opening", "closing"), ("passages", "child_passages")
"""Where passages stand in a notice and in its sections: a part has a part of them."""

Files = Mapping[str, bytes | None]
Node = Mapping[str, Any]


def part_paths(whole: Node) -> frozenset[str]:
    """Where the parts of a feed stand, if it has any: one for each recipient with disclosures, the rest, the index."""
    return frozenset({INDEX, REST, *(f"{RECIPIENTS}{key}.jsonld" for key in _own(whole))})


def part_drifts(files: Files, whole: Node, path: str) -> Iterator[Drift]:
    """How the parts differ from the whole feed at a path; nothing where a small one has none."""
    is_small = len(whole["disclosures"]) <= feed_parts.FROM
    if is_small and not any(p == REST or p.startswith(RECIPIENTS) for p in files):
        return
    nodes = dict(_nodes(whole))
    for file, due in _due(whole, nodes):
        part = _read(files, file)
        if isinstance(part, Drift):
            yield part
        else:
            yield from _of_head(part, whole, path, file)
            yield from _of_nodes(part, nodes, due, file)
    yield from _of_index(files, whole, path)


def _read(files: Files, file: str) -> Node | Drift:
    data = files.get(file)
    if data is None:
        return Drift("file", says="is missing", file=file)
    try:
        read_part(data)
    except FeedError as error:
        return Drift("unread", says=str(error), file=file)
    part: Node = parse(data)
    return part


def _own(whole: Node) -> Mapping[str, set[str]]:
    """By recipient the disclosures that its part has: those made to it, and those in its file."""
    known = {node["id"] for node in whole["included"]}
    own: dict[str, set[str]] = {}
    for node in whole["disclosures"]:
        for key in {node["part_of"], node["recipient"]} & known:
            own.setdefault(key, set()).add(node["id"])
    return own


def _due(whole: Node, nodes: Mapping[str, Node]) -> Iterator[tuple[str, set[str]]]:
    """What each part has, by its path: what is its recipient's, and what that needs; the rest has what no other has."""
    own, beside = _own(whole), _beside(whole, nodes)
    always = [whole["publisher"], *(notice["id"] for notice in whole["notices"])]
    left = {*nodes}
    for key in sorted(own):
        due = _reached([*always, key, *own[key]], beside)
        left -= due
        yield f"{RECIPIENTS}{key}.jsonld", due
    sections = (key for key, node in nodes.items() if node["type"] == "Section")
    yield REST, _reached([*always, *left, *sections], beside)


def _reached(seeds: Iterable[str], beside: Mapping[str, set[str]]) -> set[str]:
    """The nodes that stand where these do."""
    found: set[str] = set()
    waiting = [*seeds]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += beside[key]
    return found


def _beside(whole: Node, nodes: Mapping[str, Node]) -> Mapping[str, set[str]]:
    """By node what stands in each part that has it.

    Of things and notices what they name, of things the passages that state them and confirmations of them too, and of a
    passage its section.
    """
    things = {node["id"] for node in (*whole["disclosures"], *whole["included"])}
    found = {key: {*_named(node)} & things for key, node in nodes.items()}
    for section in (section for notice in whole["notices"] for section in notice.get("sections", ())):
        found |= {key: {section["id"]} for key, _ in _of_home(section, IN_SECTION)}
    for key, node in nodes.items():
        told = node.get("states", ()) if node["type"] == "Passage" and key not in things else ()
        for thing in things.intersection([node["confirms"]] if node["type"] == "Confirmation" else told):
            found[thing].add(key)
    return found


def _named(node: Node) -> Iterator[str]:
    """The ids that a node and its parts name; of a condition also whose it is."""
    for key, value in node.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from _named(each)
            elif key in _naming() and isinstance(each, str):
                yield from (each, each.partition(".")[0])


@cache
def _naming() -> frozenset[str]:
    """The keys that hold ids of things."""
    held = (field for cls in feed_classes() for field in feed_fields(cls))
    return frozenset(field.key for field in held if field.one in (Id, Condition))


def _nodes(feed: Node) -> Iterator[tuple[str, Node]]:
    """Every node that a part has whole, by its id: of notices and sections their heads, and each passage."""
    for node in (*feed["disclosures"], *feed["included"]):
        yield node["id"], node
    for notice in feed["notices"]:
        yield from _of_home(notice, IN_NOTICE, "sections")
        for section in notice.get("sections", ()):
            yield from _of_home(section, IN_SECTION)


def _of_home(home: Node, places: Sequence[str], *besides: str) -> Iterator[tuple[str, Node]]:
    yield home["id"], {key: value for key, value in home.items() if key not in (*places, *besides)}
    for key in places:
        # The id of a passage says where it stands.
        yield from ((passage["id"], passage) for passage in home.get(key, ()))


def _of_head(part: Node, whole: Node, path: str, file: str) -> Iterator[Drift]:
    stated = {**{key: value for key, value in whole.items() if key not in LISTS}, "whole": whole["site"] + path}
    head = {key: value for key, value in part.items() if key not in LISTS}
    for key in _unlike(head, stated):
        yield Drift("changed", key, _shown(head, key), _shown(stated, key), file=file, source=path)


def _of_nodes(part: Node, nodes: Mapping[str, Node], due: set[str], file: str) -> Iterator[Drift]:
    found = dict(_nodes(part))
    for key, node in found.items():
        if key not in due:
            yield Drift("added", key, str(node), file=file, source="feed")
            continue
        for name in _unlike(node, nodes[key]):
            says, states = _shown(node, name), _shown(nodes[key], name)
            yield Drift("changed", f"{key}.{name}", says, states, file=file, source="feed")
    yield from (Drift("missing", key, file=file, source="feed") for key in sorted(due - found.keys()))


def _of_index(files: Files, whole: Node, path: str) -> Iterator[Drift]:
    data = files.get(INDEX)
    if data is None:
        yield Drift("file", says="is missing", file=INDEX)
        return
    try:
        found = parse(data)
    except JsonError as error:
        yield Drift("unread", says=str(error), file=INDEX)
        return
    stated = _index(files, whole, path)
    if said(found) != said(stated):
        yield Drift("changed", says=_first(found, stated), stated=_first(stated, found), file=INDEX, source=path)


def _index(files: Files, whole: Node, path: str) -> Node:
    """The index as it should be."""
    groups: dict[str, list[str]] = {}
    recipients = [node for node in whole["included"] if node["type"][:1] == ["Recipient"]]
    for node in recipients:
        for member in node.get("members", ()):
            groups.setdefault(member, []).append(node["id"])
    listed = []
    for node in recipients:
        known = {key: node[key] for key in ("id", "name", "identifiers") if key in node}
        known |= {"member_of": groups[node["id"]]} if node["id"] in groups else {}
        listed.append(known | _where(files, f"{RECIPIENTS}{node['id']}.jsonld"))
    head = {"registry": iri(whole["site"], ROOT), "version": whole["version"], "whole": path}
    return {**head, "rest": _where(files, REST), "recipients": listed}


def _where(files: Files, path: str) -> dict[str, Any]:
    data = files.get(path)
    return {} if data is None else {"path": path, "bytes": len(data), "sha256": sha256(data)}


def _unlike(one: Node, other: Node) -> list[str]:
    """The keys that only one of two nodes has, or with other values."""
    return sorted(key for key in one.keys() | other.keys() if said(_at(one, key)) != said(_at(other, key)))


def _at(node: Node, key: str) -> list[Any]:
    """What stands at a key: nothing is not null."""
    return [node[key]] if key in node else []


def _first(one: Any, other: Any) -> str:
    """The first part of one value that the other has not."""
    if isinstance(one, dict) and isinstance(other, dict):
        key = next((k for k in one if said(_at(one, k)) != said(_at(other, k))), "")
        return f"{key}: {_first(one[key], other.get(key))}" if key else ""
    if isinstance(one, list) and isinstance(other, list):
        return next(
            (_first(a, b) for a, b in zip(one, other, strict=False) if said(a) != said(b)), f"{len(one)} entries"
        )
    return str(one)


def _shown(node: Node, key: str) -> str:
    return next(map(str, _at(node, key)), "")

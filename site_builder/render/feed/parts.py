"""Parts of a feed: one self-contained file a recipient, for systems that need one of thousands.

A part has the feed's form. It holds the disclosures to the recipient, those in the recipient's file, and every node
that these name, directly or through other nodes. Its notices keep the passages that state one of these. Everything
else is in the rest, so that parts and rest together are the whole. The parts come one by one, to save memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.addresses import DATA, ROOT, iri
from site_builder.model.values import Id
from site_builder.render.feed.graph import Node
from site_builder.render.feed.keys import keys
from site_builder.strict_json import json_bytes

RECIPIENTS, REST = f"{DATA}recipients/", f"{DATA}rest.jsonld"
INDEX = f"{RECIPIENTS}index.json"
"""The paths of parts, rest and index below the site's address."""

FROM = 2000
"""A feed with more disclosures than this is also published in parts."""

WORDS = ("opening", "child_opening", "closing")
OF_SECTION = ("passages", "child_passages")
"""The keys with passages, in a notice and in a section."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its path, its bytes, and the id of its recipient, None for the rest."""

    path: str
    data: bytes
    recipient: str | None

    @property
    def size(self) -> int:
        """The size in bytes."""
        return len(self.data)

    @property
    def sha256(self) -> str:
        """The digest of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def parts(feed: Node, whole: str) -> Iterator[Part]:
    """The part of each recipient that has disclosures, in order of id, then the rest; `whole` is the feed's path."""
    cutter = _Cutter(feed, feed["site"] + whole)
    yield from cutter.recipients()
    yield cutter.rest()


def index(feed: Node, recipient_parts: Iterable[Part], whole: str) -> bytes:
    """The list of all recipients: id, name, identifiers, `member_of`, and the path of the part if there is one."""
    part_of = {part.recipient: part for part in recipient_parts}
    groups: dict[str, list[str]] = {}
    for node in feed["included"]:
        for member in node.get("members", ()):
            groups.setdefault(member, []).append(node["id"])
    listed = [
        {**_about(node), **_lists(groups.get(node["id"])), **_where(part_of.get(node["id"]))}
        for node in feed["included"]
        if "Recipient" in node["type"]
    ]
    head = {"registry": iri(feed["site"], ROOT), "version": feed["version"], "whole": whole}
    return json_bytes({**head, "rest": _where(part_of[None]), "recipients": listed})


def _about(node: Node) -> Node:
    return {key: value for key, value in node.items() if key in ("id", "name", "identifiers")}


def _lists(groups: list[str] | None) -> Node:
    return {"member_of": groups} if groups else {}


def _where(part: Part | None) -> Node:
    return {"path": part.path, "bytes": part.size, "sha256": part.sha256} if part else {}


class _Cutter:
    """A feed's nodes by id, what each names, and what has gone into a part already."""

    def __init__(self, feed: Node, whole: str) -> None:
        self._head = {key: feed[key] for key in feed if key not in _LISTS}
        self._whole = whole
        self._nodes = {n["id"]: n for n in (*feed["disclosures"], *feed["included"])}
        self._disclosures = {n["id"] for n in feed["disclosures"]}
        self._ids_named = {key: {*_ids_named(node)} for key, node in self._nodes.items()}
        for node in feed["included"]:
            if "confirms" in node:
                self._ids_named.get(node["confirms"], set()).add(node["id"])
        self._notices = [_Notice(node) for node in feed["notices"]]
        self._always = {feed["publisher"], *(key for notice in self._notices for key in _ids_named(notice.head))}
        self._done: set[str] = set()

    def recipients(self) -> Iterator[Part]:
        own: dict[str, list[str]] = {}
        for key in sorted(self._disclosures):
            for recipient in {self._nodes[key]["part_of"], self._nodes[key]["recipient"]} & self._nodes.keys():
                own.setdefault(recipient, []).append(key)
        for key in sorted(own):
            ids = self._reached([key, *own[key]])
            passages = [notice.stating(ids) for notice in self._notices]
            data = json_bytes(self._part(ids, [n.cut(t) for n, t in zip(self._notices, passages, strict=True)]))
            self._done |= ids.union(*passages)
            yield Part(f"{RECIPIENTS}{key}.jsonld", data, key)

    def rest(self) -> Part:
        """The rest: everything that no part has, and all headings, as a section without words is in no part."""
        ids = self._reached(key for key in self._nodes if key not in self._done)
        passages = [n.stating(ids).union(key for key in n.passages if key not in self._done) for n in self._notices]
        notices = [n.cut(passages_kept, whole=True) for n, passages_kept in zip(self._notices, passages, strict=True)]
        return Part(REST, json_bytes(self._part(ids, notices)), None)

    def _part(self, ids: set[str], notices: list[Node]) -> Node:
        return {
            **self._head,
            "whole": self._whole,
            "notices": notices,
            "disclosures": [self._nodes[key] for key in sorted(ids & self._disclosures)],
            "included": [self._nodes[key] for key in sorted(ids - self._disclosures)],
        }

    def _reached(self, seeds: Iterable[str]) -> set[str]:
        reached: set[str] = set()
        to_visit = [*seeds, *self._always]
        while to_visit:
            key = to_visit.pop()
            if key in self._nodes and key not in reached:
                reached.add(key)
                to_visit += self._ids_named[key]
        return reached


class _Notice:
    """A notice split into its head, the heads of its sections, and its passages with their places."""

    def __init__(self, node: Node) -> None:
        self.head = {key: node[key] for key in node if key not in (*WORDS, "sections")}
        self._sections = {s["id"]: {k: s[k] for k in s if k not in OF_SECTION} for s in node.get("sections", ())}
        self.passages: dict[str, tuple[str, str, Node]] = {}
        self._stating: dict[str, list[str]] = {}
        for home, keys_of_words in ((node, WORDS), *((s, OF_SECTION) for s in node.get("sections", ()))):
            for key in keys_of_words:
                for passage in home.get(key, ()):
                    self.passages[passage["id"]] = (home["id"], key, passage)
                    for fact in passage.get("states", ()):
                        self._stating.setdefault(fact, []).append(passage["id"])

    def stating(self, ids: Iterable[str]) -> set[str]:
        """The ids of the passages that state any of these ids."""
        return {passage for key in ids for passage in self._stating.get(key, ())}

    def cut(self, passages_kept: set[str], *, whole: bool = False) -> Node:
        """The notice with only these passages, and with the sections that have one; with all sections if `whole`."""
        notice = dict(self.head)
        sections = {key: dict(head) for key, head in self._sections.items()} if whole else {}
        for key in sorted(passages_kept, key=lambda key: self.passages[key][2]["position"]):
            home, field, passage = self.passages[key]
            owner = notice if home == notice["id"] else sections.setdefault(home, dict(self._sections[home]))
            owner.setdefault(field, []).append(passage)
        if sections:
            notice["sections"] = sorted(sections.values(), key=lambda section: section["position"])
        return notice


_LISTS = ("notices", "disclosures", "included")


def _ids_named(value: Any) -> Iterator[str]:
    """The ids that a node and its parts name; for the id of a condition also the id of its owner."""
    for key, value_of_key in value.items():
        many = value_of_key if isinstance(value_of_key, list) else [value_of_key]
        if key in keys() and keys()[key].one is Id:
            yield from (each for name in many for each in (name, name.partition(".")[0]))
        else:
            yield from (name for part in many if isinstance(part, dict) for name in _ids_named(part))

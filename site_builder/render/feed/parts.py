"""Parts of a feed: one self-contained file a notice; and, for systems that need one of thousands, one a recipient.

A part has the feed's form. That of a notice holds the notice, and all that its page and PDF are made from. That of a
recipient holds the disclosures to it and those in its file. Both hold every node that these name, directly or through
other nodes, and of other notices the head and the passages that state one of these; of those to read with a notice all
headings. What is in no recipient's part is in the rest, so that parts and rest together are the whole. The parts come
one by one, to save memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, KeysView, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.addresses import DATA, FEED, ROOT, iri, own_part
from site_builder.facts.feed_form import IN_WORDS, WHAT_WAS_SENT
from site_builder.model.values import Id
from site_builder.render.feed.graph import Node
from site_builder.render.feed.keys import keys
from site_builder.strict_json import json_bytes

RECIPIENTS, REST = f"{DATA}recipients/", f"{DATA}rest.jsonld"
INDEX = f"{RECIPIENTS}index.json"
"""The paths of the parts of recipients, the rest and their index below the site's address."""

FROM = 2000
"""A feed with more disclosures than this is also published in parts of recipients."""

WORDS = ("opening", "child_opening", "closing")
OF_SECTION = ("passages", "child_passages")
"""The keys with passages, in a notice and in a section."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its path, its bytes, and the id of its notice or recipient, None for the rest."""

    path: str
    data: bytes
    of: str | None

    @property
    def size(self) -> int:
        """The size in bytes."""
        return len(self.data)

    @property
    def sha256(self) -> str:
        """The digest of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def of_notices(feed: Node) -> Iterator[Part]:
    """The part of each notice, in order of id.

    It names the whole by the address that never changes, so that it changes only with what it holds.
    """
    yield from _Cutter(feed, feed["site"] + FEED).notices()


def of_recipients(feed: Node, whole: str) -> Iterator[Part]:
    """The part of each recipient that has disclosures, in order of id, then the rest; `whole` is the feed's path."""
    cutter = _Cutter(feed, feed["site"] + whole)
    yield from cutter.recipients()
    yield cutter.rest()


def index(feed: Node, recipient_parts: Iterable[Part], whole: str) -> bytes:
    """The list of all recipients: id, name, identifiers, `member_of`, and the path of the part if there is one."""
    part_of = {part.of: part for part in recipient_parts}
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
    """A feed's nodes by id, what each names, and what has gone into a recipient's part already."""

    def __init__(self, feed: Node, whole: str) -> None:
        self._head = {key: feed[key] for key in feed if key not in (*_LISTS, IN_WORDS, WHAT_WAS_SENT)}
        self._in_words = feed.get(IN_WORDS, {})
        self._whole = whole
        self._nodes = {n["id"]: n for n in (*feed["disclosures"], *feed["included"])}
        self._disclosures = {n["id"] for n in feed["disclosures"]}
        self._notices = {node["id"]: _Notice(node) for node in feed["notices"]}
        self._ids_named = {key: {*_ids_named(node)} for key, node in self._nodes.items()}
        self._confirmations = _grouped(
            (node["confirms"], node["id"]) for node in feed["included"] if "confirms" in node
        )
        self._showing = _grouped((id_, key) for key, notice in self._notices.items() for id_ in notice.states)
        self._newer = _grouped((old, key) for key, n in self._notices.items() for old in n.head.get("supersedes", ()))
        self._done: set[str] = set()

    def notices(self) -> Iterator[Part]:
        limited = _grouped((name, key) for key in self._disclosures for name in self._ids_named[key])
        for key, notice in sorted(self._notices.items()):
            # A rule has a place on the notice's page where it reaches a disclosure, in whichever notice that is.
            reached = (d for rule in notice.states - self._disclosures for d in limited.get(rule, ()))
            seeds = {*notice.names, *reached, *self._confirmations.get(key, ())}
            ids, heads = self._closed(seeds, {key, *self._newer.get(key, ())})
            read_with = {*notice.head.get("reads_with", ())}  # of which the page has the headings
            yield Part(own_part(key), self._part(ids, heads, {key, *read_with}, {*notice.passages}), key)

    def recipients(self) -> Iterator[Part]:
        own: dict[str, list[str]] = {}
        for key in sorted(self._disclosures):
            for recipient in {self._nodes[key]["part_of"], self._nodes[key]["recipient"]} & self._nodes.keys():
                own.setdefault(recipient, []).append(key)
        for key in sorted(own):
            ids, heads = self._closed({key, *own[key]}, set())
            yield Part(f"{RECIPIENTS}{key}.jsonld", self._part(ids, heads), key)
            self._done |= ids.union(*(self._notices[notice].stating(ids) for notice in heads))

    def rest(self) -> Part:
        """The rest: everything that no part has, and all headings, as a section without words is in no part."""
        ids, heads = self._closed({*self._nodes} - self._done, {*self._notices})
        passages = {passage for notice in self._notices.values() for passage in notice.passages} - self._done
        return Part(REST, self._part(ids, heads, heads, passages), None)

    def _part(self, ids: set[str], heads: set[str], whole: Collection[str] = (), also: Collection[str] = ()) -> bytes:
        """A part: these nodes, and of these notices the passages that state one of them.

        Notices of `whole` have all their headings; passages of `also` are there whatever they state.
        """
        part = {
            **self._head,
            "whole": self._whole,
            "notices": [self._notices[key].cut(ids, also, whole=key in whole) for key in sorted(heads)],
            "disclosures": [self._nodes[key] for key in sorted(ids & self._disclosures)],
            "included": [self._nodes[key] for key in sorted(ids - self._disclosures)],
        }
        in_words = {key: self._in_words[key] for key in sorted(ids & self._in_words.keys())}
        return json_bytes(part | ({IN_WORDS: in_words} if in_words else {}))

    def _closed(self, seeds: set[str], notices: set[str]) -> tuple[set[str], set[str]]:
        """What these ids and notices lead to, directly or through others: the ids of nodes, and those of notices.

        A disclosure leads to the notices that show it, as their conditions bear on it, and each to those that it names.
        """
        ids, heads = set[str](), set[str]()
        names, further = {self._head["publisher"], *seeds}, notices
        while names or further:
            heads |= further
            names |= {name for key in further for name in self._notices[key].names_in_head}
            new = self._reached(names, ids)
            shown = {key for id_ in new & self._disclosures for key in self._showing.get(id_, ())}
            further = (shown | (names & self._notices.keys())) - heads
            names = set()
        return ids, heads

    def _reached(self, names: Iterable[str], ids: set[str]) -> set[str]:
        """The ids of nodes to which these names lead and that are not among `ids` yet, to which they are added."""
        new: set[str] = set()
        to_visit = [*names]
        while to_visit:
            key = to_visit.pop()
            if key in self._nodes and key not in ids:
                ids.add(key)
                new.add(key)
                to_visit += (*self._ids_named[key], *self._confirmations.get(key, ()))
        return new


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """The second of each pair, by the first."""
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


class _Notice:
    """A notice split into its head, the heads of its sections, and its passages with their places."""

    def __init__(self, node: Node) -> None:
        self.head = {key: node[key] for key in node if key not in (*WORDS, "sections")}
        self.names, self.names_in_head = {*_ids_named(node)}, {*_ids_named(self.head)}
        self._sections = {s["id"]: {k: s[k] for k in s if k not in OF_SECTION} for s in node.get("sections", ())}
        self.passages: dict[str, tuple[str, str, Node]] = {}
        for home, keys_of_words in ((node, WORDS), *((s, OF_SECTION) for s in node.get("sections", ()))):
            for key in keys_of_words:
                for passage in home.get(key, ()):
                    self.passages[passage["id"]] = (home["id"], key, passage)
        # Without a title for children, the words for them say that it has a page for them: others lead to that.
        words = [] if "child_title" in node else node.get("child_opening", [])
        self._for_children = {passage["id"] for passage in words[:1]}
        stating = ((fact, key) for key, (_, _, p) in self.passages.items() for fact in p.get("states", ()))
        self._stating = _grouped(stating)

    @property
    def states(self) -> KeysView[str]:
        """The ids of disclosures and shared conditions that its passages state."""
        return self._stating.keys()

    def stating(self, ids: Iterable[str]) -> set[str]:
        """The ids of the passages that state any of these ids."""
        return {passage for key in ids for passage in self._stating.get(key, ())}

    def cut(self, ids: set[str], also: Collection[str], *, whole: bool) -> Node:
        """The notice with only the passages that state one of the ids or are among `also`.

        It has the sections that have one; all sections if `whole`.
        """
        kept = self.stating(self.states & ids).union((key for key in self.passages if key in also), self._for_children)
        notice = dict(self.head)
        sections = {key: dict(head) for key, head in self._sections.items()} if whole else {}
        for key, (home, field, passage) in self.passages.items():
            if key not in kept:
                continue
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

"""Reads a published feed, as JSON, to the public registry that it states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from site_builder.addresses import BASE, CONSUMER_SCHEMA, CONTEXT, EDITION_2, FEED, ROOT, SCHEMA, of_edition
from site_builder.facts.feed_form import (
    ALWAYS_WRITTEN,
    FROM_DATES,
    IN_WORDS,
    ROOT_TYPES,
    WHOLE,
    feed_classes,
    feed_fields,
    is_always_written,
    is_critical,
    is_node,
    silences,
)
from site_builder.facts.lifecycle import days_of
from site_builder.load.feed.values import (
    A_CONDITION_ID,
    A_FACT_ID,
    A_NAME,
    A_SECTION,
    A_TYPE,
    AN_ID,
    FeedError,
    Node,
    a_list,
    a_node,
    an_object,
    by_position,
    kinds,
    list_of_words,
    one,
    several,
    words,
)
from site_builder.model import (
    VOCABULARIES,
    Confirmation,
    Disclosure,
    Notice,
    Organisation,
    Recipient,
    Registry,
    Retired,
    Section,
    SharedCondition,
)
from site_builder.model.conditions import CONDITIONS, Condition, Unknown, limits_of
from site_builder.model.fields import Field, field_types
from site_builder.model.values import NOT_STATED, Id, Text, Word, Words
from site_builder.schemas.feed_terms import feed_terms
from site_builder.schemas.shapes import NODE_TYPES, field_shape, misplaced, recipient_types
from site_builder.strict_json import JsonError, canonical, parse

__all__ = ["LARGEST", "FeedError", "Marked", "read", "read_marked", "read_part"]

LARGEST = 64 * 1024 * 1024
"""The most bytes that we read: more than twice what 10,000 recipients need."""
MARK_DIGITS = 16


def read(data: bytes) -> Registry:
    """The public registry that a feed was made from.

    Raises FeedError for a feed that we do not understand. A condition that we do not understand becomes `Unknown`.
    """
    return Reader(_whole(data), is_part=False).registry()


class Marked(NamedTuple):
    """A public registry, and the mark of each of its disclosures: it changes with its words and facts."""

    registry: Registry
    marks: Mapping[str, str]


def read_marked(data: bytes) -> Marked:
    """As `read`, with the marks that `docs/gate.md` tells how to make."""
    feed = _whole(data)
    return Marked(Reader(feed, is_part=False).registry(), marks(feed))


def marks(feed: Node) -> Mapping[str, str]:
    """The mark of each disclosure of a feed that was read."""
    nodes = {node["id"]: node for node in feed["included"]}
    texts: dict[str, list[Any]] = {}
    for passage in _passages(feed["notices"]):
        for key in dict.fromkeys(passage.get("states", ())):
            texts.setdefault(key, []).append(passage["text"])
    return {d["id"]: _mark(d, nodes, texts.get(d["id"], [])) for d in feed["disclosures"]}


def _mark(d: Node, nodes: Mapping[str, Node], texts: list[Any]) -> str:
    conditions = [nodes.get(key) for key in (*d.get("conditions", ()), *d.get("possible_conditions", ()))]
    return sha256(canonical([d, conditions, texts])).hexdigest()[:MARK_DIGITS]


def _passages(notices: Iterable[Node]) -> Iterator[Node]:
    """Every passage, those for children too, in the order of the feed."""
    for notice in notices:
        yield from (*notice.get("opening", ()), *notice.get("child_opening", ()))
        for section in notice.get("sections", ()):
            yield from (*section.get("passages", ()), *section.get("child_passages", ()))
        yield from notice.get("closing", ())


def read_part(data: bytes) -> Registry:
    """The registry of a part of a feed: what a notice states or a recipient gets, all that bears on it, nothing else.

    Raises FeedError as `read` does.
    """
    feed = _parsed(data)
    if "whole" not in feed:
        raise FeedError("This is not a part of a feed: it does not name the whole.")
    whole = feed["whole"]
    if not isinstance(whole, str) or not re.fullmatch(f"{re.escape(feed['site'])}({WHOLE}|{re.escape(FEED)})", whole):
        raise FeedError("What this is a part of is not a feed of its site.")
    return Reader(feed, is_part=True).registry()


def _whole(data: bytes) -> Node:
    feed = _parsed(data)
    if "whole" in feed:
        raise FeedError("This is a part of a feed, not the whole: read_part reads it.")
    return feed


def _parsed(data: bytes) -> Node:
    if len(data) > LARGEST:
        raise FeedError(f"The feed has {len(data):,} bytes; more than {LARGEST:,} are not read.")
    try:
        feed = an_object(parse(data), "the feed")
    except JsonError as error:
        raise FeedError(f"The feed cannot be read. {error}") from error
    _check_head(feed)
    return feed


def _check_head(feed: Node) -> None:
    site = one(kinds(Registry)["site"], feed.get("site"), "site")
    if feed.get("id") != ROOT or feed.get("type") != list(ROOT_TYPES):
        raise FeedError("The feed's id or type is not that of a registry.")
    edition = _edition(feed, site)
    if feed.get("@context") != [site + of_edition(edition, CONTEXT), {"@base": site + BASE}]:
        raise FeedError("The feed's @context is not that of its site in version 1.")
    if feed.get("$schema") not in [site + of_edition(edition, path) for path in (SCHEMA, CONSUMER_SCHEMA)]:
        raise FeedError("The feed's $schema is not that of its site in version 1.")


def _edition(feed: Node, site: Any) -> int:
    """The edition whose context a feed names first; 1 where it names another."""
    context = feed.get("@context")
    return 2 if isinstance(context, list) and context[:1] == [f"{site}{EDITION_2[CONTEXT]}"] else 1


TYPES: Mapping[str, str] = {
    "organisation": "Organisation",
    "notices": "Notice",
    "recipients": "Recipient",
    "disclosures": "Disclosure",
    "retired": "Retired",
    **{name: cls.__name__ for name, cls in VOCABULARIES.items()},
}
"""The node type of each kind of thing that the registry's schemas name."""


def first_type(node: Node) -> Any:
    """The type of a node, or the first of several."""
    types = node.get("type")
    return types[0] if isinstance(types, list) and types else types


@cache
def _types(cls: type, field: Field) -> tuple[str, ...]:
    """The node types that a field's ids may name; empty if it may be any."""
    return tuple(TYPES[kind] for kind in field_shape(cls, field).get("x-kind", ()))


Objects = Sequence[tuple[Node, str]]
"""Every object of a feed, the feed itself first, each with the id of its node or of the node around it."""


def objects_of(feed: Node) -> Objects:
    """The objects in a feed, without the objects that hold texts by language."""
    objects: list[tuple[Node, str]] = []
    _find(feed, "the feed", objects)
    return objects


def check_nodes(objects: Objects) -> None:
    """Raise FeedError for a keyword or an IRI as a key, for an id that two nodes have, and for a malformed type."""
    seen = {ROOT}
    for node, where in objects:
        a_node(node, where)
        for each in _node_types(node):
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
    """Raise FeedError for a node of a known type that was not read, as it is in the wrong place."""
    for node, where in objects[1:]:
        known_types = NODE_TYPES.intersection(_node_types(node))
        if known_types and node.get("id") not in read:
            unlisted = "the thing that it belongs to does not list it"
            raise FeedError(
                f"{where}: {unlisted if 'Condition' in known_types else f'a {min(known_types)} has no place there'}."
            )


def _find(value: Any, where: str, objects: list[tuple[Node, str]]) -> None:
    inner = value
    if isinstance(value, dict):
        key = value.get("id")
        where = key if isinstance(key, str) and key else where
        objects.append((value, where))
        inner = [part for name, part in value.items() if name not in _keys_with_languages()]
    for each in inner:
        if isinstance(each, dict | list):
            _find(each, where, objects)


def _node_types(node: Node) -> list[Any]:
    types = node.get("type", [])
    return types if isinstance(types, list) else [types]


@cache
def _keys_with_languages() -> frozenset[str]:
    """The keys with texts by language. The tags below them, such as `id`, are no keys of a node."""
    fields = (field for cls in feed_classes() for field in feed_fields(cls))
    return frozenset({"title", *(field.key for field in fields if field.one is Words)})


T = TypeVar("T")


class Reader:
    """Reads one feed: keeps its nodes by id and by list, and the ids of the nodes that were read."""

    def __init__(self, feed: Node, *, is_part: bool) -> None:
        self._feed = {key: feed[key] for key in feed if key != "@context"}
        self._is_part = is_part
        self._edition = _edition(feed, feed.get("site"))
        tags = several(kinds(Registry)["languages"], feed.get("languages"), "languages")
        self._languages = [tag.lower() for tag in tags]
        words(feed.get("title"), self._languages, "title")
        self._check_sentences()
        self._nodes: dict[str, Node] = {}
        self._notices, self._disclosures, self._included = map(
            self._nodes_of_list, ("notices", "disclosures", "included")
        )
        self._objects = objects_of(self._feed)
        check_nodes(self._objects)
        self._read: set[str] = set()

    def registry(self) -> Registry:
        """The registry. Raises FeedError if the feed contradicts itself."""
        registry = self._thing(
            Registry,
            self._feed,
            ROOT,
            organisation=self._organisation(),
            notices=tuple(self._typed(Notice, node, key) for key, node in self._notices.items()),
            recipients=self._recipients(),
            confirmed=tuple(sorted(self._confirmations(), key=lambda c: (c.confirms, c.date, c.by, c.fields))),
            retired=self._things(Retired),
            **{name: self._things(cls) for name, cls in VOCABULARIES.items()},
        )
        check_read(self._objects, self._read)
        self._check_limits(registry)
        self._check_statuses(registry)
        return registry

    def _check_sentences(self) -> None:
        """Raise FeedError unless each sentence of a condition is words, under its id. What it says is not read."""
        for key, sentence in an_object(self._feed.get(IN_WORDS, {}), IN_WORDS).items():
            where = f"{one(A_CONDITION_ID, key, IN_WORDS)}, {IN_WORDS}"
            node = an_object(sentence, where)
            if not node.keys().isdisjoint({"id", "type"}):
                raise FeedError(f"{where}: a sentence has no id and no type.")
            words(node.get("text"), self._languages, f"{where}, text")

    # ---- the things

    def _nodes_of_list(self, name: str) -> dict[str, Node]:
        """The nodes of one list of the feed by id, sorted. Raises FeedError for a node without id or type."""
        nodes: dict[str, Node] = {}
        for each in a_list(self._feed.get(name), name, may_be_empty=True):
            node = an_object(each, name)
            key = one(A_NAME, node.get("id"), f"id in {name}")
            if "type" not in node:
                raise FeedError(f"{key}: type is missing.")
            nodes[key] = self._nodes[key] = node
        return dict(sorted(nodes.items()))

    def _organisation(self) -> Organisation:
        organisations = self._things(Organisation)
        for name in ("controller", "publisher"):
            if [o.id for o in organisations] != [self._feed.get(name)]:
                raise FeedError(f"{name}: {self._feed.get(name)!r} is not the one Organisation that is included.")
        return organisations[0]

    def _things(self, cls: type[T]) -> tuple[T, ...]:
        return tuple(self._thing(cls, n, k) for k, n in self._included.items() if n.get("type") == cls.__name__)

    def _confirmations(self) -> Iterable[Confirmation]:
        for key in (key for key, node in self._included.items() if node["type"] == Confirmation.__name__):
            confirmation = self._thing(Confirmation, self._included[key], key)
            if not key.startswith(f"{confirmation.confirms}.confirmed."):
                raise FeedError(f"{key} is not the id of a Confirmation of {confirmation.confirms}.")
            yield confirmation

    def _typed(self, cls: type[T], node: Node, key: str, **fields: Any) -> T:
        if node.get("type") != cls.__name__:
            raise FeedError(f"{key}, type: {cls.__name__!r} is asked for, not {node.get('type')!r}.")
        return self._thing(cls, node, key, **fields)

    def _recipients(self) -> tuple[Recipient, ...]:
        nodes = {key: node for key, node in self._included.items() if first_type(node) == "Recipient"}
        homes: dict[Any, list[Node]] = {key: [] for key in nodes}
        for key, node in self._disclosures.items():
            home = node.get("part_of")
            if not isinstance(home, str) or home not in homes:
                raise FeedError(f"{key}, part_of: no Recipient {home!r} is included.")
            homes[home].append(node)
        return tuple(self._recipient(key, node, homes[key]) for key, node in nodes.items())

    def _recipient(self, key: str, node: Node, disclosures: Iterable[Node]) -> Recipient:
        match node["type"]:
            case ["Recipient", str(name)] if name in recipient_types():
                kind = Word(name.lower())
            case other:
                raise FeedError(f"{key}, type: {other!r} does not say which type of recipient it is.")
        if kind == "category" and "open_list" not in node:
            raise FeedError(f"{key}: open_list is missing.")
        in_order = (self._disclosure(d["id"], d) for d in self._in_order(disclosures, f"disclosures of {key}"))
        return self._thing(Recipient, node, key, type=kind, disclosures=tuple(in_order))

    def _disclosure(self, key: str, node: Node) -> Disclosure:
        missing = [name for name in (*ALWAYS_WRITTEN, "status") if name not in node]
        if missing:
            raise FeedError(f"{key}: {missing[0]} is missing.")
        listed, possible = self._owners(node, key, "conditions"), self._owners(node, key, "possible_conditions")
        own = (i for i, owner in listed.items() if owner == key)
        status = one(kinds(Disclosure)["status"], node["status"], f"{key}, status")
        return self._typed(
            Disclosure,
            node,
            key,
            conditions=tuple(self._condition(i, key) for i in own),
            shared_conditions=tuple(dict.fromkeys(o for o in listed.values() if self._is_shared(o))),
            possible_conditions=tuple(dict.fromkeys(possible.values())),
            status=None if status in FROM_DATES else status,
        )

    # ---- conditions

    def _owners(self, node: Node, key: str, name: str) -> dict[str, Id]:
        """For each id of a condition that a disclosure lists, the id of the thing that has the condition."""
        where = f"{key}, {name}"
        listed = several(A_CONDITION_ID, node[name], where) if name in node else ()
        owners = {i: one(AN_ID, i.partition(".")[0], where) for i in listed}
        if name == "possible_conditions" and not all(map(self._is_shared, owners.values())):
            raise FeedError(f"{where}: a condition that is not shared is listed.")
        return owners

    def _is_shared(self, key: str) -> bool:
        return self._included.get(key, {}).get("type") == SharedCondition.__name__

    def _condition(self, key: str, owner: str) -> Condition:
        """A condition; `Unknown` if we do not understand it, whatever is wrong with it."""
        start, _, kind = key.rpartition(".")
        if start != f"{owner}.conditions":
            raise FeedError(f"{owner}, conditions: {key!r} is not one of its own.")
        self._read.add(key)
        try:
            return self._known_condition(key, kind)
        except FeedError as error:
            return Unknown(type=Word(kind), why=Text(str(error)))

    def _known_condition(self, key: str, kind: str) -> Condition:
        node, cls = self._included.get(key), CONDITIONS.get(kind)
        if cls is None or node is None or node.get("kind") != kind:
            raise FeedError(f"{key}: no condition of a known kind is included under this id.")
        types = ["Condition", feed_terms().conditions[kind]]
        if node["type"] != types:
            raise FeedError(f"{key}, type: {types} is asked for, not {node['type']!r}.")
        unknown = sorted(set(node) - {"id", "type", "kind"} - {f.key for f in feed_fields(cls)})
        if unknown:
            raise FeedError(f"{key}, {unknown[0]}: this kind of condition is not known to take it.")
        limits = limits_of(cls)
        if limits and node.keys().isdisjoint(limits):
            raise FeedError(f"{key}: it sets no limit.")
        return self._thing(cls, node, key)

    def _check_limits(self, registry: Registry) -> None:
        """Raise FeedError unless each disclosure lists exactly the conditions that apply to it by the model."""
        for disclosure in registry.disclosures:
            node, limits = self._disclosures[disclosure.id], registry.limits(disclosure)
            for name, possible in (("conditions", False), ("possible_conditions", True)):
                bearing = {limit.id for limit in limits if limit.possible is possible}
                for wrong in sorted(bearing ^ set(node.get(name, ()))):
                    what = "bears on it and is missing" if wrong in bearing else "does not bear on it"
                    raise FeedError(f"{disclosure.id}, {name}: {wrong} {what}.")

    def _check_statuses(self, registry: Registry) -> None:
        """Raise FeedError unless there is one day on which the dates give every status that the feed states.

        The registry does not keep these statuses, so a contradiction would hide that something has ended.
        """
        written = [(d, self._disclosures[d.id]["status"]) for d in registry.disclosures if d.status is None]
        days = {disclosure.id: days_of(registry, disclosure, status) for disclosure, status in written}
        if not days:
            return
        first, last = max(days, key=lambda key: days[key][0]), min(days, key=lambda key: days[key][1])
        if days[first][0] > days[last][1]:
            which = first if first == last else f"{first} and {last}"
            raise FeedError(f"status of {which}: by the dates there is no day on which it is so.")

    # ---- a node and its values

    def _thing(self, cls: type[T], node: Node, key: str, **values: Any) -> T:
        self._read.add(key)
        _check_keys(cls, node, key)
        if "id" in field_types(cls):
            values["id"] = (
                one(A_SECTION, key.rpartition(".sections.")[2], "id") if cls is Section else one(AN_ID, key, "id")
            )
        elif cls is not Registry:
            one(A_FACT_ID, key, "id")
        for field in feed_fields(cls):
            if field.name in values:
                continue
            if field.key in node:
                value = values[field.name] = self._value(cls, field, node[field.key], key)
                if self._edition == 1 and is_critical(field, value):
                    raise FeedError(f"{key}, {field.key}: a feed of edition 1 cannot say this.")
            elif field.required:
                raise FeedError(f"{key}: {field.key} is missing.")
        return cls(**values)

    def _value(self, cls: type, field: Field, value: Any, owner: str) -> Any:
        where = f"{owner}, {field.key}"
        answer = _answer(cls, field, value)
        if answer is not None:
            is_silence = answer == NOT_STATED and is_always_written(cls, field)
            return answer if not is_silence else () if field.many else None
        if field.one is Words:
            read_words = list_of_words if field.many else words
            return read_words(value, self._languages, where)
        if field.one is Condition:
            return tuple(self._condition(key, owner) for key in several(A_CONDITION_ID, value, where))
        if is_node(field.one):
            return self._parts(field, value, owner)
        kind = kinds(cls)[field.key]
        values = several(kind, value, where) if field.many else one(kind, value, where)
        if field.one is Id:
            self._check_links(cls, field, values if field.many else (values,), where)
        return values

    def _check_links(self, cls: type, field: Field, ids: Iterable[str], where: str) -> None:
        """Raise FeedError for an id that names no node, or a node of another kind than the field takes.

        A node of a type that a later version added is accepted everywhere. Passages of a part may state more than it
        holds.
        """
        types = _types(cls, field)
        if not types and self._is_part:
            return
        for key in ids:
            node = self._nodes.get(key)
            if node is None:
                raise FeedError(f"{where}: nothing with the id {key!r} is included.")
            node_type = first_type(node)
            if types and node_type in TYPES.values() and node_type not in types:
                raise FeedError(f"{where}: {key!r} is a {node_type}, not {' or '.join(types)}.")

    def _parts(self, field: Field, value: Any, owner: str) -> Any:
        where = f"{owner}, {field.key}"
        if not field.many:
            return self._part(field.one, value, f"{owner}.{field.key}", where)
        nodes = self._in_order((an_object(node, where) for node in a_list(value, where)), where)
        return tuple(self._part(field.one, node, f"{owner}.{field.key}.", where) for node in nodes)

    def _part(self, cls: Any, value: Any, start: str, where: str) -> Any:
        node = an_object(value, where)
        key = one(A_FACT_ID, node.get("id"), f"{where}, id")
        if not key.startswith(start) or node.get("type") != cls.__name__:
            raise FeedError(f"{where}: {key!r} is not the id of a {cls.__name__} here, or its type says otherwise.")
        return self._thing(cls, node, key)

    def _in_order(self, nodes: Iterable[Node], where: str) -> list[Node]:
        return by_position(nodes, where, with_gaps=self._is_part)


def _check_keys(cls: type, node: Node, key: str) -> None:
    """Raise FeedError for a key that is known elsewhere and has no place here: it may narrow a disclosure."""
    if wrong := sorted(node.keys() & misplaced(cls)):
        raise FeedError(f"{key}: the key {wrong[0]} has no place in a {cls.__name__}.")


def _answer(cls: type, field: Field, value: Any) -> str | None:
    """The fixed word in place of a value: `not_stated`, or an answer such as `none`; None if there is a value."""
    word = value[0] if field.many and isinstance(value, list) and len(value) == 1 else value
    if not isinstance(word, str) or (field.many and not isinstance(value, list)):
        return None
    return word if word in silences(cls, field) else None

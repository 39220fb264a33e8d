"""A published feed back to the public registry that it was made from.

Needs the core and Python alone, so that other systems can carry it. Keys that it does not know are passed over
everywhere but in conditions: there they may narrow, so they are refused, as is every value that is not understood.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, get_args

from site_builder.core.conditions import CONDITIONS, Condition
from site_builder.core.derived import DERIVED, derived
from site_builder.core.feed_form import (
    BASE,
    CONTEXT,
    FROM_DATES,
    ROOT,
    ROOT_TYPES,
    SAID,
    feed_fields,
    is_node,
)
from site_builder.core.fields import Field, field_types
from site_builder.core.model import (
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
from site_builder.core.values import NOT_STATED, Id, Silence, Text, Word, Words
from site_builder.sources._feed_values import (
    FeedError,
    Node,
    a_list,
    a_text,
    an_object,
    by_position,
    list_of_words,
    one,
    words,
)
from site_builder.sources.strict_json import JsonError, parse

__all__ = ["FeedError", "read"]

T = TypeVar("T")


def read(data: bytes) -> Registry:
    """The public registry that a feed was made from. Raises FeedError for what is not understood."""
    try:
        feed = parse(data)
    except JsonError as error:
        raise FeedError(f"The feed cannot be read. {error}") from error
    return _Reader(an_object(feed, "the feed")).registry()


class _Reader:
    """One feed: its nodes by id and by list, and which conditions their owners have listed."""

    def __init__(self, feed: Node) -> None:
        _check_head(feed)
        self._feed = feed
        self._languages = [a_text(tag, "languages").lower() for tag in a_list(feed.get("languages"), "languages")]
        self._nodes: dict[str, Node] = {}
        self._notices, self._disclosures, self._included = map(self._enter, ("notices", "disclosures", "included"))
        self._listed: set[str] = set()

    def registry(self) -> Registry:
        """The registry, if everything that the feed says twice agrees."""
        made = self._thing(
            Registry,
            self._feed,
            ROOT,
            organisation=self._organisation(),
            notices=tuple(self._thing(Notice, node, key) for key, node in self._notices.items()),
            recipients=self._recipients(),
            confirmed=tuple(sorted(self._things(Confirmation), key=lambda c: (c.confirms, c.date, c.by, c.fields))),
            retired=self._things(Retired),
            **{name: self._things(cls) for name, cls in VOCABULARIES.items()},
        )
        self._check_conditions()
        self._check_limits(made)
        return made

    # ---- the things

    def _enter(self, name: str) -> dict[str, Node]:
        """The nodes of one list of the feed, sorted by id; no id stands twice in the feed."""
        found: dict[str, Node] = {}
        for each in a_list(self._feed.get(name), name, may_be_empty=True):
            node = an_object(each, name)
            key = a_text(node.get("id"), f"id in {name}")
            if key in self._nodes:
                raise FeedError(f"{key}: two nodes have this id.")
            found[key] = self._nodes[key] = node
        return dict(sorted(found.items()))

    def _organisation(self) -> Organisation:
        key = self._feed.get("controller")
        found = self._things(Organisation)
        if [o.id for o in found] != [key]:
            raise FeedError(f"controller: {key!r} is not the one Organisation that is included.")
        return found[0]

    def _things(self, cls: type[T]) -> tuple[T, ...]:
        return tuple(self._thing(cls, n, k) for k, n in self._included.items() if n.get("type") == cls.__name__)

    def _recipients(self) -> tuple[Recipient, ...]:
        nodes = {key: node for key, node in self._included.items() if _first_type(node) == "Recipient"}
        homes: dict[Any, list[Node]] = {key: [] for key in nodes}
        for key, node in self._disclosures.items():
            home = a_text(node.get("part_of"), f"{key}, part_of")
            if home not in homes:
                raise FeedError(f"{key}, part_of: no Recipient {home!r} is included.")
            homes[home].append(node)
        return tuple(self._recipient(key, node, homes[key]) for key, node in nodes.items())

    def _recipient(self, key: str, node: Node, disclosures: Iterable[Node]) -> Recipient:
        match node["type"]:
            case ["Recipient", str(name)] if name == name.capitalize():
                kind = one(Word, name.lower(), f"{key}, type")
            case other:
                raise FeedError(f"{key}, type: {other!r} does not say which type of recipient it is.")
        made = (self._disclosure(d["id"], d) for d in by_position(disclosures, f"disclosures of {key}"))
        return self._thing(Recipient, node, key, type=kind, disclosures=tuple(made))

    def _disclosure(self, key: str, node: Node) -> Disclosure:
        missing = [name for name in (*SAID, "status") if name not in node]
        if missing:
            raise FeedError(f"{key}: {missing[0]} is missing.")
        listed, possible = self._owners(node, key, "conditions"), self._owners(node, key, "possible_conditions")
        own = (i for i, owner in listed.items() if owner == key)
        return self._thing(
            Disclosure,
            node,
            key,
            conditions=tuple(self._condition(i, key) for i in own),
            shared_conditions=tuple(dict.fromkeys(o for o in listed.values() if self._is_shared(o))),
            possible_conditions=tuple(dict.fromkeys(possible.values())),
            status=None if node["status"] in FROM_DATES else one(Word, node["status"], f"{key}, status"),
        )

    # ---- conditions

    def _owners(self, node: Node, key: str, name: str) -> dict[str, Id]:
        """Of each condition that a disclosure lists, the id of the thing that it belongs to."""
        where = f"{key}, {name}"
        listed = [a_text(i, where) for i in a_list(node[name], where)] if name in node else []
        if len(set(listed)) < len(listed):
            raise FeedError(f"{where}: a condition is listed twice.")
        owners = {i: one(Id, i.partition(".")[0], where) for i in listed}
        if name == "possible_conditions" and not all(map(self._is_shared, owners.values())):
            raise FeedError(f"{where}: a condition that is not shared is listed.")
        return owners

    def _is_shared(self, key: str) -> bool:
        return self._included.get(key, {}).get("type") == SharedCondition.__name__

    def _condition(self, key: Any, owner: str) -> Condition:
        node = self._included.get(key) if isinstance(key, str) else None
        if node is None or _first_type(node) != "Condition":
            raise FeedError(f"{owner}, conditions: {key!r} is no condition that is included.")
        kind = node.get("kind")
        cls = CONDITIONS.get(kind) if isinstance(kind, str) else None
        if cls is None or key != f"{owner}.conditions.{kind}":
            raise FeedError(f"{key}, kind: {kind!r} is no kind of condition that is known for this id.")
        unknown = sorted(set(node) - {"id", "type", "kind"} - {f.key for f in feed_fields(cls)})
        if unknown:
            raise FeedError(f"{key}, {unknown[0]}: this kind of condition is not known to take it.")
        self._listed.add(str(key))
        return self._thing(cls, node, str(key))

    def _check_conditions(self) -> None:
        """A condition that its owner does not list would be a limit lost."""
        found = {key for key, node in self._included.items() if _first_type(node) == "Condition"}
        for key in sorted(found - self._listed):
            raise FeedError(f"{key}: the thing that it belongs to does not list it.")

    def _check_limits(self, registry: Registry) -> None:
        """Each disclosure lists what follows from the model: the conditions that bear on it, and people's rights."""
        for disclosure in registry.disclosures:
            node, limits = self._disclosures[disclosure.id], registry.limits(disclosure)
            for name, possible in (("conditions", False), ("possible_conditions", True)):
                bearing = {limit.id for limit in limits if limit.possible is possible}
                for wrong in sorted(bearing ^ set(node.get(name, ()))):
                    what = "bears on it and is missing" if wrong in bearing else "does not bear on it"
                    raise FeedError(f"{disclosure.id}, {name}: {wrong} {what}.")
            follows = dict(derived(registry, disclosure))
            for field in DERIVED:
                if node.get(field) != (list(follows[field]) if field in follows else None):
                    raise FeedError(f"{disclosure.id}, {field}: this is not what follows from its facts.")

    # ---- a node and its values

    def _thing(self, cls: type[T], node: Node, key: str, **made: Any) -> T:
        if "id" in field_types(cls):
            made["id"] = one(Id, key.rpartition(".sections.")[2] if cls is Section else key, "id")
        for field in feed_fields(cls):
            if field.name in made:
                continue
            if field.key in node:
                made[field.name] = self._value(cls, field, node[field.key], key)
            elif field.required:
                raise FeedError(f"{key}: {field.key} is missing.")
        return cls(**made)

    def _value(self, cls: type, field: Field, value: Any, owner: str) -> Any:
        where = f"{owner}, {field.key}"
        answer = _answer(cls, field, value)
        if answer is not None:
            return answer if answer != NOT_STATED else () if field.many else None
        if field.one is Words:
            read = list_of_words if field.many else words
            return read(value, self._languages, where)
        if field.one is Condition:
            return tuple(self._condition(key, owner) for key in a_list(value, where))
        if is_node(field.one):
            return self._parts(field, value, owner)
        if field.many:
            return tuple(one(field.one, each, where) for each in a_list(value, where))
        return one(field.one, value, where)

    def _parts(self, field: Field, value: Any, owner: str) -> Any:
        where = f"{owner}, {field.key}"
        if not field.many:
            return self._part(field.one, value, f"{owner}.{field.key}", where)
        nodes = by_position((an_object(node, where) for node in a_list(value, where)), where)
        return tuple(self._part(field.one, node, f"{owner}.{field.key}.", where) for node in nodes)

    def _part(self, cls: Any, value: Any, start: str, where: str) -> Any:
        node = an_object(value, where)
        key = a_text(node.get("id"), f"{where}, id")
        if not key.startswith(start) or node.get("type") != cls.__name__:
            raise FeedError(f"{where}: {key!r} is not the id of a {cls.__name__} here, or its type says otherwise.")
        return self._thing(cls, node, key)


def _check_head(feed: Node) -> None:
    site = one(Text, feed.get("site"), "site")
    if feed.get("id") != ROOT or feed.get("type") != list(ROOT_TYPES):
        raise FeedError("The feed's id or type is not that of a registry.")
    if feed.get("@context") != [site + CONTEXT, {"@base": site + BASE}]:
        raise FeedError("The feed's @context is not that of its site in version 1.")


def _first_type(node: Node) -> Any:
    types = node.get("type")
    return types[0] if isinstance(types, list) and types else None


def _answer(cls: type, field: Field, value: Any) -> str | None:
    """The word that stands in place of a value: a silence that is said, or an answer such as `none`."""
    word = value[0] if field.many and isinstance(value, list) and len(value) == 1 else value
    if not isinstance(word, str) or (field.many and not isinstance(value, list)):
        return None
    silences = get_args(Silence) if field.silent else ()
    said = (NOT_STATED,) if cls is Disclosure and field.key in SAID else ()
    return word if word in (*silences, *said) else None

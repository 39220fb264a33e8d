"""The feed: the whole public registry as JSON-LD 1.1; `load.feed.reader` reads an equal registry from it.

The node id of a thing is the thing's id; that of a part is the id of its fact. The notices hold the passages;
everything else is in `disclosures` and `included`. There are no blank nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from site_builder.addresses import BASE, CONTEXT, ROOT, SCHEMA, of_edition, own_part
from site_builder.facts.fact_ids import fact_ids
from site_builder.facts.feed_form import (
    IN_WORDS,
    ROOT_TYPES,
    WHAT_WAS_SENT,
    edition,
    feed_fields,
    is_always_written,
    is_node,
)
from site_builder.facts.layout.what_was_sent import Attestation, in_feed
from site_builder.facts.legal_rights import derived
from site_builder.facts.lifecycle import standing
from site_builder.facts.sentences import Sentences
from site_builder.locale.languages import language, trouble
from site_builder.model import VOCABULARIES, DataCategory, Disclosure, Notice, Purpose, Recipient, Registry
from site_builder.model.conditions import Condition, Unknown
from site_builder.model.fields import Field
from site_builder.model.values import NOT_STATED, Words
from site_builder.schemas.feed_terms import feed_terms
from site_builder.strict_json import json_bytes

Node = dict[str, Any]


def render(registry: Registry, on: date, attested: Attestation | None = None) -> bytes:
    """The feed of a public registry, its `status` as on that day: the same bytes for the same registry and day.

    `attested` is the newest attestation of what was really sent.

    Raises ValueError if the registry holds unpublished facts or an `Unknown` condition, or if two nodes have one id.
    """
    if registry.unpublished or registry.known or registry.released:
        raise ValueError("Only the public half of a registry has a feed.")
    feed = _feed(registry, on)
    if attested:
        feed[WHAT_WAS_SENT] = in_feed(attested, registry.site)
    _each_id_once(feed)
    return json_bytes(feed)


def _feed(registry: Registry, on: date) -> Node:
    ours = registry.organisation
    context, schema = (registry.site + of_edition(edition(registry), path) for path in (CONTEXT, SCHEMA))
    return {
        "@context": [context, {"@base": registry.site + BASE}],
        "$schema": schema,
        "id": ROOT,
        "type": list(ROOT_TYPES),
        "title": dict(ours.name.pairs),
        **_fields(registry, ROOT),
        "publisher": ours.id,
        "controller": ours.id,
        "notices": _sorted(_notice(registry, notice) for notice in registry.notices),
        "disclosures": _sorted(_disclosures(registry, on)),
        "included": _sorted(_included(registry)),
        **_in_words(registry),
    }


def _sorted(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: str(node["id"]))


# ---- the things


def _notice(registry: Registry, notice: Notice) -> Node:
    return {**_node(notice, notice.id), "own_part": f"{registry.site}{own_part(notice.id)}"}


def _disclosures(registry: Registry, on: date) -> Iterator[Node]:
    for recipient in registry.recipients:
        for position, disclosure in enumerate(recipient.disclosures, 1):
            place = {"part_of": recipient.id, "position": position}
            yield {"id": disclosure.id, "type": "Disclosure", **place, **_facts(registry, disclosure, on)}


def _facts(registry: Registry, disclosure: Disclosure, on: date) -> Node:
    limits = registry.limits(disclosure)
    fields = _fields(disclosure, disclosure.id)
    fields["conditions"] = [limit.id for limit in limits if not limit.possible]
    fields["possible_conditions"] = [limit.id for limit in limits if limit.possible]
    fields["status"] = standing(registry, disclosure, on)
    for field in feed_fields(Disclosure):
        if is_always_written(Disclosure, field):
            fields.setdefault(field.key, [NOT_STATED] if field.many else NOT_STATED)
    filled = {f.key: fields[f.key] for f in feed_fields(Disclosure) if fields.get(f.key, []) != []}
    return {**filled, **{field: list(words) for field, words in derived(registry, disclosure)}}


def _included(registry: Registry) -> Iterator[Node]:
    things: list[Any] = [registry.organisation, *registry.recipients, *registry.retired]
    things += [thing for name in VOCABULARIES for thing in getattr(registry, name)]
    for thing in things:
        yield {**_node(thing, thing.id), **_broader(thing)}
    yield from _confirmations(registry)
    for owner in _owners(registry):
        yield from _conditions(owner.id, owner.conditions)


def _confirmations(registry: Registry) -> Iterator[Node]:
    for thing in dict.fromkeys(c.confirms for c in registry.confirmed):
        entries = tuple(c for c in registry.confirmed if c.confirms == thing)
        for key, entry in zip(fact_ids(thing, "confirmed", entries), entries, strict=True):
            yield _node(entry, key)


def _conditions(owner: str, conditions: Sequence[Condition]) -> Iterator[Node]:
    for key, each in zip(fact_ids(owner, "conditions", conditions), conditions, strict=True):
        if isinstance(each, Unknown):
            raise ValueError(f"A condition that was not understood cannot be written: {key}")  # noqa: TRY004 -- no type is wrong
        types = ["Condition", feed_terms().conditions[each.type]]
        yield {"id": key, "type": types, "kind": each.type, **_fields(each, key)}


def _owners(registry: Registry) -> tuple[Any, ...]:
    """Whatever states conditions."""
    return (*registry.notices, *registry.recipients, *registry.disclosures, *registry.conditions)


def _in_words(registry: Registry) -> Node:
    """What each condition says, by its id: in each language in which all of it can be said.

    It stands outside the conditions: a reader that does not know a key of theirs understands none of them.
    """
    speakers = [Sentences(registry, language(tag)) for tag in registry.languages if trouble(tag) is None]
    stated = (
        limit
        for owner in _owners(registry)
        for limit in zip(fact_ids(owner.id, "conditions", owner.conditions), owner.conditions, strict=True)
    )
    said = {key: {s.language.tag: s.limit(each) for s in speakers if s.can_say(each)} for key, each in stated}
    texts = {key: {"text": words} for key, words in sorted(said.items()) if words}
    return {IN_WORDS: texts} if texts else {}


def _broader(thing: Any) -> Node:
    """The DPV terms that a concept is a kind of: its own, and those that follow from other facts.

    A purpose without a term has its family's. Data categories also have the terms of their special categories.
    """
    term = getattr(thing, "dpv_term", None)
    if term is None and isinstance(thing, Purpose):
        term = feed_terms().families[thing.family]
    terms = [term] if term else []
    if isinstance(thing, DataCategory):
        terms += [term for word in thing.sensitive for term in feed_terms().special[word]]
    return {"broader": list(dict.fromkeys(terms))} if terms else {}


# ---- a node and its values


def _node(thing: Any, key: str, **place: int) -> Node:
    return {"id": key, "type": _type(thing), **place, **_fields(thing, key)}


def _type(thing: Any) -> str | list[str]:
    return ["Recipient", thing.type.capitalize()] if isinstance(thing, Recipient) else type(thing).__name__


def _fields(thing: Any, owner: str) -> Node:
    pairs = ((field, getattr(thing, field.name)) for field in feed_fields(type(thing)))
    return {f.key: _value(f, value, owner) for f, value in pairs if f.required or value not in (None, ())}


def _value(field: Field, value: Any, owner: str) -> Any:
    if field.silent and isinstance(value, str):
        return [value] if field.many else value
    if field.one is Words:
        return _texts_by_language(value) if field.many else dict(value.pairs)
    if field.one is Condition:
        return list(fact_ids(owner, "conditions", value))
    if is_node(field.one):
        return _parts(field, value, owner)
    return [_json_value(each) for each in value] if field.many else _json_value(value)


def _parts(field: Field, value: Any, owner: str) -> Node | list[Node]:
    ids = fact_ids(owner, field.key, value)
    if not field.many:
        return _node(value, ids[0])
    return [_node(part, key, position=n) for n, (key, part) in enumerate(zip(ids, value, strict=True), 1)]


def _texts_by_language(entries: Sequence[Words]) -> dict[str, list[str | None]]:
    """Lists of texts by language, one text an entry; None if an entry lacks the language (JSON-LD 1.1, 9.8)."""
    tags = dict.fromkeys(tag for entry in entries for tag, _ in entry.pairs)
    return {tag: [dict(entry.pairs).get(tag) for entry in entries] for tag in tags}


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _each_id_once(feed: Node) -> None:
    times = Counter(_ids(feed))
    twice = sorted(key for key, n in times.items() if n > 1)
    if twice:
        raise ValueError(f"Two nodes of the feed would have one id: {', '.join(twice)}")


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"]
        for part in value.values():
            yield from _ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from _ids(part)

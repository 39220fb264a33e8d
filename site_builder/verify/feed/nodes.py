"""The nodes that a feed has by its registry, and in each the keys that its reader passes over: no other may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.core.addresses import ROOT
from site_builder.core.conditions import Condition
from site_builder.core.derived import derived
from site_builder.core.fact_ids import fact_ids
from site_builder.core.feed_form import feed_fields, is_node
from site_builder.core.model import VOCABULARIES, DataCategory, Purpose, Registry
from site_builder.core.standing import standing
from site_builder.schemas.feed_terms import feed_terms

READ = ("id", "type")
"""Keys of every node that the reader checks."""
HEAD = ("@context", "$schema", "publisher", "controller", "notices", "disclosures", "included")
"""The same of the feed itself."""


@dataclass(frozen=True, slots=True)
class Founded:
    """What a node may hold: the keys that are read into the model, and the others with the values that follow."""

    read: frozenset[str]
    follows: Mapping[str, Any]


def founded(registry: Registry, on: date) -> Mapping[str, Founded]:
    """By its id every node that the feed of a registry has; `status` as on a day."""
    return dict(_all(registry, on))


def _all(registry: Registry, on: date) -> Iterator[tuple[str, Founded]]:
    ours = registry.organisation
    yield ROOT, _founded(registry, {"title": dict(ours.name.pairs)}, HEAD)
    for recipient in registry.recipients:
        for position, disclosure in enumerate(recipient.disclosures, 1):
            more = {"position": position, "part_of": recipient.id, "status": standing(registry, disclosure, on)}
            more |= {field: list(words) for field, words in derived(registry, disclosure)}
            yield from _node(disclosure, disclosure.id, more)
    things: list[Any] = [ours, *registry.notices, *registry.recipients, *registry.retired]
    things += [thing for name in VOCABULARIES for thing in getattr(registry, name)]
    for thing in things:
        yield from _node(thing, thing.id, _broader(thing))
    yield from _confirmations(registry)
    owners: Sequence[Any] = (*registry.notices, *registry.recipients, *registry.disclosures, *registry.conditions)
    for owner in owners:
        yield from _conditions(owner.id, owner.conditions)


def _founded(thing: Any, follows: Mapping[str, Any], besides: Sequence[str] = ()) -> Founded:
    return Founded(frozenset({*READ, *besides, *(f.key for f in feed_fields(type(thing)))} - follows.keys()), follows)


def _node(thing: Any, key: str, follows: Mapping[str, Any]) -> Iterator[tuple[str, Founded]]:
    yield key, _founded(thing, follows)
    for field in feed_fields(type(thing)):
        value = getattr(thing, field.name)
        if not is_node(field.one) or value in (None, ()) or isinstance(value, str):
            continue
        parts = value if field.many else (value,)
        for number, (part_key, part) in enumerate(zip(fact_ids(key, field.key, value), parts, strict=True), 1):
            yield from _node(part, part_key, {"position": number} if field.many else {})


def _confirmations(registry: Registry) -> Iterator[tuple[str, Founded]]:
    for thing, entries in registry.confirmations.items():
        for key, entry in zip(fact_ids(thing, "confirmed", entries), entries, strict=True):
            yield from _node(entry, key, {})


def _conditions(owner: str, conditions: Sequence[Condition]) -> Iterator[tuple[str, Founded]]:
    for key, each in zip(fact_ids(owner, "conditions", conditions), conditions, strict=True):
        yield from _node(each, key, {"kind": each.type})


def _broader(thing: Any) -> Mapping[str, Any]:
    """What a thing is a kind of in DPV: by its own term, its family, the special categories of data that it holds."""
    own = getattr(thing, "dpv_term", None)
    terms = [own] if own else [feed_terms().families[thing.family]] if isinstance(thing, Purpose) else []
    if isinstance(thing, DataCategory):
        terms += [term for word in thing.sensitive for term in feed_terms().special[word]]
    return {"broader": list(dict.fromkeys(terms))} if terms else {}

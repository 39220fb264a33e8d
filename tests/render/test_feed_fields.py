"""Each field of each model class has a key of its own in the feed: change it, and no other fact changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from site_builder.facts.feed_form import IN_WORDS, WHAT_WAS_SENT, feed_classes, feed_fields
from site_builder.facts.legal_rights import DERIVED
from site_builder.load.feed.reader import FeedError, read
from site_builder.model import VOCABULARIES, Confirmation, Disclosure, Notice, Recipient, Registry, Retired
from site_builder.model.conditions import CONDITIONS
from site_builder.model.fields import Field, fields_of
from site_builder.render.feed.graph import render
from tests.effort import some
from tests.faulty_doubles import forgetful_feed
from tests.rich_registry import ON, SHARED, changes, every_field, exchanged, holder, instances, rich

Facts = dict[tuple[str, str], Any]
Render = Callable[[Registry, date], bytes]

REPEATED = {"title", "publisher", "controller", "broader", "@context", "$schema", IN_WORDS, WHAT_WAS_SENT, *DERIVED}
"""Keys that repeat a fact for readers of other vocabularies; our reader drops them."""

BEARS_ON = {
    "sender",
    "recipient",
    "recipient_role",
    "states",
    "conditions",
    "shared_conditions",
    "sections",
    "passages",
}
"""Fields from which follows which conditions bear on a disclosure: its lists of them may change with these."""

SETS_STATUS = {"status", "valid_from", "valid_to", "recipient"}


def facts(data: bytes) -> Facts:
    """Each key of each node, a part told by its place in its owner: its own id may be made from the fact changed."""
    whole = json.loads(data)
    found: Facts = {}
    for key in ("notices", "disclosures", "included"):
        nodes = whole.pop(key)
        found["registry", key] = [n["id"] for n in nodes]
        confirmed = [n["id"] for n in nodes if n["type"] == "Confirmation"]
        for node in nodes:
            path = f"confirmed {confirmed.index(node['id'])}" if node["id"] in confirmed else node["id"]
            found |= dict(_facts(path, node))
    return found | dict(_facts("registry", whole))


def _facts(path: str, node: dict[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    for key, value in node.items():
        parts = value if isinstance(value, list) else [value]
        nodes = [p for p in parts if isinstance(p, dict) and "id" in p]
        if nodes:
            yield (path, key), len(nodes)
            for number, part in enumerate(nodes):
                yield from _facts(f"{path} {key} {number}", part)
        elif key != "id":
            yield (path, key), value


@cache
def facts_before(render: Render) -> Facts:
    """The facts of the registry that is to be changed."""
    return facts(render(rich(), ON))


def path_of(registry: Registry, thing: Any) -> str:
    """Where a thing's facts stand, by the same paths: found by looking for it from each owner down."""
    if isinstance(thing, Registry):
        return "registry"
    if isinstance(thing, Confirmation):
        return f"confirmed {registry.confirmed.index(thing)}"
    owners = (registry.organisation, *registry.notices, *registry.disclosures, *registry.recipients, *registry.retired)
    others = (thing for name in VOCABULARIES for thing in getattr(registry, name))
    return next(path for owner in (*owners, *others) for path, part in _parts(owner.id, owner) if part is thing)


def _parts(path: str, thing: Any) -> Iterator[tuple[str, Any]]:
    yield path, thing
    for field in fields_of(type(thing)):
        value = getattr(thing, field.name)
        for number, part in enumerate(value if isinstance(value, tuple) else (value,)):
            if field.key == "conditions":
                yield f"{path}.conditions.{part.type}", part
            elif field.key != "disclosures" and hasattr(part, "__dataclass_fields__") and not hasattr(part, "pairs"):
                yield from _parts(f"{path} {field.key} {number}", part)


def own_keys(registry: Registry, cls: type, field: Field, thing: Any) -> set[tuple[str, str]]:
    """Where the feed says this field."""
    path = path_of(registry, thing)
    if (cls, field.name) == (Recipient, "disclosures"):
        keys = ("type", "part_of", "position", *(f.key for f in feed_fields(Disclosure)))
        return {("registry", "disclosures"), *((d.id, key) for d in thing.disclosures for key in keys)}
    if (cls, field.name) == (Recipient, "type"):
        return {(path, "type")}
    if cls is Registry and field.name not in {f.name for f in feed_fields(Registry)}:
        return {("registry", field.name if field.name == "notices" else "included")}
    names = {f.name: f.key for f in feed_fields(cls)}
    return {(path, names.get(field.name, "conditions"))}


def check(registry: Registry, cls: type, field: Field, value: Any, thing: Any, render: Render) -> None:
    """The field says its change at its own key, no other fact does, and it reads back."""
    after = exchanged(registry, thing, replace(thing, **{field.name: value}))
    data = render(after, ON)
    was, now, own = facts_before(render), facts(data), own_keys(registry, cls, field, thing)
    changed = {key for key in {*was, *now} if was.get(key) != now.get(key)}
    theirs = {key for key in changed if key in own or _inside(key, own)}
    assert theirs, f"{cls.__name__}.{field.name} does not change {own}"
    strangers = {key for key in changed - theirs if not _may_follow(cls, field, key)}
    assert not strangers, f"{cls.__name__}.{field.name} also changes {strangers}"
    if field.name == "disclosures" and not value:
        with pytest.raises(FeedError, match="nothing with the id"):
            read(data)
        return
    assert read(data) == after


def _inside(key: tuple[str, str], own: set[tuple[str, str]]) -> bool:
    """Whether a key is that of a node which the field holds."""
    return any(key[0].startswith((f"{path} {name} ", f"{path}.{name}.")) for path, name in own)


def _may_follow(cls: type, field: Field, key: tuple[str, str]) -> bool:
    path, name = key
    lists = name in ("conditions", "possible_conditions") and field.name in BEARS_ON
    brings_nodes = cls is Confirmation or field.name in ("conditions", "disclosures")
    listed = (path, name) == ("registry", "included") and brings_nodes
    status = name == "status" and field.name in SETS_STATUS
    of_site = (name, field.name) == ("own_part", "site")
    return lists or listed or status or of_site or name in REPEATED


FIELDS = [
    (cls, f) for cls, f in every_field() if cls is not Registry or f.name in {k.name for k in feed_fields(Registry)}
]


@pytest.mark.parametrize(("cls", "field"), some(FIELDS, one_in=9), ids=lambda v: getattr(v, "__name__", None) or v.name)
def test_a_field_changed_alone_changes_its_own_key_and_reads_back(cls: type, field: Field) -> None:
    registry, thing = rich(), holder(rich(), cls, field)
    tried = some(changes(cls, field, getattr(thing, field.name)), one_in=3)
    for value in tried:
        check(registry, cls, field, value, thing, render)
    assert tried


def test_each_list_of_things_less_its_last_reads_back() -> None:
    registry = rich()
    for field in fields_of(Registry):
        things = getattr(registry, field.name)
        if field.many and field.name not in (
            "languages",
            "conditions",
            "recipients",
            "unpublished",
            "for_all",
            "known",
        ):
            after = replace(registry, **{field.name: things[:-1]})
            assert read(render(after, ON)) == after != registry


def test_every_thing_stands_in_the_feed_under_its_id() -> None:
    registry = rich()
    ids = {path for path, _ in facts(render(registry, ON))}
    assert set(registry.things) <= ids
    assert {thing.id for thing in registry.retired} <= ids


@pytest.mark.parametrize("cls", some([*VOCABULARIES.values(), Retired, Notice], one_in=3), ids=lambda c: c.__name__)
def test_an_id_changed_alone_moves_its_node_and_reads_back(cls: type) -> None:
    registry = rich()
    thing = [t for t in instances(registry, cls) if t.id not in SHARED][-1]
    after = exchanged(registry, thing, replace(thing, id=f"{thing.id}0"))
    paths = {path for path, _ in facts(render(after, ON))}
    assert f"{thing.id}0" in paths
    assert thing.id not in paths
    assert read(render(after, ON)) == after


# ---- wrong twins


def check_first_change(cls: type, name: str, twin: forgetful_feed.Forgetful) -> None:
    field = next(f for f in fields_of(cls) if f.name == name)
    thing = holder(rich(), cls, field)
    value = next(changes(cls, field, getattr(thing, name)))
    check(rich(), cls, field, value, thing, twin.render)


@pytest.mark.parametrize(
    "cls", some(feed_classes(), one_in=30), ids=lambda c: f"{c.__module__.rpartition('.')[2]}-{c.__name__}"
)
def test_a_writer_that_forgets_a_field_is_caught(cls: type) -> None:
    for field in feed_fields(cls):
        with pytest.raises(AssertionError, match=f"{cls.__name__}.{field.name} does not change"):
            check_first_change(cls, field.name, forgetful_feed.Forgetful(cls, field.name))


@pytest.mark.parametrize(
    ("cls", "name", "other"),
    [
        (Disclosure, "valid_from", "valid_to"),
        (Disclosure, "purposes", "programmes"),
        (Recipient, "name", "short_name"),
        (CONDITIONS["onward_limit"], "recipients", "purposes"),
    ],
)
def test_a_writer_that_confuses_two_fields_is_caught(cls: type, name: str, other: str) -> None:
    with pytest.raises(AssertionError, match=f"{name} does not change"):
        check_first_change(cls, name, forgetful_feed.Confused(cls, name, other))

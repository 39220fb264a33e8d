"""All facts of a notice: every statement that page, PDF and feed must make. Names and words are no facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from functools import cache
from typing import Any, get_args

from site_builder.facts.fact_ids import fact_ids
from site_builder.facts.legal_rights import derived
from site_builder.facts.lifecycle import ACTIVE, standing
from site_builder.model import (
    Agreement,
    Body,
    DataCategory,
    DataSubject,
    Disclosure,
    Law,
    Limit,
    Notice,
    Organisation,
    Programme,
    Purpose,
    Recipient,
    Registry,
    Role,
    Thing,
)
from site_builder.model.conditions import Condition
from site_builder.model.fields import field_types
from site_builder.model.values import NOT_STATED, Id, Silence

NO_FACTS = {
    "id",
    "name",
    "short_name",
    "also_called",
    "former_names",
    "title",
    "about",
    "child_name",
    "child_title",
    "child_opening",
    "dpv_term",
    "type",
    "status",
    "family",
    "opening",
    "closing",
    "sections",
    "disclosures",
}
"""Names, words, the shape of the registry, and fields that only group or type a thing."""

OF_WHO_GETS_IT = {"members", "open_list", "membership", "at", "to_be_appointed"}
"""Fields of a recipient that are stated only where it receives the data, but for what is open about a member; its
conditions are stated only there too."""

CONFIRMED_THINGS = (Disclosure, Notice, Organisation)
"""Things whose confirmations a notice always states; those of recipients and bodies follow where it introduces them."""

ANSWERS = {NOT_STATED, *get_args(Silence)}
"""Words in place of an id."""

STATED_WITH_NAME = (Purpose, Programme, DataCategory, DataSubject, Role, Agreement, Law)
"""Things whose own facts are stated wherever they are named."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement: its permanent id, the thing that it is about, the field and the value (of a list: one entry).

    `names` are the ids of the things that the value names. `possible`: the words leave open whether it holds.
    `brings` are the ids of facts that are stated along with it.
    """

    id: str
    subject: str
    field: str
    value: Any
    names: tuple[str, ...] = ()
    possible: bool = False
    brings: tuple[str, ...] = ()


def facts(registry: Registry, notice: Notice, on: date) -> tuple[Fact, ...]:
    """The facts of a notice that are in force on a day, in the order of the model."""
    collected = [fact for thing in involved(registry, notice, on) for fact in facts_of(thing)]
    collected += [fact for disclosure in in_force(registry, notice, on) for fact in derived_facts(registry, disclosure)]
    with_confirmations = (t for t in involved(registry, notice, on) if isinstance(t, CONFIRMED_THINGS))
    collected += [fact for thing in with_confirmations for fact in confirmations(registry, thing)]
    collected += [f for other in registry.read_with(notice) for f in facts_of(other) if f.field == "conditions"]
    parties = parties_in(registry, (name for fact in collected for name in fact.names))
    collected += [
        fact for party in parties for fact in facts_of(party) if fact.field not in {*OF_WHO_GETS_IT, "conditions"}
    ]
    collected += [fact for party in parties for fact in confirmations(registry, party)]
    classes = {fact.subject: registry.things[Id(fact.subject)] for fact in collected if fact.field == "members"}
    collected += [fact for each in classes.values() for fact in of_members(registry, each)]
    return tuple({fact.id: fact for fact in collected}.values())


def derived_facts(registry: Registry, disclosure: Disclosure) -> Iterator[Fact]:
    """The facts that follow by law from those of a disclosure."""
    for field, words in derived(registry, disclosure):
        for key, word in zip(fact_ids(disclosure.id, field, words), words, strict=True):
            yield Fact(key, disclosure.id, field, word)


def confirmations(registry: Registry, thing: Thing) -> Iterator[Fact]:
    """Who confirmed which of a thing's fields, and when."""
    entries = registry.confirmations.get(thing.id, ())
    for key, entry in zip(fact_ids(thing.id, "confirmed", entries), entries, strict=True):
        yield Fact(key, thing.id, "confirmed", entry, (entry.by,))


def facts_of(thing: Thing) -> Iterator[Fact]:
    """The facts in the fields of one thing."""
    for field, hint, entries, value in _stated(thing):
        for key, entry in zip(fact_ids(thing.id, field, value), entries, strict=True):
            yield Fact(key, thing.id, field, entry, tuple(_ids(hint, entry)), field == "possible_conditions")


def named_in_facts(thing: Thing) -> Iterator[str]:
    """The ids that the facts in the fields of one thing name."""
    for _, hint, entries, _ in _stated(thing):
        for entry in entries:
            yield from _ids(hint, entry)


def _stated(thing: Thing) -> Iterator[tuple[str, Any, tuple[Any, ...], Any]]:
    """Each field of a thing that states facts: its name, the type of its value, the entries, and the value itself."""
    for name, (field, hint) in field_types(type(thing)).items():
        value = getattr(thing, name)
        if field not in NO_FACTS and value is not None and value != ():
            yield field, hint, value if isinstance(value, tuple) else (value,), value


def of_members(registry: Registry, of: Thing) -> Iterator[Fact]:
    """What is told of the members of a class wherever it gets data: what is open about them, and who is in each."""
    inside = classes_in(registry, of)
    yield from (
        fact
        for each in (of, *inside)
        for key in getattr(each, "members", ())
        for fact in open_about(registry.things[key])
    )
    yield from (fact for each in inside for fact in who_is_in(each))


def classes_in(registry: Registry, of: Thing) -> Sequence[Recipient]:
    """The classes with members among the members of a class, and among theirs: each once, the outer ones first."""
    found: dict[Id, Recipient] = {}
    for each in (ways := [of]):
        inner = (registry.things[key] for key in getattr(each, "members", ()))
        new = {r.id: r for r in inner if isinstance(r, Recipient) and r.members and r.id not in (*found, of.id)}
        found.update(new)
        ways += new.values()
    return [*found.values()]


def who_is_in(of: Thing) -> Iterator[Fact]:
    """Who is in a class, whether there are others, and how one tells."""
    return (fact for fact in facts_of(of) if fact.field in {"members", "open_list", "membership"})


def open_about(member: Thing) -> Iterator[Fact]:
    """What is left open about a member and told wherever it is named as one: who is in it, or who it will be."""
    if isinstance(member, Recipient):
        is_unnamed = bool(member.open_list) and not member.members
        told = {"open_list": is_unnamed, "to_be_appointed": bool(member.to_be_appointed)}
        yield from (fact for fact in facts_of(member) if told.get(fact.field))


def fact_of(limit: Limit) -> Fact:
    """The fact of a condition that bears on a disclosure; its subject is the thing that owns the condition."""
    names = tuple(_ids(Condition, limit.condition))
    return Fact(limit.id, limit.owner, "conditions", limit.condition, names, limit.possible)


def in_force(registry: Registry, notice: Notice, on: date) -> tuple[Disclosure, ...]:
    """The disclosures that a notice shows and that are in force on a day, in reading order."""
    things = (registry.things[i] for i in notice.shown)
    return tuple(d for d in things if isinstance(d, Disclosure) and standing(registry, d, on) == ACTIVE)


def involved(registry: Registry, notice: Notice, on: date) -> tuple[Thing, ...]:
    """The things whose facts a notice states.

    These are the notice, the organisation, the disclosures shown with their recipients and shared conditions, and the
    things whose facts are stated with their name.
    """
    shown = in_force(registry, notice, on)
    start: tuple[Thing, ...] = (registry.organisation, notice, *shown)
    things: dict[str, Thing] = {thing.id: thing for thing in start}
    for disclosure in shown:
        shared = (*disclosure.shared_conditions, *disclosure.possible_conditions)
        things |= {i: registry.things[i] for i in (*shared, disclosure.recipient) if i}
    names = (i for thing in tuple(things.values()) for f in facts_of(thing) for i in f.names)
    things |= {thing.id: thing for thing in _stated_with_name(registry, names)}
    return tuple(things.values())


def facts_stated_with_names(registry: Registry) -> Mapping[str, tuple[str, ...]]:
    """The ids of the facts that are stated wherever a thing is named, by the id of the thing."""
    return {i: tuple(f.id for f in facts_of(t)) for i, t in registry.things.items() if isinstance(t, STATED_WITH_NAME)}


def parties_in(registry: Registry, names: Iterable[str]) -> tuple[Recipient | Body, ...]:
    """The recipients and bodies among these names and the names that are stated with them, each once."""
    direct = list(names)
    indirect = [
        name for thing in _stated_with_name(registry, direct) for fact in facts_of(thing) for name in fact.names
    ]
    things = (registry.things[Id(name)] for name in dict.fromkeys([*direct, *indirect]))
    return tuple(thing for thing in things if isinstance(thing, Recipient | Body))


def _stated_with_name(registry: Registry, names: Iterable[str]) -> Iterator[Thing]:
    """The things among these names whose facts are stated with the name. What those facts name is only named."""
    things = (registry.things[Id(name)] for name in dict.fromkeys(names))
    yield from (thing for thing in things if isinstance(thing, STATED_WITH_NAME))


def _ids(hint: Any, value: Any) -> Iterator[str]:
    """The ids inside a value; the field's type says which texts are ids."""
    if is_dataclass(value) and not isinstance(value, type):
        for name, (_, inner) in field_types(type(value)).items():
            yield from _ids(inner, getattr(value, name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from _ids(hint, entry)
    elif isinstance(value, str) and value not in ANSWERS and _holds_ids(hint):
        yield value


@cache
def _holds_ids(hint: Any) -> bool:
    return hint is Id or any(_holds_ids(part) for part in get_args(hint))

"""What can be confirmed of a thing, and its marks: they change when what was confirmed changes, or who did, or when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from site_builder.facts.content_digest import source_sha256
from site_builder.facts.facts import Fact, fact_of, facts_of
from site_builder.model import Disclosure, Notice, Passage, Recipient, Registry, SharedCondition, Thing
from site_builder.model.fields import field_types
from site_builder.model.sentences import lowered
from site_builder.model.values import Id, Text

ALL = "all_our_disclosures"
DIGITS = 12
WORDS = {"text": "passages", "child_text": "child_passages"}
"""The words of a disclosure or a shared condition, and the field of a section that has them as passages."""
WHAT_IT_IS = ("name", "title", "family", "special", "criminal", "from_age", "to_age", "at")
"""What is said of a thing wherever it is named: its name, and what it is. Its other facts are confirmed as its own."""


def mark(registry: Registry, thing: Thing, field: str) -> Text | None:
    """The mark of what a field says now, None if it states nothing.

    It is made from what the field states in the language of the registry, shared terms included, and from what is said
    of each thing that it names.
    """
    stated = value(registry, thing, field)
    if stated in (None, (), ""):
        return None
    names = {name for fact in stated_facts(registry, thing, field) for name in fact.names}
    return Text(source_sha256((thing.id, field, stated, *_what_they_are(registry, names)))[:DIGITS])


def mark_of_entry(registry: Registry, thing: Thing, field: str, by: str, day: str) -> Text | None:
    """The mark of a field in an entry of this role and day, None if it states nothing.

    Who types another role or day into an entry confirms nothing by it: its marks are those of the old ones.
    """
    its_mark = mark(registry, thing, field)
    return Text(source_sha256((its_mark, by, day))[:DIGITS]) if its_mark else None


def confirmable(thing: Thing) -> tuple[str, ...]:
    """The names of the fields of a thing that can be confirmed, as its file has them."""
    own = [key for key, _ in field_types(type(thing)).values()]
    if isinstance(thing, Disclosure | SharedCondition):
        return (*WORDS, *own)
    if isinstance(thing, Notice | Recipient):
        return (*dict.fromkeys([*own, ALL, *(key for key, _ in field_types(Disclosure).values())]),)
    return (*own,)


def value(registry: Registry, thing: Thing, field: str) -> Any:
    """What a field states as it holds; words as one text. None, () or '' if it states nothing."""
    if field in WORDS:
        return _text(_passages(registry, thing, field))
    if field == "conditions" and isinstance(thing, Disclosure):
        return tuple(fact.value for fact in stated_facts(registry, thing, field))
    holder = _holder(registry, thing, field)
    if holder is None or field == ALL:
        return holder
    stated = next((getattr(holder, name) for name, (key, _) in field_types(type(holder)).items() if key == field), None)
    return _text(stated) if isinstance(stated, tuple) and isinstance(next(iter(stated), None), Passage) else stated


def called(registry: Registry, role: str) -> str:
    """What a role is called within a sentence."""
    name = next((str(each.name) for each in registry.roles if each.id == role), role.replace("-", " "))
    return lowered(name)


def stated_facts(registry: Registry, thing: Thing, field: str) -> tuple[Fact, ...]:
    """The facts that a field states as it holds: of a disclosure, also those that its notices and recipient bring."""
    if field == "conditions" and isinstance(thing, Disclosure):
        limits = (limit for limit in registry.limits(thing) if limit.owner not in thing.shared_conditions)
        return tuple(fact_of(limit) for limit in limits if not limit.possible)
    holder = _holder(registry, thing, field)
    return tuple(fact for fact in facts_of(holder) if field in (fact.field, ALL)) if holder else ()


def _holder(registry: Registry, thing: Thing, field: str) -> Thing | None:
    """The thing, or what it states for all our disclosures, if the field is one of those; None if it states none."""
    if field in {key for key, _ in field_types(type(thing)).values()}:
        return thing
    return next((terms for terms in registry.for_all if terms.id == thing.id), None)


def _passages(registry: Registry, thing: Thing, field: str) -> Iterator[Passage]:
    """The passages with the words that an editor wrote for a thing."""
    sections = (section for notice in registry.notices for section in notice.sections)
    passages = (passage for section in sections for passage in getattr(section, WORDS[field]))
    yield from (p for p in passages if p.states[:1] == (thing.id,) and not p.generated)


def _text(passages: Iterable[Passage]) -> str:
    """The words of passages; those that two notices show count once."""
    return "\n".join(dict.fromkeys(str(passage.text) for passage in passages))


def _what_they_are(registry: Registry, names: set[str]) -> Iterator[tuple[Any, ...]]:
    """What is said of each of these things: of a shared condition what it asks, with the things that it names."""
    for key in sorted(names & {*registry.things}):
        thing = registry.things[Id(key)]
        if isinstance(thing, SharedCondition):
            named = {name for fact in facts_of(thing) for name in fact.names}
            yield key, thing.conditions, *_what_they_are(registry, named)
        else:
            yield key, *((name, getattr(thing, name)) for name in WHAT_IT_IS if getattr(thing, name, None))

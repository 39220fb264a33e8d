"""A registry in which every field of every model class and every type of condition is used, made from the model itself.

What a field may hold comes from its type and from the registry's schemas, so a field added to the model is used here
without anybody writing it down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Any, TypeVar

from site_builder.facts.feed_form import feed_classes, feed_fields
from site_builder.model import (
    VOCABULARIES,
    Confirmation,
    Disclosure,
    Holding,
    Notice,
    Organisation,
    Passage,
    Recipient,
    Registry,
    Retired,
    Section,
    SharedCondition,
)
from site_builder.model.conditions import CONDITIONS, Condition
from site_builder.model.fields import Field, fields_of
from site_builder.model.values import Id, Text, Url, Word, Words
from site_builder.schemas.shapes import field_shape

T = TypeVar("T")

ON = date(2026, 11, 25)
LANGUAGES = ("en-GB", "cy")
TEXTS: dict[str, tuple[str, str]] = {
    "identifiers": ("GB-NHS-7ZZ", "GB-EDU-100000"),
    "email": ("dpo@council.example", "officer@council.example"),
    "feedback": ("feedback@council.example", "https://council.example/feedback"),
    "dpv_term": ("dpv:ResearchAndDevelopment", "pd:Health"),
    "fields": ("lawful_basis", "retention"),
    "marks": ("3f9a1c0b7e2d", "44f0a1b2c3d4"),
    "reference": ("IG-2026-88", "IG-2026-89"),
    "closed_on": ("2012-03", "2020"),
    "version": ("2026.11.25.1", "2026.11.25.2"),
    "languages": LANGUAGES,
    "time_zone": ("Europe/Dublin", "Europe/London"),
    "site": ("https://a.example/", "https://b.example/"),
}
"""Texts that have a form of their own: two of each."""

KINDS = [name for name in VOCABULARIES if name != "conditions"]
RECIPIENTS = tuple(map(Id, ("a-council", "charities", "nurses", "parents")))
SHARED = (Id("ask-first"), Id("at-risk"))
DISCLOSURES = tuple(map(Id, ("d-answers", "d-full", "d-none", "d-onward", "d-silent")))
OF_KIND: dict[str, tuple[Id, ...]] = {
    "organisation": (Id("the-council"),),
    "notices": (Id("a-notice"), Id("b-notice")),
    "recipients": RECIPIENTS,
    "disclosures": DISCLOSURES,
    "conditions": SHARED,
    "retired": (Id("old-a"), Id("old-b")),
    **{name: (Id(f"{name.replace('_', '-')}-a"), Id(f"{name.replace('_', '-')}-b")) for name in KINDS},
}
"""Ids of each kind of thing."""


def two(field: Field, cls: type, number: int) -> tuple[Any, Any]:
    """Two values of what a field holds one of; `number` makes them unlike those of other fields."""
    if field.one is Id:
        return _ids(cls, field)
    if field.one is Word:
        words = ["organisation", "category"] if (cls, field.name) == (Recipient, "type") else _words(cls, field)
        return Word(words[0]), Word(words[1])
    if field.one is Text or field.name == "site":
        return TEXTS[field.name]
    text, day, url = f"{cls.__name__} {field.name} {number}", date(2026, 1, 1), f"https://www.example.org/{number}"
    made: dict[Any, tuple[Any, Any]] = {
        Words: (_both(text), _both(f"{text} too")),
        Url: (Url(url), Url(f"{url}/too")),
        date: (day + timedelta(number % 300), day + timedelta(1 + number % 300)),
        bool: (True, False),
        int: (1 + number % 3, 7 + number % 3),
    }
    return made[field.one]


def _both(text: str) -> Words:
    return Words((("en-gb", f"{text} – words"), ("cy", f"{text} – geiriau")))


def _ids(cls: type, field: Field) -> tuple[Id, Id]:
    first, second, *_ = (key for kind in link_kinds(cls, field) for key in OF_KIND[kind])
    return first, second


def link_kinds(cls: type, field: Field) -> tuple[str, ...]:
    """The kinds of thing that a field of ids may name."""
    anything = {"shared_conditions": ("conditions",), "states": ("disclosures", "conditions"), "confirms": ("roles",)}
    return anything.get(field.name) or tuple(_shape(cls, field)["x-kind"])


def _words(cls: type, field: Field) -> list[str]:
    return list(_shape(cls, field)["enum"])


def _shape(cls: type, field: Field) -> Any:
    return field_shape(cls, next(f for f in feed_fields(cls) if f.name == field.name))


class _Filler:
    """Fills every field of a class, each value unlike all others."""

    def __init__(self) -> None:
        self._count = count(1)

    def full(self, cls: type[T], **made: Any) -> T:
        values = {f.name: self._value(cls, f) for f in fields_of(cls) if f.name not in made and f.name != "id"}
        return cls(**values, **made)

    def _value(self, cls: type, field: Field) -> Any:
        if field.one is Condition:
            types = list(CONDITIONS.values())
            return tuple(self.full(c) for c in (types if cls is Disclosure else types[:3]))
        if not is_dataclass(field.one) or field.one is Words:
            values = two(field, cls, next(self._count))
            return values if field.many else values[0]
        part: Any = field.one
        entries = tuple(self._part(part, n) for n in (1, 2))
        return entries if field.many else entries[0]

    def _part(self, part: Any, number: int) -> Any:
        if part is Section:
            return self.full(Section, id=Id(f"section-{number}"))
        made = self.full(part)
        if part is Holding and number > 1:  # it has no words, in which it would differ
            return replace(made, laws=made.laws[:1])
        # Two entries of one list differ in what makes their ids, where their class has it.
        other = next((f for f in fields_of(part) if f.required), None)
        return made if number == 1 or other is None else replace(made, **{other.name: two(other, part, 400)[1]})


@cache
def rich() -> Registry:
    """The registry: full things, bare things, answers in place of lists, orders that are not those of the ids.

    Of each kind of thing there is one that nothing else names, the last by its id.
    """
    filler = _Filler()
    full = filler.full(Disclosure, id=Id("d-full"), sender=None, recipient_role=Word("separate_controller"))
    answers = _bare("d-answers", RECIPIENTS[0], **dict.fromkeys(_silent(), "not_applicable"))
    none = _bare("d-none", None, **dict.fromkeys(_silent(), "none"))
    onward = filler.full(Disclosure, id=Id("d-onward"), conditions=())
    first = (onward, full, answers, none, _bare("d-silent", RECIPIENTS[1]), _bare("d-spare", RECIPIENTS[1]))
    kinds = zip(RECIPIENTS, ("organisation", "category", "role", "person"), strict=True)
    recipients = [filler.full(Recipient, id=i, type=Word(t), disclosures=()) for i, t in kinds]
    recipients[1] = replace(recipients[1], conditions=recipients[1].conditions[::-1], disclosures=first)
    recipients[3] = Recipient(id=RECIPIENTS[3], type=Word("person"), name=_plain("Parents"))
    return Registry(
        organisation=filler.full(Organisation, id=Id("the-council")),
        site=Url("https://council.example/data-sharing/"),
        version=Text("2026.11.25.1"),
        issued=ON,
        languages=tuple(map(Text, LANGUAGES)),
        licence=Url("https://www.example.org/licence"),
        large_print=True,
        time_zone=Text("Europe/Dublin"),
        notices=(filler.full(Notice, id=Id("a-notice")), _second_notice(filler), _bare_notice("c-notice")),
        recipients=tuple(recipients),
        confirmed=_confirmed(filler),
        retired=(
            filler.full(Retired, id=Id("old-a")),
            filler.full(Retired, id=Id("old-b")),
            filler.full(Retired, id=Id("old-c")),
        ),
        released=None,
        phrases=None,
        **_vocabularies(filler),
    )


def _bare(key: str, recipient: Id | None, **answers: Any) -> Disclosure:
    return Disclosure(id=Id(key), recipient=recipient, **answers)


def _silent() -> list[str]:
    return [f.name for f in fields_of(Disclosure) if f.silent]


def _plain(text: str) -> Words:
    return Words((("en-gb", text),))


def _second_notice(filler: _Filler) -> Notice:
    shown = Passage(shape=Word("item"), text=_plain("Shown."), states=DISCLOSURES)
    section = Section(id=Id("only"), heading=_plain("Only"), passages=(shown, replace(shown, states=SHARED)))
    bare = Section(id=Id("bare"), heading=_plain("Bare"))
    conditions = (filler.full(CONDITIONS["tell_first"]), filler.full(CONDITIONS["area"]))
    return Notice(id=Id("b-notice"), title=_plain("Bare"), conditions=conditions, sections=(section, bare))


def _bare_notice(key: str) -> Notice:
    return Notice(id=Id(key), title=_plain("Nothing in it"))


def _confirmed(filler: _Filler) -> tuple[Confirmation, ...]:
    first = filler.full(Confirmation, confirms=Id("d-full"), date=ON - timedelta(9))
    later = replace(first, date=ON - timedelta(2))
    return first, later, replace(first, confirms=Id("nurses"), fields=(Text("name"),))


def _vocabularies(filler: _Filler) -> dict[str, tuple[Any, ...]]:
    made = {name: _entries(filler, name, cls) for name, cls in VOCABULARIES.items() if cls is not SharedCondition}
    both = (filler.full(CONDITIONS["consent_first"]), filler.full(CONDITIONS["approval"]))
    lone = filler.full(CONDITIONS["safeguarding_override"])
    shared = zip((*SHARED, Id("spare")), (both, (lone,), (lone,)), strict=True)
    made["conditions"] = tuple(SharedCondition(id=key, conditions=conditions) for key, conditions in shared)
    return made


def _entries(filler: _Filler, name: str, cls: Any) -> tuple[Any, ...]:
    slug = name.replace("_", "-")
    required = {f.name: two(f, cls, 300)[1] for f in fields_of(cls) if f.required and f.name != "id"}
    return filler.full(cls, id=Id(f"{slug}-a")), *(cls(id=Id(f"{slug}-{letter}"), **required) for letter in "bc")


# ---- changes


def instances(value: Any, cls: type) -> Iterator[Any]:
    """Everything in a registry that is of a class."""
    if isinstance(value, cls):
        yield value
    if isinstance(value, tuple):
        for entry in value:
            yield from instances(entry, cls)
    elif is_dataclass(value) and not isinstance(value, Words):
        for f in fields(value):
            yield from instances(getattr(value, f.name), cls)


def exchanged(value: Any, old: Any, new: Any) -> Any:
    """A registry in which one thing stands in the place of another (the very same object)."""
    if value is old:
        return new
    if isinstance(value, tuple):
        return tuple(exchanged(entry, old, new) for entry in value)
    if not is_dataclass(value) or isinstance(value, Words | type):
        return value
    made = {f.name: exchanged(getattr(value, f.name), old, new) for f in fields(value)}
    return replace(value, **made)


def holder(registry: Registry, cls: type, field: Field) -> Any:
    """A thing of this class in which the field says something that can be changed."""
    found = [i for i in instances(registry, cls) if type(i) is cls and getattr(i, field.name) not in (None, ())]
    assert found, f"{cls.__name__}.{field.name} is never used"
    return found[-1] if cls is Confirmation else next((i for i in found if getattr(i, "id", "") == "d-full"), found[0])


def changes(cls: type, field: Field, value: Any) -> Iterator[Any]:
    """Other values for a field: another entry, another order, one entry fewer, nothing, an answer."""
    if field.name == "languages":  # their order is that of all words
        yield (*value, Text("gd"))
        return
    if not is_dataclass(field.one) or field.one is Words:
        first, second = two(field, cls, 600)
        other = second if second != (value[0] if field.many else value) else first
        if field.many:
            yield (other, *(v for v in value[1:] if v != other))
        else:
            yield other
    if field.many and len(value) > 1:
        yield value[::-1]
        yield value[:-1]
    if not field.required:
        yield () if field.many else None
    if field.silent:
        yield "none"


def every_field() -> list[tuple[type, Field]]:
    """Each field of each class that is part of the feed, but ids and what is never published."""
    found = [
        (cls, f)
        for cls in (*feed_classes(), Registry)
        for f in fields_of(cls)
        if f.name not in ("id", "unpublished", "for_all", "known")
    ]
    return list(dict.fromkeys(found))

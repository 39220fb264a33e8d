"""Registries by Hypothesis: any fields filled or not, ids that all name something, texts of any letters."""

from __future__ import annotations

import re
from dataclasses import is_dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

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
from site_builder.model.conditions import CONDITIONS, Condition, limits_of
from site_builder.model.fields import Field, fields_of
from site_builder.model.values import Id, Text, Url, Word, Words
from site_builder.schemas.shapes import TEXT, field_shape
from tests.rich_registry import KINDS, link_kinds, two

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n")
TEXTS = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: bool(re.fullmatch(TEXT, text)))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    """A registry of a few things of each kind."""
    return _Generator(draw).registry()


class _Generator:
    """Draws one registry."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._ids: dict[str, list[Id]] = {
            "organisation": [Id("us")],
            "recipients": self._some("recipient", 1),
            "conditions": self._some("shared"),
            "disclosures": self._some("disclosure"),
            "notices": self._some("notice", 1),
            "retired": self._some("retired"),
            **{name: self._some(name.replace("_", "-"), 1) for name in KINDS},
        }

    def registry(self) -> Registry:
        confirmed = [self._thing(Confirmation) for _ in self._some("c")]
        return Registry(
            organisation=self._thing(Organisation, id=Id("us")),
            site=Url("https://council.example/"),
            version=Text("1.0.0.0"),
            issued=self._draw(DAYS),
            languages=(Text("en-GB"), Text("cy")),
            licence=self._draw(st.none() | st.just(Url("https://www.example.org/licence"))),
            large_print=self._draw(st.none() | st.booleans()),
            time_zone=self._draw(st.none() | st.just(Text("Europe/Dublin"))),
            notices=tuple(self._thing(Notice, id=i) for i in self._ids["notices"]),
            recipients=self._recipients(),
            confirmed=tuple(sorted(confirmed, key=lambda c: (c.confirms, c.date, c.by, c.fields))),
            retired=tuple(self._thing(Retired, id=i) for i in self._ids["retired"]),
            conditions=tuple(self._thing(SharedCondition, id=i) for i in self._ids["conditions"]),
            released=None,
            phrases=None,
            **{name: self._vocabulary(name, cls) for name, cls in VOCABULARIES.items() if cls is not SharedCondition},
        )

    def _some(self, name: str, least: int = 0) -> list[Id]:
        return [Id(f"{name}-{n}") for n in range(self._draw(st.integers(least, 2)))]

    def _recipients(self) -> tuple[Recipient, ...]:
        keys = self._ids["recipients"]
        homes = {i: self._draw(st.sampled_from(keys)) for i in self._draw(st.permutations(self._ids["disclosures"]))}
        made = {i: self._thing(Disclosure, id=i) for i in homes}
        own = {key: tuple(made[i] for i, home in homes.items() if home == key) for key in keys}
        return tuple(self._recipient(key, own[key]) for key in keys)

    def _recipient(self, key: Id, disclosures: tuple[Disclosure, ...]) -> Recipient:
        made: Recipient = self._thing(Recipient, id=key, disclosures=disclosures)
        is_open = made.open_list if made.type != "category" or made.open_list is not None else self._draw(st.booleans())
        return replace(made, open_list=is_open)

    def _vocabulary(self, name: str, cls: type) -> tuple[Any, ...]:
        return tuple(self._thing(cls, id=i) for i in self._ids[name])

    def _thing(self, cls: type, **made: Any) -> Any:
        stated = self._draw(st.sets(st.sampled_from(fields_of(cls)), max_size=8)) if fields_of(cls) else set()
        fields = [f for f in fields_of(cls) if f.required or (f in stated and self._can(cls, f))]
        limits = limits_of(cls)
        if limits and not any(f.key in limits for f in fields):
            fields.append(fields_of(cls)[0])  # without a limit it is no condition
        return cls(**{f.name: self._value(cls, f) for f in fields if f.name not in made}, **made)

    def _can(self, cls: type, field: Field) -> bool:
        """Whether there is something that the field can name."""
        return field.one is not Id or bool(self._pool(cls, field))

    def _pool(self, cls: type, field: Field) -> list[Id]:
        return [key for kind in link_kinds(cls, field) for key in self._ids[kind]]

    def _value(self, cls: type, field: Field) -> Any:
        if field.silent and self._draw(st.integers(0, 3)) == 0:
            return self._draw(st.sampled_from(["none", "not_applicable"]))
        if field.one is Condition:
            types = self._draw(
                st.lists(st.sampled_from(list(CONDITIONS.values())), min_size=1, max_size=3, unique=True)
            )
            return tuple(self._thing(each) for each in types)
        if field.one is Section:
            return tuple(self._thing(Section, id=i) for i in self._some("section"))
        if is_dataclass(field.one) and field.one is not Words:
            part: Any = field.one
            return self._thing(part) if not field.many else tuple(self._thing(part) for _ in self._some("part", 1))
        one = self._one(cls, field)
        return tuple(self._draw(st.lists(one, min_size=1, max_size=3, unique=True))) if field.many else self._draw(one)

    def _one(self, cls: type, field: Field) -> st.SearchStrategy[Any]:
        if field.one is Words:
            return st.tuples(TEXTS, st.none() | TEXTS).map(_in_languages)
        if field.one is Id:
            return st.sampled_from(self._pool(cls, field))
        if field.one is date:
            return DAYS
        if field.one is int:
            shape = field_shape(cls, field)
            return st.integers(shape["minimum"], shape.get("maximum", 10**6)).filter(
                lambda n: {"const": n} != shape.get("not")
            )
        if field.one is bool:
            return st.booleans()
        assert field.one in (Word, Text, Url)
        return st.sampled_from(two(field, cls, 1))


def _in_languages(texts: tuple[str, str | None]) -> Words:
    english, welsh = texts
    return Words((("en-gb", english), ("cy", welsh)) if welsh else (("en-gb", english),))

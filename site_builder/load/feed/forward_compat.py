"""Finds what a feed of a later version says and this version does not understand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from site_builder.facts.feed_form import feed_fields
from site_builder.model import Registry
from site_builder.model.conditions import Unknown
from site_builder.model.fields import Field
from site_builder.model.values import Id, Word, Words
from site_builder.schemas.shapes import closed_words, field_shape


def not_understood(registry: Registry) -> Iterator[str]:
    """A sentence for each condition that we do not understand, each unknown word, and each id of an unknown thing."""
    known = {*registry.things, *(each.id for each in registry.retired)}
    for thing in (*registry.things.values(), *registry.retired):
        yield from _unknown_in(thing, thing.id, known)


def _unknown_in(thing: Any, where: str, known: set[Id]) -> Iterator[str]:
    if isinstance(thing, Unknown):
        yield thing.why
        return
    for field in feed_fields(type(thing)):
        value = getattr(thing, field.name)
        if field.silent and isinstance(value, str):
            continue
        for each in value if isinstance(value, tuple) else () if value is None else (value,):
            yield from _unknown_in_value(type(thing), field, each, f"{where}, {field.key}", known)


def _unknown_in_value(cls: type, field: Field, value: Any, where: str, known: set[Id]) -> Iterator[str]:
    if is_dataclass(value) and not isinstance(value, Words):
        yield from _unknown_in(value, where, known)
    elif field.one is Word and value not in closed_words(cls, field, strict=True):
        yield f"{where}: the word {value} is not known."
    elif field.one is Id and "x-kind" in field_shape(cls, field) and value not in known:
        yield f"{where}: what {value} is, is not known."

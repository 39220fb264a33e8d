"""Ids that were replaced by another one: the same thing under a new name, so that its facts can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from site_builder.diff.field_diff import is_part
from site_builder.model import Registry
from site_builder.model.fields import fields_of
from site_builder.model.values import Id

T = TypeVar("T")


def renames(old: Registry, new: Registry) -> Mapping[Id, Id]:
    """The old ids of things that have a new id, each with the new one.

    A registry states them in `retired`; the older one counts too, so that a comparison backwards gives the same.
    """
    forward = {r.id: r.replaced_by[0] for r in new.retired if len(r.replaced_by) == 1}
    backward = {r.replaced_by[0]: r.id for r in old.retired if len(r.replaced_by) == 1}
    declared = {**backward, **forward}
    valid = {was: now for was, now in declared.items() if _is_renamed(old, new, was, now)}
    counts = Counter(valid.values())
    return {was: now for was, now in valid.items() if counts[now] == 1}


def renamed(registry: Registry, names: Mapping[Id, Id]) -> Registry:
    """The registry with the new ids in place of the old ones."""
    return _with_new_ids(registry, names) if names else registry


def _is_renamed(old: Registry, new: Registry, was: Id, now: Id) -> bool:
    """Whether `was` is only in the old registry, `now` only in the new one, and both are things of one class."""
    apart = was in old.things and now in new.things and was not in new.things and now not in old.things
    return apart and type(old.things[was]) is type(new.things[now])


def _with_new_ids(thing: T, names: Mapping[Id, Id]) -> T:
    new_values = {}
    for field in fields_of(type(thing)):
        value = getattr(thing, field.name)
        if field.one is Id:
            new_values[field.name] = _new_ids(value, names)
        elif isinstance(value, tuple):
            new_values[field.name] = tuple(_with_new_ids(v, names) if is_part(v) else v for v in value)
        elif is_part(value):
            new_values[field.name] = _with_new_ids(value, names)
    return replace(thing, **new_values)  # type: ignore[type-var] # a class of the model


def _new_ids(value: Any, names: Mapping[Id, Id]) -> Any:
    return tuple(names.get(v, v) for v in value) if isinstance(value, tuple) else names.get(value, value)

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
    """Old ids by which things are no longer called, and the one that each is called by now.

    A registry says so in `retired`; the older one is asked too, so that a comparison backwards tells the same.
    """
    forward = {r.id: r.replaced_by[0] for r in new.retired if len(r.replaced_by) == 1}
    backward = {r.replaced_by[0]: r.id for r in old.retired if len(r.replaced_by) == 1}
    found = {**backward, **forward}
    meant = {was: now for was, now in found.items() if _is_renamed(old, new, was, now)}
    times = Counter(meant.values())
    return {was: now for was, now in meant.items() if times[now] == 1}


def renamed(registry: Registry, names: Mapping[Id, Id]) -> Registry:
    """The registry in which the new ids stand wherever the old ones stood."""
    return _renamed(registry, names) if names else registry


def _is_renamed(old: Registry, new: Registry, was: Id, now: Id) -> bool:
    """Whether the one stands in the old registry alone, the other in the new one alone, and both are of one kind."""
    apart = was in old.things and now in new.things and was not in new.things and now not in old.things
    return apart and type(old.things[was]) is type(new.things[now])


def _renamed(thing: T, names: Mapping[Id, Id]) -> T:
    made = {}
    for field in fields_of(type(thing)):
        value = getattr(thing, field.name)
        if field.one is Id:
            made[field.name] = _mapped(value, names)
        elif isinstance(value, tuple):
            made[field.name] = tuple(_renamed(v, names) if is_part(v) else v for v in value)
        elif is_part(value):
            made[field.name] = _renamed(value, names)
    return replace(thing, **made)  # type: ignore[type-var] # a class of the model


def _mapped(value: Any, names: Mapping[Id, Id]) -> Any:
    return tuple(names.get(v, v) for v in value) if isinstance(value, tuple) else names.get(value, value)

"""Questions about a disclosure that several rules ask."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model import DataCategory, Disclosure, OptOut, Registry
from site_builder.model.conditions import Condition, Identifiability
from site_builder.model.values import Word

NOBODY = {"anonymous", "aggregate"}
"""Levels of data from which nobody can be identified."""


def sensitive(registry: Registry, disclosure: Disclosure) -> set[Word]:
    """The kinds of special or criminal data that a disclosure states."""
    categories = (registry.things.get(key) for key in disclosure.data_categories)
    return {word for category in categories if isinstance(category, DataCategory) for word in category.sensitive}


def conditions(registry: Registry, disclosure: Disclosure) -> Iterator[Condition]:
    """The conditions that limit a disclosure, including those that only possibly do."""
    return (limit.condition for limit in registry.limits(disclosure))


def certain_conditions(registry: Registry, disclosure: Disclosure) -> Iterator[Condition]:
    """The conditions that surely limit all of a disclosure."""
    return (limit.condition for limit in registry.limits(disclosure) if limit.is_whole)


def is_about_nobody(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether the data that leaves surely identifies nobody."""
    limits = certain_conditions(registry, disclosure)
    return any(isinstance(limit, Identifiability) and limit.transfer in NOBODY for limit in limits)


def choices(disclosure: Disclosure) -> tuple[OptOut, ...]:
    """The opt-outs that a disclosure states."""
    return disclosure.opt_outs if isinstance(disclosure.opt_outs, tuple) else ()

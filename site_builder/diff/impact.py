"""How a difference moves sharing, by the rules of the fields: in a value, an entry of a list, or a part with fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from site_builder.diff.field_diff import Difference, differences, is_part
from site_builder.model.conditions import ABOUT, Condition
from site_builder.model.fields import THINGS, Field, fields_of
from site_builder.model.moves import BY_FIELDS, NEITHER, OPPOSITE, Added, Direction, Rule, together


def rules_of(cls: type) -> Mapping[str, tuple[Field, Rule]]:
    """The fields of a class that are compared by a rule, each with its rule."""
    return _rules_of(cls)


def direction(rule: Rule, field: Field, difference: Difference, was: Any, now: Any) -> Direction:
    """How a difference in a field moves sharing; `was` and `now` are the whole values of the field."""
    if is_part(difference.was) and is_part(difference.is_):
        return of_parts(difference.was, difference.is_)
    if not field.many or None not in (difference.was, difference.is_):
        is_answer_replaced = field.many and was == difference.was and now == difference.is_
        return NEITHER if is_answer_replaced else rule.move(difference.was, difference.is_)
    before, after = (now, was) if difference.is_ is None else (was, now)
    entry = difference.was if difference.is_ is None else difference.is_
    return _entry_direction(rule, entry, before, is_answer=after == entry, is_new=difference.is_ is not None)


def added_by(cls: type) -> Added:
    """The direction in which one more of a class moves sharing."""
    return ABOUT[cls.type].added if issubclass(cls, Condition) else THINGS[cls].added


def presence(part: Any) -> Direction:
    """The direction of one more entry, condition or thing."""
    added = added_by(type(part))
    if added != BY_FIELDS:
        return added
    rules = rules_of(type(part)).values()
    return together(rule.move(None, getattr(part, field.name)) for field, rule in rules)


def of_parts(was: Any, now: Any) -> Direction:
    """How the differences between two entries of one class move sharing, taken together."""
    directions: list[Direction] = []
    for key, (field, rule) in rules_of(type(now)).items():
        before, after = getattr(was, field.name), getattr(now, field.name)
        parts = (d for d in differences("", key, before, after) if d.language is None)
        directions += [direction(rule, field, d, before, after) for d in parts]
    return together(directions)


@cache
def _rules_of(cls: type) -> Mapping[str, tuple[Field, Rule]]:
    return {field.key: (field, rule) for field in fields_of(cls) if isinstance(rule := field.about.moves, Rule)}


def _entry_direction(rule: Rule, entry: Any, before: Any, *, is_answer: bool, is_new: bool) -> Direction:
    """The direction of an entry that was added or removed; `before` is the field's value without it.

    An answer in place of a list, such as none, states no more than the entries that it replaces.
    """
    if is_answer:
        return NEITHER if before else rule.stated if is_new else rule.silenced
    if before == "none" and rule.after_none:
        return rule.after_none if is_new else OPPOSITE[rule.after_none]
    added = presence(entry) if is_part(entry) else rule.weight(entry)
    return rule.entry(added, is_new=is_new, is_alone=before in (None, ()))

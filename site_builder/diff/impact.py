"""How a difference moves sharing: one of a value, of an entry of a list, of a part with fields. The fields say it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from site_builder.diff.field_diff import Difference, differences, is_part
from site_builder.model.conditions import ABOUT, Condition
from site_builder.model.fields import THINGS, Field, fields_of
from site_builder.model.moves import BY_FIELDS, NEITHER, OPPOSITE, Added, Direction, Rule, together


def rules_of(cls: type) -> Mapping[str, tuple[Field, Rule]]:
    """The fields of a class that are compared by a rule, each with it."""
    return _rules_of(cls)


def direction(rule: Rule, field: Field, found: Difference, was: Any, now: Any) -> Direction:
    """How a difference in a field moves sharing; `was` and `now` are the whole values of the field."""
    if is_part(found.was) and is_part(found.is_):
        return of_parts(found.was, found.is_)
    if not field.many or None not in (found.was, found.is_):
        answers = field.many and was == found.was and now == found.is_
        return NEITHER if answers else rule.move(found.was, found.is_)
    before, after = (now, was) if found.is_ is None else (was, now)
    entry = found.was if found.is_ is None else found.is_
    return _entry(rule, entry, before, is_answer=after == entry, is_new=found.is_ is not None)


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
    found: list[Direction] = []
    for key, (field, rule) in rules_of(type(now)).items():
        before, after = getattr(was, field.name), getattr(now, field.name)
        parts = (d for d in differences("", key, before, after) if d.language is None)
        found += [direction(rule, field, d, before, after) for d in parts]
    return together(found)


@cache
def _rules_of(cls: type) -> Mapping[str, tuple[Field, Rule]]:
    return {field.key: (field, rule) for field in fields_of(cls) if isinstance(rule := field.about.moves, Rule)}


def _entry(rule: Rule, entry: Any, before: Any, *, is_answer: bool, is_new: bool) -> Direction:
    """An entry that came or went; `before` is the field's value without it.

    An answer in place of a list, such as none, says no more than the entries that it takes the place of do.
    """
    if is_answer:
        return NEITHER if before else rule.stated if is_new else rule.silenced
    if before == "none" and rule.after_none:
        return rule.after_none if is_new else OPPOSITE[rule.after_none]
    more = presence(entry) if is_part(entry) else rule.weight(entry)
    return rule.entry(more, is_new=is_new, is_alone=before in (None, ()))

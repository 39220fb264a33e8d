"""Plain data that keeps to its schema, to the values of the model, by the types of the model's fields."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from site_builder.core.conditions import CONDITIONS, Condition
from site_builder.core.fields import field_types
from site_builder.core.values import Words
from site_builder.sources.passages import fold
from site_builder.sources.translations import Speaker, Told

T = TypeVar("T")


def structure(cls: type[T], data: Mapping[str, Any], speaker: Speaker, **made: Any) -> T:
    """An instance of a model class from fields of its names and parts already made; other fields are left out."""
    hints = field_types(cls)
    values = {
        name: _value(hint, data[key], partial(speaker, key)) for name, (key, hint) in hints.items() if key in data
    }
    return cls(**{**values, **made})


def _value(hint: Any, value: Any, say: Callable[[str], Told]) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return _value(_chosen(hint, value), value, say)
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return tuple(_value(item, v, say) for v in value)
    if hint is Words:
        return Words(tuple((tag, fold(text)) for tag, text in say(value)))
    if hint is date:
        return date.fromisoformat(value)
    if hint is Condition:
        return _part(CONDITIONS[value["type"]], value, say)
    return _part(hint, value, say) if isinstance(value, dict) else value


def _part(cls: Any, data: Mapping[str, Any], say: Callable[[str], Told]) -> Any:
    """A part of a thing: its texts belong to the thing's own field."""
    return structure(cls, data, lambda _, text: say(text))


def _chosen(hint: Any, value: Any) -> Any:
    """Of a union, the part for this value: an answer such as `none` is text, all else is what stands before it."""
    parts = get_args(hint)
    return str if any(value in get_args(part) for part in parts if get_origin(part) is Literal) else parts[0]

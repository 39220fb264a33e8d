"""The fields of a model class: their names in files and feed, and what they hold."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model class, taken apart.

    `one` is the type of one value, `many` whether the field holds a list of them, `silent` whether an answer such as
    `none` may stand in its place, `required` whether it has to be given.
    """

    name: str
    key: str
    one: Any
    many: bool
    silent: bool
    required: bool


def field_types(cls: type) -> Mapping[str, tuple[str, Any]]:
    """Of each field: its name in files and feed, and its type. (`with_` is `with` there, as Python keeps the word)."""
    return _field_types(cls)


def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a model class in its order."""
    return _fields_of(cls)


@cache
def _field_types(cls: type) -> Mapping[str, tuple[str, Any]]:
    hints = get_type_hints(cls)
    return {f.name: (_written(f.name), hints[f.name]) for f in fields(cls)}


@cache
def _fields_of(cls: type) -> tuple[Field, ...]:
    needed = {f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING}
    return tuple(_field(name, key, hint, required=name in needed) for name, (key, hint) in field_types(cls).items())


def _field(name: str, key: str, hint: Any, *, required: bool) -> Field:
    is_plain = isinstance(hint, type) or get_origin(hint) is tuple or hasattr(hint, "__supertype__")
    parts = [hint] if is_plain else [p for p in get_args(hint) if p is not NoneType]
    held = next(p for p in parts if get_origin(p) is not Literal)
    many = get_origin(held) is tuple
    silent = any(get_origin(p) is Literal for p in parts)
    return Field(name, key, get_args(held)[0] if many else held, many, silent, required)


def _written(name: str) -> str:
    bare = name.removesuffix("_")
    return bare if keyword.iskeyword(bare) else name

"""How a field of a model class is declared, and what its declaration says. The other modules here declare the fields.

The declarations give the registry's schemas, the hints in editors, the feed's keys, terms and schemas, the question
that a field answers and how a change of it moves sharing.
"""

from __future__ import annotations

import dataclasses
import keyword
from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType
from typing import Any, Literal, NamedTuple, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

from site_builder.model.moves import NEITHER, Added, Rule

T = TypeVar("T")
LONG = "words"
"""The form of a text of several sentences; other words are on one line."""


class About(NamedTuple):
    """What is known of a field besides its type. `says` is the sentence that everybody reads.

    `title` is its name for people, where that is not its key with spaces. `of` are the kinds of thing that its ids
    name, `words` the closed words that it takes, `form` LONG, a shared form of `schemas.file_fields` or a pattern,
    `least` and `most` the bounds of a number, `but` one between them that it does not take; `or_not_stated`: it may be
    `not_stated` in place of an id.

    `term` is the concept of a known vocabulary, given at the first field with a key: a key means one thing everywhere.
    `law` are the provisions that ask for it or bear on it, `narrows`: it can narrow a disclosure. `asks` is the
    question that it answers, `moves` how a change of it moves sharing, `own`: it cannot be set for all our disclosures.
    `feed` is the sentence for the feed, if the field means something else there. `critical`: a reader that does not
    know the field could say yes wrongly; or one that does not know these words of it.
    """

    says: str = ""
    title: str = ""
    of: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    form: str = ""
    least: int | None = None
    most: int | None = None
    but: int | None = None
    or_not_stated: bool = False
    term: str = ""
    law: tuple[str, ...] = ()
    narrows: bool = False
    asks: str = ""
    moves: Rule | Literal["own"] | None = None
    own: bool = False
    feed: str = ""
    critical: bool | tuple[Any, ...] = False


class AboutThing(NamedTuple):
    """What is known of a class of the model: the direction in which one more of it moves sharing, its term.

    `differs` gives, for an inherited field, the parts of its description that differ in this class.
    """

    added: Added = NEITHER
    term: str = ""
    differs: Mapping[str, Mapping[str, Any]] = {}


THINGS: dict[type, AboutThing] = {}
"""Each class of the model except the types of condition."""

NO_DEFAULT: Any = dataclasses.MISSING


def field(
    says: str = "", *, default: Any = NO_DEFAULT, of: str = "", words: str = "", law: str = "", **details: Any
) -> Any:
    """A field of a thing, with what is known of it: see About. Lists are words with spaces, provisions with commas.

    A type checker takes a field for required unless its call says `default=`, so each optional field says it.
    """
    about = About(says, of=tuple(of.split()), words=tuple(words.split()), law=_provisions(law), **details)
    return dataclasses.field(default=default, metadata={"about": about})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def thing(
    *, added: Added = NEITHER, term: str = "", slots: bool = True, **differs: Mapping[str, Any]
) -> Callable[[type[T]], type[T]]:
    """Make a class a frozen thing of the model: see AboutThing. Only without `slots` can it have cached properties."""

    def registered(cls: type[T]) -> type[T]:
        frozen = dataclasses.dataclass(frozen=True, slots=slots, kw_only=True)(cls)
        THINGS[frozen] = AboutThing(added, term, differs)
        return frozen

    return registered


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A field of a model class, taken apart.

    `one` is the type of one value, `many` whether the field holds a list of them, `silent` whether an answer such as
    `none` may take its place, `required` whether it has to be given, `about` what else is known of it.
    """

    name: str
    key: str
    one: Any
    many: bool
    silent: bool
    required: bool
    about: About


def field_types(cls: type) -> Mapping[str, tuple[str, Any]]:
    """The name of each field in files and feed, and its type; `with_` is `with` there, as Python reserves that word."""
    return _field_types(cls)


def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a model class in its order."""
    return _fields_of(cls)


@cache
def _field_types(cls: type) -> Mapping[str, tuple[str, Any]]:
    hints = get_type_hints(cls)
    return {f.name: (_key(f.name), hints[f.name]) for f in dataclasses.fields(cls)}


@cache
def _fields_of(cls: type) -> tuple[Field, ...]:
    types = field_types(cls)
    differs = THINGS[cls].differs if cls in THINGS else {}
    return tuple(_field(f, *types[f.name], differs.get(f.name, {})) for f in dataclasses.fields(cls))


def _field(declared: dataclasses.Field[Any], key: str, hint: Any, differs: Mapping[str, Any]) -> Field:
    is_plain = isinstance(hint, type) or get_origin(hint) is tuple or hasattr(hint, "__supertype__")
    parts = [hint] if is_plain else [p for p in get_args(hint) if p is not NoneType]
    value_type = next(p for p in parts if get_origin(p) is not Literal)
    many = get_origin(value_type) is tuple
    silent = any(get_origin(p) is Literal for p in parts)
    required = declared.default is dataclasses.MISSING and declared.default_factory is dataclasses.MISSING
    about: About = declared.metadata.get("about", About())
    if "law" in differs:
        differs = {**differs, "law": _provisions(differs["law"])}
    return Field(
        declared.name,
        key,
        get_args(value_type)[0] if many else value_type,
        many,
        silent,
        required,
        about._replace(**differs),
    )


def _provisions(law: str) -> tuple[str, ...]:
    return tuple(law.split(", ")) if law else ()


def _key(name: str) -> str:
    bare = name.removesuffix("_")
    return bare if keyword.iskeyword(bare) else name

"""What a field of the feed looks like (title, description, closed words, bounds), from the fields of the model.

The feed's schemas and its reader both use these shapes, so that they give the same verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from site_builder.facts.feed_form import FROM_DATES, feed_fields
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
)
from site_builder.model.conditions import CONDITIONS
from site_builder.model.fields import Field, fields_of
from site_builder.model.values import Url
from site_builder.schemas.feed_terms import feed_terms
from site_builder.schemas.file_fields import FORMS
from site_builder.schemas.json_schemas import form_schema, schema
from site_builder.schemas.trees import value_node

Shape = Mapping[str, Any]

HIDDEN = r"\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069"
"""Control characters but the new line, and those that turn the direction of text."""

TEXT = rf"^[^\S{HIDDEN}]*[^\s{HIDDEN}][^{HIDDEN}]*$"
"""A text to read. Only spaces may come before its first letter, so that matching a long text stays fast."""

TAG = "^[a-z]{2,3}(-[a-z0-9]{2,8})*$"
DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
WORD = "^[a-z][a-z0-9_]*$"
TYPE = "^[A-Z][A-Za-z0-9]*$"
"""The name of a node's type, also of one that a later version adds."""

NODE_TYPES = {
    *(c.__name__ for c in (Registry, Organisation, Recipient, Notice, Section, Disclosure, Confirmation, Retired)),
    *(cls.__name__ for cls in VOCABULARIES.values()),
    "Condition",
}
"""The node types of things that have their own place in a feed; other nodes are parts of these."""

PART = r"(\.[a-z0-9_-]+)+"
"""What follows the id of a thing in the id of a part of it."""


def field_shape(cls: type, field: Field) -> Shape:
    """The schema of one value of a field, references resolved, with its `title` and `description`."""
    return _field_shapes(cls)[field.name]


def closed_words(cls: type, field: Field, *, strict: bool = False) -> tuple[str, ...]:
    """The words that a field may hold; () where a later version may add some, unless `strict`.

    A field that narrows a disclosure never gets another word: a reader that did not know it would share too much.
    """
    if not (strict or cls in CONDITIONS.values() or field.key in feed_terms().narrowing):
        return ()
    from_dates = FROM_DATES if (cls, field.key) == (Disclosure, "status") else ()
    return (*field_shape(cls, field)["enum"], *from_dates)


@cache
def misplaced(cls: type) -> frozenset[str]:
    """The keys that narrow a disclosure and do not belong to a class, where one would narrow a disclosure unnoticed."""
    return frozenset(feed_terms().narrowing) - {field.key for field in feed_fields(cls)}


@cache
def recipient_types() -> tuple[str, ...]:
    """The types of recipient, as node types: the first letter is large."""
    return tuple(
        str(word).capitalize() for word in next(f for f in fields_of(Recipient) if f.name == "type").about.words
    )


def text_pattern(cls: type, field: Field) -> str:
    """The pattern of a text or address."""
    return str(field_shape(cls, field).get("pattern") or (pattern("address") if field.one is Url else TEXT))


def pattern(name: str) -> str:
    """The pattern of one of the shared definitions, such as `id` or `address`."""
    return FORMS[name].pattern


@cache
def _field_shapes(cls: type) -> Mapping[str, Shape]:
    return {field.name: _field_shape(field) for field in feed_fields(cls)}


def _field_shape(field: Field) -> Shape:
    about = field.about
    form = about.form if about.form in FORMS else "address" if field.one is Url else ""
    shared = form_schema(form) if form else {}
    words = {"title": about.title or field.key.replace("_", " "), "description": about.feed or about.says}
    return {**shared, **schema(value_node(field)), **words}

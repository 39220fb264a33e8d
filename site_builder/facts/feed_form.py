"""Where the feed's form differs from the model's: which fields it carries, and what it says for "not stated"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args

from site_builder.facts.lifecycle import ACTIVE, ENDED, PLANNED
from site_builder.model import Disclosure, Known, Registry, Released, Unpublished
from site_builder.model.conditions import CONDITIONS, Condition
from site_builder.model.fields import Field, fields_of
from site_builder.model.phrases import Phrases
from site_builder.model.values import NOT_STATED, Silence, Words

WHOLE = r"data/v1/feed\.[0-9a-f]{16}\.jsonld"
"""The pattern of the path of a whole feed that is named by its digest."""

ROOT_TYPES = ("Registry", "Dataset")
"""The node types of the registry itself."""

IN_WORDS = "condition_sentences"
"""The key of the feed with what each condition says in words, by the condition's id."""

WHAT_WAS_SENT = "what_was_sent"
"""The key of the feed with what the newest attestation says of what was really sent."""

ALWAYS_WRITTEN = ("recipient", "purposes", "data_categories", "data_subjects", "lawful_basis", "retention")
"""The keys of a disclosure that are never left out: where the words are silent they say `not_stated`."""

FORM = 1
"""The form of the feed: a number that grows with each key that is written though the words are silent."""
WRITTEN_SINCE: Mapping[str, int] = dict.fromkeys(ALWAYS_WRITTEN, 1)
"""The form with which each of these keys began: in an older feed it says nothing, not even that words are silent."""

FROM_DATES = (PLANNED, ACTIVE, ENDED)
"""What `status` says where the registry writes none: it follows from the dates, and a reader drops it."""

ELSEWHERE = {
    ("Recipient", "type"),  # the second of its node types
    ("Recipient", "disclosures"),  # name it in `part_of`
    ("Disclosure", "shared_conditions"),  # are among its `conditions`
}

NEVER = (Unpublished, Known, Released, Phrases)
"""Types that are not part of the public half."""


def feed_fields(cls: type) -> tuple[Field, ...]:
    """The fields of a model class that are keys of its node, in the model's order and by the feed's names."""
    return _feed_fields(cls)


def is_always_written(cls: type, field: Field) -> bool:
    """Whether a field is written even where the words say nothing about it."""
    return cls is Disclosure and field.key in ALWAYS_WRITTEN


def may_be_not_stated(cls: type, field: Field) -> bool:
    """Whether `not_stated` may be written in place of a field's value."""
    return is_always_written(cls, field) or field.about.or_not_stated


def edition(registry: Registry) -> int:
    """The edition of a registry's feed: 2 if it states anything critical, see `About`; else 1.

    A reader who knows edition 1 alone understands no feed of edition 2, so it says yes to nothing.
    """
    return 2 if _is_critical(registry) else 1


def is_critical(field: Field, value: Any) -> bool:
    """Whether a value of a field belongs in edition 2."""
    critical = field.about.critical
    return value in critical if isinstance(critical, tuple) else critical and value not in (None, (), False)


def _is_critical(thing: Any) -> bool:
    """Whether a thing, or anything in it, states something critical."""
    cls: type = type(thing)
    for field in _critical_fields(cls):
        value = getattr(thing, field.name)
        inner = (value if field.many else (value,)) if is_node(field.one) else ()
        if is_critical(field, value) or any(_is_critical(each) for each in inner if is_dataclass(each)):
            return True
    return False


@cache
def _critical_fields(cls: type) -> tuple[Field, ...]:
    """The fields of a class that are critical, and those that hold things with such fields."""
    inside = (f for f in fields_of(cls) if f.one not in NEVER)
    return tuple(f for f in inside if f.about.critical or (is_node(f.one) and _critical_fields(f.one)))


def silences(cls: type, field: Field) -> tuple[str, ...]:
    """The words that may take the place of a field's values, and are never among them."""
    answers = get_args(Silence) if field.silent else ()
    return (*answers, NOT_STATED) if may_be_not_stated(cls, field) else answers


def is_node(one: Any) -> bool:
    """Whether values of this type are nodes inside the node that has the field."""
    return is_dataclass(one) and one not in (Words, Condition)


@cache
def feed_classes() -> tuple[type, ...]:
    """Every model class that is a node of the feed, the registry first, then its parts, then the conditions."""
    classes: dict[type, None] = {}
    queue: list[type] = [Registry]
    while queue:
        cls = queue.pop(0)
        if cls not in classes:
            classes[cls] = None
            queue += [f.one for f in fields_of(cls) if is_node(f.one) and f.one not in NEVER]
    return (*classes, *CONDITIONS.values())


@cache
def _feed_fields(cls: type) -> tuple[Field, ...]:
    carried = (f for f in fields_of(cls) if f.name != "id" and (cls.__name__, f.name) not in ELSEWHERE)
    return tuple(f for f in carried if cls is not Registry or not is_node(f.one))

"""The mark of a change: it is another one as soon as what changed is another thing than before, or other than now."""

from __future__ import annotations

import json
from hashlib import sha256

from site_builder.diff.change import Change
from site_builder.diff.passages import PLACES
from site_builder.diff.to_json import value
from site_builder.facts.confirmed import ALL, DIGITS, WORDS, confirmable, mark
from site_builder.model import Registry
from site_builder.model.fields import field_types
from site_builder.model.values import Id

WHOLE = {"id", "sections", "disclosures"}
"""Fields that hold other things, which have marks of their own, and the id, which never changes."""


def mark_of_change(registry: Registry, change: Change) -> str:
    """Twelve digits of a SHA-256 over what a change was and is, and over the marks of the fields that it concerns.

    `registry` is the one after the change, with its shared terms. So a mark also changes where a thing that the field
    names is called, or is, something else.
    """
    fields = [(field, mark(registry, registry.things[Id(key)], field)) for key, field in confirmed_by(registry, change)]
    said = [change.id, change.kind, change.language, value(change.was), value(change.is_), fields]
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:DIGITS]


def confirmed_by(registry: Registry, change: Change) -> tuple[tuple[str, str], ...]:
    """The fields, each with the id of its thing, that somebody who agrees to a change has seen as they are now.

    Of a new thing these are all that it states. There are none for what is gone, for translations, for order, and for
    what is a field of no thing.
    """
    thing = registry.things.get(Id(change.about))
    if thing is None or change.language or change.concerns == "order":
        return ()
    names = confirmable(thing)
    if change.field is None:
        own = {key for key, _ in field_types(type(thing)).values()} | {*WORDS, ALL}
        names = tuple(name for name in names if name in own - WHOLE) if change.thing == type(thing).__name__ else ()
    else:
        field = _field_of_words(change) if change.thing == "Passage" else change.field
        names = (field,) if field in names and field not in WHOLE else ()
    return tuple((change.about, name) for name in names if mark(registry, thing, name))


def _field_of_words(change: Change) -> str:
    """The field of the file in which changed words stand: their id names notice, everyone or children, and owner."""
    _, field, owner, *_ = change.id.split(".")
    return owner if owner in PLACES else field

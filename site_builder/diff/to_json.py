"""A change as JSON values: `docs/diff.schema.json` documents the keys and their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from site_builder.diff.change import Change
from site_builder.model import Disclosure, Passage, Section
from site_builder.model.conditions import Condition
from site_builder.model.fields import fields_of
from site_builder.model.values import Words


def plain(change: Change, summary: Mapping[str, str]) -> dict[str, Any]:
    """The change with its summary in each language; keys after `reaches` are left out where they do not apply."""
    passages = change.passages and {"was": change.passages[0], "is": change.passages[1]}
    besides = {"passages": passages, "language": change.language}
    return {
        "id": change.id,
        "kind": change.kind,
        "about": change.about,
        "thing": change.thing,
        "field": change.field,
        "was": value(change.was),
        "is": value(change.is_),
        "direction": change.direction,
        "concerns": change.concerns,
        "reaches": list(change.reaches),
        **{key: part for key, part in besides.items() if part is not None},
        "summary": dict(summary),
    }


def value(model_value: Any) -> Any:
    """A value of the model: words by language, days as ISO 8601, a part by its fields, a condition with its `type`."""
    if isinstance(model_value, Words):
        return dict(model_value.pairs)
    if isinstance(model_value, tuple):
        return [value(entry) for entry in model_value]
    if isinstance(model_value, date):
        return model_value.isoformat()
    if not is_dataclass(model_value):
        return model_value
    kind = {"type": model_value.type} if isinstance(model_value, Condition) else {}
    fields = (
        (f, getattr(model_value, f.name))
        for f in fields_of(type(model_value))
        if f.one not in (Disclosure, Section, Passage)
    )
    return {**kind, **{field.key: value(part) for field, part in fields if part not in (None, ())}}

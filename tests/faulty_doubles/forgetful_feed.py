"""Wrong twins of the feed's writer: each forgets one field, or writes two fields under each other's keys.

Caught by `test_feed_fields`: the field changed alone changes nothing, or another fact's key.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from unittest.mock import patch

from site_builder.facts.feed_form import feed_fields
from site_builder.model import Registry
from site_builder.model.fields import Field
from site_builder.render.feed import graph


class Forgetful:
    """A writer that leaves out one field of one class."""

    def __init__(self, cls: type, name: str) -> None:
        """The class and the field."""
        self._cls, self._name = cls, name

    def fields(self, cls: type) -> tuple[Field, ...]:
        """The fields that it knows of."""
        return tuple(f for f in feed_fields(cls) if (cls, f.name) != (self._cls, self._name))

    def render(self, registry: Registry, on: date) -> bytes:
        """The feed without the field."""
        with patch.object(graph, "feed_fields", self.fields):
            return graph.render(registry, on)


class Confused(Forgetful):
    """A writer that writes one field of a class under the key of another."""

    def __init__(self, cls: type, name: str, other: str) -> None:
        """The class, the field, and the field whose key it takes."""
        super().__init__(cls, name)
        self._other = other

    def fields(self, cls: type) -> tuple[Field, ...]:
        """The fields of the class, the two keys exchanged."""
        keys = {f.name: f.key for f in feed_fields(cls)}
        swapped = {self._name: keys.get(self._other, ""), self._other: keys.get(self._name, "")}
        return tuple(
            replace(f, key=swapped.get(f.name, f.key) if cls is self._cls else f.key) for f in feed_fields(cls)
        )

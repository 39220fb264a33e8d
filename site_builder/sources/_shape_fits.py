"""A quick yes for files that are well, so that the thorough validator is asked about the others only.

A no means nothing, and a keyword that is not known here makes a no of the whole. A test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from site_builder.sources._shape_walk import Walker

_TYPES: Mapping[str, type] = {"string": str, "array": list, "object": dict, "integer": int, "boolean": bool}
_SAID_ELSEWHERE = frozenset(
    {"$id", "$defs", "title", "description", "x-kind", "properties", "additionalProperties", "items", "then", "else"}
)


class _UnsureError(Exception):
    """A keyword, or a value, that only the thorough validator can judge."""


class Fits:
    """A quick judge of values by the schemas of a walker; `formats` says of each format which texts have it."""

    def __init__(self, walker: Walker, formats: Mapping[str, Callable[[str], bool]]) -> None:
        """A judge that knows these formats."""
        self.walker = walker
        self._formats = formats

    def surely(self, value: Any, name: str) -> bool:
        """Whether the value surely is as the schema of this name asks."""
        try:
            return self.reference(name, value, name)
        except _UnsureError:
            return False

    def fits(self, value: Any, schema: Any, base: str) -> bool:
        """Whether the value is as this part of a schema asks."""
        if schema is True or schema is False:
            return bool(schema)
        if type(value) is dict and not self._fields_fit(value, schema, base):
            return False
        if type(value) is list and "items" in schema and not all(self.fits(v, schema["items"], base) for v in value):
            return False
        for keyword, operand in schema.items():
            if keyword not in _SAID_ELSEWHERE:
                check: _Check = _CHECKS.get(keyword, _unsure)
                if not check(self, operand, value, schema, base):
                    return False
        return True

    def _fields_fit(self, value: dict[str, Any], schema: Mapping[str, Any], base: str) -> bool:
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        return all(self.fits(part, known.get(name, others), base) for name, part in value.items())

    def reference(self, operand: str, value: Any, base: str) -> bool:
        """Whether the value fits what the reference leads to."""
        target = self.walker.follow(operand, base)
        return self.fits(value, target.schema, target.base)

    def condition(self, operand: Any, value: Any, schema: Mapping[str, Any], base: str) -> bool:
        """Whether the value fits `then`, or `else`, as it fits `if` or not."""
        return self.fits(value, schema.get("then" if self.fits(value, operand, base) else "else", True), base)

    def format(self, operand: str, value: Any) -> bool:
        """Whether a text has this format; not sure of a format that is not known."""
        if operand not in self._formats:
            raise _UnsureError
        return type(value) is not str or self._formats[operand](value)


def _unsure(*_: Any) -> bool:
    raise _UnsureError


def _is_a(operand: Any, value: Any) -> bool:
    if not isinstance(operand, str) or operand not in _TYPES:
        raise _UnsureError
    return type(value) is _TYPES[operand]


def _unique(value: Any) -> bool:
    if type(value) is not list:
        return True
    if any(type(entry) is not str and type(entry) is not int for entry in value):
        raise _UnsureError
    return len(set(value)) == len(value)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


_Check = Callable[[Fits, Any, Any, Mapping[str, Any], str], bool]
_CHECKS: Mapping[str, _Check] = {
    "$ref": lambda judge, operand, value, _, base: judge.reference(operand, value, base),
    "type": lambda _, operand, value, *__: _is_a(operand, value),
    "enum": lambda _, operand, value, *__: any(_same(value, word) for word in operand),
    "const": lambda _, operand, value, *__: _same(value, operand),
    "not": lambda judge, operand, value, _, base: not judge.fits(value, operand, base),
    "pattern": lambda _, operand, value, *__: type(value) is not str or re.search(operand, value) is not None,
    "format": lambda judge, operand, value, *__: judge.format(operand, value),
    "x-form": lambda _, operand, value, *__: operand != "name" or type(value) is not str or "\n" not in value,
    "minLength": lambda _, operand, value, *__: type(value) is not str or len(value) >= operand,
    "maxLength": lambda _, operand, value, *__: type(value) is not str or len(value) <= operand,
    "minimum": lambda _, operand, value, *__: type(value) is not int or value >= operand,
    "maximum": lambda _, operand, value, *__: type(value) is not int or value <= operand,
    "minItems": lambda _, operand, value, *__: type(value) is not list or len(value) >= operand,
    "uniqueItems": lambda _, operand, value, *__: not operand or _unique(value),
    "minProperties": lambda _, operand, value, *__: type(value) is not dict or len(value) >= operand,
    "required": lambda _, operand, value, *__: type(value) is not dict or all(name in value for name in operand),
    "propertyNames": lambda judge, operand, value, _, base: (
        type(value) is not dict or all(judge.fits(name, operand, base) for name in value)
    ),
    "allOf": lambda judge, operand, value, _, base: all(
        judge.fits(value, part, base) for part in judge.walker.of_all(operand, value)
    ),
    "oneOf": lambda judge, operand, value, _, base: sum(judge.fits(value, part, base) for part in operand) == 1,
    "if": lambda judge, operand, value, schema, base: judge.condition(operand, value, schema, base),
}

"""JSON Schema in plain words: whether a document has the shape of its file, and what to write instead.

The schemas say what is right and are read by `jsonschema`; this room chooses which of its complaints are said
and in which words. It knows no field of the registry: titles and descriptions come from the schemas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from site_builder.core.problems import Problem, in_order
from site_builder.load.yaml.read import Document
from site_builder.schemas.json_schemas import documents
from site_builder.sources._shape_fits import Fits
from site_builder.sources._shape_judge import Judge
from site_builder.sources._shape_walk import Walker
from site_builder.sources._shape_words import problems_of

_SUFFIX = ".schema.json"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_WEB = re.compile(r"https?://[^\s<>\"]+")


class Schemas:
    """A set of schemas that refer to each other by name, and to nothing else: nothing is ever fetched."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Schemas by file name, `recipient.schema.json`."""
        # Without `$schema`, by which the validator would turn into one that does not know our own keywords.
        self.documents = {name: _without_draft(schema) for name, schema in documents.items()}
        self.walker = Walker(self.documents)
        self.quick = Fits(self.walker, FORMATS)
        self._validators: dict[str, Any] = {}

    def validator(self, name: str) -> Any:
        """The validator for this file name; KeyError if there is no such schema."""
        if name not in self._validators:
            self._validators[name] = _validator(name, self.documents)
        return self._validators[name]


@cache
def schemas() -> Schemas:
    """The schemas that travel in the package."""
    return Schemas(documents())


def conform(document: Document, kind: str, known: Schemas) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The data with the types that the schema `kind` asks for, and what does not have that shape, in order.

    Numbers and true or false are made from exact forms only; all else stays text. Nothing is said of values
    that the document marks as doubtful. KeyError if there is no schema of this kind.
    """
    name = kind + _SUFFIX
    walker = known.walker
    spots = walker.start(name, document.data)
    data: dict[str, Any] = walker.typed(document.data, spots)
    if known.quick.surely(data, name):
        return data, ()
    errors = known.validator(name).iter_errors(data)
    judge = Judge(document, data, walker, spots, PurePosixPath(document.file).stem)
    return data, in_order(problems_of(errors, judge))


def _without_draft(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {keyword: part for keyword, part in schema.items() if keyword != "$schema"}


def _validator(name: str, documents: Mapping[str, Mapping[str, Any]]) -> Any:
    # Imported here: a quarter of the time that it takes to start, and only a build or a check needs it.
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    def one_line(_: Any, form: str, text: Any, __: Any) -> Any:
        if form == "name" and isinstance(text, str) and "\n" in text:
            yield ValidationError("more than one line")

    formats = FormatChecker(formats=())
    for word, fits in FORMATS.items():
        formats.checks(word)(lambda text, fits=fits: not isinstance(text, str) or fits(text))
    registry = Registry().with_resources(
        (file, DRAFT202012.create_resource(schema)) for file, schema in documents.items()
    )
    extend: Any = validators.extend
    ours = extend(Draft202012Validator, {"x-form": one_line})
    return ours({"$ref": name}, registry=registry, format_checker=formats)


def _is_date(text: str) -> bool:
    """Whether the text is a real day, written year-month-day."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_date,
    "uri": lambda text: _WEB.fullmatch(text) is not None,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
}
"""Which texts have a format that a schema may name."""

"""Which files make a registry, and the id, kind and way of each thing that they define."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.core.model import VOCABULARIES
from site_builder.core.problems import Path
from site_builder.sources.yaml_source import Document

BLOCKS = ("proposed", "confirmed", "internal")
"""What may stand at the bottom of each file, each `id -> fields`; these words are no ids."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the registry: its document, its schema, its kind and, where it is one thing, its id."""

    document: Document
    schema: str
    kind: str
    id: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Definition:
    """Where an id is made: the kind of thing that it names, and the way to it in its document."""

    id: str
    kind: str
    document: Document
    path: Path


def schema_of(name: str) -> tuple[str, str, str] | None:
    """The schema, kind and id ('' if it holds many) of a file by its path in the registry; None if not read."""
    folder, _, file = name.rpartition("/")
    stem, dot, ending = file.rpartition(".")
    if not dot or ending != "yaml" or not stem:
        return None
    if not folder and stem in {"organisation", "retired"}:
        return stem, stem, ""
    if folder == "vocabulary" and stem in VOCABULARIES:
        return stem, stem, ""
    singular = {"notices": "notice", "recipients": "recipient"}
    return (singular[folder], folder, stem) if folder in singular else None


def definitions(source: Source) -> Iterator[Definition]:
    """Everything that a file defines."""
    document, data = source.document, source.data
    if source.kind == "organisation":
        yield Definition(str(data.get("id", "")), "organisation", document, ())
    elif source.id:
        yield Definition(source.id, source.kind, document, ())
        inner = data.get("disclosures") if source.kind == "recipients" else None
        for key in inner or {}:
            yield Definition(key, "disclosures", document, ("disclosures", key))
    else:
        for key in data:
            if key not in BLOCKS:
                yield Definition(key, source.kind, document, (key,))

"""Which files make a registry, and which things each of them defines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.load.shape.reader import UsedId
from site_builder.load.shape.ways import Way, way
from site_builder.load.yaml.read import Document
from site_builder.model import VOCABULARIES
from site_builder.problems import Path
from site_builder.schemas.trees import trees

ALL = "all_our_disclosures"
UNPUBLISHED = ("proposed", "internal")
BLOCKS = ("proposed", "confirmed", "internal")
"""What may stand at the bottom of most files, `id -> fields`; these are no ids."""

RELEASED = "released"
SINGLE = ("organisation", "retired", RELEASED)
FOLDERS = {"notices": "notice", "recipients": "recipient"}
TRANSLATIONS = "translations"
"""The files that stand alone, and the folders of one file for each thing with the schema of such a file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the registry: its document, its schema, its kind; where it is one thing, its id.

    A file of translations has the language in place of the id, as `schema_of` tells.

    `data` has the types of its schema wherever it keeps to it, and `ids` are those that it uses; neither is sure where
    the file has errors.
    `is_whole` is False where its YAML has errors, or fields stand where ids should: it may hold more than was read.
    """

    document: Document
    schema: str
    kind: str
    id: str
    data: dict[str, Any]
    is_whole: bool = True
    ids: tuple[UsedId, ...] = ()

    def way(self, path: Path) -> Way:
        """What the place at the end of a path is called."""
        return way(trees()[self.schema], self.data, path, self.id)


@dataclass(frozen=True, slots=True)
class Definition:
    """Where an id is made: the kind of thing that it names, and the way to it in its document."""

    id: str
    kind: str
    document: Document
    path: Path


def as_id(name: str) -> str:
    """The id that a name comes nearest to."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def schema_of(name: str) -> tuple[str, str, str] | None:
    """The schema, kind and id of a file by its path in the registry; None if not read.

    The id is '' if it holds many things, and the language (BCP 47, small letters) if it holds translations.
    """
    folder, _, file = name.rpartition("/")
    stem, dot, ending = file.rpartition(".")
    if not dot or ending != "yaml" or not stem:
        return None
    top, _, below = folder.partition("/")
    if top == TRANSLATIONS and below:
        return "translation", TRANSLATIONS, below.split("/")[0].lower()
    if (not folder and stem in SINGLE) or (folder == "vocabulary" and stem in VOCABULARIES):
        return stem, stem, ""
    return (FOLDERS[folder], folder, stem) if folder in FOLDERS else None


def definitions(source: Source) -> Iterator[Definition]:
    """Everything that a file defines; what has not the shape of a thing is none."""
    document, data = source.document, source.data
    if source.kind in (TRANSLATIONS, RELEASED):
        return
    if source.kind == "organisation":
        key = data.get("id")
        if isinstance(key, str) and key:
            yield Definition(key, "organisation", document, ())
    elif source.id:
        yield Definition(source.id, source.kind, document, ())
        if source.kind == "recipients":
            yield from _entries(source, "disclosures", data.get("disclosures"), ("disclosures",))
    else:
        blocks = () if source.kind == "retired" else BLOCKS
        yield from _entries(source, source.kind, {k: v for k, v in data.items() if k not in blocks}, ())


def _entries(source: Source, kind: str, entries: object, way: Path) -> Iterator[Definition]:
    if isinstance(entries, dict):
        for key, value in entries.items():
            if isinstance(value, dict):
                yield Definition(key, kind, source.document, (*way, key))

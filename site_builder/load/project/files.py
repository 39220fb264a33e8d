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
"""Blocks at the bottom of most files, each of the shape `id -> fields`. Their names are not ids."""

RELEASED = "released"
SINGLE = ("organisation", "retired", RELEASED)
FOLDERS = {"notices": "notice", "recipients": "recipient"}
TRANSLATIONS = "translations"
"""The single files; the folders with one file for each thing, with the schema of such a file; and translations."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the registry: its document, schema and kind, and its id if the file is one thing (see `schema_of`).

    `data` has the types of the schema, and `ids` are the ids that the file uses. Both are uncertain if the file has
    errors. `is_whole` is False if we may not have read everything: the YAML has errors, or fields are in the place of
    ids.
    """

    document: Document
    schema: str
    kind: str
    id: str
    data: dict[str, Any]
    is_whole: bool = True
    ids: tuple[UsedId, ...] = ()

    def way(self, path: Path) -> Way:
        """The name and the node of the place at the end of a path."""
        return way(trees()[self.schema], self.data, path, self.id)


@dataclass(frozen=True, slots=True)
class Definition:
    """Where an id is defined: the kind of thing that it names, and the path to it in its document."""

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
    """The definitions in a file. Entries without the shape of a thing are skipped."""
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

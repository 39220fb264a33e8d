"""Refuses characters that no font of the PDF has, for every output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from site_builder.fonts import MORE, called, lacking
from site_builder.load.project.files import UNPUBLISHED, Source
from site_builder.load.project.locate import problem
from site_builder.problems import Path, Problem


def missing_glyphs(source: Source, known: frozenset[str]) -> Iterator[Problem]:
    """A problem for each published text with a character that is not known, so that the PDF cannot show it."""
    published = {name: part for name, part in source.data.items() if name not in UNPUBLISHED}
    for path, text in _texts(published, ()):
        unknown = lacking(text, known)
        if unknown and path not in source.document.doubtful:
            characters = " and ".join(f"'{c}' ({called(c)})" for c in unknown[:3])
            field = source.way(path).words
            message = f"The PDF has no letter for {characters}."
            hint = f"Leave it out, say it in other words, or {MORE}."
            yield problem(source.document, path, "no-letter", field, message, hint)


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for name, part in data.items():
            yield from _texts(part, (*path, name))
    elif isinstance(data, list):
        for number, part in enumerate(data):
            yield from _texts(part, (*path, number))

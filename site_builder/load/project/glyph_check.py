"""Refuses characters that no font of the PDF has, for every output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from site_builder.fonts import called, lacking
from site_builder.load.project.files import UNPUBLISHED, Source
from site_builder.load.project.locate import problem
from site_builder.problems import Path, Problem


def missing_glyphs(source: Source) -> Iterator[Problem]:
    """A problem for each published text with a character that the PDF cannot show."""
    published = {name: part for name, part in source.data.items() if name not in UNPUBLISHED}
    for path, text in _texts(published, ()):
        unknown = lacking(text)
        if unknown and path not in source.document.doubtful:
            characters = " and ".join(f"'{c}' ({called(c)})" for c in unknown[:3])
            field = source.way(path).words
            message = f"The PDF has no letter for {characters}."
            yield problem(source.document, path, "no-letter", field, message, "Leave it out, or say it in other words.")


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for name, part in data.items():
            yield from _texts(part, (*path, name))
    elif isinstance(data, list):
        for number, part in enumerate(data):
            yield from _texts(part, (*path, number))

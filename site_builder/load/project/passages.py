"""Turns typed text into passages: an empty line starts a paragraph, `- ` a list item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from site_builder.model import ITEM, PARAGRAPH, RUN_ON, Passage
from site_builder.model.values import Id, Word, Words


def passages(
    text_by_language: Iterable[tuple[str, str]], states: Iterable[str], *, run_on: bool = False
) -> tuple[Passage, ...]:
    """The passages of one text, each with the ids that it states.

    The text comes as pairs of language tag and text, the source language first, all with the same shapes. `run_on`
    joins the first passage to the one before it.
    """
    ids = tuple(Id(i) for i in states)
    by_language = [[(tag, shape, line) for shape, line in _shapes_and_lines(text)] for tag, text in text_by_language]
    result = [
        Passage(shape=row[0][1], text=Words(tuple((tag, line) for tag, _, line in row)), states=ids)
        for row in zip(*by_language, strict=True)
    ]
    if run_on and result and result[0].shape == PARAGRAPH:
        result[0] = replace(result[0], shape=RUN_ON)
    return tuple(result)


def shapes(text: str) -> list[Word]:
    """The shapes of the passages that a text makes."""
    return [shape for shape, _ in _shapes_and_lines(text)]


def fold(text: str) -> str:
    """A text with its lines joined, a new line left only between paragraphs and before items."""
    return "\n".join(("- " if shape == ITEM else "") + line for shape, line in _shapes_and_lines(text))


def _shapes_and_lines(text: str) -> Iterator[tuple[Word, str]]:
    """The passages of a text as pairs of shape and joined line. A line of spaces counts as an empty line."""
    lines: list[str] = []
    shape = PARAGRAPH
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith("- "):
            yield from _passage_of_lines(shape, lines)
            shape, lines = (ITEM, [line.lstrip()[2:]]) if line.strip() else (PARAGRAPH, [])
        else:
            lines.append(line)
    yield from _passage_of_lines(shape, lines)


def _passage_of_lines(shape: Word, lines: list[str]) -> Iterator[tuple[Word, str]]:
    text = " ".join(" ".join(lines).split())
    if text:
        yield shape, text

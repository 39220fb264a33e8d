"""What a reader of a laid-out notice must meet: in the order in which it reads, and as everything that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice, Run
from site_builder.facts.rich_text import Line
from site_builder.verify.expected_text import GLANCE, on_page

NO_WORDS = {"id", "language", "anchor", "section", "style", "key", "glyph", "facts", "states", "thing", "edition"}
"""Fields of a laid-out notice that a page does not say: names for machines, and the version, which is below it."""


def of_notice(notice: LaidNotice, language: Language) -> Iterator[str]:
    """Every text inside the notice's region in a wide window, in reading order; cells have no questions there."""
    for block in on_page(notice, language):
        if (block.kind, block.anchor) != ("question", GLANCE):
            yield block.text


def texts(laid: Any) -> Iterator[str]:
    """Every text that a laid-out notice or a part of it holds, in whatever order; passages as they were typed."""
    if isinstance(laid, Line | Run | str):
        yield laid if isinstance(laid, str) else laid.text
    elif isinstance(laid, tuple):
        for each in laid:
            yield from texts(each)
    elif is_dataclass(laid):
        for field in fields(laid):
            if field.name not in NO_WORDS:
                yield from texts(getattr(laid, field.name))


def words(told: str | Iterable[str]) -> list[str]:
    """The words of one text or of several, in order."""
    return (told if isinstance(told, str) else " ".join(told)).split()

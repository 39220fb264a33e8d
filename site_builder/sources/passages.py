"""Words as people type them to passages: an empty line starts a paragraph, `- ` an item of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.core.model import ITEM, PARAGRAPH, RUN_ON, Passage
from site_builder.core.values import Id, Word, words


def passages(text: str, states: Iterable[str], language: str, *, run_on: bool = False) -> tuple[Passage, ...]:
    """The passages of one text, each with the ids that it states; `run_on` joins the first to what stands before."""
    ids = tuple(Id(i) for i in states)
    made = [Passage(shape=shape, text=words(language, line), states=ids) for shape, line in _shaped(text)]
    if run_on and made and made[0].shape == PARAGRAPH:
        made[0] = Passage(shape=RUN_ON, text=made[0].text, states=ids)
    return tuple(made)


def fold(text: str) -> str:
    """A text with its lines joined, a new line left only between paragraphs and before items."""
    return "\n".join(("- " if shape == ITEM else "") + line for shape, line in _shaped(text))


def _shaped(text: str) -> Iterator[tuple[Word, str]]:
    for block in text.split("\n\n"):
        lines: list[str] = []
        shape = PARAGRAPH
        for line in block.splitlines():
            if line.lstrip().startswith("- "):
                yield from _joined(shape, lines)
                shape, lines = ITEM, [line.lstrip()[2:]]
            else:
                lines.append(line)
        yield from _joined(shape, lines)


def _joined(shape: Word, lines: list[str]) -> Iterator[tuple[Word, str]]:
    text = " ".join(" ".join(lines).split())
    if text:
        yield shape, text

"""The passages of an imported notice that wait for somebody who says what they tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_builder.load.project.files import Source
from site_builder.load.splice import at
from site_builder.model.values import NOT_STATED
from site_builder.sheet.sharings import DISCLOSURES, INTERNAL

PROPOSED, QUESTIONS = "proposed", "questions"


class Passage(NamedTuple):
    """A disclosure that nobody has looked at since it was imported: its file, its id and its words."""

    source: Source
    key: str
    text: str


def waiting(sources: Sequence[Source]) -> list[Passage]:
    """The passages that wait, in the order in which they are read."""
    found: dict[str, Passage] = {}
    for source in sources:
        data = source.document.data
        for key, each in (data.get(DISCLOSURES) or {}).items() if source.kind == "recipients" else ():
            asks = at(data, (PROPOSED, key)) or at(data, (INTERNAL, key, QUESTIONS))
            if asks and isinstance(each, dict) and each.get("recipient") == NOT_STATED and "text" in each:
                found[key] = Passage(source, key, str(each["text"]))
    order = {key: number for number, key in enumerate(key for _, key, _, _ in shown(sources))}
    return sorted(found.values(), key=lambda each: order.get(each.key, len(order)))


def shown(sources: Sequence[Source]) -> Iterator[tuple[Source, str, str, int]]:
    """The notice, the id, the section and the number of the paragraph of all that is read."""
    for source in sources:
        if source.kind == "notices":
            for section, fields in (source.document.data.get("sections") or {}).items():
                for number, line in enumerate(fields.get("shows") or ()):
                    yield from ((source, key, section, number) for key in ([line] if isinstance(line, str) else line))

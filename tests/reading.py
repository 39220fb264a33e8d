"""What a reader of a laid-out notice must meet, in order, derived from nothing that renders it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import Box, GlanceRow, LaidNotice, Paragraph


def of_notice(notice: LaidNotice, language: Language) -> Iterator[str]:
    """Every text inside the notice's region, in reading order: passages, facts, and the fixed words between them."""
    yield notice.title.text
    if notice.untranslated:
        yield notice.untranslated
    yield from chain.from_iterable(map(of_paragraph, notice.opening))
    yield from of_box(notice.facts)
    yield from (notice.glance.caption, *notice.glance.heads)
    yield from chain.from_iterable(of_glance(row, language) for row in notice.glance.rows)
    for section in notice.sections:
        yield section.heading.text
        for entry in section.entries:
            yield from chain.from_iterable(map(of_paragraph, entry.paragraphs))
            yield from chain.from_iterable(map(of_box, entry.boxes))
    yield from chain.from_iterable(map(of_paragraph, notice.closing))
    for heading, box in ((notice.rights_heading, notice.rights), (notice.about_heading, notice.about)):
        if box.rows:
            yield heading
            yield from of_box(box)


def of_paragraph(paragraph: Paragraph) -> Iterator[str]:
    """The runs of a paragraph, then its items, as typed."""
    yield from (run.text for run in (*paragraph.runs, *paragraph.items))


def of_box(box: Box) -> Iterator[str]:
    """Each question with its answers."""
    for row in box.rows:
        yield row.question.text
        yield from (a.text for a in row.answers)


def of_glance(row: GlanceRow, language: Language) -> Iterator[str]:
    """A row of the table; where it is silent, that this is so."""
    yield row.heading.text
    for cell in row.cells:
        yield from (a.text for a in cell) if cell else [language.page("not_said")]


def words(texts: str | Iterator[str]) -> list[str]:
    """The words of one text or of several, in order."""
    return (texts if isinstance(texts, str) else " ".join(texts)).split()

"""The laid-out notice to the JSON tree that `notice.typ` sets (`notice.typ` has the page's header, footer and look)."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from site_builder.render.pdf.spans import Node, answer, linked, locale, plain, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from site_builder.facts.language import Language
    from site_builder.facts.layout.laid_out import (
        Box,
        Entry,
        Glance,
        GlanceRow,
        LaidNotice,
        LaidSection,
        Paragraph,
        Row,
    )
    from site_builder.facts.rich_text import Line


def tree(notice: LaidNotice, language: Language) -> Node:
    """The tree of the whole document. Raises PdfError for a forbidden link."""
    return {
        "kind": "document",
        **locale(notice.language),
        "title": plain(notice.title),
        "organisation": plain(notice.organisation),
        "version": plain(notice.edition),
        "page_number": _page_number(language),
        "attachment": language.page("data"),
        "body": list(_Tree(notice, language).body()),
    }


def _page_number(language: Language) -> list[Node]:
    """The running page number: the locale's words, with `page` and `pages` for the numbers."""
    parts: list[Node] = []
    for text, field, _, _ in Formatter().parse(str(language.texts["page"]["page_number"])):
        parts += [{**span, "text": text} for span in plain(text)]
        if field is not None:
            parts.append({"kind": field})
    return parts


class _Tree:
    """Builds the tree of one notice."""

    def __init__(self, notice: LaidNotice, language: Language) -> None:
        self._notice, self._language = notice, language

    def body(self) -> Iterator[Node]:
        """The blocks of the document, in reading order."""
        notice = self._notice
        yield {"kind": "title", "text": plain(notice.title)}
        yield {"kind": "organisation", "text": plain(notice.organisation)}
        if notice.untranslated:
            yield {"kind": "remark", "text": plain(notice.untranslated)}
        yield from self._words(notice.opening, "lead")
        yield from self._box(notice.facts, notice.facts.id)
        yield from self._glance(notice.glance)
        if notice.sections:
            yield {"kind": "contents", "heading": plain(self._language.page("in_this_notice"))}
        for section in notice.sections:
            yield from self._section(section)
        yield from self._words(notice.closing, "plain")
        yield from self._titled(notice.rights_heading, notice.rights)
        yield from self._titled(notice.about_heading, notice.about)
        yield {"kind": "version", "text": plain(notice.edition)}

    # ---- words

    def _section(self, section: LaidSection) -> Iterator[Node]:
        yield self._heading(section.anchor, section.heading)
        for entry in section.entries:
            yield from self._entry(entry)

    def _heading(self, anchor: str, text: Line | str) -> Node:
        return {"kind": "heading", "anchor": anchor, "text": plain(text)}

    def _entry(self, entry: Entry) -> Iterator[Node]:
        """Paragraphs and boxes; if one thing has both, its anchor is at the paragraphs."""
        of_words = entry.boxes[0].id if len(entry.boxes) == 1 and entry.paragraphs else ""
        yield from self._words(entry.paragraphs, "plain", of_words, followed=any(b.rows for b in entry.boxes))
        for box in entry.boxes:
            yield from self._box(box, "" if of_words else box.id)

    def _words(
        self, paragraphs: Sequence[Paragraph], style: str, anchor: str = "", *, followed: bool = False
    ) -> Iterator[Node]:
        """Paragraphs and lists; a paragraph stays on one page with its list or, if `followed`, with its box."""
        blocks = [b for p in paragraphs for b in self._blocks(p)]
        for i, block in enumerate(blocks):
            after = blocks[i + 1]["kind"] if i + 1 < len(blocks) else "box" if followed else ""
            keep = block["kind"] == "paragraph" and after in {"list", "box"}
            yield {**block, "style": style, "anchor": (anchor or None) if i == 0 else None, "keep": keep}

    def _blocks(self, paragraph: Paragraph) -> Iterator[Node]:
        words = runs(paragraph.runs, self._notice.language)
        items = [runs([item], self._notice.language) for item in paragraph.items]
        if words:
            yield {"kind": "paragraph", "spans": words}
        if any(items):
            yield {"kind": "list", "items": [item for item in items if item]}

    # ---- facts

    def _box(self, box: Box, anchor: str = "") -> Iterator[Node]:
        """The facts of one thing; a box without rows is left out."""
        if box.rows:
            yield {"kind": "box", "anchor": anchor or None, "rows": [self._row(row) for row in box.rows]}

    def _titled(self, heading: str, box: Box) -> Iterator[Node]:
        """A box under a heading that the table of contents lists; nothing if the box has no rows."""
        if box.rows:
            yield self._heading(box.anchor, heading)
            yield from self._box(box)

    def _row(self, row: Row) -> Node:
        told = [answer(a) for a in row.answers]
        return {"kind": "row", "question": plain(row.question), "answers": told, "strong": row.key == "who"}

    def _glance(self, glance: Glance) -> Iterator[Node]:
        if glance.rows:
            yield {
                "kind": "table",
                "caption": plain(glance.caption),
                "heads": [plain(head) for head in glance.heads],
                "rows": [self._glance_row(row) for row in glance.rows],
            }

    def _glance_row(self, row: GlanceRow) -> Node:
        silent = {"kind": "silent", "text": plain(self._language.page("not_said"))}
        cells = [{"kind": "answers", "answers": [answer(a) for a in cell]} if cell else silent for cell in row.cells]
        return {"kind": "table-row", "head": linked(row.heading, row.section), "cells": cells}


def nodes(node: object) -> Iterator[Node]:
    """A node and all that it holds, in reading order."""
    if isinstance(node, dict):
        yield node
    held: Iterable[object] = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for value in held:
        yield from nodes(value)

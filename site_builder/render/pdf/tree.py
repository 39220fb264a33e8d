"""The laid-out notice to the JSON tree that `notice.typ` sets (`notice.typ` has the page's header, footer and look)."""

from __future__ import annotations

from itertools import zip_longest
from string import Formatter
from typing import TYPE_CHECKING

from site_builder.facts.layout.laid_out import Closed, Items, Part, Rows, Text
from site_builder.render.pdf.spans import Node, leaf, linked, locale, plain, runs, strong, unlinked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from site_builder.facts.language import Language
    from site_builder.facts.layout.laid_out import (
        Block,
        Glance,
        GlanceRow,
        Item,
        LaidNotice,
        LaidPassage,
        LaidSection,
        Margin,
        Mark,
        Paragraph,
        Row,
    )
    from site_builder.facts.rich_text import Line

PART, PASSAGE = 2, 3
"""The levels of the headings of sections and parts, and of what stands in them."""


def tree(notice: LaidNotice, language: Language) -> Node:
    """The tree of the whole document. Raises PdfError for a forbidden link."""
    body = list(_Tree(notice, language).body())
    return {
        "kind": "document",
        **locale(notice.language),
        "title": unlinked(notice.title),
        "organisation": unlinked(notice.organisation),
        "version": plain(notice.edition),
        "page_number": _page_number(language),
        "attachment": language.page("data"),
        "body": _arriving(body, {str(a) for node in nodes(body) for a in _anchors(node)}, set()),
    }


def _page_number(language: Language) -> list[Node]:
    """The running page number: the locale's words, with `page` and `pages` for the numbers."""
    parts: list[Node] = []
    for text, field, _, _ in Formatter().parse(str(language.texts["page"]["page_number"])):
        parts += [{**span, "text": text} for span in plain(text)]
        if field is not None:
            parts.append({"kind": field})
    return parts


def _anchors(node: Node) -> Iterator[str]:
    anchors = node.get("anchors")
    yield from anchors if isinstance(anchors, list) else ()


def _arriving(node: object, anchors: set[str], met: set[str]) -> object:
    """A part of the tree in which each link arrives, and each anchor stands once, where it is met first.

    A page has parts that paper does not have, and what leads there is words alone.
    """
    if isinstance(node, list):
        return [_arriving(each, anchors, met) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: _arriving(value, anchors, met) for key, value in node.items() if key != "anchors"}
    if "anchors" in node:
        made["anchors"] = first = [a for a in dict.fromkeys(_anchors(node)) if a not in met]
        met.update(first)
    if made.get("target") not in anchors and "target" in made:
        made["target"] = None
    return made


class _Tree:
    """Builds the tree of one notice."""

    def __init__(self, notice: LaidNotice, language: Language) -> None:
        self._notice, self._language = notice, language

    def body(self) -> Iterator[Node]:
        """The blocks of the document, in reading order."""
        notice = self._notice
        yield {"kind": "title", "text": unlinked(notice.title)}
        yield {"kind": "organisation", "text": plain(notice.organisation)}
        yield from ({"kind": "banner", "text": plain(banner)} for banner in notice.banners)
        yield from self._remarks([notice.untranslated] if notice.untranslated else [])
        yield from self._words(notice.opening, "lead")
        yield from self._blocks([notice.ask] if notice.ask else [], PART)
        yield from self._glance(notice.glance)
        yield from self._blocks([notice.everywhere] if notice.everywhere else [], PART)
        if notice.sections or notice.parts:
            yield {"kind": "contents", "heading": plain(self._language.page("in_this_notice"))}
        for section in notice.sections:
            yield from self._section(section)
        yield from self._words(notice.closing, "plain")
        yield from self._blocks(notice.parts, PART)
        yield from self._blocks([notice.grown_ups] if notice.grown_ups else [], PART)
        yield {"kind": "version", "text": plain(notice.edition)}

    # ---- words

    def _section(self, section: LaidSection) -> Iterator[Node]:
        yield _heading(unlinked(section.heading), PART, section.anchor, listed=True)
        for passage in section.passages:
            yield from self._passage(passage)

    def _passage(self, passage: LaidPassage) -> Iterator[Node]:
        """The heading, the words, the answers beside them, the small lines, the exact facts."""
        label = plain(passage.label) if passage.label else []
        heading = [*plain(passage.number), *([leaf(" ")] if passage.number and label else []), *label]
        if heading:
            yield _heading(heading, PASSAGE, passage.anchor, passage.thing)
        yield from self._words(passage.paragraphs, "plain", followed=bool(passage.margin))
        if passage.margin:
            yield {"kind": "box", "style": "margin", "anchors": [], "rows": [_margin(each) for each in passage.margin]}
        yield from self._remarks(passage.notes)
        yield from self._blocks([passage.exact] if passage.exact else [], PASSAGE + 1 if heading else PASSAGE)

    def _remarks(self, lines: Iterable[Line | str]) -> Iterator[Node]:
        yield from ({"kind": "remark", "text": plain(each)} for each in lines)

    def _words(self, paragraphs: Sequence[Paragraph], style: str, *, followed: bool = False) -> Iterator[Node]:
        """Paragraphs and lists; a paragraph stays on one page with its list or, if `followed`, with the answers."""
        blocks = [b for p in paragraphs for b in self._of_paragraph(p)]
        for i, block in enumerate(blocks):
            after = blocks[i + 1]["kind"] if i + 1 < len(blocks) else "box" if followed else ""
            keep = block["kind"] == "paragraph" and after in {"list", "box"}
            yield {**block, "style": style, "keep": keep}

    def _of_paragraph(self, paragraph: Paragraph) -> Iterator[Node]:
        words = runs(paragraph.runs, self._notice.language)
        items = [runs([item], self._notice.language) for item in paragraph.items]
        if words:
            yield {"kind": "paragraph", "lines": [words]}
        if any(items):
            yield {"kind": "list", "items": [_item(item) for item in items if item]}

    # ---- blocks

    def _blocks(self, blocks: Sequence[Block], level: int) -> Iterator[Node]:
        """Blocks whose headings have this level. What a page shows when it is opened stands open on paper."""
        style = "small" if level > PASSAGE + 1 else "plain"
        for block, after in zip_longest(blocks, blocks[1:]):
            match block:
                case Text():
                    head = [*strong(plain(block.head)), leaf(" ")] if block.head else []
                    first, *others = map(plain, block.lines)
                    keep = isinstance(after, Items)
                    yield {"kind": "paragraph", "lines": [head + first, *others], "style": style, "keep": keep}
                case Items():
                    items = [_item(plain(i.line), i) for i in block.items]
                    yield {"kind": "list", "items": items, "style": style, "keep": False}
                case Rows():
                    if block.heading:
                        yield _heading(plain(block.heading), level, block.anchor)
                    yield from _box(block)
                case Closed():
                    yield _heading(plain(block.summary), level, block.anchor)
                    yield from self._blocks(block.blocks, level + 1)
                case Part():
                    yield _heading(unlinked(block.heading), level, block.anchor, listed=level == PART)
                    yield from self._remarks([block.note] if block.note else [])
                    yield from self._blocks(block.blocks, level + 1)

    # ---- the table

    def _glance(self, glance: Glance) -> Iterator[Node]:
        if glance.rows:
            yield {
                "kind": "table",
                "caption": plain(glance.caption),
                "heads": [plain(head) for head in glance.heads],
                "rows": [_glance_row(row) for row in glance.rows],
            }


def _heading(text: list[Node], level: int, *anchors: str, listed: bool = False) -> Node:
    """A heading; the list of contents has those that are `listed`."""
    return {"kind": "heading", "level": level, "anchors": [a for a in anchors if a], "text": text, "listed": listed}


def _item(line: list[Node], item: Item | None = None) -> Node:
    anchors = [item.anchor] if item and item.anchor else []
    return {"kind": "item", "anchors": anchors, "spans": line, "under": [plain(u) for u in item.under] if item else []}


def _box(block: Rows) -> Iterator[Node]:
    """The exact facts; its anchor is here if there is no heading to hold it."""
    anchors = [block.anchor] if block.anchor and not block.heading else []
    if block.rows:
        yield {"kind": "box", "style": block.style, "anchors": anchors, "rows": [_row(row) for row in block.rows]}


def _row(row: Row) -> Node:
    answers = [{"kind": "answer", "lines": [plain(line) for line in a.lines]} for a in row.answers]
    return {"kind": "row", "question": plain(row.head), "answers": answers}


def _margin(margin: Margin) -> Node:
    return {"kind": "row", "question": plain(margin.question), "answers": [_mark(mark) for mark in margin.marks]}


def _glance_row(row: GlanceRow) -> Node:
    head, under = linked(row.heading, row.section), [plain(line) for line in row.under]
    return {"kind": "table-row", "head": head, "under": under, "cells": [_mark(mark) for mark in row.cells]}


def _mark(mark: Mark) -> Node:
    return {"kind": "mark", "glyph": mark.glyph, "spans": plain(mark.line)}


def nodes(node: object) -> Iterator[Node]:
    """A node and all that it holds, in reading order."""
    if isinstance(node, dict):
        yield node
    held: Iterable[object] = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for value in held:
        yield from nodes(value)

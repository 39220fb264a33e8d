"""The laid-out notice, in the order of paper, to the JSON tree that `notice.typ` beside it sets, header and all."""

from __future__ import annotations

from itertools import zip_longest
from string import Formatter
from typing import TYPE_CHECKING, Any

from site_builder.facts.language import is_shaped
from site_builder.facts.layout.laid_out import Items, Rows, Text
from site_builder.facts.layout.paper import ANNEX, on_paper, running
from site_builder.render.pdf.errors import PdfError
from site_builder.render.pdf.spans import Node, leaf, linked, locale, named, plain, runs, styled, unlinked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from site_builder.facts.language import Language
    from site_builder.facts.layout.laid_out import (
        Block,
        Closed,
        Glance,
        GlanceRow,
        Item,
        LaidNotice,
        LaidPassage,
        LaidSection,
        Margin,
        Mark,
        Paragraph,
        Part,
        Row,
    )
    from site_builder.facts.layout.paper import Paper
    from site_builder.facts.rich_text import Line

PART, PASSAGE, FACTS = 2, 3, 4
"""The levels of headings: of sections and parts, of passages, and in the annex of the facts of a passage."""
TO_FACTS = "f"
"""Before the number of a passage: the anchor of its exact facts."""


def tree(notice: LaidNotice, language: Language) -> Node:
    """The tree of the whole document. Raises PdfError for a forbidden link, or a block that has no place on paper."""
    content = _Tree(on_paper(notice), language).content()
    anchors = {str(anchor) for node in nodes(content) for anchor in _anchors(node)}
    names = {passage.anchor: passage.label.text for passage in notice.passages if passage.anchor and passage.label}
    arriving = _arriving(content, anchors, names, set())
    return {
        "kind": "document",
        **locale(notice.language),
        "direction": "rtl" if language.is_right_to_left else "ltr",
        "is_shaped": any(is_shaped(str(node["text"])) for node in nodes(content) if node["kind"] == "span"),
        "title": unlinked(notice.title),
        "organisation": unlinked(notice.organisation),
        "running": {"kind": "running", **{name: plain(text) for name, text in running(notice).items()}},
        "page_number": _page_number(language),
        "attachment": language.page("data"),
        "content": arriving,
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


def _arriving(node: object, anchors: set[str], names: Mapping[str, str], met: set[str]) -> object:
    """A part of the tree in which each link arrives, and each anchor stands once, where it is met first.

    A page has parts that paper does not have, and what leads there is words alone; what leads to a row leads to the
    exact facts of its passage. Whoever hears the link `1.4` hears the label of 1.4 too.
    """
    if isinstance(node, list):
        return [_arriving(each, anchors, names, met) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: _arriving(value, anchors, names, met) for key, value in node.items() if key != "anchors"}
    if "anchors" in node:
        made["anchors"] = first = [a for a in dict.fromkeys(_anchors(node)) if a not in met]
        met.update(first)
    target, text = str(made.get("target") or ""), made.get("text")
    passage = target.partition("-")[0]
    if passage in names and passage == f"p{text}":
        made["name"] = f"{text} {names[passage]}"
    if "target" in made and target not in anchors:
        facts = f"{TO_FACTS}{text}"
        made["target"] = facts if passage == f"p{text}" and facts in anchors else None
    return made


class _Tree:
    """Builds the tree of one notice."""

    def __init__(self, paper: Paper, language: Language) -> None:
        self._paper, self._notice, self._language = paper, paper.notice, language

    def content(self) -> Node:
        """The four parts of the document, in reading order."""
        words, after, annex = list(self._words()), list(self._after()), list(self._annex())
        listed = [node["text"] for node in nodes([words, after, annex]) if node.get("listed")]
        return {"kind": "content", "front": self._front(listed), "words": words, "after": after, "annex": annex}

    # ---- page 1

    def _front(self, listed: list[object]) -> Node:
        notice = self._notice
        asked = [notice.ask] if notice.ask else []
        banners = [{"kind": "banner", "text": plain(banner)} for banner in notice.banners]
        contents = {"kind": "contents", "heading": plain(self._language.page("in_this_notice")), "entries": listed}
        return {
            "kind": "front",
            "organisation": plain(notice.organisation),
            "banners": [*banners, *self._remarks([notice.untranslated] if notice.untranslated else [])],
            "title": unlinked(notice.title),
            "opening": [*self._paragraphs(notice.opening), *self._blocks([*notice.soon, *asked], PART)],
            "glance": _glance(notice.glance) if notice.glance.rows else None,
            "left": [block for part in self._paper.left for block in self._part(part, PART, listed=False)],
            "right": [block for part in self._paper.right for block in self._part(part, PART, listed=False)],
            "contents": contents if listed else None,
        }

    # ---- the words

    def _words(self) -> Iterator[Node]:
        for number, section in self._paper.sections:
            yield _heading(_numbered(number, section), PART, section.anchor, listed=True)
            yield from map(self._passage, section.passages)
            if not section.passages:
                yield from self._remarks([str(self._language.texts["closed"]["table"]["nothing"])])

    def _passage(self, passage: LaidPassage) -> Node:
        """The heading, whose number leads to the exact facts, the words; beside them answers and small lines."""
        label = plain(passage.label) if passage.label else []
        number = styled(plain(passage.number), "number")
        if passage.exact:
            to_facts = f"{TO_FACTS}{passage.number}"
            number = named(linked(number, to_facts), f"{passage.exact.summary.text} {passage.exact.of}")
        heading = [*number, *([leaf(" ")] if number and label else []), *label]
        return {
            "kind": "passage",
            "blocks": [
                *([_heading(heading, PASSAGE, passage.anchor, passage.thing)] if heading else []),
                *self._paragraphs(passage.paragraphs),
            ],
            "margin": [_margin(each) for each in passage.margin],
            "notes": [plain(note) for note in passage.notes],
        }

    # ---- who is named, and about the notice

    def _after(self) -> Iterator[Node]:
        grown_ups, parts = self._notice.grown_ups, self._paper.after
        if grown_ups:
            yield _heading(unlinked(grown_ups.summary), PART, grown_ups.anchor, listed=True)
        level = PART + 1 if grown_ups else PART
        *others, last = [list(self._part(part, level, listed=level == PART)) for part in parts] or [[]]
        version = {"kind": "remark", "text": plain(self._notice.edition)}
        yield from ({"kind": "part", "blocks": blocks} for blocks in (*others, [*last, version]))

    # ---- the annex

    def _annex(self) -> Iterator[Node]:
        """The heading, what the annex is, and its facts in pieces that each begin with a heading."""
        annex, texts = self._paper.annex, self._language.texts["exact"]
        blocks = [
            *(block for closed in annex.everywhere for block in self._closed(closed)),
            *(block for number, section in annex.sections for block in self._facts(number, section)),
            *(block for closed in annex.others for block in self._closed(closed)),
        ]
        if blocks:
            heading = texts["facts_for_grown_ups" if self._notice.grown_ups else "facts"]
            yield _heading(plain(heading), PART, ANNEX, listed=True)
            yield from self._remarks([self._language.page("annex")])
            yield from _pieces(blocks)

    def _closed(self, closed: Closed) -> Iterator[Node]:
        yield _heading(plain(closed.summary), PASSAGE, closed.anchor)
        yield from self._blocks(closed.blocks, FACTS)

    def _facts(self, number: str, section: LaidSection) -> Iterator[Node]:
        """The facts of a section's passages, under the numbers and labels of the words, to which the numbers lead."""
        yield _heading(_numbered(number, section), PASSAGE)
        for passage in section.passages:
            label = plain(passage.label) if passage.label else []
            back = linked(styled(plain(passage.number), "number"), passage.anchor)
            heading = [*back, *([leaf(" ")] if back and label else []), *label]
            if heading:
                yield _heading(heading, FACTS, f"{TO_FACTS}{passage.number}")
            yield from self._blocks(passage.exact.blocks if passage.exact else (), FACTS + 1 if heading else FACTS)
            yield from self._remarks(passage.notes)

    # ---- blocks

    def _part(self, part: Part, level: int, *, listed: bool) -> Iterator[Node]:
        yield _heading(unlinked(part.heading), level, part.anchor, listed=listed)
        yield from self._remarks([part.note] if part.note else [])
        yield from self._blocks(part.blocks, level + 1)

    def _remarks(self, lines: Iterable[Line | str]) -> Iterator[Node]:
        yield from ({"kind": "remark", "text": plain(each)} for each in lines)

    def _paragraphs(self, paragraphs: Iterable[Paragraph]) -> Iterator[Node]:
        for paragraph in paragraphs:
            words = runs(paragraph.runs, self._notice.language)
            items = [runs([item], self._notice.language) for item in paragraph.items]
            if words:
                yield {"kind": "paragraph", "lines": [words], "keep": any(items)}
            if any(items):
                yield {"kind": "list", "items": [_item(item) for item in items if item], "style": ""}

    def _blocks(self, blocks: Sequence[Block], level: int) -> Iterator[Node]:
        """Blocks whose headings have this level."""
        for block, after in zip_longest(blocks, blocks[1:]):
            match block:
                case Text():
                    head = [*styled(plain(block.head), "strong"), leaf(" ")] if block.head else []
                    first, *others = map(plain, block.lines)
                    yield {"kind": "paragraph", "lines": [head + first, *others], "keep": isinstance(after, Items)}
                case Items():
                    items = [_item(plain(item.line), item) for item in block.items]
                    yield {"kind": "list", "items": items, "style": block.style}
                case Rows():
                    if block.heading:
                        yield _heading(plain(block.heading), level, block.anchor)
                    yield from _box(block)
                case _:
                    raise PdfError(f"A block of the type {type(block).__name__} has no place here on paper.")


def _heading(text: list[Node], level: int, *anchors: str, listed: bool = False) -> Node:
    """A heading; the list of contents has those that are `listed`."""
    return {"kind": "heading", "level": level, "anchors": [a for a in anchors if a], "text": text, "listed": listed}


def _numbered(number: str, section: LaidSection) -> list[Node]:
    return [*plain(number), leaf(" "), *unlinked(section.heading)] if section.heading.text.strip() else []


def _pieces(blocks: Iterable[Node]) -> Iterator[Node]:
    """Blocks in pieces: one begins at each heading that does not follow another heading."""
    piece: list[Node] = []
    for block in blocks:
        if block["kind"] == "heading" and piece and piece[-1]["kind"] != "heading":
            yield {"kind": "piece", "blocks": piece}
            piece = []
        piece.append(block)
    yield {"kind": "piece", "blocks": piece}


def _item(line: list[Node], item: Item | None = None) -> Node:
    """An item; of the addresses below it one hears whose they are."""
    if item is None:
        return {"kind": "item", "anchors": [], "spans": line, "under": []}
    whose = item.line.pieces[0].text.strip()
    under = [
        [{**span, "name": f"{span['text']}, {whose}"} if span["url"] else span for span in plain(each)]
        for each in item.under
    ]
    return {"kind": "item", "anchors": [item.anchor] if item.anchor else [], "spans": line, "under": under}


def _box(block: Rows) -> Iterator[Node]:
    """The exact facts; its anchor is here if there is no heading to hold it."""
    anchors = [block.anchor] if block.anchor and not block.heading else []
    if block.rows:
        yield {"kind": "box", "style": block.style, "anchors": anchors, "rows": [_row(row) for row in block.rows]}


def _row(row: Row) -> Node:
    answers = [{"kind": "answer", "lines": [plain(line) for line in a.lines]} for a in row.answers]
    return {"kind": "row", "question": plain(row.head), "answers": answers}


def _margin(margin: Margin) -> Node:
    return {"kind": "question", "question": plain(margin.question), "answers": [_mark(mark) for mark in margin.marks]}


def _glance(glance: Glance) -> Node:
    return {
        "kind": "table",
        "caption": plain(glance.caption),
        "note": plain(glance.note) if glance.note else [],
        "heads": [plain(head) for head in glance.heads],
        "rows": [_glance_row(row) for row in glance.rows],
    }


def _glance_row(row: GlanceRow) -> Node:
    head, under = linked(unlinked(row.heading), row.section), [plain(line) for line in row.under]
    return {"kind": "table-row", "head": head, "under": under, "cells": [_mark(mark) for mark in row.cells]}


def _mark(mark: Mark) -> Node:
    more = [_mark(each) for each in mark.more]
    return {"kind": "mark", "glyph": mark.glyph, "spans": plain(mark.line), "more": more}


def nodes(node: Any) -> Iterator[Node]:
    """A node and all that it holds, in reading order."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            node = list(node.values())
        waiting += [each for each in reversed(node) if isinstance(each, dict | list)]

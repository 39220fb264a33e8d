"""The region of a notice's page as it must be, element by element: from the laid-out notice and nothing that wrote it.

Tags of languages are in small letters, addresses in one form, within the notice `#` and the anchor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import Answer, Box, Entry, Glance, GlanceRow, LaidNotice, Paragraph, Run
from site_builder.core.lines import Line
from site_builder.verify.links import canonical, pieces
from site_builder.verify.page.nodes import Node, node, tidy

Nodes = Iterator[Node | str]


def region(laid: LaidNotice, language: Language) -> Node:
    """The region with all that it holds."""
    inside = _Region(laid, language).inside()
    return tidy(node("main", *inside, id="page-main", data_notice=laid.id))


def words(line: Line, *, linked: bool = False) -> Nodes:
    """A line; `linked` stands in a link already."""
    for piece in line.pieces:
        tag = piece.language.lower() if piece.language else ""
        if piece.url and not linked:
            yield node("a", piece.text, href=canonical(piece.url), lang=tag)
        elif tag:
            yield node("span", piece.text, lang=tag)
        else:
            yield piece.text


def titled(laid: LaidNotice) -> Iterator[tuple[str, Box]]:
    """The boxes that have a heading of their own, with it."""
    pairs = ((laid.rights_heading, laid.rights), (laid.about_heading, laid.about))
    yield from ((heading, box) for heading, box in pairs if box.rows)


class _Region:
    """One notice on its way into a region."""

    def __init__(self, laid: LaidNotice, language: Language) -> None:
        self._laid, self._language = laid, language

    def inside(self) -> Nodes:
        """What stands in the region, in reading order."""
        laid = self._laid
        yield node("h1", *words(laid.title))
        if laid.untranslated:
            yield node("p", laid.untranslated, class_="remark")
        yield from self._paragraphs(laid.opening, "lead")
        if laid.facts.rows:
            yield _facts(laid.facts, laid.facts.anchor)
        if laid.glance.rows:
            yield self._glance(laid.glance)
        for section in laid.sections:
            entries = map(self._entry, section.entries)
            heading = node("h2", *words(section.heading), id=section.anchor)
            yield node("section", heading, *entries, aria_labelledby=section.anchor)
        yield from self._paragraphs(laid.closing)
        for text, box in titled(laid):
            yield node("section", node("h2", text, id=box.anchor), _facts(box), aria_labelledby=box.anchor)

    def _paragraphs(self, found: Sequence[Paragraph], class_: str = "") -> Nodes:
        for paragraph in found:
            if paragraph.runs:
                yield node("p", *self._runs(paragraph.runs), class_=class_)
            if paragraph.items:
                yield node("ul", *(node("li", *self._run(item)) for item in paragraph.items))

    def _runs(self, runs: Sequence[Run]) -> Nodes:
        for run in runs:
            yield " "
            yield from self._run(run)

    def _run(self, run: Run) -> Nodes:
        linked = (node("a", text, href=canonical(way)) if way else text for text, way in pieces(run.text))
        if run.language == self._laid.language:
            yield from linked
        else:
            yield node("span", *linked, lang=run.language.lower())

    def _entry(self, entry: Entry) -> Node:
        """Where it has one box the anchor is on words and box together."""
        alone = len(entry.boxes) == 1
        inside = [node("div", *self._paragraphs(entry.paragraphs), class_="words")]
        if entry.boxes:
            boxes = (_facts(box, "" if alone else box.id) for box in entry.boxes)
            inside.append(node("div", *boxes, class_="boxes"))
        return node("div", *inside, class_="entry", id=entry.boxes[0].id if alone else "")

    def _glance(self, glance: Glance) -> Node:
        heads = (node("th", head, scope="col") for head in glance.heads)
        return node(
            "table",
            node("caption", glance.caption),
            node("thead", node("tr", *heads)),
            node("tbody", *(self._glance_row(row, glance.heads) for row in glance.rows)),
            id="page-glance",
        )

    def _glance_row(self, row: GlanceRow, heads: Sequence[str]) -> Node:
        link = node("a", *words(row.heading, linked=True), href=f"#{row.section}")
        cells = (self._cell(head, cell) for head, cell in zip(heads[1:], row.cells, strict=True))
        return node("tr", node("th", link, scope="row"), *cells)

    def _cell(self, head: str, cell: Sequence[Answer]) -> Node:
        question = node("span", head, class_="question")
        if not cell:
            return node("td", question, self._language.page("not_said"), class_="silent")
        if len(cell) == 1:
            return node("td", question, *words(cell[0].line))
        return node("td", question, node("ul", *(node("li", *words(a.line)) for a in cell)))


def _facts(box: Box, anchor: str = "") -> Node:
    rows = (
        node("div", node("dt", *words(row.question)), *(node("dd", *_answer(a)) for a in row.answers))
        for row in box.rows
    )
    return node("dl", *rows, class_="facts", id=anchor)


def _answer(answer: Answer) -> Nodes:
    way = f"#{answer.target}" if answer.target else canonical(answer.url) if answer.url else ""
    if way:
        yield node("a", *words(answer.line, linked=True), href=way)
    else:
        yield from words(answer.line)

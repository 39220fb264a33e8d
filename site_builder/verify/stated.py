"""What a reader of a notice must meet, from the laid-out notice alone: on its page and in its PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import Answer, Box, Entry, Glance, LaidNotice, Paragraph, Run
from site_builder.core.lines import Line
from site_builder.verify.links import canonical, pieces
from site_builder.verify.page.nodes import reading
from site_builder.verify.page.region import region, titled
from site_builder.verify.readings import Block, Reading, Span


def page(laid: LaidNotice, language: Language) -> Reading:
    """The blocks of the region of its page, in reading order."""
    return reading(region(laid, language))


def paper(laid: LaidNotice, language: Language) -> Reading:
    """The blocks of its PDF, in reading order, without what stands at the edge of each page."""
    return tuple(block for block in _Paper(laid, language).blocks() if block.text)


class _Paper:
    """One notice on its way onto paper."""

    def __init__(self, laid: LaidNotice, language: Language) -> None:
        self._laid, self._language = laid, language

    def blocks(self) -> Iterator[Block]:
        """All blocks."""
        laid = self._laid
        yield Block("title", "", _line(laid.title))
        yield Block("paragraph", "", _line(laid.organisation))
        yield Block("remark", "", (Span(laid.untranslated),))
        yield from self._paragraphs(laid.opening, "")
        yield from _box(laid.facts)
        yield from self._glance(laid.glance)
        yield from self._contents()
        for section in laid.sections:
            yield Block("heading", section.anchor, _line(section.heading))
            for entry in section.entries:
                yield from self._entry(entry, section.anchor)
        yield from self._paragraphs(laid.closing, "")
        for heading, box in titled(laid):
            yield Block("heading", box.anchor, (Span(heading),))
            yield from _box(box)
        yield Block("version", "", (Span(laid.edition),))

    def _contents(self) -> Iterator[Block]:
        """The list of what stands in it, each leading there; none where it has no sections."""
        if self._laid.sections:
            yield Block("heading", "", (Span(self._language.page("in_this_notice")),))
            for section in self._laid.sections:
                yield Block("item", "", _leading(_line(section.heading), f"#{section.anchor}"))
            for heading, box in titled(self._laid):
                yield Block("item", "", (Span(heading, "", f"#{box.anchor}"),))

    def _entry(self, entry: Entry, section: str) -> Iterator[Block]:
        alone = entry.boxes[0].anchor if len(entry.boxes) == 1 else section
        yield from self._paragraphs(entry.paragraphs, alone)
        for box in entry.boxes:
            yield from _box(box)

    def _paragraphs(self, found: Sequence[Paragraph], anchor: str) -> Iterator[Block]:
        for paragraph in found:
            yield Block("paragraph", anchor, tuple(self._runs(paragraph.runs)))
            for item in paragraph.items:
                yield Block("item", anchor, tuple(self._runs([item])))

    def _runs(self, runs: Iterable[Run]) -> Iterator[Span]:
        for i, run in enumerate(runs):
            if i:
                yield Span(" ")
            language = "" if run.language == self._laid.language else run.language.lower()
            for text, address in pieces(run.text):
                yield Span(text, language, canonical(address))

    def _glance(self, glance: Glance) -> Iterator[Block]:
        if not glance.rows:
            return
        silent = (Span(self._language.page("not_said")),)
        yield Block("caption", "page-glance", (Span(glance.caption),))
        yield from (Block("head", "page-glance", (Span(head),)) for head in glance.heads)
        for row in glance.rows:
            yield Block("head", "page-glance", _leading(_line(row.heading), f"#{row.section}"))
            for cell in row.cells:
                told = map(_answer, cell) if cell else [silent]
                yield from (Block("cell", "page-glance", spans) for spans in told)


def _box(box: Box) -> Iterator[Block]:
    for row in box.rows:
        yield Block("question", box.anchor, _line(row.question))
        yield from (Block("answer", box.anchor, _answer(a)) for a in row.answers)


def _answer(answer: Answer) -> tuple[Span, ...]:
    spans = _line(answer.line)
    if answer.url:
        return _leading(spans, canonical(answer.url))
    return _leading(spans, f"#{answer.target}") if answer.target else spans


def _line(line: Line) -> tuple[Span, ...]:
    return tuple(Span(p.text, (p.language or "").lower(), canonical(p.url or "")) for p in line.pieces)


def _leading(spans: Iterable[Span], address: str) -> tuple[Span, ...]:
    return tuple(Span(span.text, span.language, address) for span in spans)

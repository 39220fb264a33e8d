"""A PDF beside its notice: what is read out, what is seen, and what is attached must all be what is stated."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.verify import stated
from site_builder.verify.compare import compare
from site_builder.verify.drift import Drift
from site_builder.verify.paper.areas import areas
from site_builder.verify.paper.content import Fonts, copied, drawn, operations
from site_builder.verify.paper.edges import EdgeLines, besides, cut, edges, lines, readers, unseen, untold
from site_builder.verify.paper.file import Unread, dictionary, opened, page_numbers
from site_builder.verify.paper.layout import well_laid
from site_builder.verify.paper.links import links
from site_builder.verify.paper.order import apart, misplaced
from site_builder.verify.paper.over import over
from site_builder.verify.paper.parents import strays
from site_builder.verify.paper.parts import parts
from site_builder.verify.paper.reading import paired, paper_reading
from site_builder.verify.paper.seen import Seen, pages, seen
from site_builder.verify.paper.tables import astray, further, lost_heads, uneven
from site_builder.verify.paper.tree import Key, Tree
from site_builder.verify.readings import Block


def paper_drifts(data: bytes, laid: LaidNotice, language: Language, *, file: str, feed: bytes) -> list[Drift]:
    """The drifts of a PDF; the last is of the kind `unread` if it is damaged, encrypted, or too much to read."""
    found: list[Drift] = []
    try:
        found.extend(_Document(data, laid, language).drifts(feed))
    except Unread as error:
        found.append(Drift("unread", "", str(error)))
    except Exception as error:  # noqa: BLE001  what a damaged file makes a library raise, nobody can list
        found.append(Drift("unread", "", f"It is damaged ({type(error).__name__}: {error})."))
    return [replace(each, file=file) for each in found]


class _Document:
    """A PDF and what it must say. Raises Unread, or whatever a library raises of a damaged file."""

    def __init__(self, data: bytes, laid: LaidNotice, language: Language) -> None:
        self._data, self._laid, self._language = data, laid, language
        self._reader = opened(data)
        well_laid(data, self._reader)
        self._pages = list(self._reader.pages)
        self._numbers = page_numbers(self._reader)
        self._fonts = Fonts()
        self._contents = [operations(page) for page in self._pages]
        self._sheets = [
            drawn(content, dictionary(page.get("/Resources")), number, self._fonts)
            for number, (page, content) in enumerate(zip(self._pages, self._contents, strict=True), 1)
        ]
        self._catalogue = dictionary(self._reader.trailer.get("/Root"))
        self._tags = dictionary(self._catalogue.get("/StructTreeRoot"))
        self._tree = Tree(self._tags, self._numbers, self._sheets)
        self._further = further(self._tree)
        self._stated = tuple(map(_composed, stated.paper(laid, language)))
        self._paper = paper_reading(self._tree, laid, self._stated, self._numbers)

    def drifts(self, feed: bytes) -> Iterator[Drift]:
        """All drifts: of what is read out, of the parts besides, of what is drawn and seen."""
        yield from compare(self._stated, self._paper.blocks)
        yield from parts(self._reader, self._laid, self._language, feed)
        yield from besides(self._tree)
        yield from uneven(self._tree)
        yield from strays(self._pages, self._tags, self._tree)
        yield from links(self._catalogue, self._paper, self._stated, self._numbers)
        for sheet in self._sheets:
            yield from (Drift("code", "", what, "", sheet.page) for what in sheet.foreign)
            yield from edges(sheet, self._lines(sheet.page))
            yield from untold(sheet, self._tree, self._stated, self._paper.blocks)
        yield from (Drift("reader", "", *pair) for font in self._fonts.fonts.values() for pair in font.false())
        # What our typesetting never writes may draw without end: it is drift by itself, and nobody draws it.
        if not any(sheet.foreign for sheet in self._sheets):
            yield from self._by_eye()

    def _lines(self, page: int) -> EdgeLines:
        goes_on = page in self._further
        return lines(page, len(self._pages), self._laid, self._language, goes_on=goes_on)

    def _by_eye(self) -> Iterator[Drift]:
        """What PDFium sees, and pypdf copies, beside what the tags say."""
        document = pages(self._data)
        if len(document) != len(self._pages):
            yield Drift("reader", "", f"{len(document)} pages", f"{len(self._pages)} pages")
        shown = [seen(document, sheet.page) for sheet in self._sheets]
        for page, content, sheet, one in zip(self._pages, self._contents, self._sheets, shown, strict=True):
            yield from cut(sheet, one)
            yield from readers(sheet, one, copied(page, self._reader, content))
        places: defaultdict[Key, list[Seen]] = defaultdict(list)
        for each in (text for page in shown for text in page.texts):
            places[each.page, each.number].append(each)
        pairs = paired(self._paper, self._stated).items()
        anchors = defaultdict(str, ((read, self._stated[i].anchor) for i, read in pairs))
        about = defaultdict(str, ((w.key, anchors[i]) for i, told in enumerate(self._paper.told) for w in told.words))
        yield from unseen(self._sheets, shown, self._tree, about)
        for sheet, one in zip(self._sheets, shown, strict=True):
            yield from over(sheet, one, self._lines(sheet.page), about)
        for i, text in misplaced(self._paper.told, places):
            yield Drift("moved", anchors[i], text.text, "", text.page)
        for text in astray(self._tree, places):
            yield Drift("moved", about[text.page, text.number], text.text, "", text.page)
        yield from lost_heads(self._tree, places)
        for i, number, says, reads in apart(self._paper.told, self._sheets):
            yield Drift("reader", anchors[i], says, reads, number)
        page_words = self._language.page("page_number", page="", pages="").casefold().split()
        yield from areas(self._reader, self._tree, places, self._numbers, page_words)


def _composed(block: Block) -> Block:
    """A block with its letters composed, as our typesetting sets them."""
    return replace(block, spans=tuple(replace(s, text=unicodedata.normalize("NFC", s.text)) for s in block.spans))

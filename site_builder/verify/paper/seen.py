"""What a person sees of a PDF, by PDFium: each text as it reads it, where it stands, and whether it can be seen at all.

Each page is drawn four times, a pixel a point: as it is; with the texts white and all else black; with the texts alone;
without them. Where the second and the third differ something covers a text; where the second is dark it is without ink,
clipped or off; where rows of the fourth are not alike something crosses it out; where a pixel of the fourth has the
colour of the ink a letter is lost, or one is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from site_builder.verify.paper.file import Unread

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfMatrix, PdfPage, PdfTextPage

LONGEST_SIDE = 2_000
"""Of a page, in points: to draw a larger one may take all memory."""
SMALLEST = 5
"""The smallest size of letters that people can be asked to read, in points."""
LEAST_CONTRAST = 3.0
"""Below it words are taken as hidden; the theme asks for 4.5 (WCAG 2.2, 1.4.3), and grey pixels tell it roughly."""
LEAST_INK = 64
"""How white the whitest pixel of a text must be, of 255."""
UNDERLINE = 2
"""The line under a link crosses its letters in so many rows of pixels at most, all of them below the baseline."""
FOOT, BODY = 1, 0.8
"""From where above the baseline, in points, to where, in sizes, letters are crossed out: accents may touch more, and
the line under a link in the line above is 0.96 sizes away or more."""
LOW = re.compile("[\\s_\N{DOUBLE LOW LINE}]*")
"""A text of these alone is lost in the line under a link."""
EVEN = 8
"""How far the greys of the ground on which letters stand may differ from row to row, of 255."""
_WHITE, _BLACK = (255,) * 4, (0, 0, 0, 255)


class Frame(NamedTuple):
    """A box in points, from the lower left of the page's coordinates."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return self.left >= self.right or self.bottom >= self.top

    def common(self, other: Frame) -> Frame:
        """What two boxes have in common, an empty one if they do not meet."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        return Frame(left, bottom, min(self.right, other.right), min(self.top, other.top))


@dataclass(frozen=True, slots=True)
class Seen:
    """A text on a page, the number of its marked content (-1 for none), where on its baseline it starts, in points.

    `hidden` says why nobody sees it, '' if people do.
    """

    text: str
    page: int
    number: int
    frame: Frame
    start: tuple[float, float]
    hidden: str


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page as it is seen: all its words as they are copied out of it, its texts, and what is shown of its leaf."""

    words: str
    texts: tuple[Seen, ...]
    leaf: tuple[int, ...]


def pages(data: bytes) -> PdfDocument:
    """The document, opened by PDFium. Raises its PdfiumError if it cannot be."""
    from pypdfium2 import PdfDocument

    return PdfDocument(data)


def seen(document: PdfDocument, number: int) -> SeenPage:
    """A page by its number from 1. Raises Unread for one that is larger than any paper."""
    page = document[number - 1]
    if max(page.get_size()) > LONGEST_SIDE:
        raise Unread(f"Page {number} is larger than any paper.")
    textpage = page.get_textpage()
    leaf = tuple(map(round, page.get_bbox()))
    return SeenPage(_plain(textpage.get_text_range()), tuple(_texts(page, textpage, number)), leaf)


def _texts(page: PdfPage, textpage: PdfTextPage, number: int) -> Iterator[Seen]:
    from pypdfium2 import raw

    texts = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], textpage=textpage))
    pictures = _Pictures(page)
    for each in texts:
        frame, matrix = Frame(*each.get_bounds()), each.get_matrix()
        text, mark = _plain(each.extract()), int(raw.FPDFPageObj_GetMarkedContentID(each.raw))
        size = each.get_font_size()
        body = frame._replace(bottom=matrix.f + FOOT, top=min(frame.top, matrix.f + BODY * size * matrix.d))
        hidden = "" if LOW.fullmatch(text) else _small(size, matrix) or pictures.hidden(frame, body)
        yield Seen(text, number, mark, frame, (matrix.e, matrix.f), hidden)


def _plain(text: str) -> str:
    """A text without the marks that PDFium sets in place of a hyphen at the end of a line."""
    return re.sub("[\x02\ufffe]", "-", text).strip("\0")


def _small(size: float, matrix: PdfMatrix) -> str:
    if matrix.a <= 0 or matrix.d <= 0 or matrix.b or matrix.c:
        return "its letters are turned or mirrored"
    return "its letters are too small to read" if size * min(matrix.a, matrix.d) < SMALLEST else ""


class _Pictures:
    """A page drawn four times, in grey."""

    def __init__(self, page: PdfPage) -> None:
        from pypdfium2 import raw

        self._paper = Frame(*page.get_bbox())
        self._plain, self._stride = _drawn(page)
        self._white, _ = _drawn(page, texts_only=True)
        every = list(page.get_objects())
        for each in every:
            raw.FPDFPageObj_SetIsActive(each.raw, each.type == raw.FPDF_PAGEOBJ_TEXT)
        self._alone, _ = _drawn(page, texts_only=True, annotations=False)
        for each in every:
            raw.FPDFPageObj_SetIsActive(each.raw, each.type != raw.FPDF_PAGEOBJ_TEXT)
        self._ground, _ = _drawn(page)

    def hidden(self, frame: Frame, body: Frame) -> str:
        """Why the text in a frame, most of it in its body, is not seen, or ''."""
        paper = self._paper
        if frame.left < paper.left or frame.right > paper.right or frame.bottom < paper.bottom or frame.top > paper.top:
            return "it stands beyond the page"
        middle = list(self._rows(body))
        if self._differing(middle) or self._differing(self._rows(frame)) > UNDERLINE:
            return "something covers it"
        return "something crosses it out" if self._crossed(middle) else self._faint(frame, middle)

    def _crossed(self, rows: Sequence[tuple[int, int]]) -> bool:
        """Whether one row of pixels behind the letters is another than the rest: a word may run out of its box."""
        columns = zip(*{self._ground[a:b] for a, b in rows}, strict=True)
        return any(max(column) - min(column) > EVEN for column in columns)

    def _differing(self, rows: Iterable[tuple[int, int]]) -> int:
        """In how many rows of pixels something lies over the letters."""
        return sum(self._white[a:b] != self._alone[a:b] for a, b in rows)

    def _rows(self, frame: Frame) -> Iterator[tuple[int, int]]:
        """From where to where each row of pixels of a frame goes in the pictures."""
        left, right = (int(x - self._paper.left) for x in (frame.left, frame.right))
        top, bottom = (int(self._paper.top - y) for y in (frame.top, frame.bottom))
        stride = self._stride
        for row in range(max(top, 0), min(bottom + 1, len(self._white) // stride)):
            yield row * stride + max(left, 0), row * stride + min(right + 1, stride)

    def _faint(self, frame: Frame, body: Sequence[tuple[int, int]]) -> str:
        """Whether it has no ink, or the ground behind its letters or between them has the colour of its ink."""
        rows, pictures = list(self._rows(frame)), (self._white, self._ground, self._plain)
        white, ground, plain = (b"".join(picture[a:b] for a, b in rows) for picture in pictures)
        most = max(white, default=0)
        if most < LEAST_INK:
            return "nothing of it is to be seen"
        dark = [(w, g, p) for w, g, p in zip(white, ground, plain, strict=True) if w >= most / 2]
        # The grey of pure ink, by pixels that have some of it.
        ink = median(g + (p - g) * 255 / w for w, g, p in dark)
        greys = {each for a, b in body for each in self._ground[a:b]} or {g for _, g, _ in dark}
        lost = [_contrast(ink, grey) < LEAST_CONTRAST for grey in greys]
        if any(lost):
            return "its colour is that of its ground" if all(lost) else "a part of it has the colour of its ground"
        return ""


def _drawn(page: PdfPage, *, texts_only: bool = False, annotations: bool = True) -> tuple[bytes, int]:
    """The grey pixels row by row, and how many bytes a row takes."""
    from pypdfium2 import PdfColorScheme

    scheme = PdfColorScheme(_BLACK, _BLACK, _WHITE, _WHITE) if texts_only else None
    ground = _BLACK if texts_only else _WHITE
    drawn = page.render(grayscale=True, fill_color=ground, color_scheme=scheme, draw_annots=annotations)
    return bytes(drawn.buffer), drawn.stride


def _contrast(one: float, other: float) -> float:
    """The contrast ratio of two greys from 0 to 255 (WCAG 2.2)."""
    dark, light = sorted(_luminance(min(max(grey, 0), 255) / 255) for grey in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(grey: float) -> float:
    return grey / 12.92 if grey <= 0.04045 else ((grey + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  sRGB's own

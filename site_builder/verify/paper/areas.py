"""The areas of a page that lead somewhere when people press them: each lies on the words of its link, and has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import digits
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import Found, dictionary, several, squeezed, whole
from site_builder.verify.paper.reading import address
from site_builder.verify.paper.seen import Frame, Seen
from site_builder.verify.paper.tree import Key, Tree, Words

if TYPE_CHECKING:
    from pypdf import PdfReader

BESIDE, ABOVE = 8, 16
"""So far an area may differ from the frame of its words to the sides, and in height, in points: it is as high as its
line, and the frame of a full stop is not."""
_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Marks that turn the order of letters (Unicode, annex 9)."""


def areas(
    reader: PdfReader,
    tree: Tree,
    seen: Mapping[Key, Sequence[Seen]],
    numbers: Mapping[int, int],
    page_words: Sequence[str],
) -> Iterator[Drift]:
    """Links that lie beside their words, lead to several places, are described otherwise, or have no words.

    `page_words` are those of which one is the language's for a page.
    """
    on = {
        id(dictionary(held)): (number, dictionary(held))
        for number, page in enumerate(reader.pages, 1)
        for held in several(page.get("/Annots"))
    }
    for link, found in tree.links.items():
        words = [each for told in tree.blocks for each in told.words if each.link == link] if link else []
        for annotation in found:
            page, _ = on.pop(id(annotation), (0, annotation))
            if not page:
                yield Drift("address", "", "", "a link that can be followed")
            yield from _area(annotation, page, words, seen, page_words)
            if address(annotation, numbers) != address(found[0], numbers):
                yield Drift("address", "", f"a link leads to two places on page {page}", "", page)
    for page, annotation in on.values():
        if annotation.get("/Subtype") == "/Link":
            yield Drift("address", "", str(whole(annotation.get("/Contents")) or "a link without words"), "", page)


def _area(
    annotation: Found, page: int, words: Sequence[Words], seen: Mapping[Key, Sequence[Seen]], page_words: Sequence[str]
) -> Iterator[Drift]:
    text = " ".join("".join(each.heard for each in words).split())
    keys = dict.fromkeys(each.key for each in words if each.key and each.key[0] == page)
    frames = [one.frame for key in keys for one in seen.get(key, []) if one.text.strip()]
    # Typst leaves an area without words where a link would begin at the end of a page, and begins on the next.
    if frames and not all(_lies_on(frame, frames) for frame in _frames(annotation)):
        yield Drift("address", "", "a link lies beside its words", text, page)
    says = str(whole(annotation.get("/Contents")) or "")
    if not _describes(says, text, page_words):
        yield Drift("attribute", "", says, text, page)


def _frames(annotation: Found) -> Iterator[Frame]:
    """The frame of the whole area, and that of its parts where it has several."""
    for key in ("/Rect", "/QuadPoints"):
        numbers = [float(whole(each)) for each in several(annotation.get(key))]
        if numbers or key == "/Rect":
            yield Frame(min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))


def _around(frames: Sequence[Frame]) -> Frame:
    left, bottom, right, top = zip(*frames, strict=True)
    return Frame(min(left), min(bottom), max(right), max(top))


def _lies_on(area: Frame, words: Sequence[Frame]) -> bool:
    """Whether it is where the words are, with the middle of some of them, and is not on a line beside theirs."""
    around = _around(words)
    is_near = all(abs(a - b) < most for a, b, most in zip(area, around, (BESIDE, ABOVE, BESIDE, ABOVE), strict=True))
    return is_near and any(area.bottom < (each.bottom + each.top) / 2 < area.top for each in words)


def _describes(says: str, words: str, page_words: Sequence[str]) -> bool:
    """Whether it has the words of the link; an entry of the contents in quotation marks, with its page."""
    if _turns(says) != _turns(words):
        return False
    dense, words = squeezed(says), squeezed(words)
    ends = range(len(words.rstrip(digits)), len(words))
    entries = (f"“{words[:i]}”{squeezed(page)}{words[i:]}" for i in ends for page in page_words)
    return not dense or dense == words or dense in entries


def _turns(text: str) -> list[str]:
    return [letter for letter in text if bidirectional(letter) in _TURNS]

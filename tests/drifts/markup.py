"""A finished page as elements and texts with their places, so that one thing in it can be changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from random import Random

CELLS = {"td", "th", "tr", "tbody"}
BLOCKS = {"p", "ul", "dl", "div", "section", "article", "details", "table", "nav", "main", "h1", "h2", "h3", "h4"}
PAIRS, ROWS = {"dt", "dd"}, {"tr", "tbody"}
ENDED_BY = {
    "p": {*BLOCKS, *CELLS, *PAIRS, "li"},
    "li": {"li"},
    "dt": PAIRS,
    "dd": PAIRS,
    "td": CELLS,
    "th": CELLS,
    "tr": ROWS,
    "tbody": ROWS,
}
"""The elements that need no end tag, with the start tags that end each, as HTML has it; so does their parent's end."""
VOID = {"meta", "link", "br", "hr", "img", "input", "base"}
MARK = re.compile(r"<!.*?>|<(?P<shut>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attributes>[^>]*)>")
WORD = re.compile(r"(?<![&#\w])[^\W\d_]{3,}(?![\w;])")
HEADINGS = {"h1", "h2", "h3", "h4"}
WHOLE = {
    *("p", "li", "dd", "dt", "tr", "td", "th", "dl", "section", "article", "details", "summary", "table", "caption"),
    *HEADINGS,
}
"""Elements that hold words of the notice."""


@dataclass(eq=False)
class Element:
    """An element: its start tag begins at `start`, its content goes from `inside` to `until`, it ends at `end`."""

    tag: str
    attributes: str
    start: int
    inside: int
    parent: Element | None
    until: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    def named(self, name: str) -> str:
        """The value of an attribute as it is written, without quotes; '' for none."""
        found = self._attribute(name)
        return found["value"].strip('"') if found else ""

    def place_of(self, name: str) -> tuple[int, int]:
        """Where the value of an attribute stands in the page, with its quotes."""
        found = self._attribute(name)
        assert found is not None
        before = self.start + len(f"<{self.tag}")
        return before + found.start("value"), before + found.end("value")

    def _attribute(self, name: str) -> re.Match[str] | None:
        return re.search(rf'(?<![\w-]){name}=(?P<value>"[^"]*"|[^\s"]+)', self.attributes)

    @property
    def way(self) -> Iterator[Element]:
        """Itself and what it stands in, from within."""
        yield self
        if self.parent:
            yield from self.parent.way

    def stands_in(self, tag: str) -> bool:
        """Whether it is such an element or stands in one."""
        return any(each.tag == tag for each in self.way)


def _is_ended(tag: str, mark: re.Match[str]) -> bool:
    """Whether an element without an end tag ends before this start or end tag."""
    return tag in ENDED_BY and (mark["tag"] != tag if mark["shut"] else mark["tag"] in ENDED_BY[tag])


@dataclass(frozen=True, slots=True)
class Text:
    """Words between two tags, as they are written."""

    start: int
    end: int
    raw: str
    holder: Element


class Page:
    """A page that our templates wrote, where nothing in an attribute looks like a tag.

    What needs no end tag and has none ends where HTML ends it; all other elements are closed.
    """

    def __init__(self, data: bytes, path: str) -> None:
        """The finished bytes, and where they stand in their site."""
        self.source, self.address = data.decode(), f"https://site.example/{path.removesuffix('index.html')}"
        self.elements: list[Element] = []
        self.every: list[Text] = []
        self._read()
        self.region = next(e for e in self.elements if e.tag == "main")

    def _read(self) -> None:
        open_: list[Element] = []
        last = 0
        for mark in MARK.finditer(self.source):
            raw = self.source[last : mark.start()]
            if raw.strip() and open_:
                self.every.append(Text(last, mark.start(), raw, open_[-1]))
            last = mark.end()
            while open_ and _is_ended(open_[-1].tag, mark):
                element = open_.pop()
                element.until = element.end = mark.start()
            if mark["shut"]:
                element = open_.pop()
                element.until, element.end = mark.start(), mark.end()
            elif mark["tag"]:
                parent = open_[-1] if open_ else None
                made = Element(mark["tag"], mark["attributes"], mark.start(), mark.end(), parent)
                self.elements.append(made)
                if parent:
                    parent.children.append(made)
                if made.tag in VOID:
                    made.until = made.end = mark.end()
                else:
                    open_.append(made)

    # ---- what is there

    @property
    def texts(self) -> list[Text]:
        """The words of the notice."""
        return [t for t in self.every if self.region.inside <= t.start < self.region.until]

    @property
    def inside(self) -> list[Element]:
        """The elements of the notice, without the region itself."""
        return [e for e in self.elements if self.region.inside <= e.start < self.region.until]

    def those(self, *tags: str) -> list[Element]:
        """The elements of the notice with these tags."""
        return [e for e in self.inside if e.tag in tags]

    def text(self, element: Element) -> str:
        """All words of an element, white space folded."""
        return words(self.source[element.inside : element.until])

    def whole(self, element: Element) -> str:
        """An element as it is written."""
        return self.source[element.start : element.end]

    def content(self, element: Element) -> str:
        """What an element holds, as it is written."""
        return self.source[element.inside : element.until]

    @property
    def vocabulary(self) -> list[str]:
        """The words of the notice."""
        return sorted({word for t in self.texts for word in WORD.findall(t.raw)})

    # ---- with one thing changed

    def put(self, *pieces: tuple[int, int, str]) -> str:
        """The page with other text in these places, which may not overlap."""
        source = self.source
        for start, end, new in sorted(pieces, reverse=True):
            source = f"{source[:start]}{new}{source[end:]}"
        return source

    def inserted(self, at: int, new: str) -> str:
        """The page with something more in one place."""
        return self.put((at, at, new))

    def without(self, element: Element) -> str:
        """The page without an element."""
        return self.put((element.start, element.end, ""))

    def wrapped(self, start: int, end: int, before: str, after: str) -> str:
        """The page with marks around a part of it."""
        return self.put((start, end, f"{before}{self.source[start:end]}{after}"))

    def marked(self, element: Element, attribute: str) -> str:
        """The page with one more attribute on an element."""
        return self.inserted(element.start + 1 + len(element.tag), f" {attribute}")

    def some(self, chance: Random) -> tuple[int, int]:
        """The place of one to three words of the notice."""
        text = chance.choice([t for t in self.texts if WORD.search(t.raw)])
        found = list(WORD.finditer(text.raw))
        first = chance.randrange(len(found))
        last = min(len(found) - 1, first + chance.randrange(3))
        return text.start + found[first].start(), text.start + found[last].end()


def words(raw: str) -> str:
    """The words between tags, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", raw)).split())

"""The tag tree of a PDF: its elements in reading order, as screen readers come to them (ISO 32000-1, 14.7, 14.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from site_builder.verify.paper.content import Drawn, Sheet
from site_builder.verify.paper.file import Found, Unread, dictionary, several, whole

INLINE = frozenset({"Span", "Link", "Reference"})
"""The elements of our PDFs that stand within a block."""
FLOW = INLINE | {"Document", "H1", "H2", "P", "L", "Table", "TOC", "Div", "Caption"}
_ANSWERS = INLINE | {"L"}
HOLDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(["Document", "Div"], FLOW),
    **dict.fromkeys(["H1", "H2", "P", "Caption", "Lbl", "TH", "TOCI"], INLINE),
    "L": frozenset({"LI"}),
    "LI": frozenset({"Lbl", "LBody"}),
    "LBody": _ANSWERS,
    "Table": frozenset({"Caption", "THead", "TBody"}),
    "THead": frozenset({"TR"}),
    "TBody": frozenset({"TR"}),
    "TR": frozenset({"TH", "TD"}),
    "TD": _ANSWERS,
    "TOC": frozenset({"TOCI"}),
}
"""Those that begin a block, and what may stand in each (ISO 32000-1, 14.8.4)."""
ROLES = {"/Title": "/P", "/Strong": "/Span", "/Em": "/Span", "/Datetime": "/Span", "/Terms": "/Part"}
"""The tags of its own for which Typst names others; ours are none of them."""
DEEPEST = 40
UNDETERMINED = "und"
"""What an empty language means (ISO 32000-1, 14.9.2.2); no language at all is that of the document."""

Key = tuple[int, int]
"""The page from 1, and the number of a marked content there."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they are read out, and as they are drawn; the link around them; where they are, None if nowhere.

    `height` is that of the baseline on the page, in points.
    """

    heard: str
    drawn: str
    language: str
    link: int
    key: Key | None
    height: float = 0


@dataclass(slots=True)
class Told:
    """A block of the tree: its tags from the root on, without those within a line, and its words.

    `row` is the number of the row or item of a list that holds it, `cell` that of its cell, label or body; 0 for none.
    """

    path: tuple[str, ...]
    row: int = 0
    cell: int = 0
    words: list[Words] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is read out."""
        return "".join(each.heard for each in self.words)

    @property
    def page(self) -> int:
        """The page on which it begins, 0 for none."""
        return next((each.key[0] for each in self.words if each.key), 0)


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk stands; `link` is the number of the link from 1, 0 for none, `holder` the identity of the tag."""

    block: Told
    language: str
    page: int
    link: int
    depth: int
    holder: int


class Tree:
    """The tree, walked once: its blocks, the annotations of each link, and what it holds that ours never do.

    The first block is the root itself, and link 0 none; in ours they hold nothing.
    `holders` and `link_holders` have the identity of the tag that holds each content, and each annotation by its own.
    """

    def __init__(self, root: Found, pages: Mapping[int, int], sheets: list[Sheet]) -> None:
        self.blocks = [Told(("nothing",))]
        self.links: dict[int, list[Found]] = {0: []}
        self.titles: list[tuple[Told, str]] = []
        self.foreign: list[str] = []
        self.said: list[str] = []
        self.holders: dict[Key, int] = {}
        self.link_holders: dict[int, int] = {}
        self._pages, self._texts = pages, _by_key(sheets)
        self._seen: set[int] = set()
        if any(ROLES.get(tag) != whole(other) for tag, other in dictionary(root.get("/RoleMap")).items()):
            self.foreign.append("tags that stand for others")
        self._walk(root.get("/K"), _At(self.blocks[0], "", 0, 0, 0, id(root)))
        self.foreign += [f"the tag {each.path[-1]} without words" for each in _empty(self.blocks[1:])]

    def _walk(self, held: Any, at: _At) -> None:
        for each in several(held):
            kid = whole(each)
            if isinstance(kid, int):
                self._content((at.page, int(kid)), at)
            elif isinstance(kid, dict):
                self._kid(kid, at)

    def _kid(self, kid: Found, at: _At) -> None:
        kind = kid.get("/Type")
        if kind == "/MCR":
            self._content((self._page(kid, at.page), int(kid["/MCID"])), at)
        elif kind == "/OBJR":
            found = dictionary(kid.get("/Obj"))
            self.links[at.link].append(found)
            self.link_holders[id(found)] = at.holder
        else:
            self._element(kid, at)

    def _page(self, held: Found, otherwise: int) -> int:
        return self._pages.get(getattr(held.get("/Pg"), "idnum", 0), 0) if "/Pg" in held else otherwise

    def _element(self, element: Found, at: _At) -> None:
        if at.depth > DEEPEST or id(element) in self._seen:
            raise Unread("Its tags go in a circle, or too deep.")
        self._seen.add(id(element))
        if id(dictionary(element.get("/P"))) != at.holder:
            self.foreign.append("a tag that calls another its holder")
        inner = self._enter(element, at)
        self.said += [str(whole(element[key])) for key in ("/Alt", "/E") if key in element]
        if "/ActualText" in element:
            self.foreign.append("words that are read in place of an element")
            self._instead(element, inner)
        else:
            self._walk(element.get("/K"), inner)
        if "/T" in element:
            self.titles.append((inner.block, str(whole(element["/T"]))))

    def _enter(self, element: Found, at: _At) -> _At:
        kind = str(element.get("/S")).removeprefix("/")
        outer = at.block.path[-1]
        if kind not in HOLDS and kind not in INLINE:
            self.foreign.append(f"the tag {kind}")
        elif kind not in HOLDS.get(outer, FLOW):
            self.foreign.append(f"the tag {kind} in {outer}")
        block = at.block if kind in INLINE else self._begin(kind, at.block)
        link = at.link
        if kind == "Link":
            link = len(self.links)
            self.links[link] = []
        language = str(whole(element["/Lang"])) or UNDETERMINED if "/Lang" in element else at.language
        if kind == "TH" and _scopes(element) != {"/Column" if "THead" in block.path else "/Row"}:
            self.foreign.append("a head of neither its row nor its column")
        return _At(block, language, self._page(element, 0), link, at.depth + 1, id(element))

    def _begin(self, kind: str, outer: Told) -> Told:
        """A block in the row and cell of the one around it; the outermost row counts."""
        number = len(self.blocks)
        row = outer.row or (number if kind in {"TR", "LI"} else 0)
        cell = outer.cell or (number if kind in {"TH", "TD", "Lbl", "LBody"} else 0)
        self.blocks.append(Told((*outer.path, kind), row, cell))
        return self.blocks[-1]

    def _instead(self, element: Found, at: _At) -> None:
        """What is read for all that an element holds: it is drawn where its first content is."""
        words = at.block.words
        start = len(words)
        self._walk(element.get("/K"), at)
        within, words[start:] = words[start:], []
        drawn, heard = "".join(each.drawn for each in within), str(whole(element["/ActualText"]))
        first: tuple[Any, ...] = next(((each.key, each.height) for each in within), (None,))
        words.append(Words(heard, drawn, at.language, at.link, *first))

    def _content(self, key: Key, at: _At) -> None:
        self.holders[key] = at.holder
        if at.block is not self.blocks[-1]:
            self.foreign.append(f"words of the tag {at.block.path[-1]} behind another tag in it")
        for heard, each in _runs(self._texts.get(key, [])):
            language = each.mark.language or at.language
            at.block.words.append(Words(heard, each.text, language, at.link, key, each.start[1]))


def _empty(blocks: Sequence[Told]) -> Iterator[Told]:
    """Those that hold neither words nor other blocks: readers name some of them, and count others."""
    for each, following in zip_longest(blocks, blocks[1:]):
        if not each.text.strip() and (following is None or len(following.path) <= len(each.path)):
            yield each


def _scopes(element: Found) -> set[str]:
    """For what the head of a table stands, by what its tag is told with."""
    told = map(dictionary, several(element.get("/A")))
    return {str(whole(each["/Scope"])) for each in told if "/Scope" in each}


def _by_key(sheets: list[Sheet]) -> dict[Key, list[Drawn]]:
    found: dict[Key, list[Drawn]] = {}
    for sheet in sheets:
        for each in sheet.texts:
            if not each.mark.artifact and each.mark.number >= 0:
                found.setdefault((sheet.page, each.mark.number), []).append(each)
    return found


def _runs(texts: list[Drawn]) -> Iterator[tuple[str, Drawn]]:
    """What is read out for each text; what is read instead of several is read once."""
    before = None
    for each in texts:
        mark = each.mark
        yield each.text if mark.instead is None else mark.instead if mark is not before else "", each
        before = mark

"""Words that are drawn otherwise than they are written: from right to left, or in letters with signs around them.

Typst tags them as they are drawn, reversed or with doubled letters, and no checker of accessibility finds that. So what
an element holds between two links becomes a `Span` with `ActualText` (ISO 32000-1, 14.9.4), whose words come from the
tree in its order, and not from what is drawn.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, String

from site_builder.facts.language import is_shaped
from site_builder.render.pdf.elements import list_of
from site_builder.render.pdf.errors import PdfError
from site_builder.render.pdf.tree import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from site_builder.render.pdf.spans import Node

OTHER_LANGUAGE = "/Em"
"""The element in which `words.typ` sets words of another language, so that they stand apart in the tags."""
SIGNS = "/Circle"
"""The numbering of a list whose labels are signs."""


class _Words(NamedTuple):
    """Words that stand together in the tree: `is_apart` if they have an element of their own, as links have."""

    text: str
    language: str
    is_apart: bool


class _Drawn(NamedTuple):
    """Marked contents of an element between two others: their places in it, and the page of those that name none."""

    element: pikepdf.Object
    at: Sequence[int]
    page: Any
    is_apart: bool


_Piece = TypeVar("_Piece", _Words, _Drawn)
_Place = tuple[tuple[int, int], int]
"""A page, and the number of a marked content on it."""


def put_in_order(pdf: pikepdf.Pdf, document: Node, elements: Sequence[pikepdf.Object]) -> None:
    """Give what may be drawn out of order its words, in a PDF with these elements, whose tags are mended.

    Raises PdfError if the tags are not those of the tree.
    """
    if not document.get("is_shaped"):
        return
    spans = _rejoined(elements)
    is_table = any(element.S == "/Table" for element in elements)
    words = list(_words(document["content"], is_table=is_table))
    pairs = [*_paired(words, list(_drawn(pdf.Root.StructTreeRoot))), *_contents(pdf, document["content"], elements)]
    for told, drawn in reversed(pairs):  # so that the places of what comes before stay as they are
        if told.language and drawn.element.S == OTHER_LANGUAGE:
            drawn.element.S, drawn.element.Lang = Name.Span, String(told.language)
        if document.get("direction") == "rtl" or is_shaped(told.text):
            spans |= _wrapped(pdf, told.text, drawn)
    _lead_to(pdf, spans)


# ---- the words, in the order of the tree


def _words(node: Any, *, is_table: bool) -> Iterator[_Words]:
    """The words of all lines but those of the list of contents."""
    if isinstance(node, list) and node and isinstance(node[0], dict) and node[0]["kind"] == "span":
        yield from _of_line(node)
        return
    parts: Iterable[Any] = node if isinstance(node, list) else ()
    if isinstance(node, dict):
        in_list = node["kind"] == "table" and not is_table
        parts = [node["heading"]] if node["kind"] == "contents" else _in_list(node) if in_list else node.values()
    for part in parts:
        yield from _words(part, is_table=is_table)


def _in_list(table: Mapping[str, Any]) -> Iterator[Any]:
    """A table in large print, where each row is a list of questions, each with its answer."""
    first, *others = table["heads"]
    yield from (table["caption"], table["note"])
    for row in table["rows"]:
        yield [first, row["head"], row["under"]]
        is_whole = len(row["cells"]) == len(others)
        yield [list(pair) for pair in zip(others, row["cells"], strict=True)] if is_whole else row["cells"]


def _of_line(line: Sequence[Node]) -> Iterator[_Words]:
    """The words of a line: each link, and all between that is in one language. A blank alone is left out."""
    for (is_apart, language, _), numbered in groupby(enumerate(line), lambda each: _together(*each)):
        text = "".join(str(span["text"]) for _, span in numbered)
        if is_apart or text.strip():
            yield _Words(text, language, is_apart)


def _together(number: int, span: Node) -> tuple[bool, str, int]:
    """What spans have in common that stand together: whether apart, in which language; what is apart is alone."""
    is_link = bool(span["url"] or span["target"])
    language = "-".join(filter(None, (str(span["lang"] or ""), str(span["region"] or "").upper())))
    is_apart = is_link or bool(language)
    return is_apart, language, number if is_apart else -1


# ---- what is drawn, in the order of the tags


def _drawn(element: pikepdf.Object, page: Any = None, *, is_apart: bool = False) -> Iterator[_Drawn]:
    """What is drawn in and below an element, without lists of contents and the signs before items."""
    page = element.get("/Pg", page)
    is_apart = is_apart or element.get("/S") in ("/Link", OTHER_LANGUAGE)
    held: list[int] = []
    for at, kid in enumerate(list_of(element.get("/K"))):
        if _is_content(kid):
            held.append(at)
        elif "/S" in kid:
            if held:
                yield _Drawn(element, held, page, is_apart)
            held = []
            if kid.S != "/TOC" and not _is_sign(kid):
                yield from _drawn(kid, page, is_apart=is_apart)
    if held:
        yield _Drawn(element, held, page, is_apart)


def _rejoined(elements: Iterable[pikepdf.Object]) -> dict[_Place, pikepdf.Object]:
    """Make one element of words in another language that the end of a page parts; the contents that moved into it."""
    moved: dict[_Place, pikepdf.Object] = {}
    for element in elements:
        kids: list[Any] = []
        for kid in list_of(element.get("/K")):
            if kids and _is_rest(kids[-1], kid):
                for content in list_of(kid.K):
                    named = Dictionary(Type=Name.MCR, Pg=kid.Pg, MCID=content) if isinstance(content, int) else content
                    kids[-1].K = Array([*list_of(kids[-1].K), named])
                    moved[_place(content, kid.Pg)] = kids[-1]
            else:
                kids.append(kid)
        if len(kids) < len(list_of(element.get("/K"))):
            element.K = Array(kids)
    return moved


def _is_rest(before: Any, kid: Any) -> bool:
    both = all(isinstance(each, Dictionary) and each.get("/S") == OTHER_LANGUAGE for each in (before, kid))
    return both and {"/Pg"} <= before.keys() & kid.keys() and before.Pg.objgen != kid.Pg.objgen


def _is_content(kid: Any) -> bool:
    return isinstance(kid, int) or kid.get("/Type") == "/MCR"


def _is_sign(element: pikepdf.Object) -> bool:
    return element.S == "/Lbl" and any(a.get("/ListNumbering") == SIGNS for a in list_of(element.P.P.get("/A")))


def _contents(pdf: pikepdf.Pdf, content: Any, elements: Sequence[pikepdf.Object]) -> Iterator[tuple[_Words, _Drawn]]:
    """Each line of the list of contents: the words of its title, and the number of the page to which it leads."""
    whole = [element for element in elements if element.S == "/TOC" and element.P.S != "/TOC"]
    lines = [drawn for element in whole for drawn in _drawn(element)]
    every: Iterable[Any] = nodes(content)
    titles = [title for node in every if node["kind"] == "contents" for title in node["entries"]]
    names = pdf.Root.get("/Names")
    places = NameTree(names.Dests) if names is not None and "/Dests" in names else {}
    pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    for spans, drawn in zip(titles, lines, strict=True):
        to = next(kid.Obj.Dest for kid in list_of(drawn.element.K) if isinstance(kid, Dictionary) and "/Obj" in kid)
        place = to if isinstance(to, Array) else places[str(to)]
        page = (place if isinstance(place, Array) else place.D)[0]
        yield _Words(f"{''.join(span['text'] for span in spans)} {pages[page.objgen]}", "", is_apart=True), drawn


# ---- words to what is drawn


def _paired(words: Sequence[_Words], drawn: Sequence[_Drawn]) -> Iterator[tuple[_Words, _Drawn]]:
    """Words with what is drawn of them. What stands apart parts the rest: only there may a blank alone be drawn."""
    told, seen = _parted(words), _parted(drawn)
    for some_words, some_drawn in zip(told, seen, strict=True) if len(told) == len(seen) else [(words, ())]:
        as_told = [d for d in some_drawn if d.is_apart or any(not w.is_apart for w in some_words)]
        if len(some_words) != len(as_told):
            raise PdfError(f"The PDF has {len(drawn)} pieces of text, and the notice {len(words)}.")
        yield from zip(some_words, as_told, strict=True)


def _parted(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces in groups, each of which but the first begins with one that stands apart."""
    groups: list[list[_Piece]] = [[]]
    for piece in pieces:
        if piece.is_apart:
            groups.append([])
        groups[-1].append(piece)
    return groups


def _wrapped(pdf: pikepdf.Pdf, text: str, drawn: _Drawn) -> dict[_Place, pikepdf.Object]:
    """Put a span with these words around what is drawn; the places of its contents."""
    kids = list_of(drawn.element.K)
    contents = [kids[at] for at in drawn.at]
    words = Dictionary(Type=Name.StructElem, S=Name.Span, P=drawn.element, K=Array(contents), ActualText=String(text))
    span = pdf.make_indirect(words)
    if drawn.page is not None:
        span.Pg = drawn.page
    first, *others = drawn.at
    kept = (span if at == first else kid for at, kid in enumerate(kids) if at not in others)
    drawn.element.K = Array(kept)
    return {_place(content, drawn.page): span for content in contents}


def _place(content: Any, page: Any) -> _Place:
    if isinstance(content, int):
        return page.objgen, content
    return content.get("/Pg", page).objgen, int(content.MCID)


def _lead_to(pdf: pikepdf.Pdf, spans: Mapping[_Place, pikepdf.Object]) -> None:
    """Let the marked contents lead to their spans (ISO 32000-1, 14.7.4.4)."""
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        if "/StructParents" in page.obj:
            above = parents[int(page.obj.StructParents)]
            for number in range(len(above)):
                span = spans.get((page.obj.objgen, number))
                if span is not None:
                    above[number] = span

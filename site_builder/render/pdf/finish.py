"""The last steps on a PDF: the attached feed, and tags that Typst does not support: lists, row headers, names of links.

Exact facts look like a table, so Typst sets a table. Its tags become a list of questions, each with its answers (L, LI,
Lbl, LBody), like the `dl` of the page: a screen reader says "Why? Research" instead of the rows and columns of a table.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from site_builder.render.pdf.elements import elements_of, kids_of, list_of, must_be
from site_builder.render.pdf.tree import nodes
from site_builder.render.pdf.written_order import OTHER_LANGUAGE, put_in_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from site_builder.render.pdf.spans import Node

FEED = "feed.jsonld"
LOOKS = frozenset({"/Span", "/Strong"})
"""Elements that Typst writes for an underline and for the label of an answer: looks, which say nothing."""


def finish(data: bytes, document: Node) -> bytes:
    """The PDF with its tags mended. Raises PdfError if they are not those of the tree."""
    with pikepdf.open(BytesIO(data)) as pdf:
        mend(pdf, document)
        return _saved(pdf)


def with_feed(data: bytes, feed: bytes, issued: date, description: str) -> bytes:
    """The finished PDF with the notice's own part of the feed attached."""
    with pikepdf.open(BytesIO(data)) as pdf:
        attach(pdf, feed, issued, description)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def attach(pdf: pikepdf.Pdf, feed: bytes, issued: date, description: str) -> None:
    """Attach the feed as data of the whole document (ISO 19005-3, 6.8), on which no page depends."""
    pdf.attachments[FEED] = spec = AttachedFileSpec(
        pdf,
        feed,
        filename=FEED,
        description=description,
        mime_type="application/ld+json",
        mod_date=f"D:{issued:%Y%m%d}000000Z",
        relationship=Name.Data,
    )
    pdf.Root.AF = Array([spec.obj])


def mend(pdf: pikepdf.Pdf, document: Node) -> None:
    """Mend the tags of an open PDF. Raises PdfError if they are not those of the tree."""
    elements = list(elements_of(pdf.Root.StructTreeRoot))
    tables = [element for element in elements if element.S == "/Table"]
    contents = [element for element in elements if element.S == "/TOC"]
    in_contents = {element.objgen for each in contents for element in elements_of(each)}
    numbers = Counter(str(node["kind"]) for node in nodes(document))
    _boxes([table for table in tables if not kids_of(table, "/THead")], numbers)
    _glances([table for table in tables if kids_of(table, "/THead")], numbers)
    _contents(contents, document)
    _links([e for e in elements if e.S == "/Link" and e.objgen not in in_contents], document)
    if document.get("is_shaped"):
        for element in elements:
            if element.S in ("/Link", "/Lbl", OTHER_LANGUAGE):
                _unwrap(element)
    _unsigned([element for element in elements if element.S == "/L"])
    put_in_order(pdf, document, elements)


def _boxes(tables: Sequence[pikepdf.Object], numbers: Counter[str]) -> None:
    """Table, row, first and second cell to list, item, label and body (ISO 32000-1, 14.8.4.3.3)."""
    must_be(sum(len(_rows(table)) for table in tables), numbers["row"], "rows of facts")
    for table in tables:
        rows = _rows(table)
        table.S, table.K = Name.L, Array(rows)
        table.A = Dictionary(O=Name.List, ListNumbering=Name("/None"))
        for row in rows:
            row.S, row.P = Name.LI, table
            for cell, kind in zip(kids_of(row), (Name.Lbl, Name.LBody), strict=True):
                cell.S = kind
                del cell.A


def _glances(tables: Sequence[pikepdf.Object], numbers: Counter[str]) -> None:
    """Make the first cell of each row its header (PDF/UA-1, 7.5; ISO 32000-1, 14.8.5.7).

    Typst links each cell to its column header by id. We remove these ids: readers that use ids would not look for the
    row header.
    """
    if tables:
        must_be(len(tables), numbers["table"], "tables")
        must_be(sum(len(_rows(table)) for table in tables), numbers["table-row"], "rows of tables")
    for row in (row for table in tables for row in _rows(table)):
        first, *others = kids_of(row)
        first.S = Name.TH
        of_others = [attribute for attribute in list_of(first.get("/A")) if attribute.O != "/Table"]
        first.A = Array([*of_others, Dictionary(O=Name.Table, Scope=Name.Row)])
        for attribute in (a for cell in others for a in list_of(cell.get("/A")) if "/Headers" in a):
            del attribute["/Headers"]


def _contents(contents: Sequence[pikepdf.Object], document: Node) -> None:
    """Remove the level that Typst adds to the outline, as it omits the title, and name each link by its heading."""
    headings = [node for node in nodes(document) if node.get("listed")]
    items = []
    for table_of_contents in contents:
        inner = [item for inner in kids_of(table_of_contents, "/TOC") for item in kids_of(inner)]
        for item in inner:
            item.P = table_of_contents
        table_of_contents.K = Array(inner or kids_of(table_of_contents))
        items += inner
    must_be(len(items), len(headings), "headings in its list of contents")
    for item, heading in zip(items, headings, strict=True):
        for link in (element for element in elements_of(item) if element.S == "/Link"):
            _describe(link, _words(heading["text"]))


def _links(links: Sequence[pikepdf.Object], document: Node) -> None:
    """Give each link its name as description (PDF/UA-1, 7.18.5), where Typst gives an address or "page 3"."""
    spans = [node for node in nodes(document["content"]) if node.get("url") or node.get("target")]
    must_be(len(links), len(spans), "links")
    for link, span in zip(links, spans, strict=True):
        _describe(link, str(span["name"] or span["text"]))


def _describe(link: pikepdf.Object, words: str) -> None:
    """Say where a link leads; one that is broken over lines has several annotations."""
    for kid in list_of(link.get("/K")):
        if isinstance(kid, Dictionary) and "/Obj" in kid:
            kid.Obj.Contents = String(words)


def _unwrap(element: pikepdf.Object) -> None:
    """Move what an element of looks holds into the element around it, where the words are to be put in order."""
    kids: list[pikepdf.Object | int] = []
    for kid in list_of(element.get("/K")):
        if isinstance(kid, Dictionary) and kid.get("/S") in LOOKS and not {"/Lang", "/ActualText"} & set(kid.keys()):
            if "/Pg" in kid and "/Pg" not in element:
                element.Pg = kid.Pg
            kids += (_moved(each, kid, element) for each in list_of(kid.get("/K")))
        else:
            kids.append(kid)
    element.K = Array(kids)


def _moved(held: pikepdf.Object | int, kid: pikepdf.Object, element: pikepdf.Object) -> pikepdf.Object | int:
    """What a kid holds, for the element around it; a number names content of the kid's page, which may be another."""
    if isinstance(held, int):
        is_elsewhere = "/Pg" in kid and kid.Pg.objgen != element.Pg.objgen
        return Dictionary(Type=Name.MCR, Pg=kid.Pg, MCID=held) if is_elsewhere else held
    if "/S" in held:
        held.P = element
    return held


def _unsigned(lists: Sequence[pikepdf.Object]) -> None:
    """Take the empty labels out of a list without signs before its items."""
    for each in lists:
        items = kids_of(each)
        labels = [label for item in items for label in kids_of(item, "/Lbl")]
        if labels and not any(list_of(label.get("/K")) for label in labels):
            each.A = Dictionary(O=Name.List, ListNumbering=Name("/None"))
            for item in items:
                item.K = Array(kids_of(item, "/LBody"))


def _words(spans: object) -> str:
    return "".join(str(node["text"]) for node in nodes(spans))


def _rows(table: pikepdf.Object) -> list[pikepdf.Object]:
    """The rows under a table's head, and those of a table that has no parts."""
    return [row for body in (table, *kids_of(table, "/TBody")) for row in kids_of(body, "/TR")]

"""The last step for PDF 2.0: PDF/UA-2, WTPDF and PDF/A-4f. Nothing is published so yet; decision record 31 says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from site_builder.render.pdf.elements import elements_of, kids_of, list_of, must_be
from site_builder.render.pdf.finish import attach, mend
from site_builder.render.pdf.tree import nodes

if TYPE_CHECKING:
    from datetime import date

    from typst import PDFStandard

    from site_builder.render.pdf.spans import Node

STANDARDS: list[PDFStandard] = ["a-4f"]
"""As which Typst must have made the PDF (ISO 19005-4)."""
NAMESPACE = "http://iso.org/pdf2/ssn"
"""That of PDF 2.0. Typst writes `https://www.iso.org/pdf2/ssn` for it (typst/pdf-writer 85)."""
OF_PDF_1_7 = frozenset({"/TOC", "/TOCI", "/Reference"})
"""The types that we use and that are not in the namespace of PDF 2.0 (ISO 32000-2, Annex M)."""
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5")
METADATA = (
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
    ' xmlns:pdfd="http://pdfa.org/declarations/"><pdfuaid:part>2</pdfuaid:part><pdfuaid:rev>2024</pdfuaid:rev>'
    '<pdfd:declarations><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo>"
    "</rdf:li></rdf:Bag></pdfd:declarations></rdf:Description>"
)
"""What a PDF says of itself: PDF/UA-2 (ISO 14289-2:2024), and Well-Tagged PDF for accessibility."""


def ua2(data: bytes, document: Node, issued: date, feed: bytes) -> bytes:
    """A PDF that Typst made by STANDARDS, as PDF/UA-2. Raises PdfError if the tags are not those of the tree."""
    with pikepdf.open(BytesIO(data)) as pdf:
        mend(pdf, document)
        attach(pdf, feed, issued, str(document["attachment"]))
        root = pdf.Root.StructTreeRoot
        elements = list(elements_of(root))
        _name_the_space(pdf, root, elements)
        _describe_lists([element for element in elements if element.S == "/L"])
        _lead_to_elements(pdf, elements, document)
        pdf.Root.ViewerPreferences.DisplayDocTitle = True  # Typst sets it for PDF/UA-1 only
        metadata = pdf.Root.Metadata.read_bytes().decode().replace("</rdf:RDF>", f"{METADATA}</rdf:RDF>")
        pdf.Root.Metadata = pdf.make_stream(metadata.encode(), Type=Name.Metadata, Subtype=Name.XML)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _name_the_space(pdf: pikepdf.Pdf, root: pikepdf.Object, elements: Sequence[pikepdf.Object]) -> None:
    """Put each element into the namespace of PDF 2.0, under its right name, unless it is of PDF 1.7 only."""
    space = pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(NAMESPACE)))
    root.Namespaces = Array([space])
    for element in elements:
        if str(element.S) not in OF_PDF_1_7:
            element.NS = space
        elif "/NS" in element:
            del element["/NS"]


def _describe_lists(lists: Sequence[pikepdf.Object]) -> None:
    """Say of a list of questions with their answers that it is one (ISO 32000-2, table 382)."""
    for each in lists:
        numberings = [attribute.get("/ListNumbering", "/None") for attribute in list_of(each.get("/A"))]
        if any(kids_of(item, "/Lbl") for item in kids_of(each)) and set(numberings) <= {"/None"}:
            each.A = Dictionary(O=Name.List, ListNumbering=Name.Description)


def _lead_to_elements(pdf: pikepdf.Pdf, elements: Sequence[pikepdf.Object], document: Node) -> None:
    """Let links, contents and bookmarks lead to elements, not only to places on pages (ISO 14289-2, 8.8)."""
    content = document["content"]
    headings = [element for element in elements if str(element.S) in HEADINGS]
    described = list(_headings(content))
    must_be(len(headings), len(described), "headings")
    at = {anchor: e for e, each in zip(headings, described, strict=True) for anchor in each["anchors"]}
    at |= _entries(elements, content)
    contents = [element for element in elements if element.S == "/TOCI"]
    in_contents = {e.objgen for item in contents for e in elements_of(item)}
    links = [e for e in elements if e.S == "/Link" and e.objgen not in in_contents]
    spans: list[Any] = [node for node in nodes(content) if node.get("url") or node.get("target")]
    named = _named_places(pdf)
    for link, span in zip(links, spans, strict=True):
        if span["target"]:
            _lead(link, at[span["target"]], named)
    listed = [e for e, each in zip(headings, described, strict=True) if each["listed"]]
    for item, heading in zip(contents, listed, strict=True):
        item.Ref = Array([heading])
        for link in (e for e in elements_of(item) if e.S == "/Link"):
            _lead(link, heading, named)
    marked = [e for e, each in zip(headings, described, strict=True) if each["is_marked"]]
    bookmarks = list(_bookmarks(pdf.Root.Outlines.get("/First")))
    must_be(len(bookmarks), len(marked), "bookmarks")
    for bookmark, heading in zip(bookmarks, marked, strict=True):
        _go_to(bookmark, heading, _place(bookmark.Dest, named))


def _headings(content: object) -> Iterator[Mapping[str, Any]]:
    """The headings of a document in reading order: their anchors, whether contents list them, bookmarks mark them."""
    unmarked = {"anchors": [], "listed": False, "is_marked": False}
    every: list[Any] = list(nodes(content))
    for node in every:
        if node["kind"] == "heading":
            yield {"anchors": node["anchors"], "listed": node["listed"], "is_marked": node["level"] in (2, 3)}
        elif node["kind"] in ("front", "contents"):
            yield unmarked


def _entries(elements: Sequence[pikepdf.Object], content: object) -> dict[str, pikepdf.Object]:
    """The items of lists that links lead to, and the lists of facts, by their anchors."""
    items = [element for element in elements if element.S == "/LI"]
    every: list[Any] = list(nodes(content))
    described = [node for node in every if node["kind"] in ("item", "row", "question")]
    must_be(len(items), len(described), "items of lists")
    item_of = {id(node): item for item, node in zip(items, described, strict=True)}
    at: dict[str, pikepdf.Object] = {}
    for node in every:
        if node["kind"] == "item":
            at |= dict.fromkeys(node["anchors"], item_of[id(node)])
        elif node["kind"] == "box":
            at |= dict.fromkeys(node["anchors"], item_of[id(node["rows"][0])].P)
    return at


def _named_places(pdf: pikepdf.Pdf) -> Mapping[str, pikepdf.Object]:
    names = iter(pdf.Root.Names.Dests.Names)
    return {str(name): place for name, place in zip(names, names, strict=True)}


def _place(place: pikepdf.Object, named: Mapping[str, pikepdf.Object]) -> pikepdf.Object:
    return place if isinstance(place, Array) else named[str(place)]


def _lead(link: pikepdf.Object, element: pikepdf.Object, named: Mapping[str, pikepdf.Object]) -> None:
    """Let each annotation of a link go to an element."""
    for each in list_of(link.get("/K")):
        if isinstance(each, Dictionary) and "/Obj" in each:
            _go_to(each.Obj, element, _place(each.Obj.Dest, named))


def _go_to(holder: pikepdf.Object, element: pikepdf.Object, place: pikepdf.Object) -> None:
    """In place of a destination an action that goes to a place, and to the element there (ISO 32000-2, 12.6.4.2)."""
    del holder["/Dest"]
    holder.A = Dictionary(Type=Name.Action, S=Name.GoTo, D=place, SD=Array([element, *list(place)[1:]]))


def _bookmarks(first: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
    while first is not None:
        yield first
        yield from _bookmarks(first.get("/First"))
        first = first.get("/Next")

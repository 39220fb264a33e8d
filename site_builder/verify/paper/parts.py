"""The parts of a PDF beside its pages: what is attached, its title and language, and what acts or shows by itself.

What our PDFs never hold is told: a script, a form, a layer, a stamp, a second attachment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import md5, sha256
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import Found, dictionary, leaves, several, whole, worded
from site_builder.verify.paper.forms import strange
from site_builder.verify.paper.names import misnamed
from site_builder.verify.paper.packing import repacked

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.xmp import XmpInformation

FEED = "feed.jsonld"
RDF, XMLNS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/xmlns/"
PROPERTIES: Mapping[str | None, Collection[str]] = {
    "http://purl.org/dc/elements/1.1/": {"title", "creator", "description", "subject", "language", "format"},
    "http://ns.adobe.com/xap/1.0/": {"CreatorTool", "CreateDate", "ModifyDate", "MetadataDate"},
    "http://ns.adobe.com/pdf/1.3/": {"Producer", "PDFVersion", "Keywords", "Trapped"},
    "http://ns.adobe.com/xap/1.0/mm/": (),
    "http://ns.adobe.com/xap/1.0/t/pg/": (),
    "http://www.aiim.org/pdfa/ns/id/": (),
    "http://www.aiim.org/pdfua/ns/id/": (),
    "http://www.aiim.org/pdfa/ns/extension/": (),
}
"""What is told of a file besides its title and author, by namespace; an empty one means all of it."""
INFO = {"/Title": "title", "/Author": "creator", "/Subject": "description", "/Keywords": "Keywords"}
"""What the description in the trailer tells, and how metadata call it."""
NEVER = ("description", "subject", "Keywords")
"""What ours tell of no file."""
_UNSEEN = 0x23
"""The flags of an annotation that nobody meets: 0x01, 0x02 and 0x20 (ISO 32000-1, 12.5.3)."""


def parts(reader: PdfReader, laid: LaidNotice, language: Language, feed: bytes) -> Iterator[Drift]:
    """How the parts beside the pages differ from what they must be."""
    catalogue = dictionary(reader.trailer.get("/Root"))
    yield from repacked(reader)
    yield from misnamed(reader)
    yield from strange(reader)
    yield from _attached(catalogue, language, feed)
    yield from _about(reader, laid)
    stated, says = spoken(laid.language), str(whole(catalogue.get("/Lang")) or "")
    if says.lower() != stated:
        yield Drift("language", "", says, stated)
    for number, page in enumerate(reader.pages, 1):
        yield from _page(page, number)


def spoken(tag: str) -> str:
    """A tag of a language as PDFs of ours give it, in small letters: the language, and the region where it has one."""
    primary, *rest = tag.lower().split("-")
    return "-".join([primary, *[part for part in rest if len(part) == 2 and part.isalpha()][:1]])  # noqa: PLR2004  a region's two letters


# ---- what is attached


def _attached(catalogue: Found, language: Language, feed: bytes) -> Iterator[Drift]:
    names = dictionary(catalogue.get("/Names"))
    named = leaves("names", names.get("/EmbeddedFiles"))
    files = [dictionary(held) for _, held in named]
    related = [dictionary(held) for held in several(catalogue.get("/AF"))]
    every = [*files, *(each for each in related if all(each is not file for file in files))]
    if not files:
        yield Drift("attached", FEED, "", _told(FEED, feed))
    for i, (each, name) in enumerate(zip_longest(every, [str(name) for name, _ in named])):
        yield from _file(each, name, language, feed, is_first=i == 0)


def _file(spec: Found, name: str | None, language: Language, feed: bytes, *, is_first: bool) -> Iterator[Drift]:
    held = map(whole, dictionary(spec.get("/EF")).values())
    streams = [each for each in held if hasattr(each, "get_data")]
    data = [each.get_data() for each in streams]
    names = {str(whole(spec[key])) for key in ("/F", "/UF") if key in spec} | ({name} if name is not None else set())
    others = [each for each in data if each != feed]
    if not is_first or not data or others or names != {FEED}:
        says = _told(", ".join(sorted(names)), [*others, *data, b""][0])
        yield Drift("attached", FEED, says, _told(FEED, feed) if is_first else "")
    yield from _measured(streams)
    described = str(whole(spec.get("/Desc")) or "")
    if is_first and described not in ("", language.page("data")):
        yield Drift("attribute", FEED, described, language.page("data"))


def _measured(streams: Iterable[Any]) -> Iterator[Drift]:
    """The lengths and check sums that a file is said to have, and has not (ISO 32000-1, 7.11.4)."""
    for each in {id(each): each for each in streams}.values():
        said, data = dictionary(each.get("/Params")), each.get_data()
        size, check = whole(said.get("/Size")), whole(said.get("/CheckSum"))
        if size not in (None, len(data)):
            yield Drift("attribute", FEED, f"{size} bytes", f"{len(data)} bytes")
        stated = md5(data, usedforsecurity=False).digest()
        if check is not None and check.original_bytes != stated:
            yield Drift("attribute", FEED, f"check sum {check.original_bytes.hex()}", f"check sum {stated.hex()}")


def _told(name: str, data: bytes) -> str:
    return f"{name} ({len(data)} bytes, SHA-256 {sha256(data).hexdigest()[:16]})"


# ---- what the document says of itself


def _about(reader: PdfReader, laid: LaidNotice) -> Iterator[Drift]:
    """Title and author as programs show them: each place that has them must have the right ones, and one has to."""
    info = dictionary(reader.trailer.get("/Info"))
    told = [(name, str(whole(info[key]))) for key, name in INFO.items() if key in info]
    for each in _properties(reader.xmp_metadata):
        known, texts = PROPERTIES.get(each.namespaceURI), _texts_of(each)
        if known is None or (known and each.localName not in known):
            yield Drift("attribute", "", f"{each.nodeName}: {' '.join(texts)}")
        else:
            told += [(each.localName, text) for text in texts]
    if "title" not in dict(told):
        yield Drift("missing", "", "", laid.title.text)
    stated = {"title": laid.title.text, "creator": laid.organisation.text, **dict.fromkeys(NEVER, "")}
    for name, says in told:
        if name == "language" and says.lower() not in {laid.language.lower(), spoken(laid.language)}:
            yield Drift("language", "", says, spoken(laid.language))
        elif worded(says) != worded(stated.get(name, says)):
            yield Drift("attribute", "", says, stated[name])


def _properties(xmp: XmpInformation | None) -> Iterator[Any]:
    """What is told in metadata of whatever it may be, as elements or as attributes."""
    for about in _elements(xmp.rdf_root) if xmp else []:
        if (about.namespaceURI, about.localName) == (RDF, "Description"):
            yield from _elements(about)
            yield from (each for each in about.attributes.values() if each.namespaceURI not in (XMLNS, RDF))
        else:
            yield about


def _elements(node: Any) -> list[Any]:
    return [each for each in node.childNodes if each.nodeType == each.ELEMENT_NODE]


def _texts_of(node: Any) -> list[str]:
    """Each text in it, as in the items of a list, without white space around."""
    texts = [child.data for child in node.childNodes if child.nodeType in (child.TEXT_NODE, child.CDATA_SECTION_NODE)]
    return [" ".join(text.split()) for text in texts if text.strip()] + [
        text for child in _elements(node) for text in _texts_of(child)
    ]


# ---- pages and their annotations


def _page(page: Found, number: int) -> Iterator[Drift]:
    for held in several(page.get("/Annots")):
        annotation = dictionary(held)
        kind = str(annotation.get("/Subtype")).removeprefix("/")
        if kind != "Link":
            says = str(whole(annotation.get("/Contents")) or "")
            yield Drift("added", kind, says or kind, "", number)
            continue
        action = dictionary(annotation.get("/A"))
        if action and "/Dest" in annotation:
            yield Drift("address", "", "a link that leads to two places", "", number)
        if action and (action.get("/S") != "/URI" or "/Next" in action):
            yield Drift("code", "", f"the action {str(action.get('/S')).removeprefix('/')}", "", number)
        if int(annotation.get("/F", 0)) & _UNSEEN:
            yield Drift("hidden", "", str(whole(annotation.get("/Contents")) or kind), "", number)

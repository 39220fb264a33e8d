"""What the dictionaries of our PDFs hold, one by one (ISO 32000-1): a key more may speak to some reader, and lie to it.

Each kind of dictionary has its keys, each with the kind of what stands there: READ for what another module reads or
what says nothing, a list for the only values. What is empty says nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import dictionary, several, whole

if TYPE_CHECKING:
    from pypdf import PdfReader

Held = str | list[Any]
Form = Mapping[str, Held]
READ = ""
ANY = "*"
"""In place of a key: any name of its own."""


def _keys(names: str, **others: Held) -> Form:
    return {**{f"/{name}": READ for name in names.split()}, **{f"/{name}": kind for name, kind in others.items()}}


FORMS: Mapping[str, Form] = {
    "the trailer": _keys(
        "Size ID Prev XRefStm Type Filter Length DecodeParms W Index", Root="the document", Info="the description"
    ),
    "the description": _keys("Title Author Subject Keywords Creator Producer CreationDate ModDate Trapped"),
    "the document": _keys(
        "Type Lang Metadata Version PageLayout",
        AF="an attached file",
        Extensions="the extensions",
        MarkInfo="its marks",
        Names="the names",
        Outlines="the bookmarks",
        OutputIntents="what its colours are for",
        PageMode=["/UseNone", "/UseOutlines"],
        Pages="the pages",
        StructTreeRoot="the tags",
        ViewerPreferences="how it is shown",
    ),
    "how it is shown": _keys("Direction", DisplayDocTitle=[True]),
    "its marks": _keys("", Marked=[True], Suspects=[False]),
    "the extensions": {ANY: "an extension"},
    "an extension": _keys("Type BaseVersion ExtensionLevel"),
    "what its colours are for": _keys(
        "Type S DestOutputProfile",
        Info=["sRGB v4.2"],
        OutputCondition=["sRGB"],
        OutputConditionIdentifier=["Custom"],
        RegistryName=[""],
    ),
    "the names": _keys("", Dests="a list of places", EmbeddedFiles="a list of files"),
    "a list of places": _keys("Names Limits", Kids="a list of places"),
    "a list of files": _keys("Limits", Kids="a list of files", Names="an attached file"),
    "an attached file": _keys("Type F UF Desc", AFRelationship=["/Data"], EF="its content"),
    "its content": _keys("", F="its bytes", UF="its bytes"),
    "its bytes": _keys("Type Length Filter DecodeParms Params", Subtype=["/application/ld+json"]),
    "the bookmarks": _keys("Type Count Last", First="a bookmark"),
    "a bookmark": _keys("Title Dest A Parent Prev Last Count", Next="a bookmark"),
    "the pages": _keys("Count Parent Resources MediaBox CropBox", Type=["/Pages"], Kids="the pages"),
    "a page": _keys(
        "Type Parent MediaBox CropBox TrimBox BleedBox ArtBox Contents StructParents",
        Tabs=["/S"],
        Annots="a link",
        Resources="what a page draws with",
    ),
    "what a page draws with": _keys("ColorSpace ProcSet", Font="the fonts"),
    "the fonts": {ANY: "a font"},
    "a font": _keys(
        "Type Encoding ToUnicode BaseFont Name", Subtype=["/Type0"], DescendantFonts="the glyphs of a font"
    ),
    "the glyphs of a font": _keys(
        "Type BaseFont CIDSystemInfo CIDToGIDMap DW W",
        Subtype=["/CIDFontType2"],
        FontDescriptor="the measures of a font",
    ),
    "the measures of a font": _keys(
        "Type FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight "
        "XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CIDSet"
    ),
    "a link": _keys(
        "Type Subtype Rect QuadPoints F Contents Dest StructParent P NM M", A="what a link does", Border=[0]
    ),
    "what a link does": _keys("Type S URI Next"),
    "the tags": _keys("Type IDTree RoleMap ParentTree ParentTreeNextKey", K="a tag"),
    "a tag": _keys("Type S P Pg Lang T ID Alt E ActualText", A="what a tag is told with", K="a tag"),
    "the content of a tag": _keys("Type Pg MCID Obj"),
    "what a tag is told with": _keys(
        "O Scope Placement BBox BackgroundColor BorderColor BorderStyle BorderThickness TextDecorationThickness",
        TextDecorationType=["/Underline", "/None"],
        Headers=[],
        ListNumbering=["/None", "/Circle"],
    ),
}


def strange(reader: PdfReader) -> Iterator[Drift]:
    """What ours never hold, each once; of a note instead of a link, which is told as such, nothing."""
    trailer = dictionary(reader.trailer)
    told = [what for kind, held in _all("the trailer", trailer) for what in _strange(kind, held)]
    if not dictionary(dictionary(trailer.get("/Root")).get("/MarkInfo")):
        told.append("no mark that it has tags")
    if _parent(dictionary(trailer.get("/Root")).get("/Pages")) is not None:
        told.append("Parent of all pages")
    yield from (Drift("code", "", what) for what in dict.fromkeys(told))
    for number, page in enumerate(reader.pages, 1):
        found = [what for kind, held in _all("a page", page) for what in _strange(kind, held)]
        yield from (Drift("code", "", what, "", number) for what in dict.fromkeys(found))


def _all(kind: str, held: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A dictionary and those below it, each once, with their kinds."""
    waiting = deque([(kind, held)])
    seen = set()
    while waiting:
        kind, held = waiting.popleft()
        found = dictionary(held)
        if id(found) in seen or not found:
            continue
        seen.add(id(found))
        kind = "the content of a tag" if found.get("/Type") in ("/MCR", "/OBJR") else kind
        if (kind, found.get("/Type")) == ("the pages", "/Page") or (
            kind == "a link" and found.get("/Subtype") != "/Link"
        ):
            continue
        yield kind, found
        for key, part in found.items():
            below = _kind(kind, key)
            if below and isinstance(below, str):
                waiting.extend((below, each) for each in several(part))


def _parent(held: Any) -> Any:
    """From what a page takes what it has not itself; many readers get there from the page (ISO 32000-1, 7.7.3.4)."""
    return whole(dictionary(held).get("/Parent"))


def _kind(kind: str, key: str) -> Held | None:
    return FORMS[kind].get(key, FORMS[kind].get(ANY))


def _strange(kind: str, found: Mapping[str, Any]) -> Iterator[str]:
    if kind == "the pages" and any(_parent(kid) is not found for kid in several(found.get("/Kids"))):
        yield "Parent of a page that is not what holds it"
    for key, held in found.items():
        below, value = _kind(kind, key), whole(held)
        name = key.removeprefix("/")
        if below is None and (value not in (None, 0, [], {}) or hasattr(value, "get_data")):
            yield f"{name} in {kind}"
        elif isinstance(below, list):
            values = [whole(each) for each in several(value)]
            if others := [each for each in values if each not in below]:
                yield f"{name} {', '.join(str(each).removeprefix('/') for each in others)} in {kind}"

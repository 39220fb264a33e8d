"""What is told of the parts of a PDF beside its pages, word by word: what is attached, metadata, annotations."""

from __future__ import annotations

from hashlib import md5
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
)

from site_builder.verify.paper.forms import strange
from site_builder.verify.paper.parts import spoken
from tests.renderers.pdf_gate import FEED
from tests.seed import english
from tests.verify.paper_told import Told, at, both, drop, linked, put, told
from tests.verify.papers import Change, attach, changed, honest, link, note, tag

# ---- what is planted


def metadata(text: str) -> Change:
    """One more text within the metadata: as the attributes of their description, or as elements behind it."""

    def change(document: pikepdf.Pdf) -> None:
        held = document.Root.Metadata.read_bytes().decode()
        place = "</rdf:RDF>" if text.startswith("<") else 'rdf:about="">'
        more = f"{text}</rdf:RDF>" if text.startswith("<") else f'rdf:about="" {text}>'
        names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        document.Root.Metadata.write(held.replace(place, more.replace("NAMES", names)).encode())

    return change


def about(inner: str) -> Change:
    return metadata(f'<rdf:Description NAMES rdf:about="x">{inner}</rdf:Description>')


def related(document: pikepdf.Pdf) -> None:
    """Attach a second file to the document itself, under two names."""
    held = Dictionary(F=document.make_stream(b"more"))
    document.Root.AF.append(document.make_indirect(Dictionary(F=String("b.txt"), UF=String("a.txt"), EF=held)))


def related_again(document: pikepdf.Pdf) -> None:
    """Attach the feed a second time, described otherwise."""
    held = Dictionary(F=document.make_stream(FEED))
    again = Dictionary(F=String("feed.jsonld"), EF=held, Desc=String("Old"))
    document.Root.AF.append(document.make_indirect(again))


def of_two_contents(document: pikepdf.Pdf) -> None:
    at(document, FILE).EF.UF = document.make_stream(b"other")


def said(key: str, text: str) -> Change:
    return lambda document: document.docinfo.__setitem__(key, text)


def untitled(document: pikepdf.Pdf) -> None:
    del document.docinfo["/Title"], document.Root.Metadata


def stamped(document: pikepdf.Pdf) -> None:
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[50, 50, 200, 80])
    document.pages[0].Annots.append(document.make_indirect(stamp))


def copied(document: pikepdf.Pdf, held: pikepdf.Object) -> pikepdf.Object:
    return document.make_indirect(Dictionary(dict(held.items())))


def glyphs(document: pikepdf.Pdf) -> pikepdf.Object:
    return document.pages[0].Resources.Font["/f0"].DescendantFonts[0]


FILE = "Names EmbeddedFiles Names 1"
OUR_FEED = "feed.jsonld (39 bytes, SHA-256 bd9924bedee6c501)"

# ---- what is told

PARTS: dict[str, tuple[Change, list[Told]]] = {
    "no feed": (
        both(drop("", "/AF"), drop("Names", "/EmbeddedFiles")),
        [("attached", "feed.jsonld", "", OUR_FEED, 0)],
    ),
    "a feed with a byte more": (
        both(attach("feed.jsonld", FEED + b" "), put(FILE, "/AFRelationship", Name.Data)),
        [("attached", "feed.jsonld", "feed.jsonld (40 bytes, SHA-256 a4b81e90f53c41ee)", OUR_FEED, 0)],
    ),
    "a second file": (
        related,
        [("attached", "feed.jsonld", "a.txt, b.txt (4 bytes, SHA-256 187897ce0afcf20b)", "", 0)],
    ),
    "a second file among the names": (
        attach("more.txt", b"more"),
        [
            ("code", "", "AFRelationship Unspecified in an attached file", "", 0),
            ("attached", "feed.jsonld", "more.txt (4 bytes, SHA-256 187897ce0afcf20b)", "", 0),
        ],
    ),
    "the feed a second time": (related_again, [("attached", "feed.jsonld", OUR_FEED, "", 0)]),
    "a content that is none": (
        put(FILE, "/EF", Dictionary(F=1)),
        [("attached", "feed.jsonld", "feed.jsonld (0 bytes, SHA-256 e3b0c44298fc1c14)", OUR_FEED, 0)],
    ),
    "a second content": (
        of_two_contents,
        [("attached", "feed.jsonld", "feed.jsonld (5 bytes, SHA-256 d9298a10d1b07358)", OUR_FEED, 0)],
    ),
    "a file without content": (
        drop(FILE, "/EF"),
        [("attached", "feed.jsonld", "feed.jsonld (0 bytes, SHA-256 e3b0c44298fc1c14)", OUR_FEED, 0)],
    ),
    **{
        f"another {key}": (
            put(FILE, key, String("other.txt")),
            [("attached", "feed.jsonld", f"feed.jsonld, other.txt{OUR_FEED[11:]}", OUR_FEED, 0)],
        )
        for key in ("/F", "/UF")
    },
    "another name in the list of files": (
        lambda document: at(document, "Names EmbeddedFiles Names").__setitem__(0, String("other.txt")),
        [("attached", "feed.jsonld", f"feed.jsonld, other.txt{OUR_FEED[11:]}", OUR_FEED, 0)],
    ),
    "another length of the file": (
        put(f"{FILE} EF F", "/Params", Dictionary(Size=38)),
        [("attribute", "feed.jsonld", "38 bytes", "39 bytes", 0)],
    ),
    "another check sum of the file": (
        put(f"{FILE} EF F", "/Params", Dictionary(CheckSum=String(b"\1\2"))),
        [
            (
                "attribute",
                "feed.jsonld",
                "check sum 0102",
                f"check sum {md5(FEED, usedforsecurity=False).hexdigest()}",
                0,
            )
        ],
    ),
    "a file that is described otherwise": (
        put(FILE, "/Desc", String("Old")),
        [("attribute", "feed.jsonld", "Old", english().page("data"), 0)],
    ),
    "another language": (put("", "/Lang", String("cy")), [("language", "", "cy", "en-gb", 0)]),
    "no language": (drop("", "/Lang"), [("language", "", "", "en-gb", 0)]),
    "no title": (untitled, [("missing", "", "", "Small notice", 0)]),
    **{
        f"another {key}": (said(key, "No"), [("attribute", "", "No", stated, 0)])
        for key, stated in (
            *(("/Title", "Small notice"), ("/Author", "Example Council"), ("/Subject", ""), ("/Keywords", "")),
        )
    },
    "another title, word by word": (
        said("/Title", "Small not ice"),
        [("attribute", "", "Small not ice", "Small notice", 0)],
    ),
    "a title turned round": (
        said("/Title", "\u202eSmall notice"),
        [("attribute", "", "\u202eSmall notice", "Small notice", 0)],
    ),
    "a note": (note, [("added", "FreeText", "Withdrawn", "", 1)]),
    "a stamp": (stamped, [("added", "Stamp", "Stamp", "", 1)]),
    "a stamp that nobody sees": (
        both(stamped, lambda document: document.pages[0].Annots[-1].__setitem__("/F", 2)),
        [("added", "Stamp", "Stamp", "", 1)],
    ),
    "a link to two places": (
        linked("/A", Dictionary(S=Name.URI, URI=String("https://e.example/")), "/Dest"),
        [("address", "", "a link that leads to two places", "", 1)],
    ),
    "a link of two that runs": (
        linked("/A", Dictionary(S=Name.Launch), "/Dest"),
        [("address", "", "a link that leads to two places", "", 1), ("code", "", "the action Launch", "", 1)],
    ),
    "a link that leads on": (
        lambda document: link(document, "/A").A.__setitem__("/Next", Dictionary(S=Name.URI)),
        [("code", "", "the action URI", "", 1)],
    ),
    **{
        f"a link with the flag {flag}": (linked("/F", flag), [("hidden", "", "the police", "", 1)])
        for flag in (1, 2, 32)
    },
    "a link without a description that nobody sees": (
        both(linked("/F", 2), lambda document: link(document, "/A").__delitem__("/Contents")),
        [("hidden", "", "Link", "", 1)],
    ),
}
FORMS: dict[str, tuple[Change, list[Told]]] = {
    "no mark of tags": (drop("", "/MarkInfo"), [("code", "", "no mark that it has tags", "", 0)]),
    "tags that do not count": (
        put("", "/MarkInfo", Dictionary(Marked=False, Suspects=True)),
        [("code", "", f"{what} in its marks", "", 0) for what in ("Marked False", "Suspects True")],
    ),
    "a script": (
        put("", "/OpenAction", Dictionary(S=Name.JavaScript)),
        [("code", "", "OpenAction in the document", "", 0)],
    ),
    "a script of two links": (
        both(*(linked("/AA", Dictionary(E=1), which) for which in ("/A", "/Dest"))),
        [("code", "", "AA in a link", "", 1)],
    ),
    "a stamp with a picture": (
        both(stamped, lambda document: document.pages[0].Annots[-1].__setitem__("/AP", Dictionary(N=1))),
        [("added", "Stamp", "Stamp", "", 1)],
    ),
    "a frame around a link": (
        linked("/Border", Array([0, 0, 4, Dictionary(A=1)])),
        [("code", "", "Border 4, {'/A': 1} in a link", "", 1)],
    ),
    "panes": (put("", "/PageMode", Name.UseThumbs), [("code", "", "PageMode UseThumbs in the document", "", 0)]),
    "its name for its title": (
        put("ViewerPreferences", "/DisplayDocTitle", False),  # noqa: FBT003 -- the value
        [("code", "", "DisplayDocTitle False in how it is shown", "", 0)],
    ),
    "words that are struck out for some readers": (
        lambda document: tag(document, "/P").__setitem__("/A", Dictionary(TextDecorationType=Name.LineThrough)),
        [("code", "", "TextDecorationType LineThrough in what a tag is told with", "", 0)],
    ),
    "a statement in an extension": (
        put("", "/Extensions", Dictionary(OURS=Dictionary(Statement=String("No")))),
        [("code", "", "Statement in an extension", "", 0)],
    ),
    **{
        f"a statement as the {key} of the colours": (
            put("OutputIntents 0", f"/{key}", String("No")),
            [("code", "", f"{key} No in what its colours are for", "", 0)],
        )
        for key in ("Info", "OutputCondition", "OutputConditionIdentifier", "RegistryName")
    },
    "links in another order": (
        lambda document: document.pages[0].obj.__setitem__("/Tabs", Name.R),
        [("code", "", "Tabs R in a page", "", 1)],
    ),
    "a page that takes what it draws with from elsewhere": (
        lambda document: document.pages[0].obj.__setitem__("/Parent", copied(document, document.pages[0].obj.Parent)),
        [("code", "", "Parent of a page that is not what holds it", "", 0)],
    ),
    "a page of none": (
        lambda document: document.pages[0].obj.__delitem__("/Parent"),
        [("code", "", "Parent of a page that is not what holds it", "", 0)],
    ),
    "pages that take what they draw with from elsewhere": (
        lambda document: document.Root.Pages.__setitem__("/Parent", document.make_indirect(Dictionary())),
        [("code", "", "Parent of all pages", "", 0)],
    ),
    "layers": (put("", "/OCProperties", Array([1])), [("code", "", "OCProperties in the document", "", 0)]),
    "a font of drawings": (
        lambda document: document.pages[0].Resources.Font["/f0"].__setitem__("/CharProcs", Dictionary(a=1)),
        [("code", "", "CharProcs in a font", "", 1)],
    ),
    "glyphs that some readers take for those of another kind": (
        lambda document: glyphs(document).__setitem__("/Subtype", Name.CIDFontType0),
        [("code", "", "Subtype CIDFontType0 in the glyphs of a font", "", 1)],
    ),
    "a sound for content": (
        lambda document: tag(document, "/P").__setitem__(
            "/K", Dictionary(Type=Name.MCR, MCID=tag(document, "/P").K[0], Stm=1)
        ),
        [("code", "", "Stm in the content of a tag", "", 0)],
    ),
}
METADATA: dict[str, tuple[Change, list[Told]]] = {
    text: (metadata(text) if "=" in text else about(text), [("attribute", "", says, stated, 0)])
    for text, says, stated in (
        ('dc:rights=" Not  so"', "dc:rights: Not so", ""),
        ('dc:title="No"', "No", "Small notice"),
        ('pdf:Keywords="No"', "No", ""),
        ('xmp:Label="No"', "xmp:Label: No", ""),
        ('xml:lang="cy"', "xml:lang: cy", ""),
        ("<dc:title>No</dc:title>", "No", "Small notice"),
        ("<dc:creator><rdf:Seq><rdf:li>No</rdf:li></rdf:Seq></dc:creator>", "No", "Example Council"),
        ("<dc:subject><rdf:Seq><rdf:li>No</rdf:li></rdf:Seq></dc:subject>", "No", ""),
        ("<dc:description><![CDATA[No]]></dc:description>", "No", ""),
        ("<pdf:Keywords>No<!-- so --></pdf:Keywords>", "No", ""),
        ("<dc:rights>Not <b>so</b></dc:rights>", "dc:rights: Not so", ""),
    )
} | {
    "no description at all": (
        metadata("<dc:title NAMES>No</dc:title>"),
        [("attribute", "", "No", "Small notice", 0)],
    ),
    "another language": (about("<dc:language>cy</dc:language>"), [("language", "", "cy", "en-gb", 0)]),
}


@pytest.mark.parametrize(
    ("change", "found"),
    [each for held in (PARTS, FORMS, METADATA) for each in held.values()],
    ids=[name for held in (PARTS, FORMS, METADATA) for name in held],
)
def test_a_lie_is_told_in_words(change: Change, found: list[Told]) -> None:
    assert told(changed(change)) == found


SAME: dict[str, Change] = {
    "a link that is printed": linked("/F", 4),
    "a link without flags": lambda document: link(document, "/A").__delitem__("/F"),
    "a language in capitals": put("", "/Lang", String("EN-gb")),
    "a file with one name": drop(FILE, "/F"),
    "a file that is said to be as it is": put(
        f"{FILE} EF F",
        "/Params",
        Dictionary(Size=len(FEED), CheckSum=String(md5(FEED, usedforsecurity=False).digest())),
    ),
    "a file of which is said nothing": drop(f"{FILE} EF F", "/Params"),
    "an extension": put("", "/Extensions", Dictionary(OURS=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=8))),
    "a file that is not described": drop(FILE, "/Desc"),
    "the same title in many words": about("<dc:title> Small  notice</dc:title>"),
    "an author in a list with white space": about(
        "<dc:creator> <rdf:Seq> <rdf:li>Example Council</rdf:li> </rdf:Seq> </dc:creator>"
    ),
    "metadata in the language of all": about("<dc:language>en-GB</dc:language>"),
    "metadata of the metadata": metadata('xmpMM:Foo="1" pdf:Trapped="False" xmp:MetadataDate="2030"'),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_says_the_same_is_no_drift(change: Change) -> None:
    assert told(changed(change)) == []


def stream(data: bytes) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return made


@pytest.mark.parametrize(
    ("value", "found"),
    [
        *((each, []) for each in (NullObject(), NumberObject(0), ArrayObject(), DictionaryObject())),
        *((each, ["Foo in the document"]) for each in (NumberObject(1), ArrayObject([NullObject()]), stream(b"No"))),
    ],
)
def test_a_key_that_ours_have_not_is_told_unless_nothing_is_there(value: PdfObject, found: list[str]) -> None:
    reader = PdfReader(BytesIO(honest()))
    reader.root_object[NameObject("/Foo")] = value
    assert [each.says for each in strange(reader)] == found


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        *(("en-gb", "en-gb"), ("CY", "cy"), ("zh-Hant-TW", "zh-tw"), ("sr-Latn", "sr"), ("es-419", "es")),
        *(("sl-nedis", "sl"), ("de-12", "de"), ("ca-ES-xx", "ca-es")),
    ],
)
def test_a_language_is_told_with_its_region(tag: str, says: str) -> None:
    assert spoken(tag) == says

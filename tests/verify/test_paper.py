"""A PDF that says what is stated is let pass, however it was saved; each lie is found, and told by its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from site_builder.core.layout.laid_out import Box
from site_builder.renderers import pdf
from site_builder.sources.languages import language
from site_builder.verify.paper import paper_drifts
from tests.examples import FOLDERS, editions
from tests.renderers.pdf_gate import FEED, hostile, render, row, said, small, told
from tests.seed import ON, english
from tests.verify import papers
from tests.verify.papers import Change, attach, changed, drifts, honest, kinds, operand, redrawn, tagged

# ---- the truth


@pytest.mark.parametrize("name", [name for name in FOLDERS if name != "aberwen"])  # its dozen is read with its site
def test_each_example_in_each_language_says_what_is_stated(name: str) -> None:
    for _, laid in editions(name):
        spoken = language(laid.language)
        made = pdf.render(laid, spoken, feed=FEED, issued=ON)
        assert paper_drifts(made, laid, spoken, file="notice.pdf", feed=FEED) == []


def test_hostile_text_is_no_drift() -> None:
    assert paper_drifts(render(hostile()), hostile(), english(), file="notice.pdf", feed=FEED) == []


def test_an_accent_colour_is_no_drift() -> None:
    made = pdf.render(small(), english(), feed=FEED, issued=ON, theme=pdf.Theme("#7a1f3d", 12))
    assert drifts(made) == []


def test_letters_that_programs_write_in_several_ways_are_no_drift() -> None:
    """A sign that is the same as another, letters as one and as two, a mark of its own; a thin sign in soft ink."""
    laid = replace(small(), opening=said("\u0374 \u212b ﬁ ﬀ ² ½ e\u0301"), facts=Box("f", (row("≖ ∿", told("≖")),)))
    assert paper_drifts(render(laid), laid, english(), file="notice.pdf", feed=FEED) == []


def touched(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["xmp:ModifyDate"] = "2030-01-01T00:00:00Z"
    document.docinfo["/ModDate"] = "D:20300101000000Z"
    document.docinfo["/Producer"] = "a printer"


@pytest.mark.parametrize(
    "make",
    [
        lambda: changed(touched),
        lambda: changed(lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable),
        lambda: changed(lambda _: None, recompress_flate=True, normalize_content=True),
        lambda: changed(lambda _: None, compress_streams=False),
        lambda: changed(lambda document: document.pages[0].contents_add(document.make_stream(b" "))),
        papers.rewritten,
    ],
    ids=["dated", "without object streams", "recompressed", "unpacked", "in two streams", "by pypdf"],
)
def test_a_file_that_was_only_saved_anew_is_no_drift(make: Callable[[], bytes]) -> None:
    made = make()
    assert made != honest()
    assert drifts(made) == []


# ---- lies


def shown_from(height: int, box: str) -> Change:
    """Show the first page from so many points above its foot."""
    return lambda document: document.pages[0].obj.__setitem__(box, Array([0, height, 595.28, 841.89]))


WORDS: dict[str, tuple[Change, set[str]]] = {
    "a word is another": (redrawn("Safety", "Piety"), {"changed"}),
    "a letter is another": (redrawn("Yes", "yes"), {"changed"}),
    "another word is read out": (
        tagged("/P", "/ActualText", String("Exemplary Council")),
        {"changed", "reader", "code"},
    ),
    "another letter is read": (papers.misread, {"changed", "reader", "attribute"}),
    "a glyph is drawn as another": (papers.redrawn_letter, {"hidden", "moved", "reader"}),
    "a paragraph is lost to those who listen": (papers.untold, {"missing", "reader"}),
    "a sentence is added at the edge": (papers.untagged("They tell others"), {"added"}),
    "no tags": (lambda document: document.Root.__delitem__("/StructTreeRoot"), {"missing", "reader", "address"}),
    "a heading is a paragraph": (tagged("/H2", "/S", Name.P), {"changed"}),
    "a tag that we have not": (tagged("/H2", "/S", Name.Sect), {"changed", "code"}),
    "tags that stand for others": (
        lambda document: document.Root.StructTreeRoot.RoleMap.__setitem__("/P", Name.Artifact),
        {"code"},
    ),
    "another language": (lambda document: document.Root.__setitem__("/Lang", String("cy")), {"language"}),
    "a paragraph in another language": (tagged("/P", "/Lang", String("fr")), {"language"}),
    "a description that nobody sees": (tagged("/P", "/Alt", String("Not so")), {"attribute"}),
    "a title of a heading that nobody sees": (tagged("/H2", "/T", String("Not so")), {"attribute"}),
}

SIGHT: dict[str, tuple[Change, set[str]]] = {
    "no ink": (papers.before("Safety", ([3], "Tr")), {"hidden"}),
    "white": (operand("Safety", "scn", [1, 1, 1]), {"hidden"}),
    "the colour of its ground": (operand("Safety", "scn", [0.93, 0.95, 0.96]), {"hidden"}),
    "tiny": (operand("They tell", "Tf", [Name("/f1"), 1]), {"hidden"}),
    "off the page": (operand("They tell", "cm", [1, 0, 0, -1, 700, 300]), {"hidden", "moved"}),
    "covered": (papers.covered("They tell"), {"hidden"}),
    "cut off": (
        papers.before(
            "They tell", *(([x, y], o) for x, y, o in ((0, 0, "m"), (1, 0, "l"), (1, 1, "l"))), ([], "W"), ([], "n")
        ),
        {"hidden"},
    ),
    "a leaf without its foot": (shown_from(60, "/CropBox"), {"hidden"}),
    "a leaf that ends above its foot": (shown_from(60, "/MediaBox"), {"hidden"}),
    "mirrored": (operand("They tell", "cm", [-1, 0, 0, -1, 300, 300]), {"hidden", "moved"}),
    "turned": (operand("They tell", "cm", [0, 1, 1, 0, 300, 300]), {"code"}),
    "two answers change places": (papers.swapped("They tell others", "We may"), {"moved"}),
    "two items change places": (papers.swapped("A council", "Public"), {"moved"}),
    "in a layer": (papers.before("They tell", ([Name.OC, Name.MC0], "BDC"), ([], "EMC")), {"code"}),
    "a picture": (papers.appended(b"q /Im0 Do Q"), {"code"}),
    "a picture within the page": (papers.appended(b"q BI /W 1 /H 1 /BPC 1 /CS /G ID \x00 EI Q"), {"code"}),
    "a drawing": (papers.appended(b"q 10 10 m 20 30 l S Q"), {"code"}),
    "a curve": (papers.appended(b"q 10 10 m 20 30 40 50 60 70 c S Q"), {"code"}),
}

PARTS: dict[str, tuple[Change, set[str]]] = {
    "another feed": (attach("feed.jsonld", FEED + b" "), {"attached", "code"}),
    "a second attachment": (attach("more.txt", b"more"), {"attached", "code"}),
    "no feed": (lambda document: document.attachments.__delitem__("feed.jsonld"), {"attached"}),
    "a note": (papers.note, {"added"}),
    "a script": (
        lambda document: document.Root.__setitem__(
            "/OpenAction", Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        ),
        {"code"},
    ),
    "a form": (lambda document: document.Root.__setitem__("/AcroForm", Dictionary(XFA=String("x"))), {"code"}),
    "page labels": (
        lambda document: document.Root.__setitem__(
            "/PageLabels", Dictionary(Nums=Array([0, Dictionary(P=String("9"))]))
        ),
        {"code"},
    ),
    "a link to elsewhere": (
        lambda document: papers.link(document, "/A").A.__setitem__("/URI", String("https://police.example/other")),
        {"address"},
    ),
    "a link that runs": (
        lambda document: papers.link(document, "/A").A.__setitem__("/S", Name.Launch),
        {"address", "code"},
    ),
    "a link to another part": (
        lambda document: papers.link(document, "/Dest").__setitem__("/Dest", String("page-about")),
        {"address"},
    ),
    "a link beside its words": (
        lambda document: papers.link(document, "/A").__setitem__("/Rect", Array([10, 10, 60, 20])),
        {"address"},
    ),
    "a link that is described otherwise": (
        lambda document: papers.link(document, "/A").__setitem__("/Contents", String("the army")),
        {"attribute"},
    ),
    "a place that is elsewhere": (
        lambda document: document.Root.Names.Dests.Names[1].__setitem__(3, 100),
        {"address"},
    ),
    "a bookmark": (
        lambda document: document.Root.Outlines.First.__setitem__("/Title", String("Not so")),
        {"attribute"},
    ),
    "another title": (lambda document: document.docinfo.__setitem__("/Title", "Not so"), {"attribute"}),
    "keywords": (lambda document: document.docinfo.__setitem__("/Keywords", "withdrawn"), {"attribute"}),
}


@pytest.mark.parametrize(
    ("change", "found"), [*WORDS.values(), *SIGHT.values(), *PARTS.values()], ids=[*WORDS, *SIGHT, *PARTS]
)
def test_each_lie_is_found(change: Change, found: set[str]) -> None:
    assert kinds(changed(change)) == found


def test_a_drift_is_told_in_words() -> None:
    (drift,) = drifts(changed(redrawn("Safety", "Piety")))
    assert (drift.says, drift.stated, drift.about, drift.place, drift.file) == (
        "Piety",
        "Safety",
        "a-1",
        1,
        "notice.pdf",
    )
    (drift,) = drifts(changed(papers.covered("They tell")))
    assert drift.says == "They tell others. (something covers it)"
    assert drift.about == "a-2"
    (drift,) = drifts(changed(papers.untagged("They tell others")))
    assert drift.says == "They tell others."


def test_the_pdf_of_another_notice_or_language_is_found() -> None:
    texts = {laid.language: laid for _, laid in editions("aberwen") if laid.id == "pupils-2024"}
    welsh = pdf.render(texts["cy"], language("cy"), feed=FEED, issued=ON)
    found = paper_drifts(welsh, texts["en-gb"], english(), file="notice.pdf", feed=FEED)
    assert {"language", "changed", "attribute"} <= {each.kind for each in found}


# ---- what cannot be read


def encrypted() -> bytes:
    return changed(lambda _: None, encryption=pikepdf.Encryption(owner="o", user="u"))


def endless(document: pikepdf.Pdf) -> None:
    root = document.Root.StructTreeRoot
    whole = root.K[0] if isinstance(root.K, Array) else root.K
    whole.K.append(whole)


def own_parent(document: pikepdf.Pdf) -> None:
    document.Root.Pages.Kids.append(document.Root.Pages)


def bomb(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(document.make_stream(b"0 0 m\n" * 1_000_000))


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"",
        lambda: b"<html></html>",
        lambda: b"%PDF-1.7\n",
        lambda: honest()[:2000],
        lambda: honest()[: len(honest()) // 2],
        encrypted,
        lambda: changed(endless),
        lambda: changed(own_parent),
        lambda: changed(bomb),
        lambda: changed(papers.appended(b"q ((( Q")),
        lambda: changed(papers.appended(b"[" * 1000)),
    ],
    ids=[
        "empty",
        "a page",
        "a head",
        "cut",
        "cut in half",
        "encrypted",
        "tags",
        "pages",
        "a bomb",
        "a string",
        "brackets",
    ],
)
def test_what_cannot_be_read_is_told_as_such(make: Callable[[], bytes]) -> None:
    assert drifts(make())[-1].kind == "unread"


def test_many_pages_are_not_read() -> None:
    many = pikepdf.new()
    for _ in range(2001):
        many.add_blank_page()
    out = BytesIO()
    many.save(out)
    assert [each.kind for each in drifts(out.getvalue())] == ["unread"]

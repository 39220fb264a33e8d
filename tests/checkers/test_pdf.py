"""The judges of PDF pass a good one, and fail each bad twin of it for the right reason."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
import typst

from site_builder.verify.tagged import tagged_blocks, tagged_text
from tests.checkers.pdf import page_validation_ua1, verapdf

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = """
#set document(title: "Who we share with")
#set text(lang: "en", region: none)
#set page(width: 10cm, height: 8cm, header: [A running head], numbering: "1")
= Who we share with
We share names with the *police*, as #link("https://example.org")[their notice] says; this paragraph is long enough to
need several lines, and so to show that a word at the end of a line is not glued to the first word of the next line.

#text(lang: "cy")[Hysbysiad preifatrwydd.]
- names
- addresses
#table(columns: 2, table.header([Who], [Why]), [Police], [Safety])
#figure(rect(), alt: "A plain box", caption: [A box])
"""

PARAGRAPH = (
    "We share names with the police, as their notice says; this paragraph is long enough to need several lines, "
    "and so to show that a word at the end of a line is not glued to the first word of the next line."
)


@pytest.fixture(scope="module")
def good() -> bytes:
    made = typst.compile(
        SOURCE.encode(),
        pdf_standards=["ua-1", "a-3a"],
        ignore_system_fonts=True,
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert isinstance(made, bytes)
    return made


def no_title(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["dc:title"]


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot
    del pdf.Root.MarkInfo


def no_alternative_text(pdf: pikepdf.Pdf) -> None:
    figure = next(each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure")
    del figure.Alt


def lost_paragraph(pdf: pikepdf.Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K
    document = document[0] if isinstance(document, pikepdf.Array) else document
    document.K = pikepdf.Array([kid for kid in document.K if kid.S != "/P"])


def broken(good: bytes, fault: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(good)) as pdf:
        fault(pdf)
        pdf.save(out)
    return out.getvalue()


def test_page_validation_passes_the_good_pdf(good: bytes) -> None:
    assert page_validation_ua1(good) == []


def test_verapdf_passes_the_good_pdf(good: bytes) -> None:
    assert verapdf(good, "ua1") == []
    assert verapdf(good, "3a") == []


FAULTS = [
    pytest.param(no_title, "PDFUA1-METADATA-TITLE-001", "7.1-9", id="no title"),
    pytest.param(no_language, "PDFUA1-TEXT-LANGUAGE-001", "7.2-34", id="no language"),
    pytest.param(no_tags, "PDFUA1-TAGGED-DOCUMENT-001", "6.2-1", id="no tags"),
    pytest.param(no_alternative_text, "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001", "7.3-1", id="no alternative text"),
]


@pytest.mark.parametrize(("fault", "first", "second"), FAULTS)
def test_both_judges_name_the_fault(good: bytes, fault: Callable[[pikepdf.Pdf], None], first: str, second: str) -> None:
    twin = broken(good, fault)
    assert first in rules(page_validation_ua1(twin))
    assert second in rules(verapdf(twin, "ua1"))


def rules(faults: list[str]) -> list[str]:
    return [fault.split(": ")[0] for fault in faults]


def test_verapdf_tells_one_standard_from_the_other(good: bytes) -> None:
    def no_identification(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            del metadata["pdfaid:part"]

    twin = broken(good, no_identification)
    assert verapdf(twin, "ua1") == []
    assert rules(verapdf(twin, "3a")) == ["6.6.4-2"]


def test_what_is_no_pdf_is_a_fault_and_no_crash() -> None:
    assert page_validation_ua1(b"no")[0].startswith("cannot be read")
    assert verapdf(b"no", "ua1")[0].startswith("cannot be read")


def test_the_tags_reach_every_word_in_order_and_no_artifact(good: bytes) -> None:
    assert [(block.path[-1], block.text) for block in tagged_blocks(good)] == [
        ("H1", "Who we share with"),
        ("P", PARAGRAPH),
        ("P", "Hysbysiad preifatrwydd."),
        ("Lbl", "•"),
        ("LBody", "names"),
        ("Lbl", "•"),
        ("LBody", "addresses"),
        ("TH", "Who"),
        ("TH", "Why"),
        ("TD", "Police"),
        ("TD", "Safety"),
        ("Caption", "Figure 1: A box"),
        ("Figure", "A plain box"),
    ]


def test_a_run_knows_its_elements_and_its_language(good: bytes) -> None:
    runs = {run.text.strip(): run for run in tagged_text(good)}
    assert runs["police"].path == ("Document", "P", "Strong")
    assert runs["their notice"].path == ("Document", "P", "Link")
    assert runs["police"].block == runs["their notice"].block
    assert runs["police"].language == "en"
    assert runs["Hysbysiad preifatrwydd."].language == "cy"


def test_a_paragraph_lost_from_the_tags_is_missed_though_the_standard_may_not_mind(good: bytes) -> None:
    assert PARAGRAPH not in [block.text for block in tagged_blocks(broken(good, lost_paragraph))]


def test_no_tags_no_words(good: bytes) -> None:
    assert tagged_text(broken(good, no_tags)) == []


def drawn(content: bytes, actual_text: str | None = None) -> bytes:
    """A page with a hand-written content stream, whose one paragraph holds the marked contents 0 and 1."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page().obj
    cmap = (
        b"1 beginbfchar <41> <0061> endbfchar 2 beginbfrange <42> <43> <0062> <44> <45> [<00640064> <0065>] endbfrange"
    )
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, ToUnicode=pdf.make_stream(cmap))
    form = pdf.make_stream(b"/F 9 Tf (E) Tj", Subtype=pikepdf.Name.Form, BBox=pikepdf.Array([0, 0, 9, 9]))
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(F=pdf.make_indirect(font)), XObject=pikepdf.Dictionary(X=form)
    )
    page.Contents = pdf.make_stream(content)
    paragraph = pikepdf.Dictionary(S=pikepdf.Name.P, Pg=page, K=pikepdf.Array([0, 1]))
    if actual_text is not None:
        paragraph.ActualText = pikepdf.String(actual_text)
    pdf.Root.StructTreeRoot = pikepdf.Dictionary(K=paragraph)
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"/P <</MCID 0>> BDC /F 9 Tf (A) Tj EMC", ["a"], id="one by one"),
        pytest.param(b"/P <</MCID 0>> BDC /F 9 Tf [(B) -9 (CD)] TJ EMC", ["bcdd"], id="both forms of range"),
        pytest.param(b"/P <</MCID 0>> BDC /F 9 Tf (Z) Tj EMC", ["\ufffd"], id="a code that is not in the map"),
        pytest.param(
            b"/P <</MCID 1>> BDC /F 9 Tf (A) Tj EMC /P <</MCID 0>> BDC (B) Tj EMC", ["b", "a"], id="tree order"
        ),
        pytest.param(b"/P <</MCID 0>> BDC /X Do EMC", ["e"], id="in a form"),
        pytest.param(b"/P <</MCID 0/ActualText(xyz)>> BDC /F 9 Tf (A) Tj EMC", ["xyz"], id="actual text"),
        pytest.param(b"/P <</MCID 0>> BDC /F 9 Tf /Artifact BMC (A) Tj EMC (B) ' EMC", ["b"], id="artifact inside"),
        pytest.param(b"/F 9 Tf (A) Tj /Artifact BMC (B) Tj EMC", [], id="untagged"),
        pytest.param(b'/F 9 Tf q Q /P <</MCID 0/Lang(cy)>> BDC 0 0 (A) " EMC', ["a"], id="language on the content"),
    ],
)
def test_content_is_read_as_the_standard_says(content: bytes, words: list[str]) -> None:
    assert [run.text for run in tagged_text(drawn(content))] == words


def test_actual_text_of_an_element_stands_for_all_that_it_holds() -> None:
    data = drawn(b"/P <</MCID 0>> BDC /F 9 Tf (A) Tj EMC", actual_text="whole")
    assert [run.text for run in tagged_text(data)] == ["whole"]

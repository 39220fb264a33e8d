"""The PDF says what the notice says, in order and as often, to everybody, and the same bytes say it everywhere."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings

from site_builder import fonts as glyphs
from site_builder.facts.layout.exact import EVERYWHERE
from site_builder.facts.layout.kinds import ANCHOR as KINDS
from site_builder.facts.layout.laid_out import (
    NO,
    NOT_SAID,
    SOME,
    YES,
    Answer,
    Closed,
    GlanceRow,
    LaidNotice,
    LaidSection,
    Margin,
    Mark,
    Paragraph,
    Row,
    Rows,
    Run,
    parts_of,
)
from site_builder.facts.rich_text import Line, Piece, line
from site_builder.kept import Kept
from site_builder.render import pdf
from site_builder.render.pdf import setting, spans, typeset
from site_builder.render.pdf.tree import tree
from site_builder.verify.tagged import tagged_blocks, tagged_text
from site_builder.verify.words_check import unlike_pdf
from tests.checkers.missing import require
from tests.checkers.pdf import page_validation_ua1, verapdf
from tests.effort import THOROUGH, effort, some, thorough
from tests.render import pdf_gate
from tests.render.pdf_gate import (
    FEED,
    elements,
    faults,
    hostile,
    off_the_paper,
    passage,
    read,
    render,
    row,
    said,
    seed,
    small,
    told,
)
from tests.seed import ON, ROOT, english, laid_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.checkers.pdf import Flavour

# ---- the seed


def test_the_seed_is_accessible_and_every_block_of_it_is_reached_through_the_tags_as_often_as_it_stands() -> None:
    assert faults(seed(), laid_out()) == []


def test_a_notice_made_by_hand_passes_too() -> None:
    assert faults(render(small()), small()) == []


NOTICES: dict[str, Callable[[], LaidNotice]] = {"seed": laid_out, "small": small, "hostile": hostile}
FLAVOURS: tuple[Flavour, ...] = ("ua1", "3a")


@pytest.mark.parametrize(("flavour", "notice"), some(product(FLAVOURS, NOTICES), one_in=4))
def test_verapdf_agrees(flavour: Flavour, notice: str) -> None:
    require("verapdf")
    assert verapdf(render(NOTICES[notice]()), flavour) == []


def test_the_seed_is_short() -> None:
    with pikepdf.open(BytesIO(seed())) as document:
        assert 4 <= len(document.pages) <= 10
    assert len(seed()) < 100_000


# ---- the gate catches what is broken


@pytest.mark.parametrize(
    ("twin", "reason"),
    some(
        [
            (pdf_gate.without_a_row, "words: "),
            (pdf_gate.without_a_paragraph, "words: "),
            (pdf_gate.without_title, "dc:title"),
            (pdf_gate.without_language, "language"),
        ],
        one_in=4,
    ),
)
def test_a_broken_twin_is_caught(twin: Callable[[LaidNotice], bytes], reason: str) -> None:
    assert reason in "\n".join(faults(twin(small()), small()))
    if THOROUGH:
        assert reason in "\n".join(faults(twin(laid_out()), laid_out()))


@pytest.mark.parametrize(
    "twin", some([pdf_gate.without_a_paragraph, pdf_gate.with_an_answer_before_its_words], one_in=2)
)
def test_what_is_heard_otherwise_than_seen_only_the_gate_on_words_finds(twin: Callable[[LaidNotice], bytes]) -> None:
    require("verapdf")
    notice = replace(small(), banners=small().banners[:1])  # without what leads to another page
    data = twin(notice)
    assert page_validation_ua1(data) + verapdf(data, "ua1") + verapdf(data, "3a") == []
    (difference,) = unlike_pdf(data, notice, english())
    assert difference.says.startswith("a screen reader says")


@thorough
def test_a_missing_language_only_the_checkers_find() -> None:
    require("verapdf")
    data = pdf_gate.without_language(laid_out())
    assert unlike_pdf(data, laid_out(), english()) == []
    assert page_validation_ua1(data)
    assert verapdf(data, "ua1")


# ---- tags


def test_the_glance_is_one_table_and_each_header_cell_says_what_it_heads() -> None:
    glance = laid_out().glance
    with elements(seed()) as of:
        heads = of("/TH")
        scopes = [str(each.Scope) for cell in heads for each in cell.A if each.O == "/Table"]
        assert len(of("/Table")) == len(of("/Caption")) == 1
        assert scopes.count("/Column") == len(glance.heads)
        assert scopes.count("/Row") == len(glance.rows)
        assert len(heads) == len(scopes)


def test_a_row_of_the_glance_with_one_answer_has_it_in_all_its_columns() -> None:
    with elements(render(small())) as of:
        spans = [int(each.get("/ColSpan", 1)) for cell in of("/TD") for each in cell.A if each.O == "/Table"]
    assert spans == [1, 1, 2]


def test_exact_facts_are_a_list_of_questions_each_with_its_answers() -> None:
    on_screen = {
        id(row) for each in parts_of(laid_out(), Closed) if each.anchor == KINDS for row in parts_of(each, Row)
    }
    rows = (each for each in parts_of(laid_out(), (Row, Margin)) if id(each) not in on_screen)
    questions = [(each.head if isinstance(each, Row) else each.question).text for each in rows]
    labels = [block for block in tagged_blocks(seed()) if block.path[-1] == "Lbl" and block.text != "•"]
    assert sorted(label.text for label in labels) == sorted(questions)
    with elements(seed()) as of:
        assert all(kid.S == "/LI" for each in of("/L") for kid in each.K)
        kinds = {tuple(str(kid.S) for kid in each.K) for each in of("/LI")}
    assert kinds == {("/Lbl", "/LBody"), ("/LBody",)}  # everyone named stands without signs


def test_a_run_in_another_language_says_so_and_its_neighbours_do_not() -> None:
    runs = (Run("Hello", "en-gb"), Run("Dydd da [ffrind](https://a.example)", "cy"), Run("again", "en-gb"))
    found = tagged_text(render(replace(small(), opening=(Paragraph(runs),))))
    languages = {run.text.strip(): run.language for run in found}
    assert languages["Hello"] == languages["again"] == languages["Small notice"] == "en-GB"
    assert languages["Dydd da"] == languages["ffrind"] == "cy"


def test_headings_have_the_levels_of_what_they_head() -> None:
    headings = [(b.path[-1], b.text) for b in tagged_blocks(render(small())) if re.fullmatch(r"H\d", b.path[-1])]
    assert headings == [
        ("H1", "Small notice"),
        ("H2", "Your rights"),
        ("H2", "What this notice does not say"),
        ("H2", english().page("in_this_notice")),
        ("H2", "1 Police"),
        ("H3", "1.1 The police: safety"),
        ("H3", "1.2 The fire service: order"),
        ("H2", "2 Nobody"),
        ("H2", "3 Good to know"),
        ("H2", "Everyone named"),
        ("H2", "About this notice"),
        ("H2", "Facts"),
        ("H3", "Common facts (1)"),
        ("H3", "1 Police"),
        ("H4", "1.1 The police: safety"),
        ("H4", "1.2 The fire service: order"),
        ("H5", "The fire service"),
        ("H3", "The law on research"),
        ("H3", "Checked"),
    ]


def test_a_link_leads_out_or_to_its_target_and_says_where_in_words() -> None:
    with pikepdf.open(BytesIO(render(small()))) as document:
        links = {str(each.Contents): each for page in document.pages for each in page.get("/Annots", [])}
        assert str(links["the police"].A.URI) == "https://police.example/a?b=c"
        inside = {words for words, link in links.items() if "/Dest" in link and " page " not in words}
    contents = {"1 Police", "2 Nobody", "3 Good to know", "Everyone named", "About this notice", "Facts"}
    labels = {"Exact facts of it", "1.1 The police: safety", "1.2 The fire service: order"}
    assert inside == {
        "Police",
        "Others",
        "Rules for 1.1",
        "As in 1.1",
        "Order",
        "The police",
        *contents,
        *labels,
    }
    assert "Website, The police" in links


def test_each_number_leads_from_the_words_to_the_facts_and_back() -> None:
    """Where a link leads is told by its place, as Typst names no place inside a list."""
    with pikepdf.open(BytesIO(render(small()))) as document:
        pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        places = {str(each): to for each, to in _pairs(document.Root.Names.Dests.Names)}
        links = [(number, each) for number, page in enumerate(document.pages, 1) for each in page.get("/Annots", [])]
        leads = {(str(e.Contents), n, pages[_place(e.Dest, places)[0].objgen]) for n, e in links if "/Dest" in e}
    assert ("Exact facts of it", 2, 3) in leads
    assert ("1.1 The police: safety", 3, 2) in leads


def _pairs(flat: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, pikepdf.Object]]:
    return zip(list(flat)[::2], list(flat)[1::2], strict=True)


def _place(place: pikepdf.Object, named: dict[str, pikepdf.Object]) -> pikepdf.Object:
    return place if isinstance(place, pikepdf.Array) else named[str(place)]


def test_a_link_to_what_paper_does_not_have_is_words_alone() -> None:
    made = render(small())
    assert "A page" in read(made)
    with pikepdf.open(BytesIO(made)) as document:
        assert "A page" not in {str(each.Contents) for page in document.pages for each in page.get("/Annots", [])}


def test_the_shapes_before_answers_are_no_words_and_each_is_its_own() -> None:
    def marked(glyph: str) -> bytes:
        rows = (GlanceRow("section-a", line("Police"), (), (Mark(glyph, line("An answer")),)),)
        return render(replace(small(), glance=replace(small().glance, rows=rows)))

    made = {glyph: marked(glyph) for glyph in ("", YES, NO, SOME, NOT_SAID)}
    assert len(set(made.values())) == len(made)
    assert len({tuple(read(each)) for each in made.values()}) == 1


def test_running_heads_and_feet_are_no_words_of_the_document() -> None:
    with pikepdf.open(BytesIO(seed())) as document:
        assert len(document.pages) > 1
    assert not [block for block in read(seed()) if "Page 1" in block]
    assert read(seed()).count(laid_out().title.text) == 1


# ---- the document


def test_a_running_head_too_long_for_its_line_shows_its_beginning() -> None:
    title = "Where the records of everybody who ever lived in a house of ours go when they leave it for another"
    with pypdfium2.PdfDocument(render(replace(small(), title=line(title)))) as read_back:
        text = read_back[1].get_textpage()
        found = text.get_text_range()
        bottoms = [text.get_charbox(found.index(start))[1] for start in ("Where the records", "Example Council")]
    assert bottoms[0] == pytest.approx(bottoms[1], abs=2)


def test_title_author_and_day_are_those_of_the_notice() -> None:
    with pikepdf.open(BytesIO(seed())) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"] == str(document.docinfo.Title) == laid_out().title.text
        assert str(document.docinfo.Author) == laid_out().organisation.text
        assert str(document.docinfo.CreationDate) == ON.strftime("D:%Y%m%d000000Z")
        assert document.Root.ViewerPreferences.DisplayDocTitle


def test_the_contents_are_what_follows_page_1_and_bookmarks_lead_to_passages_too() -> None:
    laid = laid_out()
    sections = [f"{number} {section.heading.text}" for number, section in enumerate(laid.sections, 1)]
    headings = [part.heading.text for part in laid.parts]
    first, after = headings[:-2], headings[-2:]
    with pikepdf.open(BytesIO(seed())) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == [*first, *sections, *after, "Facts"]
        passages = [item.title for section in outline.root[len(first) : -len(after) - 1] for item in section.children]
    assert passages == [f"{passage.number} {passage.label.text}" for passage in laid.passages if passage.label]
    contents = [block.text for block in tagged_blocks(seed()) if block.path[-2:] == ("TOC", "TOCI")]
    assert [text.rpartition(" ")[0] for text in contents] == [*sections, *after, "Facts"]


def test_the_feed_is_attached_byte_for_byte() -> None:
    with pikepdf.open(BytesIO(seed())) as document:
        feed = document.attachments["feed.jsonld"]
        assert feed.get_file().read_bytes() == FEED
        assert feed.get_file().mime_type == "application/ld+json"
        assert feed.description == english().page("data")
        assert feed.relationship == "/Data"


def test_fonts_come_from_the_package_and_images_from_nowhere() -> None:
    with pikepdf.open(BytesIO(render(hostile()))) as document:
        objects = [each for each in document.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)]
        fonts = {str(each.FontName).rpartition("+")[2] for each in objects if each.get("/Type") == "/FontDescriptor"}
        assert not [each for each in objects if each.get("/Subtype") == "/Image"]
    assert fonts
    assert fonts <= {each.name.removesuffix(".ttf") for each in glyphs.folder().iterdir()}


# ---- the same bytes


@thorough
def test_the_same_notice_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = seed()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(setting, "MEMORY", Kept())
    assert render(laid_out()) == before


def test_only_what_has_changed_is_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "MEMORY", Kept())
    before, other = render(small()), b'{"other": true}'
    with patch.object(typeset, "_compile", wraps=typeset._compile) as compile_one:
        assert render(small()) == before
        with pikepdf.open(BytesIO(pdf.render(small(), english(), feed=other, issued=ON))) as document:
            assert document.attachments["feed.jsonld"].get_file().read_bytes() == other
        assert not compile_one.called
        changed = replace(small(), title=line("Another title"))
        theme = pdf.Theme(accent="#5b1a6b")
        render(changed)
        pdf.render(small(), english(), feed=FEED, issued=ON, theme=theme)
        pdf.render(small(), english(), feed=FEED, issued=ON.replace(year=2027))
        assert compile_one.call_count == 3


def test_another_process_folder_user_and_time_zone_give_the_same_bytes(tmp_path: Path) -> None:
    program = "import hashlib\nfrom tests.render.pdf_gate import seed\nprint(hashlib.sha256(seed()).hexdigest())"
    elsewhere = {"PYTHONPATH": str(ROOT), "TZ": "Pacific/Kiritimati", "HOME": str(tmp_path), "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, **elsewhere},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(seed()).hexdigest()


def test_the_engine_is_imported_only_to_make_a_pdf() -> None:
    program = (
        "import sys, site_builder.render.pdf\nassert not {'typst', 'pikepdf', 'site_builder.cli'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


# ---- text of every kind


def test_hostile_text_appears_as_typed() -> None:
    assert faults(render(hostile()), hostile()) == []


def test_every_character_of_the_fonts_can_be_read_in_every_style() -> None:
    by_line = "".join(sorted(c for c in glyphs.covered() if not c.isspace() and c not in "[]\\"))
    lines = [by_line[i : i + 40] for i in range(0, len(by_line), 40)]
    marks = tuple(Mark(YES, line(each)) for each in lines)
    (section, *_) = small().sections
    bold = replace(section.passages[0], margin=(Margin(line("Which?"), marks),))
    notice = replace(with_rows(row("Which?", *map(told, lines))), sections=(replace(section, passages=(bold,)),))
    assert faults(render(notice), notice) == []


def test_a_character_that_no_font_has_is_named_with_its_passage() -> None:
    notice = replace(small(), opening=said("We smile \N{GRINNING FACE} at \u202eeverybody"))
    with pytest.raises(pdf.PdfError, match=r"U\+1F600 GRINNING FACE.*U\+202E RIGHT-TO-LEFT OVERRIDE.*“We smile"):
        render(notice)


def test_hundreds_of_passages_and_a_row_longer_than_a_page_lose_nothing() -> None:
    each = range(effort(suite=60, thorough=300))
    many = tuple(told(f"What stands under {i}", url=f"#p1.{i}") for i in each)
    passages = (passage(f"1.{i}", f"e-{i}", f"We share {i} things.", row("Why?", told(f"As {i}"))) for i in each)
    under = tuple(line(f"Recipient {i}") for i in each)
    notice = replace(
        with_rows(row("What for?", *many)),
        glance=replace(small().glance, rows=(GlanceRow("s", line("Section"), under, (Mark("", line("Words")),)),)),
        sections=(LaidSection("s", line("Section"), tuple(passages)),),
    )
    assert faults(render(notice), notice) == []


@pytest.mark.parametrize(
    "title", ["Who gets our data " * 17, "Datenschutz" * 28, "W" * 40], ids=["words", "one word", "a word of a line"]
)
def test_a_title_of_three_hundred_letters_is_set_whole(title: str) -> None:
    notice = replace(small(), title=line(title[:300].strip()))
    assert faults(render(notice), notice) == []


def test_a_title_of_pieces_that_run_on_is_set_whole() -> None:
    pieces = (Piece("Gwybodaeth"), Piece("0" * 20, "cy"), Piece("0" * 20))
    notice = replace(small(), title=Line(pieces))
    assert faults(render(notice), notice) == []


def test_people_are_told_that_nothing_stands_in_a_section() -> None:
    assert read(seed()).count("This part says nothing today") == 2  # in the table and in the words


def test_a_draft_says_so_before_its_title() -> None:
    told_first = read(render(small()))[:4]
    assert told_first == ["Example Council", "A draft", "Replaced by another", "Not everything is in this language."]


def test_what_stands_twice_is_reached_where_it_stands_first() -> None:
    (section, *_) = small().sections
    notice = replace(small(), sections=(section, replace(section, anchor="section-b")))
    assert faults(render(notice), notice) == []


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://münchen.example:80/ü?é@é", "https://xn--mnchen-3ya.example:80/%C3%BC?%C3%A9@%C3%A9"),
        ("mailto:é@münchen.example?subject=é", "mailto:%C3%A9@xn--mnchen-3ya.example?subject=%C3%A9"),
        ("https://munich.example/ü", "https://munich.example/%C3%BC"),
    ],
)
def test_a_host_in_other_letters_is_one_that_can_be_found(url: str, leads: str) -> None:
    notice = with_answer(told("There", url=url))
    with pikepdf.open(BytesIO(render(notice))) as document:
        links = [each.A for page in document.pages for each in page.get("/Annots", []) if "/A" in each]
        found = [str(each.URI) for each in links if "/URI" in each]
    assert leads in found
    assert unlike_pdf(render(notice), notice, english()) == []


# ---- what stops it


def with_rows(*rows: Row) -> LaidNotice:
    return replace(small(), everywhere=Closed(line("Common facts"), (Rows(rows),), EVERYWHERE))


def with_answer(answer: Answer) -> LaidNotice:
    return with_rows(row("Which?", answer))


@pytest.mark.parametrize(
    ("notice", "reason"),
    [
        (with_answer(told("Press", url="javascript:alert(1)")), "links may only begin with https:"),
        (with_answer(told("Press", url="https://ü..example/")), "no host can have that name"),
        (with_answer(told("Far", url="https://a.example/" + "a" * 9000)), "is longer than 8000 letters"),
        (replace(small(), title=line(" \n")), "has no title"),
        (replace(small(), sections=(LaidSection("section-a", line(""), ()),)), "heading title is empty"),
    ],
)
def test_what_cannot_be_an_accessible_pdf_is_refused_in_words(notice: LaidNotice, reason: str) -> None:
    with pytest.raises(pdf.PdfError, match=reason):
        render(notice)


def test_a_warning_of_the_engine_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "MEMORY", Kept())
    monkeypatch.setattr(typeset, "FAMILIES", ("Noto Sans", "Nowhere Sans"))
    with pytest.raises(pdf.PdfError, match="unknown font family: nowhere sans"):
        render(small())


@pytest.mark.parametrize("block", [{"kind": "picture"}, {"kind": "remark", "text": spans.plain("x"), "aside": "y"}])
@pytest.mark.parametrize("where", ["words", "after", "annex"])
def test_a_kind_or_a_key_that_the_template_does_not_know_is_never_skipped(block: spans.Node, where: str) -> None:
    document: dict[str, Any] = {**tree(small(), english())}
    document["content"] = {**document["content"], where: [block]}
    with pytest.raises(pdf.PdfError, match=r"picture|other keys in a remark"):
        typeset.typeset(document, pdf.Theme(), ON)


@pytest.mark.parametrize(("accent", "reason"), [("teal", "not a colour"), ("#ffcc00", "too pale to read")])
def test_a_colour_that_cannot_be_read_is_refused(accent: str, reason: str) -> None:
    with pytest.raises(pdf.PdfError, match=reason):
        pdf.Theme(accent)


def test_an_accent_colour_changes_the_look_and_no_word() -> None:
    data = pdf.render(small(), english(), feed=FEED, issued=ON, theme=pdf.Theme("#7a1f3d", size=12))
    assert data != render(small())
    assert faults(data, small()) == []


# ---- large print


@pytest.mark.parametrize("name", some(sorted(NOTICES, reverse=True), one_in=3))
def test_large_print_says_the_same_and_no_word_is_below_18_points(name: str) -> None:
    require("verapdf")
    notice = NOTICES[name]()
    data = pdf.render(notice, english(), feed=FEED, issued=ON, theme=pdf.LARGE_PRINT)
    assert unlike_pdf(data, notice, english(), is_large=True) == []
    assert unlike_pdf(data, notice, english()) != []
    assert page_validation_ua1(data) + off_the_paper(data) + verapdf(data, "ua1") + verapdf(data, "3a") == []
    assert min(sizes(data)) >= 18 > min(sizes(render(notice)))


def sizes(data: bytes) -> set[float]:
    """The sizes of all letters, in points."""
    found = set()
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            letters = (i for i in range(text.count_chars()) if text.get_text_range(i, 1).strip())
            found |= {round(pypdfium2.raw.FPDFText_GetFontSize(text, i), 2) for i in letters}
    return found


# ---- notices at random


@settings(
    max_examples=effort(suite=6, thorough=60),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(pdf_gate.notices())
def test_any_notice_is_accessible_and_loses_no_word(notice: LaidNotice) -> None:
    made = render(notice)
    assert faults(made, notice) == []
    assert unlike_pdf(made, notice, english()) == []


@pytest.mark.parametrize(
    "rows",
    [
        (row("Where can you read more?", *(told(f"R {i}") for i in range(190))),),
        tuple(row(f"Question {k}?", told(" ".join(f"w{i}" for i in range(320))[:1450])) for k in range(6)),
        tuple(row("Why is this asked? " * 100, told("Because")) for _ in range(3)),
    ],
    ids=["many answers", "long answers", "long questions"],
)
def test_what_is_longer_than_a_page_runs_on_to_the_next(rows: tuple[Row, ...]) -> None:
    """Words set beyond the paper's edge would stand in the tags and on no sheet; set in one piece, these make three."""
    made = render(with_rows(*rows))
    assert off_the_paper(made) == []
    assert unlike_pdf(made, with_rows(*rows), english()) == []
    with pikepdf.open(BytesIO(made)) as document:
        assert len(document.pages) >= 4

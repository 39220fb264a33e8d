"""The blocks of a PDF's tags as a Reading: of which kind, in which language, and where their links lead."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, IndirectObject, NameObject, TextStringObject

from site_builder.verify.paper.reading import Paper, paper_reading, where
from site_builder.verify.paper.spots import Spot
from site_builder.verify.paper.tree import Told, Words
from site_builder.verify.readings import Block, Reading, Span
from tests.renderers.pdf_gate import small

PAGES = {5: 1, 6: 2}
"""The number of each page by that of its object."""


def words(heard: str, language: str = "", link: int = 0, at: tuple[int, float] = (1, 700)) -> Words:
    return Words(heard, heard, language, link, (at[0], 0), at[1])


def told(path: str, *held: Words | str, row: int = 0) -> Told:
    each = [words(one) if isinstance(one, str) else one for one in held]
    return Told(("nothing", *path.split("/")), row, words=each)


def block(kind: str, text: str, anchor: str = "", language: str = "") -> Block:
    return Block(kind, anchor, (Span(text, language),))


def read(*blocks: Told, stated: Reading = (), links: Any = None, remark: str = "", last: str = "P") -> Paper:
    """What is read, with a version behind it."""
    tree: Any = SimpleNamespace(blocks=[*blocks, told(last, "1.2")], links=links or {})
    return paper_reading(tree, replace(small(), untranslated=remark), stated, PAGES)


def kinds(paper: Paper) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in paper.blocks][:-1]


# ---- kinds


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *(("H1", "title"), ("H2", "heading"), ("P", "paragraph"), ("Table/Caption", "caption"), ("TR/TH", "head")),
        *(("TR/TD", "cell"), ("TD/L/LI/LBody", "cell"), ("TD/L/LI/Lbl", "cell"), ("L/LI/Lbl", "question")),
        *(("L/LI/LBody", "answer"), ("TOC/TOCI", "item"), ("L/LI/LBody/L/LI/LBody", "answer"), ("Sect", "paragraph")),
        *(("LI/LBody/P", "paragraph"), ("TH/P", "paragraph"), ("Div", "paragraph")),
    ],
)
def test_tags_stand_for_kinds(path: str, kind: str) -> None:
    assert kinds(read(told(path, "We tell"))) == [(kind, "We tell")]


def test_items_have_bullets() -> None:
    item = (told("L/LI/Lbl", " • ", row=3), told("L/LI/LBody", "stop", row=3))
    inner = (told("L/LI/LBody/L/LI/Lbl", "•", row=5), told("L/LI/LBody/L/LI/LBody", "ask", row=5))
    other = (told("L/LI/Lbl", "Why?", row=7), told("L/LI/LBody", "Safety", row=7), told("L/LI/LBody", "•", row=8))
    assert kinds(read(*item, *inner, *other, told("L/LI", " "))) == [
        *(("item", "stop"), ("answer", "ask"), ("question", "Why?"), ("answer", "Safety"), ("answer", "•"))
    ]


def test_a_remark_is_told_by_its_words_and_a_version_by_its_place() -> None:
    title, we = told("H1", "Notice"), told("P", "We")
    paper = read(title, we, told("P", "Not  so"), told("P", "Not so"), remark=" Not\nso ")
    assert [each.kind for each in paper.blocks] == ["title", "paragraph", "remark", "paragraph", "version"]
    assert kinds(read(title, we, told("P", "But"), told("P", "Not so"), remark="Not so"))[-1][0] == "remark"
    assert kinds(read(title, told("P", "Not so"), remark="Not so"))[-1][0] == "paragraph"
    assert kinds(read(title, we, told("H2", "Not so"), remark="Not so"))[-1][0] == "heading"
    assert kinds(read(title, we, told("P", "So"), remark="Not so"))[-1][0] == "paragraph"
    assert [each.kind for each in read(title, told("P", "1.2"), told("P", "1.2")).blocks[1:]] == [
        *("paragraph", "paragraph", "version")
    ]
    assert [each.kind for each in read(title, last="H2").blocks] == ["title", "heading"]


# ---- words


def test_words_in_one_language_and_to_one_address_are_one_piece() -> None:
    links = {1: [uri("https://a.example/")], 2: [uri("https://a.example/")], 3: [uri("https://b.example/")]}
    held = [words("We "), words("", "cy"), words("tell", "EN-gb"), words(" them", "CY"), words(" all", "fr", 9)]
    (found, _) = read(told("P", *held, words("b", "", 1), words("c", "", 2), words("d", "", 3)), links=links).blocks
    assert found.spans == (
        *(Span("We "), Span("tell"), Span(" them", "cy"), Span(" all", "fr")),
        *(Span("bc", "", "https://a.example/"), Span("d", "", "https://b.example/")),
    )
    assert found.place == 1


@pytest.mark.parametrize(
    ("language", "read_as"),
    [("zh-tw", "zh-hant-tw"), ("zh-Hant-TW", "zh-hant-tw"), ("zh", "zh"), ("en-GB", ""), ("ES", "es-419")],
)
def test_a_language_is_the_one_that_is_stated_with_more_of_its_tag(language: str, read_as: str) -> None:
    stated = (block("paragraph", "We", "", "zh-hant-tw"), block("paragraph", "You", "", "es-419"))
    assert read(told("P", words("Us", language)), stated=stated).blocks[0].spans == (Span("Us", read_as),)


@pytest.mark.parametrize(
    ("held", "text", "number"),
    [
        (("Police 12",), "Police", "12"),
        (("Police", " \u2060", "12 "), "Police", "12"),
        (("Act 198", "9 \u2060", "12"), "Act 1989", "12"),
        (("Police\u2060", " 1", "2"), "Police", "12"),
        (("Police",), "Police", None),
        (("12 Police",), "12 Police", None),
    ],
)
def test_the_number_of_an_entry_is_none_of_its_words(held: tuple[str, ...], text: str, number: str | None) -> None:
    paper = read(told("H2", "Chapter 7"), told("TOC/TOCI", *held))
    assert kinds(paper) == [("heading", "Chapter 7"), ("item", text)]
    assert paper.listed == ({1: number} if number else {})


# ---- links


def uri(to: str, kind: str = "/URI") -> DictionaryObject:
    action = {NameObject("/S"): NameObject(kind), NameObject("/URI"): TextStringObject(to)}
    return DictionaryObject({NameObject("/A"): DictionaryObject(action)})


def place(page: int, top: float, kind: str = "/XYZ") -> DictionaryObject:
    held = ArrayObject([IndirectObject(page, 0, None), NameObject(kind), FloatObject(0), FloatObject(top)])
    return DictionaryObject({NameObject("/Dest"): held})


NAMED = DictionaryObject({NameObject("/Dest"): TextStringObject("a-1")})
POLICE = (
    *(block("title", "Notice"), block("heading", "Police", "section-a"), block("paragraph", "We", "section-a")),
    *(block("paragraph", "They", "a-1"), block("heading", "Fire", "section-b")),
)
READ = (
    *(told("H1", words("Notice", at=(1, 800))), told("H2", words("Police")), told("P", words("We", at=(1, 500)))),
    *(told("P", words("They", at=(1, 670))), told("P", words("Fire", at=(1, 200)))),
)


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        (uri("https://e.example/a"), "https://e.example/a"),
        (uri("https://e.example/a", "/Launch"), ""),
        (DictionaryObject(), ""),
        (NAMED, "#a-1"),
        *((place(5, top), "#section-a") for top in (702, 694)),
        *((place(5, top), "#a-1") for top in (684, 670)),
        *((place(5, top), "") for top in (800, 760, 500, 200)),
        *((place(page, 700), "") for page in (6, 7)),
        (place(5, 700, "/FitR"), ""),
    ],
)
def test_a_link_leads_to_what_stands_next_to_its_place(link: DictionaryObject, leads: str) -> None:
    paper = read(*READ, told("P", words("Go", link=2)), stated=POLICE, links={0: [], 2: [link, uri("x:")]})
    assert paper.blocks[5].spans == (Span("Go", "", leads),)


def test_the_names_are_those_by_which_links_lead() -> None:
    assert read(*READ, stated=POLICE, links={1: [NAMED], 2: [place(5, 700)]}).names == {"a-1"}


def test_what_is_looked_for_stands_where_its_first_words_do() -> None:
    def one(*held: Words) -> dict[str, Spot]:
        return where(read(told("H2", *held)), (block("heading", "Police", "a"),))

    assert one(words(" ", at=(1, 100)), words("Pol", at=(2, 300)), words("ice", at=(2, 9))) == {"a": Spot(2, 300)}
    assert one(words("Fire")) == {}
    assert one(Words("Police", "", "", 0, None)) == {}

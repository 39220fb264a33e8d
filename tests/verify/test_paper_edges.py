"""What stands outside the tags, what several readers read, what nobody sees, and where links lie: told, and how."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from site_builder.verify.drift import Drift
from site_builder.verify.paper.areas import _area, _describes, areas
from site_builder.verify.paper.content import Drawn, Mark, Sheet
from site_builder.verify.paper.edges import besides, cut, edges, lines, readers, unseen, untold
from site_builder.verify.paper.seen import Frame, Seen, SeenPage
from site_builder.verify.paper.tree import Key, Told, Words
from site_builder.verify.readings import Block, Span
from tests.renderers.pdf_gate import small
from tests.seed import english

# ---- at the edges

EDITION, FIRST, SECOND = "Version 1.2, 25 November 2026", "Page 1 of 2", "Page 2 of 2"
HEAD = ("Example Council", "Small notice")


def text(words: str, number: int = -1, *, artifact: bool = False, hidden: str = "") -> Drawn:
    return Drawn(words, Mark(number, artifact=artifact), (0, 0), hidden)


@pytest.mark.parametrize(
    ("page", "goes_on", "texts", "told"),
    [
        (1, False, (EDITION, FIRST), None),
        (2, False, (*HEAD, EDITION, SECOND), None),
        (2, True, (*HEAD, "Who", "Why", EDITION, SECOND), None),
        (2, False, (*HEAD, "Who", "Why", EDITION, SECOND), ("added", "Who Why", "")),
        (2, True, (*HEAD, EDITION, SECOND), ("missing", "", "Who Why")),
        (2, True, (*HEAD, "Who", EDITION, SECOND), ("missing", "", "Why")),
        (2, True, ("Who", "Why", *HEAD, EDITION, SECOND), ("moved", "", "")),
        (1, False, (EDITION, ". . .", " ", "Page 1", "of2"), None),
        (1, False, (EDITION, SECOND), ("changed", "2", "1")),
        (2, False, (EDITION, SECOND), ("missing", "", "Example Council Small notice")),
        (1, False, (*HEAD, EDITION, FIRST), ("added", "Example Council Small notice", "")),
        (1, False, (EDITION, FIRST, "of the"), ("added", "of the", "")),
        (2, False, (*HEAD, "Who", EDITION, SECOND), ("added", "Who", "")),
        (1, False, (FIRST, EDITION), ("moved", "", "")),
        (1, False, ("Version 1.3 or 1.3, 25 November 2026", FIRST), ("changed", "1.3 or 1.3,", "1.2,")),
    ],
)
def test_only_heads_and_numbers_stand_at_the_edges(
    page: int, goes_on: bool, texts: tuple[str, ...], told: tuple[str, ...]
) -> None:
    sheet = Sheet(page, [*(text(each, artifact=True) for each in texts), text("told", 1)])
    found = list(edges(sheet, lines(page, 2, small(), english(), goes_on=goes_on)))
    assert found == ([Drift(told[0], "", told[1], told[2], page)] if told else [])


def block(words: str) -> Block:
    return Block("paragraph", "", (Span(words),))


def tree(**held: object) -> Any:
    return SimpleNamespace(**{"holders": {}, "blocks": [], "foreign": [], "said": [], "titles": [], **held})


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ((text("We tell", 1), text("all", 2, artifact=True)), ()),
        ((text("We tell", 1), text(" ", 2)), ()),
        ((text("We tell", 1), text(" no", 2), text("body ")), ("added", "nobody")),
        ((text("It is\nlost", 2),), ("reader", "It is\nlost")),
        ((text("is lost", 2),), ("reader", "is lost")),
        ((text("It is lost. No", 2),), ("reader", "It is lost. No")),
        ((text("We say", 2),), ("added", "We say")),
    ],
)
def test_words_that_no_tag_reaches_are_lost_or_too_much(texts: tuple[Drawn, ...], told: tuple[str, ...]) -> None:
    stated, heard = (block("We say"), block("It is lost."), block("It too")), (block("We say"),)
    found = list(untold(Sheet(3, list(texts)), tree(holders={(3, 1): 0, (4, 2): 0}), stated, heard))
    assert found == ([Drift(told[0], "", told[1], "", 3)] if told else [])


def page(*texts: Seen, words: str = "", leaf: tuple[int, ...] = (0, 0, 595, 842)) -> SeenPage:
    return SeenPage(words, texts, leaf)


def test_a_leaf_that_is_cut_is_told() -> None:
    assert list(cut(Sheet(2), page())) == []
    (found,) = cut(Sheet(2), page(leaf=(0, 60, 595, 842)))
    leaves = ("it is shown from 0,60 to 595,842 points", "the whole leaf from 0,0 to 595,842 points")
    assert found == Drift("hidden", "", *leaves, 2)


# ---- several readers


def seen(words: str, number: int = 1, hidden: str = "", on: int = 2) -> Seen:
    return Seen(words, on, number, Frame(0, 0, 9, 9), (0, 0), hidden)


@pytest.mark.parametrize(
    ("ours", "theirs", "copied", "told"),
    [
        ((text("We", 1), text(" tell", 1)), (seen("We tell"),), "We  say", []),
        ((text("•", 1), text("We", 2)), (seen("•"), seen("We", 2)), "We say •", []),
        ((text("•", 1),), (), "We say", [("", "•")]),
        ((text("We", 1),), (seen("You"),), "We say", [("You", "We")]),
        ((text("We", 1),), (), "We say", [("", "We")]),
        ((), (seen("We", 7), seen("tell", 3)), "We say", [("tell", ""), ("We", "")]),
        ((text("We", 1), text("no", 2)), (seen("We"), seen("not", 2)), "We say", [("not", "no")]),
        ((), (), "We may say", [("We may say", "We say")]),
    ],
)
def test_readers_that_differ_are_told(
    ours: tuple[Drawn, ...], theirs: tuple[Seen, ...], copied: str, told: list[tuple[str, str]]
) -> None:
    found = list(readers(Sheet(2, list(ours)), page(*theirs, words="We say"), copied))
    assert found == [Drift("reader", "", *pair, 2) for pair in told]


def words(heard: str, drawn: str = "", key: Key | None = (2, 1)) -> Words:
    return Words(heard, drawn or heard, "", 0, key)


def test_what_is_read_out_besides_is_told() -> None:
    blocks = [Told(("P",), words=[words("We "), words("tell")]), Told(("P",), words=[words("all", "none")])]
    title = [(blocks[0], "We  tell"), (blocks[1], "some")]
    held = tree(blocks=blocks, foreign=["the tag X", "the tag Y", "the tag X"], said=["a picture"], titles=title)
    assert list(besides(held)) == [
        Drift("reader", "", "none", "all", 2),
        Drift("code", "", "the tag X"),
        Drift("code", "", "the tag Y"),
        Drift("attribute", "", "a picture"),
        Drift("attribute", "", "some", "all", 2),
    ]


# ---- what nobody sees


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ((text("We", 1),), (seen("We"),), []),
        ((text("We", 1, hidden="thin"),), (seen("We"),), [("We (thin)", "a-1")]),
        (
            (text("We", 1),),
            (seen(" We "), seen("tell", hidden="low"), seen("all ", hidden="low")),
            [("tellall (low)", "a-1")],
        ),
        ((text("We", 1, hidden="thin"),), (seen("We", hidden="low"),), [("We (thin)", "a-1")]),
        (
            (),
            (seen("We", hidden="low"), seen("too", 2, "low"), seen("they", 3, "low")),
            [("Wetoo (low)", "a-1"), ("they (low)", "")],
        ),
        ((), (seen("who", 9, "low"), seen("knows", 8, "low")), [("whoknows (low)", "")]),
        ((text("We", 1, artifact=True, hidden="thin"),), (seen("edge", -1, "low"), seen(" ", 1, "low")), []),
        ((text("We", 0, hidden="thin"),), (), [("We (thin)", "")]),
    ],
)
def test_words_that_nobody_sees_are_told_once_a_block(
    ours: tuple[Drawn, ...], theirs: tuple[Seen, ...], told: list[tuple[str, str]]
) -> None:
    blocks = [
        Told(("P",), words=[words("We"), words("too", key=(2, 2))]),
        Told(("P",), words=[words("they", key=(2, 3)), words("x", key=None)]),
    ]
    found = list(unseen([Sheet(2, list(ours))], [page(*theirs)], tree(blocks=blocks), {(2, 1): "a-1"}))
    assert found == [Drift("hidden", about, says, "", 2) for says, about in told]


# ---- where links lie


@pytest.mark.parametrize(
    ("says", "described"),
    [
        ("thepolice", True),
        (" the  police", True),
        ("the-police", False),
        ("the \u202epolice", False),
        ("\u202ethe police", False),
        ("\u202e", False),
        ("the police\u200e", True),
        ("", True),
        ("“thepolice”page1", False),
        ("thearmy", False),
    ],
)
def test_a_link_is_described_by_its_words(says: str, *, described: bool) -> None:
    assert _describes(says, "the police", ["page"]) is described


@pytest.mark.parametrize(
    ("says", "words", "described"),
    [
        ("“Police”page12", "Police12", True),
        ("“Police”oldal12", "Police12", True),
        (" “Police” page 12", "Police 12", True),
        ("“Police”1page2", "Police12", False),
        ("“Police1”page2", "Police12", True),
        ("“Police”not12", "Police12", False),
        ("“Police”12", "Police12", False),
        ("Policepage12", "Police12", False),
        ("“Article”15, not6", "Article6", False),
        ("Article15, not6", "Article6", False),
        ("“Poli\u202ece”page12", "Police12", False),
        ("“Poli\u202ece”page12", "Poli\u202ece12", True),
        ("“Police”page13", "Police12", False),
        ("“Act1989”page12", "Act198912", True),
        ("“Pol(ice”page1", "Pol(ice1", True),
        ("“Policies”page1", "Pol.c.es1", False),
    ],
)
def test_an_entry_of_the_contents_is_described_with_its_page(says: str, words: str, *, described: bool) -> None:
    assert _describes(says, words, ["page", "oldal"]) is described


LINE = Frame(100, 200, 150, 215)


@pytest.mark.parametrize(
    ("rect", "told"),
    [
        ((100, 200, 150, 215), False),
        ((107, 207, 157, 222), False),
        ((107, 208, 157, 223), True),
        ((150, 215, 100, 200), False),
        ((92.5, 193, 142.5, 208), False),
        ((92.5, 192, 142.5, 207), True),
        ((92, 200, 150, 215), True),
        ((100, 200, 142, 215), True),
        ((100, 185, 150, 230), False),
        ((108, 200, 150, 215), True),
        ((100, 200, 158, 215), True),
        ((100, 184, 150, 215), True),
        ((100, 200, 150, 231), True),
    ],
)
def test_a_link_lies_on_its_words(rect: tuple[float, ...], *, told: bool) -> None:
    corners = [rect[i] for i in (0, 1, 2, 1, 0, 3, 2, 3)]
    apart = {key: ArrayObject(map(FloatObject, held)) for key, held in (("/Rect", rect), ("/QuadPoints", corners))}
    whole: dict[str, Any] = {"/Rect": ArrayObject(map(FloatObject, LINE)), "/Contents": TextStringObject("We")}
    says = [Drift("address", "", "a link lies beside its words", "We", 2)] if told else []
    heard, places = [words("We", key=(2, 1))], {(2, 1): [replace(seen("We"), frame=LINE)]}
    assert list(_area({**whole, "/Rect": apart["/Rect"]}, 2, heard, places, [])) == says
    assert list(_area({**whole, "/QuadPoints": apart["/QuadPoints"]}, 2, heard, places, [])) == says


def test_the_words_of_a_link_are_those_on_its_page() -> None:
    parts = [Frame(100, 200, 150, 215), Frame(60, 170, 90, 185)]
    places = {(2, 1): [replace(seen("We"), frame=parts[0]), replace(seen("all"), frame=parts[1])]}
    places[2, 2] = [replace(seen(" ", 2), frame=Frame(0, 0, 1, 1))]
    places[3, 1] = [replace(seen("tell", 1, on=3), frame=Frame(400, 700, 450, 715))]
    heard = [words("We  all ", key=(2, 1)), words(" ", key=(2, 2)), words("tell", key=(3, 1)), words("x", key=None)]
    link = {"/Rect": ArrayObject(map(FloatObject, (60, 170, 150, 215))), "/Contents": TextStringObject("We all tell")}
    assert list(_area(link, 2, heard, places, [])) == [Drift("attribute", "", "We all tell", "We all tellx", 2)]
    assert list(_area({**link, "/Contents": TextStringObject("We all tellx")}, 2, heard, places, [])) == []
    assert list(_area({"/Rect": link["/Rect"]}, 2, heard, places, [])) == []
    assert list(_area(link, 4, [], {}, [])) == [Drift("attribute", "", "We all tell", "", 4)]
    with pytest.raises(ValueError, match="empty"):  # nowhere on the page: the file is damaged
        list(_area({}, 2, heard, places, []))


def annotation(says: str = "We", to: str = "https://police.example/", kind: str = "/Link") -> DictionaryObject:
    made = DictionaryObject({NameObject("/Subtype"): NameObject(kind), NameObject("/Contents"): TextStringObject(says)})
    action = {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(to)}
    made.update({NameObject("/Rect"): ArrayObject(map(FloatObject, LINE)), NameObject("/A"): DictionaryObject(action)})
    return made


@pytest.mark.parametrize(
    ("pages", "links", "told"),
    [
        (([], [annotation()]), {1: (0,)}, []),
        (([], [annotation("They")]), {1: (0,)}, [("attribute", "They", "We", 2)]),
        (([], [annotation("tell")]), {2: (0,)}, []),
        (([], [annotation(), annotation()]), {1: (0, 1)}, []),
        (([annotation()], [annotation()]), {1: (1, 0)}, []),
        (
            ([], [annotation(), annotation(to="https://army.example/")]),
            {1: (0, 1)},
            [("address", "a link leads to two places on page 2", "", 2)],
        ),
        (([], [annotation()]), {1: (0, 9)}, [("address", "", "a link that can be followed", 0)]),
        (([], [annotation()]), {}, [("address", "We", "", 2)]),
        (([annotation("")], []), {}, [("address", "a link without words", "", 1)]),
        (([], [annotation(kind="/Text")]), {}, []),
        (([], [annotation("all")]), {0: (0,)}, [("attribute", "all", "", 2)]),
    ],
)
def test_each_area_is_that_of_a_link(
    pages: tuple[list[DictionaryObject], ...], links: dict[int, tuple[int, ...]], told: list[tuple[str, str, str, int]]
) -> None:
    reader: Any = SimpleNamespace(pages=[{"/Annots": ArrayObject(each)} for each in pages])
    every = {**dict(enumerate(each for page in pages for each in page)), 9: annotation()}
    heard = [replace(words(each, key=(2, link)), link=link) for link, each in enumerate(("all", "We", "tell"))]
    held = tree(blocks=[Told(("P",), words=heard)], links={link: [every[i] for i in on] for link, on in links.items()})
    places = {(2, link): [replace(seen("We"), frame=LINE)] for link in (0, 1, 2)}
    found = list(areas(reader, held, places, {}, []))
    assert found == [Drift(kind, "", says, must, page) for kind, says, must, page in told]

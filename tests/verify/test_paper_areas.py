"""The areas of a page that lead somewhere: they lie on the words of their links, and are described by them."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from site_builder.verify.drift import Drift
from site_builder.verify.paper.areas import _area, _describes, _lies_on, areas
from site_builder.verify.paper.seen import Frame
from site_builder.verify.paper.tree import Told
from tests.verify.test_paper_edges import seen, tree, words


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


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_letters_are_not_turned_in_what_describes_a_link(mark: str) -> None:
    assert not _describes(f"the {mark}police", "the police", [])
    assert _describes(f"the {mark}police", f"the {mark}police", [])
    assert _describes("the \u200bpolice", "the police", [])


def test_an_area_has_the_middle_of_some_of_its_words() -> None:
    letters, stop = Frame(100, 204, 140, 212), Frame(145, 196, 146, 199)
    assert _lies_on(Frame(100, 202, 146, 214), [letters, stop])
    assert not _lies_on(Frame(100, 209, 146, 221), [letters, stop])

"""What is told of the tags of a PDF, word by word."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.verify.paper_told import Told, both, put, told
from tests.verify.papers import Change, changed, tag, tagged

# ---- what is planted


def within(depth: int) -> Change:
    """The first tag of the document within so many more."""

    def change(document: pikepdf.Pdf) -> None:
        outer = tag(document, "/Document")
        kid = outer.K[0]
        for i in range(depth):
            more = document.make_indirect(Dictionary(S=Name.Div, P=outer))
            outer.K = Array([more, *list(outer.K)[1:]]) if i == 0 else more
            outer = more
        outer.K, kid.P = kid, outer

    return change


def in_long(is_page_named: bool) -> Change:
    """Name the content of a paragraph with its page, and the page in the tag or in the content alone."""

    def change(document: pikepdf.Pdf) -> None:
        found = tag(document, "/P")
        content = Dictionary(Type=Name.MCR, MCID=found.K[0])
        if is_page_named:
            content.Pg = found.Pg
            del found["/Pg"]
        found.K = content

    return change


def moved(kind: str, into: str, number: int, place: int) -> Change:
    """Take the first tag of a kind from where it stands to a place within one of another."""

    def change(document: pikepdf.Pdf) -> None:
        found, holder = tag(document, kind), tag(document, into, number)
        found.P.K = Array([kid for kid in found.P.K if kid.objgen != found.objgen])
        kids = list(holder.K) if isinstance(holder.K, Array) else [holder.K]
        found.P, holder.K = holder, Array([*kids[:place], found, *kids[place:]])

    return change


UNEVEN = "a table whose rows do not have one cell for each head"


def one_cell_more(document: pikepdf.Pdf) -> None:
    """An empty cell between the first of a row and what is said of it."""
    row = tag(document, "/TBody").K[0]
    cell = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.TD, P=row, K=Array([])))
    row.K = Array([row.K[0], cell, row.K[1]])


HEAD = "a head of neither its row nor its column"
CIRCLE = "Its tags go in a circle, or too deep."

# ---- what is told

TAGS: dict[str, tuple[Change, list[Told]]] = {
    "E": (tagged("/P", "/E", String("No")), [("attribute", "", "No", "", 0)]),
    "Alt": (tagged("/P", "/Alt", String("No")), [("attribute", "", "No", "", 0)]),
    "a title": (tagged("/H2", "/T", String("No")), [("attribute", "", "No", "In this notice", 1)]),
    "a title of a link": (tagged("/Link", "/T", String("No")), [("attribute", "", "No", "Police", 1)]),
    "words in place of others": (
        tagged("/P", "/ActualText", String("No")),
        [
            ("changed", "", "No", "Example Council", 1),
            ("reader", "", "Example Council", "No", 1),
            ("code", "", "words that are read in place of an element", "", 0),
        ],
    ),
    "words in place of a link's": (
        tagged("/Link", "/ActualText", String("Fire")),
        [
            ("changed", "page-glance", "Fire", "Police", 1),
            ("reader", "", "Police", "Fire", 1),
            ("code", "", "words that are read in place of an element", "", 0),
            ("attribute", "", "Police", "Fire", 1),
        ],
    ),
    "words in place of none": (
        both(tagged("/P", "/ActualText", String("No")), tagged("/P", "/K", Array([]))),
        [
            ("changed", "", "No", "Example Council", 0),
            ("reader", "", "", "No", 0),
            ("code", "", "words that are read in place of an element", "", 0),
            ("reader", "", "Example Council", "", 1),
        ],
    ),
    "a tag that we have not": (
        tagged("/H2", "/S", Name.Sect),
        [
            ("changed", "", "In this notice (paragraph)", "In this notice (heading)", 1),
            ("code", "", "the tag Sect", "", 0),
        ],
    ),
    "an item in no list": (
        tagged("/H2", "/S", Name.LI),
        [
            ("changed", "", "In this notice (paragraph)", "In this notice (heading)", 1),
            ("code", "", "the tag LI in Document", "", 0),
        ],
    ),
    "rows in nothing": (
        tagged("/Document", "/S", Name.TBody),
        [
            ("code", "", "the tag TBody in nothing", "", 0),
            *(("code", "", f"the tag {each} in TBody", "", 0) for each in ("H1", "P", "L", "Table", "H2", "TOC")),
        ],
    ),
    "a list that is read before the words above it": (
        moved("/L", "/P", 1, 0),
        [
            ("code", "", "the tag L in P", "", 0),
            ("code", "", "words of the tag P behind another tag in it", "", 0),
        ],
    ),
    "a list within the words above it": (moved("/L", "/P", 1, 1), [("code", "", "the tag L in P", "", 0)]),
    "words within the title": (moved("/P", "/H1", 0, 1), [("code", "", "the tag P in H1", "", 0)]),
    "a table without a row": (
        tagged("/TR", "/S", Name.P),
        [
            ("code", "", "the tag P in THead", "", 0),
            ("code", "", "the tag TH in P", "", 0),
            ("code", "", UNEVEN, "", 0),
            ("moved", "page-glance", "Why", "", 1),
        ],
    ),
    "a cell without words": (
        one_cell_more,
        [
            ("code", "", "the tag TD without words", "", 0),
            ("code", "", UNEVEN, "", 0),
            ("moved", "page-glance", "This notice does not say", "", 1),
        ],
    ),
    "a list for all": (
        tagged("/Document", "/S", Name.L),
        [("code", "", f"the tag {each} in L", "", 0) for each in ("H1", "P", "L", "Table", "H2", "TOC")],
    ),
    "a tag for others": (
        put("StructTreeRoot RoleMap", "/Span", Name.Artifact),
        [("code", "", "tags that stand for others", "", 0)],
    ),
    "a paragraph in another language": (
        tagged("/P", "/Lang", String("fr")),
        [("language", "", "Example Council (fr)", "Example Council", 1)],
    ),
    "a paragraph in a language that nobody knows": (
        tagged("/P", "/Lang", String("")),
        [("language", "", "Example Council (und)", "Example Council", 1)],
    ),
    "a tag with the page of the one around it, which it does not take over": (
        both(
            lambda document: tag(document, "/Document").__setitem__("/Pg", document.pages[0].obj),
            lambda document: tag(document, "/P").__delitem__("/Pg"),
        ),
        [
            ("missing", "", "", "Example Council", 0),
            ("code", "", "the tag P without words", "", 0),
            ("reader", "", "Example Council", "", 1),
        ],
    ),
    "content that stands twice": (
        lambda document: tag(document, "/P").K.append(tag(document, "/P").K[0]),
        [("changed", "", "Example CouncilExample Council", "Example Council", 1)],
    ),
    "a head of no column": (tagged("/TH", "/A", Dictionary(O=Name.Table)), [("code", "", HEAD, "", 0)]),
    "a row's head of its column": (
        lambda document: tag(document, "/TH", 2).__setitem__("/A", Dictionary(O=Name.Table, Scope=Name.Column)),
        [("code", "", HEAD, "", 0)],
    ),
    "tags in too many others": (within(40), [("unread", "", CIRCLE, "", 0)]),
    "a tag in a circle": (
        lambda document: tag(document, "/Document").K.append(tag(document, "/Document")),
        [("unread", "", CIRCLE, "", 0)],
    ),
}


@pytest.mark.parametrize(("change", "found"), TAGS.values(), ids=TAGS)
def test_a_lie_is_told_in_words(change: Change, found: list[Told]) -> None:
    assert told(changed(change)) == found


SAME: dict[str, Change] = {
    "a caption before its table": moved("/Caption", "/Document", 0, 4),
    "a paragraph in the language of all": tagged("/P", "/Lang", String("EN-gb")),
    "tags in some others": within(39),
    "content with the page of its tag": in_long(is_page_named=False),
    "content with its own page": in_long(is_page_named=True),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_says_the_same_is_no_drift(change: Change) -> None:
    assert told(changed(change)) == []

"""What is told of where the bookmarks, the contents and the links of a PDF lead, and of the way back to its tags."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.verify.paper_told import Told, at, both, drop, linked, put, told
from tests.verify.papers import Change, changed, redrawn, tag

# ---- what is planted


def marks_swapped(document: pikepdf.Pdf) -> None:
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    marks = numbers[len(numbers) - 1]
    marks[2], marks[3] = marks[3], marks[2]


def bookmark(path: str, title: str) -> Change:
    """One more behind the one to which a path leads, or below it."""
    *steps, key = path.split()

    def change(document: pikepdf.Pdf) -> None:
        put(" ".join(steps), f"/{key}", document.make_indirect(Dictionary(Title=String(title))))(document)

    return change


def forgotten(document: pikepdf.Pdf) -> None:
    del at(document, "Names Dests Names")[0], at(document, "Names Dests Names")[0]


def named_twice(document: pikepdf.Pdf) -> None:
    names = at(document, "Names Dests")
    names.Names = Array([*list(names.Names)[:2], *names.Names])


def reordered(document: pikepdf.Pdf) -> None:
    names = at(document, "Names Dests")
    names.Names = Array([*list(names.Names)[2:], *list(names.Names)[:2]])


def circling(path: str, key: str) -> Change:
    """A tree that is its own branch."""

    def change(document: pikepdf.Pdf) -> None:
        tree = document.make_indirect(Dictionary())
        tree.Kids = Array([tree])
        at(document, path)[key] = tree

    return change


def in_branches(document: pikepdf.Pdf) -> None:
    """Put the trees of places and of parents in branches, as other programs do."""
    for path, key in (("Names Dests", "/Names"), ("StructTreeRoot ParentTree", "/Nums")):
        tree = at(document, path)
        held = list(tree[key])
        parts = [Dictionary({key: Array(each)}) for each in (held[:4], held[4:])]
        del tree[key]
        tree.Kids = Array([document.make_indirect(each) for each in parts])


def rotated(document: pikepdf.Pdf) -> None:
    """Begin the list of contents with its last entry."""
    contents = tag(document, "/TOC")
    *others, last = contents.K
    contents.K = Array([last, *others])


def unnumbered(document: pikepdf.Pdf) -> None:
    """Take the page out of the first entry of the contents."""
    del at(document, "StructTreeRoot K 0 K 6 K 0 K 0 K 0 K")[1]


OTHERS = ("words of other tags", "those that hold them")

# ---- what is told

LEADS: dict[str, tuple[Change, list[Told]]] = {
    "a place that is lost": (
        forgotten,
        [("address", "page-about", "#page-about, nowhere", "#page-about, page 1", 0)],
    ),
    "a place on no page": (
        lambda document: at(document, "Names Dests Names 1").__setitem__(0, document.Root),
        [
            ("address", "page-about", "#page-about, page 0", "#page-about, page 1", 0),
            ("address", "page-about", "the bookmark “About this notice” leads elsewhere", "#page-about", 0),
        ],
    ),
    "a place that is elsewhere on its page": (
        lambda document: at(document, "Names Dests Names 1").__setitem__(3, 100),
        [
            ("address", "page-about", "#page-about, page 1", "#page-about, page 1", 1),
            ("address", "page-about", "the bookmark “About this notice” leads elsewhere", "#page-about", 0),
        ],
    ),
    "two places of one name": (
        named_twice,
        [("address", "page-about", "#page-about stands 2 times", "#page-about", 0)],
    ),
    "another page in the contents": (
        redrawn("1", "2"),
        [
            ("changed", "section-a", "Police 2", "Police 1", 1),
            ("attribute", "", " “Police” page 1", "Police \u20602", 1),
        ],
    ),
    "another page in the contents, in another order": (
        both(redrawn("1", "2"), rotated),
        [
            ("moved", "", "About this notice", "About this notice", 1),
            ("changed", "section-a", "Police 2", "Police 1", 1),
            ("moved", "", "Police ", "", 1),
            ("attribute", "", " “Police” page 1", "Police \u20602", 1),
        ],
    ),
    "no page in the contents": (
        unnumbered,
        [
            ("changed", "section-a", "Police", "Police 1", 1),
            ("added", "", "1", "", 1),
            ("address", "", "a link lies beside its words", "Police", 1),
            ("attribute", "", " “Police” page 1", "Police", 1),
        ],
    ),
    "a heading that is no more": (
        lambda document: tag(document, "/H2", 1).__setitem__("/S", Name.P),
        [("changed", "section-a", "Police (paragraph)", "Police (heading)", 1)],
    ),
    **{
        f"a bookmark with {name}": (
            change,
            [("address", "section-a", "the bookmark “Police” leads elsewhere", "#section-a", 0)],
        )
        for name, change in (
            ("no place", drop("Outlines First", "/Dest")),
            ("a place by name", put("Outlines First", "/Dest", String("page-about"))),
            ("an action", put("Outlines First", "/A", Dictionary(S=Name.URI, URI=String("https://e.example/")))),
        )
    },
    "another bookmark": (put("Outlines First", "/Title", String("No")), [("attribute", "", "No", "Police", 0)]),
    "a bookmark less": (drop("Outlines First Next", "/Next"), [("attribute", "", "", "About this notice", 0)]),
    "a bookmark more": (bookmark("Outlines First Next Next Next", "More"), [("attribute", "", "More", "", 0)]),
    "a bookmark without a title": (
        drop("Outlines First", "/Title"),
        [("attribute", "", "a bookmark without words", "Police", 0)],
    ),
    "a bookmark without words": (
        bookmark("Outlines First Next Next Next", "\u00ad"),
        [("attribute", "", "a bookmark without words", "", 0)],
    ),
    "a bookmark below": (
        bookmark("Outlines First First", "More"),
        [("code", "", "First in a bookmark", "", 0), ("attribute", "", "More", "Your rights", 0)],
    ),
    **{
        f"a bookmark, seen otherwise by {name}": (
            put("Outlines First", "/Title", String(title)),
            [("attribute", "", title, "Police", 0)],
        )
        for name, title in (("a space", "Po lice"), ("its letters turned round", "\u202ePolice"))
    },
    **{
        f"another way back from {name}": (
            put(path, key, Dictionary(Title=String("More"))),
            [("code", "", "other bookmarks from the last to the first", "", 0)],
        )
        for name, path, key in (
            *(("the end", "Outlines", "/Last"), ("the first", "Outlines First", "/Prev")),
            *(("the second", "Outlines First Next", "/Prev"), ("the third", "Outlines First Next Next", "/Prev")),
        )
    },
    "names in another order": (
        reordered,
        [("unread", "", "A tree of names is out of order.", "", 0)],
    ),
    "bookmarks in a circle": (
        lambda document: at(document, "Outlines First Next").__setitem__("/Next", at(document, "Outlines First")),
        [("unread", "", "Its bookmarks go in a circle.", "", 0)],
    ),
    "names in a circle": (
        circling("Names", "/Dests"),
        [("unread", "", "A tree of names goes in a circle.", "", 0)],
    ),
    "parents in a circle": (
        circling("StructTreeRoot", "/ParentTree"),
        [("unread", "", "A tree of numbers goes in a circle.", "", 0)],
    ),
    "no way back from a link": (linked("/StructParent", 0), [("reader", "", *OTHERS, 1)]),
    "no way back from marks": (marks_swapped, [("reader", "", *OTHERS, 1)]),
}


@pytest.mark.parametrize(("change", "found"), LEADS.values(), ids=LEADS)
def test_a_lie_is_told_in_words(change: Change, found: list[Told]) -> None:
    assert told(changed(change)) == found


SAME: dict[str, Change] = {
    "a bookmark with what has no width": put("Outlines First", "/Title", String(" Pol\u00adice ")),
    "a bookmark with two spaces": put("Outlines First Next", "/Title", String("Your \u00a0rights")),
    "trees in branches": in_branches,
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_says_the_same_is_no_drift(change: Change) -> None:
    assert told(changed(change)) == []

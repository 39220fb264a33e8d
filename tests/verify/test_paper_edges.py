"""What stands outside the tags, what several readers read, and what nobody sees: told, and how."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from site_builder.verify.drift import Drift
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

"""One change is told as one difference, by the words that differ; what is equal is never told."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from site_builder.verify import expected_text
from site_builder.verify.compare import compare, differing, shown, spelt
from site_builder.verify.difference import Difference
from site_builder.verify.text_blocks import Block, Reading, Span
from tests.effort import thorough
from tests.render.pdf_gate import small
from tests.seed import english, laid_out


def block(text: str, kind: str = "paragraph", anchor: str = "a-1", **marks: str) -> Block:
    return Block(kind, anchor, (Span(text, **marks),), 7)


STATED = (
    block("Police", "heading", "section-a"),
    block("We may tell the police who you are and where you live."),
    block("Why?", "question"),
    block("Safety", "answer"),
    block("Who?", "question"),
    block("Pupils", "answer"),
    block("They tell others of it, and the others tell nobody.", anchor="a-2"),
)


def difference(kind: str, says: str = "", should: str = "", about: str = "a-1", place: int = 7) -> Difference:
    return Difference(kind, about, says, should, place)


def told(*read: Block) -> list[Difference]:
    return compare(STATED, read)


def with_(number: int, *blocks: Block) -> tuple[Block, ...]:
    """What is stated with other blocks in place of one."""
    return (*STATED[:number], *blocks, *STATED[number + 1 :])


CASES = {
    "a word": (
        with_(1, block("We must tell the police who you are and where you live.")),
        [difference("changed", "We must tell the police", "We may tell the police")],
    ),
    "a word more": (
        with_(1, block("We may not tell the police who you are and where you live.")),
        [difference("changed", "We may not tell the police", "We may tell the police")],
    ),
    "two words near each other": (
        with_(1, block("We must tell a police who you are and where you live.")),
        [difference("changed", "We must tell a police who you", "We may tell the police who you")],
    ),
    "two words far from each other": (
        with_(1, block("We must tell the police who you are and where you work.")),
        [
            difference("changed", "We must tell the police", "We may tell the police"),
            difference("changed", "and where you work.", "and where you live."),
        ],
    ),
    "a whole answer": (with_(3, block("Profit", "answer")), [difference("changed", "Profit", "Safety")]),
    "two answers changed for each other": (
        (*STATED[:3], STATED[5], STATED[4], STATED[3], STATED[6]),
        [difference("changed", "Pupils", "Safety"), difference("changed", "Safety", "Pupils")],
    ),
    "missing": (with_(6), [difference("missing", "", STATED[6].text, "a-2", 0)]),
    "added": ((*STATED, block("We also sell it.", anchor="")), [difference("added", "We also sell it.", about="")]),
    "moved": ((STATED[0], *STATED[2:], STATED[1]), [difference("moved", STATED[1].text, STATED[1].text)]),
    "below another anchor": (
        tuple(replace(b, anchor="a-9") if b.anchor == "a-1" else b for b in STATED),
        [difference("moved", "#a-9", "#a-1")],
    ),
    "another kind": (with_(3, block("Safety", "item")), [difference("changed", "Safety (item)", "Safety (answer)")]),
    "a link": (
        with_(3, block("Safety", "answer", address="https://a.example/")),
        [difference("address", "[Safety](https://a.example/)", "Safety")],
    ),
    "a language": (
        with_(3, block("Safety", "answer", language="cy")),
        [difference("language", "Safety (cy)", "Safety")],
    ),
    "a word and a link": (
        with_(3, block("Profit", "answer", address="https://a.example/")),
        [difference("changed", "Profit", "Safety"), difference("address", "[Profit](https://a.example/)", "Profit")],
    ),
    "a letter that nobody sees": (
        with_(3, block("Saf\u200bety", "answer")),
        [difference("changed", "Saf[U+200B]ety", "Safety")],
    ),
    "a letter of another script": (
        with_(3, block("Sаfety", "answer")),
        [difference("changed", "Sаfety (а is CYRILLIC SMALL LETTER A)", "Safety")],
    ),
    "another kind of words that answer nothing": (
        with_(0, block("Police", anchor="section-a")),
        [difference("changed", "Police (paragraph)", "Police (heading)", "section-a")],
    ),
    "another kind and a word": (
        with_(1, block("We must tell the police who you are and where you live.", "item")),
        [difference("changed", "We must tell the police", "We may tell the police")],
    ),
    "another kind and nothing in common": (
        with_(3, block("Profit", "item")),
        [difference("missing", "", "Safety", place=0), difference("added", "Profit")],
    ),
    "a word, where no anchor was read": (
        with_(1, block("We must tell the police who you are and where you live.", anchor="")),
        [difference("changed", "We must tell the police", "We may tell the police")],
    ),
    "a link, where no anchor was read": (
        with_(3, block("Safety", "answer", "", address="https://a.example/")),
        [difference("address", "[Safety](https://a.example/)", "Safety")],
    ),
    "some here and some there": (
        (block("One.", anchor="a-0"), *STATED[1:3], block("Two.", "item"), STATED[4], block("Parents", "answer")),
        [
            difference("missing", "", "Police", "section-a", 0),
            difference("added", "One.", about="a-0"),
            difference("missing", "", "Safety", place=0),
            difference("added", "Two."),
            difference("changed", "Parents", "Pupils"),
            difference("missing", "", STATED[6].text, "a-2", 0),
        ],
    ),
    "more before and some behind": (
        (
            *(block("One."), block("Two."), STATED[0], block("Three.", "item")),
            *(block("We must tell the police who you are and where you live."), *STATED[2:]),
        ),
        [
            difference("added", "One."),
            difference("added", "Two."),
            difference("added", "Three."),
            difference("changed", "We must tell the police", "We may tell the police"),
        ],
    ),
    "a question": (with_(2, block("How?", "question")), [difference("changed", "How?", "Why?")]),
    "nothing at all": ((), [difference("missing", "", b.text, b.anchor, 0) for b in STATED]),
}


@pytest.mark.parametrize("name", CASES)
def test_each_change_is_told_once_and_by_its_words(name: str) -> None:
    read, differences = CASES[name]
    assert [replace(difference, question="") for difference in told(*read)] == differences


def test_what_answers_a_question_is_told_with_it() -> None:
    more = (block("How long?", "question"), block("For ever", "answer"), block("We sell it."))
    read = (*STATED[:3], block("Money", "answer"), STATED[4], STATED[6], *more)
    assert [(d.kind, d.says or d.stated, d.question) for d in told(*read)] == [
        ("changed", "Money", "Why?"),
        ("missing", "Pupils", "Who?"),
        ("added", "How long?", ""),
        ("added", "For ever", "How long?"),
        ("added", "We sell it.", ""),
    ]
    assert [d.question for d in compare((block("Safety", "answer"),), (block("Money", "answer"),))] == [""]


def test_what_is_equal_is_not_told() -> None:
    assert told(*STATED) == []
    spaced = tuple(replace(b, spans=(Span(f" {b.text} ".replace(" ", "\n ")),), anchor="", place=0) for b in STATED)
    assert told(*spaced) == []


def test_words_in_pieces_are_the_same_words() -> None:
    parts = (Span("We may ", address=""), Span("tell the police who you are and where you live."))
    assert told(*with_(1, Block("paragraph", "a-1", parts))) == []


def test_part_of_a_link_is_told_by_its_words() -> None:
    parts = (
        Span("We may tell "),
        Span("the police", "", "https://a.example/"),
        Span(" who you are and where you live."),
    )
    assert told(*with_(1, Block("paragraph", "a-1", parts))) == [
        difference("address", "[the police](https://a.example/)", "the police", place=0)
    ]


LINK = "https://a.example/"
MARKED: dict[str, tuple[Block, Block, list[Difference]]] = {
    # stated, read, told
    "a link on other words": (
        Block("cell", "", (Span("We tell "), Span("them", address=LINK))),
        Block("cell", "a-9", (Span("We", address=LINK), Span(" tell them"))),
        [
            difference("address", f"[{words}]({a})" if a else words, f"[{words}]({b})" if b else words, "a-9", 0)
            for words, a, b in (("We", LINK, ""), ("them", "", LINK))
        ],
    ),
    "a link with space in it": (
        Block("cell", "", (Span("We tell  a b all"),)),
        Block("cell", "", (Span("We "), Span("tell"), Span(" a \n b", address=LINK), Span(" all"))),
        [difference("address", f"[a b]({LINK})", "a b", "", 0)],
    ),
    "other words with the same link": (
        Block("cell", "", (Span("We tell", address=LINK),)),
        Block("cell", "a-9", (Span("We sell", address=LINK), Span(" it"))),
        [difference("changed", "We sell it", "We tell", "a-9", 0)],
    ),
}


@pytest.mark.parametrize("name", MARKED)
def test_links_are_told_by_the_words_that_lead_there(name: str) -> None:
    ours, theirs, differences = MARKED[name]
    assert compare((ours,), (theirs,)) == differences


@pytest.mark.parametrize("number", range(len(expected_text.on_page(small(), english()))))
def test_each_block_that_is_left_out_said_twice_or_changed_is_one_difference(number: int) -> None:
    blocks = expected_text.on_page(small(), english())
    one = blocks[number]
    changed = replace(one, spans=(Span(f"{one.text} not"),))
    for read in ((), (one, one), (changed,)):
        assert len(compare(blocks, (*blocks[:number], *read, *blocks[number + 1 :]))) == 1


@thorough
def test_many_lies_in_a_long_page_are_each_found_in_time_that_grows_with_its_length() -> None:
    def seconds(times: int) -> float:
        blocks: Reading = tuple(
            replace(b, anchor=f"{b.anchor}-{n}")
            for n in range(times)
            for b in expected_text.on_page(laid_out(), english())
        )
        lies = tuple(replace(b, spans=(Span(f"{b.text} not"),)) if i % 50 == 0 else b for i, b in enumerate(blocks))
        start = time.process_time()
        assert len(compare(blocks, lies)) == -(-len(blocks) // 50)
        return time.process_time() - start

    short = min(seconds(4) for _ in range(3))
    assert any(seconds(40) < 50 * short for _ in range(3))


# ---- words

DIFFERENT: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "nothing": ("a b", "a  b", []),
    "three words around": ("a b c d X e f g h", "a b c d Y e f g h", [("b c d X e f g", "b c d Y e f g")]),
    "a word twice": ("a a", "a", [("a a", "a")]),
    "near each other": ("X b c d Y", "V b c d W", [("X b c d Y", "V b c d W")]),
    "far from each other": ("X b c d e Y", "V b c d e W", [("X b c d", "V b c d"), ("c d e Y", "c d e W")]),
    "near each other behind more words": ("p q r s X b c Y", "V b c W", [("p q r s X b c Y", "V b c W")]),
    "far from each other behind more words": (
        "p q r s X b c d e Y",
        "V b c d e W",
        [("p q r s X b c d", "V b c d"), ("c d e Y", "c d e W")],
    ),
    "a word that is everywhere": (
        f"X {'a ' * 250}Y",
        f"V {'a ' * 250}W",
        [("X a a a", "V a a a"), ("a a a Y", "a a a W")],
    ),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_is_told_with_the_words_around_it(name: str) -> None:
    published, expected, runs = DIFFERENT[name]
    assert list(differing(published, expected)) == runs


def long(letter: str, number: int) -> str:
    """So many words, of which some in the middle are the same for every letter, between some that are so too."""
    own = [f"{letter}{n}" for n in range(number)]
    own[number // 2 : number // 2 + 4] = ["same"] * 4
    return f"u v w x {' '.join(own)} e f g h i"


def test_very_long_texts_are_told_in_one_piece() -> None:
    assert len(list(differing(long("a", 500), long("b", 500)))) == 2
    (pair,) = differing(long("a", 501), long("b", 501))
    assert pair == tuple(long(letter, 501).removeprefix("u ").removesuffix(" h i") for letter in "ab")


def test_what_nobody_would_see_is_written_out() -> None:
    assert shown("a b") == "a b"
    for sign in "\a\u200b\u0378\ue000\u2028\u2029\u00a0":
        assert shown(f"a{sign}b") == f"a[U+{ord(sign):04X}]b"


@pytest.mark.parametrize(
    ("published", "expected", "quotation"),
    [
        ("с\u200bο", "co", "с[U+200B]ο (с is CYRILLIC SMALL LETTER ES, ο is GREEK SMALL LETTER OMICRON)"),
        ("\u00e9", "e", "\u00e9"),
        ("a", "я", "a"),
        ("\u00e9", "5", "\u00e9"),
    ],
)
def test_letters_of_other_scripts_are_named(published: str, expected: str, quotation: str) -> None:
    assert spelt(published, expected) == quotation

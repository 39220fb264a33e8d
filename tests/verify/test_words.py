"""How two texts are told apart: by the words that differ and some around them; what nobody would see is written out."""

from __future__ import annotations

import pytest

from site_builder.verify.words import differing, shown, spelt

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
    said, stated, told = DIFFERENT[name]
    assert list(differing(said, stated)) == told


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
    ("said", "stated", "told"),
    [
        ("с\u200bο", "co", "с[U+200B]ο (с is CYRILLIC SMALL LETTER ES, ο is GREEK SMALL LETTER OMICRON)"),
        ("\u00e9", "e", "\u00e9"),
        ("a", "я", "a"),
        ("\u00e9", "5", "\u00e9"),
    ],
)
def test_letters_of_other_scripts_are_named(said: str, stated: str, told: str) -> None:
    assert spelt(said, stated) == told

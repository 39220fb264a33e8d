"""Names in running words: found as people write them, and in time that grows with the words alone."""

from __future__ import annotations

import pytest

from site_builder.model.name_matcher import Names, names, singular, stems


def _found(known: Names, text: str) -> list[tuple[str, str]]:
    return [(mention.of, text[mention.start : mention.end]) for mention in known.found_in(text)]


KNOWN = names(
    [
        ("the police", "police"),
        ("police and criminal justice agencies", "justice"),
        ("other local authorities (councils)", "councils"),
        ("Department for Education", "dfe"),
        ("DfE", "dfe"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We tell the Police.", [("police", "Police")]),
        ("police and criminal justice agencies", [("justice", "police and criminal justice agencies")]),
        ("Police, and a criminal justice agency", [("police", "Police")]),
        ("another local authority", []),
        ("other local authorities (councils).", [("councils", "other local authorities (councils")]),
        ("The DfE’s own, the Department\nfor Education", [("dfe", "DfE"), ("dfe", "Department\nfor Education")]),
        ("policeman", []),
        ("", []),
    ],
)
def test_the_longest_name_at_each_place_is_found(text: str, found: list[tuple[str, str]]) -> None:
    assert _found(KNOWN, text) == found


def test_a_name_of_two_is_found_for_both() -> None:
    assert [m.of for m in names([("Board", "a"), ("the board", "b")]).found_in("Our Board")] == ["a", "b"]


def test_names_as_typed_are_not_found_in_small_letters() -> None:
    known = names([("Home Office", "home-office")], as_typed=True)
    assert _found(known, "the Home Office's staff") == [("home-office", "Home Office")]
    assert _found(known, "your home office") == []


@pytest.mark.parametrize(
    ("word", "bare"),
    [("agencies", "agency"), ("services", "service"), ("boss", "boss"), ("gas", "gas"), ("this", "this")],
)
def test_a_plural_is_compared_as_one(word: str, bare: str) -> None:
    assert singular(word) == bare


def test_stems_are_words_without_plural_and_genitive() -> None:
    assert stems("Schools' nurses, children's agencies") == ["school", "nurse", "children", "agency"]

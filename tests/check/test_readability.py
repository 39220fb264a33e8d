"""The reading counter: its figures for the seed, and texts on which a careless counter slips."""

from __future__ import annotations

import pytest

from site_builder.check.words.readability import LONGEST, grade, syllables, words
from site_builder.model.sentences import plain, sentences
from tests.seed import seed


def _read() -> str:
    """All that is read of the seed's notice."""
    notice = seed().notices[0]
    sections = (line for s in notice.sections for line in (s.heading, *(p.text for p in s.passages)))
    return "\n".join(map(str, (notice.title, *(p.text for p in notice.opening), *sections)))


def test_the_seed_measures_as_it_did_by_hand() -> None:
    lengths = [len(sentence.split()) for sentence in sentences(_read())]
    assert sum(lengths) == 647
    assert sum(length > LONGEST for length in lengths) == 8
    assert max(lengths) == 47
    assert grade(_read()) == pytest.approx(12.4, abs=0.3)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We ask. We tell!", 2),
        ("Is it so? Yes.", 2),
        ("We ask some, e.g. the police, i.e. Mr. Jones.", 1),
        ("They get:\n- names\n- addresses.", 3),
        ("He said “No.” We asked.", 2),
        ("It costs 2.50 a day.", 1),
        ("- ", 0),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_an_address_is_not_read() -> None:
    assert plain("See [our site](https://council.example/a-long-address) now.") == "See our site now."
    assert grade("See [our site](https://council.example/organisational-accountability).") == grade("See our site.")


@pytest.mark.parametrize(
    ("word", "count"), [("the", 1), ("people", 2), ("shared", 1), ("needed", 2), ("agencies", 3), ("information", 4)]
)
def test_syllables_are_counted_by_their_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_text_without_words_has_no_grade() -> None:
    assert grade("12 – 34") == 0
    assert words("12 – 34") == []


def test_longer_words_and_longer_sentences_are_harder() -> None:
    assert (
        grade("We give it. We ask.") < grade("We give it and we ask.") < grade("We distribute it and we investigate.")
    )

"""Figures in words: which of a translation, of ages and of laws are told, and which may well be meant."""

from __future__ import annotations

import pytest

from site_builder.check.words.contradictions import acts_rested_on
from site_builder.check.words.number_words import digits, listed, times
from site_builder.check.words.numeric_claims import others_in_translation


@pytest.mark.parametrize(
    ("words", "translated"),
    [
        ("Pupils aged 14 to 19.", "Disgyblion 14 i 16 oed."),
        ("Pupils in year 6.", "Disgyblion ym mlwyddyn 4."),
        ("We do so within three days.", "Rydym yn gwneud hynny o fewn 5 diwrnod."),
        ("From 1 April 2027 we share it.", "O 1 Ebrill 2026 byddwn yn ei rannu."),
        ("Under article 6(1)(e).", "O dan erthygl 9(1)(e)."),
        ("It costs £1,500.", "Mae'n costio £1,600."),
        ("From the age of 18 you decide.", "O 16 oed ymlaen, chi sy'n penderfynu."),
    ],
)
def test_a_figure_of_a_translation_in_place_of_another_is_told(words: str, translated: str) -> None:
    assert others_in_translation(words, translated, is_english=True)


@pytest.mark.parametrize(
    ("words", "translated"),
    [
        ("Two of 16 people.", "2 o un ar bymtheg o bobl."),
        ("If you are under 13.", "Os ydych yn 12 oed neu'n iau."),
        ("Within 24 hours.", "O fewn 1 diwrnod."),
        ("Within two weeks.", "O fewn 14 diwrnod."),
        ("It is kept for 1 year.", "Fe'i cedwir am 12 mis."),
        ("It costs £1,500.", "Mae'n costio £1500."),
        ("Call 01632 960 960 from 9am to 5pm.", "Ffoniwch 01632 960 961 rhwng 9yb a 17:30."),
        ("Read [more](https://council.example/en/12).", "Darllenwch [ragor](https://council.example/cy/13)."),
        ("Write to us2@council.example.", "Ysgrifennwch at ni3@council.example."),
        ("In the year 2026-27.", "Yn y flwyddyn 2026-2027."),
        ("On the 21st day, or the 2nd.", "Ar yr 21ain diwrnod, neu'r ail."),
        ("Pupils aged 14 to 19.", "Disgyblion o bedair ar ddeg i 19 oed."),
        ("Pupils at secondary school.", "Disgyblion 11 i 16 oed."),
    ],
)
def test_what_may_be_meant_is_not_told(words: str, translated: str) -> None:
    assert others_in_translation(words, translated, is_english=True) is None


def test_words_in_another_language_than_english_are_compared_by_their_digits() -> None:
    told = others_in_translation("Disgyblion 14 i 19 oed.", "Pupils aged 14 to 18.", is_english=False)
    assert told == "The words say 14 and 19, and the translation says 14 and 18."


def test_figures_and_times_are_read() -> None:
    assert digits("Section 16LA, 1,000 people, 3.5 miles, 2026-27") == [16, 1000, 3, 5, 2026]
    assert set(times("24 hours, one working day")) == {(1, "day")}
    assert [*times("2 weeks, 12 months, 36 hours")] == [(14, "day"), (1, "year"), (36, "hour")]
    assert listed(["14"]) == "14"
    assert listed(["14", "16", "14", "19"]) == "14, 16 and 19"


@pytest.mark.parametrize(
    ("sentence", "acts"),
    [
        ("The Police Act lets us do this.", ["Police Act"]),
        ("Under the Road Traffic Act 1988, we tell them.", ["Road Traffic Act"]),
        ("We have to under the Crime and Disorder Act.", ["Crime and Disorder Act"]),
        (
            "The Social Services and Well-being (Wales) Act says that we must.",
            ["Social Services and Well-being (Wales) Act"],
        ),
        ("The Freedom of Information Act lets us refuse.", []),
        ("The Care Act lets you ask.", []),
        ("Under the Care Act, you may ask.", []),
        ("We share records of people held under the Mental Health Act.", []),
        ("The Act lets us do this.", []),
        ("We act under our own rules.", []),
    ],
)
def test_acts_on_which_a_sentence_rests_the_sharing(sentence: str, acts: list[str]) -> None:
    assert [found[1] for found in acts_rested_on(sentence)] == acts

"""What was most likely meant by a word or a day that is written in another way than the registry's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from site_builder import vocabulary
from site_builder.sources._shape_walk import nearest

_ARTICLE = re.compile(r"(\d+)[.( ]+(\d+)[.) ]*[.( ]+([a-z]+)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIGITS = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})")
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3})[a-z]*,? (\d{4})")
_WITH_YEAR_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}")
ARTICLES = (6, 9, 10)
"""The articles of the UK GDPR whose points the registry calls by words."""


def word_meant(value: str, words: Sequence[str]) -> str:
    """The word that was meant, by its likeness or by the article that it stands for; '' if none is near."""
    return _by_article(value, words) or ("" if _ARTICLE.search(value) else nearest(value, words))


def _by_article(value: str, words: Sequence[str]) -> str:
    """The word for a point of an article, however that is written: 'Article 6(1)(e)', 'Art. 6.1.e'."""
    point = _point(value.lower())
    terms = (term for article in ARTICLES for term in vocabulary.lawful_bases(article).values())
    return next((t.term for t in terms if point and t.term in words and point == _point(t.provision)), "")


def _point(text: str) -> tuple[str, ...]:
    found = _ARTICLE.search(text)
    return found.groups() if found else ()


def day_meant(value: str) -> str:
    """How to write a day that is written in another way; day before month, as people in Britain do."""
    day = next(_days(value.strip().lower()), None)
    if day is not None:
        return f"Write the year first: {day.isoformat()}."
    if _WITH_YEAR_FIRST.fullmatch(value):
        return "There is no such day: write year-month-day, for example 2026-11-25."
    return "Write year-month-day, for example 2026-11-25."


def _days(text: str) -> Iterator[date]:
    in_words, in_digits = _IN_WORDS.fullmatch(text), _DIGITS.fullmatch(text)
    if in_words and in_words[2] in _MONTHS:
        yield from _real(int(in_words[3]), _MONTHS.index(in_words[2]) + 1, int(in_words[1]))
    elif in_digits and len(in_digits[3]) == len("2026"):
        yield from _real(int(in_digits[3]), int(in_digits[2]), int(in_digits[1]))
    elif in_digits and len(in_digits[1]) == len("2026") and "-" not in text:
        yield from _real(int(in_digits[1]), int(in_digits[2]), int(in_digits[3]))


def _real(year: int, month: int, day: int) -> Iterator[date]:
    """The day, if there is one."""
    try:
        yield date(year, month, day)
    except ValueError:
        return

"""Suggests the word, date or id that somebody most likely meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches

from site_builder import vocabulary

_ARTICLE = re.compile(r"(\d+)[.( ]+(\d+)[.) ]*[.( ]+([a-z]+)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIGITS = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})")
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3})[a-z]*,? (\d{4})")
_WITH_YEAR_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}")
_DASHES = "\u2010-\u2015\u2212"
"""Characters that look like a hyphen, as the inside of a character class."""
_MAILBOX = re.compile(r"[^\s@]+@[^\s@]+")
_HOST = re.compile(r"(?:http://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/|$)")
ARTICLES = (6, 9, 10)
"""The articles of the UK GDPR whose points have words in the registry."""


# ---- words


def nearest(value: str, words: Sequence[str]) -> str:
    """The word nearest to the value, '' if none is near; case, spaces and hyphens do not count."""
    plain = {_plain(word): word for word in words}
    target = _plain(value)[:100]
    longer = [word for word in plain if word.startswith(target + "_")]
    matches = get_close_matches(target, plain, n=1, cutoff=0.7) or (longer if len(longer) == 1 else [])
    # 'b' for 'by': too short for their likeness to say much, so only where no other could be meant.
    short = [] if matches else [word for word in plain if target in _one_letter_less(word)]
    matches = matches or (short if len(short) == 1 else [])
    return plain[matches[0]] if matches else ""


def word_meant(value: str, words: Sequence[str]) -> str:
    """The word for the article in the value or, without an article, the nearest word; '' if there is none."""
    return _by_article(value, words) or ("" if _ARTICLE.search(value) else nearest(value, words))


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().lower())


def _one_letter_less(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))} - {""}


def _by_article(value: str, words: Sequence[str]) -> str:
    """The word for a point of an article in any notation, such as 'Article 6(1)(e)' or 'Art. 6.1.e'; '' for none."""
    point = _point(value.lower())
    terms = (term for article in ARTICLES for term in vocabulary.lawful_bases(article).values())
    return next((t.term for t in terms if point and t.term in words and point == _point(t.provision)), "")


def _point(text: str) -> tuple[str, ...]:
    match = _ARTICLE.search(text)
    return match.groups() if match else ()


# ---- ids and addresses


def text_meant(value: str, pattern: str) -> str:
    """The first other spelling of the value that fits the pattern, '' if none fits."""
    return next(
        (
            candidate
            for candidate in _other_ways(value)
            if candidate not in ("", value) and re.search(pattern, candidate)
        ),
        "",
    )


def _other_ways(value: str) -> Iterator[str]:
    """Other spellings of the value: as a word, as an id, as a language tag, as an address."""
    hyphens = re.sub(f"[{_DASHES}]", "-", re.sub("['\u2019]", "", value))
    letters = unicodedata.normalize("NFKD", hyphens).encode("ascii", "ignore").decode()
    for joint in "_-":
        yield re.sub(r"[^a-z0-9]+", joint, letters.lower()).strip(joint)[:63].rstrip(joint)
    yield value.replace("_", "-")
    yield re.sub(r"\s+", "", value.replace(" at ", "@")) if "@" in value or " at " in value else ""
    yield f"{value}/"
    if _MAILBOX.fullmatch(value):
        yield f"mailto:{value}"
    elif _HOST.match(value):
        yield f"https://{value.partition('://')[2] or value}"


# ---- days


def day_meant(value: str) -> str:
    """A hint how to write a date that has another form; we read the day before the month, as in Britain."""
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
    """The date, if it exists."""
    try:
        yield date(year, month, day)
    except ValueError:
        return

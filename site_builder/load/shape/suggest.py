"""Suggests the word, date or id that somebody most likely meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_FEW = 2
_NOT = frozenset({"no", "non", "not", "never", "without"})
_HOST = re.compile(r"(?:http://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/|$)")
ARTICLES = (6, 9, 10)
"""The articles of the UK GDPR whose points have words in the registry."""


# ---- words


def near(value: str, words: Iterable[str]) -> list[str]:
    """At most three words that the value may mean, the likeliest first; case, spaces and hyphens do not count.

    They are spelled alike, or one has all parts of the other: "controller" may be a joint or a separate controller.
    What denies never means what does not: "must not" is no "must".
    """
    target = _plain(value)[:100]
    plain = {plain: word for word in words if not _says_the_opposite(target, plain := _plain(word))}
    if target in plain:
        return [plain[target]]
    parts = _parts(target)
    alike = get_close_matches(target, plain, n=MOST, cutoff=ALIKE)
    slips = get_close_matches(target, alike, n=MOST, cutoff=SLIP)
    with_parts = [word for word in plain if parts and (its := _parts(word)) and (parts <= its or its <= parts)]
    # 'b' for 'by': too short for their likeness to say much, so only where no other could be meant.
    short = [] if alike or with_parts else [word for word in plain if target in _one_letter_less(word)]
    found = dict.fromkeys([*slips, *with_parts, *([] if slips else alike), *(short if len(short) == 1 else [])])
    return [plain[word] for word in found][:MOST]


def nearest(value: str, words: Iterable[str]) -> str:
    """The word that the value surely means, '' if there is none or could be several."""
    found = near(value, words)
    return found[0] if len(found) == 1 else ""


def words_meant(value: str, words: Sequence[str]) -> list[str]:
    """The word for the article in the value or, without an article, the words that it may mean."""
    by_article = _by_article(value, words)
    return [by_article] if by_article else [] if _ARTICLE.search(value) else near(value, words)


def word_meant(value: str, words: Sequence[str]) -> str:
    """The one word that `words_meant` finds, '' if there is none or could be several."""
    found = words_meant(value, words)
    return found[0] if len(found) == 1 else ""


def is_a_slip(value: str, word: str) -> bool:
    """Whether a word is spelled so much like a value that one need not say what it means."""
    target, plain = _plain(value), _plain(word)
    return bool(get_close_matches(target, [plain], n=1, cutoff=SLIP)) or target in _one_letter_less(plain)


def in_a_question(guesses: Mapping[str, str]) -> str:
    """'Did you mean ...?' with each guess and what it means, where that is known; '' for none."""
    told = [f"'{guess}'{f' ({meaning})' if meaning else ''}" for guess, meaning in guesses.items()]
    either = " or ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))
    return f"Did you mean {either}?" if told else ""


def field_called(value: str, fields: Iterable[str]) -> str:
    """The field that people look for under another name, '' if this is no such name or there is no such field here."""
    target = _plain(value)
    return next((field for field in fields if target in OTHER_NAMES.get(field, ())), "")


OTHER_NAMES: Mapping[str, frozenset[str]] = {
    "valid_from": frozenset({"start", "starts", "start_date", "started", "begin", "begins", "begun", "from", "since"}),
    "valid_to": frozenset(
        {"end", "ends", "ended", "end_date", "until", "to", "expires", "expired", "stopped", "closed", "abolished"}
        | {"deleted", "removed", "retired", "inactive", "last_day"}
    ),
}
"""What people call a field, or write as a status."""
ALIKE, SLIP = 0.75, 0.82
"""How alike two words are, from 0 to 1, of which one may be meant by the other, or surely is."""
MOST = 3
"""The most guesses."""


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().lower())


def _parts(word: str) -> frozenset[str]:
    """The parts of a word that say something, those of three letters or more, without an s at the end."""
    return frozenset(part.removesuffix("s") for part in word.split("_") if len(part) > _FEW)


def _says_the_opposite(word: str, other: str) -> bool:
    """Whether one of two words that have something in common denies, and the other does not."""
    one_denies = _NOT.isdisjoint(word.split("_")) != _NOT.isdisjoint(other.split("_"))
    return one_denies and not _parts(word).isdisjoint(_parts(other))


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
    """Other spellings of the value: as a word, as an id, what stands in <>, as a language tag, as an address."""
    hyphens = re.sub(f"[{_DASHES}]", "-", re.sub("['\u2019]", "", value))
    letters = unicodedata.normalize("NFKD", hyphens).encode("ascii", "ignore").decode()
    for joint in "_-":
        yield re.sub(r"[^a-z0-9]+", joint, letters.lower()).strip(joint)[:63].rstrip(joint)
    if inside := re.search(r"<([^<>]+)>", value):
        yield inside[1].strip()
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

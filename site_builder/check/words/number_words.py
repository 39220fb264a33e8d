"""Figures, times and ages in English words; figures in digits also in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from site_builder.model.sentences import plain

Time = tuple[int, str]
"""A number and its unit (hour, day, month, year), in the larger unit where possible: 24 hours are one day."""


# ---- numbers and times

_TO_TWELVE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
IN_WORDS = "|".join(_TO_TWELVE)
_NUMBERS = {word: number for number, word in enumerate([*_TO_TWELVE, "thirteen", "fourteen", "fifteen", "sixteen"], 1)}
_NUMBERS |= {"seventeen": 17, "eighteen": 18, "nineteen": 19, "twice": 2}
_NUMBERS |= {word: ten * 10 for ten, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy"], 2)}
_WRITTEN_OUT = re.compile(r"\b[a-z]+\b", re.IGNORECASE)
TIME = re.compile(rf"\b(\d+|{IN_WORDS}) (?:(?:working|school|calendar) )?(hour|day|week|month|year)s?\b", re.IGNORECASE)
_LARGER_UNIT = {"hour": (24, "day"), "month": (12, "year")}
_SET_APART = re.compile(
    r"(?:https?://|www\.|mailto:|tel:)\S+|\S+@\S+"  # addresses
    r"|\+?\b\d[\d ()-]{8,}\d\b"  # numbers of telephones
    r"|\b\d{1,2}[:.]\d\d(?!\d)|\b\d{1,2} ?(?:[ap]\.?m\.?|yb|yp|y\.[bph]\.)(?!\w)",  # times of the day
    re.IGNORECASE,
)
"""What may differ in another language: the address or telephone for Welsh, the clock of 24 hours."""
_THOUSANDS = re.compile(r"(?<=\d)[,.\u00a0\u202f](?=\d{3}(?!\d))")
_TWO_YEARS = re.compile(r"\b((?:19|20)\d\d) ?[-/–] ?(?:\d\d)?\d\d\b")
"""A year that runs into the next, such as 2025/26: the second may be short or in full."""
_DIGITS = re.compile(r"\d+")


def number(word: str) -> int:
    """The number of digits, or of an English word."""
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]


def times(words: object) -> Iterator[Time]:
    """The times that English words name: "three days", "24 hours"."""
    for count, unit in TIME.findall(str(words or "")):
        yield _in_larger_unit(number(count), unit.lower())


def _in_larger_unit(count: int, unit: str) -> Time:
    """A time in the larger unit, if it is a whole number of these; weeks in days."""
    if unit == "week":
        return count * 7, "day"
    size, larger = _LARGER_UNIT.get(unit, (1, unit))
    return (count // size, larger) if count % size == 0 else (count, unit)


def digits(words: str) -> list[int]:
    """The figures in digits, in order, without those in addresses, telephone numbers and times of day."""
    bare = _THOUSANDS.sub("", _SET_APART.sub(" ", _TWO_YEARS.sub(r"\1", plain(words))))
    return [int(figure) for figure in _DIGITS.findall(bare)]


def figures(words: str) -> list[int]:
    """The figures of English words: those in digits, and those in letters beside a unit of time."""
    spelled = [number(count) for count, _ in TIME.findall(words) if not count.isdecimal()]
    return [*digits(words), *spelled]


def written_out(words: str) -> set[int]:
    """Every number that English words write in letters, wherever it is."""
    return {_NUMBERS[word] for word in map(str.lower, _WRITTEN_OUT.findall(words)) if word in _NUMBERS}


def any_numbers(sentences: Iterable[str]) -> set[int]:
    """Every number in English sentences, in digits or in letters."""
    return {n for sentence in sentences for n in (*digits(sentence), *written_out(sentence))}


def listed(names: Iterable[str]) -> str:
    """Names in a sentence, each once: "14, 16 and 19"."""
    once = [*dict.fromkeys(names)]
    return " and ".join(filter(None, [", ".join(once[:-1]), *once[-1:]]))


# ---- ages

FROM, TO, AT = "from", "to", "at"
_OTHER = "hour|day|week|month|minute|mile|metre|kilometre|pound|people|time|per cent|working|school"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
AGE = rf"(\d{{1,3}})(?![\d(]|[.,:/]\d| ?%| (?:{_OTHER})s?\b| (?:{_MONTHS})\b)"
_PEOPLE = (
    r"\b(?:child|children|pupils?|people|adults?|women|men|girls|boys|patients?|residents?|students?|learners?"
    r"|those|everyone|everybody|anyone|anybody)(?: who (?:are|is))?"
)
_OF_THEM = rf"(?:{_PEOPLE}(?: aged)?|\baged?|\bages(?: of)?)"
_AND_ABOVE = r"(?:and|or) (?:over|older|above|more)\b"
AND_BELOW = r"(?:and|or) (?:under|younger|below|less)\b"
_RANGE = re.compile(rf"{_OF_THEM} (?:from |between )?{AGE} ?(?:to|and|-|–) ?{AGE}", re.IGNORECASE)
_YEAR_OLDS = re.compile(rf"\b{AGE} ?(?:to|-|–) ?{AGE}[ -]year[ -]olds?\b", re.IGNORECASE)
_ENDS = ((1, FROM), (2, TO))
_BOUNDS = (
    (FROM, True, re.compile(rf"{_OF_THEM} (?:from )?{AGE} {_AND_ABOVE}", re.IGNORECASE)),
    (FROM, True, re.compile(rf"{_OF_THEM} (?:over|from) {AGE}(?! to\b| and \d)", re.IGNORECASE)),
    (TO, True, re.compile(rf"{_OF_THEM} {AGE} {AND_BELOW}", re.IGNORECASE)),
    (TO, True, re.compile(rf"{_OF_THEM} (?:under|up to) (?:the age of )?{AGE}", re.IGNORECASE)),
    (FROM, False, re.compile(rf"\b(?:from (?:the )?age (?:of )?|over ){AGE}|\bfrom {AGE} on", re.IGNORECASE)),
    (FROM, False, re.compile(rf"\b{AGE} {_AND_ABOVE}", re.IGNORECASE)),
    (TO, False, re.compile(rf"\b(?:under|up to) (?:the age of )?{AGE}", re.IGNORECASE)),
    (TO, False, re.compile(rf"\b{AGE} {AND_BELOW}", re.IGNORECASE)),
)
_AT = re.compile(rf"\baged {AGE}(?! ?(?:to|and|or|-|–))", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class AgeBound:
    """An age in words, with the `words`; `kind` says whether it is the lowest, the highest or the only one.

    `ages` are those that may be meant: "over 18" may mean from 18 or from 19. `is_theirs`: it is surely the age of the
    people whose data it is.
    """

    kind: str
    age: int
    ages: frozenset[int]
    words: str
    is_theirs: bool


def age_bounds(sentence: str) -> Iterator[AgeBound]:
    """The ages that a sentence names as bounds; the same age several times if several patterns fit."""
    if not _DIGIT.search(sentence):
        return
    for ages in (*_RANGE.finditer(sentence), *_YEAR_OLDS.finditer(sentence)):
        for at, kind in _ENDS:
            yield AgeBound(kind, int(ages[at]), frozenset({int(ages[at])}), ages[0], is_theirs=True)
    for kind, is_theirs, pattern in _BOUNDS:
        for bound in pattern.finditer(sentence):
            age = int(next(filter(None, bound.groups())))
            yield AgeBound(kind, age, frozenset({age, *_age_beside(bound[0], age)}), bound[0], is_theirs)
    for aged in _AT.finditer(sentence):
        yield AgeBound(AT, int(aged[1]), frozenset({int(aged[1])}), aged[0], is_theirs=True)


def _age_beside(words: str, age: int) -> Iterator[int]:
    """The other age that "under" and "over" may mean."""
    if re.search(r"\bunder \D*\d|\bless\b", words, re.IGNORECASE):
        yield age - 1
    elif re.search(r"\bover \d", words, re.IGNORECASE):
        yield age + 1

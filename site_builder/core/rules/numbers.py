"""Figures and times, read out of English words; figures in digits, out of the words of any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from site_builder.core.readability import plain

Time = tuple[int, str]
"""How many of which unit: hours, days, months or years, so that 24 hours, and one day, are the same."""

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
IN_WORDS = "|".join(_WORDS)
_LARGER = {word: number for number, word in enumerate(["thirteen", "fourteen", "fifteen", "sixteen"], 13)}
_LARGER |= {"seventeen": 17, "eighteen": 18, "nineteen": 19, "twice": 2}
_LARGER |= {word: ten * 10 for ten, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy"], 2)}
_WRITTEN_OUT = re.compile(r"\b[a-z]+\b", re.IGNORECASE)
TIME = re.compile(rf"\b(\d+|{IN_WORDS}) (?:(?:working|school|calendar) )?(hour|day|week|month|year)s?\b", re.IGNORECASE)
_LARGER_UNIT = {"hour": (24, "day"), "month": (12, "year")}
_SET_APART = re.compile(
    r"(?:https?://|www\.|mailto:|tel:)\S+|\S+@\S+"  # addresses
    r"|\+?\b\d[\d ()-]{8,}\d\b"  # numbers of telephones
    r"|\b\d{1,2}[:.]\d\d(?!\d)|\b\d{1,2} ?(?:[ap]\.?m\.?|yb|yp|y\.[bph]\.)(?!\w)",  # times of the day
    re.IGNORECASE,
)
"""What may well be other in another language: the Welsh page and line, the clock of 24 hours."""
_THOUSANDS = re.compile(r"(?<=\d)[,.\u00a0\u202f](?=\d{3}(?!\d))")
_TWO_YEARS = re.compile(r"\b((?:19|20)\d\d) ?[-/–] ?(?:\d\d)?\d\d\b")
"""A year that runs on into the next: it may be written in full or not."""
_DIGITS = re.compile(r"\d+")


def number(word: str) -> int:
    """The number of digits, or of an English word from one to twelve."""
    return int(word) if word.isdecimal() else _WORDS.index(word.lower()) + 1


def times(words: object) -> Iterator[Time]:
    """The times that English words name: "three days", "24 hours"."""
    for said, unit in TIME.findall(str(words or "")):
        yield _even(number(said), unit.lower())


def _even(count: int, unit: str) -> Time:
    """A time in the larger unit, where it comes out even; weeks in days."""
    if unit == "week":
        return count * 7, "day"
    size, larger = _LARGER_UNIT.get(unit, (1, unit))
    return (count // size, larger) if count % size == 0 else (count, unit)


def digits(words: str) -> list[int]:
    """The figures in digits, in their order, without those of addresses, telephones and the time of day."""
    bare = _THOUSANDS.sub("", _SET_APART.sub(" ", _TWO_YEARS.sub(r"\1", plain(words))))
    return [int(found) for found in _DIGITS.findall(bare)]


def figures(words: str) -> list[int]:
    """The figures of English words: those in digits, and those in letters beside a unit of time."""
    spelled = [number(said) for said, _ in TIME.findall(words) if not said.isdecimal()]
    return [*digits(words), *spelled]


def written_out(words: str) -> set[int]:
    """Every number that English words write in letters, wherever it stands."""
    found = (word.lower() for word in _WRITTEN_OUT.findall(words))
    return {number(word) if word in _WORDS else _LARGER[word] for word in found if word in _WORDS or word in _LARGER}


def named(found: Iterable[str]) -> str:
    """What is named in a sentence, each once: "14, 16 and 19"."""
    once = [*dict.fromkeys(found)]
    return " and ".join(filter(None, [", ".join(once[:-1]), *once[-1:]]))

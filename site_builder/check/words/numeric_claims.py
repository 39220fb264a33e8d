"""Figures in words (ages, times, how often), compared with the facts, a translation, or the words for children."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from site_builder.check.disclosures import conditions
from site_builder.check.rule import Findings, alone, rule, rule_of_words, warning
from site_builder.check.words.import_residue import is_no_answer
from site_builder.check.words.number_words import (
    AGE,
    AND_BELOW,
    AT,
    FROM,
    IN_WORDS,
    TIME,
    TO,
    AgeBound,
    Time,
    age_bounds,
    any_numbers,
    digits,
    figures,
    listed,
    number,
    times,
    written_out,
)
from site_builder.check.words.public_texts import Text, labels, texts
from site_builder.model import Registry
from site_builder.model.conditions import AgeRange
from site_builder.model.phrases import Phrases

FOR_CHILDREN = {"child_text": "text", "child_opening": "opening"}
REGULAR = frozenset(
    {"once", "daily", "weekly", "monthly", "quarterly", "termly", "twice_a_year", "yearly", "every_two_years"}
)
"""Words of `frequency` that leave no room for another."""

_ALONE = re.compile(rf"\b(?:aged?|ages of|when you (?:are|turn)|if you are) {AGE}(?! {AND_BELOW})", re.IGNORECASE)
_ABOVE_OR_BELOW = re.compile(r"\b(?:under|over|older|younger|above|below|more|less)\b", re.IGNORECASE)
"""Words that can be said with two figures: "under 13" is "12 or younger"."""
_SCHOOL_YEAR = re.compile(r"\byears? (\d{1,2})\b(?! (?:or|and|to) )", re.IGNORECASE)
_KEEPS = re.compile(
    r"\b(?:keep|keeps|kept|hold|holds|held|stores?|stored|retain\w*|delete[sd]?|destroy\w*|wip\w+|erase[sd]?|shred\w*|"
    r"get rid)\b"
)
_WITHIN = re.compile(
    rf"\bwithin ((?:an?|\d+|{IN_WORDS}) (?:(?:working|school|calendar) )?(?:hour|day|week|month|year)s?)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"\ban? (?=(?:(?:working|school|calendar) )?(?:hour|day|week|month|year)\b)", re.IGNORECASE)
_OTHER_DEEDS = re.compile(
    r"\b(?:answers?|repl(?:y|ies)|complain\w*|objects?|appeals?|pays?|corrects?|erases?|removes?)\b"
    r"|\byou (?:can|may|must|have to)\b",
    re.IGNORECASE,
)
"""Other actions, which have times of their own."""
_ADVERB = re.compile(r"\b(daily|weekly|monthly|quarterly|termly|yearly)(?= to\b| by\b|[.,;]|$)", re.IGNORECASE)
"""How often, where no noun follows: "a monthly list" may be sent once."""


# ---- words against facts


def figures_denied(registry: Registry, phrases: Phrases) -> Iterator[tuple[Text, str]]:
    """Each text with an age, a time or a frequency that the facts contradict, with a message."""
    for text in texts(registry):
        messages = (
            *_contradicted_retention(text),
            _contradicted_age(registry, text),
            _contradicted_deadline(text),
            _contradicted_frequency(phrases, text),
        )
        yield from ((text, message) for message in messages if message)


def _contradicted_retention(text: Text) -> Iterator[str]:
    """Messages: sentences say how long data is kept, and `retention` says another time."""
    retention = [part for d in text.disclosures if isinstance(d.retention, tuple) for part in d.retention]
    expected = {time for r in retention for words in (r.period, r.until, r.criteria) for time in times(words)}
    for sentence, time in _times_of_keeping(text) if expected else ():
        if expected.isdisjoint(times(sentence)):
            yield f"The words say '{time}', and retention says '{retention[0].period or retention[0].criteria}'."


@alone
@rule
def retention_in_words_only(registry: Registry) -> Findings:
    """Words say how long data is kept, and no `retention` does: neither the short answers nor systems know it."""
    for text in texts(registry):
        is_stated = not text.disclosures or any(d.retention for d in text.disclosures)
        for _, time in () if is_stated else islice(_times_of_keeping(text), 1):
            message = f"The words say '{time}', and no fact says how long this is kept."
            yield text.warning(message, f"If that is how long, write it as retention, too: - period: {time}")


@alone
@rule_of_words
def period_without_figure(registry: Registry, _phrases: Phrases) -> Findings:
    """How long data is kept (`period`) has no figure with a unit, such as 6 years: nobody can tell when it is over.

    What cannot be said as a time is no period: what has to happen first stands under `until`, and how it is decided
    under `criteria`.
    """
    for subject, path, words in labels(registry):
        is_period = (path[0], path[-1]) == ("retention", "period")
        if is_period and not is_no_answer(path, words) and not any(times(words)):
            message = f"The period '{words}' cannot be counted."
            hint = (
                "Write a figure and a unit, as in 8 years or 30 days; or say under until or criteria when it is over."
            )
            yield warning(subject, path, message, hint)


def _times_of_keeping(text: Text) -> Iterator[tuple[str, str]]:
    """Each sentence that says how long something is kept, with the words for the time."""
    for sentence in text.sentences:
        time = TIME.search(sentence) if _KEEPS.search(sentence) else None
        if time:
            yield sentence, time[0]


def _contradicted_age(registry: Registry, text: Text) -> str | None:
    """A message: words name an age that no `age_range` has, and leave out one that it has."""
    bounds = [bound for sentence in text.sentences for bound in age_bounds(sentence)] if text.disclosures else []
    limits = (limit for d in text.disclosures for limit in conditions(registry, d)) if bounds else ()
    ranges = [*dict.fromkeys((c.from_age, c.to_age) for c in limits if isinstance(c, AgeRange))]
    if not ranges:
        return None
    expected = {
        FROM: {low for low, _ in ranges if low is not None},
        TO: {high for _, high in ranges if high is not None},
    }
    expected[AT] = expected[FROM] | expected[TO]
    named = any_numbers(text.sentences).union(*(bound.ages for bound in bounds))
    is_split = any(high + 1 in expected[FROM] for high in expected[TO])
    fitting = {
        FROM: expected[FROM] | {near for high in expected[TO] for near in (high, high + 1)},
        TO: expected[TO] | {near for low in expected[FROM] for near in (low - 1, low)},
    }
    for bound in bounds:
        is_other = not _is_within(bound, ranges) if bound.kind == AT else bound.ages.isdisjoint(fitting[bound.kind])
        if is_other and (bound.is_theirs or is_split) and expected[bound.kind] - named:
            in_words = " and ".join(_range_in_words(low, high) for low, high in ranges)
            return f"The words say '{bound.words}', and age_range says {in_words}."
    return None


def _is_within(bound: AgeBound, ranges: Iterable[tuple[int | None, int | None]]) -> bool:
    return any((low or 0) <= bound.age <= (bound.age if high is None else high) for low, high in ranges)


def _range_in_words(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return f"up to {high}" if low is None else f"from {low} on"
    return f"{low} to {high}"


def _contradicted_deadline(text: Text) -> str | None:
    """A message: words name a deadline that no `within` has, and leave out one that it has."""
    deadlines = [str(d.within) for d in text.disclosures if d.within]
    expected = {time for deadline in deadlines for time in _times_with_one(deadline)}
    in_words = {time for sentence in text.sentences for time in _times_with_one(sentence)} if expected else set()
    for sentence in text.sentences if expected - in_words else ():
        within = None if _KEEPS.search(sentence) or _OTHER_DEEDS.search(sentence) else _WITHIN.search(sentence)
        if within and expected.isdisjoint(_times_with_one(within[1])):
            return f"The words say '{within[0]}', and within says '{deadlines[0]}'."
    return None


def _times_with_one(words: str) -> set[Time]:
    """The times that words name, "an hour" too."""
    return {*times(_ONE.sub("one ", words))}


def _contradicted_frequency(phrases: Phrases, text: Text) -> str | None:
    """A message: words name a frequency that is not the one in `frequency`, and leave that one out."""
    expected = [d.frequency for d in text.disclosures]
    if not expected or None in expected or not REGULAR.issuperset(filter(None, expected)):
        return None
    in_words: dict[str, str] = {}
    for sentence in text.sentences:
        for word, words in _how_often(phrases, sentence):
            if word in expected or phrases.tells_of_sharing.first(sentence):
                in_words.setdefault(word, words)
    others = [words for word, words in in_words.items() if word not in expected]
    unsaid = [str(word) for word in expected if word not in in_words]
    return f"The words say '{others[0]}', and frequency says {unsaid[0]}." if others and unsaid else None


def _how_often(phrases: Phrases, sentence: str) -> Iterator[tuple[str, str]]:
    """How often, according to a sentence: the word that `frequency` has for it, and the words."""
    yield from ((word, words) for word, finder in phrases.how_often.items() if (words := finder.first(sentence)))
    yield from ((adverb[0].lower(), adverb[0]) for adverb in _ADVERB.finditer(sentence))


# ---- words against their translation


def others_in_translation(words: str, translated: str, *, is_english: bool) -> str | None:
    """A message: a translation lacks a figure of the words, and has another one instead.

    We read numbers in letters only in English, so a missing figure may be there in letters.
    """
    source, target = figures(words) if is_english else digits(words), digits(translated)
    lacking, added = Counter(source) - Counter(target), Counter(target) - Counter(source)
    if lacking and not {*added} <= (_equivalents(words) if is_english else set()):
        return f"The words say {listed(map(str, source))}, and the translation says {listed(map(str, target))}."
    return None


def _equivalents(words: str) -> set[int]:
    """Figures that may replace English words in a translation although the words do not have them in digits."""
    counts = [number(count) for count, _ in TIME.findall(words)]
    exact = {n * size for n in counts for size in (7, 12, 24)}
    exact |= {n // size for n in counts for size in (7, 12, 24) if n % size == 0}
    ages = [bound.age for bound in age_bounds(words) if _ABOVE_OR_BELOW.search(bound.words)]
    at_the_bound = {near for age in ages for near in (age - 1, age + 1)}
    return written_out(words) | exact | at_the_bound


# ---- words against the words for children

Mention = tuple[str, frozenset[Any]]
"""A figure as written, and all numbers that it may mean."""


@alone
@rule_of_words
def other_figures_for_children(registry: Registry, _phrases: Phrases) -> Findings:
    """The words for children name an age, a year at school or a deadline, and the other words name another instead.

    Words for children may leave figures out, or say more: `check` does not report that.
    """
    by_place = {(text.subject, text.path): text for text in texts(registry)}
    for (subject, path), for_children in by_place.items():
        field = FOR_CHILDREN.get(str(path[0])) if len(path) == 1 else None
        words = by_place.get((subject, (field,))) if field else None
        for mentions in _MENTIONS if words else ():
            message = _figures_that_disagree(words, for_children, mentions) if words else None
            if message:
                hint = "Write the same figures in both, or leave them out of the words for children."
                yield for_children.warning(message, hint)


def _figures_that_disagree(words: Text, for_children: Text, mentions: Callable[[str], Iterator[Mention]]) -> str | None:
    """A message: each of two texts has a figure of one kind that the other does not have."""
    simple = [mention for sentence in for_children.sentences for mention in mentions(sentence)]
    full = [mention for sentence in words.sentences for mention in mentions(sentence)] if simple else []
    if full and _is_one_missing(full, simple, for_children) and _is_one_missing(simple, full, words):
        in_words = listed(figure for figure, _ in full)
        return f"The words say {in_words}, and the words for children {listed(figure for figure, _ in simple)}."
    return None


def _is_one_missing(mentions: Iterable[Mention], others: Iterable[Mention], text: Text) -> bool:
    """Whether one of these figures is neither among the others nor anywhere in their text."""
    other_figures: set[Any] = {*any_numbers(text.sentences)}.union(*(meant for _, meant in others))
    return any(meant.isdisjoint(other_figures) for _, meant in mentions)


def _ages_from(sentence: str) -> Iterator[Mention]:
    yield from ((str(bound.age), bound.ages) for bound in age_bounds(sentence) if bound.kind != TO)
    yield from ((alone[1], frozenset({int(alone[1])})) for alone in _ALONE.finditer(sentence))


def _ages_to(sentence: str) -> Iterator[Mention]:
    yield from ((str(bound.age), bound.ages) for bound in age_bounds(sentence) if bound.kind == TO)


def _school_years(sentence: str) -> Iterator[Mention]:
    for year in _SCHOOL_YEAR.finditer(sentence):
        yield f"year {year[1]}", frozenset({("school year", int(year[1]))})


def _deadlines(sentence: str) -> Iterator[Mention]:
    for within in _WITHIN.finditer(sentence):
        yield within[0], frozenset(_times_with_one(within[1]))


_MENTIONS = (_ages_from, _ages_to, _school_years, _deadlines)

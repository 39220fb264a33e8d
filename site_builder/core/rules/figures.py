"""Figures said in words against the facts: ages, deadlines, how often; and against a translation or child words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.core.conditions import AgeRange
from site_builder.core.model import Disclosure, Registry
from site_builder.core.phrases import Phrases
from site_builder.core.problems import Finding, Severity
from site_builder.core.rules.against import KEEPS
from site_builder.core.rules.numbers import (
    IN_WORDS,
    TIME,
    Time,
    digits,
    figures,
    named,
    number,
    times,
    written_out,
)
from site_builder.core.rules.texts import Text, stated_by, texts

Told = Iterator[tuple[Text, str]]

FOR_CHILDREN = {"child_text": "text", "child_opening": "opening"}
FROM, TO, AT = "from", "to", "at"
_OTHER = "hour|day|week|month|minute|mile|metre|kilometre|pound|people|time|per cent|working|school"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_AGE = rf"(\d{{1,3}})(?![\d(]|[.,:/]\d| ?%| (?:{_OTHER})s?\b| (?:{_MONTHS})\b)"
_PEOPLE = (
    r"\b(?:child|children|pupils?|people|adults?|women|men|girls|boys|patients?|residents?|students?|learners?"
    r"|those|everyone|everybody|anyone|anybody)(?: who (?:are|is))?"
)
_OF_THEM = rf"(?:{_PEOPLE}(?: aged)?|\baged?|\bages(?: of)?)"
_AND_ABOVE, _AND_BELOW = r"(?:and|or) (?:over|older|above|more)\b", r"(?:and|or) (?:under|younger|below|less)\b"
_RANGE = re.compile(rf"{_OF_THEM} (?:from |between )?{_AGE} ?(?:to|and|-|–) ?{_AGE}", re.IGNORECASE)
_YEAR_OLDS = re.compile(rf"\b{_AGE} ?(?:to|-|–) ?{_AGE}[ -]year[ -]olds?\b", re.IGNORECASE)
_ENDS = ((1, FROM), (2, TO))
_BOUNDS = (
    (FROM, True, re.compile(rf"{_OF_THEM} (?:from )?{_AGE} {_AND_ABOVE}", re.IGNORECASE)),
    (FROM, True, re.compile(rf"{_OF_THEM} (?:over|from) {_AGE}(?! to\b| and \d)", re.IGNORECASE)),
    (TO, True, re.compile(rf"{_OF_THEM} {_AGE} {_AND_BELOW}", re.IGNORECASE)),
    (TO, True, re.compile(rf"{_OF_THEM} (?:under|up to) (?:the age of )?{_AGE}", re.IGNORECASE)),
    (FROM, False, re.compile(rf"\b(?:from (?:the )?age (?:of )?|over ){_AGE}|\bfrom {_AGE} on", re.IGNORECASE)),
    (FROM, False, re.compile(rf"\b{_AGE} {_AND_ABOVE}", re.IGNORECASE)),
    (TO, False, re.compile(rf"\b(?:under|up to) (?:the age of )?{_AGE}", re.IGNORECASE)),
    (TO, False, re.compile(rf"\b{_AGE} {_AND_BELOW}", re.IGNORECASE)),
)
_AT = re.compile(rf"\baged {_AGE}(?! ?(?:to|and|or|-|–))", re.IGNORECASE)
_ALONE = re.compile(rf"\b(?:aged?|ages of|when you (?:are|turn)|if you are) {_AGE}(?! {_AND_BELOW})", re.IGNORECASE)
_ABOVE_OR_BELOW = re.compile(r"\b(?:under|over|older|younger|above|below|more|less)\b", re.IGNORECASE)
"""Said with one figure or with the next: "under 13" is "12 or younger"."""
_DIGIT = re.compile(r"\d")
_SCHOOL_YEAR = re.compile(r"\byears? (\d{1,2})\b(?! (?:or|and|to) )", re.IGNORECASE)
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
"""What has a time of its own beside the sharing."""
_ADVERB = re.compile(r"\b(daily|weekly|monthly|quarterly|termly|yearly)(?= to\b| by\b|[.,;]|$)", re.IGNORECASE)
"""How often, where no noun follows: "a monthly list" may be sent once."""
REGULAR = frozenset(
    {"once", "daily", "weekly", "monthly", "quarterly", "termly", "twice_a_year", "yearly", "every_two_years"}
)
"""Words of `frequency` that leave no room for another."""


# ---- words against facts


def figures_denied(registry: Registry) -> Told:
    """Each text with an age, a deadline or a frequency that the facts state otherwise, and what it says."""
    for text in texts(registry) if registry.phrases else ():
        disclosures = stated_by(registry, text)
        if disclosures and registry.phrases:
            found = (
                _other_age(registry, text, disclosures),
                _other_deadline(text, disclosures),
                _other_frequency(registry.phrases, text, disclosures),
            )
            yield from ((text, message) for message in found if message)


@dataclass(frozen=True, slots=True)
class _Bound:
    """An age from which, up to which or at which words say something.

    `ages` are those that may be meant: "over 18" is said of 18 and of 19. `is_theirs`: it is surely the age of those
    whom the words are about.
    """

    kind: str
    age: int
    ages: frozenset[int]
    said: str
    is_theirs: bool


def _other_age(registry: Registry, text: Text, disclosures: Iterable[Disclosure]) -> str | None:
    """What words say of ages that no `age_range` has, where they leave out one that it has."""
    bounds = [bound for sentence in text.sentences for bound in _bounds(sentence)]
    limits = (limit.condition for d in disclosures for limit in registry.limits(d)) if bounds else ()
    ranges = [*dict.fromkeys((c.from_age, c.to_age) for c in limits if isinstance(c, AgeRange))]
    if not ranges:
        return None
    stated = {FROM: {low for low, _ in ranges if low is not None}, TO: {high for _, high in ranges if high is not None}}
    stated[AT] = stated[FROM] | stated[TO]
    named_somewhere = {age for sentence in text.sentences for age in (*digits(sentence), *written_out(sentence))}
    said = named_somewhere.union(*(bound.ages for bound in bounds))
    is_split = any(high + 1 in stated[FROM] for high in stated[TO])
    fits = {
        FROM: stated[FROM] | {near for high in stated[TO] for near in (high, high + 1)},
        TO: stated[TO] | {near for low in stated[FROM] for near in (low - 1, low)},
    }
    for bound in bounds:
        is_other = not _is_within(bound, ranges) if bound.kind == AT else bound.ages.isdisjoint(fits[bound.kind])
        if is_other and (bound.is_theirs or is_split) and stated[bound.kind] - said:
            return f"The words say '{bound.said}', and age_range says {' and '.join(_in_words(*r) for r in ranges)}."
    return None


def _is_within(bound: _Bound, ranges: Iterable[tuple[int | None, int | None]]) -> bool:
    return any((low or 0) <= bound.age <= (bound.age if high is None else high) for low, high in ranges)


def _bounds(sentence: str) -> Iterator[_Bound]:
    if not _DIGIT.search(sentence):
        return
    for found in (*_RANGE.finditer(sentence), *_YEAR_OLDS.finditer(sentence)):
        yield from (
            _Bound(kind, int(found[at]), frozenset({int(found[at])}), found[0], is_theirs=True) for at, kind in _ENDS
        )
    for kind, is_theirs, pattern in _BOUNDS:
        for found in pattern.finditer(sentence):
            age = int(next(filter(None, found.groups())))
            yield _Bound(kind, age, frozenset({age, *_beside(found[0], age)}), found[0], is_theirs)
    for found in _AT.finditer(sentence):
        yield _Bound(AT, int(found[1]), frozenset({int(found[1])}), found[0], is_theirs=True)


def _beside(said: str, age: int) -> Iterator[int]:
    """The other age that "under" and "over" may mean."""
    if re.search(r"\bunder \D*\d|\bless\b", said, re.IGNORECASE):
        yield age - 1
    elif re.search(r"\bover \d", said, re.IGNORECASE):
        yield age + 1


def _in_words(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return f"up to {high}" if low is None else f"from {low} on"
    return f"{low} to {high}"


def _other_deadline(text: Text, disclosures: Iterable[Disclosure]) -> str | None:
    """The deadline in words that no `within` has, where they leave out one that it has."""
    facts = [str(d.within) for d in disclosures if d.within]
    stated = {time for fact in facts for time in _times(fact)}
    said = {time for sentence in text.sentences for time in _times(sentence)} if stated else set()
    for sentence in text.sentences if stated - said else ():
        found = None if KEEPS.search(sentence) or _OTHER_DEEDS.search(sentence) else _WITHIN.search(sentence)
        if found and stated.isdisjoint(_times(found[1])):
            return f"The words say '{found[0]}', and within says '{facts[0]}'."
    return None


def _times(words: str) -> set[Time]:
    return {*times(_ONE.sub("one ", words))}


def _other_frequency(phrases: Phrases, text: Text, disclosures: Iterable[Disclosure]) -> str | None:
    """How often the words say, where `frequency` says another word and the words do not say that one too."""
    stated = [d.frequency for d in disclosures]
    if not REGULAR.issuperset(filter(None, stated)) or None in stated:
        return None
    said: dict[str, str] = {}
    for sentence in text.sentences:
        for word, found in _how_often(phrases, sentence):
            if word in stated or phrases.tells_of_sharing.first(sentence):
                said.setdefault(word, found)
    others = [found for word, found in said.items() if word not in stated]
    unsaid = [str(word) for word in stated if word not in said]
    return f"The words say '{others[0]}', and frequency says {unsaid[0]}." if others and unsaid else None


def _how_often(phrases: Phrases, sentence: str) -> Iterator[tuple[str, str]]:
    """What a sentence says of how often: the word that `frequency` has for it, and the words."""
    yield from ((word, found) for word, finder in phrases.how_often.items() if (found := finder.first(sentence)))
    yield from ((found[0].lower(), found[0]) for found in _ADVERB.finditer(sentence))


# ---- words against their translation, and against the words for children


def others_in_translation(words: str, translated: str, *, is_english: bool) -> str | None:
    """What is wrong with the figures of a translation: it has one that the words do not have, and lacks one of theirs.

    Numbers in letters are read in English alone, so a figure that is missing may stand there in letters.
    """
    said, there = figures(words) if is_english else digits(words), digits(translated)
    lacking, added = Counter(said) - Counter(there), Counter(there) - Counter(said)
    if lacking and not {*added} <= (_fit(words) if is_english else set()):
        return f"The words say {named(map(str, said))}, and the translation says {named(map(str, there))}."
    return None


def _fit(words: str) -> set[int]:
    """Figures that may stand for English words in a translation, though the words have them not, or not in digits."""
    counted = [number(said) for said, _ in TIME.findall(words)]
    exact = {n * size for n in counted for size in (7, 12, 24)}
    exact |= {n // size for n in counted for size in (7, 12, 24) if n % size == 0}
    ages = [bound.age for bound in _bounds(words) if _ABOVE_OR_BELOW.search(bound.said)]
    at_the_bound = {near for age in ages for near in (age - 1, age + 1)}
    return written_out(words) | exact | at_the_bound


def other_figures_for_children(registry: Registry, _on: date) -> Iterator[Finding]:
    """The words for children name an age, a year at school or a deadline, and the other words name another instead.

    Words for children may leave figures out, or say more: of that nothing is told.
    """
    if registry.phrases is None:
        return
    read = {(text.subject, text.path): text for text in texts(registry)}
    for (subject, path), text in read.items():
        of_all = FOR_CHILDREN.get(str(path[0])) if len(path) == 1 else None
        words = read.get((subject, (of_all,))) if of_all else None
        told = filter(None, (_others(words, text, mentions) for mentions in _MENTIONS)) if words else ()
        for message in told:
            hint = "Write the same figures in both, or leave them out of the words for children."
            yield Finding(Severity.WARNING, subject, path, message, hint)


Mention = tuple[str, frozenset[Any]]
"""A figure as it is told, and all that may be meant by it."""


def _others(words: Text, for_children: Text, mentions: Callable[[str], Iterator[Mention]]) -> str | None:
    """What is wrong with figures of one kind: each of the two texts has one that the other does not have."""
    there = [mention for sentence in for_children.sentences for mention in mentions(sentence)]
    said = [mention for sentence in words.sentences for mention in mentions(sentence)] if there else []
    if said and _lacks(said, there, for_children) and _lacks(there, said, words):
        return f"The words say {named(m for m, _ in said)}, and the words for children {named(m for m, _ in there)}."
    return None


def _lacks(mentions: Iterable[Mention], others: Iterable[Mention], text: Text) -> bool:
    """Whether one of these is not among the others, nor a number anywhere in their text."""
    found: set[Any] = {n for sentence in text.sentences for n in (*digits(sentence), *written_out(sentence))}
    found.update(*(meant for _, meant in others))
    return any(meant.isdisjoint(found) for _, meant in mentions)


def _ages_from(sentence: str) -> Iterator[Mention]:
    yield from ((str(bound.age), bound.ages) for bound in _bounds(sentence) if bound.kind != TO)
    yield from ((found[1], frozenset({int(found[1])})) for found in _ALONE.finditer(sentence))


def _ages_to(sentence: str) -> Iterator[Mention]:
    yield from ((str(bound.age), bound.ages) for bound in _bounds(sentence) if bound.kind == TO)


def _school_years(sentence: str) -> Iterator[Mention]:
    for found in _SCHOOL_YEAR.finditer(sentence):
        yield f"year {found[1]}", frozenset({("school year", int(found[1]))})


def _deadlines(sentence: str) -> Iterator[Mention]:
    for found in _WITHIN.finditer(sentence):
        yield found[0], frozenset(_times(found[1]))


_MENTIONS = (_ages_from, _ages_to, _school_years, _deadlines)

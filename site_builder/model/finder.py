"""How a phrase is found in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

_WORD = re.compile(r"[^\W_]+")
BETWEEN = r"(?:[ ]+[^\s,;:()\d][^\s,;:()]*){0,8}?"
"""The pattern of `...` in a phrase: up to eight words and no figures, without a comma or the like between."""
ANY_CASE = "(?i)"
NOT, NEGATED, OF_NOT = "not", r"not|cannot|\w+n't", ("cannot", "t")
"""A word of a phrase that matches what people write for it, and the parts of that where words are split."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds phrases in a sentence, except those that overlap with a phrase of `but_not`.

    All are patterns, compiled when they are first looked for: most registries need few. `needs` has words, in small
    letters, each with the places of the phrases that may begin to fit where it stands: every phrase needs one of its
    words. So of hundreds of phrases, few are looked for in a sentence.
    """

    phrases: tuple[str, ...]
    needs: Mapping[str, Sequence[int]] = field(hash=False)
    but_not: str = ""

    def first(self, sentence: str) -> str | None:
        """The words of the sentence that are such a phrase; None where there are none."""
        match = self.match(sentence)
        return sentence[match.start() : match.end()] if match else None

    def match(self, sentence: str) -> re.Match[str] | None:
        """The first such phrase in the sentence; None where there is none."""
        return next(self.matches(sentence), None)

    def all(self, sentence: str) -> list[str]:
        """All such phrases in the sentence."""
        return [sentence[match.start() : match.end()] for match in self.matches(sentence)]

    def matches(self, sentence: str) -> Iterator[re.Match[str]]:
        """The places of all such phrases in the sentence. Of those that overlap the first counts."""
        words = words_of(sentence)
        if words.isdisjoint(self.needs):
            return
        text = sentence.replace("’", "'")
        places = sorted({place for word in words for place in self.needs.get(word, ())})
        patterns, at = [_compiled(self.phrases[place]) for place in places], 0
        while found := [match for pattern in patterns if (match := pattern.search(text, at))]:
            first = min(found, key=re.Match.start)
            at = first.end()
            if not self._is_covered(first, text):
                yield first

    def _is_covered(self, match: re.Match[str], text: str) -> bool:
        others = _compiled(self.but_not).finditer(text) if self.but_not else ()
        return any(other.start() < match.end() and match.start() < other.end() for other in others)


def finder(words: Iterable[str], but_not: Iterable[str] = (), *, as_typed: bool = False) -> Finder:
    """A finder of phrases as the data has them; `as_typed`: capitals count."""
    flags = "" if as_typed else ANY_CASE
    phrases, others = [*words], [*but_not]
    needs: dict[str, list[int]] = {}
    for place, phrase in enumerate(phrases):
        for word in dict.fromkeys(_needed_words(phrase)):
            needs.setdefault(word, []).append(place)
    patterns = tuple(flags + _phrase_pattern(phrase) for phrase in phrases)
    return Finder(patterns, needs, flags + "|".join(map(_phrase_pattern, others)) if others else "")


def passive_finder(forms: Iterable[str], done: Iterable[str], no_deed: Iterable[str]) -> Finder:
    """A finder of the passive: a form of "be", perhaps a word such as "not" or "only", and what is done; not by whom.

    What is done is any word in "-ed" except those of `no_deed`, or one of `done`.
    """
    either, others = "|".join(map(re.escape, done)), "|".join(map(re.escape, no_deed))
    deed = rf"(?!(?:{others})(?![\w-]))(?:\w+ed|{either})"
    form = rf"(?<![\w-])(?:{'|'.join(forms)})(?:[ ]+(?:not|also|only|always|never|then|\w+ly))?"
    by_nobody = r"(?![\w-])(?:[ ]+(?:out|up|over|on|back|in)(?![\w-]))?+(?![ ]+by[ ])"
    return Finder((f"{ANY_CASE}{form}[ ]+{deed}{by_nobody}",), dict.fromkeys(forms, (0,)))


@lru_cache(maxsize=1 << 16)
def words_of(sentence: str) -> frozenset[str]:
    """The words of a sentence, in small letters."""
    return frozenset(_WORD.findall(sentence.casefold()))


def _needed_words(phrase: str) -> Iterable[str]:
    """The first word of each choice in the part of a phrase that has the longest words."""
    all_parts = [part.split("/") for part in phrase.split() if part != "..."]
    parts = [part for part in all_parts if NOT not in part] or [[*all_parts[0], *OF_NOT]]
    choices = max(parts, key=lambda part: min(map(len, part)))
    return (_WORD.findall(choice.casefold())[0] for choice in choices)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _phrase_pattern(phrase: str) -> str:
    pattern = ""
    for word in phrase.split():
        if word == "...":
            pattern += BETWEEN
        else:
            either = "|".join(NEGATED if choice == NOT else re.escape(choice) for choice in word.split("/"))
            pattern += (r"[ ]+" if pattern else "") + f"(?:{either})"
    return rf"(?<![\w-]){pattern}(?![\w-])"

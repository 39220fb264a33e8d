"""How firmly a sentence says that something is done, on one scale, from never to must; the words are data.

A sentence is read back from what is done. In "we will not always tell you", nothing but known words stand before "tell
you", and together they say who and how firmly. Any other word ends the reading: "the police must know what we share"
says nothing of how firmly we share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from site_builder.model.finder import Finder, words_of
from site_builder.model.sentences import sentences

NEVER, MAY, USUALLY, DOES, ALWAYS, MUST = DEGREES = ("never", "may", "usually", "does", "always", "must")
"""The degrees, weakest first. `does` has no word for it: "we share"."""
NOT, BE, WILL, PERHAPS = "not", "be", "will", "perhaps"
"""Classes of words beside the degrees. They deny; make the passive; are as firm as `always` if nothing denies them;
are as weak as `may`, and say nothing if something denies them."""
CLASSES = frozenset((*DEGREES, NOT, BE, WILL, PERHAPS))
POSITIVE = {MAY: MAY, PERHAPS: MAY, MUST: MUST, USUALLY: USUALLY, ALWAYS: ALWAYS, WILL: ALWAYS}
"""The degree of words that deny nothing: the first of these classes that is among them."""
WE, THEY, UNKNOWN = "we", "they", "unknown"
Span = tuple[int, int]
"""Where words begin and end in a sentence."""

SIGNS = {WE: "\ue000", THEY: "\ue001"}
"""The character that replaces each letter of a name while a sentence is read."""
NAMED = {sign: who for who, sign in SIGNS.items()}
_CLAUSE = re.compile(
    r"[;:()]|,? (?:but|because|although|though|while|however|then|so) |,? and (?=(?:we|they|you|it|the)\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"([\w'-]+)\s+\Z")
_OF_ONE = re.compile(r"\w+(?<!s)s\b")
"""A deed of one other person: "shares"."""
_COMMA = re.compile(r"[,;:()]")
_WORD = re.compile(r"[\w']+")
_SPACE = re.compile(r"\s+")
LONGEST = 60
"""More characters than any known phrase has."""


@dataclass(frozen=True, slots=True)
class Said:
    """That something is done, as a sentence has it: `matter` names what, `by` who ('' where nobody is named).

    `is_open`: it holds only as far as a law asks for it; what is denied, only with a limit ("unless you agree").
    """

    matter: str
    degree: str
    words: str
    by: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way to say that something is done: by whom, and what; `is_passive`: as "it is done"."""

    by: frozenset[str]
    deeds: Finder
    is_passive: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """What may be said to be done, in one language: see the list of phrases."""

    name: str
    ways: tuple[Way, ...]
    fixed: tuple[tuple[str, Finder], ...]
    but_not: Finder
    near: Finder | None


@dataclass(frozen=True)
class Scale:
    """The scale in one language: the words before a deed with their class and whom they name, and the matters.

    A word may have both: "we'll". The rest is as in the list of phrases.
    """

    classes: Mapping[str, frozenset[str]]
    people: Mapping[str, str]
    adverbs: tuple[tuple[str, Finder], ...]
    opens: Finder
    limits: Finder
    others: Finder
    within: frozenset[str]
    joins: frozenset[str]
    forbids: frozenset[str]
    matters: tuple[Matter, ...]

    @cached_property
    def _needed(self) -> tuple[frozenset[str], ...]:
        """For each matter the words of which a sentence about it has one."""
        return tuple(
            frozenset(
                word for each in (*(f for _, f in m.fixed), *(way.deeds for way in m.ways)) for word in each.needs
            )
            for m in self.matters
        )

    def said(self, sentence: str, names: Iterable[tuple[int, int, str]] = ()) -> Iterator[Said]:
        """What a sentence says. `names` are those of people and bodies: start, end, and WE or THEY."""
        if sentence.endswith("?"):
            return
        text = sentence.replace("’", "'")
        named = text
        for start, end, who in names:
            named = named[:start] + SIGNS[who] * (end - start) + named[end:]
        asks_law = self.opens.first(text) is not None
        limits = [match.span() for match in self.limits.matches(text)]
        words = words_of(text)
        for matter, needed in zip(self.matters, self._needed, strict=True):
            if words.isdisjoint(needed):
                continue
            none_of_it = [match.span() for match in matter.but_not.matches(text)]
            for degree, by, span in self._found(matter, text, named):
                is_open = asks_law if degree != NEVER else not all(_overlap(span, limit) for limit in limits)
                if not any(_overlap(span, other) for other in none_of_it):
                    yield Said(matter.name, degree, sentence[slice(*span)].strip(" ,"), by, is_open)

    def shifts(self, before: str, after: str) -> Iterator[tuple[bool, str, str]]:
        """Where the words of a text became stronger (True) or weaker, by matter: the strongest before, and after."""
        was, now = (self._strongest(text) for text in (before, after))
        for matter in was.keys() & now.keys():
            ranks = [DEGREES.index(said.degree) for said in (was[matter], now[matter])]
            if ranks[0] != ranks[1]:
                yield ranks[1] > ranks[0], was[matter].words, now[matter].words

    def _strongest(self, text: str) -> dict[str, Said]:
        """The strongest that a text says of each matter."""
        said = [each for sentence in sentences(text) for each in self.said(sentence)]
        return {each.matter: each for each in sorted(said, key=lambda each: DEGREES.index(each.degree))}

    def _found(self, matter: Matter, text: str, named: str) -> Iterator[tuple[str, str, Span]]:
        """What a sentence says of one matter: the degree, by whom, and where. `named` has signs for names."""
        fixed = [(match.span(), degree) for degree, finder in matter.fixed for match in finder.matches(text)]
        for span, degree in fixed:
            if not any(_overlap(span, other) and _length(other) > _length(span) for other, _ in fixed):
                yield degree, "", span
        for way in matter.ways:
            for deed in way.deeds.matches(text):
                for degree, by, span in self._of(way, named, deed.span()):
                    is_near = matter.near is None or matter.near.first(text)
                    if is_near and not any(_overlap(span, other) for other, _ in fixed):
                        yield degree, by, span

    def _of(self, way: Way, text: str, deed: Span) -> Iterator[tuple[str, str, Span]]:
        """What one deed and the words before it say."""
        before = self._words_before(text, deed[0])
        words = [word for _, word in before]
        by = next((self.people[word] for word in reversed(words) if word in self.people), "")
        classes = [each for word in words for each in sorted(self.classes.get(word, ()))]
        last = _BEFORE.search(text[: before[0][0] if before else deed[0]])
        follows = last[1].lower() if last else ""
        if not by and follows in self.joins and not way.is_passive:
            by = self._subject(text, deed[0])
        is_named = bool(by or way.is_passive or classes or _OF_ONE.match(text, deed[0]))
        if by not in way.by or not is_named or follows in self.within or (way.is_passive and BE not in classes):
            return
        start = next((at for at, word in before if word in self.people or self.classes.get(word)), deed[0])
        is_forbidden = by != WE and not way.is_passive and " ".join(words[-2:]) in self.forbids
        degree: str | None = NEVER
        span = start, deed[1]
        if not is_forbidden:
            degree, span = self._in_clause(degree_of(classes), text, span)
        if degree:
            yield degree, "" if way.is_passive else by, span

    def _subject(self, text: str, end: int) -> str:
        """Who is named first since the last comma: whoever "and" goes on about; UNKNOWN for nobody."""
        since = max((match.end() for match in _COMMA.finditer(text, 0, end)), default=0)
        return next(
            (self.people[w[0].lower()] for w in _WORD.finditer(text, since, end) if w[0].lower() in self.people),
            UNKNOWN,
        )

    def _words_before(self, text: str, end: int) -> Sequence[tuple[int, str]]:
        """The known words right before a place, each with its start.

        They end at a comma where it is said who, and at words that make somebody do it ("requires us"). What stands
        between two commas is left out.
        """
        found: list[tuple[int, str]] = []
        while match := self._last_word.search(text, max(0, end - LONGEST), end):
            if match[2] and any(word in self.people for _, word in found):
                break
            end, word = match.start(), NAMED.get(match[1][0]) or _SPACE.sub(" ", match[1].lower())
            found.insert(0, (end, word))
            if word in self.people and MUST in self.classes.get(word, ()):
                break
        return found

    @cached_property
    def _last_word(self) -> re.Pattern[str]:
        known = sorted({*self.classes, *self.people}, key=len, reverse=True)
        words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in known)
        return re.compile(
            rf"(?<![\w'-])({words}|{SIGNS[WE]}+|{SIGNS[THEY]}+)(?:(,)(?:[^,;:()]{{1,40}},)?)?\s+\Z", re.IGNORECASE
        )

    def _in_clause(self, degree: str | None, text: str, span: Span) -> tuple[str | None, Span]:
        """A degree and its words, as an adverb in the same clause changes them: "we share it every time"."""
        first = max((m.end() for m in _CLAUSE.finditer(text, 0, span[0])), default=0)
        after = _CLAUSE.search(text, span[1])
        clause = text[first : after.start() if after else len(text)]
        found = ((other, match) for other, finder in self.adverbs if (match := finder.match(clause)))
        adverb, match = next(found, (None, None))
        if match is None or degree not in (DOES, ALWAYS, MUST):
            return degree, span
        if degree == MUST:
            return None if adverb == MAY else MUST, span
        return adverb, (min(span[0], first + match.start()), max(span[1], first + match.end()))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _length(span: Span) -> int:
    return span[1] - span[0]


def degree_of(classes: Iterable[str]) -> str | None:
    """The degree that words have together; None where they leave it open, as "may not" and "may have to" do."""
    degrees = [*classes]
    weak = next((at for at, each in enumerate(degrees) if each in (MAY, PERHAPS)), len(degrees))
    if MUST in degrees[weak:]:
        return None
    if NOT not in degrees:
        return next((degree for each, degree in POSITIVE.items() if each in degrees), DOES)
    before, after = degrees[: degrees.index(NOT)], {*degrees[degrees.index(NOT) :]}
    if PERHAPS in before:
        return MAY if after & {MAY, USUALLY, ALWAYS} else None
    return MAY if MUST not in before and after & {MUST, USUALLY, ALWAYS} else NEVER


@dataclass(frozen=True, slots=True)
class Agreement:
    """Which degrees agree with each fact of a matter; `or_else` counts where none of `facts` is stated.

    `contrary` says what a fact says where it does not by itself. `unsaid` are degrees that need a fact of the matter
    or of `held_by`, and `write` is what to add. `of_sender`: it counts only of those who pass the data on.
    """

    facts: Mapping[str, frozenset[str]]
    or_else: Mapping[str, frozenset[str]]
    contrary: Mapping[str, str]
    unsaid: frozenset[str]
    held_by: frozenset[str]
    write: str
    of_sender: bool


@dataclass(frozen=True, slots=True)
class Strength:
    """The scale in each language that has one, by primary code; and what the facts of each matter agree with."""

    scales: Mapping[str, Scale]
    matters: Mapping[str, Agreement]

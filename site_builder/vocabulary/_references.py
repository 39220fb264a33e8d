"""References to law that were right once, found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from site_builder.vocabulary._files import entries, read_json

REFERENCE_STATUSES = frozenset({"ambiguous", "repealed", "replaced", "stale", "wrong_year"})
"""Words of a reference's status: it names no one law, a law that is no more, a provision that another has taken the
place of, a test that the law no longer makes, or a year in which no such law was made."""

_NUMBER = r"\d+[A-Z]*(?:\(\w+\))*"
_ARTICLES = re.compile(
    rf"(?P<eu>\bEU\s+GDPR,?\s+)?\bArt(?:icle)?s?\.?\s+(?P<numbers>{_NUMBER}(?:(?:\s*(?:,|and|or|to|-|–)\s*)+{_NUMBER})*)",
    re.IGNORECASE,
)
_OF_ANOTHER_LAW = re.compile(
    r",?\s+(?:of\s++(?!(?:the\s++)?(?:UK|GDPR|General\s+Data\s+Protection|Regulation)\b)"
    r"|(?:EU\s+GDPR|ECHR|UNCRC|UNCRPD)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceEntry:
    """A reference that is stale: how it is cited, since when, and what to write instead.

    `status` is a word of REFERENCE_STATUSES; `closed` is the first day on which it was stale, None where it always was
    or that is not known; `evidence` is a word of EVIDENCE.
    """

    id: str
    cite: str
    status: str
    closed: date | None = None
    use: str
    evidence: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class StaleReference:
    """A stale reference in a text: the words found, where they begin, and the entry that tells of it."""

    found: str
    start: int
    entry: ReferenceEntry


@cache
def references() -> Mapping[str, ReferenceEntry]:
    """All stale references by their ids."""
    given = _entries().items()
    return {each.id: each for each in entries(ReferenceEntry, ({"id": key, **each} for key, each in given))}


def stale_reference(text: str) -> Iterator[StaleReference]:
    """The stale references in a text, in its order; a reference stands once for each place.

    Articles are taken for those of the UK GDPR, unless the text says that they are of another law. A range counts by
    its ends ('Articles 15 to 22' cites Article 22).
    """
    found = [*_stale_articles(text), *_stale_words(text)]
    return iter(sorted(found, key=lambda each: (each.start, each.entry.id)))


def _stale_articles(text: str) -> Iterator[StaleReference]:
    for match in _ARTICLES.finditer(text):
        if match["eu"] or _OF_ANOTHER_LAW.match(text, match.end()):
            continue
        numbers = re.findall(r"\d+[A-Z]*", re.sub(r"\(\w+\)", "", match["numbers"].upper()))
        for id_ in dict.fromkeys(_articles()[number] for number in numbers if number in _articles()):
            yield StaleReference(match[0], match.start(), references()[id_])


def _stale_words(text: str) -> Iterator[StaleReference]:
    for pattern, id_ in _words():
        for match in pattern.finditer(text):
            yield StaleReference(match[0], match.start(), references()[id_])


@cache
def _articles() -> Mapping[str, str]:
    return {number: id_ for id_, given in _entries().items() for number in given.get("articles", ())}


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The patterns of the list; a space in one stands for any white space."""
    found = ((given["words"].replace(" ", r"\s+"), id_) for id_, given in _entries().items() if "words" in given)
    return tuple((re.compile(pattern, re.IGNORECASE), id_) for pattern, id_ in found)


def _entries() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = read_json("laws.json")["references"]
    return found

"""How hard an English text is to read: its sentences, its words, and the Flesch-Kincaid grade, counted offline."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 25
"""The most words that a sentence should have (GOV.UK, 2014)."""

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^cghisxz]es)$")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_END = re.compile(r"(?<=[.?!:])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\b(?:Dr|Mr|Ms|St|cf)\.)(?<!\bMrs\.)[\"”’')]*\s+")


def plain(text: str) -> str:
    """A text as it is read: of a link only its words."""
    return _LINK.sub(r"\1", text)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line ends one, so that an item of a list is one, and so does a colon."""
    parts = (part.removeprefix("- ").strip() for line in plain(text).splitlines() for part in _END.split(line))
    return [part for part in parts if part]


def words(text: str) -> list[str]:
    """The words of a text; figures and signs are none."""
    return _WORD.findall(text)


def grade(text: str) -> float:
    """The school year (US) in which a text can be read: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    A text without a word has none: 0.
    """
    found = words(plain(text))
    if not found:
        return 0.0
    count = sum(map(syllables, found))
    return 0.39 * len(found) / len(sentences(text)) + 11.8 * count / len(found) - 15.59


@lru_cache(maxsize=1 << 16)
def syllables(word: str) -> int:
    """How many syllables a word seems to have, by its vowels: at least one."""
    bare = word.lower()
    found = len(_VOWELS.findall(bare))
    return max(1, found - (1 if _SILENT.search(bare) and found > 1 else 0))

"""How hard a text is to read: sentences, and the Flesch-Kincaid grade, counted offline."""

from __future__ import annotations

import re

VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^cgsxz]es|[^h]es)$")


def sentences(text: str) -> list[str]:
    """The sentences of a text; an item of a list is one."""
    parts = (part.removeprefix("- ").strip() for line in text.splitlines() for part in re.split(r"(?<=[.?!:])\s", line))
    return [part for part in parts if part]


def grade(text: str) -> float:
    """The school year (US) in which a text can be read: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    bare = word.lower().strip("'")
    found = len(VOWELS.findall(bare))
    return max(1, found - (1 if SILENT.search(bare) and found > 1 else 0))

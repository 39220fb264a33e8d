"""How two texts differ: the words that do, with a few around them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from site_builder.verify.sequence_match import Pair

AROUND = 3
"""So many words are told on each side of those that differ; runs that are no further apart are told as one."""
LONGEST = 250_000
"""So many pairs of words are weighed against each other; more are told as changed in one piece."""
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs"}


def differing(said: str, stated: str) -> Iterator[tuple[str, str]]:
    """Each run of words that differ: what is said and what is stated, with the words around it."""
    a, b = said.split(), stated.split()
    for (i, j), (i_end, j_end) in _runs(a, b):
        yield _around(a, i, i_end), _around(b, j, j_end)


def likeness(said: str, stated: str) -> float:
    """The share of words that two texts have in common, from 0 to 1."""
    return SequenceMatcher(None, said.split(), stated.split()).quick_ratio()


def shown(text: str) -> str:
    """A text with what nobody would see in it written out: a zero width space is [U+200B]."""
    return "".join(f"[U+{ord(c):04X}]" if c != " " and unicodedata.category(c) in _UNSEEN else c for c in text)


def spelt(said: str, stated: str) -> str:
    """What is said, and after it its letters of other scripts than what is stated: people take them for these."""
    scripts = {_script(c) for c in stated if c.isalpha()}
    others = dict.fromkeys(c for c in said if c.isalpha() and not c.isascii() and _script(c) not in scripts)
    told = ", ".join(f"{c} is {_name(c)}" for c in others)
    return f"{shown(said)} ({told})" if told and scripts else shown(said)


def _script(letter: str) -> str:
    return _name(letter).split(" ")[0]


def _name(letter: str) -> str:
    return unicodedata.name(letter, hex(ord(letter)))


def _around(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[max(0, start - AROUND) : end + AROUND])


def _runs(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Pair, Pair]]:
    """From where to where the words of two texts differ, the last not with it."""
    start, end = 0, 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    ours, theirs = a[start : len(a) - end], b[start : len(b) - end]
    if len(ours) * len(theirs) > LONGEST:
        yield (start, start), (len(a) - end, len(b) - end)
        return
    run: tuple[Pair, Pair] | None = None
    for tag, i, i_end, j, j_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        begins = (i + start, j + start)
        if run and begins[0] - run[1][0] <= AROUND:
            begins = run[0]
        elif run:
            yield run
        run = begins, (i_end + start, j_end + start)
    if run:
        yield run

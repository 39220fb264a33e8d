"""The differences between two readings of a notice, each shown by the words that differ."""

from __future__ import annotations

import unicodedata
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter

from site_builder.verify.difference import Difference
from site_builder.verify.sequence_match import Pair, aligned, gaps, matched
from site_builder.verify.text_blocks import SIGNS, Block, Reading, Span

AROUND = 3
"""The number of words quoted on each side of those that differ. Runs no further apart are reported as one."""
LONGEST = 250_000
"""The most pairs of words that are compared with each other. Longer texts are reported as one change."""
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs"}
Placed = tuple[Pair, Difference]
"""A difference, with its place among the expected blocks and among the published ones."""


def compare(expected: Reading, published: Reading) -> list[Difference]:
    """The differences, in reading order; none where both read the same. `place` is that of the published block.

    White space makes no difference, nor an anchor where one of the two has none.
    """
    expected_keys, published_keys = _identities(expected), _identities(published)
    pairs = aligned(expected_keys, published_keys, (lambda b: b, lambda b: b[1:]))
    differences = sorted(_differences_by_place(expected, published, pairs), key=lambda each: each[0])
    return [
        replace(difference, question=(published_keys[j] if difference.kind == "added" else expected_keys[i])[-1])
        for (i, j), difference in differences
    ]


def _differences_by_place(expected: Reading, published: Reading, pairs: Sequence[Pair]) -> Iterator[Placed]:
    """The differences with their places; `pairs` are the blocks with the same words."""
    missing: list[Pair] = []
    added: list[Pair] = []
    changed: list[Pair] = []
    for start, end in gaps(pairs, len(expected), len(published)):
        changed_here = _changed_pairs(expected[start[0] : end[0]], published[start[1] : end[1]])
        changed += [(i + start[0], j + start[1]) for i, j in changed_here]
        in_expected, in_published = {i + start[0] for i, _ in changed_here}, {j + start[1] for _, j in changed_here}
        missing += [(i, start[1]) for i in range(start[0], end[0]) if i not in in_expected]
        added += [(start[0], j) for j in range(start[1], end[1]) if j not in in_published]
    for i, j in changed:
        yield from (((i, j), difference) for difference in _changed_words(expected[i], published[j]))
    yield from _without_counterpart(expected, published, missing, added)
    for i, j in sorted([*pairs, *changed]):
        yield from (((i, j), difference) for difference in _changed_marks(expected[i], published[j]))
    yield from _below_other_anchors(expected, published, sorted([*pairs, *changed]))


def _identities(blocks: Reading) -> list[tuple[str, str, str, str]]:
    """What distinguishes each block: anchor, kind, words, and for an answer its question, in a table with its row."""
    identities = []
    row = question = ""
    for block in blocks:
        if block.kind == "head":
            row, question = block.text, ""
        elif block.kind == "question":
            question = block.text
        asked = {"answer": question, "cell": ": ".join(filter(None, (row, question)))}
        identities.append((block.anchor, block.kind, block.text, asked.get(block.kind, "")))
    return identities


def _changed_pairs(expected: Sequence[Block], published: Sequence[Block]) -> list[Pair]:
    """The pairs of blocks, between two equal ones, that are the same block with changed words."""

    def fits(i: int, j: int) -> float:
        return likeness(published[j].text, expected[i].text) + 0.2 * (expected[i].kind == published[j].kind)

    return matched(len(expected), len(published), fits)


def _changed_words(expected: Block, published: Block) -> Iterator[Difference]:
    """The words that differ; or, where the words are the same, their kinds."""
    about = expected.anchor or published.anchor
    if expected.text == published.text and expected.kind != published.kind:
        yield Difference(
            "changed",
            about,
            f"{published.text} ({published.kind})",
            f"{expected.text} ({expected.kind})",
            published.place,
        )
    for says, should in differing(published.text, expected.text):
        yield Difference("changed", about, spelt(says, should), shown(should), published.place)


def _without_counterpart(
    expected: Reading, published: Reading, missing: Iterable[Pair], added: Iterable[Pair]
) -> Iterator[Placed]:
    """Blocks that are missing or added. Where the same words are elsewhere, they have moved."""
    elsewhere: dict[tuple[str, str], deque[Pair]] = defaultdict(deque)
    for i, j in added:
        elsewhere[published[j].kind, published[j].text].append((i, j))
    for i, j in missing:
        block = expected[i]
        if same_words := elsewhere[block.kind, block.text]:
            moved = published[same_words.popleft()[1]]
            yield (i, j), Difference("moved", block.anchor, shown(moved.text), shown(block.text), moved.place)
        else:
            yield (i, j), Difference("missing", block.anchor, stated=shown(block.text))
    for i, j in (pair for same_words in elsewhere.values() for pair in same_words):
        yield (i, j), Difference("added", published[j].anchor, shown(published[j].text), "", published[j].place)


def _below_other_anchors(expected: Reading, published: Reading, pairs: Iterable[Pair]) -> Iterator[Placed]:
    """Blocks below another anchor than expected: one difference for each pair of anchors."""
    reported = set()
    for i, j in pairs:
        anchors = expected[i].anchor, published[j].anchor
        if all(anchors) and anchors[0] != anchors[1] and anchors not in reported:
            reported.add(anchors)
            yield (i, j), Difference("moved", anchors[0], f"#{shown(anchors[1])}", f"#{anchors[0]}", published[j].place)


# ---- signs, addresses and languages


def _changed_marks(expected: Block, published: Block) -> Iterator[Difference]:
    """Words that have another sign, lead to another address, or are marked as another language."""
    if expected.sign != published.sign:
        says, stated = (f"{block.text}, {_sign_phrase(block.sign)}" for block in (published, expected))
        yield Difference("changed", expected.anchor or published.anchor, shown(says), stated, published.place)
    if expected.spans == published.spans:
        return
    for kind, phrase in (("address", _link_phrase), ("language", _language_phrase)):
        for words, expected_mark, published_mark in _differently_marked(expected, published, attrgetter(kind)):
            about = expected.anchor or published.anchor
            yield Difference(
                kind, about, phrase(words, shown(published_mark)), phrase(words, expected_mark), published.place
            )


def _differently_marked(
    expected: Block, published: Block, mark: Callable[[Span], str]
) -> Iterator[tuple[str, str, str]]:
    """Words whose marks differ, with the expected mark and the published one."""
    if expected.text != published.text:
        known = set(map(mark, expected.spans))
        yield from ((shown(s.text), "", mark(s)) for s in published.spans if mark(s) and mark(s) not in known)
        return
    letters = zip(_letters(expected, mark), _letters(published, mark), strict=True)
    for (expected_mark, published_mark), run in groupby(letters, key=lambda pair: (pair[0][1], pair[1][1])):
        if expected_mark != published_mark:
            yield "".join(letter for _, (letter, _) in run).strip(), expected_mark, published_mark


def _letters(block: Block, mark: Callable[[Span], str]) -> Iterator[tuple[str, str]]:
    """The letters of a block with the mark of each; a space is part of the letter before it."""
    letters: list[tuple[str, str]] = []
    for span in block.spans:
        for letter in span.text:
            if not letter.isspace():
                letters.append((letter, mark(span)))
            elif letters and not letters[-1][0].endswith(" "):
                letters[-1] = (f"{letters[-1][0]} ", letters[-1][1])
    return iter(letters)


def _sign_phrase(sign: str) -> str:
    return f"with the sign for {SIGNS[sign]}" if sign else "without a sign"


def _link_phrase(words: str, address: str) -> str:
    return f"[{words}]({address})" if address else words


def _language_phrase(words: str, language: str) -> str:
    return f"{words} ({language})" if language else words


# ---- words


def differing(published: str, expected: str) -> Iterator[tuple[str, str]]:
    """Each run of words that differ, with the words around it: as published, and as expected."""
    published_words, expected_words = published.split(), expected.split()
    for (i, j), (i_end, j_end) in _runs(published_words, expected_words):
        yield _around(published_words, i, i_end), _around(expected_words, j, j_end)


def likeness(published: str, expected: str) -> float:
    """The share of words that two texts have in common, from 0 to 1."""
    return SequenceMatcher(None, published.split(), expected.split()).quick_ratio()


def shown(text: str) -> str:
    """A text with its invisible signs written out: a zero width space is [U+200B]."""
    return "".join(f"[U+{ord(c):04X}]" if c != " " and unicodedata.category(c) in _UNSEEN else c for c in text)


def spelt(published: str, expected: str) -> str:
    """The published words, and in brackets the names of letters whose script the expected words do not use."""
    scripts = {_script(c) for c in expected if c.isalpha()}
    others = dict.fromkeys(c for c in published if c.isalpha() and not c.isascii() and _script(c) not in scripts)
    names = ", ".join(f"{c} is {_name(c)}" for c in others)
    return f"{shown(published)} ({names})" if names and scripts else shown(published)


def _script(letter: str) -> str:
    return _name(letter).split(" ")[0]


def _name(letter: str) -> str:
    return unicodedata.name(letter, hex(ord(letter)))


def _around(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[max(0, start - AROUND) : end + AROUND])


def _runs(published: Sequence[str], expected: Sequence[str]) -> Iterator[tuple[Pair, Pair]]:
    """Each run of words that differ: its start in both texts, and its end, which is not part of it."""
    start, end = 0, 0
    shorter = min(len(published), len(expected))
    while start < shorter and published[start] == expected[start]:
        start += 1
    while end < shorter - start and published[-1 - end] == expected[-1 - end]:
        end += 1
    published_middle, expected_middle = published[start : len(published) - end], expected[start : len(expected) - end]
    if len(published_middle) * len(expected_middle) > LONGEST:
        yield (start, start), (len(published) - end, len(expected) - end)
        return
    run: tuple[Pair, Pair] | None = None
    for tag, i, i_end, j, j_end in SequenceMatcher(
        None, published_middle, expected_middle, autojunk=False
    ).get_opcodes():
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

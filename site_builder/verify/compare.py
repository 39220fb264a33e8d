"""The differences between two readings of a notice, each shown by the words that differ."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from site_builder.verify.difference import Difference
from site_builder.verify.sequence_match import Pair, aligned, gaps, matched
from site_builder.verify.text_blocks import Block, Reading, Span
from site_builder.verify.words import differing, likeness, shown, spelt

Placed = tuple[Pair, Difference]
"""A difference with where it stands in what is stated and in what was read."""


def compare(stated: Reading, read: Reading) -> list[Difference]:
    """The differences, in reading order; none where both read the same. `place` is that of the block that was read.

    White space makes no difference, nor an anchor where one of the two has none.
    """
    ours, theirs = _answering(stated), _answering(read)
    pairs = aligned(ours, theirs, (lambda b: b, lambda b: b[1:]))
    found = sorted(_placed(stated, read, pairs), key=lambda each: each[0])
    return [
        replace(difference, question=(theirs[j] if difference.kind == "added" else ours[i])[-1])
        for (i, j), difference in found
    ]


def _placed(stated: Reading, read: Reading, pairs: Sequence[Pair]) -> Iterator[Placed]:
    """The differences, where these pairs of blocks hold the same words."""
    missing: list[Pair] = []
    added: list[Pair] = []
    changed: list[Pair] = []
    for start, end in gaps(pairs, len(stated), len(read)):
        inside = _matched(stated[start[0] : end[0]], read[start[1] : end[1]])
        changed += [(i + start[0], j + start[1]) for i, j in inside]
        ours, theirs = {i + start[0] for i, _ in inside}, {j + start[1] for _, j in inside}
        missing += [(i, start[1]) for i in range(start[0], end[0]) if i not in ours]
        added += [(start[0], j) for j in range(start[1], end[1]) if j not in theirs]
    for i, j in changed:
        yield from (((i, j), difference) for difference in _changed(stated[i], read[j]))
    yield from _left(stated, read, missing, added)
    for i, j in sorted([*pairs, *changed]):
        yield from (((i, j), difference) for difference in _marks(stated[i], read[j]))
    yield from _elsewhere(stated, read, sorted([*pairs, *changed]))


def _answering(blocks: Reading) -> list[tuple[str, str, str, str]]:
    """What tells blocks apart: anchor, kind, words, and for an answer the question that it answers."""
    told = []
    question = ""
    for block in blocks:
        question = block.text if block.kind == "question" else question
        told.append((block.anchor, block.kind, block.text, question if block.kind == "answer" else ""))
    return told


def _matched(stated: Sequence[Block], read: Sequence[Block]) -> list[Pair]:
    """Which of the blocks between two that are equal are one that was changed."""

    def fits(i: int, j: int) -> float:
        return likeness(read[j].text, stated[i].text) + 0.2 * (stated[i].kind == read[j].kind)

    return matched(len(stated), len(read), fits)


def _changed(stated: Block, read: Block) -> Iterator[Difference]:
    """The words that differ; where the words are the same, what kind of words they are."""
    about = stated.anchor or read.anchor
    if stated.text == read.text and stated.kind != read.kind:
        yield Difference("changed", about, f"{read.text} ({read.kind})", f"{stated.text} ({stated.kind})", read.place)
    for says, should in differing(read.text, stated.text):
        yield Difference("changed", about, spelt(says, should), shown(should), read.place)


def _left(stated: Reading, read: Reading, missing: Iterable[Pair], added: Iterable[Pair]) -> Iterator[Placed]:
    """What has no counterpart where it should stand; the same words elsewhere have moved."""
    elsewhere: dict[tuple[str, str], deque[Pair]] = defaultdict(deque)
    for i, j in added:
        elsewhere[read[j].kind, read[j].text].append((i, j))
    for i, j in missing:
        ours = stated[i]
        if found := elsewhere[ours.kind, ours.text]:
            theirs = read[found.popleft()[1]]
            yield (i, j), Difference("moved", ours.anchor, shown(theirs.text), shown(ours.text), theirs.place)
        else:
            yield (i, j), Difference("missing", ours.anchor, stated=shown(ours.text))
    for i, j in (each for found in elsewhere.values() for each in found):
        yield (i, j), Difference("added", read[j].anchor, shown(read[j].text), "", read[j].place)


def _elsewhere(stated: Reading, read: Reading, pairs: Iterable[Pair]) -> Iterator[Placed]:
    """Blocks whose words stand below another anchor: one difference for each two anchors."""
    told = set()
    for i, j in pairs:
        anchors = stated[i].anchor, read[j].anchor
        if all(anchors) and anchors[0] != anchors[1] and anchors not in told:
            told.add(anchors)
            yield (i, j), Difference("moved", anchors[0], f"#{shown(anchors[1])}", f"#{anchors[0]}", read[j].place)


# ---- addresses and languages


def _marks(stated: Block, read: Block) -> Iterator[Difference]:
    """Words that lead to another address, or are marked as another language."""
    if stated.spans == read.spans:
        return
    for kind, mark, tell in (("address", _address, _link), ("language", _language, _marked)):
        for words, ours, theirs in _differing(stated, read, mark):
            about = stated.anchor or read.anchor
            yield Difference(kind, about, tell(words, shown(theirs)), tell(words, ours), read.place)


def _differing(stated: Block, read: Block, mark: Callable[[Span], str]) -> Iterator[tuple[str, str, str]]:
    """Words with the mark that is stated and the one that was read, where they differ."""
    if stated.text != read.text:
        known = set(map(mark, stated.spans))
        yield from ((shown(s.text), "", mark(s)) for s in read.spans if mark(s) and mark(s) not in known)
        return
    both = zip(_letters(stated, mark), _letters(read, mark), strict=True)
    for (ours, theirs), run in groupby(both, key=lambda pair: (pair[0][1], pair[1][1])):
        if ours != theirs:
            yield "".join(theirs[0] for _, theirs in run).strip(), ours, theirs


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


def _address(span: Span) -> str:
    return span.address


def _language(span: Span) -> str:
    return span.language


def _link(words: str, address: str) -> str:
    return f"[{words}]({address})" if address else words


def _marked(words: str, language: str) -> str:
    return f"{words} ({language})" if language else words

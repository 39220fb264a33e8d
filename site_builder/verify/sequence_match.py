"""Aligning two lists, in time that grows with their length: what both have, and what fits in between."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[int, int]
Key = Callable[[T], Hashable]
MOST = 2_500
"""So many pairs are weighed against each other; in a larger gap what stands at one place is a pair."""


def aligned(ours: Sequence[T], theirs: Sequence[T], keys: Sequence[Key[T]]) -> list[Pair]:
    """The places of what is equal by one of the keys, in the order of both; the first key goes first."""
    pairs: list[Pair] = []
    for key in keys:
        a, b = [key(each) for each in ours], [key(each) for each in theirs]
        found = list(pairs)
        for start, end in gaps(pairs, len(a), len(b)):
            fixed = list(_ends(a, b, start, end))
            for inner_start, inner_end in gaps(fixed, end[0], end[1], start):
                unique = _rising(_once(a, b, inner_start, inner_end))
                found += unique
                found += [p for s, e in gaps(unique, *inner_end, inner_start) for p in _ends(a, b, s, e)]
            found += fixed
        pairs = sorted(found)
    return pairs


def gaps(pairs: Sequence[Pair], ours: int, theirs: int, start: Pair = (0, 0)) -> Iterator[tuple[Pair, Pair]]:
    """Where one list or both have something between two pairs: from which places to which, the last not with it."""
    for end in (*pairs, (ours, theirs)):
        if start[0] < end[0] or start[1] < end[1]:
            yield start, end
        start = (end[0] + 1, end[1] + 1)


def _ends(a: Sequence[Hashable], b: Sequence[Hashable], start: Pair, end: Pair) -> Iterator[Pair]:
    """Equal ones at the beginning of a gap and at its end."""
    (i, j), (i_end, j_end) = start, end
    while i < i_end and j < j_end and a[i] == b[j]:
        yield i, j
        i, j = i + 1, j + 1
    last = []
    while i < i_end and j < j_end and a[i_end - 1] == b[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
        last.append((i_end, j_end))
    yield from reversed(last)


def _once(a: Sequence[Hashable], b: Sequence[Hashable], start: Pair, end: Pair) -> list[Pair]:
    """What stands once in each list within a gap, in the order of the first."""
    ours, theirs = Counter(a[start[0] : end[0]]), Counter(b[start[1] : end[1]])
    places = {b[j]: j for j in range(start[1], end[1]) if theirs[b[j]] == 1}
    return [(i, places[a[i]]) for i in range(start[0], end[0]) if ours[a[i]] == 1 and a[i] in places]


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """As many of the pairs as can stand in the order of both lists: the longest rising row."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [n]
    row: list[Pair] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        row.append(pairs[n])
        n = before[n]
    return row[::-1]


def matched(ours: int, theirs: int, fits: Callable[[int, int], float]) -> list[Pair]:
    """Pairs in the order of both lists that fit best together; 0 never fits."""
    if ours * theirs > MOST:
        return [(n, n) for n in range(min(ours, theirs)) if fits(n, n)]
    best: dict[Pair, float] = defaultdict(float)
    weights = [[fits(i, j) for j in range(theirs)] for i in range(ours)]
    for i in reversed(range(ours)):
        for j in reversed(range(theirs)):
            best[i, j] = max(best[i + 1, j], best[i, j + 1], best[i + 1, j + 1] + weights[i][j])
    pairs, i, j = [], 0, 0
    while i < ours and j < theirs:
        if weights[i][j] and best[i, j] == best[i + 1, j + 1] + weights[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            i += 1
        else:
            j += 1
    return pairs

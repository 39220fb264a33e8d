"""Align two lists, in time that grows with their length: first what is equal, then what fits best in between."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[int, int]
Key = Callable[[T], Hashable]
MOST = 2_500
"""The most pairs that are compared with each other. In a larger gap, items at the same place are pairs."""


def aligned(left: Sequence[T], right: Sequence[T], keys: Sequence[Key[T]]) -> list[Pair]:
    """The places of items with an equal key, in the order of both lists; the first key has priority."""
    pairs: list[Pair] = []
    for key in keys:
        a, b = [key(item) for item in left], [key(item) for item in right]
        all_pairs = list(pairs)
        for start, end in gaps(pairs, len(a), len(b)):
            fixed = list(_ends(a, b, start, end))
            for inner_start, inner_end in gaps(fixed, end[0], end[1], start):
                unique = _rising(_once(a, b, inner_start, inner_end))
                all_pairs += unique
                all_pairs += [p for s, e in gaps(unique, *inner_end, inner_start) for p in _ends(a, b, s, e)]
            all_pairs += fixed
        pairs = sorted(all_pairs)
    return pairs


def gaps(
    pairs: Sequence[Pair], left_length: int, right_length: int, start: Pair = (0, 0)
) -> Iterator[tuple[Pair, Pair]]:
    """The gaps between pairs where either list has items: start and end in both lists; the end is not part of it."""
    for end in (*pairs, (left_length, right_length)):
        if start[0] < end[0] or start[1] < end[1]:
            yield start, end
        start = (end[0] + 1, end[1] + 1)


def _ends(a: Sequence[Hashable], b: Sequence[Hashable], start: Pair, end: Pair) -> Iterator[Pair]:
    """Equal items at the beginning of a gap and at its end."""
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
    """Items that each list has once within a gap, in the order of the first list."""
    left_counts, right_counts = Counter(a[start[0] : end[0]]), Counter(b[start[1] : end[1]])
    places = {b[j]: j for j in range(start[1], end[1]) if right_counts[b[j]] == 1}
    return [(i, places[a[i]]) for i in range(start[0], end[0]) if left_counts[a[i]] == 1 and a[i] in places]


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The most pairs that are in the order of both lists: the longest rising row."""
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


def matched(left_length: int, right_length: int, fits: Callable[[int, int], float]) -> list[Pair]:
    """The pairs, in the order of both lists, that fit best together; `fits` gives 0 for what never fits."""
    if left_length * right_length > MOST:
        return [(n, n) for n in range(min(left_length, right_length)) if fits(n, n)]
    best: dict[Pair, float] = defaultdict(float)
    weights = [[fits(i, j) for j in range(right_length)] for i in range(left_length)]
    for i in reversed(range(left_length)):
        for j in reversed(range(right_length)):
            best[i, j] = max(best[i + 1, j], best[i, j + 1], best[i + 1, j + 1] + weights[i][j])
    pairs, i, j = [], 0, 0
    while i < left_length and j < right_length:
        if weights[i][j] and best[i, j] == best[i + 1, j + 1] + weights[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            i += 1
        else:
            j += 1
    return pairs

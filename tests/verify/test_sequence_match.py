"""Two lists side by side: what stands in both, in the order of both, and what fits in between."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.verify.sequence_match import Pair, aligned, gaps, matched

PAIRS: list[tuple[str, str, list[Pair]]] = [
    # two lists of letters, and what is paired; small and capital letters are one where nothing else is
    ("", "", []),
    ("ab", "ab", [(0, 0), (1, 1)]),
    ("aa", "a", [(0, 0)]),
    ("a", "aa", [(0, 0)]),
    ("aabxcc", "aaycc", [(0, 0), (1, 1), (4, 3), (5, 4)]),
    ("aabcc", "aaxxbcc", [(0, 0), (1, 1), (2, 4), (3, 5), (4, 6)]),
    ("xaybz", "uuavvbw", [(1, 2), (3, 5)]),
    ("xcdcd", "ucdcd", [(1, 1), (2, 2), (3, 3), (4, 4)]),
    ("xbb", "ubb", [(1, 1), (2, 2)]),
    ("xbcb", "ubdb", [(1, 1), (3, 3)]),
    ("xayaz", "uav", []),
    ("xay", "uavaw", []),
    ("xaqqy", "uaqqqv", [(1, 1), (2, 2), (3, 3)]),
    ("xabcy", "ucabv", [(1, 2), (2, 3)]),
    ("xabcdey", "udabecv", [(1, 2), (2, 3), (5, 4)]),
    ("xeabcdy", "uabcdev", [(2, 1), (3, 2), (4, 3), (5, 4)]),
    ("1A2B3", "1a2b3", [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]),
    ("xKyAz", "pqrKsatu", [(1, 3), (3, 5)]),
    ("1xA2", "1Aua2", [(0, 0), (2, 1), (3, 4)]),
    ("1xxAxB2", "1uavbw2", [(0, 0), (3, 2), (5, 4), (6, 6)]),
]


@pytest.mark.parametrize(("ours", "theirs", "pairs"), PAIRS)
def test_what_stands_in_both_is_paired(ours: str, theirs: str, pairs: list[Pair]) -> None:
    assert aligned(ours, theirs, (lambda a: a, str.lower)) == pairs
    if f"{ours}{theirs}".islower():
        assert aligned(ours, theirs, (str.lower,)) == pairs


@given(st.text("abcdefghAB", max_size=12), st.text("abcdefghAB", max_size=12))
def test_pairs_are_equal_and_in_the_order_of_both(ours: str, theirs: str) -> None:
    pairs = aligned(ours, theirs, (lambda a: a, str.lower))
    assert all(ours[i].lower() == theirs[j].lower() for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))
    if ours == theirs:
        assert len(pairs) == len(ours)


def test_what_stands_between_pairs_is_a_gap() -> None:
    assert list(gaps([], 0, 0)) == list(gaps([(0, 0), (1, 1)], 2, 2)) == []
    assert list(gaps([], 1, 0)) == [((0, 0), (1, 0))]
    assert list(gaps([(0, 0), (1, 2)], 3, 3)) == [((1, 1), (1, 2)), ((2, 3), (3, 3))]
    assert list(gaps([(4, 3)], 5, 5, (3, 3))) == [((3, 3), (4, 3)), ((5, 4), (5, 5))]


FITS: list[tuple[Sequence[Sequence[float]], list[Pair]]] = [
    # how well each of ours fits each of theirs, and what is paired
    ([[0]], []),
    ([[0, 2]], [(0, 1)]),
    ([[0, 0, 2]], [(0, 2)]),
    ([[0], [2]], [(1, 0)]),
    ([[1, 0], [0, 1]], [(0, 0), (1, 1)]),
    ([[1, 5], [5, 1]], [(1, 0)]),
    ([[1, 3], [0, 1]], [(0, 1)]),
    ([[2, 3], [0, 2]], [(0, 0), (1, 1)]),
    ([[1, 0, 1], [1, 0, 0], [0, 0, 1]], [(0, 0), (2, 2)]),
]


@pytest.mark.parametrize(("weights", "pairs"), FITS)
def test_what_fits_best_is_paired(weights: Sequence[Sequence[float]], pairs: list[Pair]) -> None:
    assert matched(len(weights), len(weights[0]), lambda i, j: weights[i][j]) == pairs


def test_in_long_lists_what_stands_at_one_place_is_paired_if_it_fits() -> None:
    assert matched(50, 50, lambda i, j: i == j + 1) == [(n + 1, n) for n in range(49)]
    assert matched(51, 50, lambda i, j: i == j + 1) == []
    assert matched(52, 50, lambda i, j: i * j % 2) == [(n, n) for n in range(1, 50, 2)]

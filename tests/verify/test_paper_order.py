"""What stands elsewhere than where it is read: beside another question, above the line it ends, out of its cell."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from site_builder.verify.paper.order import misplaced
from site_builder.verify.paper.seen import Frame, Seen
from site_builder.verify.paper.tree import Key, Told, Words


@dataclass(frozen=True)
class Block:
    """Where the texts of a block stand: left, baseline, and the page if it is not the first; 30 by 10 points each."""

    places: tuple[tuple[float, ...], ...]
    row: int = 0
    cell: int = 0


def block(*places: tuple[float, ...]) -> Block:
    return Block(places)


def cells(row: int, *texts: tuple[tuple[float, ...], ...]) -> list[Block]:
    return [Block(each, row, cell) for cell, each in enumerate(texts, row + 1)]


def words(key: Key | None) -> Words:
    return Words("", "", "", 0, key)


def texts(number: int, held: Block) -> dict[Key, list[Seen]]:
    """Each text by its key, named by the number of its block from 1, and by its letter."""
    found: dict[Key, list[Seen]] = {}
    for letter, (left, base, *on) in zip("abcdef", held.places, strict=False):
        page, frame = int(on[0]) if on else 1, Frame(left, base - 2, left + 30, base + 8)
        found[page, 10 * number + ord(letter)] = [Seen(f"{number}{letter}", page, 0, frame, (left, base), "")]
    return found


def out_of_place(*blocks: Block) -> str:
    every = [texts(number, each) for number, each in enumerate(blocks, 1)]
    told = [
        Told((), each.row, each.cell, [words(key) for key in held]) for each, held in zip(blocks, every, strict=True)
    ]
    found = list(misplaced(told, {key: seen for held in every for key, seen in held.items()}))
    assert all(int(seen.text[0]) == place + 1 for place, seen in found)
    return " ".join(seen.text for _, seen in found)


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ((), ""),
        ((block((70, 700)), block((70, 680))), ""),
        ((block((70, 700)), block((70, 680)), block((70, 690))), "3a"),
        ((block((70, 700)), block((100, 700))), "2a"),
        ((block((70, 700), (100, 700), (70, 688)), block((70, 680))), ""),
        ((block((70, 700), (97.6, 700)),), ""),
        ((block((70, 700), (97.5, 700)),), "1b"),
        ((block((70, 700), (100, 700.9)),), ""),
        ((block((70, 700), (100, 701)),), "1b"),
        ((block((70, 700), (60, 699.1)),), "1b"),
        ((block((70, 700), (60, 699)),), ""),
        ((block((70, 100)), block((70, 700, 2))), ""),
        ((block((70, 100), (60, 100, 2)),), ""),
        ((block((70, 700, 2)), block((70, 100))), "2a"),
        ((block((70, 700, 2), (100, 700)),), "1b"),
    ],
)
def test_each_line_stands_below_the_one_before(blocks: tuple[Block, ...], told: str) -> None:
    assert out_of_place(*blocks) == told


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        (cells(1, ((70, 700),), ((200, 700),)), ""),
        (cells(1, ((70, 700),), ((97.6, 700),)), ""),
        (cells(1, ((70, 700),), ((97.5, 700),)), "2a"),
        (cells(1, ((70, 700),), ((200, 704.9),)), ""),
        (cells(1, ((70, 700),), ((200, 705),)), "2a"),
        (cells(1, ((70, 700),), ((200, 695.1),)), ""),
        (cells(1, ((70, 700),), ((200, 695),)), "2a"),
        (cells(1, ((70, 700),), ((200, 700, 2),)), "2a"),
        (cells(1, ((70, 700), (70, 688)), ((200, 700), (230, 700), (200, 688)), ((300, 700),)), ""),
        (cells(1, ((70, 700),), ((200, 700), (190, 700))), "2b"),
        (cells(1, ((70, 700),), ((300, 700),), ((200, 700),), ((400, 700),)), "3a"),
        (cells(1, ((70, 700), (70, 688)), ((200, 700), (200, 688))), ""),
        (cells(1, ((70, 700), (200, 688)), ((200, 700), (70, 688))), "2a"),
        (cells(1, ((70, 700), (70, 688)), ((200, 700), (70, 676))), "2b"),
        ([*cells(1, ((70, 700), (70, 688)), ((200, 700),)), block((70, 694))], "3a"),
        ([*cells(1, ((70, 700), (70, 688)), ((200, 700),)), block((70, 680))], ""),
        ([*cells(1, ((70, 700),), ((200, 700),)), *cells(4, ((300, 700),), ((400, 700),))], "3a"),
        ([*cells(1, ((70, 700),), ((200, 700),)), *cells(4, ((70, 680),), ((200, 680),))], ""),
    ],
)
def test_each_cell_stands_beside_those_before(blocks: list[Block], told: str) -> None:
    assert out_of_place(*blocks) == told


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ([block((70, 700)), block((70, 720), (70, 730), (70, 740))], "2a"),
        ([block((70, 700)), block((70, 300)), block((70, 680)), block((70, 660))], "3a"),
        ([*cells(1, ((70, 700),), ((200, 300),), ((300, 700),)), block((70, 680))], "2a"),
        ([*cells(1, ((70, 700),), ((60, 700), (60, 688)), ((100, 700),))], "2a"),
        ([*cells(1, ((70, 700),), ((200, 700),)), *cells(4, ((70, 720),), ((200, 720),)), block((70, 710))], "3a"),
    ],
)
def test_what_follows_a_text_in_another_place_is_not_told(blocks: list[Block], told: str) -> None:
    assert out_of_place(*blocks) == told


def test_only_words_that_are_seen_have_a_place() -> None:
    blank = Seen(" ", 1, 2, Frame(0, 0, 9, 9), (70, 900), "")
    told = [
        Told((), words=list(map(words, texts(1, block((70, 700)))))),
        Told((), words=list(map(words, [(1, 2), None]))),
    ]
    assert (
        list(misplaced([*told, Told((), words=[words((9, 9))])], {**texts(1, block((70, 700))), (1, 2): [blank]})) == []
    )

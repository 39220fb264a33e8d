"""How changes are made, and how a room's tests are asked about each."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from tests.mutants import ROOMS, ROOT, Room, changed, main

SOURCE = '''
"""What it is."""
HOW = {"a": 1}


def least(held: list[int], most: int = 3) -> int | None:
    """What it does."""
    if not held:
        raise ValueError("nothing is held")
    return min(each for each in held if each < most and each != 5)
'''
CHANGES = [
    *((3, change) for change in ("'a' as another text", "1 as 2")),
    (6, "3 as 4"),
    *((8, change) for change in ("if True", "if False", "not left out")),
    *((10, change) for change in ("returns None", "min as max", "without if", "And as Or")),
    *((10, change) for change in ("without each < most", "without each != 5")),
    *((10, change) for change in ("Lt as LtE", "Lt as Gt", "NotEq as Eq", "5 as 6")),
]


def test_a_module_is_broken_in_every_place_of_which_a_program_makes_something() -> None:
    tree = ast.parse(SOURCE)
    before, seen = ast.unparse(tree), set()
    made = []
    for change in changed(tree):
        made.append(change)
        seen.add(ast.unparse(tree))
    assert sorted(made) == sorted(CHANGES)
    assert len(seen - {before}) == len(CHANGES)
    assert ast.unparse(tree) == before


CODE = "def is_young(age):\n    return age < 18\n"
TEST = """
import sys
sys.path.insert(0, {folder!r})
from limit import is_young
def test_limit():
    assert is_young(3) and not is_young(70)
"""
CAREFUL = "def test_edge():\n    assert is_young(17) and not is_young(18)\n"


@pytest.mark.parametrize(("may_survive", "more", "survive"), [(0, CAREFUL, 0), (1, "", 2), (2, "", 2)])
def test_what_no_test_notices_survives_and_is_named(
    may_survive: int,
    more: str,
    survive: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "limit.py").write_text(CODE, "utf-8")
    (tmp_path / "test_limit.py").write_text(TEST.format(folder=str(tmp_path)) + more, "utf-8")
    folder = os.path.relpath(tmp_path, ROOT)
    monkeypatch.setitem(ROOMS, "room", Room([f"{folder}/limit.py"], [f"{folder}/test_*.py"], may_survive))
    assert main(["room"]) == (survive > may_survive)
    *named, summary = capsys.readouterr().out.splitlines()
    assert [line.partition(" -> ")[2] for line in named] == ["Lt as LtE", "18 as 19"][:survive]
    assert summary.startswith(f"room: 4 changes, {survive} survive, {may_survive} may; ")


def test_each_room_has_code_and_tests() -> None:
    for room in ROOMS.values():
        assert room.files(room.code)
        assert all(room.files([pattern]) for pattern in room.tests)

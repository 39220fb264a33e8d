"""How changes are made, and how a room's tests are asked about each."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from unittest.mock import patch

import pytest

from tests import mutants
from tests.effort import some, thorough
from tests.mutants import ROOMS, ROOT, Mutant, Room, changed, main

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


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A room of four changes, of which two survive."""
    (tmp_path / "limit.py").write_text(CODE, "utf-8")
    (tmp_path / "test_limit.py").write_text(TEST.format(folder=str(tmp_path)), "utf-8")
    return os.path.relpath(tmp_path, ROOT)


def reported(
    folder: str, may_survive: int, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, list[str]]:
    """The exit code, and the lines written."""
    room = Room([f"{folder}/*.py", f"-{folder}/test_*.py"], [f"{folder}/test_*.py"], may_survive)
    with patch.dict(ROOMS, room=room):
        return main([*arguments, "room"]), capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("may_survive", "more", "survive"), some([(49, "", 2), (0, CAREFUL, 0), (50, "", 2)], one_in=3)
)
def test_what_no_test_notices_survives_and_is_named(
    may_survive: int, more: str, survive: int, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "test_limit.py").open("a", encoding="utf-8") as file:
        file.write(more)
    code, (*named, summary) = reported(folder, may_survive, capsys)
    assert code == (may_survive == 49)
    assert sorted(line.partition(" -> ")[2] for line in named) == ["18 as 19", "Lt as LtE"][:survive]
    share = f"{survive * 25}.0 per cent"
    assert summary == f"room: 4 of 4 changes tried, {survive} survive: {share}, {may_survive} may."


@thorough
def test_a_sample_is_tried_or_all(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mutants, "SAMPLE", 3)
    assert reported(folder, 100, capsys)[1][-1].startswith("room: 3 of 4 changes tried, ")
    assert reported(folder, 100, capsys, "--all")[1][-1].startswith("room: 4 of 4 changes tried, 2 survive")


def test_a_sample_stays_the_same_when_other_lines_change() -> None:
    def sample(numbers: range, line: int) -> list[str]:
        every = [Mutant("a.py", number, line + number, f"line {number}", "left out") for number in numbers]
        return [mutant.text for mutant in sorted(every, key=Mutant.rank)]

    of_100, of_80 = sample(range(100), 1), sample(range(20, 100), 7)
    assert of_80 == [text for text in of_100 if text in of_80]
    assert of_100 != sorted(of_100, key=lambda text: int(text.split()[1]))


def test_each_room_has_code_and_tests() -> None:
    for room in ROOMS.values():
        assert all(room.files([pattern.lstrip("-")]) for pattern in [*room.code, *room.tests])
    of_all_rooms = [file for room in ROOMS.values() for file in room.files(room.code)]
    every = Room(
        ["site_builder/web.py", *(f"site_builder/{name}/**/*.py" for name in ("client", "gate", "verify"))], [], 0
    )
    assert sorted(of_all_rooms) == every.files(every.code)

"""The form of a log: its JSON Schema and the strict reader say the same, and a bad line is told by file and line."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from site_builder.gate.log_form import KIND
from site_builder.reconcile.log import kind_of, lines_of, malformed_lines
from site_builder.render.feed import decision_schemas
from tests.reconcile.logs import BROKEN, Said, broken, rows
from tests.reconcile.many import history_of
from tests.reconcile.test_engines import GOOD

VALID = Draft202012Validator(json.loads(decision_schemas.log()))


def reads(said: Any, file: Path) -> bool:
    """Whether the strict reader takes a line."""
    file.write_text(json.dumps(said), "utf-8")
    return not list(malformed_lines(lines_of(file)))


def test_what_the_schema_takes_the_reader_takes(tmp_path: Path) -> None:
    """And what the reader refuses, the schema refuses; but a day that there is not, which no pattern can say."""
    chance = random.Random(1)  # noqa: S311 (comes again)
    taken = 0
    for seed in range(4):
        for said in rows(history_of(seed), chance, 60):
            for each in (said, broken(said, chance), {**said, "extra": 1}, without(said, chance)):
                if each.get("time") == "2026-02-30T10:00:00Z":
                    continue
                is_valid, is_read = VALID.is_valid(each), reads(each, tmp_path / "a.jsonl")
                assert is_read or not is_valid, each
                taken += is_valid
    assert taken > 200


def without(said: Said, chance: random.Random) -> Said:
    """A row without one of its keys."""
    gone = chance.choice(sorted(said))
    return {key: value for key, value in said.items() if key != gone}


@pytest.mark.parametrize("wrong", BROKEN, ids=lambda wrong: next(iter(wrong)))
def test_both_refuse_what_is_wrong(wrong: Said, tmp_path: Path) -> None:
    said = {**GOOD, "id": "row-1", **wrong}
    assert not reads(said, tmp_path / "a.jsonl")
    assert wrong == {"time": "2026-02-30T10:00:00Z"} or not VALID.is_valid(said)


def test_a_bad_line_is_told_by_its_number_and_never_by_what_stands_there(tmp_path: Path) -> None:
    said = [
        {**GOOD, "id": "a"},
        {**GOOD, "id": "b", "system": "943 476 5919"},
        {**GOOD, "id": "b", "Anna Smith": 1},
        {**GOOD, "x": 1},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, said)), "utf-8")
    found = list(malformed_lines(lines_of(tmp_path / "a.jsonl")))
    assert found == [(2, "system"), (3, "a key that no log has"), (4, "a key that no log has: x")]


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        ('["a","b"]', True),
        ("a b", True),
        ('["a b"]', False),
        ("a  b", False),
        ("", False),
        ("[1]", False),
        ("[", False),
    ],
)
def test_an_id_is_matched_as_a_whole(data: str, is_one: bool) -> None:
    assert (kind_of("", "police", "research", data, "children") is not None) == is_one
    assert len(KIND) == 5

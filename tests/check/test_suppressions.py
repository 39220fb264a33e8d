"""A warning may be accepted at one place, with a reason: there and nowhere else it is not given any more."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from site_builder.check import RULES
from site_builder.load.project.folder import load
from site_builder.problems import Problem, Severity
from site_builder.schemas.json_schemas import documents
from tests.seed import ON, REGISTRY

ACCEPTED = """
internal:
  {about}:
    accepted:
      - rule: {rule}
        reason: |
          We looked at it.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(REGISTRY, tmp_path / "registry")


def _accepting(folder: Path, file: str, about: str, rule: str) -> list[Problem]:
    path = folder / file
    path.write_text(path.read_text("utf-8") + ACCEPTED.format(about=about, rule=rule), "utf-8")
    return list(load(folder, "registry", ON).problems)


def _counted(problems: list[Problem]) -> Counter[tuple[str, str]]:
    return Counter((p.place.file, p.rule) for p in problems)


def test_an_accepted_warning_is_given_no_more_and_every_other_is(folder: Path) -> None:
    board = "recipients/youth-justice-board.yaml"
    before = _counted(list(load(folder, "registry", ON).problems))
    after = _counted(_accepting(folder, board, "youth-justice-board", "changing"))
    assert before - after == Counter({(f"registry/{board}", "changing"): 1})
    assert after - before == Counter()


@pytest.mark.parametrize(
    ("file", "about", "rule"),
    [
        ("recipients/youth-justice-board.yaml", "youth-justice-board", "overtaken"),
        ("recipients/police.yaml", "police", "changing"),
        ("recipients/benefit-agencies.yaml", "benefit-agencies", "not-stated"),
    ],
)
def test_where_nothing_is_accepted_it_is_said(folder: Path, file: str, about: str, rule: str) -> None:
    (told,) = [p for p in _accepting(folder, file, about, rule) if p.rule == "accepted-nothing"]
    assert (told.severity, told.place.file) == (Severity.WARNING, f"registry/{file}")
    assert told.source_line.strip() == f"- rule: {rule}"


def test_what_the_law_wants_cannot_be_accepted_away(folder: Path) -> None:
    path = folder / "recipients/nhs-services.yaml"
    entry = ACCEPTED.format(about="nhs-services", rule="not-stated").lstrip()
    path.write_text(path.read_text("utf-8").replace("internal:\n", entry, 1), "utf-8")
    rules = Counter(p.rule for p in load(folder, "registry", ON).problems if p.place.file.endswith(path.name))
    assert (rules["not-stated"], rules["accepted-nothing"]) == (1, 1)


def test_every_rule_and_no_other_may_be_named() -> None:
    common = documents()["common.schema.json"]
    named = common["$defs"]["internal"]["properties"]["accepted"]["items"]["properties"]["rule"]["enum"]
    assert named == sorted(RULES)

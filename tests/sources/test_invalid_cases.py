"""Every slip that an editor can make is told to the word, at its line and column; good twins are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.load.yaml.events import PureParser
from site_builder.load.yaml.read import read, read_with
from site_builder.meanings import meanings
from site_builder.sources import folder as reading
from tests.invalid_cases import BASE, CASES, GOOD, lay_out, said, wanted
from tests.seed import ON

YAML = [case for case in CASES if case.name.startswith(("yaml-", "several-"))]
FILES = [path for case in YAML for path in sorted((case / "registry").rglob("*.yaml"))]
NO_CASE = {"link-dead", "too-large"}
"""The ids without a case: one needs the network, one a file of a megabyte."""
RENEW = "Read each changed message as an editor would, then: python -m tests.renew_cases"


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    """Files that stay as they are, are read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_source", cache(reading._source))
        yield


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_each_case_is_told_to_the_word(case: Path, tmp_path: Path) -> None:
    assert said(case, tmp_path / "registry") == wanted(case).read_text("utf-8"), RENEW


def test_good_twins_are_left_alone_and_the_others_are_not() -> None:
    good = {case.name for case in CASES if case.name.endswith(GOOD)}
    assert {case.name for case in CASES if wanted(case).read_bytes() == b""} == good
    assert len(CASES) - len(good) >= 250
    assert len(good) >= 60


def test_the_base_has_no_problems_and_the_command_prints_what_a_case_says(tmp_path: Path) -> None:
    assert reading.load(BASE, "registry", ON).problems == ()
    case = next(each for each in CASES if each.name == "several-slips")
    lay_out(case, tmp_path / "registry")
    done = CliRunner().invoke(cli, ["check", "-C", str(tmp_path), "--on", ON.isoformat()])
    assert done.stdout == wanted(case).read_text("utf-8")


def test_every_id_that_a_problem_may_have_has_a_case() -> None:
    told = {rule for case in CASES for rule in re.findall(r"(?m) \[([a-z0-9-]+)\]$", wanted(case).read_text("utf-8"))}
    assert set(meanings()) - told == NO_CASE


@pytest.mark.parametrize("file", FILES, ids=lambda path: "-".join(path.relative_to(BASE.parent / "invalid").parts))
def test_both_parsers_say_the_same_of_each_file(file: Path) -> None:
    source = file.read_bytes()
    (document, problems), (other, others) = read(source, "x.yaml"), read_with(PureParser, source, "x.yaml")
    assert problems == others
    assert (document and document.data) == (other and other.data)

"""Every slip that an editor can make is told to the word, at its line and column; good twins are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.explanations import meanings
from site_builder.load.project import folder as reading
from site_builder.load.yaml.events import PureParser
from site_builder.load.yaml.read import read, read_with
from tests.check.test_since_published import RULES as SINCE
from tests.invalid_cases import BASE, BASE_FILES, CASES, GOOD, edited
from tests.renew_cases import renewed
from tests.seed import ON

YAML = [case for case in CASES if case.name.startswith(("yaml-", "several-"))]
SLIPS = {
    f"{case.name}-{name}": data
    for case in YAML
    for name, data in case.files.items()
    if name.endswith(".yaml") and data != BASE_FILES.get(name)
}
NO_CASE = {"id-gone", "link-dead", "too-large", *SINCE}
"""The ids without a case: some need a build before, one the network, one a file of a megabyte."""
RENEW = "Read each changed message as an editor would, then: python -m tests.renew_cases"


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    """Files that stay as they are, are read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_source", cache(reading._source))
        yield


def test_each_case_is_told_to_the_word(tmp_path: Path) -> None:
    said = {case.name: case.said(tmp_path / str(number) / "registry") for number, case in enumerate(CASES)}
    assert {case.name: said[case.name] for case in CASES if said[case.name] != case.says} == {}, RENEW


def test_each_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_good_twins_are_left_alone_and_the_others_are_not() -> None:
    good = {case.name for case in CASES if case.name.endswith(GOOD)}
    assert {case.name for case in CASES if not case.says} == good
    assert len(CASES) - len(good) >= 250
    assert len(good) >= 60


def test_the_base_has_no_problems_and_the_command_prints_what_a_case_says(tmp_path: Path) -> None:
    assert reading.load(BASE, "registry", ON).problems == ()
    case = next(each for each in CASES if each.name == "several-slips")
    case.lay_out(tmp_path / "registry")
    done = CliRunner().invoke(cli, ["check", "--all", "-C", str(tmp_path), "--on", ON.isoformat()])
    assert done.stdout.startswith(case.says)


def test_every_id_that_a_problem_may_have_has_a_case_and_every_id_of_a_case_a_meaning() -> None:
    told = {rule for case in CASES for rule in re.findall(r"(?m)^\S.*:\d+:\d+: .* \[([a-z0-9-]+)\]$", case.says)}
    assert told == set(meanings()) - NO_CASE


def test_both_parsers_say_the_same_of_each_file() -> None:
    for name, source in SLIPS.items():
        (document, problems), (other, others) = read(source, "x.yaml"), read_with(PureParser, source, "x.yaml")
        assert problems == others, name
        assert (document and document.data) == (other and other.data), name


def test_an_edit_is_done_from_top_to_bottom() -> None:
    base = "a\nb\na\nb\n"
    assert edited(base, "+0\n@b\n+1\n-b\n+2\n") == "0\na\nb\n1\na\n2\n"
    for wrong in ("-c\n", "@b\n@b\n@b\n", "-b\n-b\n-a\n", " b\n", "b\n"):
        with pytest.raises(ValueError, match="No line of the base"):
            edited(base, wrong)


SAID = ("registry/x.yaml:1:1: error: It is so. [x]\n    1 | x: y\n", "", "a\tb \n  c\u200b\n", 'a "b" \\\n')


@pytest.mark.parametrize("says", SAID)
def test_what_a_case_says_is_renewed_and_all_else_stays(says: str) -> None:
    before = "- case: x\n  delete: [a.yaml]\n  says: |\n    It is so.\n\n"
    changed = renewed(before, says)
    assert yaml.safe_load(changed) == [{"case": "x", "delete": ["a.yaml"], "says": says}]
    assert renewed(changed, "It is so.\n") == before

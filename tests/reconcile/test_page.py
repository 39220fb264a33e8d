"""The handbook's page: what it shows is what the command prints, and it names every key and verdict."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.gate.coverage import VERDICTS
from site_builder.gate.log_form import KEYS, OUTCOMES
from tests.handbook import DOCS, blocks
from tests.seed import ROOT

PAGE = (DOCS / "reconcile.md").read_text("utf-8")


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up council, built."""
    folder = tmp_path_factory.mktemp("built") / "practice"
    shutil.copytree(ROOT / "docs/examples/practice", folder)
    assert CliRunner().invoke(cli, ["build", "-q", "-C", str(folder), "--on", "2026-11-25"]).exit_code == 0
    return folder


def printed(folder: Path, name: str) -> str:
    """What the command prints of a log or list."""
    return CliRunner().invoke(cli, ["reconcile", "-C", str(folder), name, "--on", "2026-11-25"]).stdout


def test_the_list_of_flows_is_judged_as_the_page_says(practice: Path) -> None:
    shown = blocks("reconcile.md", "text")[0]
    assert printed(practice, "flows.csv") == shown
    listed = (practice / "flows.csv").read_text("utf-8")
    assert listed.startswith(blocks("reconcile.md", "csv")[0])


def test_the_log_is_told_as_the_page_says(practice: Path) -> None:
    lines = printed(practice, "log.jsonl").splitlines()
    shown = blocks("reconcile.md", "text")[1].splitlines()
    assert [line for line in shown if line not in lines] == []


@pytest.mark.parametrize("word", [*KEYS, *VERDICTS, *OUTCOMES])
def test_every_word_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE

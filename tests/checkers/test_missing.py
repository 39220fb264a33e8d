"""What is missing is skipped loudly at a desk, and a failure where CI=true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checkers import chromium, missing
from tests.effort import THOROUGH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(missing.CHECKERS, "absent", lambda: "nobody has it")
    monkeypatch.setitem(missing.CHECKERS, "present", lambda: None)


@pytest.fixture
def fresh() -> Iterator[None]:
    chromium.find.cache_clear()
    yield
    chromium.find.cache_clear()


def test_at_a_desk_it_is_a_skip_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="missing checker: absent: nobody has it"):
        missing.require("absent")


def test_in_continuous_integration_it_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="missing checker: absent: nobody has it"):
        missing.require("absent")


@pytest.mark.parametrize("ci", ["", "true"])
def test_what_is_there_is_no_matter(monkeypatch: pytest.MonkeyPatch, ci: str) -> None:
    monkeypatch.setenv("CI", ci)
    missing.require("present")


def test_the_summary_counts_the_tests_that_each_missing_checker_cost() -> None:
    reasons = ["Skipped: missing checker: a: no a", "Skipped: on Windows only", "Skipped: missing checker: a: no a"]
    assert missing.counted(reasons) == ["2 not run, a: no a"]


@pytest.mark.usefixtures("fresh")
def test_a_chromium_that_is_named_and_missing_is_not_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert chromium.find() is None


@pytest.mark.usefixtures("fresh")
def test_a_stand_in_that_does_not_start_is_no_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in = tmp_path / "chromium"
    stand_in.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(stand_in))
    assert chromium.find() is None


@pytest.mark.usefixtures("fresh")
def test_the_chromium_without_windows_is_taken_first_and_the_whole_one_where_there_is_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    whole, windowless = tmp_path / "chromium", tmp_path / "chromium-headless-shell"
    for program in (whole, windowless):
        program.write_text("#!/bin/sh\n", encoding="utf-8")
        program.chmod(0o755)
    assert chromium.find() == str(whole if THOROUGH else windowless)
    (windowless if not THOROUGH else whole).unlink()
    chromium.find.cache_clear()
    assert chromium.find() == str(windowless if THOROUGH else whole)

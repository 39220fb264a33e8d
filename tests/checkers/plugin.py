"""The fixtures of the checkers, and the summary of what could not be checked."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.checkers import browser
from tests.checkers.chromium import find
from tests.checkers.missing import counted, require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    require("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find(), args=browser.FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def _tabs(chromium: Browser) -> browser.Tabs:
    return browser.Tabs(chromium)


@pytest.fixture
def look(_tabs: browser.Tabs) -> Iterator[browser.Look]:
    """A function that opens a page of a site folder: `look(folder, "child-data/", PHONE)`."""
    with ExitStack() as stack:

        def opened(folder: Path, path: str = "", view: browser.View = browser.DESKTOP) -> browser.Seen:
            return stack.enter_context(_tabs.look(folder, path, view))

        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly how many tests a missing checker cost."""
    reports = terminalreporter.stats.get("skipped", [])
    if lines := counted(str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)):
        terminalreporter.section("NOT CHECKED", sep="!", red=True)
        terminalreporter.line("\n".join(lines))

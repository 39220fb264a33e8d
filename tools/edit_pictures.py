"""Makes the pictures of docs/edit.md: `python -m tools.edit_pictures`, in a Chromium of this machine."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from site_builder.edit.app import App
from site_builder.edit.door import opened
from site_builder.edit.session import Session
from tests.checkers.browser import FLAGS
from tests.checkers.chromium import find

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs/images/edit"
ON = date(2026, 11, 25)
SURVEYS = "recipient/department-for-education?at=dfe-surveys"


@contextmanager
def shown() -> Iterator[tuple[Page, str]]:
    """A page of the browser, and the address of the form on a copy of this repository's registry."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shutil.copytree(ROOT / "registry", Path(folder) / "registry")
        app = App(Session(Path(folder) / "registry", "registry", ON), project=Path(folder))
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        with opened(app, [0]) as door:
            yield (
                browser.new_page(
                    viewport={"width": 1180, "height": 760}, color_scheme="light", reduced_motion="reduce"
                ),
                door.address,
            )
        browser.close()


def main() -> None:
    """Write every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with shown() as (page, address):
        page.goto(address)
        taken(page, "recipients")
        page.goto(address + SURVEYS)
        words = page.locator('[name="v.disclosures.dfe-surveys.text"]')
        with page.expect_response("**/recipient/**"):
            words.fill(words.input_value().replace("usually voluntary", "always voluntary"))
        page.wait_for_selector(".problem.warning >> nth=0")
        page.locator(".card.open").evaluate("e => window.scrollTo(0, e.offsetTop - 10)")
        taken(page, "recipient")
        with page.expect_response("**/recipient/**"):
            page.locator(".picker >> nth=0").evaluate("e => { e.open = true }")
            page.check('[name="v.disclosures.dfe-surveys.purposes"][value="research"]')
        page.goto(f"{address}review")
        taken(page, "review")
        page.goto(f"{address}new?name=Department%20for%20Education%20and%20Skills&type=organisation")
        taken(page, "new")


def taken(page: Page, name: str) -> None:
    """One picture."""
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")
    print(f"{name}.png", file=sys.stderr)


if __name__ == "__main__":
    main()

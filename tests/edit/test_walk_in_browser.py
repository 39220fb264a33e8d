"""In a real browser: the seed's own text out of Word, passage by passage; its notice put in order; all published."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from site_builder.edit.door import Door, opened
from site_builder.old_notice.blocks import of_document
from site_builder.old_notice.proof import out_of_order
from tests.checkers import browser
from tests.checkers.missing import require
from tests.edit.forms import window
from tests.edit.test_finding import WALK, imported, published
from tests.effort import THOROUGH, effort
from tests.old_notice.documents import document, seed

PICTURES = os.environ.get("PICTURES", "")
"""A folder for pictures of what was seen, '' for none."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mammoth", reason="mammoth, of the extra [import], is not installed")
    return imported(tmp_path_factory.mktemp("walk"), of_document(document(seed())))


@pytest.fixture(scope="module")
def door(folder: Path) -> Iterator[Door]:
    with opened(window(folder).app, [0]) as found:
        yield found


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    complaints: list[str] = []
    with chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        found = context.new_page()
        found.set_default_timeout(15_000)
        found.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        found.on("pageerror", lambda error: complaints.append(str(error)))
        yield found
    assert complaints == []


def looked_at(page: Page, name: str) -> None:
    """Two checkers, at two widths."""
    require("npm")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    assert (name, browser.axe(page) if THOROUGH else []) == (name, [])
    page.set_viewport_size({"width": 320, "height": 700})
    browser.opened(page)
    assert (name, browser.overflow(page), browser.axe(page)) == (name, 0, [])
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_seed_out_of_word_is_published_after_a_walk_of_clicks(page: Page, door: Door, folder: Path) -> None:
    page.goto(door.address)
    page.click("text=Go through them")
    clicked = effort(suite=2, thorough=len(WALK))
    for number, said in enumerate([*WALK.values()][:clicked]):
        if number == 2:
            looked_at(page, "passage")
        for name, value in said.items():
            for each in [value] if isinstance(value, str) else value or []:
                control = page.locator(f'[name="{name}"]').first
                if control.evaluate("e => e.type") == "checkbox":
                    page.check(f'[name="{name}"][value="{each}"]')
                    continue
                control.evaluate("e => { for (let d = e; d; d = d.parentElement) if (d.open === false) d.open = true }")
                if control.evaluate("e => e.localName") == "select":
                    control.select_option(each)
                else:
                    control.fill(each)
        page.click("text=Take over what is ticked")
    done = clicked == len(WALK)
    assert ("Each passage was looked at" if done else f"of {len(WALK) - clicked} that wait") in page.inner_text("main")
    page.goto(f"{door.address}thing/notices/our-notice?at=sections.other-government-departments")
    before = page.locator(".order li").all_inner_texts()
    page.click(".order li:nth-child(2) >> text=Up")
    assert page.locator(".order li").all_inner_texts()[0].split("\n")[0] == before[1].split("\n")[0]
    page.click(".order li:nth-child(1) >> text=Down")
    others = (
        *("thing/notices/our-notice?at=sections.nhs-services", "contents", "thing/organisation"),
        *("new-thing/vocabulary/laws", "new-thing/notices/our-notice"),
    )
    for address in others[: effort(suite=0, thorough=5)]:
        page.goto(door.address + address)
        looked_at(page, address.replace("/", "-").partition("?")[0])
    page.goto(f"{door.address}review")
    page.click("text=Save these changes")
    page.wait_for_selector("text=Saved")
    words = of_document(document(seed())).words
    assert (len(words), out_of_order(words, published(folder))) == (653, [])

"""`make golden`: publish the seed into tests/golden/, say first what that changes as facts, take the picture.

The base of the feed cases and the reference pages of the handbook are renewed too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from site_builder.addresses import FEED
from site_builder.build import site_files
from site_builder.facts.facts import facts
from site_builder.load.feed import reader
from site_builder.model import Registry
from site_builder.render.feed.graph import render
from tests.checkers import browser
from tests.checkers.chromium import find
from tests.feed_cases import BASE
from tests.rich_registry import ON as RICH_ON
from tests.rich_registry import rich
from tests.seed import ON, ROOT, whole
from tools import handbook

GOLDEN = Path(__file__).parent / "golden"
PICTURE = ROOT / "docs" / "images" / "page.png"


def differences(old: Registry, new: Registry) -> Iterator[str]:
    """What the second registry states and the first does not, and the other way round; then what reads differently."""
    before, after = _facts(old), _facts(new)
    yield from (f"- {key}: {before[key]}" for key in before if after.get(key) != before[key])
    yield from (f"+ {key}: {after[key]}" for key in after if before.get(key) != after[key])
    yield from (f"- “{text}”" for text in _words(old) if text not in set(_words(new)))
    yield from (f"+ “{text}”" for text in _words(new) if text not in set(_words(old)))


def main() -> None:
    """Print the difference, then renew the golden site."""
    made = site_files(whole(), ON)
    old = GOLDEN / FEED
    print(_said(old.read_bytes(), made[FEED]) if old.exists() else "There was none.")  # noqa: T201 (what this command is for)
    BASE.write_bytes(render(rich(), RICH_ON))
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for path, data in made.items():
        (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / path).write_bytes(data)
    handbook.write()
    _take_picture()


def _said(old: bytes, new: bytes) -> str:
    try:
        before = reader.read(old)
    except reader.FeedError as error:
        return f"The old feed cannot be read any more: {error}"
    return "\n".join(differences(before, reader.read(new))) or "No fact and no word changes."


def _take_picture() -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find(), args=browser.FLAGS)
        with browser.Tabs(chromium).look(GOLDEN, "child-data/", browser.View(width=1440, height=1200)) as seen:
            PICTURE.write_bytes(seen.page.screenshot(animations="disabled"))


def _facts(registry: Registry) -> dict[str, object]:
    return {f.id: f.value for notice in registry.notices for f in facts(registry, notice, ON)}


def _words(registry: Registry) -> list[str]:
    return [str(p.text) for n in registry.notices for p in n.passages]


if __name__ == "__main__":
    main()

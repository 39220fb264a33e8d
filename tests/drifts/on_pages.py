"""From a drift in one page to a drift in a site: the page is chosen by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from site_builder.build import Files
from tests.drifts.markup import Element, Page
from tests.drifts.sites import Plant, Sheet, Site

PagePlant = Callable[[Page, Sheet, Random], str | None]
"""The page with one drift; None where it has no place for it."""


T = TypeVar("T")


def on_page(plant: PagePlant) -> Plant:
    """The drift in one of the notices' pages."""

    def planted(site: Site, chance: Random) -> Files | None:
        path = chance.choice(sorted(site.pages))
        page = Page(site.files[path], path)
        source = plant(page, site.pages[path], chance)
        return None if source in {None, page.source} else {path: str(source).encode()}

    return planted


def pick(found: Sequence[T], chance: Random) -> T | None:
    """One of them; None where there is none."""
    return chance.choice(found) if found else None


def rows(page: Page, sheet: Sheet, *keys: str) -> list[Element]:
    """The rows of facts with one of these keys; without keys every row. Margins hold closed answers, not facts."""
    found = [e for e in page.those("div") if e.parent and "rows" in e.parent.named("class").split()]
    return [e for e in found if not keys or sheet.key(page.text(e.children[0])) in keys]


def two(found: Sequence[T], chance: Random) -> tuple[T, T] | None:
    """Two of them, in the order in which they stand; None where there are not two."""
    if len(found) < 2:
        return None
    first, second = sorted(chance.sample(range(len(found)), 2))
    return found[first], found[second]

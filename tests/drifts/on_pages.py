"""From a drift in one page to a drift in a site: the page is chosen by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    lists = [e for e in page.those("dl") if "rows" in e.named("class").split()]
    found = [row for each in lists for row in _rows_of(each)]
    return [e for e in found if not keys or sheet.key(page.text(e.children[0])) in keys]


def _rows_of(facts: Element) -> Iterator[Element]:
    """Each head with its answers, as if an element held them."""
    heads = [place for place, each in enumerate(facts.children) if each.tag == "dt"]
    for place, after in zip(heads, [*heads[1:], len(facts.children)], strict=True):
        of_one = facts.children[place:after]
        start, end = of_one[0].start, of_one[-1].end
        yield Element("row", "", start, start, facts, end, end, of_one)


def two(found: Sequence[T], chance: Random) -> tuple[T, T] | None:
    """Two of them, in the order in which they stand; None where there are not two."""
    if len(found) < 2:
        return None
    first, second = sorted(chance.sample(range(len(found)), 2))
    return found[first], found[second]

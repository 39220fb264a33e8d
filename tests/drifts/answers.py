"""Drifts in closed answers: their words, their signs, their reservations, and the passage at which they stand."""

from __future__ import annotations

import re
from random import Random

from site_builder.build import Files
from site_builder.facts.layout.laid_out import NO, NOT_SAID, SOME, YES
from tests.drifts.markup import Element, Page
from tests.drifts.on_pages import pick, two
from tests.drifts.sites import Sheet, Site

SIGNS = (YES, NO, SOME, NOT_SAID)


def closed(page: Page) -> list[Element]:
    """The closed answers, in the table and in margins."""
    found = [e for e in page.those("span") if e.parent and e.named("class") != "question"]
    return [e for e in found if e.parent and (e.parent.tag == "td" or _margin(e.parent))]


def margins(page: Page) -> list[Element]:
    """The lists of questions and closed answers beside passages."""
    return [e for e in page.those("dl") if e.named("class") == "marks"]


def _margin(answer: Element) -> bool:
    return answer.tag == "dd" and any(e.named("class") == "marks" for e in answer.way)


def answer_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """A closed answer says what another says: with its own sign, or with the other's."""
    one = pick(closed(page), chance)
    other = pick([e for e in closed(page) if one and page.text(e) != page.text(one)], chance)
    if one is None or other is None:
        return None
    if chance.random() < 0.5:
        return page.put((one.start, one.end, page.whole(other)))
    return page.put((one.inside, one.until, page.content(other)))


def sign_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """A closed answer has another sign, or none, and the same words."""
    one = pick(closed(page), chance)
    if one is None:
        return None
    other = chance.choice([sign for sign in (*SIGNS, "") if sign != one.named("class")])
    start = f'<span class="{other}">' if other else "<span>"
    return page.put((one.start, one.inside, start))


def reservation_cut(page: Page, _: Sheet, chance: Random) -> str | None:
    """A closed answer without what follows its first comma or full stop: "Yes" for "Yes, for some"."""
    places = [e for e in closed(page) if re.search(r"\w[,.] ", page.content(e))]
    one = pick(places, chance)
    if one is None:
        return None
    cut = re.search(r"[,.] ", page.content(one))
    return cut and page.put((one.inside + cut.start(), one.until, ""))


def answer_lost(page: Page, _: Sheet, chance: Random) -> str | None:
    """A closed answer in a margin is not there any more, its question with it, or all of them; or there is one more."""
    answers = [e.parent for e in closed(page) if e.parent and _margin(e.parent)]
    one = pick(answers, chance)
    if one is None or one.parent is None:
        return None
    if chance.random() < 0.3:
        more = chance.choice(answers)
        return page.inserted(one.end, page.whole(more))
    return page.without(chance.choice([one, one.parent, *([one.parent.parent] if one.parent.parent else [])]))


def silence_filled(page: Page, _: Sheet, chance: Random) -> str | None:
    """A closed answer where the registry says nothing."""
    silent = pick([e for e in closed(page) if e.named("class") == NOT_SAID], chance)
    other = pick([e for e in closed(page) if e.named("class") in {YES, NO, SOME}], chance)
    return page.put((silent.start, silent.end, page.whole(other))) if silent and other else None


def answers_moved(page: Page, _: Sheet, chance: Random) -> str | None:
    """A question with its closed answers, or all of a margin, stands at another passage."""
    pair = two(margins(page), chance)
    if pair is None:
        return None
    one, other = pair
    if chance.random() < 0.5:
        moved = chance.choice(one.children)
        return page.put((moved.start, moved.end, ""), (other.until, other.until, page.whole(moved)))
    if page.text(one) == page.text(other):
        return None
    return page.put((one.inside, one.until, page.content(other)), (other.inside, other.until, page.content(one)))


def of_another_edition(site: Site, chance: Random) -> Files | None:
    """A closed answer as it is in another language, or for other readers."""
    path = chance.choice(sorted(site.pages))
    notice = site.pages[path].laid.id
    others = [other for other, sheet in site.pages.items() if other != path and sheet.laid.id == notice]
    if not others:
        return None
    page, other = (Page(site.files[each], each) for each in (path, chance.choice(sorted(others))))
    here = pick([e for e in closed(page) if e.stands_in("td")], chance)
    there = pick([e for e in closed(other) if here and other.text(e) != page.text(here)], chance)
    return {path: page.put((here.start, here.end, other.whole(there))).encode()} if here and there else None

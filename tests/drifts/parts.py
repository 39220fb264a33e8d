"""Drifts in what stands around the words: exact facts, numbers, rights, silence, everyone named, who checked."""

from __future__ import annotations

import re
from random import Random

from site_builder.facts.layout.exact import EVERYWHERE, EXCEPTIONS
from tests.drifts.markup import Element, Page
from tests.drifts.on_pages import pick, rows, two
from tests.drifts.sites import Sheet

RIGHTS, SILENCE, NAMED, ABOUT = "page-rights", "page-silence", "page-named", "page-about"
"""The anchors of the parts of a page."""


def below(page: Page, anchor: str, *tags: str) -> list[Element]:
    """The elements with these tags in a part of the page."""
    return [e for e in page.those(*tags) if any(anchor in (w.named("aria-labelledby"), w.named("id")) for w in e.way)]


def _closed(element: Element) -> bool:
    return element.stands_in("details")


# ---- passages


def facts_cut(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """Of the exact facts a row, an answer or a list, or all of them are not there any more."""
    closed = [row for row in rows(page, sheet) if _closed(row)]
    row = pick(closed, chance)
    if row is None or row.parent is None:
        return None
    details = next(e for e in row.way if e.tag == "details")
    return page.without(chance.choice([row, row, row.children[-1], row.parent, details]))


def label_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """The label of a passage, or the heading of some facts, says something else or says less: who gives, who gets."""
    labels = [e for e in page.those("h3", "h4") if page.text(e)]
    one = pick(labels, chance)
    if one is None:
        return None
    pieces = list(re.finditer(r"(?<=[ >])[^\W\d_]+,?(?: |$)|, [^<,:]+", page.content(one)))
    cut = pick(pieces, chance)
    if cut and chance.random() < 0.6:
        return page.put((one.inside + cut.start(), one.inside + cut.end(), ""))
    other = pick([e for e in labels if e.tag == one.tag and page.text(e) != page.text(one)], chance)
    return page.put((one.inside, one.until, page.content(other))) if other else None


def _numbers(page: Page) -> list[Element]:
    """The links that lead to passages by their numbers, without those of the passages themselves."""
    found = [e for e in page.those("a") if re.fullmatch(r"#p\d+\.\d+", e.named("href"))]
    return [e for e in found if not e.stands_in("h3")]


def number_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """A number is that of another passage: in words, in where it leads, or in both."""
    one = pick(_numbers(page), chance)
    others = [e.named("id") for e in page.those("article") if one and f"#{e.named('id')}" != one.named("href")]
    other = pick(others, chance)
    if one is None or other is None:
        return None
    words, target = chance.choice([(True, True), (True, False), (False, True)])
    changed = [(*one.place_of("href"), f'"#{other}"')] if target else []
    return page.put(*changed, *([(one.inside, one.until, other.removeprefix("p"))] if words else []))


def exception_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """Of the numbers in one place one is cut or one is added: an exception, a rule, a right."""
    numbers = _numbers(page)
    of_everything = [e for e in numbers if any(w.named("id") == EVERYWHERE for w in e.way)]
    one = pick(of_everything if of_everything and chance.random() < 0.5 else numbers, chance)
    if one is None or one.parent is None:
        return None
    if chance.random() < 0.5:
        before = re.search(r"(?:, |–|[^<>]*)$", page.source[one.parent.inside : one.start])
        return page.put((one.start - len(before[0] if before else ""), one.end, ""))
    there = page.content(one.parent)
    told = set(re.findall(r"#(p[\d.]+)", there))
    other = pick([key for e in page.those("article") if (key := e.named("id")) not in told], chance)
    return other and page.inserted(one.end, f', <a href="#{other}">{other.removeprefix("p")}</a>')


def exception_of_another_kind(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """What is not said of a passage is said to be different there, or the other way."""
    texts = sheet.language.texts["exact"]
    kinds = [texts[key].partition("{")[0].strip(",. ") for key in (*EXCEPTIONS, "except_what")]
    old, new = chance.sample(kinds, 2)
    answers = [e for e in below(page, EVERYWHERE, "dd") if f"{old} <a" in page.content(e)]
    one = pick(answers, chance)
    if one is None:
        return None
    return page.put((one.inside, one.until, page.content(one).replace(f"{old} <a", f"{new} <a", 1)))


# ---- parts


def topic_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """A topic that the notice does not say is cut or added, or counted otherwise in the link that leads there."""
    topics = below(page, SILENCE, "li")
    link = next((e for e in page.those("a") if e.named("href") == f"#{SILENCE}"), None)
    count = re.search(r"\d+", page.content(link)) if link else None
    if link and count and chance.random() < 0.4:
        other = chance.choice([n for n in range(1, 14) if n != int(count[0])])
        return page.put((link.inside + count.start(), link.inside + count.end(), str(other)))
    one = pick(topics, chance)
    if one is None:
        return None
    return page.without(one) if chance.random() < 0.7 else page.inserted(one.end, page.whole(chance.choice(topics)))


def right_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """A right is cut, or said of more than it holds for."""
    one = pick(below(page, RIGHTS, "li"), chance)
    limit = re.search(r":? *[^<:]*<a .*", page.content(one)) if one else None
    if one and limit and chance.random() < 0.4:
        return page.put((one.inside + limit.start(), one.until, ""))
    return page.without(one) if one else None


def complaint_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """Whom to ask or to complain to is lost, or at another address: in words, in where the link leads, or in both."""
    links = [e for e in below(page, RIGHTS, "a") if not e.named("href").startswith("#")]
    one = pick(links, chance)
    if one is None or one.parent is None:
        return None
    if chance.random() < 0.2:
        return page.without(one.parent)
    elsewhere = chance.choice(["https://elsewhere.example/complain", "mailto:someone@elsewhere.example"])
    words, target = chance.choice([(True, True), (True, False), (False, True)])
    start = page.source[one.start : one.inside]
    start = start.replace(f'"{one.named("href")}"', f'"{elsewhere}"') if target else start
    return page.put((one.start, one.until, f"{start}{elsewhere.partition(':')[2] if words else page.content(one)}"))


def named_changed(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """Of what is said of everyone named a line or a row is cut, or it is said of another."""
    lines = [e for e in below(page, NAMED, "p") if e.parent and e.parent.named("class") == "under"]
    finding = [row for row in rows(page, sheet) if row.parent in below(page, NAMED, "dl")]
    one = pick([*lines, *finding], chance)
    if one is None:
        return None
    other = pick([e for e in lines if page.text(e) != page.text(one)], chance)
    if one in finding or other is None or chance.random() < 0.5:
        return page.without(one)
    return page.put((one.inside, one.until, page.content(other)))


def about_changed(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """Who checked what and when, and what is looked at again: a name or a day over other answers, a number moved."""
    its_rows = [row for row in rows(page, sheet) if row.parent in below(page, ABOUT, "dl")]
    answers = [e for row in its_rows for e in row.children[1:]]
    heads = [row.children[0] for row in its_rows]
    pair = two(answers if chance.random() < 0.6 else heads, chance)
    if pair is None or page.text(pair[0]) == page.text(pair[1]):
        return None
    one, other = pair
    numbers = [e for e in page.those("a") if e.parent is one and e.named("href").startswith("#p")]
    if numbers and chance.random() < 0.7:
        moved = chance.choice(numbers)
        return page.put((moved.start, moved.end, ""), (other.until, other.until, f", {page.whole(moved)}"))
    return page.put((one.inside, one.until, page.content(other)), (other.inside, other.until, page.content(one)))


BANNERS = ("Draft of 1 May 2026. It has not been released.", "Replaced by: Our new notice", "This is in force.")


def banner_changed(page: Page, _: Sheet, chance: Random) -> str:
    """What says which kind of edition it is is cut, or there is one that holds for none."""
    banners = [e for e in page.those("p") if "banner" in e.named("class").split()]
    if banners and chance.random() < 0.8:
        return page.without(chance.choice(banners))
    return page.inserted(page.region.inside, f'\n<p class="banner">{chance.choice(BANNERS)}</p>')

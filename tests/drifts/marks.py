"""Drifts in what a page marks: attributes, links, languages, anchors, and letters that look like others."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from random import Random
from urllib.parse import urljoin

from tests.drifts.markup import WHOLE, WORD, Element, Page
from tests.drifts.on_pages import pick, two
from tests.drifts.sites import Sheet

LIE = "We share nothing with anybody"
SAID = (
    *(f'title="{LIE}"', f'aria-label="{LIE}"', f'aria-description="{LIE}"', f'aria-roledescription="{LIE}"'),
    *(f'aria-braillelabel="{LIE}"', f'aria-valuetext="{LIE}"', 'aria-label="No"', 'title="must"', 'role="none"'),
    *('role="presentation"', 'role="button"', 'aria-labelledby="page-about"', 'aria-describedby="page-about"'),
    'role="img"',
)
ELEMENTS = (
    f'<img src="data:," alt="{LIE}">',
    f'<input value="{LIE}" readonly>',
    f'<input placeholder="{LIE}">',
    f'<abbr title="{LIE}"></abbr>',
    f'<svg role="img" aria-label="{LIE}"></svg>',
    f'<optgroup label="{LIE}"></optgroup>',
    f'<span role="img" aria-label="{LIE}"></span>',
    f'<meter title="{LIE}"></meter>',
)


def attribute(page: Page, _: Sheet, chance: Random) -> str:
    """An attribute or an empty element that tells some readers another thing."""
    found = [e for e in page.inside if e.tag in {*WHOLE, "div", "a"} and page.text(e)]
    element = chance.choice(found)
    said = chance.choice(SAID)
    if chance.random() < 0.3 or said.partition("=")[0] in element.attributes:
        holder = chance.choice([e for e in found if e.tag in {"p", "li", "dd", "h2", "td"}])
        return page.inserted(chance.choice([holder.inside, holder.until]), chance.choice(ELEMENTS))
    return page.marked(element, said)


def told_to_machines(page: Page, _: Sheet, chance: Random) -> str | None:
    """The block for search engines says another thing, or there is a description for them."""
    block = next(e for e in page.elements if e.tag == "script")
    end = page.source.index("</head>")
    ways = (
        f'<meta name="description" content="{LIE}">',
        f'<meta property="og:description" content="{LIE}">',
        f'<meta name="twitter:title" content="{LIE}">',
        f'<script type="application/ld+json">{json.dumps({"@type": "WebPage", "abstract": LIE})}</script>',
    )
    if chance.random() < 0.4:
        return page.inserted(end, chance.choice(ways))
    told = page.content(block)
    values = [m for m in re.finditer(r'"[^"]+": "((?:[^"\\]|\\.)*)"', told) if m[1]]
    one, other = chance.sample(values, 2)
    if one[1] == other[1]:
        return None
    return page.put((block.inside + one.start(1), block.inside + one.end(1), other[1]))


# ---- links

ELSEWHERE = (
    *("https://elsewhere.example/", "http://www.gov.uk/", "mailto:someone@elsewhere.example", "tel:+441234567890"),
    *("javascript:void(0)", "#", "", "./", "//elsewhere.example/a", "data:text/html,x"),
)


def link(page: Page, _: Sheet, chance: Random) -> str | None:
    """A link leads elsewhere, two are exchanged, one is gone, or words became one."""
    links = [e for e in page.elements if e.tag in {"a", "link"} and e.named("href")]
    inside = [e for e in links if e.tag == "a" and e in page.inside]
    way = chance.randrange(5)
    if way == 0:
        return page.wrapped(*page.some(chance), f'<a href="{chance.choice(ELSEWHERE[:4])}">', "</a>")
    if way == 1 and inside:
        gone = chance.choice(inside)
        return page.put((gone.start, gone.end, page.content(gone)))
    if way == 2:
        return _exchanged(page, two(links, chance), "href")
    found = chance.choice(inside or links)
    others = [*ELSEWHERE, *[f"#{e.named('id')}" for e in page.inside if e.named("id")]]
    here = urljoin(page.address, found.named("href"))
    return _given(page, found, "href", chance.choice([each for each in others if urljoin(page.address, each) != here]))


def _given(page: Page, element: Element, name: str, value: str) -> str:
    return page.put((*element.place_of(name), f'"{value}"'))


def _exchanged(page: Page, pair: tuple[Element, Element] | None, name: str) -> str | None:
    if pair is None or len({urljoin(page.address, e.named(name)) for e in pair}) == 1:
        return None
    one, other = pair
    return page.put(*((*e.place_of(name), f'"{like.named(name)}"') for e, like in ((one, other), (other, one))))


# ---- languages and anchors


def language(page: Page, _: Sheet, chance: Random) -> str | None:
    """Words marked as of another language or another direction, or not marked where they should be."""
    marked = [e for e in page.elements if e.named("lang") and (e.tag == "html" or e in page.inside)]
    tag = chance.choice(["fr", "pl", "ur", "ar", "de", "x-none"])  # of which no example has a word
    way = chance.randrange(4)
    if way == 0:
        return _given(page, chance.choice(marked), "lang", tag)
    inner = pick([e for e in marked if e.tag != "html"], chance)
    if way == 1 and inner:
        return page.put((inner.start, inner.start + len(inner.tag) + 1 + len(inner.attributes) + 1, f"<{inner.tag}>"))
    mark = chance.choice([f'lang="{tag}"', 'dir="rtl"', 'lang=""'])
    element = chance.choice([e for e in page.inside if e.tag in WHOLE and page.text(e)])
    if way == 2:
        return page.marked(element, mark)
    return page.wrapped(*page.some(chance), f"<span {mark}>", "</span>")


def anchor(page: Page, _: Sheet, chance: Random) -> str | None:
    """The anchor of a fact is on another, on two, on none, or under another name."""
    found = [e for e in page.inside if e.named("id")]
    one = chance.choice(found)
    way = chance.randrange(4)
    if way == 0:
        return _exchanged(page, two(found, chance), "id")
    if way == 1:
        return _given(page, one, "id", f"{one.named('id')}-old")
    if way == 2:
        return _unmarked(page, one)
    other = chance.choice([e for e in page.inside if not e.named("id") and e.tag in WHOLE])
    return page.marked(other, f'id="{one.named("id")}"')


def _unmarked(page: Page, element: Element) -> str:
    at = page.source.index(' id="', element.start)
    return page.put((at, at + len(f' id="{element.named("id")}"'), ""))


# ---- letters

LIKE: Mapping[str, str] = {
    **dict(zip("aeopcxyijsABEHIKMOPCTXY", "аеорсхуіјѕАВЕНІКМОРСТХҮ", strict=True)),
    **dict(zip("0123456789", "０１２３４５６７８９", strict=True)),
    **dict(zip("vnutl", "νпսτӏ", strict=True)),
}
UNSEEN = (
    "\u0336\u0338\u20e0"
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u202d\u2066\u2067\u061c\u200e\u200f\ufe0f\u034f\u180e\u2061\U000e0041"
)
"""Characters that strike others through, that take no room, and that turn others round."""
NAMED = ("&shy;", "&zwj;", "&zwnj;", "&ZeroWidthSpace;", "&NoBreak;", "&lrm;", "&rlm;", "&InvisibleTimes;")


def look_alike(page: Page, _: Sheet, chance: Random) -> str:
    """A letter or a digit of another script that looks like it, as itself or as a reference."""
    text = chance.choice([t for t in page.texts if any(c in LIKE for w in WORD.findall(t.raw) for c in w)])
    places = [m.start() + i for m in WORD.finditer(text.raw) for i, c in enumerate(m[0]) if c in LIKE]
    at = text.start + chance.choice(places)
    new = LIKE[page.source[at]]
    return page.put((at, at + 1, new if chance.random() < 0.7 else f"&#x{ord(new):x};"))


def unseen(page: Page, _: Sheet, chance: Random) -> str:
    """A character that nobody sees, within a word or around words."""
    start, end = page.some(chance)
    one = chance.choice(UNSEEN)
    written = chance.choice([one, f"&#{ord(one)};", chance.choice(NAMED)])
    return page.inserted(chance.choice([start, start + 1, end]), written)

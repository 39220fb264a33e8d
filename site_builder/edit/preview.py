"""What the public reads of a sharing: cut from the real page of its notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from site_builder.edit.session import Session
from site_builder.editions import Edition, editions
from site_builder.facts.redact import public
from site_builder.kept import Kept
from site_builder.locale.languages import language
from site_builder.model import Disclosure, Notice
from site_builder.model.values import Id
from site_builder.render import html
from site_builder.render.feed import graph as feed

PAGES = 4000
_OF_SECTION = 'section[aria-labelledby^="section-"]'
_OF_CLOSING = "section[aria-labelledby=page-closing]"
_OWN_WORDS = f"h1, main > .lead, {_OF_SECTION} h2, {_OF_SECTION} > .text > .words, {_OF_CLOSING} > .text > .words"
_LEADS = re.compile(r' (?:id|href|aria-label)="[^"]*"')
_HEADINGS = re.compile(r"<(/?)h[1-6]\b[^>]*>")
_ARTICLE = re.compile(r"<(/?)article\b[^>]*>")


@dataclass
class Previews:
    """The page of a notice as it would be, made anew where what it is made of has changed."""

    session: Session
    kept: Kept = field(default_factory=lambda: Kept(PAGES))
    _made: tuple[int, dict[str, Sequence[Edition]]] = (-1, {})
    _feed: bytes = b""

    def editions(self, tag: str = "") -> Sequence[Edition]:
        """The notices in a language, else in the first, for everyone and for children; none while there are errors."""
        registry = self.session.loaded.registry
        if registry is None:
            return ()
        half = public(registry)
        if self._made[0] != self.session.number:
            self._made, self._feed = (self.session.number, {}), feed.render(half, self.session.on)
        made, tag = self._made[1], tag or half.languages[0]
        if tag not in made:
            made[tag] = [*editions(half, self._feed, (language(tag),), self.session.on)]
        return made[tag]

    def of(self, key: str, *, for_children: bool = False, tag: str = "") -> str | None:
        """The entry of a sharing on the first page that has one, or the own words of a notice; '' for none.

        None while no page can be made.
        """
        registry, found = self.session.loaded.registry, self.editions(tag)
        thing = registry.things.get(Id(key)) if registry else None
        if isinstance(thing, Notice):
            pages = (self._page(e) for e in found if e.own.notice == thing.id and e.for_children is for_children)
            return next(map(_own_words, pages), "")
        if registry is None or not isinstance(thing, Disclosure):
            return None if registry is None else ""
        shown = {notice.id for notice in registry.showing(thing)}
        pages = (self._page(e) for e in found if e.own.notice in shown and e.for_children is for_children)
        return next(filter(None, (_cut(page, key) for page in pages)), "")

    def _page(self, edition: Edition) -> bytes:
        def made() -> bytes:
            about = html.About(edition.own.registry, edition.folder, "")
            return html.render(edition.on_page, edition.language, html.Links(style="", home=""), None, about)

        return self.kept.made(edition.given_on_page, made)

    def warm(self) -> None:
        """Make the first page, so that the first preview need not wait for all that a page needs."""
        for each in self.editions()[:1]:
            self._page(each)


def _cut(page: bytes, key: str) -> str:
    """The entry of a page that holds an id, without ids, links and headings, which are those of the page."""
    node = LexborHTMLParser(page).css_first(f'[id="{key}"]')
    top = node
    while top is not None and top.tag != "article":
        top = top.parent
    top = top or node
    if top is None or top.html is None:
        return ""
    return _without_place(top.html)


def _own_words(page: bytes) -> str:
    """The words of a notice that are of no sharing: title, headings, what is before and behind."""
    main = LexborHTMLParser(page).css_first("main")
    found = main.css(_OWN_WORDS) if main else []
    return _without_place("".join(each.html or "" for each in found))


def _without_place(text: str) -> str:
    text = _LEADS.sub("", text)
    text = _HEADINGS.sub(lambda m: f"<{m[1]}p{'' if m[1] else ' class=label'}>", text)
    return _ARTICLE.sub(lambda m: f"<{m[1]}div>", text).replace("<details", "<details open")

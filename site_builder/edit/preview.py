"""What the public reads of a sharing: cut from the real page of its notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from site_builder.build import shown_site
from site_builder.edit.session import Session
from site_builder.errors import Failure
from site_builder.kept import Kept
from site_builder.model import Registry

PAGES = 4000
_LEADS = re.compile(r' (?:id|href|aria-label)="[^"]*"')
_HEADINGS = re.compile(r"<(/?)h[1-6]\b[^>]*>")
_ARTICLE = re.compile(r"<(/?)article\b[^>]*>")


@dataclass
class Previews:
    """The pages as they would be, made anew where what they are made of has changed."""

    session: Session
    kept: Kept = field(default_factory=lambda: Kept(PAGES))
    _made: tuple[int, Mapping[str, bytes]] | None = None

    def warm(self, registry: Registry, on: date) -> None:
        """Make the pages, so that the first preview need not wait for them."""
        shown_site(registry, on, kept=self.kept)

    def pages(self) -> Mapping[str, bytes]:
        """The pages as they would be; none while there are errors."""
        if self._made is None or self._made[0] != self.session.number:
            registry, made = self.session.loaded.registry, {}
            if registry is not None:
                try:
                    made = dict(shown_site(registry, self.session.on, kept=self.kept)[0])
                except Failure:
                    made = {}
            self._made = self.session.number, {p: data for p, data in made.items() if p.endswith("index.html")}
        return self._made[1]

    def of(self, keys: Iterable[str]) -> Mapping[str, str] | None:
        """The entry of each of these things on the first page that has one; None while no page can be made."""
        pages = self.pages()
        if not pages:
            return None
        found: dict[str, str] = {}
        for key in keys:
            mark = f'id="{key}"'.encode()
            page = next((data for path, data in sorted(pages.items(), key=_by_length) if mark in data), None)
            if page is not None and (entry := _cut(page, key)):
                found[key] = entry
        return found


def _by_length(page: tuple[str, bytes]) -> tuple[int, str]:
    """Pages for everyone in the first language come first."""
    return page[0].count("/"), page[0]


def _cut(page: bytes, key: str) -> str:
    """The entry of a page that holds an id, without ids, links and headings, which are those of the page."""
    node = LexborHTMLParser(page).css_first(f'[id="{key}"]')
    top = node
    while top is not None and top.tag != "article":
        top = top.parent
    top = top or node
    if top is None or top.html is None:
        return ""
    text = _LEADS.sub("", top.html)
    text = _HEADINGS.sub(lambda m: f"<{m[1]}p{'' if m[1] else ' class=label'}>", text)
    return _ARTICLE.sub(lambda m: f"<{m[1]}div>", text).replace("<details", "<details open")

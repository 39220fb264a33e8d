"""Drifts of whole files: what is out of date, in the wrong place, missing or one too many."""

from __future__ import annotations

from random import Random

from site_builder.build import Files
from tests.drifts.hiding import HIDING
from tests.drifts.marks import ELSEWHERE
from tests.drifts.markup import WORD, Page
from tests.drifts.older import feed_of, page_of, paper_of
from tests.drifts.on_pages import pick
from tests.drifts.sites import FEED, GONE, Site
from tests.drifts.words import other_word

RELEASES = 40
AROUND = ("_headers", "robots.txt", "sitemap.xml", ".well-known/api-catalog")


def stale_page(site: Site, chance: Random) -> Files | None:
    """A page of an earlier release."""
    path = chance.choice(sorted(site.pages))
    return _if_other(site, {path: page_of(site.name, chance.randrange(RELEASES), path)})


def stale_translation(site: Site, chance: Random) -> Files | None:
    """A page of an earlier release in one language of several; the others are of now."""
    translated = [path for path, sheet in site.pages.items() if sheet.laid.language != _first(site)]
    path = pick(sorted(translated), chance)
    return _if_other(site, {path: page_of(site.name, chance.randrange(RELEASES), path)}) if path else None


def stale_paper(site: Site, chance: Random) -> Files | None:
    """A PDF of an earlier release, with the feed of now in it."""
    path = chance.choice(sorted(site.papers, key=lambda path: (len(site.files[path]), path))[:2])
    return _if_other(site, {path: paper_of(site.name, chance.randrange(RELEASES), path)})


def stale_feed(site: Site, chance: Random) -> Files | None:
    """The feed of an earlier release."""
    data = feed_of(site.name, chance.randrange(RELEASES))
    return {site.feed: data, FEED: data}


def cached_pages(site: Site, chance: Random) -> Files | None:
    """A notice's pages of an earlier release, in all languages, beside PDF and feed of now."""
    number = chance.randrange(RELEASES)
    notice = chance.choice(site.registry.notices).id
    paths = [path for path, sheet in site.pages.items() if sheet.laid.id == notice]
    return {path: page_of(site.name, number, path) for path in paths}


def misplaced(site: Site, chance: Random) -> Files | None:
    """The page or the PDF of another notice, another language or another reader stands there."""
    kind = site.pages if chance.random() < 0.7 or len(site.papers) == 1 else site.papers
    if len(kind) == 1:
        return None
    one, other = chance.sample(sorted(kind), 2)
    return {one: site.files[other]}


def lost(site: Site, chance: Random) -> Files | None:
    """A page, a PDF, the feed or the style sheet is not there, empty, or cut off."""
    path = chance.choice([*site.pages, *site.papers, site.feed, FEED, site.style])
    data = site.files[path]
    return {path: chance.choice([GONE, b"", data[: chance.randrange(len(data) * 9 // 10)]])}


def added(site: Site, chance: Random) -> Files | None:
    """A page, a PDF or a feed more than there should be."""
    copied = chance.choice([*site.pages, *site.papers, FEED])
    folder = chance.choice(["old/", "child-data-2025/", "data/v2/", "schools-new/", "en/"])
    path = f"{folder}{copied}"
    return {path: site.files[copied]}


def list_changed(site: Site, chance: Random) -> Files | None:
    """A word of the list of notices, or of the page for what is not there; a link of theirs; or one that hides."""
    path = chance.choice([p for p in sorted(site.files) if p.endswith(".html") and p not in site.pages])
    page = Page(site.files[path], path)
    links = [e for e in page.inside if e.named("href")]
    way = chance.randrange(3)
    if way == 0:
        source = other_word(page, chance.choice([t for t in page.texts if WORD.search(t.raw)]), chance)
    elif way == 1 and links:
        found = chance.choice(links)
        at = page.source.index('href="', found.start) + 6
        source = page.put((at, at + len(found.named("href")), chance.choice(ELSEWHERE)))
    else:
        source = page.marked(chance.choice(page.inside), chance.choice(HIDING))
    return {path: source.encode()}


def around_changed(site: Site, chance: Random) -> Files | None:
    """What is for machines alone: headers without the policy, a catalogue or a sitemap that leads elsewhere."""
    path = chance.choice([path for path in AROUND if path in site.files])
    source = site.files[path].decode()
    changes: dict[str, list[tuple[str, str]]] = {
        "_headers": [("default-src 'none'", "default-src *"), ("nosniff", "x"), ("no-referrer", "unsafe-url")],
        "robots.txt": [("Allow: /", "Disallow: /"), ("https://", "https://elsewhere.example/?")],
        "sitemap.xml": [(site.registry.site, "https://elsewhere.example/")],
        ".well-known/api-catalog": [(f"{site.registry.site}data/v1/feed.jsonld", "https://elsewhere.example/feed")],
    }
    return {path: source.replace(*chance.choice(changes[path])).encode()}


def _first(site: Site) -> str:
    return site.registry.languages[0].lower()


def _if_other(site: Site, changed: Files) -> Files | None:
    return None if all(site.files[path] == data for path, data in changed.items()) else changed

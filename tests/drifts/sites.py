"""Finished sites in which drift is planted: each built once, with what each page and PDF must say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from random import Random

from site_builder.addresses import MANIFEST
from site_builder.build import PAPER, Files
from site_builder.editions import editions
from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice, Row, parts_of
from site_builder.locale.languages import language
from site_builder.manifest.form import listing, read, written
from site_builder.model import Registry
from site_builder.render.feed.graph import render
from tests.built import built
from tests.examples import FOLDERS, example
from tests.seed import ON

NAMES = tuple(FOLDERS)
FEED = "data/v1/feed.jsonld"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page or a PDF must say: the laid-out notice in its language."""

    laid: LaidNotice
    language: Language

    @property
    def keys(self) -> Mapping[str, str]:
        """The key of each row of facts by its words."""
        return {row.head.text: row.key for row in parts_of(self.laid, Row)}

    def key(self, question: str) -> str:
        """The key of a row by its words in a page, '' for none."""
        return self.keys.get(unescape(question), "")


@dataclass(frozen=True, slots=True)
class Site:
    """A registry (its public half), all its files, and what its pages and PDFs must say, by path."""

    name: str
    registry: Registry
    files: Files
    pages: Mapping[str, Sheet]
    papers: Mapping[str, Sheet]

    @property
    def feed(self) -> str:
        """The path of the feed that its digest names."""
        return read(self.files[MANIFEST]).feed

    @property
    def style(self) -> str:
        """The path of the style sheet."""
        return next(path for path in self.files if path.endswith(".css"))


Plant = Callable[[Site, Random], Files | None]
"""Plants one drift: the files that it changes or adds; None where the site has no place for it."""
CMS = "cms/"
"""In front of a page of somebody else's that holds the notice of that page."""
GONE = b"\0gone"
"""In place of a file: it is not there any more."""


@cache
def site(name: str) -> Site:
    """The site of an example."""
    return of(name, example(name), built(name, ON))


def of(name: str, registry: Registry, files: Files) -> Site:
    """A site and what it must say."""
    spoken = tuple(map(language, registry.languages))
    sheets = {e.folder: Sheet(e.laid, e.language) for e in editions(registry, render(registry, ON), spoken, ON)}
    pages, papers = ({f"{folder}{name}": of for folder, of in sheets.items()} for name in ("index.html", PAPER))
    return Site(name, registry, files, pages, papers)


def relisted(site: Site, changed: Files) -> Files:
    """The whole site with what is changed, and a manifest made for it: digests prove nothing."""
    files = {path: data for path, data in {**site.files, **changed}.items() if data != GONE}
    manifest = read(site.files[MANIFEST])
    feed = site.feed if site.feed in files else FEED
    return {**files, MANIFEST: written(replace(manifest, feed=feed, files=listing(files)))}

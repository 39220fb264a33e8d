"""What changed in each notice, as files of its site: pages, feeds, and the notice as it stood before.

All is made from the files of the kept releases, so where none is kept there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from site_builder.addresses import CHANGES, RELEASES, iri, relative
from site_builder.editions import Edition
from site_builder.facts.layout.notice import lay_out, title
from site_builder.facts.layout.what_changed import FOLDER, Entry, Log
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import Sentences, link
from site_builder.history.forms import unasked
from site_builder.history.published import is_whole
from site_builder.history.store import Kept, registry_at
from site_builder.render import change_feeds, html
from site_builder.render.change_feeds import Feed

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.facts.language import Language
    from site_builder.model import Registry

STYLE = "changes.css"
Links = Callable[[str, str], tuple[html.Translation, ...]]
"""The same page in each language, from the folder of one, and that below the folder of its language."""


@dataclass(frozen=True)
class Changed:
    """What changed in the notice of an edition for everyone.

    `root` is the folder of its language, `style` and `changes_style` the paths of the style sheets, `feed` the path of
    its part of the feed. `translations` are those of a page.
    """

    edition: Edition
    log: Log
    releases: Sequence[Kept]
    root: str
    style: str
    changes_style: str
    translations: Links
    templates: Path | None = None

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The pages and feeds, by path; without the notice as it stood."""
        newest, years = self.log.newest, self.log.years
        yield f"{self.folder}index.html", self._page(newest, None)
        previous = self._feed_path(years[0]) if years else ""
        yield from self._feeds(newest, None, previous)
        for year, older in zip_longest(years, years[1:]):
            entries = self.log.of_year(year)
            yield f"{self.folder}{year}/index.html", self._page(entries, year)
            yield from self._feeds(entries, year, self._feed_path(older) if older else "")

    @property
    def folder(self) -> str:
        """The folder of the page."""
        return f"{self.edition.folder}{FOLDER}"

    @property
    def _language(self) -> Language:
        return self.edition.language

    @property
    def _registry(self) -> Registry:
        return self.edition.own.registry

    @cached_property
    def _say(self) -> Sentences:
        return Sentences(self._registry, self._language)

    @cached_property
    def _title(self) -> Line:
        return title(self._say, self.edition.notice)

    @property
    def organisation(self) -> Line:
        """The name of the organisation."""
        return self._say.line(self._say.words(self._registry.organisation.name))

    # ---- pages

    def _page(self, entries: Sequence[Entry], year: int | None) -> bytes:
        texts = self._language.texts["what_changed"]
        below = "" if year is None else f"{year}/"
        here = f"{self.folder}{below}"
        lead = self.log.lead(self._title.text)
        if year is not None:
            lead = texts["lead_year"].format(title=self._title.text, year=year)
        others = [(texts["year"].format(year=each), f"{self.folder}{each}/") for each in self.log.years if each != year]
        others += [(texts["newest"], self.folder)] if year is not None else []
        page = html.Changed(
            heading=texts["in_year"].format(year=year) if year else texts["title"],
            title=self._title,
            lead=lead,
            entries=entries,
            stood={anchor: (words, relative(here, path)) for anchor, (words, path) in self._stood(entries)},
            record={anchor: relative(here, path) for anchor, path in self._record(entries)},
            others=[(words, relative(here, path)) for words, path in others],
        )
        return html.changed(
            page, self.organisation, self._language, self.links(here, self.edition.folder), self.templates
        )

    def links(self, here: str, notice: str) -> html.Links:
        """The addresses of a page in this folder; `notice` is the folder that it calls its notice."""
        return html.Links(
            style=relative(here, self.style),
            home=relative(here, self.root),
            self=relative(here, notice),
            feed=relative(here, self.edition.own.path),
            licence=self._registry.licence or "",
            languages=self.translations(here, here.removeprefix(self.root)),
            **self.follow(here),
        )

    def follow(self, here: str) -> Mapping[str, Any]:
        """The addresses of the feeds and of their style sheet, from a page in this folder."""
        return {
            "changes_style": relative(here, self.changes_style),
            "atom": relative(here, f"{self._feed_path()}.atom"),
            "json_feed": relative(here, f"{self._feed_path()}.feed.json"),
        }

    def _stood(self, entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[str, str]]]:
        """The words and the path of the notice as an entry left it, by its anchor."""
        texts = self._language.texts["what_changed"]
        for entry in entries:
            if entry.number in self._readable:
                yield entry.anchor, (self.log.stood_when(entry, "stood"), f"{self.folder}{entry.version}/")
            elif entry.number and entry.is_kept and entry.until is None:
                yield entry.anchor, (texts["today"], self.edition.folder)

    def _record(self, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
        names = {release.number: release.name for release in self.releases if not release.is_withdrawn}
        yield from ((e.anchor, f"{RELEASES}{names[e.number]}") for e in entries if e.number in names)

    # ---- feeds

    def _feed_path(self, year: int | None = None) -> str:
        """The path of a feed without its ending."""
        name = f"{CHANGES}{self.edition.own.notice}.{self._language.tag}"
        return name if year is None else f"{name}.{year}"

    def _feeds(self, entries: Sequence[Entry], year: int | None, previous: str) -> Iterator[tuple[str, bytes]]:
        site, texts = self._registry.site, self._language.texts["what_changed"]
        for ending, render in ((".atom", change_feeds.atom), (".feed.json", change_feeds.json_feed)):
            path = f"{self._feed_path(year)}{ending}"
            feed = Feed(
                id=iri(site, f"changes/{self.edition.own.notice}/{self._language.tag}"),
                title=texts["title_of"].format(title=self._title.text),
                author=self.organisation.text,
                language=self._language.tag,
                page=f"{site}{self.folder}{'' if year is None else f'{year}/'}",
                address=f"{site}{path}",
                entries=entries,
                record={anchor: f"{site}{place}" for anchor, place in self._record(entries)},
                scheme=iri(site, "sharing"),
                record_title=texts["record"],
                struck=texts["struck"],
                added=texts["added"],
                previous=f"{site}{previous}{ending}" if previous else "",
                current=f"{site}{self._feed_path()}{ending}" if year is not None else "",
            )
            yield path, render(feed)

    # ---- the notice as it stood

    def stood(self) -> Iterator[tuple[str, Kept, Callable[[], bytes]]]:
        """The path of each page of the notice as it stood, the release, and how the page is made."""
        for entry in self.log.stood:
            if entry.number in self._readable:
                path = f"{self.folder}{entry.version}/index.html"
                yield path, self._readable[entry.number], partial(self._as_it_stood, entry)

    @cached_property
    def _readable(self) -> Mapping[int, Kept]:
        """The releases whose form of the notice has a page, by number: the newest, if all parts are kept."""
        newest = {entry.number for entry in self.log.stood}
        return {r.number: r for r in self.releases if r.number in newest and is_whole(self.releases, r.number)}

    def _meanwhile(self, stood: Entry) -> Iterator[Line]:
        """What began or ended, as announced, while the notice stood so: its page is that of the first day."""
        for each in reversed(self.log.entries):
            if not each.number and stood.day < each.day <= (stood.until or stood.day):
                yield self._say.line(f"{self._language.day(each.day)}. {each.sentence}")

    def _as_it_stood(self, entry: Entry) -> bytes:
        registry, here = registry_at(self.releases, entry.number), f"{self.folder}{entry.version}/"
        notice = next(each for each in registry.notices if each.id == self.edition.own.notice)
        form = int(self.releases[entry.number - 1].document["form"])
        laid = lay_out(registry, notice, self._language, entry.day, unasked=unasked(form))
        texts, today = self._language.texts["what_changed"], f"{self._registry.site}{self.edition.folder}"
        until = f"{self.log.stood_when(entry, 'banner')} {link(today, texts['read_today'])}"
        remark = " ".join(filter(None, [texts["form"].format(version=entry.version), laid.untranslated]))
        laid = replace(
            laid, banners=(self._say.line(until), *self._meanwhile(entry), *laid.banners), untranslated=remark
        )
        links = replace(
            self.links(here, self.edition.folder),
            feed="",
            canonical=today,
            changes=f"{relative(here, self.folder)}#{entry.anchor}",
        )
        return html.render(laid, self._language, links, self.templates)

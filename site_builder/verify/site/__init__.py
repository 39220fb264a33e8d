"""A whole site: page, PDF and feed of each notice, in each language and for each reader, say what the registry says.

Where no registry is given they are compared with the feed's. The day that counts for what is in force is that of the
feed; what stands otherwise today is told once, and not of each page. Files are compared by what they say: bytes that
differ alone, from those that are listed or from those that this version makes, are noted too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from site_builder.core.addresses import FEED, MANIFEST, ROOT, SIGNATURE, iri
from site_builder.core.facts import facts
from site_builder.core.feed_form import WHOLE
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.model import Registry
from site_builder.manifest import Manifest, differences, listing, sha256
from site_builder.verify.canonical_json import written as said
from site_builder.verify.drift import OTHER, SAME, Drift
from site_builder.verify.feed import Feed, FeedError, feed_drifts, moved_on, read_feed
from site_builder.verify.feed.fixed import FIXED, is_known
from site_builder.verify.feed.parts import part_drifts, part_paths
from site_builder.verify.page.styles import style_drifts
from site_builder.verify.site.anew import anew
from site_builder.verify.site.around import around_drifts
from site_builder.verify.site.catalogues import catalogue_drifts
from site_builder.verify.site.files import MISSING_PAGE, Edition, Stated, may_stand, stated
from site_builder.verify.site.frames import Pages
from site_builder.verify.site.papers import of_paper
from site_builder.verify.site.style import linked, sheet
from site_builder.verify.trust import VerifyError

Files = Mapping[str, bytes | None]
AWAY = "is missing, and this version makes one"


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it: the day that the words are of, what was compared, how it differs, and what to know besides.

    `bytes_alone` are files that are not the ones listed, or not those that this version makes, and say the same; and
    those that it makes and nobody needs, which are missing.
    """

    stated: Stated
    made: date
    compared: Mapping[str, int]
    drifts: tuple[Drift, ...]
    bytes_alone: tuple[Drift, ...]
    notes: tuple[str, ...]


def verify_site(
    files: Files, manifest: Manifest, today: date, registry: Registry | None = None, templates: Path | None = None
) -> Found:
    """Compare the files of a site with the public half of a registry, or where none is given with their feed's.

    `files` are those of the folder without what is kept; None stands for what is no ordinary file. Raises VerifyError
    where there is nothing to compare them with. `templates` is the folder of those that the site has of its own: their
    style sheet must be the site's. Raises TemplateFailure where one of them cannot be filled.
    """
    return _Site(files, manifest, today, registry, templates).found()


class _Site:
    """One site being verified."""

    def __init__(
        self, files: Files, manifest: Manifest, today: date, registry: Registry | None, templates: Path | None
    ) -> None:
        self._files, self._manifest, self._today, self._templates = files, manifest, today, templates
        self._sheet = sheet(templates)
        self._style = linked(files, self._sheet)
        self._source = "feed" if registry is None else "registry"
        self._feed, self._unread = self._read_feed()
        if registry is None and self._feed is None:
            raise VerifyError(f"The feed cannot be read, so there is nothing to compare the site with. {self._unread}")
        self._made = self._feed.made if self._feed else manifest.valid_from
        self._stated = stated(registry or self._feed.registry, self._made)  # type: ignore[union-attr] # one of them is there

    def found(self) -> Found:
        """All of it."""
        found = [*self._of_feed(), *self._of_words(), *self._of_layout(), *self._of_files(), *self._of_manifest()]
        found += catalogue_drifts(self._files, self._stated, self._listing)
        ours = {path: data for path, data in self._files.items() if self._has_place(path)}
        found += around_drifts(ours, self._stated, self._manifest.feed)
        others, alone = self._of_bytes({drift.file for drift in found})
        drifts = tuple(dict.fromkeys([*found, *others]))
        return Found(self._stated, self._made, self._compared(), drifts, alone, tuple(self._notes()))

    def _of_bytes(self, told: Collection[str]) -> tuple[tuple[Drift, ...], tuple[Drift, ...]]:
        """Of files of which nothing is told those that are not as listed, and those that differ in bytes alone."""
        if self._manifest.feed in told and self._files.get(FEED) == self._files.get(self._manifest.feed):
            told = {*told, FEED}
        listed = self._unlike_listed
        left = {path: says for path, says in (self._otherwise() | listed).items() if path not in told}
        # What stands here and is not told by now says the same: whatever has a place was read. A feed that is compared
        # with nothing else must be the one that is listed.
        unsure = {self._manifest.feed} & listed.keys() if self._source == "feed" else set()
        there = {p: says + SAME for p, says in left.items() if self._files.get(p) is not None and p not in unsure}
        away = dict.fromkeys(sorted(self._anew.keys() - {*self._files, *listed}), AWAY)
        others = (Drift("file", says=says, file=path) for path, says in left.items() if path not in there)
        return tuple(others), tuple(Drift("file", says=says, file=path) for path, says in (there | away).items())

    def _otherwise(self) -> dict[str, str]:
        """The files that have other bytes than this version makes; manifest and signature are made later again."""
        others = self._files.keys() - {MANIFEST, SIGNATURE}
        return {path: OTHER for path in sorted(others) if self._files[path] != self._anew.get(path)}

    # ---- the feed

    def _read_feed(self) -> tuple[Feed | None, str]:
        data = self._files.get(self._manifest.feed)
        if data is None:
            return None, f"{self._manifest.feed} is missing."
        try:
            return read_feed(data, self._manifest.feed, self._manifest.valid_from), ""
        except FeedError as error:
            return None, str(error)

    def _of_feed(self) -> Iterator[Drift]:
        named = self._manifest.feed
        data, other = self._files.get(named), self._files.get(FEED)
        if self._feed is not None:
            yield from self._of_named
        elif data is not None:
            yield Drift("unread", says=self._unread, file=named)
        if other is not None and other != data:
            yield from self._of_other(other)
        yield from moved_on(self._stated.registry, self._made, self._today, named)
        if self._feed is not None:
            yield from part_drifts(self._files, self._feed.nodes, named)

    @cached_property
    def _of_named(self) -> tuple[Drift, ...]:
        """The drifts of the feed that the manifest names, where it could be read."""
        feed = self._feed
        return (*feed.drifts, *self._against(feed, self._manifest.feed)) if feed else ()

    def _of_other(self, data: bytes) -> Iterator[Drift]:
        """The feed under the name that always stays, where it has other bytes: it is the same document, of one day."""
        try:
            found = read_feed(data, FEED, self._made, made=self._feed.made if self._feed else None)
        except FeedError as error:
            yield Drift("unread", says=str(error), file=FEED)
            return
        told = [*found.drifts, *self._against(found, FEED)]
        if self._feed and not told and said(found.nodes) != said(self._feed.nodes):
            told.append(
                Drift("file", says=f"reads the same, but is not {self._manifest.feed} in another form", file=FEED)
            )
        yield from told

    def _against(self, feed: Feed, file: str) -> Iterator[Drift]:
        source = self._manifest.feed if self._source == "feed" else self._source
        return feed_drifts(feed.registry, self._stated.registry, file, self._made, source)

    # ---- what people read

    def _of_words(self) -> Iterator[Drift]:
        pages = Pages(self._stated, self._files, self._listing, self._style)
        found = [drift for edition in self._stated.editions for drift in self._of_edition(edition, pages)]
        for path, spoken in self._stated.lists.items():
            if (data := self._files.get(path)) is not None:
                found += pages.of_list(path, spoken, data)
        if (data := self._files.get(MISSING_PAGE)) is not None:
            found += pages.of_nothing(data)
        yield from (replace(drift, source=self._source) for drift in found)
        if (data := self._files.get(self._style)) is not None:
            yield from style_drifts(data, self._sheet, file=self._style)

    def _of_edition(self, edition: Edition, pages: Pages) -> Iterator[Drift]:
        page, paper = self._files.get(edition.page), self._files.get(edition.paper)
        if page is not None:
            yield from pages.of_notice(edition, page)
        if paper is not None:
            yield from of_paper(paper, self._anew.get(edition.paper, b""), edition, self._attached)

    @cached_property
    def _attached(self) -> bytes:
        """The feed that PDFs must hold: the site's own, unless the registry says that this one lies."""
        is_true = self._feed and not self._of_named
        return self._files[self._manifest.feed] if is_true else self._anew.get(FEED, b"")  # type: ignore[return-value] # it was read

    @cached_property
    def _anew(self) -> Mapping[str, bytes]:
        """Each file as it is made from what is stated."""
        return anew(self._stated.registry, self._made, self._files, self._templates)

    @cached_property
    def _unlike_listed(self) -> dict[str, str]:
        """What is wrong with each file that is not as the manifest lists it."""
        return {each.path: each.says for each in differences(self._manifest, self._files)}

    @cached_property
    def _listing(self) -> Manifest:
        """The manifest, but of files that are not those that it lists it says how this version makes them."""
        made = listing({path: data for path, data in self._anew.items() if path in self._unlike_listed})
        return replace(self._manifest, files={**self._manifest.files, **made})

    def _of_layout(self) -> Iterator[Drift]:
        """That each edition states every fact of its notice, so that no language and no reader has more or less."""
        registry = self._stated.registry
        every = {str(n.id): {fact.id for fact in facts(registry, n, self._made)} for n in registry.notices}
        for edition in self._stated.editions:
            for fact in sorted(every[edition.laid.id] - _said(edition.laid)):
                yield Drift("missing", fact, file=edition.page, source=self._source)

    # ---- files

    def _of_files(self) -> Iterator[Drift]:
        """What must be there and is not, what has no place there, and what is the same at every publisher."""
        for path in sorted(self._must - self._files.keys()):
            yield Drift("file", says="is missing", file=path)
        for path in sorted(path for path in self._files if not self._has_place(path)):
            yield Drift("file", says="is no file of this site", file=path)
        for path in FIXED:
            data = self._files.get(path)
            if data is not None and not is_known(path, data):
                yield Drift("file", says="is not the one that we publish, and changes what a feed means", file=path)

    def _has_place(self, path: str) -> bool:
        return path in self._must or path in self._parts or may_stand(path)

    @cached_property
    def _must(self) -> frozenset[str]:
        """The files that every site has."""
        return frozenset({*self._stated.files, self._manifest.feed, FEED, self._style, *FIXED})

    @cached_property
    def _parts(self) -> frozenset[str]:
        return part_paths(self._feed.nodes) if self._feed else frozenset()

    def _of_manifest(self) -> Iterator[Drift]:
        manifest, registry = self._manifest, self._stated.registry
        pairs = {
            "registry": (manifest.registry, iri(registry.site, ROOT)),
            "version": (manifest.version, registry.version),
            "issued": (manifest.issued.isoformat(), registry.issued.isoformat()),
        }
        for name, (says, states) in pairs.items():
            if says != states:
                yield Drift("changed", name, says, states, file=MANIFEST, source=self._source)
        if not re.fullmatch(WHOLE, manifest.feed):
            yield Drift("file", says="is not named as a feed is, so hosts may serve another thing", file=manifest.feed)

    # ---- what to know

    def _compared(self) -> Mapping[str, int]:
        there = {path for path in self._stated.files if self._files.get(path) is not None}
        papers = {path for path in there if path.endswith(".pdf")}
        feeds = int(self._feed is not None)
        return {"page": len(there - papers - self._stated.lists.keys()), "PDF": len(papers), "feed": feeds}

    def _notes(self) -> Iterator[str]:
        named = self._manifest.feed
        data = self._files.get(named)
        if data is not None and f".{sha256(data)[:16]}." not in named:
            yield f"{named} is named by another content than it has, so systems that kept it may read it otherwise."
        for edition in self._stated.editions:
            if edition.laid.untranslated:
                yield f"{edition.page}: {edition.laid.untranslated} A translation is missing, or older than its words."


def _said(laid: LaidNotice) -> set[str]:
    """The ids of all facts that an edition states."""
    in_boxes = {fact for box in laid.boxes() for row in box.rows for answer in row.answers for fact in answer.facts}
    cells = (answer for row in laid.glance.rows for cell in row.cells for answer in cell)
    return in_boxes.union(*(answer.facts for answer in cells))

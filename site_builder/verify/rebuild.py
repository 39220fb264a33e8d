"""Proof by making again: each published file beside the one that this version makes of what is stated.

What is stated is a registry, or where none is given the feed. Of what is published only the manifest's feed and first
day count for what is made: which files are compared, and with what, no file that is to be proven decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from site_builder.addresses import API_CATALOG, AROUND, CATALOGUE, DATA, FEED, MANIFEST, ROOT, SIGNATURE, iri
from site_builder.build import site_files
from site_builder.facts.feed_form import WHOLE
from site_builder.load.feed.reader import FeedError
from site_builder.manifest import Manifest
from site_builder.manifest import differences as unlike_manifest
from site_builder.model import Registry
from site_builder.render.pdf import PdfError
from site_builder.verify import canonical, words_check
from site_builder.verify.canonical import UnreadError
from site_builder.verify.difference import OTHER, SAME, Difference
from site_builder.verify.expected_site import Edition, editions, without_facts
from site_builder.verify.explain import explain
from site_builder.verify.feed_content import Feed, feed_differences, moved_on, read_feed
from site_builder.verify.fixed_files import FIXED, is_known
from site_builder.verify.signature_check import VerifyError

Files = Mapping[str, bytes | None]
MISSING_PAGE = "404.html"
OPTIONAL = AROUND | {CATALOGUE, f"{DATA}data.json", MISSING_PAGE}
"""What nobody needs who reads a notice: where no manifest lists it either, it may be missing."""
SOURCE = "registry"
"""What a difference is of until it is known with what a site is compared."""
NO_FILE = "is no file of this site"
ANYWHERE = ("", "any/where/")
"""Folders at whose addresses a site answers with its page for what is not there: links must lead from each."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it: the files as they are made, for which day, how the published ones differ, and what to know.

    `compared` counts files by their kind. `bytes_alone` are differences in bytes that say the same, and files that are
    missing and nobody needs.
    """

    made: Mapping[str, bytes]
    day: date
    compared: Mapping[str, int]
    differences: tuple[Difference, ...]
    bytes_alone: tuple[Difference, ...]
    notes: tuple[str, ...]


def rebuild(registry: Registry, day: date, there: Collection[str], templates: Path | None) -> Mapping[str, bytes]:
    """Each file as this version makes it for a day.

    `there` are the files of the site: where the folder of its catalogue of APIs is kept, it has none. Raises
    VerifyError where a PDF cannot be set, TemplateFailure where one of the site's own `templates` cannot be filled.
    """
    keep = () if API_CATALOG in there else {API_CATALOG.partition("/")[0]}
    try:
        return site_files(registry, day, templates, keep=keep)
    except PdfError as error:
        raise VerifyError(f"This version cannot make a PDF of what is stated. {error}") from error


def compare_site(
    files: Files, manifest: Manifest, today: date, registry: Registry | None = None, templates: Path | None = None
) -> Found:
    """Compare the files of a site with those made from the public half of a registry, or from the site's feed.

    `files` are those of the folder without what is kept; None is what is no ordinary file. Raises VerifyError where
    nothing can be made, and TemplateFailure.
    """
    return Comparison(files, manifest, today, registry, templates).found()


class Comparison:
    """One site beside the one that is made."""

    def __init__(
        self, files: Files, manifest: Manifest, today: date, registry: Registry | None, templates: Path | None
    ) -> None:
        self._files, self._manifest, self._today, self._templates = files, manifest, today, templates
        self._source = "feed" if registry is None else "registry"
        self._feed, self._unread = self._read_feed()
        self._day = self._feed.made if self._feed else manifest.valid_from
        if registry is None and (self._feed is None or self._feed.differences):
            why = self._unread or " ".join(each.says for each in self._feed.differences)  # type: ignore[union-attr] # the same
            raise VerifyError(f"The feed cannot be read, so there is nothing to compare the site with. {why}")
        self._registry: Registry = registry or self._feed.registry  # type: ignore[union-attr] # one of them is there
        self._every = editions(self._registry, self._day)

    def _read_feed(self) -> tuple[Feed | None, str]:
        data = self._files.get(self._manifest.feed)
        if data is None:
            return None, f"{self._manifest.feed} is missing."
        try:
            return read_feed(data, self._manifest.feed, self._manifest.valid_from), ""
        except FeedError as error:
            return None, str(error)

    def found(self) -> Found:
        """All of it."""
        registry, day = self._registry, self._day
        differences = [*moved_on(registry, day, self._today, self._manifest.feed), *self._of_manifest()]
        differences += (
            replace(difference, source=self._source) for difference in without_facts(registry, day, self._every)
        )
        alone: list[Difference] = []
        for path in sorted(self._due.keys() | self._files.keys() | self._manifest.files.keys()):
            if path not in {MANIFEST, SIGNATURE}:
                told, noted = self.of_file(path)
                differences += (replace(difference, file=path) for difference in told)
                alone += (Difference("file", says=says, file=path) for says in noted)
        notes = tuple(self._notes())
        return Found(self.made, day, self._compared(), tuple(dict.fromkeys(differences)), tuple(alone), notes)

    @cached_property
    def made(self) -> Mapping[str, bytes]:
        """Each file as it is made."""
        return rebuild(self._registry, self._day, self._files, self._templates)

    @cached_property
    def _due(self) -> Mapping[str, bytes]:
        """What must be at each path: the feed at that which the manifest names, where it is the name of a feed."""
        is_named = re.fullmatch(WHOLE, self._manifest.feed)
        return {self._manifest.feed if is_named and re.fullmatch(WHOLE, p) else p: d for p, d in self.made.items()}

    @cached_property
    def _unlike_listed(self) -> Mapping[str, str]:
        """What is wrong with each file that is not as the manifest lists it."""
        return {each.path: each.says for each in unlike_manifest(self._manifest, self._files)}

    # ---- file by file

    def of_file(self, path: str) -> tuple[list[Difference], list[str]]:
        """How a file differs, and what its bytes alone differ in."""
        data, made, listed = self._files.get(path), self._due.get(path), self._unlike_listed.get(path, "")
        if path not in self._files and path in OPTIONAL and not listed:
            return [], ["is missing, and this version makes one"]
        wrong = "is missing" if path not in self._files else NO_FILE if made is None else listed
        if data is None or made is None:
            return [Difference("file", says=wrong)], []
        told = self._differences(path, data, made)
        if not told and listed and self._source == "feed" and path == self._manifest.feed:
            # A feed that is compared with nothing else must be the one that is listed.
            told = [Difference("file", says=listed)]
        noted = [f"{listed or OTHER}{SAME}"] if not told and (listed or data != made) else []
        return [
            difference if difference.source != SOURCE else replace(difference, source=self._source)
            for difference in told
        ], noted

    def _differences(self, path: str, data: bytes, made: bytes) -> list[Difference]:
        if path in FIXED:
            says = "is not the one that we publish, and changes what a feed means"
            return [] if is_known(path, data) else [Difference("file", says=says)]
        try:
            if self._is_same(path, data, made):
                return self._unlike_words(path, data)
            return self._explained(path, data, made) or [
                Difference("file", says="is not the file that this version makes")
            ]
        except UnreadError as error:
            return [Difference("unread", says=str(error))]

    def _is_same(self, path: str, data: bytes, made: bytes) -> bool:
        if data == made:
            return True
        addresses = [self._address(path)]
        if path == MISSING_PAGE:
            addresses = [f"{self._registry.site}{folder}{MISSING_PAGE}" for folder in ANYWHERE]
        return all(canonical.form(path, data, each) == canonical.form(path, made, each) for each in addresses)

    def _address(self, path: str) -> str:
        return f"{self._registry.site}{path}".removesuffix("index.html")

    def _explained(self, path: str, data: bytes, made: bytes) -> list[Difference]:
        if path in {self._manifest.feed, FEED} and (told := self._of_feed(path, data)):
            return told
        address = f"{self._registry.site}{ANYWHERE[-1]}" if path == MISSING_PAGE else self._address(path)
        try:
            return explain(path, data, made, address, self._editions.get(path))
        except UnreadError:
            raise
        except Exception:  # noqa: BLE001 (that a difference cannot be told in words must not hide it)
            return []

    def _of_feed(self, path: str, data: bytes) -> list[Difference]:
        """How what a feed states differs, fact by fact."""
        try:
            feed = read_feed(data, path, self._day, made=self._day)
        except FeedError as error:
            raise UnreadError(str(error)) from error
        source = self._manifest.feed if self._source == "feed" else self._source
        return [*feed.differences, *feed_differences(feed.registry, self._registry, path, self._day, source)]

    @cached_property
    def _editions(self) -> Mapping[str, Edition]:
        """The edition of each page and of each PDF."""
        papers = {edition.paper: edition for edition in self._every if edition.paper}
        return {**papers, **{edition.page: edition for edition in self._every}}

    def _unlike_words(self, path: str, data: bytes) -> list[Difference]:
        edition = self._editions.get(path)
        return words_check.of_file(path, data, edition) if edition else []

    # ---- the manifest, and what to know

    def _of_manifest(self) -> Iterator[Difference]:
        manifest, registry = self._manifest, self._registry
        pairs = {
            "registry": (manifest.registry, iri(registry.site, ROOT)),
            "version": (manifest.version, registry.version),
            "issued": (manifest.issued.isoformat(), registry.issued.isoformat()),
        }
        for name, (says, states) in pairs.items():
            if says != states:
                yield Difference("changed", name, says, states, file=MANIFEST, source=self._source)
        named = next(path for path in self.made if re.fullmatch(WHOLE, path))
        if not re.fullmatch(WHOLE, manifest.feed):
            yield Difference(
                "file", says="is not named as a feed is, so hosts may serve another thing", file=manifest.feed
            )
        elif manifest.feed != named:
            yield Difference("changed", "feed", manifest.feed, named, file=MANIFEST, source=self._source)

    def _compared(self) -> Mapping[str, int]:
        there = [path for path in self._editions if self._files.get(path) is not None]
        papers = sum(path.endswith(".pdf") for path in there)
        return {"page": len(there) - papers, "PDF": papers, "feed": int(self._feed is not None)}

    def _notes(self) -> Iterator[str]:
        for edition in self._every:
            if edition.laid.untranslated:
                yield f"{edition.page}: {edition.laid.untranslated} A translation is missing, or older than its words."

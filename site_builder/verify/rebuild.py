"""Proof by making again: we compare each published file with the one that this version makes, and give one verdict.

We make the files from a registry, or where none is given from the site's feed. Of the published files, only the
manifest's feed and first day decide what we make: no file that we prove chooses what is compared, or with what.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from site_builder.addresses import API_CATALOG, FEED, MANIFEST, ROOT, SIGNATURE, iri, is_release
from site_builder.build import site_files
from site_builder.errors import Failure, shown
from site_builder.facts.feed_form import WHOLE
from site_builder.history import chain
from site_builder.history.published import documents, of_site
from site_builder.load.feed.reader import FeedError
from site_builder.load.published_folder import files_of
from site_builder.manifest import attestation, witness
from site_builder.manifest.form import Manifest
from site_builder.manifest.form import differences as unlike_manifest
from site_builder.model import Registry
from site_builder.render.pdf import PdfError
from site_builder.verify import canonical, words_check
from site_builder.verify.canonical import UnreadError
from site_builder.verify.crawl import MISSING_PAGE, OPTIONAL, UNSERVED, PublishedSite, served
from site_builder.verify.difference import OTHER, SAME, Difference
from site_builder.verify.expected_text import Edition, editions, without_facts
from site_builder.verify.explain import explain
from site_builder.verify.feed_content import CALENDAR, Feed, feed_differences, moved_on, read_feed
from site_builder.verify.fixed_files import FIXED, is_known
from site_builder.verify.report import Verdict, sentence
from site_builder.verify.signature_check import Files, Judgement
from site_builder.version import VERSION

SOURCE = "registry"
"""The default `source` of a difference; `Comparison` replaces it with its own."""
NO_FILE = "is no file of this site"
ANYWHERE = ("", "any/where/")
"""Folders where a site may show its page for missing pages: the links of that page must work in each."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a comparison: the files as we make them, their day, how the published ones differ, and notes.

    `compared` counts files by their kind. `bytes_alone` are files that say the same in other bytes, and files that are
    missing and may be.
    """

    made: Mapping[str, bytes]
    day: date
    compared: Mapping[str, int]
    differences: tuple[Difference, ...]
    bytes_alone: tuple[Difference, ...]
    notes: tuple[str, ...]


def rebuild(
    registry: Registry,
    day: date,
    published: Collection[str],
    templates: Path | None,
    fonts: Path | None = None,
    given: Mapping[str, bytes] | None = None,
) -> Mapping[str, bytes]:
    """Each file as this version makes it for a day, by its path.

    `published` are the paths of the site: without a catalogue of APIs there, we make none. `templates` is the folder of
    the site's own, `fonts` that of its fonts; `given` are files that are none of ours to make: the chain of releases,
    and attestations. Raises FontError; Failure where a PDF cannot be set, TemplateFailure where a template cannot be
    filled.
    """
    keep = () if API_CATALOG in published else {API_CATALOG.partition("/")[0]}
    try:
        return site_files(registry, day, templates, keep=keep, fonts=fonts, given=given)
    except PdfError as error:
        raise Failure(f"This version cannot make a PDF of what is stated. {error}") from error


class Comparison:
    """Compares the files of a site with those made from the public half of a registry, or else from the site's feed.

    `files` are those of the folder without the kept ones; None for what is not an ordinary file. Raises Failure
    where nothing can be made, and TemplateFailure.
    """

    def __init__(
        self,
        files: Files,
        manifest: Manifest,
        today: date,
        registry: Registry | None = None,
        templates: Path | None = None,
        fonts: Path | None = None,
    ) -> None:
        self._files, self._manifest, self._today = files, manifest, today
        self._templates, self._fonts = templates, fonts
        self._source = "feed" if registry is None else "registry"
        self._feed, self._unread = self._read_feed()
        self._day = self._feed.made if self._feed else manifest.valid_from
        if registry is None and (self._feed is None or self._feed.differences):
            why = self._unread or " ".join(each.says for each in self._feed.differences)  # type: ignore[union-attr] # the same
            raise Failure(f"The feed cannot be read, so there is nothing to compare the site with. {why}")
        self._registry: Registry = registry or self._feed.registry  # type: ignore[union-attr] # one of them is given
        told = documents(of_site(self._sound_releases)), attestation.newest(self._files, self._registry.site)
        self._all_editions = editions(self._registry, self._day, *told)

    def _read_feed(self) -> tuple[Feed | None, str]:
        data = self._files.get(self._manifest.feed)
        if data is None:
            return None, f"{self._manifest.feed} is missing."
        try:
            return read_feed(data, self._manifest.feed, self._manifest.valid_from), ""
        except FeedError as error:
            return None, str(error)

    def outcome(self) -> Outcome:
        """Compare all files."""
        registry, day = self._registry, self._day
        differences = [*moved_on(registry, day, self._today, self._manifest.feed), *self._manifest_differences()]
        differences += (
            replace(difference, source=self._source) for difference in without_facts(registry, day, self._all_editions)
        )
        differences += self._chain_faults
        bytes_alone: list[Difference] = []
        for path in sorted(
            self._expected.keys() - self._releases.keys() | self._files.keys() | self._manifest.files.keys()
        ):
            if path not in {MANIFEST, SIGNATURE, *self._releases}:
                file_differences, byte_differences = self.of_file(path)
                differences += (replace(difference, file=path) for difference in file_differences)
                bytes_alone += (Difference("file", says=says, file=path) for says in byte_differences)
        notes = tuple(self._notes())
        return Outcome(self.made, day, self._counts(), tuple(dict.fromkeys(differences)), tuple(bytes_alone), notes)

    @cached_property
    def made(self) -> Mapping[str, bytes]:
        """Each file as we make it."""
        given = {**self._sound_releases, **attestation.sound(self._files, self._registry.site)}
        given |= witness.sound(self._files)
        return rebuild(self._registry, self._day, self._files, self._templates, self._fonts, given)

    @cached_property
    def _releases(self) -> Mapping[str, bytes | None]:
        """The files of the chain of releases, where the manifest names its head."""
        is_kept = self._manifest.releases is not None
        return {path: data for path, data in self._files.items() if is_kept and is_release(path)}

    @cached_property
    def _chain_faults(self) -> tuple[Difference, ...]:
        faults = chain.faults(self._releases, self._manifest.releases)
        return tuple(Difference("file", says=says, file=path) for path, says in faults)

    @property
    def _sound_releases(self) -> Mapping[str, bytes]:
        """As `_releases`, if nothing is wrong with them: the chain proves them, so they are not made again."""
        return {} if self._chain_faults else {path: data for path, data in self._releases.items() if data is not None}

    @cached_property
    def _expected(self) -> Mapping[str, bytes]:
        """The expected files. The feed is at the path that the manifest names, where that is the name of a feed."""
        is_named = re.fullmatch(WHOLE, self._manifest.feed)
        return {self._manifest.feed if is_named and re.fullmatch(WHOLE, p) else p: d for p, d in self.made.items()}

    @cached_property
    def _listing_faults(self) -> Mapping[str, str]:
        """The fault of each file that is not as the manifest lists it."""
        return unlike_manifest(self._manifest, self._files)

    # ---- file by file

    def of_file(self, path: str) -> tuple[list[Difference], list[str]]:
        """How a file differs, and sentences where only its bytes differ or it may be missing."""
        data, made, listed = self._files.get(path), self._expected.get(path), self._listing_faults.get(path, "")
        if path not in self._files and path in OPTIONAL and not listed:
            return [], ["is missing, and this version makes one"]
        fault = "is missing" if path not in self._files else NO_FILE if made is None else listed
        if data is None or made is None:
            return [Difference("file", says=fault)], []
        differences = self._file_differences(path, data, made)
        if not differences and listed and self._source == "feed" and path == self._manifest.feed:
            # Here the feed is compared with nothing else, so it must be the listed one.
            differences = [Difference("file", says=listed)]
        bytes_alone = [f"{listed or OTHER}{SAME}"] if not differences and (listed or data != made) else []
        return [
            difference if difference.source != SOURCE else replace(difference, source=self._source)
            for difference in differences
        ], bytes_alone

    def _file_differences(self, path: str, data: bytes, made: bytes) -> list[Difference]:
        if path in FIXED:
            says = "is not the one that we publish, and changes what a feed means"
            return [] if is_known(path, data) else [Difference("file", says=says)]
        try:
            if self._is_same(path, data, made):
                return self._word_differences(path, data)
            return self._explained_differences(path, data, made) or [
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

    def _explained_differences(self, path: str, data: bytes, made: bytes) -> list[Difference]:
        if path in {self._manifest.feed, FEED} and (differences := self._feed_differences(path, data)):
            return differences
        address = f"{self._registry.site}{ANYWHERE[-1]}" if path == MISSING_PAGE else self._address(path)
        try:
            return explain(path, data, made, address, self._editions.get(path))
        except UnreadError:
            raise
        except Exception:  # noqa: BLE001 (a failed explanation must not hide the difference)
            return []

    def _feed_differences(self, path: str, data: bytes) -> list[Difference]:
        """How a feed differs, fact by fact. Raises UnreadError."""
        try:
            feed = read_feed(data, path, self._day, made=self._day)
        except FeedError as error:
            raise UnreadError(str(error)) from error
        source = self._manifest.feed if self._source == "feed" else self._source
        return [*feed.differences, *feed_differences(feed.registry, self._registry, path, self._day, source)]

    @cached_property
    def _editions(self) -> Mapping[str, Edition]:
        """The edition of each page and of each PDF, by path."""
        return {path: edition for edition in self._all_editions for path in edition.files}

    def _word_differences(self, path: str, data: bytes) -> list[Difference]:
        edition = self._editions.get(path)
        return words_check.of_file(path, data, edition) if edition else []

    # ---- the manifest, and what to know

    def _manifest_differences(self) -> Iterator[Difference]:
        manifest, registry = self._manifest, self._registry
        pairs = {
            "registry": (manifest.registry, iri(registry.site, ROOT)),
            "version": (manifest.version, registry.version),
            "issued": (manifest.issued.isoformat(), registry.issued.isoformat()),
        }
        for name, (says, states) in pairs.items():
            if says != states:
                yield Difference("changed", name, says, states, file=MANIFEST, source=self._source)
        feed_path = next(path for path in self.made if re.fullmatch(WHOLE, path))
        if not re.fullmatch(WHOLE, manifest.feed):
            yield Difference(
                "file", says="is not named as a feed is, so hosts may serve another thing", file=manifest.feed
            )
        elif manifest.feed != feed_path:
            yield Difference("changed", "feed", manifest.feed, feed_path, file=MANIFEST, source=self._source)

    def _counts(self) -> Mapping[str, int]:
        paths = [path for path in self._editions if self._files.get(path) is not None]
        papers = sum(path.endswith(".pdf") for path in paths)
        return {"page": len(paths) - papers, "PDF": papers, "feed": int(self._feed is not None)}

    def _notes(self) -> Iterator[str]:
        for edition in self._all_editions:
            if edition.laid.untranslated:
                yield f"{edition.page}: {edition.laid.untranslated} A translation is missing, or older than its words."


# ---- one verdict


def in_folder(folder: Path, name: str, keep: Collection[str] = ()) -> PublishedSite:
    """The site in a published folder, without the kept names. Raises Failure."""
    if not folder.exists():
        raise Failure(f"There is no folder {shown(folder)}. If it is an address: it begins with https://")
    return PublishedSite(name, files_of(folder, keep))


def prove(
    site: PublishedSite,
    judgement: Judgement,
    today: date,
    registry: Registry | None,
    source: str,
    *,
    templates: Path | None,
    fonts: Path | None = None,
    exact: bool = False,
) -> tuple[Verdict, Mapping[str, bytes]]:
    """The verdict on a site, compared with a public registry or else with its own feed; and the files as we make them.

    `source` names that in words. `templates` is the folder of the site's own, `fonts` that of its fonts. `exact` makes
    other bytes a difference. Raises Failure.
    """
    manifest = served(judgement.manifest) if site.places is not None else judgement.manifest
    if registry is None:
        site.check_had(manifest.feed)
    outcome = Comparison(site.files, manifest, today, registry, templates, fonts).outcome()
    differences = (*judgement.differences, *site.differences, *site.without_unread(outcome.differences))
    byte_differences, byte_notes = _bytes_alone(site, judgement, outcome, exact=exact)
    return Verdict(
        target=site.name,
        version=manifest.version,
        made=outcome.day.isoformat(),
        expires=manifest.expires.isoformat(),
        source=source,
        compared=outcome.compared,
        differences=tuple(dict.fromkeys((*differences, *byte_differences))),
        distrusted=judgement.distrusted,
        notes=(
            *judgement.notes,
            *site.notes,
            *outcome.notes,
            *byte_notes,
            *_reasons(differences, manifest, has_templates=bool(templates)),
        ),
    ), outcome.made


def _bytes_alone(
    site: PublishedSite, judgement: Judgement, outcome: Outcome, *, exact: bool
) -> tuple[list[Difference], list[str]]:
    """Files that differ in bytes alone, or that may be missing: as differences with `exact`, else as notes."""
    listed = site.without_unread((*judgement.bytes_alone, *outcome.bytes_alone))
    differing = [difference for difference in listed if site.places is None or difference.file not in UNSERVED]
    return (differing, []) if exact else ([], [sentence(difference) for difference in differing])


def _reasons(differences: Collection[Difference], manifest: Manifest, *, has_templates: bool) -> Iterator[str]:
    """Sentences: why an honest site may differ."""
    in_files = (
        difference
        for difference in differences
        if difference.kind not in {"header", "unread"} and difference.source != CALENDAR
    )
    files = {difference.file for difference in in_files}
    if files and manifest.program != VERSION:
        made_by = f"by version {shown(manifest.program)}" if manifest.program else "by a version that it does not name"
        yield (
            f"The site was made {made_by} of site_builder, and this is version {VERSION}: that alone may be why files "
            f"differ. The version that made a site proves it."
        )
    if any(difference.says == NO_FILE for difference in differences):
        yield "What stands beside the site and is yours is named with --keep, as when it was built."
    if not has_templates and any(file.endswith((".html", ".css")) for file in files):
        yield "If the site has templates of its own, give them with --templates, as when it was built."

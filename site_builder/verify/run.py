"""One verdict on a site in a folder or at an address: content, signature, and what its server says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from site_builder.errors import shown
from site_builder.load.published_folder import files_of
from site_builder.manifest.form import Manifest
from site_builder.model import Registry
from site_builder.verify.crawl import UNSERVED, served, visit
from site_builder.verify.difference import Difference
from site_builder.verify.feed_content import CALENDAR
from site_builder.verify.rebuild import NO_FILE, Outcome, compare_site
from site_builder.verify.report import Verdict, sentence
from site_builder.verify.signature_check import Judgement, VerifyError
from site_builder.version import VERSION


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """The files of a folder or an address, under the name that people gave it.

    `places` is the final address of each file; None for a folder.
    """

    name: str
    files: Mapping[str, bytes | None]
    places: Mapping[str, str] | None = None
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unread(self) -> Mapping[str, str]:
        """Why each file that could not be fetched could not, by its path."""
        return {difference.file: difference.says for difference in self.differences if difference.kind == "unread"}

    def check_had(self, path: str) -> None:
        """Raise VerifyError for a file that could not be fetched."""
        if path in self.unread:
            raise VerifyError(self.unread[path])

    def without_unread(self, differences: Iterable[Difference]) -> list[Difference]:
        """Without the reports of missing files that could not be fetched: those are not missing."""
        unread = self.unread
        return [difference for difference in differences if difference.kind != "file" or difference.file not in unread]


def in_folder(folder: Path, name: str, keep: Collection[str] = ()) -> PublishedSite:
    """The site in a published folder, without the kept names. Raises FolderError or VerifyError."""
    if not folder.exists():
        raise VerifyError(f"There is no folder {shown(folder)}. If it is an address: it begins with https://")
    return PublishedSite(name, files_of(folder, keep))


def at_address(address: str) -> PublishedSite:
    """The site that begins at an address. Raises VerifyError."""
    crawled = visit(address)
    return PublishedSite(
        crawled.root, crawled.files, crawled.places, differences=crawled.differences, notes=crawled.notes
    )


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
    other bytes a difference. Raises VerifyError.
    """
    manifest = served(judgement.manifest) if site.places is not None else judgement.manifest
    if registry is None:
        site.check_had(manifest.feed)
    outcome = compare_site(site.files, manifest, today, registry, templates, fonts)
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


def looked_at(verdict: Verdict, seen: Collection[Difference]) -> Verdict:
    """The verdict with what a browser found as well."""
    return replace(verdict, differences=(*verdict.differences, *seen))


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

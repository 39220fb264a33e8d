"""One verdict on a site in a folder or at an address: content, signature, and what its server says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from site_builder.errors import shown
from site_builder.load.published_folder import files_of
from site_builder.manifest import Manifest
from site_builder.model import Registry
from site_builder.verify.crawl import UNSERVED, served, visit
from site_builder.verify.difference import Difference
from site_builder.verify.feed_content import CALENDAR
from site_builder.verify.rebuild import NO_FILE, Found, compare_site
from site_builder.verify.report import Verdict, sentence
from site_builder.verify.signature_check import Judgement, VerifyError
from site_builder.version import VERSION


@dataclass(frozen=True, slots=True)
class There:
    """What stands in a folder or at an address, under the name that people gave it.

    `places` says by which address each file was answered in the end; None in a folder.
    """

    name: str
    files: Mapping[str, bytes | None]
    places: Mapping[str, str] | None = None
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unread(self) -> Mapping[str, str]:
        """Why, of each file that could not be had."""
        return {difference.file: difference.says for difference in self.differences if difference.kind == "unread"}

    def check_had(self, path: str) -> None:
        """Raise VerifyError for a file that could not be had."""
        if path in self.unread:
            raise VerifyError(self.unread[path])

    def without_unread(self, differences: Iterable[Difference]) -> list[Difference]:
        """Without what is told of a file because it is not there: one that could not be had is not missing."""
        unread = self.unread
        return [difference for difference in differences if difference.kind != "file" or difference.file not in unread]


def in_folder(folder: Path, name: str, keep: Collection[str] = ()) -> There:
    """What stands in a published folder, without the names that are kept. Raises FolderError or VerifyError."""
    if not folder.exists():
        raise VerifyError(f"There is no folder {shown(folder)}. If it is an address: it begins with https://")
    return There(name, files_of(folder, keep))


def at_address(address: str) -> There:
    """What stands where a site begins. Raises VerifyError."""
    found = visit(address)
    return There(found.root, found.files, found.places, differences=found.differences, notes=found.notes)


def prove(
    there: There,
    judged: Judgement,
    today: date,
    registry: Registry | None,
    source: str,
    *,
    templates: Path | None,
    exact: bool = False,
) -> tuple[Verdict, Mapping[str, bytes]]:
    """The verdict, compared with a public registry or, without one, with the site's own feed; and the files as made.

    `source` names that in words; `templates` is the folder of the site's own; `exact` makes other bytes a difference.
    Raises VerifyError.
    """
    manifest = served(judged.manifest) if there.places is not None else judged.manifest
    if registry is None:
        there.check_had(manifest.feed)
    found = compare_site(there.files, manifest, today, registry, templates)
    differences = (*judged.differences, *there.differences, *there.without_unread(found.differences))
    told, noted = _alone(there, judged, found, exact=exact)
    return Verdict(
        target=there.name,
        version=manifest.version,
        made=found.day.isoformat(),
        expires=manifest.expires.isoformat(),
        source=source,
        compared=found.compared,
        differences=tuple(dict.fromkeys((*differences, *told))),
        distrusted=judged.distrusted,
        notes=(
            *judged.notes,
            *there.notes,
            *found.notes,
            *noted,
            *_why(differences, manifest, has_templates=bool(templates)),
        ),
    ), found.made


def _alone(there: There, judged: Judgement, found: Found, *, exact: bool) -> tuple[list[Difference], list[str]]:
    """Files that differ in bytes alone, or that may be missing: as differences with `exact`, else as notes."""
    every = there.without_unread((*judged.bytes_alone, *found.bytes_alone))
    alone = [difference for difference in every if there.places is None or difference.file not in UNSERVED]
    return (alone, []) if exact else ([], [sentence(difference) for difference in alone])


def looked_at(verdict: Verdict, seen: Collection[Difference]) -> Verdict:
    """The verdict with what a browser found besides."""
    return replace(verdict, differences=(*verdict.differences, *seen))


def _why(differences: Collection[Difference], manifest: Manifest, *, has_templates: bool) -> Iterator[str]:
    """Reasons for which an honest site may differ."""
    told_of_files = (
        difference
        for difference in differences
        if difference.kind not in {"header", "unread"} and difference.source != CALENDAR
    )
    files = {difference.file for difference in told_of_files}
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

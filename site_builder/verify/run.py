"""One verdict on a site in a folder or at an address: content, signature, and what its server says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from site_builder.errors import shown
from site_builder.load.published_folder import files_of
from site_builder.manifest.form import Manifest
from site_builder.model import Registry
from site_builder.verify.crawl import UNSERVED, PublishedSite, served
from site_builder.verify.difference import Difference
from site_builder.verify.feed_content import CALENDAR
from site_builder.verify.rebuild import NO_FILE, Comparison, Outcome
from site_builder.verify.report import Verdict, sentence
from site_builder.verify.signature_check import Judgement, VerifyError
from site_builder.version import VERSION


def in_folder(folder: Path, name: str, keep: Collection[str] = ()) -> PublishedSite:
    """The site in a published folder, without the kept names. Raises FolderError or VerifyError."""
    if not folder.exists():
        raise VerifyError(f"There is no folder {shown(folder)}. If it is an address: it begins with https://")
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
    other bytes a difference. Raises VerifyError.
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

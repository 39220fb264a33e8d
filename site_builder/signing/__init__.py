"""Signs a published site: only a released version, and only if the folder holds exactly its files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from site_builder.addresses import MANIFEST, RELEASE_INDEX, ROOT, SIGNATURE, iri
from site_builder.errors import Failure, shown
from site_builder.facts.releases import DRAFT, numbers, of_version
from site_builder.history import chain
from site_builder.history.chain import Link, faults
from site_builder.history.store import HistoryError
from site_builder.load.feed import reader
from site_builder.load.project.folder import Head
from site_builder.load.project.release_log import digest
from site_builder.load.published_folder import files_of
from site_builder.manifest.dsse import is_over, seal
from site_builder.manifest.form import EXTRA, LIFE, Manifest, ManifestError, differences, later, read, written
from site_builder.manifest.keys import PrivateKey
from site_builder.model import Release
from site_builder.publish import Published, renew

Files = Mapping[str, bytes]
Releases = Sequence[Release]


@dataclass(frozen=True, slots=True)
class Signing:
    """The keys to sign with, the first day, and for how long the signature is valid.

    `now` is the moment in UTC (`2026-11-25T14:30:00Z`), left out noon of that day. `resign`: the links of releases are
    made anew where they are missing or others, whoever has kept the old ones.
    """

    keys: Sequence[PrivateKey]
    on: date
    life: timedelta = LIFE
    now: str = ""
    resign: bool = False

    @property
    def moment(self) -> str:
        """The moment at which a release that is signed now was published."""
        return self.now or f"{self.on.isoformat()}T12:00:00Z"

    @property
    def expires(self) -> date:
        """The last day on which the signature is valid."""
        return later(self.on, self.life)


def signed(
    files: Files,
    releases: Releases,
    signing: Signing,
    before: Manifest | None = None,
    links: Sequence[Link] = (),
) -> Files:
    """A site's files with new days in their manifest, a signature over it, and one over each link that has none.

    `before` is the manifest that is published now, `links` are those of the chain there. Raises Failure for a draft,
    for content that differs from the release, and for a day or a version before those that readers may have seen
    already; HistoryError for a chain that does not go on from the published one.
    """
    manifest = _manifest(files)
    _check_released(manifest, files, releases)
    _check_days(manifest, signing.on, before)
    files = {**files, **_signed_index(files, manifest, signing, links)}
    renewed = replace(manifest, valid_from=signing.on, expires=signing.expires, releases=chain.head_of(files))
    manifest_bytes = written(renewed)
    return {**files, MANIFEST: manifest_bytes, SIGNATURE: seal(manifest_bytes, signing.keys)}


def _signed_index(files: Files, manifest: Manifest, signing: Signing, published: Sequence[Link]) -> Files:
    links = chain.read_index(files[RELEASE_INDEX]) if RELEASE_INDEX in files else ()
    if not signing.resign:
        chain.check_goes_on(links, published)
    if not links:
        return {}
    if wrong := next(chain.forged(links, [key.public for key in signing.keys]), ""):
        raise HistoryError(f"{wrong} {_FOLDER_BACK}")
    sealed = chain.sealed(links, manifest.version, signing.keys, signing.moment, anew=signing.resign)
    return {RELEASE_INDEX: chain.index_bytes(sealed)}


def publish_signed(
    files: Files,
    releases: Releases,
    signing: Signing,
    out: Path,
    keep: Collection[str] = (),
    links: Sequence[Link] | None = None,
) -> tuple[Published, Files]:
    """Publish a site with a signature over it. We compare it with the site at `out` once no other build can run there.

    `links` is the chain of releases that it goes on from, None for that at `out`.
    Raises Failure or PublishError; then `out` is unchanged, byte for byte.
    """

    def made() -> Files:
        before = links if links is not None else () if signing.resign else links_at(out)
        return signed(files, releases, signing, manifest_at(out), before)

    return renew(made, out, keep=keep)


def sign(out: Path, head: Head, signing: Signing, keep: Collection[str] = ()) -> tuple[Published, bytes]:
    """Renew the signature of the site at `out`. Returns what was published, and the new manifest's bytes.

    Raises Failure or PublishError; then `out` is unchanged, byte for byte.
    """
    published, files = renew(lambda: _signed_again(out, head, signing, keep), out, keep=keep)
    return published, files[MANIFEST]


def manifest_at(out: Path) -> Manifest | None:
    """The manifest of the site at `out`; None if there is no readable one."""
    file = out / MANIFEST
    try:
        return read(file.read_bytes()) if file.is_file() else None
    except (OSError, ManifestError):
        return None


def links_at(out: Path) -> tuple[Link, ...]:
    """The chain of releases in the site at `out`; none where there is no site, or one without releases.

    Raises HistoryError where what stands there is no chain that its manifest names.
    """
    manifest = manifest_at(out)
    if manifest is None or manifest.releases is None:
        return ()
    file = out / RELEASE_INDEX
    return chain.checked(file.read_bytes() if file.is_file() else None, manifest.releases)


def _signed_again(out: Path, head: Head, signing: Signing, keep: Collection[str]) -> Files:
    content = files_of(out, keep)
    files = {path: data for path, data in content.items() if data is not None}
    if MANIFEST not in files:
        raise Failure(f"{shown(out)} holds no manifest, so no site that could be signed. {_BUILD}")
    manifest = _manifest(files)
    if written(manifest) != files[MANIFEST]:
        raise Failure(f"The manifest in {shown(out)} was not written by this version of the program. {_BUILD}")
    if wrong := {**differences(manifest, content), **dict(faults(content, manifest.releases))}:
        first_differences = "; ".join(f"{shown(path)} {says}" for path, says in islice(wrong.items(), _NAMED))
        more = f"; and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
        what = _KEEP if {*wrong.values()} == {EXTRA} else _BUILD
        raise Failure(f"{shown(out)} is not what its manifest lists: {first_differences}{more}. {what}")
    if manifest.registry != iri(head.site, ROOT):
        ours = iri(head.site, ROOT)
        raise Failure(f"{shown(out)} is the site of {manifest.registry}, and this registry is {ours}. {_OUT}")
    links = chain.read_index(files[RELEASE_INDEX]) if RELEASE_INDEX in files else ()
    renewed = signed(files, head.releases, signing, manifest, links)
    _check_signature(files, out)
    return renewed


def _check_signature(files: Files, out: Path) -> None:
    """Raise Failure if there is a signature over another manifest: then files and manifest were changed since."""
    if SIGNATURE in files and not is_over(files[SIGNATURE], files[MANIFEST]):
        raise Failure(f"The signature in {shown(out)} is not that of the manifest beside it. {_BUILD}")


_FOLDER_BACK = "Take the published folder back as it was, or build with a copy of it: --history"
_NAMED = 3
_BUILD = "Build it again: site-builder build --key FILE"
_KEEP = "Name what is yours and stays with --keep, and move the rest away."
_OUT = "Name the right folder with --out. Where the site has moved, release it at its new address and build it again."


def _manifest(files: Files) -> Manifest:
    try:
        return read(files[MANIFEST])
    except ManifestError as error:
        raise Failure(f"{error} {_BUILD}") from error


def _check_days(manifest: Manifest, on: date, before: Manifest | None) -> None:
    if on < manifest.issued:
        raise Failure(f"This version is issued on {manifest.issued}, and today is {on}. {_CLOCK}")
    if before is None or before.registry != manifest.registry:
        return
    if on < before.valid_from:
        raise Failure(f"What is published was signed on {before.valid_from}, and today is {on}. {_CLOCK}")
    if numbers(manifest.version) < numbers(before.version):
        raise Failure(
            f"Version {before.version} is published already, and readers that saw it refuse {manifest.version}. "
            "To go back, release the old content under a new version."
        )


_CLOCK = "Check the clock of this computer, or the day given with --on."


def _check_released(manifest: Manifest, files: Files, releases: Releases) -> None:
    if manifest.version == DRAFT:
        raise Failure(f"This is a draft, and drafts are never signed. {_ANEW}")
    released = of_version(releases, manifest.version)
    if released is None:
        raise Failure(f"Version {manifest.version} is not released, so it is not signed. {_RELEASE}")
    try:
        registry = reader.read(files[manifest.feed])
    except reader.FeedError as error:
        raise Failure(f"{manifest.feed} cannot be read. {error} {_BUILD}") from error
    stated_in_feed = (registry.version, registry.issued, iri(registry.site, ROOT), digest(registry))
    if stated_in_feed != (manifest.version, released.issued, manifest.registry, released.content_sha256):
        raise Failure(f"The feed does not say what was released as {manifest.version}. {_BUILD}")
    if manifest.issued != released.issued:
        raise Failure(f"The manifest was not issued on the day of version {manifest.version}. {_BUILD}")


_ANEW = (
    "Where organisation.yaml does not name a new version and its day yet, write them; "
    "then run site-builder release, and build again."
)
_RELEASE = "Where it is ready, run: site-builder release"

"""The only room that writes a site or a registry: whole or not at all, staged beside the old one, then swapped.

It knows bytes, paths and digests; it must not know what a page, a notice or a registry is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from site_builder.addresses import MANIFEST, SIGNATURE, is_release
from site_builder.errors import shown
from site_builder.manifest.form import Manifest, ManifestError, differences, read
from site_builder.publish import swap, tree
from site_builder.publish.errors import PublishError, plainly
from site_builder.publish.lock import locked
from site_builder.publish.paths import check_kept, check_paths
from site_builder.publish.site import Site, site_at

__all__ = ["PublishError", "Published", "publish", "renew"]


@dataclass(frozen=True, slots=True)
class Published:
    """The site at `out` now: `files` and `bytes` count the published files and their bytes, without kept ones.

    `changed` is False if the same site was there already and was not touched. `leftover` is the rest of the old tree
    that the system did not let us remove, else None; the next build tries again.
    """

    out: Path
    files: int
    bytes: int
    changed: bool
    leftover: Path | None = None


def publish(files: Mapping[str, bytes], out: Path, *, keep: Collection[str] = ()) -> Published:
    """Put `files` in the place of the folder `out`, all of them or none; top-level names in `keep` stay as they are.

    `files` maps relative POSIX paths to bytes and includes the manifest. Raises PublishError; then `out` is unchanged,
    byte for byte.
    """
    with plainly(out):
        _check_files(files, keep)
        with _ours(out) as site:
            return _put(files, site, keep)


def renew(
    make: Callable[[], Mapping[str, bytes]], out: Path, *, keep: Collection[str] = ()
) -> tuple[Published, Mapping[str, bytes]]:
    """As `publish`, with the files that `make` returns, which are also returned.

    `make` is called while no other build can publish there, so it may read `out`. Its exceptions are passed on; then
    `out` is unchanged, byte for byte.
    """
    with plainly(out), _ours(out) as site:
        files = make()
        _check_files(files, keep)
        return _put(files, site, keep), files


def _check_files(files: Mapping[str, bytes], keep: Collection[str]) -> None:
    check_paths(files)
    _check_manifest(files)
    check_kept(keep, files)


def _check_manifest(files: Mapping[str, bytes]) -> None:
    """Raise PublishError for files that differ from their manifest."""
    manifest = _manifest_or_none(files.get(MANIFEST, b""))
    if manifest is None or differences(manifest, files):
        raise PublishError(
            "The build made files that its own manifest does not describe.",
            "Please report this as a fault of the program.",
        )


def _listed(out: Path) -> frozenset[str]:
    """The published paths by the manifest in the folder; empty if there is no readable manifest."""
    file = out / MANIFEST
    # To read a pipe would wait for ever.
    manifest = _manifest_or_none(file.read_bytes()) if file.is_file() else None
    return frozenset() if manifest is None else frozenset({*manifest.files, MANIFEST, SIGNATURE})


def _manifest_or_none(content: bytes) -> Manifest | None:
    try:
        return read(content)
    except ManifestError:
        return None


@contextmanager
def _ours(out: Path) -> Iterator[Site]:
    """The site at `out`, locked, and repaired if a build died there."""
    site = site_at(out)
    with locked(site.lock):
        swap.recover(site)
        yield site


def _put(files: Mapping[str, bytes], site: Site, keep: Collection[str]) -> Published:
    _check_foreign(files, site, keep)
    tree.check_replaceable(site.out)
    _check_space(files, site)
    return _published(files, site, keep)


def _check_foreign(files: Mapping[str, bytes], site: Site, keep: Collection[str]) -> None:
    ours = _listed(site.out)
    if foreign := [path for path in tree.foreign(site.out, ours, keep) if not (ours and is_release(path))]:
        names = ", ".join(shown(path) for path in foreign[:_NAMED])
        more = f" and {len(foreign) - _NAMED} more" if len(foreign) > _NAMED else ""
        raise PublishError(
            f"The folder {shown(site.out)} holds files that no build put there: {names}{more}.",
            f"Choose another folder with --out, or move these files away{_keep_hint(foreign, {*ours, *files})}.",
        )


_NAMED = 3


def _keep_hint(foreign: Iterable[str], ours: Iterable[str]) -> str:
    tops = {path.split("/")[0] for path in ours}
    name = next((path.split("/")[0] for path in foreign if path.split("/")[0] not in tops), None)
    return (
        f", or let what stands beside our own stay with --keep NAME, for example --keep {shown(name)}" if name else ""
    )


_BLOCK = 4096
"""The bytes to allow for a file's half-filled last block and its folder entry."""
_MARGIN = 1 << 20


def _check_space(files: Mapping[str, bytes], site: Site) -> None:
    needed = sum(len(content) + _BLOCK for content in files.values()) + _MARGIN
    usage = shutil.disk_usage(site.out.parent)
    # Some network and user-space file systems do not tell their size and answer 0.
    if usage.total and usage.free < needed:
        raise PublishError(
            f"The disk of {shown(site.out)} is too full: the site needs {_megabytes(needed)} beside the old one, "
            f"and {_megabytes(usage.free)} are free.",
            "Make room on that disk, or choose a folder on another with --out.",
        )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


def _published(files: Mapping[str, bytes], site: Site, keep: Collection[str]) -> Published:
    try:
        swap.begin(site)
        changed = not tree.same(files, site.out, keep, like=site.staged)
        if changed:
            _replace(files, site, keep)
    except BaseException:
        _undo(site)
        raise
    return Published(site.out, len(files), sum(map(len, files.values())), changed, _cleared(site))


def _replace(files: Mapping[str, bytes], site: Site, keep: Collection[str]) -> None:
    tree.write(files, site.staged)
    # Late, and checked again: others may work in the kept folders and in `out` while we write.
    tree.carry(keep, site.out, site.staged)
    tree.sync_folders(site.staged)
    _check_foreign(files, site, keep)
    swap.exchange(site)


def _undo(site: Site) -> None:
    with suppress(OSError):
        swap.recover(site)
    if os.path.lexists(site.replaced) and not os.path.lexists(site.out):
        raise PublishError(
            f"The build failed, and the old site could not be put back to {shown(site.out)}.",
            f"It is safe in {shown(site.replaced)}; the next build puts it back, or rename it by hand.",
        )


def _cleared(site: Site) -> Path | None:
    # The new site is in place: from here on nothing may turn a success into an error.
    with suppress(OSError):
        swap.recover(site)
        return None
    return next((path for path in (site.replaced, site.staged, site.journal) if os.path.lexists(path)), None)

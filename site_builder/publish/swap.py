"""Puts the new tree in the place of the old one, and repairs an interrupted swap."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.errors import shown
from site_builder.publish import rename_ops
from site_builder.publish.errors import PublishError
from site_builder.publish.fsutil import make_folder, remove_tree, sync_file, sync_folder, there, write_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_builder.publish.site import Site

_JOURNAL = (
    b"A build of site-builder was publishing here and has not finished. The next build puts everything right.\n"
    b"Do not delete the folders beside this file whose names begin like its own: one of them may hold the site.\n"
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to put the staged tree in its place, and the way back while the old tree is whole.

    `forth` raises NotOffered if the system does not support that way; then it has done nothing.
    """

    forth: Callable[[Site], None]
    back: Callable[[Site], None]


WAYS = (Way(rename_ops.swap, rename_ops.swap), Way(rename_ops.two_renames, rename_ops.withdraw))
"""The ways if there is an old tree, best first: the last is always supported, but leaves a moment without a site."""
FIRST = (Way(rename_ops.place, rename_ops.withdraw),)
"""The way if there is no old tree."""


def begin(site: Site) -> None:
    """Record in the journal, durably, that `staged` and `replaced` are ours, then make the empty folder `staged`."""
    write_file(site.journal, _JOURNAL)
    sync_file(site.journal)
    sync_folder(site.out.parent)
    make_folder(site.staged)


def exchange(site: Site) -> None:
    """Put the staged tree in the place of `out`, durably; after an OSError `recover` restores the old tree.

    Raises PublishError if the disk neither confirms the exchange nor undoes it.
    """
    way = _moved(site)
    try:
        sync_folder(site.out.parent)
    except OSError:
        _go_back(way, site)
        raise


def recover(site: Site) -> None:
    """Finish or undo the work of a build, whether it ended well, failed or was killed, so that only `out` is left.

    The existing names show in which state a build was killed. Raises PublishError if the names are not ours.
    """
    if not there(site.journal):
        _check_free(site)
        return
    _check_ours(site)
    # Between two renames the new tree still waits, or nothing stands at `out`: the old one goes back.
    if there(site.replaced) and (there(site.staged) or not there(site.out)):
        rename_ops.put_back(site)
    remove_tree(site.staged)
    remove_tree(site.replaced)
    # The journal goes last, or a power cut could leave folders that nobody owns.
    sync_folder(site.out.parent)
    site.journal.unlink()


def _moved(site: Site) -> Way:
    for way in WAYS if there(site.out) else FIRST:
        try:
            way.forth(site)
        except rename_ops.NotOffered:
            continue
        return way
    raise OSError(errno.ENOSYS, "Function not implemented")


def _go_back(way: Way, site: Site) -> None:
    try:
        way.back(site)
    except OSError as error:
        raise PublishError(
            f"The new site is in place at {shown(site.out)}, but the disk does not confirm that it will stay.",
            "Have the disk looked at, then build again.",
        ) from error


def _check_free(site: Site) -> None:
    for path in (site.staged, site.replaced):
        if there(path):
            raise PublishError(
                f"The build needs the name {shown(path)}, and something that no build left has it.",
                "Move it away, or choose another folder with --out.",
            )


def _check_ours(site: Site) -> None:
    # A build may have been killed before it had written the whole sentence.
    if not _JOURNAL.startswith(site.journal.read_bytes()):
        raise PublishError(
            f"The build needs the name {shown(site.journal)}, and a file that is not ours has it.",
            "Move that file away, or choose another folder with --out.",
        )

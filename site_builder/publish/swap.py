"""Puts the new tree in the place of the old one, and repairs an interrupted swap."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from site_builder.errors import shown
from site_builder.publish.errors import PublishError
from site_builder.publish.fsutil import make_folder, remove_tree, sync_file, sync_folder, there, write_file
from site_builder.publish.site import Site

_JOURNAL = (
    b"A build of site-builder was publishing here and has not finished. The next build puts everything right.\n"
    b"Do not delete the folders beside this file whose names begin like its own: one of them may hold the site.\n"
)
_NOT_OFFERED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}
"""What a system or a disk answers that cannot exchange two folders in one step; nothing was done."""


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
    take_back = _put_in_place(site)
    try:
        sync_folder(site.out.parent)
    except OSError:
        _go_back(take_back, site)
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
        site.replaced.rename(site.out)
    remove_tree(site.staged)
    remove_tree(site.replaced)
    # The journal goes last, or a power cut could leave folders that nobody owns.
    sync_folder(site.out.parent)
    site.journal.unlink()


def _put_in_place(site: Site) -> Callable[[], object]:
    """Put the staged tree at `out`, and return what undoes that while the old tree is whole."""
    if there(site.out):
        try:
            rename_exchange(site.staged, site.out)
        except OSError as error:
            if error.errno not in _NOT_OFFERED:
                raise
            # Two renames then do, and for a moment nothing is at `out`.
            site.out.rename(site.replaced)
        else:
            return lambda: rename_exchange(site.staged, site.out)
    site.staged.rename(site.out)
    return lambda: site.out.rename(site.staged)


def _go_back(take_back: Callable[[], object], site: Site) -> None:
    try:
        take_back()
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


_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def rename_exchange(one: Path, other: Path) -> None:
    """Exchange two paths with Linux's renameat2(2). Raises OSError ENOSYS on systems without it."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), os.fspath(other))

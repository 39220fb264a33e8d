"""The renames of a swap; each is one step that happens wholly or not at all."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.publish.site import Site


class NotOffered(Exception):  # noqa: N818 (a way that is not to be had, and the next is tried)
    """This system or this disk does not support that way; nothing was done."""


def swap(site: Site) -> None:
    """Exchange the staged tree and `out` in one step. Raises NotOffered if the system or the disk cannot."""
    try:
        rename_exchange(site.staged, site.out)
    except OSError as error:
        if error.errno in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
            raise NotOffered from error
        raise


def two_renames(site: Site) -> None:
    """Move the old tree aside, then the new one into its place; for a moment nothing is at `out`."""
    site.out.rename(site.replaced)
    place(site)


def place(site: Site) -> None:
    """Rename the staged tree to `out`, which does not exist yet."""
    site.staged.rename(site.out)


def withdraw(site: Site) -> None:
    """Undo that rename."""
    site.out.rename(site.staged)


def put_back(site: Site) -> None:
    """Rename the old tree back to `out`. Raises OSError if something else is there."""
    site.replaced.rename(site.out)


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

"""Explains why a site is not published, in sentences for the person who started the build."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from site_builder.errors import Failure, shown


class PublishError(Failure):
    """The site was not published: `message` says why, `hint` what to do; both are whole sentences."""

    def __init__(self, message: str, hint: str) -> None:
        """Keep both sentences; `str()` joins them."""
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Both sentences, joined for printing."""
        return f"{self.message} {self.hint}"


@contextmanager
def plainly(out: Path) -> Iterator[None]:
    """Turn every OSError inside into a PublishError about `out`."""
    try:
        yield
    except OSError as error:
        reason, hint = _WORDS.get(error.errno or 0, (_system_words(error), _OTHERWISE))
        message = f"The site could not be published to {shown(out)}: {reason}{_where(error)}."
        raise PublishError(message, hint) from error


_MAKE_ROOM = "Make room on that disk, or choose a folder on another with --out."
_MAY_WRITE = "Ask who looks after this computer for the right to write there, or choose another folder with --out."
_OTHERWISE = "Build again, or choose another folder with --out."
_BROKEN = "Have the disk looked at, or choose a folder on another with --out."
_OTHER_DISK = "Take that disk out of the folder, or choose another folder with --out."
_OTHERS = "Look what is in that folder, then build again."
_SHORTER = "Choose a folder with a shorter name with --out."
_IN_USE = "Close the programs that have it open, or choose a folder inside it with --out; then build again."

_WORDS = {
    errno.ENOSPC: ("the disk is full", _MAKE_ROOM),
    errno.EDQUOT: ("your share of the disk is used up", _MAKE_ROOM),
    errno.EFBIG: ("a file is too large for that disk", "Choose a folder on another disk with --out."),
    errno.EACCES: ("you are not allowed to write there", _MAY_WRITE),
    errno.EPERM: ("you are not allowed to write there", _MAY_WRITE),
    errno.EROFS: ("that disk can only be read", _MAY_WRITE),
    errno.EIO: ("the disk did not do what it was asked", _BROKEN),
    errno.EBUSY: ("the folder is in use", _IN_USE),
    errno.EXDEV: ("a part of the folder is a disk of its own", _OTHER_DISK),
    errno.ENAMETOOLONG: ("a name is too long for that disk", _SHORTER),
    errno.ENOLCK: ("that disk cannot keep two builds apart", "Choose a folder on a disk of this computer with --out."),
    errno.ENOTEMPTY: ("something else was put there during the build", _OTHERS),
    errno.EMFILE: ("too many files are open", "Close other programs, then build again."),
    errno.ENFILE: ("too many files are open", "Close other programs, then build again."),
}
"""The meaning of the system's error numbers for the person who builds, and what to do."""


def _system_words(error: OSError) -> str:
    return f"the system says “{shown(error.strerror)}”" if error.strerror else "the system would not do it"


def _where(error: OSError) -> str:
    return f" (at {shown(error.filename)})" if isinstance(error.filename, str) else ""

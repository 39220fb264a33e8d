"""Looks into a file of an office program before anything reads it: whether it is one, its size, what it could run."""

from __future__ import annotations

import io
import zipfile

from site_builder.errors import Failure

UNPACKED = 20_000_000
"""The most bytes that the parts of a file may have together."""
PARTS = 500
"""The most parts that a file may have."""
_RUN = ("vba", "macro", "activex")
"""What the names of parts hold that run something."""


class OfficeError(Failure):
    """This is no file that can be read; the text says why, and what to do."""


def check(source: bytes, kind: str, ending: str) -> None:
    """Raises OfficeError for what is no archive, is too large, or could run something.

    `kind` is what the file is, for people: a workbook. `ending` is that of a file without anything to run: .xlsx.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            _check_parts(archive, kind, ending)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise OfficeError(f"This is no {kind} that can be read. Save it as {ending}, without a password.") from error


def _check_parts(archive: zipfile.ZipFile, kind: str, ending: str) -> None:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > UNPACKED or len(parts) > PARTS:
        raise OfficeError(
            f"This {kind} has more than {UNPACKED // 1_000_000} MB unpacked, or more than {PARTS} parts, and is not "
            "opened. Take out what does not belong in it, such as pictures."
        )
    if any(word in part.filename.lower() for part in parts for word in _RUN):
        raise OfficeError(f"This {kind} has macros, and is not opened. Save it as {ending}, without them.")
    left = UNPACKED
    for part in parts:
        with archive.open(name=part, mode="r") as content:
            begun = content.read(left + 1)
        left -= len(begun)
        if left < 0 or b"<!DOCTYPE" in begun or b"<!ENTITY" in begun:
            raise OfficeError(f"This {kind} is not what it says it is, and is not opened.")

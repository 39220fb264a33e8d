"""The names in a PDF (ISO 32000-1, 7.3.5): of plain letters, as ours are, since readers end others in different places.

Two names that one reader tells apart are the same to another, and it takes the second: a font, say, with other letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import objects

if TYPE_CHECKING:
    from pypdf import PdfReader

PLAIN = re.compile(r'/[!"$&-~]{0,100}')


def misnamed(reader: PdfReader) -> Iterator[Drift]:
    """The names in it that are not plain, each once."""
    names = dict.fromkeys(name for each in objects(reader) for name in _names(each))
    yield from (Drift("code", "", f"the name {name!r}") for name in names if not PLAIN.fullmatch(name))


def _names(held: Any) -> Iterator[str]:
    """All names that stand in an object, as keys and as values."""
    from pypdf.generic import NameObject

    waiting = [held]
    while waiting:
        found = waiting.pop()
        if isinstance(found, NameObject):
            yield found
        elif isinstance(found, list):
            waiting += found
        elif isinstance(found, dict):
            waiting += [*found, *found.values()]

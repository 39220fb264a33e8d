"""The names and references in a PDF (ISO 32000-1, 7.3.5 and 7.3.10), as ours are: readers take others differently.

Two names that one reader tells apart are the same to another, and it takes the second: a font, say, with other letters.
Where a reference leads nowhere, some readers look through the file again for what it might mean.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import objects

if TYPE_CHECKING:
    from pypdf import PdfReader

PLAIN = re.compile(r'/[!"$&-~]{0,100}')


def misnamed(reader: PdfReader) -> Iterator[Drift]:
    """The names that are not plain, and the references to what is not there, each once."""
    there = reader.xref.get(0, {}).keys() | reader.xref_objStm.keys()
    odd = dict.fromkeys(says for held in objects(reader) for part in _parts(held) if (says := _odd(part, there)))
    yield from (Drift("code", "", says) for says in odd)


def _odd(part: Any, there: Collection[int]) -> str:
    """What is odd in a name or a reference, beside the numbers of the objects that are there; '' for nothing."""
    from pypdf.generic import IndirectObject, NameObject, NullObject

    if isinstance(part, NameObject) and not PLAIN.fullmatch(part):
        return f"the name {part!r}"
    if isinstance(part, IndirectObject) and (part.generation or part.idnum not in there):
        return f"a reference to {part.idnum} {part.generation}, which is not there"
    return "null for a value" if isinstance(part, NullObject) else ""


def _parts(held: Any) -> Iterator[Any]:
    """All that stands in an object, as keys and as values."""
    waiting = [held]
    while waiting:
        found = waiting.pop()
        yield found
        if isinstance(found, list):
            waiting += found
        elif isinstance(found, dict):
            waiting += [*found, *found.values()]

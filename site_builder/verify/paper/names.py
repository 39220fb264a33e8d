"""The names and references in a PDF (ISO 32000-1, 7.3.5 and 7.3.10), as ours are: readers take others differently.

Two names that one reader tells apart are the same to another, and it takes the second: a font, say, with other letters.
Where a reference leads nowhere, some readers look through the file again for what it might mean.
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
    """The names that are not plain, and the references to what is not there, each once."""
    from pypdf.generic import IndirectObject, NameObject, NullObject

    there = reader.xref.get(0, {}).keys() | reader.xref_objStm.keys()
    odd: dict[str, None] = {}
    for each in (part for held in objects(reader) for part in _parts(held)):
        if isinstance(each, NameObject) and not PLAIN.fullmatch(each):
            odd[f"the name {each!r}"] = None
        elif isinstance(each, IndirectObject) and (each.generation or each.idnum not in there):
            odd[f"a reference to {each.idnum} {each.generation}, which is not there"] = None
        elif isinstance(each, NullObject):
            odd["null for a value"] = None
    yield from (Drift("code", "", says) for says in odd)


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

"""A PDF opened within limits: what cannot be read, or is too much to read, ends in Unread and nothing else."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfReader

# Without a handler of its own Python would print each fault that pypdf mends.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

MOST_BYTES = 100_000_000
"""The longest file; what is packed in it may be 75 MB long, which pypdf sees to."""
MOST_PAGES = 2_000
MOST_CONTENT = 1_000_000
"""The longest content of one page in bytes, some twenty times what a full page takes."""
LEAVES = {"names": "/Names", "numbers": "/Nums"}
"""The keys of what trees hold."""

Found = Mapping[str, Any]
"""A dictionary of the PDF, its names with their slash."""


class Unread(Exception):  # noqa: N818  it is no error of ours, and says what holds of the file
    """The PDF, or a part of it, cannot be read; the text says why."""


def opened(data: bytes) -> PdfReader:
    """The PDF with a page at least, its objects read. Raises Unread, or whatever pypdf raises of a damaged file."""
    from pypdf import PdfReader

    if not data.startswith(b"%PDF-"):
        raise Unread("It does not begin as a PDF does.")
    if len(data) > MOST_BYTES:
        raise Unread(f"It is longer than {MOST_BYTES} bytes.")
    with _mended() as faults:
        reader = PdfReader(BytesIO(data), strict=True)
        if reader.is_encrypted:
            raise Unread("It is encrypted.")
        if not 0 < len(reader.pages) <= MOST_PAGES:
            raise Unread(f"It has {len(reader.pages)} pages; from 1 to {MOST_PAGES} are read.")
        objects(reader)
    if faults:
        raise Unread(f"It is damaged ({faults[0]}), and readers mend it in different ways.")
    return reader


@contextmanager
def _mended() -> Iterator[list[str]]:
    """The faults that pypdf mends meanwhile, in its words."""
    faults: list[str] = []
    handler, logger = logging.Handler(), logging.getLogger("pypdf")
    handler.emit = lambda record: faults.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(handler)
    try:
        yield faults
    finally:
        logger.removeHandler(handler)


def objects(reader: PdfReader) -> list[Any]:
    """All objects of the file, those too that nothing names, and for each section what says where its objects are."""
    from pypdf.generic import IndirectObject

    numbers = [(number, generation) for generation, held in reader.xref.items() for number in held]
    for number, generation in [*numbers, *((number, 0) for number in reader.xref_objStm)]:
        whole(IndirectObject(number, generation, reader))
    # What says where they are it kept when it was opened.
    return [reader.trailer, *reader.resolved_objects.values()]


def page_numbers(reader: PdfReader) -> dict[int, int]:
    """The number of each page, from 1, by that of its object."""
    objects = (page.indirect_reference for page in reader.pages)
    return {found.idnum: number for number, found in enumerate(objects, 1) if found is not None}


def whole(held: Any) -> Any:
    """What a reference stands for, and anything else as it is; None for nothing."""
    from pypdf.generic import NullObject

    found = held.get_object() if held is not None else None
    return None if isinstance(found, NullObject) else found


def dictionary(held: Any) -> Found:
    """A dictionary, empty where there is none or something else stands there."""
    found = whole(held)
    return found if isinstance(found, dict) else {}


def several(held: Any) -> list[Any]:
    """What stands under a key that holds one thing or several, as it stands there: references are not followed."""
    found = whole(held)
    if found is None:
        return []
    return list(found) if isinstance(found, list) else [held]


def leaves(what: str, tree: Any, seen: frozenset[int] = frozenset()) -> list[tuple[Any, Any]]:
    """The names or numbers of a tree and what they stand for (ISO 32000-1, 7.9.6 and 7).

    Raises Unread for a circle, and where a reader that looks up a name by the order or the limits would miss it.
    """
    found = dictionary(tree)
    if id(found) in seen:
        raise Unread(f"A tree of {what} goes in a circle.")
    pairs = several(found.get(LEAVES[what]))
    made = [(whole(key), held) for key, held in zip(pairs[::2], pairs[1::2], strict=False)]
    for kid in several(found.get("/Kids")):
        made += leaves(what, kid, seen | {id(found)})
    keys, limits = [key for key, _ in made], [whole(each) for each in several(found.get("/Limits"))]
    if keys != sorted(keys) or (limits and limits != [*keys[:1], *keys[-1:]]):
        raise Unread(f"A tree of {what} is out of order.")
    return made


def worded(text: str) -> str:
    """A text as it is shown: its words with one space between, without what neither has a width nor turns others."""
    composed = unicodedata.normalize("NFKC", text)
    shown = (c for c in composed if not _is_format(c) or unicodedata.bidirectional(c) != "BN")
    return " ".join("".join(shown).split())


def squeezed(text: str) -> str:
    """A text without white space and what has no width; letters that are written as one are two, as PDFium has them."""
    dense = "".join(text.split())
    return dense if dense.isascii() else "".join(c for c in unicodedata.normalize("NFKC", dense) if not _is_format(c))


@cache
def _is_format(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf"

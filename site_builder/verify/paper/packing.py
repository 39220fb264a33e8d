"""How the streams of a PDF are packed (ISO 32000-1, 7.3.8 and 7.4): as ours are, which all readers unpack alike."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import dictionary, objects, several, whole

if TYPE_CHECKING:
    from pypdf import PdfReader

OTHERS = ("/F", "/FFilter", "/FDecodeParms", "/DP", "/DL")
"""What names another file in place of the data, or what some readers take for how it is packed."""


def repacked(reader: PdfReader) -> Iterator[Drift]:
    """How streams are packed as none of ours is, each way once; those too that hold objects, or say where they are."""
    streams = [each for each in objects(reader) if hasattr(each, "get_data")]
    ways = dict.fromkeys(way for each in streams for way in _otherwise(each))
    yield from (Drift("code", "", f"data packed with {way}") for way in ways)


def _otherwise(stream: Any) -> Iterator[str]:
    """What ours are not packed with: other filters, what filters are told, another file."""
    filters = [str(whole(each)) for each in several(stream.get("/Filter"))]
    if filters not in ([], ["/FlateDecode"]):
        yield " ".join(each.removeprefix("/") for each in filters)
    settings = whole(stream.get("/DecodeParms"))
    if isinstance(settings, list):
        yield "a list of settings"
    # A list of where objects are has rows of one length that differ little from each other.
    ours = {"/Predictor": 12, "/Columns": sum(stream["/W"])} if stream.get("/Type") == "/XRef" else {}
    for key, value in dictionary(settings).items():
        if whole(value) != ours.get(key):
            yield f"{key.removeprefix('/')} {whole(value)}"
    yield from (key.removeprefix("/") for key in OTHERS if key in stream)
    if filters and not _is_whole(stream._data):  # noqa: SLF001  get_data unpacks it, and passes over what is wrong
        yield "something behind it"


def _is_whole(packed: bytes) -> bool:
    """Whether nothing is wrong with it, and nothing stands behind it."""
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(packed)
    except zlib.error:
        return False
    return unpacking.eof and not unpacking.unused_data

"""How the streams of a PDF are packed (ISO 32000-1, 7.3.8 and 7.4): as ours are, which all readers unpack alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import Found, dictionary, objects, several, whole

if TYPE_CHECKING:
    from pypdf import PdfReader

ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
"""What names another file in place of the data."""


def repacked(reader: PdfReader) -> Iterator[Drift]:
    """How streams are packed as none of ours is, each way once; those too that hold objects, or say where they are."""
    streams = [dictionary(each) for each in objects(reader) if hasattr(each, "get_data")]
    ways = dict.fromkeys(way for each in streams for way in _otherwise(each))
    yield from (Drift("code", "", f"data packed with {way}") for way in ways)


def _otherwise(stream: Found) -> Iterator[str]:
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
    yield from (key.removeprefix("/") for key in ELSEWHERE if key in stream)

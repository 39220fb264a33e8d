"""How streams are packed: what two readers unpack in different ways is told, whatever is in it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, TextStringObject

from site_builder.verify.paper.packing import repacked
from tests.verify.paper_told import at
from tests.verify.papers import changed, drifts, honest, rewritten

FEED = "Names EmbeddedFiles Names 1 EF F"
FLATE, PNG = Name.FlateDecode, Dictionary(Predictor=15, Columns=8, BitsPerComponent=1)


def told(data: bytes) -> list[str]:
    return [each.says.removeprefix("data packed with ") for each in repacked(PdfReader(BytesIO(data), strict=True))]


def packed(keys: dict[str, Any]) -> bytes:
    """The PDF with other keys of the stream of its feed."""

    def change(document: pikepdf.Pdf) -> None:
        for key, value in keys.items():
            at(document, FEED)[f"/{key}"] = value

    return changed(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


@pytest.mark.parametrize(
    ("keys", "ways"),
    [
        ({"DecodeParms": PNG}, ["BitsPerComponent 1", "Columns 8", "Predictor 15"]),
        ({"DecodeParms": Dictionary(Predictor=12)}, ["Predictor 12"]),
        ({"DecodeParms": Array([PNG])}, ["a list of settings"]),
        ({"Filter": Name.LZWDecode}, ["LZWDecode"]),
        ({"Filter": Array([FLATE, FLATE])}, ["FlateDecode FlateDecode"]),
        *(({key: String("a")}, [key]) for key in ("F", "FFilter", "FDecodeParms", "DP", "DL")),
        ({"Filter": Array([FLATE])}, []),
        ({"DecodeParms": Dictionary()}, []),
    ],
)
def test_data_packed_in_another_way_is_told(keys: dict[str, Any], ways: list[str]) -> None:
    assert told(packed(keys)) == ways


def test_each_way_is_told_once() -> None:
    def change(document: pikepdf.Pdf) -> None:
        for font in document.pages[0].Resources.Font.values():
            font.ToUnicode["/F"] = String("a")

    assert told(changed(change)) == ["F"]


def test_data_that_nothing_names_is_told() -> None:
    out = BytesIO()
    writer = PdfWriter(clone_from=BytesIO(honest()))
    alone = DecodedStreamObject()
    alone[NameObject("/F")] = TextStringObject("a")
    writer._add_object(alone)
    writer.write(out)
    assert told(out.getvalue()) == ["F"]


def test_objects_packed_in_another_way_are_told() -> None:
    data = honest().replace(b"<< /Type /ObjStm", b"<</F()/Type/ObjStm", 1)
    assert told(data.replace(b" /Filter /FlateDecode >>", b"/Filter/FlateDecode >>", 1)) == ["F"]


@pytest.mark.parametrize("section", [0, 1], ids=["the last", "an earlier"])
@pytest.mark.parametrize(
    ("ours", "other", "ways"),
    [
        (b"/Predictor 12", b"/Predictor 15", ["Predictor 15"]),
        (b"/Predictor 12", b"/Predictor 11", ["Predictor 11"]),
        (b"/Columns 4 /Predictor 12", b"/Predictor 12/Columns 04", []),
        (b"/Columns 4", b"/Colors  4", ["Colors 4"]),
    ],
)
def test_a_list_of_places_packed_in_another_way_is_told(
    section: int, ours: bytes, other: bytes, ways: list[str]
) -> None:
    pieces = changed(lambda _: None, linearize=True).split(ours)
    assert len(pieces) == 3
    data = other.join(pieces[:2]) + ours + pieces[2] if section == 0 else pieces[0] + ours + other.join(pieces[1:])
    assert told(data) == ways


STREAMS = ObjectStreamMode
SAVED: list[dict[str, Any]] = [
    *({"linearize": True}, {"qdf": True}, {"recompress_flate": True}),
    *({"object_stream_mode": mode} for mode in (STREAMS.disable, STREAMS.generate)),
    {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
]


@pytest.mark.parametrize("how", SAVED, ids=str)
def test_what_pikepdf_saves_is_packed_as_ours(how: dict[str, Any]) -> None:
    assert told(changed(lambda _: None, **how)) == []


def test_what_pypdf_saves_is_packed_as_ours() -> None:
    out, writer = BytesIO(), PdfWriter(BytesIO(honest()), incremental=True)
    writer.add_metadata({"/Producer": "Another program"})
    for page in writer.pages:
        page.compress_content_streams()
    writer.write(out)
    assert [told(honest()), told(rewritten()), told(out.getvalue())] == [[], [], []]


def test_a_feed_that_two_readers_unpack_differently_is_drift() -> None:
    assert ("code", "", "data packed with Predictor 12") in {
        (each.kind, each.about, each.says) for each in drifts(packed({"DecodeParms": Dictionary(Predictor=12)}))
    }


def behind(change: Callable[[bytes], bytes]) -> bytes:
    """The PDF whose feed is packed, and then changed."""

    def changing(document: pikepdf.Pdf) -> None:
        stream = at(document, FEED)
        stream.write(change(zlib.compress(stream.read_bytes())), filter=FLATE)

    return changed(changing, recompress_flate=False)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: data + zlib.compress(b"We sell it."),
        lambda data: data[:-1],
        lambda data: data[:-4] + b"\0\0\0\0",
        lambda _: b"We sell it.",
        lambda data: gzip.compress(zlib.decompress(data)),
    ],
    ids=["line end", "more", "cut", "other sum", "not packed", "gzip"],
)
def test_data_is_packed_to_its_end(change: Callable[[bytes], bytes]) -> None:
    assert told(behind(change)) == ["something behind it"]
    assert told(behind(lambda data: data)) == []

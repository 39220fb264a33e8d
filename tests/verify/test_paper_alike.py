"""Two PDFs are one document where no object is another one, whatever their numbers are and however they are packed."""

from __future__ import annotations

from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array

from site_builder.verify.paper.alike import alike
from tests.verify.papers import changed, honest, rewritten


def described(document: pikepdf.Pdf) -> None:
    document.docinfo.Producer, document.docinfo.ModDate = "Another program 1.0", "D:20261126090000Z"


def undescribed(document: pikepdf.Pdf) -> None:
    for key in ("/Creator", "/Producer", "/CreationDate", "/ModDate"):
        if key in document.docinfo:
            del document.docinfo[key]


@pytest.mark.parametrize(
    "make",
    [
        honest,
        rewritten,
        lambda: changed(described),
        lambda: changed(undescribed),
        lambda: changed(lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable),
        lambda: changed(lambda _: None, compress_streams=False, force_version="1.6", fix_metadata_version=False),
        lambda: changed(lambda _: None, recompress_flate=True, linearize=True),
    ],
    ids=["itself", "by pypdf", "of another program", "of none", "unpacked", "uncompressed", "compressed anew"],
)
def test_a_document_that_is_packed_otherwise_is_the_same(make: Callable[[], bytes]) -> None:
    assert alike(honest(), make())
    assert alike(make(), honest())


def more(document: pikepdf.Pdf) -> None:
    document.Root.More = True


def a_number(document: pikepdf.Pdf) -> None:
    document.pages[0].MediaBox = Array([0, 0, 595, 843])


def a_word(document: pikepdf.Pdf) -> None:
    document.Root.Outlines.First.Title = "We sell it"


def less(document: pikepdf.Pdf) -> None:
    del document.Root.Lang


def drawn(document: pikepdf.Pdf) -> None:
    document.pages[0].Contents = document.make_stream(document.pages[0].Contents.read_bytes() + b" ")


def metadata(document: pikepdf.Pdf) -> None:
    stream = document.Root.Metadata
    stream.write(stream.read_bytes() + b"\n", type_check=False)


def order(document: pikepdf.Pdf) -> None:
    document.pages[0].Annots = Array([*document.pages[0].Annots][::-1])


def untitled(document: pikepdf.Pdf) -> None:
    del document.docinfo.Title


def in_small_letters(document: pikepdf.Pdf) -> None:
    document.docinfo["/producer"] = "We sell it"


def without_info(document: pikepdf.Pdf) -> None:
    del document.trailer.Info


def with_a_list(document: pikepdf.Pdf) -> None:
    document.trailer.Info = document.make_indirect(Array())


@pytest.mark.parametrize(
    "change",
    [untitled, in_small_letters, without_info, with_a_list, more, a_number, a_word, less, drawn, metadata, order],
)
def test_a_document_with_another_object_is_another(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert not alike(honest(), changed(change, fix_metadata_version=False))


def test_what_qpdf_cannot_read_is_another() -> None:
    assert not alike(honest(), b"")
    assert not alike(b"%PDF-1.7", honest())

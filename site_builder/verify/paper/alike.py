"""Whether two PDFs are one document: the same objects, whatever their numbers are and however they are packed."""

from __future__ import annotations

from io import BytesIO

FREE = {"/Creator", "/Producer", "/CreationDate", "/ModDate"}
"""What another program may say of itself, and when."""


def alike(one: bytes, other: bytes) -> bool:
    """Whether qpdf reads the same in two PDFs, but for what is free."""
    from pikepdf import PdfError

    try:
        return one == other or _unpacked(one) == _unpacked(other)
    except PdfError:
        return False


def _unpacked(data: bytes) -> bytes:
    """The document as qpdf writes it: unpacked, its objects in the order in which they are named."""
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        told = document.trailer.get("/Info")
        if isinstance(told, pikepdf.Dictionary):
            for key in FREE.intersection(told.keys()):
                del told[key]
        document.save(
            out,
            static_id=True,
            force_version="1.7",
            fix_metadata_version=False,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()

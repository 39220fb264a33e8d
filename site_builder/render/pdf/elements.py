"""The elements of a PDF's structure tree (ISO 32000-1, 14.7.2), in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary

from site_builder.render.pdf.errors import PdfError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf


def elements_of(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """All elements below an element, in reading order."""
    for kid in kids_of(element):
        yield kid
        yield from elements_of(kid)


def kids_of(element: pikepdf.Object, kind: str | None = None) -> list[pikepdf.Object]:
    """The direct children of an element that are elements, of one kind or all."""
    elements = [kid for kid in list_of(element.get("/K")) if isinstance(kid, Dictionary) and "/S" in kid]
    return [kid for kid in elements if kind in (None, str(kid.S))]


def list_of(held: Any) -> list[Any]:
    """The values of a key that holds one value or several."""
    return [] if held is None else list(held) if isinstance(held, Array) else [held]


def must_be(count: int, wanted: int, what: str) -> None:
    """Raise PdfError if Typst tags in another way than the pinned version."""
    if count != wanted:
        raise PdfError(f"The PDF has {count} {what}, and the notice {wanted}.")

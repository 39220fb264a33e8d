"""The accessible PDF of a notice: tagged (PDF/UA-1), for archives (PDF/A-3a), with the feed attached.

The laid-out notice becomes a tree of explicit kinds, Typst sets it by `notice.typ`, and a last step mends its tags.
Nothing here knows HTML, and nothing outside this package (no font, image, clock, path or user) reaches the bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.render.pdf.checks import check
from site_builder.render.pdf.errors import PdfError
from site_builder.render.pdf.theme import LARGE_PRINT, Theme
from site_builder.render.pdf.tree import tree

if TYPE_CHECKING:
    from datetime import date

    from site_builder.facts.language import Language
    from site_builder.facts.layout.laid_out import LaidNotice

__all__ = ["LARGE_PRINT", "PdfError", "Theme", "render"]


def render(notice: LaidNotice, language: Language, *, feed: bytes, issued: date, theme: Theme | None = None) -> bytes:
    """The PDF, which depends only on the arguments; `issued` is its date, `feed` is attached byte for byte.

    Raises PdfError if the notice cannot become an accessible PDF, for example for a dead link or a missing glyph.
    """
    # Typst and pikepdf are large, and whoever only checks a registry never needs them.
    from site_builder.render.pdf.finish import finish
    from site_builder.render.pdf.typeset import typeset

    document, look = tree(notice, language), theme or Theme()
    check(document, look.fonts)
    return finish(typeset(document, look, issued), document, issued, feed)

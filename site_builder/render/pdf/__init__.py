"""The accessible PDF of a notice: tagged (PDF/UA-1), for archives (PDF/A-3a), with the feed attached.

The laid-out notice becomes a tree of explicit kinds, Typst sets it by `notice.typ`, a step after it mends its tags, and
the notice's own part of the feed is attached last: what was set is kept over edits that do not change its words.
Nothing here knows HTML, and nothing outside this package (no font, image, clock, path or user) reaches the bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.render.pdf.errors import PdfError
from site_builder.render.pdf.setting import look, set_once
from site_builder.render.pdf.theme import LARGE_PRINT, Theme
from site_builder.render.pdf.tree import tree

if TYPE_CHECKING:
    from datetime import date

    from site_builder.facts.language import Language
    from site_builder.facts.layout.laid_out import LaidNotice
    from site_builder.kept import Kept

__all__ = ["LARGE_PRINT", "PdfError", "Theme", "look", "render"]


def render(
    notice: LaidNotice,
    language: Language,
    *,
    feed: bytes,
    issued: date,
    theme: Theme | None = None,
    kept: Kept | None = None,
) -> bytes:
    """The PDF, which depends only on the arguments; `issued` is its date, `feed` is attached byte for byte.

    What was set before for the same words is in `kept`. Raises PdfError if the notice cannot become an accessible PDF,
    for example for a dead link or a missing glyph.
    """
    made = set_once(tree(notice, language), theme or Theme(), issued, kept=kept)
    # pikepdf and Typst are large, and whoever only checks a registry never needs them.
    from site_builder.render.pdf import finish

    return finish.with_feed(made, feed, issued, language.page("data"))

"""Each PDF of a site: read, and where reading finds nothing, beside the one that is set anew from what is stated.

Reading says what a PDF tells people. What it does not meet, a viewer may still show: so no object may be another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.renderers import pdf
from site_builder.verify.drift import Drift
from site_builder.verify.paper import paper_drifts
from site_builder.verify.paper.alike import alike
from site_builder.verify.site.files import Edition


def anew(edition: Edition, feed: bytes, issued: date) -> bytes:
    """The PDF of an edition that was issued on a day, as it is set from what is stated; nothing where it cannot be."""
    try:
        return pdf.render(edition.laid, edition.language, feed=feed, issued=issued)
    except pdf.PdfError:
        return b""


def of_paper(data: bytes, made: bytes, edition: Edition, feed: bytes) -> Iterator[Drift]:
    """The drifts of a PDF beside the one that was set anew, and the feed that must be attached to it."""
    found = paper_drifts(data, edition.laid, edition.language, file=edition.paper, feed=feed)
    yield from found
    if not found and not alike(data, made):
        says = "reads the same, but is not the PDF that this version makes from it. Build again"
        yield Drift("file", says=says, file=edition.paper)

"""Each PDF of a site: read, and where reading finds nothing, beside the one that is set anew from what is stated.

Reading says what a PDF tells people. What it does not meet, a viewer may still show: so no object may be another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.verify.drift import Drift
from site_builder.verify.paper import paper_drifts
from site_builder.verify.paper.alike import alike
from site_builder.verify.site.files import Edition


def of_paper(data: bytes, made: bytes, edition: Edition, feed: bytes) -> Iterator[Drift]:
    """The drifts of a PDF beside the one that was set anew, and the feed that must be attached to it."""
    found = paper_drifts(data, edition.laid, edition.language, file=edition.paper, feed=feed)
    yield from found
    if not found and not alike(data, made):
        says = "reads the same, but is not the PDF that this version makes from it. Build again"
        yield Drift("file", says=says, file=edition.paper)

"""What stops the making of a PDF."""

from __future__ import annotations

from site_builder.core.failure import Failure


class PdfError(Failure):
    """The PDF cannot be made as it should be; the text says why, in sentences for people."""

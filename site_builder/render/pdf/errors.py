"""The exception for a PDF that cannot be made."""

from __future__ import annotations

from site_builder.errors import Failure


class PdfError(Failure):
    """The PDF cannot be made as it should be; the text says why, in sentences for people."""

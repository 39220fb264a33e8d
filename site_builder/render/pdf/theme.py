"""The look of the PDF: an accent colour, the size of the words, and how many columns they may stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from site_builder.render.pdf.errors import PdfError

READABLE = 4.5
"""The least contrast of text with its background: WCAG 2.2, 1.4.3."""

NOTICE = "notice.typ"
"""The template of the whole notice, which imports others beside it."""
TINT = 0.07
"""The share of the accent colour in the background of a box; the rest is white."""


@dataclass(frozen=True, slots=True)
class Theme:
    """An accent colour as `#rrggbb`, the size of the text and the least size of any word in points, and the columns.

    `fonts` is a folder of fonts besides ours.
    Raises PdfError for an illegible colour.
    """

    accent: str = "#0b5d6b"
    size: float = 10.5
    least: float = 0
    columns: int = 2
    fonts: Path | None = None

    def __post_init__(self) -> None:
        """Raise PdfError for a colour that is illegible on the tinted background, where links are too."""
        if not re.fullmatch("#[0-9a-fA-F]{6}", self.accent):
            raise PdfError(f"“{self.accent}” is not a colour; write it like #0b5d6b.")
        if (contrast := _contrast(self.accent)) < READABLE:
            raise PdfError(
                f"The accent colour {self.accent} is too pale to read: its contrast with the ground is "
                f"{contrast:.1f} to 1, and {READABLE} to 1 is the least (WCAG 2.2, 1.4.3). Choose a darker one."
            )


def _contrast(colour: str) -> float:
    """The contrast ratio of a colour with its own tint, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    ground = _luminance([1 - TINT + TINT * c for c in channels])
    return (ground + 0.05) / (_luminance(channels) + 0.05)


def _luminance(channels: list[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004  sRGB's own
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


LARGE_PRINT = Theme(size=18, least=18, columns=1)
"""For people who need large letters: no word is below 18 points, and nothing stands beside anything."""

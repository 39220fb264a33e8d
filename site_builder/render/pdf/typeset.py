"""The tree to a tagged PDF by Typst, which sees no system fonts, packages or other files."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typst

from site_builder.fonts import FAMILIES, folder
from site_builder.render.pdf.errors import PdfError
from site_builder.render.pdf.theme import TINT, Theme

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.render.pdf.spans import Node

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-3a"]
"""PDF/UA-1 (ISO 14289-1) for readers, PDF/A-3a (ISO 19005-3) for archives and for the attached feed."""


def typeset(document: Node, theme: Theme, feed: bytes, issued: date) -> bytes:
    """The PDF from Typst. Raises PdfError with Typst's message for an error and for a warning."""
    look = {**asdict(theme), "tint": TINT, "fonts": FAMILIES}
    day = {"year": issued.year, "month": issued.month, "day": issued.day}
    inputs = {"document": document, "theme": look, "issued": day}
    texts = {name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()}
    with TemporaryDirectory() as empty, as_file(folder()) as fonts:
        return _compile({**texts, "feed": _text(feed)}, issued, empty, fonts)


def _text(feed: bytes) -> str:
    try:
        return feed.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PdfError("The feed cannot be attached: it is not UTF-8 text.") from error


def _compile(inputs: dict[str, str], issued: date, root: str, fonts: Path) -> bytes:
    """Run Typst in an empty folder, so that it cannot use a file, font or package of the computer."""
    try:
        compiler = typst.Compiler(
            files(__package__).joinpath("notice.typ").read_bytes(),
            root=root,
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            package_path=root,
            package_cache_path=root,
        )
        day = datetime.combine(issued, time(), UTC)
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=STANDARDS, timestamp=day)
    except typst.TypstError as error:
        raise PdfError(_sentence(error.message, error.hints)) from error
    if warnings or not isinstance(pdf, bytes):
        raise PdfError("\n".join(_sentence(warning.message, warning.hints) for warning in warnings))
    return pdf


def _sentence(message: str, hints: list[str]) -> str:
    return f"The PDF cannot be made: {'; '.join([message, *hints])}."

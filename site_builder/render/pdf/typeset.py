"""The tree to a tagged PDF by Typst, which sees no system fonts, packages or other files."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import typst

from site_builder.fonts import FAMILIES, FOLDER, folder
from site_builder.render.pdf.errors import PdfError
from site_builder.render.pdf.theme import NOTICE, TINT, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from site_builder.render.pdf.spans import Node

STANDARDS: Sequence[typst.PDFStandard] = ("ua-1", "a-3a")
"""PDF/UA-1 (ISO 14289-1) for readers, PDF/A-3a (ISO 19005-3) for archives and for the attached feed."""

NEVER_SETTLES = "document did not converge"
"""The beginning of Typst's warning that page breaks go on moving each other."""


def typeset(
    document: Node,
    theme: Theme,
    issued: date,
    *,
    template: str = NOTICE,
    standards: Sequence[typst.PDFStandard] = STANDARDS,
) -> bytes:
    """The PDF from Typst. Raises PdfError with Typst's message.

    Where the page breaks do not settle, it is set once more without evened columns in the annex.
    """
    families = _families(theme.fonts, come_first=document.get("direction") == "rtl")
    look = {**asdict(theme), "tint": TINT, "fonts": families, "apart": bool(document.get("is_shaped"))}
    day = {"year": issued.year, "month": issued.month, "day": issued.day}
    inputs = {"document": document, "issued": day, "theme": look}
    texts = {name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()}
    for is_even in ("true", "false"):
        pdf, warnings = _compile(template, standards, texts | {"even": is_even}, issued, theme.fonts)
        if not any(warning.message.startswith(NEVER_SETTLES) for warning in warnings):
            break
    if warnings:
        raise PdfError("\n".join(_sentence(warning.message, warning.hints) for warning in warnings))
    return pdf


def _families(own: Path | None, *, come_first: bool) -> tuple[str, ...]:
    """The families of fonts, in the order in which a character is looked for. Raises PdfError if one is there twice.

    Ours come first, as they have the letters of names and addresses; but in words from right to left, where they would
    part the digits and brackets from the letters around them.
    """
    theirs = _fonts(own).fonts() if own else []
    names = sorted({font.family for font in theirs})
    styles = Counter((font.family, font.style, font.weight, font.stretch) for font in theirs)
    if twice := {family for (family, *_), number in styles.items() if number > 1 or family in FAMILIES}:
        raise PdfError(f"The fonts of the family “{min(twice)}” are there twice. Take one out of {FOLDER}/.")
    return (*names, *FAMILIES) if come_first else (*FAMILIES, *names)


def _fonts(*folders: Path | None) -> typst.Fonts:
    """The fonts of these folders, and none of the computer."""
    paths = [str(path) for path in folders if path]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


def _compile(
    template: str, standards: Sequence[typst.PDFStandard], inputs: dict[str, str], issued: date, own: Path | None
) -> tuple[bytes, list[typst.TypstWarning]]:
    """Run Typst in the folder of our templates: it can use no other file, font or package of the computer."""
    with as_file(files(__package__)) as root, as_file(folder()) as fonts:
        try:
            compiler = typst.Compiler(
                root / template,
                root=root,
                font_paths=_fonts(fonts, own),
                ignore_system_fonts=True,
                sys_inputs=inputs,
                package_path=root,
                package_cache_path=root,
            )
            day = datetime.combine(issued, time(), UTC)
            pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=list(standards), timestamp=day)
        except typst.TypstError as error:
            raise PdfError(_sentence(error.message, error.hints)) from error
    if not isinstance(pdf, bytes):
        raise PdfError("Typst made no PDF.")
    return pdf, warnings


def _sentence(message: str, hints: list[str]) -> str:
    return f"The PDF cannot be made: {'; '.join([message, *hints])}."

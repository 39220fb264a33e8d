"""The poster of a notice: one A4 page for a wall, with an address to type and its code for a phone's camera."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from site_builder.facts.layout.laid_out import Text, parts_of
from site_builder.render.pdf.errors import PdfError
from site_builder.render.pdf.setting import set_once
from site_builder.render.pdf.spans import Node, leaf, plain
from site_builder.render.pdf.theme import Theme
from site_builder.render.pdf.tree import tree

if TYPE_CHECKING:
    from datetime import date

    from site_builder.facts.language import Language
    from site_builder.facts.layout.laid_out import Glance, LaidNotice, Mark
    from site_builder.kept import Kept

CHOICE = "choice"
"""The question of the short answer that a poster shows."""
TEMPLATE = "poster.typ"
TORN = "q"
"""The level of the code's error correction: it is read with a quarter of it torn or dirty (ISO/IEC 18004)."""
QUIET = 4
"""The white frame that a camera needs, in modules of the code."""


def render(
    notice: LaidNotice,
    language: Language,
    address: str,
    *,
    issued: date,
    theme: Theme | None = None,
    kept: Kept | None = None,
) -> bytes:
    """The poster as PDF, which depends only on the arguments; `address` is the short one that leads to the notice.

    Raises PdfError if the words do not fit on one page, or if the PDF cannot be accessible.
    """
    import pikepdf

    made = set_once(_document(notice, language, address), theme or Theme(), issued, template=TEMPLATE, kept=kept)
    with pikepdf.open(BytesIO(made)) as pdf:
        if len(pdf.pages) > 1:
            raise PdfError(
                f"The poster of “{notice.title.text}” does not fit on one page, even in small letters. "
                "Shorten the words before its first section, or leave out its `short_address`."
            )
    return made


def _document(notice: LaidNotice, language: Language, address: str) -> Node:
    """Of the document's first page what a wall needs, and the way to the notice."""
    words, ask = language.texts["poster"], notice.ask or _officer(notice)
    whole = dict(tree(replace(notice, ask=ask, soon=(), glance=_without_numbers(notice.glance)), language))
    content: Any = whole["content"]
    front: Any = _without_targets(content["front"])
    opening = front["opening"]
    shown = address.removeprefix("https://").rstrip("/")
    return whole | {
        "version": plain(notice.edition),
        "content": {
            "kind": "poster",
            "organisation": front["organisation"],
            "banners": front["banners"],
            "title": front["title"],
            "opening": opening[:-1] if ask else opening,
            "glance": _glance(front["glance"], notice, language),
            "ask": opening[-1:] if ask else [],
            "read": plain(words["read"]),
            "address": [{**leaf(shown), "url": address}],
            "code": {"kind": "code", "svg": _code(address), "alt": words["code"].format(address=shown)},
        },
    }


def _without_numbers(glance: Glance) -> Glance:
    """The table without numbers of passages, which a poster does not have."""
    rows = (replace(row, cells=tuple(map(_alone, row.cells))) for row in glance.rows)
    return replace(glance, rows=tuple(rows), note="")


def _alone(mark: Mark) -> Mark:
    """An answer, and those below it, without numbers of passages."""
    return replace(mark, line=mark.alone or mark.line, more=tuple(map(_alone, mark.more)))


def _officer(notice: LaidNotice) -> Text | None:
    """How to reach the data protection officer, as it stands with the rights."""
    return next(
        (text for text in parts_of(notice.parts, Text) if any(fact.endswith(".dpo") for fact in text.facts)), None
    )


def _glance(table: Any, notice: LaidNotice, language: Language) -> Node | None:
    """The short answer with one question alone: whether one has a choice. None where no section is asked that."""
    if table is None:
        return None
    questions = language.texts["closed"]["children" if notice.for_children else "everyone"]["questions"]
    place = list(questions).index(CHOICE)
    rows = [
        {**row, "under": [], "cells": row["cells"][place - 1 : place]}
        for row in table["rows"]
        if place <= len(row["cells"])
    ]
    return {**table, "heads": [table["heads"][0], table["heads"][place]], "rows": rows} if rows else None


def _without_targets(node: object) -> object:
    """The same without links to parts of the notice, which a poster does not have."""
    if isinstance(node, list):
        return [_without_targets(each) for each in node]
    if isinstance(node, dict):
        return {key: None if key == "target" else _without_targets(value) for key, value in node.items()}
    return node


def _code(address: str) -> str:
    """The code as an SVG image."""
    import segno

    out = BytesIO()
    segno.make(address, error=TORN, micro=False).save(out, kind="svg", border=QUIET, light="white", xmldecl=False)
    return out.getvalue().decode()

"""Sets a tree, once for everything that a set PDF depends on."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from site_builder.kept import Kept
from site_builder.render.pdf.checks import check
from site_builder.render.pdf.theme import NOTICE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from site_builder.render.pdf.spans import Node
    from site_builder.render.pdf.theme import Theme

MEMORY = Kept()
"""What this process has set."""


def set_once(document: Node, theme: Theme, issued: date, *, template: str = NOTICE, kept: Kept | None = None) -> bytes:
    """The PDF of a tree with its tags mended, or the one that is kept. Raises PdfError."""
    of = given(document, theme, issued, template)
    make = partial(MEMORY.made, of, lambda: _set(document, theme, issued, template))
    return kept.made(of, make) if kept else make()


def given(document: Node, theme: Theme, issued: date, template: str) -> Mapping[str, str]:
    """All that setting reads, besides the program."""
    return {"template": template, "document": json.dumps(document), "issued": issued.isoformat(), **look(theme)}


def look(theme: Theme) -> Mapping[str, str]:
    """All that a look consists of: its sizes and colours, and each font of the site's own."""
    own = sorted(path for path in theme.fonts.iterdir() if path.is_file()) if theme.fonts else []
    return {
        "theme": json.dumps(asdict(theme) | {"fonts": None}),
        "fonts": json.dumps([(path.name, sha256(path.read_bytes()).hexdigest()) for path in own]),
    }


def _set(document: Node, theme: Theme, issued: date, template: str) -> bytes:
    # Typst and pikepdf are large, and where everything is kept they are not needed.
    from site_builder.render.pdf.finish import finish
    from site_builder.render.pdf.typeset import typeset

    check(document, theme.fonts)
    return finish(typeset(document, theme, issued, template=template), document)

"""The style sheet that a site must have: ours, or that of its own templates."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from site_builder.core.failure import shown
from site_builder.manifest import sha256
from site_builder.renderers import html
from site_builder.verify.site.files import STYLE
from site_builder.verify.trust import VerifyError


def sheet(templates: Path | None) -> bytes:
    """The content of the style sheet: that in one's own folder of templates, else ours. Raises VerifyError."""
    if templates is not None and not templates.is_dir():
        raise VerifyError(f"There is no folder {shown(templates)} with templates.")
    return html.style(templates)


def linked(files: Collection[str], stated: bytes) -> str:
    """The path to which every page must link: the one named by what it should hold, else one that is there."""
    best = f"assets/notice.{sha256(stated)[:16]}.css"
    return best if best in files else next(filter(STYLE.fullmatch, sorted(files)), best)

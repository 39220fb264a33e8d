"""The files of a site made anew from what is stated: what has the bytes of these says nothing else.

Reading says what a file tells, and knows nothing of who wrote it. What no reader of ours meets, another may: so each
file that has other bytes is named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from site_builder.build import site_files
from site_builder.core.addresses import API_CATALOG
from site_builder.core.model import Registry
from site_builder.renderers.pdf import PdfError


def anew(registry: Registry, made: date, there: Collection[str], templates: Path | None) -> Mapping[str, bytes]:
    """Each file as this version makes it for a day; none where it cannot set a PDF.

    `there` are the files of the site: where the folder of its catalogue of APIs is kept, it has none. Raises
    TemplateFailure where one of the site's own `templates` cannot be filled.
    """
    keep = () if API_CATALOG in there else {API_CATALOG.partition("/")[0]}
    try:
        return site_files(registry, made, templates, keep=keep)
    except PdfError:
        return {}

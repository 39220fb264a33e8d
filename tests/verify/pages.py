"""Pages of notices as the renderer writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.model import Registry
from site_builder.render import html
from site_builder.verify.expected_text import editions
from tests.seed import ON, seed


@dataclass(frozen=True)
class Page:
    """A page of ours: what it must say, and its bytes."""

    laid: LaidNotice
    language: Language
    data: bytes

    def with_(self, old: str, new: str) -> bytes:
        """Its bytes with one text in place of another, the first time."""
        assert old.encode() in self.data, old
        return self.data.replace(old.encode(), new.encode(), 1)


def pages(registry: Registry) -> Iterator[Page]:
    """Every page of a registry."""
    links = html.Links(style="../assets/notice.0.css", home="../", self="./", pdf="notice.pdf", pdf_size="92 KB")
    for edition in editions(registry, ON):
        yield Page(edition.laid, edition.language, html.render(edition.laid, edition.language, links))


def seeds() -> Page:
    """The seed's page."""
    (page,) = pages(seed())
    return page

"""Which files a site has by its registry: nothing else may stand in its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.core.addresses import AROUND, CATALOGUE, DATA, MANIFEST, SIGNATURE
from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.layout.notice import lay_out
from site_builder.core.model import Registry
from site_builder.sources.languages import language
from site_builder.verify.trust import VerifyError

STYLE = re.compile(r"assets/notice\.[0-9a-f]{16}\.css")
MISSING_PAGE = "404.html"
CATALOGUES = frozenset({CATALOGUE, f"{DATA}data.json"})
PAGE, CHILD = "index.html", "child/"


@dataclass(frozen=True, slots=True)
class Edition:
    """One notice as it must read in one language, for everyone or for children, and where its files stand.

    `root` is the folder of its language, `pdf` the PDF that its page names, `variant` the page for its other readers,
    '' for none.
    """

    laid: LaidNotice
    language: Language
    root: str
    page: str
    pdf: str
    variant: str

    @property
    def paper(self) -> str:
        """The PDF that says what it says; '' for children, who have none of their own."""
        return "" if self.laid.for_children else self.pdf


@dataclass(frozen=True, slots=True)
class Stated:
    """What a site must have: its notices, and by path its lists of notices, each in a language."""

    registry: Registry
    editions: tuple[Edition, ...]
    lists: Mapping[str, Language]

    @property
    def files(self) -> Iterator[str]:
        """The paths of everything that people read."""
        for edition in self.editions:
            yield edition.page
            if edition.paper:
                yield edition.paper
        yield from self.lists


def stated(registry: Registry, on: date) -> Stated:
    """What the site of a registry must have on a day. Raises VerifyError for a language that is not among ours."""
    try:
        roots = [
            ("" if tag == registry.languages[0] else f"{tag.lower()}/", language(tag)) for tag in registry.languages
        ]
    except LookupError as error:
        raise VerifyError(f"This version cannot read the language {error}, so nothing was compared.") from error
    return Stated(
        registry,
        tuple(edition for root, spoken in roots for edition in _editions(registry, spoken, root, on)),
        {f"{root}{PAGE}": spoken for root, spoken in roots},
    )


def _editions(registry: Registry, spoken: Language, root: str, on: date) -> Iterator[Edition]:
    for notice in registry.notices:
        folder = f"{root}{notice.id}/"
        pages, pdf = (f"{folder}{PAGE}", f"{folder}{CHILD}{PAGE}"), f"{folder}notice.pdf"
        laid = lay_out(registry, notice, spoken, on)
        yield Edition(laid, spoken, root, pages[0], pdf, pages[1] if notice.is_for_children_too else "")
        if notice.is_for_children_too:
            laid = lay_out(registry, notice, spoken, on, for_children=True)
            yield Edition(laid, spoken, root, pages[1], pdf, pages[0])


def may_stand(path: str) -> bool:
    """Whether a file that people do not read may be part of a site."""
    return path in AROUND | CATALOGUES | {MISSING_PAGE, MANIFEST, SIGNATURE}

"""The notices that a site must have according to its registry: in each language, for everyone and for children."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from site_builder.facts.facts import facts
from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.notice import lay_out
from site_builder.load.project.languages import language
from site_builder.model import Registry
from site_builder.verify.difference import Difference
from site_builder.verify.signature_check import VerifyError


@dataclass(frozen=True, slots=True)
class Edition:
    """One notice in one language, for everyone or for children: how it must read, and the paths of its page and PDF.

    `paper` is '' for children, who have no PDF of their own.
    """

    laid: LaidNotice
    language: Language
    page: str
    paper: str


def editions(registry: Registry, on: date) -> tuple[Edition, ...]:
    """Every edition of every notice on a day. Raises VerifyError for a language that we do not have."""
    try:
        languages = [language(tag) for tag in registry.languages]
    except LookupError as error:
        raise VerifyError(f"This version cannot read the language {error}, so nothing was compared.") from error
    roots = ("" if one is languages[0] else f"{one.tag.lower()}/" for one in languages)
    pairs = zip(roots, languages, strict=True)
    return tuple(edition for root, one in pairs for edition in _editions(registry, one, root, on))


def _editions(registry: Registry, its_language: Language, root: str, on: date) -> Iterator[Edition]:
    for notice in registry.notices:
        folder = f"{root}{notice.id}/"
        laid = lay_out(registry, notice, its_language, on)
        yield Edition(laid, its_language, f"{folder}index.html", f"{folder}notice.pdf")
        if notice.is_for_children_too:
            laid = lay_out(registry, notice, its_language, on, for_children=True)
            yield Edition(laid, its_language, f"{folder}child/index.html", "")


def without_facts(registry: Registry, on: date, all_editions: tuple[Edition, ...]) -> Iterator[Difference]:
    """Facts of a notice that one of its editions leaves out: all languages and readers get the same facts."""
    expected = {str(notice.id): {fact.id for fact in facts(registry, notice, on)} for notice in registry.notices}
    for edition in all_editions:
        for fact in sorted(expected[edition.laid.id] - _facts_in(edition.laid)):
            yield Difference("missing", fact, file=edition.page)


def _facts_in(laid: LaidNotice) -> set[str]:
    in_boxes = {fact for box in laid.boxes() for row in box.rows for answer in row.answers for fact in answer.facts}
    cells = (answer for row in laid.glance.rows for cell in row.cells for answer in cell)
    return in_boxes.union(*(answer.facts for answer in cells))

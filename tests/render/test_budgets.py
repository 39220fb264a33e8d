"""How long a page may be before anything is opened: its height, its words and its bytes, by what its notice holds."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

from site_builder.addresses import own_part
from site_builder.facts.layout.laid_out import GlanceRow, LaidNotice, Mark, parts_of
from site_builder.render import html
from site_builder.verify.expected_text import Edition
from tests.checkers.browser import Look, View, opened, overflow, visible_text
from tests.effort import THOROUGH
from tests.examples import FOLDERS, editions, example
from tests.facts.test_closed import words_of

TABLE_ROW_ON_A_PHONE = 250
WIDER_FONT = 1.08
"""So much higher is the design's own sample in the wide font of a bare Debian than where the budgets were measured."""
WIDE, PHONE, NARROWEST = View(width=1440), View(width=390, height=844), View(width=320, height=640)
STYLE, PACKED = 8_192, 15_360
"""Bytes: the style sheet, and the seed's page with it, compressed."""
HTML_OF_24 = 81_920
SMALL_LINES, LABEL, CLOSED_WORDS, CLOSED_LETTERS = 30, 15, 6, 45
LONGER_IN_WELSH = 1.15
CHILDREN_OF_ADULTS = 0.9


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder with the pages of an example and their style sheet."""

    @cache
    def made(name: str) -> Path:
        place = tmp_path_factory.mktemp(name)
        (place / "notice.css").write_bytes(html.style())
        for edition in editions(name):
            (place / edition.page).parent.mkdir(parents=True, exist_ok=True)
            (place / edition.page).write_bytes(_page(edition))
        return place

    return made


def _page(edition: Edition) -> bytes:
    to_root = "../" * edition.page.count("/")
    links = html.Links(
        style=f"{to_root}notice.css",
        home=to_root,
        feed=f"{to_root}{own_part(edition.laid.id)}",
        all_tables=f"{to_root}#page-tables",
        pdf="notice.pdf",
        pdf_size="100 KB",
    )
    return html.render(edition.laid, edition.language, links)


def _stating(laid: LaidNotice) -> int:
    """How many passages state something."""
    return sum(bool(passage.number) for passage in laid.passages)


def _words_of_the_registry(laid: LaidNotice) -> int:
    runs = [*laid.opening, *(p for passage in laid.passages for p in passage.paragraphs)]
    texts = [run.text for paragraph in runs for run in (*paragraph.runs, *paragraph.items)]
    own = (section for section in laid.sections if section.anchor.startswith("section-"))
    headings = [laid.title.text, *(section.heading.text for section in own)]
    return sum(len(text.split()) for text in (*texts, *headings))


def _disclosures(name: str, edition: Edition) -> int:
    shown = next(n for n in example(name).notices if n.id == edition.laid.id).shown
    return sum(d.id in shown for d in example(name).disclosures)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_page_is_no_longer_than_its_notice_asks(folder: Callable[[str], Path], look: Look, name: str) -> None:
    first = editions(name)[0].page
    tab = look(folder(name), first).page
    root = tab.url.removesuffix(first)
    assert [fault for edition in editions(name) for fault in _too_long(tab, root, name, edition)] == []


def _too_long(tab: Page, root: str, name: str, edition: Edition) -> Iterator[str]:
    laid, longer = edition.laid, LONGER_IN_WELSH if edition.laid.language == "cy" else 1
    stating = _stating(laid)
    tab.goto(f"{root}{edition.page}")
    for view, most in ((WIDE, 2_200 + 340 * stating), (PHONE, 3_500 + 560 * stating)):
        _resize(tab, view)
        height = tab.evaluate("document.documentElement.scrollHeight")
        if height > most * longer * WIDER_FONT:
            yield f"{edition.page}: {height} px high, not {most * longer * WIDER_FONT:.0f}"
    table = tab.evaluate("document.querySelector('#page-glance')?.getBoundingClientRect().height ?? 0")
    if table > TABLE_ROW_ON_A_PHONE * longer * (len(laid.glance.rows) + 1):
        yield f"{edition.page}: the table is {table} px high on a phone"
    words = len(visible_text(tab, "main").split())  # where the table has its questions in each cell
    most = _words_of_the_registry(laid) + 70 * _disclosures(name, edition) + 450
    if words > most * longer:
        yield f"{edition.page}: {words} words before anything is opened, not {most * longer:.0f}"
    _resize(tab, NARROWEST)
    opened(tab)
    if overflow(tab):
        yield f"{edition.page}: wider than 320 px"


def _resize(tab: Page, view: View) -> None:
    tab.set_viewport_size({"width": view.width, "height": view.height})


@pytest.mark.parametrize("name", FOLDERS)
def test_closed_answers_labels_and_small_lines_are_short(name: str) -> None:
    for edition in editions(name):
        laid = edition.laid
        answers = [mark.line.text for mark in parts_of(laid, Mark) if mark.glyph]
        assert [a for a in answers if words_of(a) > CLOSED_WORDS or len(a) > CLOSED_LETTERS] == []
        labels = [passage.label.text for passage in laid.passages if passage.label]
        assert [label for label in labels if len(label.split()) > LABEL] == []
        under = [" ".join(line.text for line in row.under) for row in parts_of(laid, GlanceRow)]
        assert [lines for lines in under if len(lines.split()) > SMALL_LINES] == []


def test_a_page_for_children_is_shorter_than_that_for_everyone(folder: Callable[[str], Path], look: Look) -> None:
    pages = {(e.laid.id, e.laid.language, e.laid.for_children): e.page for e in editions("aberwen")}
    of_children = [key for key in pages if key[2]]
    for notice, language, _ in of_children if THOROUGH else of_children[-2:]:
        children, everyone = (
            look(folder("aberwen"), pages[notice, language, is_for_children], PHONE).page
            for is_for_children in (True, False)
        )
        heights = [page.evaluate("document.documentElement.scrollHeight") for page in (children, everyone)]
        assert heights[0] <= CHILDREN_OF_ADULTS * heights[1], (notice, language)


@pytest.mark.parametrize("name", FOLDERS)
def test_pages_are_light(name: str) -> None:
    sizes = {edition.page: (len(_page(edition)), _disclosures(name, edition)) for edition in editions(name)}
    assert [page for page, (size, number) in sizes.items() if size > HTML_OF_24 * max(1, number / 24)] == []


def test_the_seed_and_its_style_are_light_to_send() -> None:
    (seed,) = editions("seed")
    assert len(html.style()) <= STYLE
    assert len(gzip.compress(html.style())) + len(gzip.compress(_page(seed))) <= PACKED

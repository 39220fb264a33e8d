"""The page says what the notice says, all of it and nothing else, and everybody can read it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from site_builder.facts.layout.laid_out import LaidNotice, Paragraph, Run
from site_builder.render import html
from site_builder.render.hosting_files import headers
from site_builder.render.html import About
from tests.checkers.browser import VIEWS, Look, axe, overflow, visible_text
from tests.checkers.missing import require
from tests.checkers.nu import nu
from tests.reading import of_notice, words
from tests.seed import english, laid_out, seed

STYLE = "assets/notice.css"
LINKS = html.Links(
    style=f"../{STYLE}", home="../", self="./", feed="../data/v1/feed.jsonld", pdf="notice.pdf", pdf_size="92 KB"
)


def page(notice: LaidNotice | None = None) -> bytes:
    told = About(seed(), page="n/", pdf="n/notice.pdf", feed="data/v1/feed.jsonld")
    return html.render(notice or laid_out(), english(), LINKS, addresses=told)


def publish(folder: Path, data: bytes | None = None) -> Path:
    """A folder with one notice's page and what it needs."""
    for name, content in {
        STYLE: html.style(),
        "_headers": headers(html.POLICY, "https://council.example/", ()),
        "n/index.html": data or page(),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def with_words(text: str) -> LaidNotice:
    """The seed's notice with this for its opening."""
    return replace(laid_out(), opening=(Paragraph((Run(text, "en-gb"),)),))


def test_the_page_reads_as_the_notice_and_holds_no_other_word(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path), "n/")
    assert words(visible_text(seen.page, "main")) == words(of_notice(laid_out(), english()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"We may", b"We must"),
        (b"<dd>Pupils</dd>", b""),
        (b"</main>", b"<p>We also sell it.</p></main>"),
        (b"<dd>Contact details</dd>", b"<dd hidden>Contact details</dd>"),
        (b"<dd>Contact details</dd>", b'<dd aria-label="Contact details"></dd>'),
    ],
)
def test_a_page_that_says_something_else_is_noticed(tmp_path: Path, look: Look, old: bytes, new: bytes) -> None:
    data = page()
    assert old in data
    seen = look(publish(tmp_path, data.replace(old, new, 1)), "n/")
    assert words(visible_text(seen.page, "main")) != words(of_notice(laid_out(), english()))


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_wrong_and_nothing_needs_sideways_scrolling(tmp_path: Path, look: Look, view: str) -> None:
    seen = look(publish(tmp_path), "n/", VIEWS[view])
    assert axe(seen.page) == []
    assert overflow(seen.page) == 0
    assert seen.complaints == []


LONG = f'<footer><a href="/">{"a" * 999}</a></footer>'


@pytest.mark.parametrize("view", ["phone", "paper"])
@pytest.mark.parametrize("wide", ['<hr width="9999">', LONG, LONG.replace("a" * 999, '<hr width="9999">')])
def test_what_a_council_puts_around_is_no_wider_than_the_page(tmp_path: Path, look: Look, wide: str, view: str) -> None:
    around = page().replace(b"<body>", f"<body><header>{wide}</header>".encode())
    assert overflow(look(publish(tmp_path, around), "n/", VIEWS[view]).page) == 0


@pytest.mark.parametrize("view", ["phone", "paper"])
@pytest.mark.parametrize(
    ("says", "width", "height"),
    [('width="1920" height="400"', 1920, 400), ('width="9999" height="1"', 1, 60_000), ("", 1, 60_000)],
)
def test_a_picture_of_a_council_is_no_larger_than_the_window(
    tmp_path: Path, look: Look, says: str, width: int, height: int, view: str
) -> None:
    header = f'<body><header><img src="logo.svg" alt="" {says}></header>'
    folder = publish(tmp_path, page().replace(b"<body>", header.encode()))
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"/>'
    (folder / "n/logo.svg").write_text(drawing, encoding="utf-8")
    drawn = look(folder, "n/", VIEWS[view]).page
    assert overflow(drawn) == 0
    across, down = drawn.evaluate("[document.images[0].clientWidth, document.images[0].clientHeight]")
    assert down <= drawn.evaluate("innerHeight")
    assert width < height or round(across / down, 1) == round(width / height, 1)


BELOW, ABOVE = "\u0325\u0331\u0332", "\u030a\u0304\u0305"


@pytest.mark.parametrize(
    ("place", "marks", "ours"),
    [("<body>{}", BELOW, ".home"), ("{}</body>", ABOVE, "body > footer:not(:last-child) p")],
)
def test_letters_of_a_council_with_many_marks_do_not_paint_over_ours(
    tmp_path: Path, look: Look, place: str, marks: str, ours: str
) -> None:
    def drawn(piled: str) -> bytes:
        around = place.format(f"<footer><h2>{('a' + piled) * 30}</h2></footer>")
        data = page().replace(place.format("").encode(), around.encode())
        return look(publish(tmp_path, data), "n/").page.locator(ours).last.screenshot()

    assert drawn(marks * 60) == drawn("")


def test_letters_of_a_council_are_no_larger_in_headings_within_headings(tmp_path: Path, look: Look) -> None:
    nested = b"<body><nav>" + b"<h3><b>" * 9 + b"A" + b"</b></h3>" * 9 + b"</nav>"
    seen = look(publish(tmp_path, page().replace(b"<body>", nested)), "n/").page
    sizes = seen.evaluate("[...document.querySelectorAll('h3')].map(each => getComputedStyle(each).fontSize)")
    assert len(sizes) == 9
    assert len({*sizes}) == 1


def test_on_a_phone_each_cell_says_its_question(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path), "n/", VIEWS["phone"])
    text = visible_text(seen.page, "#page-glance")
    assert text.count("Can you say no?") >= len(laid_out().glance.rows)


def test_on_a_phone_the_table_is_still_one_to_a_screen_reader(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path), "n/", VIEWS["phone"])
    tree = seen.page.context.new_cdp_session(seen.page).send("Accessibility.getFullAXTree")
    roles = Counter(node["role"]["value"] for node in tree["nodes"] if "role" in node)
    glance = laid_out().glance
    rows, columns = len(glance.rows), len(glance.heads)
    counted = (roles["table"], roles["rowheader"], roles["columnheader"], roles["cell"])
    assert counted == (1, rows, columns, (columns - 1) * rows)


def test_the_printed_page_is_complete(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path), "n/", VIEWS["paper"])
    assert words(visible_text(seen.page, "main")) == words(of_notice(laid_out(), english()))


def test_the_page_is_valid_html() -> None:
    require("nu")
    # The checker is given bytes and no address, so to it 'self' is nothing; the browser tests try the policy itself.
    assert [fault for fault in nu(page()) if "Content Security Policy" not in fault] == []


class _Structure(HTMLParser):
    """Ids, links and headings of a page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if "href" in values else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []


def test_every_anchor_resolves_and_no_id_stands_twice() -> None:
    found = _Structure(page())
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert [i for i, times in Counter(found.ids).items() if times > 1] == []


def test_there_is_one_h1_and_no_level_is_left_out() -> None:
    levels = _Structure(page()).headings
    assert levels.count(1) == 1
    assert set(levels) == {1, 2}


def test_every_disclosure_in_force_has_an_anchor_that_is_its_id() -> None:
    disclosures = {box.anchor for box in laid_out().boxes()}
    assert disclosures <= set(_Structure(page()).ids)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} {% raw %} {# x #}",
    "[link](javascript:alert(1))",
    '[link](https://example.org/ "a title that nobody would see")',
    "[](https://example.org/)",
    "[link]()",
    "[link](data:text/html,<script>alert(1)</script>)",
    "*stars* _lines_ `code` # heading",
    "a & b &amp; c",
    "]]> --> <!-- x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_content_appears_as_typed_and_is_never_markup(tmp_path: Path, look: Look, text: str) -> None:
    seen = look(publish(tmp_path, page(with_words(text))), "n/")
    assert text in visible_text(seen.page, "main .lead")
    assert seen.page.locator("main script, main img").count() == 0
    assert seen.complaints == []


def test_a_link_in_words_is_a_link(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path, page(with_words("See [their website](https://example.org/a?b=c&d=e)."))), "n/")
    assert seen.page.locator("main .lead a").get_attribute("href") == "https://example.org/a?b=c&d=e"
    assert visible_text(seen.page, "main .lead") == "See their website."


def test_words_in_another_language_say_so() -> None:
    notice = replace(laid_out(), opening=(Paragraph((Run("Bore da", "cy"),)),))
    assert b'<span lang="cy">Bore da</span>' in page(notice)


def test_the_page_and_its_style_stay_small() -> None:
    import gzip

    assert len(gzip.compress(page() + html.style())) < 15_000


def test_the_page_is_the_same_twice() -> None:
    assert page() == page()

"""The page says what the notice says, all of it and nothing else, and everybody can read it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest

from site_builder.facts.layout.laid_out import Closed, Glance, LaidNotice, LaidPassage, Paragraph, Run, parts_of
from site_builder.facts.rich_text import Line
from site_builder.own_templates import folder
from site_builder.render import html
from site_builder.render.hosting_files import headers
from site_builder.render.html import About
from tests.checkers.browser import DESKTOP, VIEWS, Look, Seen, View, axe, overflow, visible_text
from tests.checkers.missing import require
from tests.checkers.nu import nu
from tests.effort import some
from tests.render.small_notice import ADULT, CHILD
from tests.seed import english, seed

STYLE = "assets/notice.css"
LINKS = html.Links(
    style=f"../{STYLE}", home="../", self="./", feed="../data/v1/feed.jsonld", pdf="notice.pdf", pdf_size="92 KB"
)
NOTICES = {"everyone": ADULT, "children": CHILD}


def page(notice: LaidNotice = ADULT) -> bytes:
    told = About(seed(), page="n/", pdf="n/notice.pdf")
    return html.render(notice, english(), LINKS, addresses=told)


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
    """The notice with this for its opening."""
    return replace(ADULT, opening=(Paragraph((Run(text, "en-gb"),)),))


def opened(seen: Seen) -> Seen:
    """A page with everything open."""
    seen.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return seen


def texts(notice: LaidNotice) -> Iterator[str]:
    """Every text of a notice, in no order. On a wide page the questions stand in the table once, at the top."""
    yield from (line.text for line in parts_of(replace(notice, organisation=Line(())), Line))
    yield from (re.sub(r"\[(.*?)]\(.*?\)", r"\1", run.text) for run in parts_of(notice, Run))
    yield from (f"{passage.number}" for passage in parts_of(notice, LaidPassage))
    yield from (closed.of for closed in parts_of(notice, Closed))
    for table in parts_of(notice, Glance):
        yield from (table.caption, table.note, *table.heads)
    yield notice.untranslated


def words(*found: str) -> Counter[str]:
    """How often each word stands in these texts."""
    return Counter(" ".join(found).split())


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_each_word_of_the_notice_stands_on_the_page_as_often_as_it_should(
    tmp_path: Path, look: Look, notice: LaidNotice
) -> None:
    seen = opened(look(publish(tmp_path, page(notice)), "n/"))
    assert words(visible_text(seen.page, "main")) == words(*texts(notice))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"each school must", b"each school may"),
        (b"<dd>Contact details", b""),
        (b"</main>", b"<p>We also sell it.</p></main>"),
        (b"<dd>Contact details", b"<dd hidden>Contact details"),
        (b"<dd>Contact details", b'<dd aria-label="Contact details">'),
    ],
)
def test_a_page_that_says_something_else_is_noticed(tmp_path: Path, look: Look, old: bytes, new: bytes) -> None:
    data = page()
    assert old in data
    seen = opened(look(publish(tmp_path, data.replace(old, new, 1)), "n/"))
    assert words(visible_text(seen.page, "main")) != words(*texts(ADULT))


def test_a_passage_reads_in_order(tmp_path: Path, look: Look) -> None:
    seen = opened(look(publish(tmp_path), "n/", VIEWS["phone"]))
    assert visible_text(seen.page, '[id="p1.2"]').splitlines() == [
        "1.2 Bwrdd Iechyd and councils: checking how services do, services",
        "Pupil records are passed on to Bwrdd Iechyd and to:",
        "other councils",
        "places of learning",
        "Must it be shared?",
        "No, but the sender may",
        "Exact facts of 1.2",
        "All of these",
        "Why",
        "To support their work",
        "Bwrdd Iechyd",
        "Who gets it",
        "Bwrdd Iechyd",
        "Other councils, from the DfE",
        "Who gets it",
        "Other councils",
        "Common facts",
        "As in 1.1",
        "Unclear or wrong?",
    ]


def test_banners_stand_before_the_title_and_the_words_of_an_officer_behind_the_opening() -> None:
    found = re.sub("<[^>]*>", " ", page(CHILD).decode().partition("<main")[2])
    wanted = ["Draft of 3 May", "Replaced by", "in this language yet", "Who we share data with", "We pass", "can ask"]
    places = [found.find(text) for text in wanted]
    assert places == sorted(places)
    assert min(places) > 0


# ---- everybody can read it


@pytest.mark.parametrize(
    ("view", "is_open", "readers"),
    some(
        [
            *((view, True, "everyone") for view in VIEWS),
            ("desktop", False, "everyone"),
            ("desktop", True, "children"),
            ("phone", False, "children"),
        ],
        one_in=4,
    ),
)
def test_axe_finds_nothing_wrong_and_nothing_needs_sideways_scrolling(
    tmp_path: Path, look: Look, view: str, readers: str, *, is_open: bool
) -> None:
    notice = NOTICES[readers]
    data = page(notice)
    seen = look(publish(tmp_path, data.replace(b"<details", b"<details open") if is_open else data), "n/", VIEWS[view])
    assert axe(seen.page) == []
    assert overflow(seen.page) == 0
    assert seen.complaints == []


SPACED = "* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}"
SPACED += "p {margin-block-end: 2em !important}"
CUT = """[...document.querySelectorAll('main *:not(.sr):not(thead, thead *)')]
    .filter(e => e.clientWidth && (e.scrollWidth > e.clientWidth + 1)).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("view", [View(width=320, height=640), DESKTOP], ids=["phone", "desktop"])
def test_nothing_is_cut_off_when_a_reader_spaces_the_letters(tmp_path: Path, look: Look, view: View) -> None:
    seen = opened(look(publish(tmp_path), "n/", view))
    seen.page.evaluate(
        "css => {const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own]}", SPACED
    )
    assert overflow(seen.page) == 0
    assert seen.page.evaluate(CUT) == []


MIRRORED = """direction => {
    document.documentElement.dir = direction;
    const width = document.documentElement.clientWidth;
    const sides = box => direction === 'rtl' ? [width - box.right, width - box.left] : [box.left, box.right];
    return [...document.querySelectorAll('section, .side, .text, article, h3 > a, .marks, .exact, dd, th, td, .banner')]
        .map(e => sides(e.getBoundingClientRect()).map(Math.round));
}"""


@pytest.mark.parametrize("view", ["desktop", "phone"])
def test_from_right_to_left_everything_stands_on_the_other_side(tmp_path: Path, look: Look, view: str) -> None:
    seen = opened(look(publish(tmp_path), "n/", VIEWS[view])).page
    left, right = (seen.evaluate(MIRRORED, direction) for direction in ("ltr", "rtl"))
    assert all(abs(a - b) <= 1 for one, other in zip(left, right, strict=True) for a, b in zip(one, other, strict=True))
    assert overflow(seen) == 0


@pytest.mark.parametrize("view", some(["desktop", "dark", "forced-colours", "paper"], one_in=2))
def test_each_glyph_has_a_shape_of_its_own(tmp_path: Path, look: Look, view: str) -> None:
    sign = look(publish(tmp_path), "n/", VIEWS[view]).page.locator(".marks dd span").first

    def drawn(glyph: str) -> bytes:
        sign.evaluate("(sign, glyph) => { sign.className = glyph }", glyph)
        return sign.screenshot()

    shapes = [drawn(glyph) for glyph in ("yes", "no", "some", "not", "")]
    assert all(one != other for one, other in combinations(shapes, 2))


LONG = f'<footer><a href="/">{"a" * 999}</a></footer>'


WIDE = ['<hr width="9999">', LONG, LONG.replace("a" * 999, '<hr width="9999">')]


@pytest.mark.parametrize(("wide", "view"), some(product(WIDE, ["phone", "paper"]), one_in=3))
def test_what_a_council_puts_around_is_no_wider_than_the_page(tmp_path: Path, look: Look, wide: str, view: str) -> None:
    around = page().replace(b"<body>", f"<body><header>{wide}</header>".encode())
    assert overflow(look(publish(tmp_path, around), "n/", VIEWS[view]).page) == 0


PICTURES = [('width="1920" height="400"', 1920, 400), ('width="9999" height="1"', 1, 60_000), ("", 1, 60_000)]


@pytest.mark.parametrize(("picture", "view"), some(product(PICTURES, ["phone", "paper"]), one_in=3))
def test_a_picture_of_a_council_is_no_larger_than_the_window(
    tmp_path: Path, look: Look, picture: tuple[str, int, int], view: str
) -> None:
    says, width, height = picture
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
    sizes = seen.evaluate("[...document.querySelectorAll('nav h3')].map(each => getComputedStyle(each).fontSize)")
    assert len(sizes) == 9
    assert len({*sizes}) == 1


# ---- the table


def test_on_a_phone_each_cell_says_its_question(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path), "n/", VIEWS["phone"])
    text = visible_text(seen.page, "#page-glance tbody")
    assert text.count("Your choice?") == 1


def test_a_screen_reader_hears_each_question_of_the_table_once(tmp_path: Path, look: Look) -> None:
    for name, data in (("here", page()), ("twin", page().replace(b" aria-hidden=true", b""))):
        seen = look(publish(tmp_path / name, data), "n/", VIEWS["phone"])
        heard = seen.page.locator("#page-glance").aria_snapshot().splitlines()
        of_cells = [each for each in heard if each.strip().startswith(("- cell", "- 'cell"))]
        assert sum("columnheader" in each and "Your choice?" in each for each in heard) == 1
        assert any("Your choice?" in each for each in of_cells) is (name == "twin")


def test_on_a_phone_the_table_is_still_one_to_a_screen_reader(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path), "n/", VIEWS["phone"])
    tree = seen.page.context.new_cdp_session(seen.page).send("Accessibility.getFullAXTree")
    roles = Counter(node["role"]["value"] for node in tree["nodes"] if "role" in node)
    rows, columns = ADULT.glance.rows, len(ADULT.glance.heads)
    counted = (roles["table"], roles["rowheader"], roles["columnheader"], roles["cell"])
    assert counted == (1, len(rows), columns, sum(len(row.cells) for row in rows))


def test_a_mark_over_all_columns_is_one_cell_of_that_width() -> None:
    assert b'<td colspan="4"><span>This part says nothing today</span>\n' in page()


# ---- print


def test_the_printed_page_has_everything_open(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path), "n/", VIEWS["paper"])
    printed = words(visible_text(seen.page, "main"))
    not_printed = [line.text for line in ADULT.links]
    not_printed += [f"{p.exact.summary.text} {p.exact.of}" for p in ADULT.passages if p.exact]
    assert words(*texts(ADULT)) - printed == words(*not_printed)
    assert printed <= words(*texts(ADULT))


# ---- its structure


def test_the_page_is_valid_html() -> None:
    require("nu")
    # The checker is given bytes and no address, so to it 'self' is nothing; the browser tests try the policy itself.
    for notice in NOTICES.values():
        assert [fault for fault in nu(page(notice)) if "Content Security Policy" not in fault] == []


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


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_every_anchor_resolves_and_no_id_stands_twice(notice: LaidNotice) -> None:
    found = _Structure(page(notice))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert [i for i, times in Counter(found.ids).items() if times > 1] == []


def test_other_systems_find_each_passage_section_and_thing_by_its_id() -> None:
    wanted = {"page-main", "page-glance", "section-department", "p1.1", "p1.2", "d-census", "d-board", "d-councils"}
    assert wanted | {"all", "rights", "silence", "named", "about", "n-board"} <= {*_Structure(page()).ids}
    assert {"all", "grown"} <= {*_Structure(page(CHILD)).ids}


CLOSED = ["everyone d-board", "everyone all", "children n-board", "children about", "children grown"]


@pytest.mark.parametrize(("closed", "scripts"), some(product(CLOSED, [True, False]), one_in=3))
def test_a_link_to_what_is_closed_leads_there(tmp_path: Path, look: Look, closed: str, *, scripts: bool) -> None:
    readers, anchor = closed.split()
    seen = look(publish(tmp_path, page(NOTICES[readers])), f"n/#{anchor}", View(scripts=scripts, height=400))
    box = seen.page.locator(f"#{anchor}").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400
    assert box["height"] > 0


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_there_is_one_h1_and_no_level_is_left_out(notice: LaidNotice) -> None:
    levels = _Structure(page(notice)).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert set(levels) == {1, 2, 3, 4}


def test_where_nothing_is_in_force_there_is_no_table_and_no_list_of_links() -> None:
    bare = replace(ADULT, glance=replace(ADULT.glance, rows=()), links=(), everywhere=None, parts=())
    found = _Structure(page(bare))
    assert "page-glance" not in found.ids
    assert b'class="jump"' not in page(bare)


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


def test_content_appears_as_typed_and_is_never_markup(tmp_path: Path, look: Look) -> None:
    opening = tuple(Paragraph((Run(text, "en-gb"),)) for text in HOSTILE)
    seen = look(publish(tmp_path, page(replace(ADULT, opening=opening))), "n/")
    assert [text for text in HOSTILE if text not in visible_text(seen.page, "main .lead")] == []
    assert seen.page.locator("main script, main img").count() == 0
    assert seen.complaints == []


def test_a_link_in_words_is_a_link(tmp_path: Path, look: Look) -> None:
    seen = look(publish(tmp_path, page(with_words("See [their website](https://example.org/a?b=c&d=e)."))), "n/")
    assert seen.page.locator("main .lead a").get_attribute("href") == "https://example.org/a?b=c&d=e"
    assert visible_text(seen.page, "main .lead") == "See their website."


def test_a_link_in_an_answer_is_a_link_inside_or_outside_the_page() -> None:
    assert b'<dd><a href="https://law.example/537A">Education Act 1996, section 537A</a>' in page()
    assert b"<dd>Perhaps <a href=#p1.2>1.2</a><" in page()


def test_our_templates_have_no_attribute_in_single_quotes_for_apostrophes_stand_as_they_are() -> None:
    for template in folder().rglob("*.j2"):
        assert not re.search(r"<[^>{]*='", template.read_text("utf-8")), template


def test_a_long_answer_has_a_line_for_each_part() -> None:
    assert b"<dd>Until the pupil is 25, by us<br>About pupils up to age 19<" in page()


def test_words_in_another_language_say_so() -> None:
    notice = replace(ADULT, opening=(Paragraph((Run("Bore da", "cy"),)),))
    assert b'<span lang="cy">Bore da</span>' in page(notice)
    assert page().count(b'<span lang="cy">Bwrdd Iechyd</span>') == 6


def test_the_page_is_the_same_twice() -> None:
    assert page() == page()

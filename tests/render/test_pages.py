"""Every page of three whole sites, as a browser shows it and a validator reads it.

The seed's, one with every field, and one in two languages with pages for children.

The 404 page is looked at deep below the site's root, where a host shows it: its links must lead from there too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from site_builder.addresses import own_part
from site_builder.build import made_site
from site_builder.facts.layout.exact import EVERYWHERE
from site_builder.facts.layout.notice import lay_out
from site_builder.kept import Kept
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.render import html
from tests import every_field
from tests.checkers.browser import VIEWS, Look, axe, ibm, opened, overflow, visible_text
from tests.checkers.host_headers import refused, sent
from tests.checkers.missing import require
from tests.checkers.nu import nu
from tests.effort import THOROUGH, some
from tests.examples import one_notice
from tests.seed import ON, english, seed, whole

VIEWED = ("desktop", "phone", "dark")
MISSING = "no/such/page/"
"""Where nothing is."""


@dataclass(frozen=True)
class Served:
    """A site as a host serves it: its files, a folder to serve, and the way in it to the site's root."""

    files: Mapping[str, bytes]
    folder: Path
    root: str


class _Blank(Kept):
    """In place of each PDF one of which a page can tell the size: nobody looks at it here."""

    def made(self, of: Mapping[str, str | bytes], make: Callable[[], bytes]) -> bytes:
        """Whatever has the look of a PDF is left blank."""
        return b"%PDF-" if "fonts" in of else make()


def _every_field(folder: Path) -> Registry:
    every_field.write(folder)
    registry = load(folder, "registry", ON).registry
    assert registry is not None
    return registry


REGISTRIES: dict[str, Callable[[Path], Registry]] = {
    "seed": lambda _: whole(),
    "every-field": _every_field,
    "welsh-council": lambda _: one_notice("aberwen", "adult-care"),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Served]:
    """Each site by its name, made once."""

    @cache
    def made(name: str) -> Served:
        registry = REGISTRIES[name](tmp_path_factory.mktemp("registry"))
        files = made_site(registry, ON, kept=_Blank())
        folder = tmp_path_factory.mktemp(name)
        root = urlsplit(registry.site).path.removeprefix("/")
        shown = {f"{root}{path}": data for path, data in files.items()}
        shown |= {"_headers": files["_headers"], f"{root}{MISSING}index.html": files["404.html"]}
        for path, data in shown.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return Served(files, folder, root)

    return made


PAGES = [
    ("seed", "child-data/"),
    ("seed", ""),
    ("seed", MISSING),
    ("every-field", "full-notice/"),
    ("every-field", ""),
    ("every-field", MISSING),
    ("every-field", "full-notice/child/"),
    ("every-field", "other-notice/"),
    ("welsh-council", "cy/"),
    ("welsh-council", "cy/adult-care/child/"),
    ("welsh-council", "cy/adult-care/"),
    ("welsh-council", MISSING),
    ("welsh-council", ""),
    ("welsh-council", "adult-care/"),
    ("welsh-council", "adult-care/child/"),
]
FEW = some(PAGES, one_in=3)
"""All pages; in the suite some notices of each site, for everyone and for children, and one list of notices."""

SEEN_IN_THE_SUITE = [
    ("seed", "child-data/"),
    ("every-field", "full-notice/"),
    ("every-field", "full-notice/child/"),
    ("welsh-council", ""),
]
LOOKED_AT = [
    (name, path, view)
    for number, (name, path) in enumerate(PAGES if THOROUGH else SEEN_IN_THE_SUITE)
    for view in (VIEWS if THOROUGH else (VIEWED[number % len(VIEWED)],))
]
"""Every page in every view; in the suite the seed, the pages with all that one can hold, and a list, by turns."""


@pytest.mark.parametrize("name", REGISTRIES)
def test_no_page_is_forgotten_here(served: Callable[[str], Served], name: str) -> None:
    pages = {path.removesuffix("index.html") for path in served(name).files if path.endswith(".html")}
    assert {MISSING if path == "404.html" else path for path in pages} == {path for n, path in PAGES if n == name}


@pytest.mark.parametrize(("name", "path", "view"), LOOKED_AT)
def test_everybody_can_read_the_page_and_the_browser_does_not_complain(
    served: Callable[[str], Served], look: Look, name: str, path: str, view: str
) -> None:
    site = served(name)
    seen = look(site.folder, site.root + path, VIEWS[view])
    assert overflow(seen.page) == 0
    if THOROUGH:  # test_html looks at a closed page in every run
        assert axe(seen.page) == []
    opened(seen.page)
    assert axe(seen.page) == []
    assert overflow(seen.page) == 0
    assert seen.complaints == []


LEFT_TO_A_PERSON = {
    "element_tabbable_unobscured": "nothing is fixed or sticky over text, so a focused element is never covered",
    "element_tabbable_visible": "the skip link is off the page until it has the focus",
    "style_color_misuse": "no colour says anything alone: each sign stands beside words",
    "style_viewport_resizable": "the one size in units of the window has a part in rem, and grows with the text",
    "text_sensory_misuse": "words such as right, small and extra are the registry's own, and no instructions",
    "text_whitespace_valid": "“A i Y” in a heading are three words",
    "target_spacing_sufficient": "the targets are links of one heading and stand in a sentence",
}
"""What IBM's checker asks a person to look at, by its rule, and what a person found. It fails nothing else."""

READ_TWICE = [("every-field", "full-notice/child/"), *(PAGES if THOROUGH else [])]


@pytest.mark.parametrize(("name", "path"), dict.fromkeys(READ_TWICE))
def test_a_second_checker_finds_nothing_that_a_person_has_not_looked_at(
    served: Callable[[str], Served], look: Look, name: str, path: str
) -> None:
    require("ibm")
    site = served(name)
    seen = look(site.folder, site.root + path)
    opened(seen.page)
    assert [finding for finding in ibm(seen.page) if finding.partition(":")[0] not in LEFT_TO_A_PERSON] == []


WORDS = "h1, h2, h3, h4, p, li, dt, dd, caption, th, td, summary"
IN_ORDER = f"""
[...document.querySelectorAll('main :is({WORDS})')]
    .filter(element => element.getClientRects().length && !element.closest('thead'))
    .map(element => [Math.round(element.getBoundingClientRect().top), element.textContent.trim().slice(0, 60)])
"""
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } "
SPACED += "p { margin-block-end: 2em !important }"
"""The text spacing that readers may set: WCAG 2.2, 1.4.12."""
CUT_OFF = """
[...document.querySelectorAll('main *')]
    .filter(element => getComputedStyle(element).overflow === 'hidden' && element.clientHeight > 1)
    .filter(element => element.scrollHeight > element.clientHeight + 1).map(element => element.outerHTML.slice(0, 80))
"""
NOTICES = [("seed", "child-data/"), ("welsh-council", "cy/adult-care/child/")]


@pytest.mark.parametrize(("name", "path"), NOTICES)
def test_a_page_is_seen_in_the_order_in_which_it_is_read(
    served: Callable[[str], Served], look: Look, name: str, path: str
) -> None:
    site = served(name)
    page = look(site.folder, site.root + path, VIEWS["phone"]).page
    opened(page)
    read: list[tuple[int, str]] = page.evaluate(IN_ORDER)
    assert len(read) > 100
    assert [after for before, after in pairwise(read) if after[0] < before[0]] == []


@pytest.mark.parametrize(("name", "path"), NOTICES)
def test_no_word_is_lost_with_the_text_spacing_of_a_reader(
    served: Callable[[str], Served], look: Look, name: str, path: str
) -> None:
    site = served(name)
    page = look(site.folder, site.root + path, VIEWS["phone"]).page
    opened(page)
    page.evaluate(
        "style => { const own = new CSSStyleSheet(); own.replaceSync(style); document.adoptedStyleSheets = [own] }",
        SPACED,
    )
    assert overflow(page) == 0
    assert page.evaluate(CUT_OFF) == []


def test_the_keyboard_reaches_every_link_and_opens_the_facts(served: Callable[[str], Served], look: Look) -> None:
    site = served("seed")
    page = look(site.folder, f"{site.root}child-data/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    wanted: list[str] = page.evaluate(
        "[...document.querySelectorAll('a, summary')].filter(e => e.checkVisibility()).map(e => e.textContent.trim())"
    )
    reached = []
    for _ in wanted:
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        page.keyboard.press("Tab")
    assert reached == wanted
    page.focus("article summary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('article details').open")


def test_a_link_to_what_is_closed_opens_it(served: Callable[[str], Served], look: Look) -> None:
    site = served("seed")
    page = look(site.folder, f"{site.root}child-data/").page
    page.click(f'a[href="#{EVERYWHERE}"] >> nth=0')
    assert page.is_visible(f"#{EVERYWHERE} dt")


def test_a_page_from_right_to_left_has_its_mirror_look(look: Look, tmp_path: Path) -> None:
    (notice,) = seed().notices
    arabic = replace(english(), is_right_to_left=True)
    laid = lay_out(seed(), notice, arabic, ON)
    (tmp_path / "notice.css").write_bytes(html.style())
    (tmp_path / "index.html").write_bytes(html.render(laid, arabic, html.Links("notice.css", "./", pdf="x.pdf")))
    for view in (VIEWS["desktop"], VIEWS["phone"]):
        page = look(tmp_path, "", view).page
        opened(page)
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
        assert overflow(page) == 0
    right = "way => Math.round(document.querySelector(way).getBoundingClientRect().right)"
    assert page.evaluate(right, "h3 a") == page.evaluate(right, "h3")


@pytest.mark.parametrize(("name", "path"), FEW)
def test_the_page_is_valid_html(served: Callable[[str], Served], name: str, path: str) -> None:
    require("nu")
    page = "404.html" if path == MISSING else f"{path}index.html"
    # The checker is given bytes and no address, so to it 'self' is nothing; the browser tries the policy itself.
    assert [fault for fault in nu(served(name).files[page]) if "Content Security Policy" not in fault] == []


@pytest.mark.parametrize(("name", "path"), FEW)
def test_every_link_into_the_site_leads_to_a_file_of_it(
    served: Callable[[str], Served], look: Look, name: str, path: str
) -> None:
    site = served(name)
    seen = look(site.folder, site.root + path)
    base = seen.page.url.removesuffix(site.root + path)
    addresses: list[str] = seen.page.evaluate("[...document.querySelectorAll('[href]')].map(e => e.href)")
    inside = {urlsplit(a).path.removeprefix(f"/{site.root}") for a in addresses if a.startswith(base)}
    files = {f"{way}index.html" if way == "" or way.endswith("/") else way for way in inside - {path}}
    assert {"index.html", "cy/index.html"} & files or path == ""
    assert files <= set(site.files)


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_host_sends_each_header_once_for_each_file(served: Callable[[str], Served], name: str) -> None:
    files = served(name).files
    rules = files["_headers"].decode()
    assert refused(rules) == []
    assert [(path, found) for path in files for found in sent(rules, path).items() if len(found[1]) > 1] == []
    data = [path for path in files if path.startswith(("data/v1/", ".well-known/"))]
    needed = {"content-type", "cache-control", "access-control-allow-origin"}
    assert [path for path in data if not needed <= set(sent(rules, path))] == []


@pytest.mark.parametrize("name", REGISTRIES)
def test_pages_lists_and_catalogue_name_the_feed_and_the_licence(served: Callable[[str], Served], name: str) -> None:
    site = served(name)
    feed = json.loads(site.files["data/v1/manifest.json"])["feed"]
    for page in (path for path in site.files if path.endswith(".html") and path != "404.html"):
        is_list = page.removeprefix("cy/") == "index.html"
        notice = "" if is_list else page.split("/")[-3 if "/child/" in page else -2]
        way = "../" * page.count("/") + (own_part(notice) if notice else feed)
        text = site.files[page].decode()
        assert f'<link rel="alternate" type="application/ld+json" href="{way}"' in text
        assert f'<a href="{way}" type="application/ld+json">' in text
        assert ('<link rel="license" href="https://' in text) == (name != "seed")
    assert (".well-known/api-catalog" in site.files) == (site.root == "")


@pytest.mark.parametrize("name", REGISTRIES)
def test_from_where_nothing_is_one_gets_to_the_list_of_notices(
    served: Callable[[str], Served], look: Look, name: str
) -> None:
    site = served(name)
    seen = look(site.folder, site.root + MISSING)
    assert seen.page.evaluate("getComputedStyle(document.querySelector('main')).display") == "block"
    seen.page.click("main a")
    assert seen.page.url.endswith(f"/{site.root}")
    assert "Privacy notices" in visible_text(seen.page, "h1")
    assert seen.complaints == []


def test_a_page_for_what_is_missing_whose_links_are_relative_is_noticed(
    served: Callable[[str], Served], look: Look
) -> None:
    """Broken twin: its style and its way home are looked for below the address where nothing is."""
    site = served("seed")
    twin = site.folder / site.root / "also" / MISSING / "index.html"
    twin.parent.mkdir(parents=True)
    twin.write_bytes(site.files["404.html"].replace(f'"/{site.root}'.encode(), b'"'))
    assert any("Refused to apply style" in said for said in look(site.folder, f"{site.root}also/{MISSING}").complaints)

"""Links lead where browsers take them (most are the examples of RFC 3986, 5.4)."""

from __future__ import annotations

import pytest

from site_builder.verify.page.address import resolved
from site_builder.verify.page.dom import Way
from tests.verify.pages import seeds

BASE = "http://a/b/c/d;p?q"
RESOLVED = {
    "g": "http://a/b/c/g",
    "./g": "http://a/b/c/g",
    "g/": "http://a/b/c/g/",
    "/g": "http://a/g",
    "//g": "http://g",
    "?y": "http://a/b/c/d;p?y",
    "g?y": "http://a/b/c/g?y",
    "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s",
    "g?y#s": "http://a/b/c/g?y#s",
    ";x": "http://a/b/c/;x",
    "": "http://a/b/c/d;p?q",
    ".": "http://a/b/c/",
    "./": "http://a/b/c/",
    "..": "http://a/b/",
    "../g": "http://a/b/g",
    "../..": "http://a/",
    "../../../g": "http://a/g",
    "/./g": "http://a/g",
    "g.": "http://a/b/c/g.",
    "..g": "http://a/b/c/..g",
    "./g/.": "http://a/b/c/g/",
    "g/../h": "http://a/b/c/h",
    "g?y/../x": "http://a/b/c/g?y/../x",
    "g#s/../x": "http://a/b/c/g#s/../x",
    "g;": "http://a/b/c/g;",
    "g?": "http://a/b/c/g?",
    "g#": "http://a/b/c/g",
    "g//h": "http://a/b/c/g//h",
    "..//g": "http://a/b//g",
    "g//..": "http://a/b/c/g/",
    "///g": "http:///g",
    "http:g": "http:g",
    "http://h/./g": "http://h/g",
    "HTTPS://h/./g;": "https://h/g;",
    "https://h": "https://h",
    "https://h//g?": "https://h//g?",
    "\x01 g\n ": "http://a/b/c/g",
    "g\t\r\nh": "http://a/b/c/gh",
    "~g!": "http://a/b/c/~g!",
    "/\\g/../h": "http://g/h",
    "\\\\g/../h": "http://g/h",
    "g\\/../h": "http://a/b/c/g/h",
    "g?\\#\\": "http://a/b/c/g?\\#\\",
    "%2e%2E/../g": "http://a/g",
    "g/%2e/../h": "http://a/b/c/h",
    "g/.%2E": "http://a/b/c/",
    "http:/g/..//a/b": "http:/g/..//a/b",
    "\xa0g": "http://a/b/c/\xa0g",
    "mailto:x@y/../z": "mailto:x@y/../z",
    "urn:x#": "urn:x#",
}


@pytest.mark.parametrize("link", RESOLVED)
def test_a_link_leads_where_browsers_take_it(link: str) -> None:
    assert resolved(BASE, link) == RESOLVED[link]


def test_a_page_in_a_file_has_no_host() -> None:
    assert resolved("page.html", "#x") == resolved("page.html", "./page.html#x") == "page.html#x"


def test_an_address_that_nobody_can_split_stays() -> None:
    assert Way()("https://[bad/é") == "https://[bad/é"


@pytest.mark.parametrize("page", ["https://x.example/y/", "https://x.example/y/#top"])
def test_what_stands_on_a_page_is_told_by_its_anchor(page: str) -> None:
    way = Way(page)
    assert way("#z") == way("/y/#z") == "#z"
    assert way("") == "https://x.example/y/"


VARIANT = 'href="../../en-gb/child-data/child/"'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *((VARIANT, VARIANT.replace('child/"', f'child/{more}"')) for more in (";", "?", "/", "index.html;")),
        ('href="../../en-gb/child-data/notice.pdf"', 'href="../../en-gb/child-data/notice.pdf;"'),
        ('notice.0.css"', 'notice.0.css;"'),
        ("../../assets", "..//..//assets"),
        ('href="../../en-gb/"', 'href="///data-sharing/en-gb/"'),
        ('href="../../en-gb/"', 'href="https:council.example/data-sharing/en-gb/"'),
        *(
            (VARIANT, f'href="{lie}"')
            for lie in ("/\\evil.example/../data-sharing/en-gb/child-data/child/", "child/%2e/../")
        ),
        (VARIANT, 'href="https:/evil.example/..//council.example/data-sharing/en-gb/child-data/child/"'),
        ("../../assets", "\\\\evil.example/../../../assets"),
        *(('href="#section-nhs"', f'href="{more}#section-nhs"') for more in (";", "?", ".//", "&nbsp;")),
    ],
)
def test_a_link_to_another_address_of_ours_is_told(old: str, new: str) -> None:
    assert {d.kind for d in seeds().drifts(seeds().with_(old, new))} == {"address"}


@pytest.mark.parametrize(
    "new", ["./#section-nhs", "&#1;#section-nhs ", "x/..#section-nhs", "../child-data/#section-\tnhs"]
)
def test_a_link_that_leads_to_the_same_place_is_no_drift(new: str) -> None:
    assert seeds().drifts(seeds().with_("#section-nhs", new)) == []


@pytest.mark.parametrize("base", [";", "?", "https://council.example//privacy/", "///privacy/"])
def test_a_base_that_takes_links_elsewhere_is_told(base: str) -> None:
    data = seeds().with_("<head>", f'<head><base href="{base}">')
    assert "address" in {d.kind for d in seeds().drifts_in_theirs(data, "https://council.example/privacy/")}


def test_a_base_is_the_address_of_its_page_letter_by_letter() -> None:
    for page, base, kinds in (
        ("/privacy?id%5B%5D=1", "/privacy?id[]=1", {"address"}),
        ("/privacy?id[]=1", "?id%5B%5D=1", {"address"}),
        ("/privacy?id[]=1", "?id[]=1", set()),
        ("/privacy?id[]=1", "#top", set()),
        ("/privacy#top", "/privacy", set()),
    ):
        data = seeds().with_("<head>", f'<head><base href="{base}">')
        found = seeds().drifts_in_theirs(data, f"https://council.example{page}")
        assert {drift.kind for drift in found} == kinds, page

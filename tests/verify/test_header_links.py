"""What a server says of files in `Link` and `Content-Language`: what is so, and what is drift."""

from __future__ import annotations

import time

import pytest

from site_builder.verify.live.headers import header_drifts, link_drifts
from site_builder.verify.live.web import Answer
from tests.verify.test_headers import FEED, SITE, answers, parsed, put

OF_ANOTHER = (
    '<https://elsewhere.example/>; type="application/ld+json"; rel="alternate"',
    '</notice.css>; rel=preload, <context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"',
    '<context.jsonld>; rel="http://www.w3.org/ns/json-ld#context", </notice.css>; rel=preload',
    "</>; REL=canonical",
    '<https://elsewhere.example/>; title="a < \\" < b"; rel=license',
    '<https://elsewhere.example/>; rel="preload privacy-policy"',
    '</notice.css>; rel="preload\xa0prefetch"',
    *(f"<https://elsewhere.example/>; rel={name}" for name in ("stylesheet", "latest-version", "api-catalog", "next")),
    r'<https://elsewhere.example/>; rel="\canonical"',
    "<https://elsewhere.example/>; rel='canonical'",
    '<https://elsewhere.example/>; rel="canonical',
    "<https://elsewhere.example/>; rel=preload; rel=canonical",
    "<https://elsewhere.example/>; rev=canonical",
    "<https://elsewhere.example/>; rel=preload; rev=canonical",
    '<feed.jsonld>; rel=canonical; anchor="/"',
    "<feed.jsonld;>; rel=alternate",
    '<feed.jsonld>; rel="preload license"',
    "<https://elsewhere.example/a;rel=next;x>; rel=preconnect",
    "<https://elsewhere.example/a,b>; rel=preconnect",
    "<feed.jsonld?>; rel=alternate",
    '</notice.css>; rel=preload; as="x, <https://elsewhere.example/>; rel=canonical"',
    '</notice.css>; rel=preload; as="; rel=canonical"',
    "</notice.css>",
    "</notice.css>; rel; rel=preload",
    "</notice.css>; rel = preload",
    "</notice.css>; rel=preload;",
    "</notice.css> rel=preload",
    "</notice.css>; rel=preload </b.css>; rel=preload",
    "<http://[>; rel=preload",
    r"<\\elsewhere.example>; rel=preload",
    "<a b>; rel=preload",
    "no link",
    '<feed.jsonld>; rel=alternate; type="application/ld+json"',
    *(
        f"<{other}>; rel={name}"
        for name in ("preload", "prefetch")
        for other in ("/notice.css?x", "/a.css", "https://e/")
    ),
)
OF_OURS = (
    "</notice.css>; rel=preload",
    '</notice.css>;rel="preload"; as=style; nopush , <https://elsewhere.example/>; rel=preconnect; crossorigin',
    *(f"</notice.css>; rel={name}" for name in ("modulepreload", "dns-prefetch", "Prefetch; FetchPriority=high")),
    "<feed.jsonld>; rel=preload",
    '</notice.css>; rel=preload; type="text/css"; as=style; crossorigin; fetchpriority=high; nopush',
    "<feed.jsonld>; rel=canonical",
    "",
)


@pytest.mark.parametrize("link", OF_ANOTHER)
def test_a_header_that_tells_systems_of_another_file_is_drift(link: str) -> None:
    found = link_drifts(answers(lambda heads: heads[FEED].append(f"Link: {link}")))
    assert [(drift.kind, drift.file, drift.about, drift.says) for drift in found] == [("header", FEED, "Link", link)]


@pytest.mark.parametrize("link", OF_OURS)
def test_a_header_that_tells_of_ours_or_fetches_sooner_is_none(link: str) -> None:
    assert list(link_drifts(answers(lambda heads: heads[FEED].append(f"Link: {link}")))) == []


@pytest.mark.parametrize(
    "link", ["<" * 60_000, "</notice.css>; rel=preload," * 2_400, '<a>;a="' * 9_000, ";a=b " * 9_000]
)
def test_a_header_of_any_length_is_read_at_once(link: str) -> None:
    start = time.monotonic()
    list(link_drifts(answers(lambda heads: heads[FEED].append(f"Link: {link}"))))
    list(header_drifts(answers(put(FEED, f"Content-Type: {link}"))))
    assert time.monotonic() - start < 1


PAGES = {
    "index.html": ("", "en-GB"),
    ".well-known/api-catalog": (".well-known/api-catalog", ""),
    "404.html": ("404.html", "en-GB"),
    "robots.txt": ("robots.txt", ""),
    "child-data/index.html": ("child-data/", "en-GB"),
    "child-data/notice.pdf": ("child-data/notice.pdf", ""),
    "cy/child-data/index.html": ("cy/child-data/", "CY"),
    "cy/child-data/notice.pdf": ("cy/child-data/notice.pdf", ""),
    "data/v1/context.jsonld": ("data/v1/context.jsonld", ""),
    "data/v1/dcat.jsonld": ("data/v1/dcat.jsonld", ""),
    FEED: (FEED, ""),
}


def linked(path: str, header: str) -> list[tuple[str, str, str]]:
    """What is told of a site in two languages, where one file is given with a header."""
    found = {
        name: Answer(
            SITE + place, parsed([header] if name == path else []), f'<html lang="{tag}">'.encode() * bool(tag)
        )
        for name, (place, tag) in PAGES.items()
    }
    return [(drift.kind, drift.about, drift.file) for drift in link_drifts(found)]


def test_a_page_need_not_say_in_which_language_it_is() -> None:
    found = {"index.html": Answer(SITE, parsed(["Content-Language: en"]), b"<html>")}
    assert list(link_drifts(found)) == []


MEANS = 'rel="http://www.w3.org/ns/json-ld#context"'
UNTRUE = [
    ("child-data/index.html", "Link: </cy/child-data/>; rel=canonical"),
    ("child-data/index.html", "Link: </>; rel=canonical"),
    ("child-data/index.html", "Link: <notice.pdf>; rel=canonical"),
    ("child-data/notice.pdf", "Link: </cy/child-data/>; rel=canonical"),
    ("child-data/index.html", 'Link: </cy/child-data/>; rel=alternate; hreflang="cy"'),
    ("cy/child-data/index.html", "Link: </child-data/>; rel=alternate"),
    ("child-data/index.html", "Link: </cy/child-data/>; rel=license"),
    (FEED, f"Link: <dcat.jsonld>; {MEANS}"),
    (FEED, "Link: <./>; rel=canonical"),
    (FEED, f"Link: <https://elsewhere.example/data/v1/context.jsonld>; {MEANS}"),
    *((path, f"Link: </data/v1/context.jsonld>; {MEANS}") for path in (FEED, "data/v1/dcat.jsonld")),
    ("data/v1/dcat.jsonld", "Link: <feed.jsonld>; rel=alternate"),
    ("index.html", 'Link: </data/v1/dcat.jsonld>; rel="api-catalog"'),
    ("child-data/index.html", "Content-Language: cy"),
    ("cy/child-data/index.html", "Content-Language: en, fr"),
    ("cy/child-data/notice.pdf", "Content-Language: en-GB"),
]
TRUE = [
    ("child-data/index.html", "Link: </child-data/>; rel=canonical, </data/v1/feed.jsonld>; rel=alternate"),
    ("child-data/notice.pdf", "Link: </child-data/>; rel=canonical"),
    ("child-data/notice.pdf", "Link: <notice.pdf>; rel=canonical"),
    ("404.html", "Link: <404.html>; rel=canonical"),
    ("index.html", 'Link: <https://council.example/.well-known/api-catalog>; rel="api-catalog"'),
    ("index.html", 'Link: </.well-known/api-catalog>; rel="preload\tapi-catalog"'),
    ("child-data/index.html", "Content-Language: en"),
    ("child-data/index.html", "Content-Language: x-klingon"),
    ("child-data/index.html", "Content-Language:"),
    ("cy/child-data/index.html", "Content-Language: en, cy"),
    ("cy/child-data/notice.pdf", "Content-Language: cy"),
    (FEED, "Content-Language: cy"),
    ("robots.txt", "Content-Language: cy"),
]


@pytest.mark.parametrize(("path", "header"), UNTRUE)
def test_a_header_that_tells_systems_of_another_place_meaning_or_language_is_drift(path: str, header: str) -> None:
    assert linked(path, header) == [("header", header.partition(":")[0], path)]


def test_the_languages_that_a_server_names_are_told() -> None:
    heads = parsed(["Content-Language: cy", "Content-Language: FR"])
    (drift,) = link_drifts({"index.html": Answer(SITE, heads, b"<html lang=en>")})
    assert (drift.says, drift.stated) == ("cy, fr", "")


@pytest.mark.parametrize(("path", "header"), TRUE)
def test_a_header_that_tells_them_what_is_so_is_none(path: str, header: str) -> None:
    assert linked(path, header) == []

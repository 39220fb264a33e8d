"""What a server says of files: what is a difference, what a note, and after what nothing is read at all."""

from __future__ import annotations

import re
from http.client import HTTPMessage, parse_headers
from io import BytesIO

import pytest

from site_builder.verify import http_response
from site_builder.verify.http_response import TABLE, Answer, header_differences, header_notes, other_kind
from tests.checkers.host_headers import sent
from tests.verify.sites import published

SITE = "https://council.example/"
FEED, CATALOG, PAGE, PAPER = "data/v1/feed.jsonld", ".well-known/api-catalog", "a/index.html", "a/notice.pdf"
SAFE = "X-Content-Type-Options: nosniff"
POLICY = "Content-Security-Policy: default-src 'none'; style-src 'self'; frame-ancestors 'none'"
GOOD = {
    PAGE: ["Content-Type: text/html; charset=utf-8", POLICY, "Referrer-Policy: no-referrer", SAFE],
    FEED: ["Content-Type: application/ld+json", SAFE, "Access-Control-Allow-Origin: *"],
    PAPER: ["Content-Type: application/pdf", SAFE],
    "notice.css": ["Content-Type: text/css", SAFE],
    "robots.txt": ["Content-Type: text/plain", SAFE],
    CATALOG: ["Content-Type: application/linkset+json", SAFE],
    "logo": ["Content-Type: image/png", SAFE],
}


def parsed(*lines: str) -> HTTPMessage:
    return parse_headers(BytesIO("\r\n".join([*lines, "", ""]).encode("latin-1")))


def answered(path: str, *lines: str, data: bytes = b'<html lang="en">') -> dict[str, Answer]:
    """One file with these headers in place of the good ones of the same name; a name alone takes its own away."""
    names = {line.partition(":")[0] for line in lines}
    kept = [line for line in GOOD.get(path, []) if line.partition(":")[0] not in names]
    heads = parsed(*kept, *(line for line in lines if ":" in line))
    return {path: Answer(SITE + path.removesuffix("index.html"), heads, data)}


def differences(path: str, *lines: str) -> list[tuple[str, str, str]]:
    return [
        (difference.about, difference.says, difference.file)
        for difference in header_differences(answered(path, *lines), SITE)
    ]


@pytest.mark.parametrize("path", GOOD)
def test_of_what_we_ask_of_a_host_nothing_is_said(path: str) -> None:
    assert differences(path) == []
    assert list(header_notes(answered(path))) == []


def test_what_our_own_headers_ask_for_is_good() -> None:
    asked = (published("practice")["_headers"] or b"").decode().replace("https://practice.example/", SITE)
    for path in GOOD:
        named = sent(asked, path.removesuffix("index.html"))
        lines = [f"{name.title()}: {value}" for name, values in named.items() for value in values]
        assert differences(path, *lines) == [], path


READ_OTHERWISE = [
    (PAGE, "Refresh: 0; url=https://elsewhere.example/"),
    ("robots.txt", "Refresh: 9"),
    (PAGE, "Content-Type: text/html; charset=iso-8859-1"),
    (PAGE, "Content-Type: text/html; charset=utf-8; charset=x"),
    (PAGE, "Content-Type: text/html;charset=utf-16"),
    (PAPER, "Content-Type: application/pdf; x=y"),
    (FEED, "Content-Type: application/ld+json; charset=latin1"),
    (PAGE, "Content-Disposition: attachment"),
    (PAPER, "Content-Disposition: attachment; filename=notice.pdf"),
    (PAPER, "Content-Disposition: save"),
    (PAGE, "Content-Security-Policy: sandbox"),
    (PAGE, "Content-Security-Policy: default-src 'none'; SANDBOX allow-scripts"),
    (PAPER, "Content-Security-Policy: default-src 'none', sandbox"),
    (PAGE, "Link: </a.css>; rel=stylesheet"),
    (PAGE, 'Link: </a.css>; rel="preload stylesheet"'),
    (PAGE, r'Link: </a.css>; rel="\stylesheet"'),
    (PAGE, "Link: </b/>; rel=canonical"),
    (PAGE, "Link: <https://elsewhere.example/>; rel=canonical"),
    (PAGE, "Link: </cy/a/>; rel=alternate; hreflang=cy"),
    (FEED, 'Link: <context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"'),
    (FEED, "Link: </n.css>; rel=preload, <https://elsewhere.example/>; rel=license"),
    (FEED, 'Link: </n.css>; rel=preload; as="x, <https://elsewhere.example/>; rel=canonical"'),
    (FEED, "Link: <https://elsewhere.example/api>; rel=api-catalog"),
    (FEED, "Link: </n.css>"),
    (FEED, "Link: no link"),
]


@pytest.mark.parametrize(("path", "header"), READ_OTHERWISE)
def test_a_header_by_which_something_else_is_read_is_a_difference(path: str, header: str) -> None:
    name, _, value = header.partition(": ")
    assert differences(path, header) == [(name, value, path)]


HARMLESS = [
    (PAGE, 'Content-Type: text/html;charset="UTF-8"'),
    (CATALOG, 'Content-Type: application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'),
    (PAPER, 'Content-Disposition: inline; filename="notice.pdf"'),
    (FEED, "Content-Disposition: attachment"),
    ("logo", "Content-Security-Policy: sandbox"),
    (PAGE, "Link: </notice.css>; rel=preload; as=style; nopush, <https://elsewhere.example/>; rel=preconnect"),
    (PAGE, f"Link: <{SITE}a/>; rel=canonical"),
    (FEED, f'Link: <{SITE}{FEED}>; rel="canonical"'),
    (PAGE, f'Link: <{SITE}{CATALOG}>; rel="api-catalog"'),
]


@pytest.mark.parametrize(("path", "header"), HARMLESS)
def test_a_header_by_which_the_same_is_read_is_none(path: str, header: str) -> None:
    assert differences(path, header) == []


@pytest.mark.parametrize(("header", "count"), [("Link: </a>; rel=stylesheet", 1), ("Link: </wp-json/>; rel=api", 0)])
def test_a_page_of_others_may_link_to_what_it_likes_but_to_no_style_sheet(header: str, count: int) -> None:
    assert len(list(header_differences(answered(PAGE, header)))) == count


def test_a_header_that_stands_twice_is_read_as_both() -> None:
    types = ("Content-Type: text/html; charset=utf-8", "Content-Type: text/html; charset=x")
    assert differences(PAGE, *types) == [("Content-Type", "text/html; charset=utf-8, text/html; charset=x", PAGE)]
    assert [says for _, says, _ in differences(PAGE, POLICY, "Content-Security-Policy: sandbox")] == [
        f"{POLICY.partition(': ')[2]}, sandbox"
    ]


@pytest.mark.parametrize("row", [row for row in TABLE if row.is_difference], ids=lambda row: row.header)
def test_without_its_row_of_the_table_a_header_would_be_missed(
    row: http_response.Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin of each row: these tests notice that it is gone."""
    cases = [(path, header) for path, header in READ_OTHERWISE if header.lower().startswith(f"{row.header}:")]
    monkeypatch.setattr(http_response, "TABLE", tuple(each for each in TABLE if each is not row))
    missed = [case for case in cases if not differences(*case)]
    assert missed


DOUBTFUL = [
    (PAGE, "Vary: Accept-Encoding, Cookie"),
    (PAPER, "X-Robots-Tag: none"),
    (PAGE, "X-Robots-Tag: nosnippet, noindex"),
    (PAGE, 'Alt-Svc: h3="elsewhere.example:443"'),
    (PAGE, "Connection: Content-Type"),
    (PAGE, 'Speculation-Rules: "/rules.json"'),
    (PAGE, "Cross-Origin-Resource-Policy: same-origin"),
    (PAGE, "X-Ua-Compatible: IE=EmulateIE7"),
    ("notice.css", "Unencoded-Digest: x"),
]


@pytest.mark.parametrize(("path", "header"), DOUBTFUL)
def test_a_header_by_which_some_may_read_something_else_is_noted(path: str, header: str) -> None:
    for are_ours in (True, False):
        notes = list(header_notes(answered(path, header), are_ours=are_ours))
        assert notes == [f"The server sends {header}, by which some may read something else ({path})."]
    assert differences(path, header) == []


OF_HOSTS = {
    "GitHub Pages": """Server, Last-Modified, ETag, Expires, Cache-Control, X-Proxy-Cache, X-GitHub-Request-Id,
        Accept-Ranges, Date, Via, Age, X-Served-By, X-Cache, X-Cache-Hits, X-Timer, X-Fastly-Request-ID,
        Content-Length""",
    "Cloudflare": """CF-Cache-Status, CF-Ray, NEL, Report-To, Server-Timing, Priority, Transfer-Encoding,
        Content-Encoding, Access-Control-Max-Age""",
    "Netlify": "Cache-Status, X-NF-Request-Id, Strict-Transport-Security",
    "others": """Fastly-Restarts, Reporting-Endpoints, Akamai-GRN, Pragma, Keep-Alive, Content-Language, x-amz-id-2,
        Permissions-Policy, Cross-Origin-Opener-Policy, X-Generator, X-Frame-Options, X-XSS-Protection, Set-Cookie""",
    "Alt-Svc": 'h3=":443"; ma=86400; persist=1, h2=":443"',
    "X-UA-Compatible": "ie=edge,chrome=1",
    "Vary": "Accept-Encoding, Origin",
    "X-Robots-Tag": "index, follow, max-image-preview:large",
}


def test_what_hosts_send_of_themselves_is_not_spoken_of() -> None:
    named = ("GitHub Pages", "Cloudflare", "Netlify", "others")
    heads = [f"{name}: en" for host in named for name in re.split(r",\s+", OF_HOSTS[host])]
    heads += [f"{name}: {value}" for name, value in OF_HOSTS.items() if name not in named]
    found = answered("logo", *heads)
    assert (list(header_differences(found, SITE)), list(header_notes(found))) == ([], [])


WANTED = [
    (PAGE, "Content-Security-Policy", "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"),
    (
        PAGE,
        "Content-Security-Policy: default-src *",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    ),
    (PAGE, "Referrer-Policy", "Referrer-Policy: no-referrer"),
    (PAGE, "Content-Type: text/html", "Content-Type: text/html; charset=utf-8"),
    ("logo", "X-Content-Type-Options", "X-Content-Type-Options: nosniff"),
    (FEED, "Access-Control-Allow-Origin", "Access-Control-Allow-Origin: *"),
    (FEED, "Access-Control-Allow-Origin: https://a.example", "Access-Control-Allow-Origin: *"),
]


@pytest.mark.parametrize(("path", "header", "wanted"), WANTED)
def test_what_guards_readers_and_is_not_sent_is_noted_for_a_site_of_ours(path: str, header: str, wanted: str) -> None:
    found = answered(path, header)
    assert list(header_notes(found)) == [f"The server does not send {wanted}, which keeps readers safer ({path})."]
    assert (list(header_notes(found, are_ours=False)), differences(path, header)) == ([], [])


@pytest.mark.parametrize(
    ("path", "header", "note"),
    [
        (FEED, "Content-Type: text/plain", "The server calls it text/plain, and it is application/ld+json"),
        (FEED, "Content-Type", "The server calls it nothing, and it is application/ld+json"),
        (CATALOG, "Content-Type: text/plain", "The server calls it text/plain, and it is application/linkset+json"),
    ],
)
def test_data_under_another_type_is_noted(path: str, header: str, note: str) -> None:
    assert list(header_notes(answered(path, header))) == [f"{note} ({path})."]


def test_what_is_noted_of_many_files_is_told_once() -> None:
    found = {**answered("logo", "X-Content-Type-Options"), **answered("notice.css", "X-Content-Type-Options")}
    wanted = "The server does not send X-Content-Type-Options: nosniff, which keeps readers safer"
    assert list(header_notes(found)) == [f"{wanted} (logo and 1 more)."]


@pytest.mark.parametrize(
    ("path", "header", "says"),
    [
        (PAGE, "Content-Type: text/plain", "as text/plain, and must be text/html"),
        (PAGE, "Content-Type", "without a type, and must be text/html"),
        ("notice.css", "Content-Type: text/plain", "as text/plain, and must be text/css"),
        (PAPER, "Content-Type: application/octet-stream", "must be application/pdf"),
        ("robots.txt", "Content-Type: text/html", "as text/html, and must be text/plain"),
        (FEED, "Content-Type: text/html", "as text/html, and must be application/ld+json"),
    ],
)
def test_an_answer_of_another_kind_is_no_answer(path: str, header: str, says: str) -> None:
    (answer,) = answered(path, header).values()
    assert other_kind(path, answer).endswith(f"{says}: it may be another page.")
    assert [other_kind(path, each) for each in answered(path).values()] == [""]


@pytest.mark.parametrize(
    "value", ["<" * 60_000, "</notice.css>; rel=preload," * 2_400, '<a>;a="' * 9_000, ";a=b " * 9_000, "h3, " * 9_000]
)
def test_a_header_of_any_length_is_read_before_the_test_s_time_is_over(value: str) -> None:
    for name in ("Link", "Content-Type", "Alt-Svc", "Vary", "X-Robots-Tag", "Content-Security-Policy"):
        list(header_differences(answered(PAGE, f"{name}: {value}"), SITE))
        list(header_notes(answered(PAGE, f"{name}: {value}")))

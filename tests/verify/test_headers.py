"""What a server says of files: what is drift, what is noted, and after what nothing is read at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPMessage, parse_headers
from io import BytesIO

import pytest

from site_builder.verify.drift import Drift
from site_builder.verify.live.headers import header_drifts, header_notes
from site_builder.verify.live.web import Answer, WebError

SITE = "https://council.example/"
HTML = "Content-Type: text/html; charset=utf-8"
KEPT = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"

GOOD = {
    "index.html": [
        HTML,
        "Content-Security-Policy: default-src 'none'; style-src 'self'; frame-ancestors 'none'",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
    ],
    "data/v1/feed.jsonld": [
        "Content-Type: application/ld+json",
        "X-Content-Type-Options: nosniff",
        "Access-Control-Allow-Origin: *",
    ],
    "notice.css": ["Content-Type: text/css", "X-Content-Type-Options: nosniff"],
    "notice.pdf": ["Content-Type: application/pdf", "X-Content-Type-Options: nosniff"],
    "robots.txt": ["Content-Type: text/plain", "X-Content-Type-Options: nosniff"],
    ".well-known/api-catalog": ["Content-Type: application/linkset+json", "X-Content-Type-Options: nosniff"],
    "logo": ["Content-Type: image/png", "X-Content-Type-Options: nosniff"],
}
FEED, CATALOG = "data/v1/feed.jsonld", ".well-known/api-catalog"
LINKSET, PROFILE = "application/linkset+json", 'profile="https://www.rfc-editor.org/info/rfc9727"'


def answers(change: Callable[[dict[str, list[str]]], object]) -> dict[str, Answer]:
    """What a server answers to files of each kind, with some of its headers changed."""
    heads = {path: list(lines) for path, lines in GOOD.items()}
    change(heads)
    return {path: Answer(SITE + path, parsed(lines), b"") for path, lines in heads.items()}


def parsed(lines: list[str]) -> HTTPMessage:
    return parse_headers(BytesIO("\r\n".join([*lines, "", ""]).encode("latin-1")))


def without(path: str, name: str) -> Callable[[dict[str, list[str]]], object]:
    return lambda heads: heads.update({path: [line for line in heads[path] if not line.startswith(name)]})


def put(path: str, header: str) -> Callable[[dict[str, list[str]]], object]:
    def change(heads: dict[str, list[str]]) -> None:
        without(path, header.partition(":")[0])(heads)
        heads[path].append(header)

    return change


def test_a_server_that_keeps_every_promise_is_not_spoken_of() -> None:
    found = answers(lambda _: None)
    assert (list(header_drifts(found)), list(header_notes(found))) == ([], [])


EVERY = (
    *("base-uri", "block-all-mixed-content", "child-src", "connect-src", "default-src", "font-src", "form-action"),
    *("frame-ancestors", "frame-src", "img-src", "manifest-src", "media-src", "object-src", "report-to", "report-uri"),
    *("require-trusted-types-for", "sandbox", "script-src", "script-src-attr", "script-src-elem", "style-src"),
    *("style-src-attr", "style-src-elem", "trusted-types", "upgrade-insecure-requests", "worker-src"),
)
HARMLESS = [
    ("index.html", "Content-Type: text/html; charset=UTF-8"),
    *(
        ("logo", f"{name}: x")
        for name in ("P3P", "Expect-CT", "X-AspNetMvc-Version", "X-Kinsta-Cache", "Surrogate-Key")
    ),
    ("logo", "Connection: Close"),
    *(("logo", f"{name}: x") for name in ("Feature-Policy", "Request-Context", "Status", "Surrogate-Control")),
    (FEED, "Content-Security-Policy: sandbox"),
    ("index.html", "Link: </stylesheet.css>; rel=preload"),
    (FEED, f"Content-Security-Policy: {' a; '.join(EVERY)}"),
    (FEED, "Link: </notice.css>; rel=stylesheet"),
    ("index.html", "Content-Disposition:"),
    ("index.html", "X-Robots-Tag: all, index, follow, max-snippet:-1, max-image-preview:large, max-video-preview:-1"),
    ("index.html", 'Content-Type: text/html ; charset="utf-8"'),
    ("index.html", "Content-Type: text/html;charset=utf-8"),
    (FEED, "Content-Type: application/json;\tcharset=UTF-8"),
    ("notice.pdf", "Content-Type: application/pdf"),
    ("logo", r'Content-Type: text/html; x="\\"; charset=windows-1252; y="; charset=utf-8; z="'),
    ("index.html", "Content-Disposition: Inline; filename=index.html"),
    ("notice.pdf", 'Content-Disposition: inline \t; filename="notice.pdf"'),
    ("index.html", "Content-Disposition: inline"),
    ("index.html", "X-Cache: HIT"),
    ("index.html", f"Content-Security-Policy: {KEPT} , "),
    ("index.html", "CF-Ray: 1"),
    ("index.html", "Strict-Transport-Security: max-age=1"),
    (CATALOG, f"Content-Type: {LINKSET}; {PROFILE}"),
    (CATALOG, f"Content-Type: {LINKSET} ;{PROFILE};charset=utf-8"),
    (
        "index.html",
        "Content-Security-Policy: Default-Src\t 'none';; style-src 'self'; frame-ancestors 'self'; default-src *;",
    ),
    ("index.html", "Referrer-Policy: No-Referrer"),
    ("index.html", "X-Content-Type-Options: NoSniff, nosniff"),
    ("index.html", "X-Robots-Tag: all, max-snippet:-1, Index"),
    ("index.html", "Vary: Origin, Access-Control-Request-Headers,, access-control-request-method"),
    ("index.html", "Link: </notice.css>; rel=preload"),
    *(("logo", f"{name}: x") for name in ("X-DNS-Prefetch-Control", "Origin-Agent-Cluster", "Timing-Allow-Origin")),
    *(("logo", f"{name}: x") for name in ("Content-Security-Policy-Report-Only", "X-Goog-Hash")),
    ("logo", "Cross-Origin-Resource-Policy: cross-origin"),
    (FEED, "X-Robots-Tag: none"),
    (FEED, "Content-Disposition: attachment"),
    (FEED, "Content-Disposition: Attachment; filename=feed.jsonld"),
    ("robots.txt", "Access-Control-Allow-Origin: https://council.example"),
    ("logo", "Content-Type: text/html"),
]


@pytest.mark.parametrize(("path", "header"), HARMLESS)
def test_a_header_that_changes_nothing_for_readers_is_not_spoken_of(path: str, header: str) -> None:
    found = answers(put(path, header))
    assert (list(header_drifts(found)), list(header_notes(found))) == ([], [])


CHANGES_WORDS = {
    "Content-Type: text/html; charset=iso-8859-1": ("Content-Type", "text/html; charset=iso-8859-1"),
    "Refresh: 0; url=https://elsewhere.example/": ("Refresh", "0; url=https://elsewhere.example/"),
    "Link: <https://elsewhere.example/a.css>; rel=stylesheet": (
        "Link",
        "<https://elsewhere.example/a.css>; rel=stylesheet",
    ),
    'Link: <a.css>; a="<"; rel=stylesheet; b=">"': ("Link", '<a.css>; a="<"; rel=stylesheet; b=">"'),
    r'Link: </a.css>; rel="style\sheet"': ("Link", r'</a.css>; rel="style\sheet"'),
    "Content-Security-Policy: img-src *; Sandbox": ("Content-Security-Policy", "img-src *; Sandbox"),
    "Content-Security-Policy: default-src 'none' , sandbox": ("Content-Security-Policy", " sandbox"),
    "Content-Disposition: attachment": ("Content-Disposition", "attachment"),
    "Content-Disposition: Attachment; filename=index.html": (
        "Content-Disposition",
        "Attachment; filename=index.html",
    ),
    "Content-Disposition: notice; filename=a": ("Content-Disposition", "notice; filename=a"),
    "Content-Disposition: inline; filename=withdrawn.html": ("Content-Disposition", "inline; filename=withdrawn.html"),
    "Content-Disposition: inline\xa0": ("Content-Disposition", "inline\xa0"),
}


@pytest.mark.parametrize("header", CHANGES_WORDS)
def test_a_header_by_which_people_read_something_else_is_drift(header: str) -> None:
    about, says = CHANGES_WORDS[header]
    (drift,) = header_drifts(answers(put("index.html", header)))
    assert isinstance(drift, Drift)
    assert (drift.kind, drift.file, drift.about, drift.says) == ("header", "index.html", about, says)
    assert drift.stated == ("text/html; charset=utf-8" if about == "Content-Type" else "")


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("notice.css", "Content-Type: text/css; charset=iso-8859-1"),
        ("notice.pdf", "Content-Disposition: attachment; filename=old.pdf"),
        ("notice.pdf", "Content-Disposition: attachment; filename=notice.pdf"),
        ("notice.pdf", "Content-Security-Policy: sandbox"),
        ("notice.pdf", "Link: </notice.css>; rel=stylesheet"),
        (FEED, "Refresh: 0; url=https://elsewhere.example/"),
        (FEED, 'Content-Disposition: attachment; filename="withdrawn.pdf"'),
        (FEED, "Content-Disposition: form-data"),
    ],
)
def test_and_so_is_one_of_what_belongs_to_a_page(path: str, header: str) -> None:
    assert [drift.file for drift in header_drifts(answers(put(path, header)))] == [path]


OTHERWISE = {
    # what a server says of a file: some readers take another type or other letters from it than others
    "index.html": [
        *(r'text/html; x="\\"; charset=windows-1252; y="; charset=utf-8; z="', 'text/html; x="a', r'text/html; x="\a"'),
        *("text/html; charset=utf-8; x, text/plain", "text/html; charset =utf-8; charset=windows-1252"),
        *("text/html; charset=utf-8; charset=windows-1252", "text/html; charset*=utf-8''utf-8", "text/html;"),
        *("text/html; charset='utf-8'", 'text/html; charset="utf-8', 'text/html; charset=utf-8"'),
        *("text/html; charset=utf-8\xa0", "text/html; level=1", "Text/html; charset=utf-8"),
        *("text/html; Charset=utf-8", "text/html; charset=utf-8 "),
    ],
    "notice.css": ["text/css; charset=iso-8859-1", "text/css; a=b, text/plain"],
    "notice.pdf": ["application/pdf; a=b, text/plain", f"application/pdf; {PROFILE}"],
    FEED: ["application/ld+json; charset=windows-1252", "application/json; charset=utf-16"],
    "data/v1/data.json": ["application/json; charset=latin1"],
    "sitemap.xml": ["application/xml; charset=latin1"],
    "robots.txt": ["text/plain; charset=latin1"],
    CATALOG: ["text/plain; charset=utf-16", f"{LINKSET}; charset=utf-16", f"{LINKSET}; profile=x", PROFILE],
}


@pytest.mark.parametrize(("path", "given"), [(path, given) for path, every in OTHERWISE.items() for given in every])
def test_a_type_that_readers_take_in_several_ways_or_of_other_letters_is_drift(path: str, given: str) -> None:
    heads = parsed(["X-A: b"])
    heads["Content-Type"] = given
    (drift,) = header_drifts({path: Answer(SITE + path, heads, b"")})
    must = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".pdf": "application/pdf"}
    must |= {".jsonld": "application/ld+json", ".json": "application/json", ".xml": "application/xml"}
    must |= {".txt": "text/plain; charset=utf-8", ".well-known/api-catalog": LINKSET}
    stated = must[f".{path.rpartition('.')[2]}"]
    assert (drift.kind, drift.file, drift.about) == ("header", path, "Content-Type")
    assert (drift.says, drift.stated) == (given, stated)


def test_one_type_is_given() -> None:
    """Of two browsers take the last, and other readers the first."""
    (drift,) = header_drifts(answers(lambda heads: heads["index.html"].append("Content-Type: text/html; charset=x")))
    assert (drift.kind, drift.about, drift.stated) == ("header", "Content-Type", "text/html; charset=utf-8")
    assert drift.says == "text/html; charset=utf-8, text/html; charset=x"


NO_DATA = "The server sends no Access-Control-Allow-Origin: *, so other sites' pages cannot read the data"
POLICY = "The server sends no Referrer-Policy: no-referrer; the page's own is in force"
WEAK = "The server's Content-Security-Policy is weaker than the page's own, which is in force"
FRAMES = "The server's Content-Security-Policy lets any site frame the page"
SHEET = "The server's Content-Security-Policy keeps browsers from the page's style sheet"
MORE = "The server sends more than one Content-Security-Policy, and browsers obey each of them"
UNKNOWN = "The server sends headers by which some may read it otherwise, or not at all:"
ASKS = "The server's Content-Security-Policy asks for what may keep browsers from it: plugin-types, require-sri-for"
UNLISTED = "X-Robots-Tag limits what search engines list and show of it:"
LETTERS = "The server does not say charset=utf-8, so some programs read other letters"
COOKIES = "The server sets cookies (1 bytes): nobody needs one to read it, and with many nobody can"
NO_TYPE = "The server calls it application/octet-stream, and it is {}"
GUARDS = [
    # what a server says or, without a colon, leaves unsaid of a file, and what is noted
    (
        "index.html",
        "Content-Security-Policy",
        "The server sends no Content-Security-Policy; the page's own is in force, and anyone may frame it",
    ),
    ("index.html", "Content-Security-Policy: default-src *; frame-ancestors 'none'", WEAK),
    (
        "index.html",
        "Content-Security-Policy: default-src *; default-src 'none'; style-src *; frame-ancestors 'none'",
        WEAK,
    ),
    ("index.html", "Content-Security-Policy: default-src 'none'; style-src https: 'self'", FRAMES),
    ("index.html", "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'", SHEET),
    ("index.html", "Content-Security-Policy: default-src 'none'; style-src 'none'; frame-ancestors 'self'", SHEET),
    ("index.html", "Content-Security-Policy: frame-ancestors 'none'", WEAK),
    ("index.html", f"Content-Security-Policy: {KEPT}; style-src-elem 'none'", SHEET),
    ("notice.css", "Unencoded-Digest: x", f"{UNKNOWN} unencoded-digest"),
    ("notice.pdf", "X-FLEDGE-Auction-Only: true", f"{UNKNOWN} x-fledge-auction-only"),
    ("notice.pdf", "X-WebKit-CSP: sandbox", f"{UNKNOWN} x-webkit-csp"),
    ("index.html", "X-Caches: 1", f"{UNKNOWN} x-caches"),
    ("index.html", "Access-Control-Sandbox: 1", f"{UNKNOWN} access-control-sandbox"),
    *(
        ("index.html", f"{header}", f"{UNKNOWN} {header.partition(':')[0].lower()}")
        for header in (
            *('Alt-Svc: h3="elsewhere.example:443"', 'Alt-Svc: h3=":443", h2="e:443"', 'Alt-Svc: h3=":443"; ma=x'),
            *("Connection: Content-Type", "Connection: close, link", "Connection: ", "Upgrade: h2"),
            "Connection: keep-alive",
            *('Speculation-Rules: "/rules.json"', "Cross-Origin-Resource-Policy: same-origin"),
            *("X-UA-Compatible: IE=EmulateIE7", "X-UA-Compatible: IE=5, IE=edge"),
        )
    ),
    ("index.html", f"Content-Security-Policy: {KEPT}; require-sri-for style; Plugin-Types a/b", ASKS),
    ("notice.pdf", "Content-Security-Policy: plugin-types a/b, require-sri-for style", ASKS),
    ("index.html", f"Content-Security-Policy: {KEPT}, default-src 'none'", MORE),
    ("index.html", "Referrer-Policy", POLICY),
    ("index.html", "Content-Security-Policy: default-src 'none'; style-src *; frame-ancestors\xa0'none'", FRAMES),
    ("index.html", "Referrer-Policy: no-referrer\xa0", POLICY),
    ("index.html", "Content-Security-Policy: " + KEPT.replace("'self'", "'self' é"), SHEET),
    (FEED, "Access-Control-Allow-Origin: *,", NO_DATA),
    (FEED, "X-Content-Type-Options: , nosniff", "The server sends no X-Content-Type-Options: nosniff"),
    (FEED, "X-Content-Type-Options", "The server sends no X-Content-Type-Options: nosniff"),
    (FEED, "Access-Control-Allow-Origin", NO_DATA),
    (FEED, "Access-Control-Allow-Origin: *, *", NO_DATA),
    (FEED, "Content-Type: text/plain", "The server calls it text/plain, and it is application/ld+json"),
    (FEED, "Content-Type", "The server calls it nothing, and it is application/ld+json"),
    (
        "index.html",
        "Vary: Accept-Encoding, Cookie",
        "The server says that what it gives depends on cookie, so others may read something else",
    ),
    ("index.html", "X-Robots-Tag: none", f"{UNLISTED} none"),
    ("notice.pdf", "X-Robots-Tag: none", f"{UNLISTED} none"),
    ("index.html", "X-Robots-Tag: nosnippet, noindex", f"{UNLISTED} noindex, nosnippet"),
    ("index.html", "X-Robots-Tag: a, unavailable_after: 1 Jun", f"{UNLISTED} a, unavailable_after: 1 jun"),
    ("index.html", "Content-Type: text/html", LETTERS),
    ("index.html", "Content-Type: text/html; charset=UTF8", LETTERS),
    ("robots.txt", "Set-Cookie: a", COOKIES),
    ("robots.txt", "Content-Type: application/octet-stream", NO_TYPE.format("text/plain")),
    (CATALOG, "Content-Type: application/octet-stream", NO_TYPE.format(LINKSET)),
]


@pytest.mark.parametrize(("path", "header", "note"), GUARDS)
def test_a_guard_that_is_missing_is_noted_with_its_file(path: str, header: str, note: str) -> None:
    found = answers(put(path, header) if ":" in header else without(path, header))
    assert list(header_notes(found)) == [f"{note} ({path})."]
    assert list(header_drifts(found)) == []


OF_HOSTS = {
    "GitHub Pages": """Server, Last-Modified, ETag, Expires, Cache-Control, X-Proxy-Cache, X-GitHub-Request-Id,
        Accept-Ranges, Date, Via, Age, X-Served-By, X-Cache, X-Cache-Hits, X-Timer, Vary,
        X-Fastly-Request-ID, Content-Length""",
    "Cloudflare": """CF-Cache-Status, CF-Ray, NEL, Report-To, Alt-Svc, Server-Timing, Priority,
        Transfer-Encoding, Content-Encoding, Access-Control-Max-Age""",
    "Netlify": "Cache-Status, X-NF-Request-Id, Strict-Transport-Security",
    "Fastly": "Fastly-Restarts, Reporting-Endpoints",
    "Akamai": "Akamai-GRN, Pragma",
    "Apache": "Keep-Alive, Content-Language",
    "Amazon": "x-amz-id-2, x-amz-server-side-encryption, X-Amz-Cf-Pop",
    "a content management system": "Permissions-Policy, Cross-Origin-Opener-Policy, X-Generator",
    "its guards": "X-Frame-Options, X-XSS-Protection, X-Permitted-Cross-Domain-Policies, X-UA-Compatible",
}
PLAIN = {
    "Alt-Svc": 'h3=":443"; ma=86400; persist=1, h2=":443"',
    "X-UA-Compatible": "ie=edge,chrome=1",
}
"""What some of them say; of others it does not matter."""


@pytest.mark.parametrize("host", OF_HOSTS)
def test_what_hosts_send_of_themselves_is_not_spoken_of(host: str) -> None:
    heads = [f"{name}: {PLAIN.get(name, 'en')}" for name in re.split(r",\s+", OF_HOSTS[host])]
    found = answers(lambda every: every["logo"].extend(each for each in heads if not each.startswith("Vary")))
    assert (list(header_drifts(found)), list(header_notes(found))) == ([], [])


def test_a_file_may_be_called_by_its_own_name() -> None:
    heads = parsed(["Content-Type: application/pdf", "Content-Disposition: inline; filename=notice.pdf"])
    assert list(header_drifts({"child-data/notice.pdf": Answer(f"{SITE}child-data/notice.pdf", heads, b"")})) == []


def test_a_server_that_does_not_hang_up_is_noted() -> None:
    found = {path: replace(each, ended=path != "logo") for path, each in answers(lambda _: None).items()}
    said = "The server keeps the line open that it was asked to close, and may send more"
    assert list(header_notes(found)) == [f"{said} (logo)."]


def test_a_page_may_be_called_by_the_name_in_its_address() -> None:
    folder = parsed(["Content-Type: text/html", "Content-Disposition: inline; filename=index.html"])
    assert list(header_drifts({"a/index.html": Answer(f"{SITE}a/", folder, b"")})) == []
    for name, count in (("privacy.html", 0), ("page.html", 0), ("page", 0), ("privacy", 0), ("withdrawn.html", 1)):
        heads = parsed([HTML, f"Content-Disposition: inline; filename={name}"])
        found = {"page.html": Answer(f"{SITE}a/privacy.html?x=/withdrawn.html", heads, b"")}
        assert len(list(header_drifts(found))) == count


def test_a_page_of_others_need_not_be_guarded_and_may_set_cookies() -> None:
    page = [HTML, "Set-Cookie: " + "a" * 3_000, "Set-Cookie: " + "b" * 1_000]
    found = {"page.html": Answer(SITE, parsed(page), b"")}
    assert (list(header_notes(found, are_ours=False)), len(list(header_notes(found)))) == ([], 4)
    more = {"page.html": Answer(SITE, parsed([*page, "Set-Cookie: c"]), b"")}
    (told,) = header_notes(more, are_ours=False)
    assert "cookies (4,001 bytes)" in told


@pytest.mark.parametrize("site", ["https://council.example:444/", "http://127.0.0.1/", "https://[::1]/"])
def test_another_port_is_another_place(site: str) -> None:
    heads = parsed([*GOOD["logo"], 'Alt-Svc: h3=":443"', "Connection: close"])
    found = {"logo": Answer(f"{site}logo", heads, b"")}
    assert list(header_notes(found)) == [f"{UNKNOWN} alt-svc (logo)."]


def test_what_is_missing_in_many_files_is_noted_once() -> None:
    found = answers(lambda heads: [lines.pop() for path, lines in heads.items() if path.startswith("notice")])
    assert list(header_notes(found)) == ["The server sends no X-Content-Type-Options: nosniff (notice.css and 1 more)."]


@pytest.mark.parametrize(
    ("path", "header", "said"),
    [
        ("index.html", "Content-Type: text/plain", "as text/plain, and must be text/html"),
        ("index.html", "Content-Type", "without a type, and must be text/html"),
        ("notice.css", "Content-Type: text/plain", "as text/plain, and must be text/css"),
        ("notice.pdf", "Content-Type: application/octet-stream", "must be application/pdf"),
        ("robots.txt", "Content-Type: text/html", "as text/html, and must be text/plain"),
        (CATALOG, "Content-Type: text/html; charset=utf-16", f"as text/html, and must be {LINKSET}"),
        (FEED, "Content-Type: text/html", "as text/html, and must be application/ld+json"),
    ],
)
def test_an_answer_of_another_kind_is_no_answer(path: str, header: str, said: str) -> None:
    with pytest.raises(WebError, match=re.escape(f"{said}: it may be another page")):
        list(header_drifts(answers(put(path, header) if ":" in header else without(path, header))))

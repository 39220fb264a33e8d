"""Headers, robots.txt and sitemap of a published folder: each lie is told once, another form of the same is none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from site_builder.verify.drift import Drift
from site_builder.verify.site.around import TYPES, around_drifts
from site_builder.verify.site.files import stated
from tests.examples import FOLDERS, example
from tests.seed import ON
from tests.verify.sites import Files, manifest_of, published, relisted, verified

FEED = "  Access-Control-Allow-Origin: *\n"
NAMED = "/data/v1/feed.jsonld\n  Content-Type: application/ld+json\n  Cache-Control: "
BOTS = "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n"
"""What delivery networks put before a robots.txt."""
PAGE = (
    "  <url>\n    <loc>https://council.example/data-sharing/child-data/</loc>\n"
    "    <lastmod>2026-11-25</lastmod>\n  </url>\n"
)
SITEMAP = "Sitemap: https://council.example/data-sharing/sitemap.xml\n"
IDLE = "/{}\n  Link: b\n"
LIES: dict[str, tuple[str, str, str, str]] = {
    "a weaker policy": ("_headers", "default-src 'none'", "default-src *", "header"),
    "guessing of types": ("_headers", "nosniff", "sniff", "header"),
    "a feed closed to other sites": ("_headers", FEED, "", "header"),
    "another type for the feed": ("_headers", "application/ld+json", "text/html", "header"),
    "an old feed kept for ever": (
        "_headers",
        f"{NAMED}public, max-age=300",
        f"{NAMED}public, max-age=31536000, immutable",
        "header",
    ),
    "another page instead, under the folder's name": (
        "_headers",
        "/assets/*",
        "/child-data/\n  Link: <https://elsewhere.example/>; rel=canonical\n\n/assets/*",
        "header",
    ),
    "a style sheet in a header": (
        "_headers",
        "/assets/*",
        "/child-data/*\n  Link: </x.css>; rel=stylesheet\n/assets/*",
        "header",
    ),
    "a header set twice": (
        "_headers",
        "/assets/*",
        "/child-data/*\n  Referrer-Policy: unsafe-url\n/assets/*",
        "header",
    ),
    "a header set before ours": ("_headers", "/*\n", "/child-data/*\n  Referrer-Policy: unsafe-url\n/*\n", "header"),
    "another page instead, without its ending": (
        "_headers",
        "/assets/*",
        "/404\n  Link: <https://elsewhere.example/>; rel=canonical\n/assets/*",
        "header",
    ),
    "a header that stands twice in a rule": ("_headers", "  Referrer", "  Link: a\n  link: a\n  Referrer", "unread"),
    "a header of no path": ("_headers", "/*\n", "  Link: b\n/*\n", "unread"),
    "a header that is not indented": ("_headers", "  Referrer-Policy", "Referrer-Policy", "unread"),
    "a header without a value": ("_headers", "/assets/*", "/child-data/*\n  Refresh\n/assets/*", "unread"),
    "a header of other signs": ("_headers", "/assets/*", "/child-data/*\n  ! X-A: b\n/assets/*", "unread"),
    "a path of other signs": ("_headers", "/assets/*", "/:page/*\n  X-A: b\n/assets/*", "unread"),
    "a header taken away": ("_headers", "/assets/*", "/child-data/*\n  ! Referrer-Policy\n/assets/*", "unread"),
    "a rule for another host": ("_headers", "/assets/*", "https://a.example/*\n  X-A: b\n/assets/*", "unread"),
    "a policy in a remark": ("_headers", "  Content-Sec", "  # \u2028  Content-Sec", "header"),
    "a policy in a remark of another line's end": ("_headers", "  Content-Sec", "  # \x0b  Content-Sec", "header"),
    "a space that is a letter": ("_headers", "default-src ", "default-src\u00a0", "unread"),
    "a space that is a letter at the end": ("_headers", "Origin: *", "Origin: *\u00a0", "unread"),
    "a line's end that is none": ("_headers", "no-referrer", "\rno-referrer", "unread"),
    "hidden from search engines": ("robots.txt", "Allow: /", "Disallow: /", "added"),
    "hidden from all of several": (
        "robots.txt",
        "User-agent: *",
        "User-agent: *\nuser-agent: a\nDISALLOW: /c",
        "added",
    ),
    "hidden from all of several with a line between": (
        "robots.txt",
        "User-agent: *",
        "User-agent: *\n\n# Ours\nUser-agent: a\nDisallow: /c",
        "added",
    ),
    "hidden behind a mark of its bytes' order": (
        "robots.txt",
        "User-agent: *\n",
        "\ufeffUser-agent: *\nDisallow: /\n",
        "added",
    ),
    "hidden by a group that a sitemap does not end": (
        "robots.txt",
        f"Allow: /\n\n{SITEMAP}",
        f"{SITEMAP}User-agent: GPTBot\nDisallow: /\n",
        "added",
    ),
    "hidden by a group that a wish does not end": (
        "robots.txt",
        "Allow: /\n",
        "Crawl-delay: 1\nUser-agent: GPTBot\nDisallow: /\n",
        "added",
    ),
    "hidden by two lines, the second of which counts": ("robots.txt", "Allow: /", "Disallow:\nDisallow: /", "added"),
    "hidden before the first name": ("robots.txt", "User", "Disallow: /\nUser", "added"),
    "hidden behind an empty wish": ("robots.txt", "Allow: /", "Allow: /\nDisallow: /c", "added"),
    "hidden from all and more": ("robots.txt", "*\nAllow: /", "* x\nDisallow: /", "added"),
    "hidden with a space before its colon": ("robots.txt", "Allow: /", "Disallow : /", "added"),
    "hidden from the first of two in a second group": (
        "robots.txt",
        "User",
        f"{BOTS}\nUser-agent: *\nUser-agent: GPTBot\nDisallow: /\n\nUser",
        "added",
    ),
    "hidden from Google": ("robots.txt", "User", "User-agent: GoogleBot/2.1\nDisallow: /\n\nUser", "added"),
    "hidden by a name that is nearly right": ("robots.txt", "Allow: /", "Dissallow: /", "added"),
    "hidden by names that are nearly right": ("robots.txt", "User-agent: *\nAllow", "Useragent: *\nDisallaw", "added"),
    "hidden by a name that begins so": ("robots.txt", "Allow: /", "Disallowed: /", "added"),
    "hidden from who is named by one that begins so": (
        "robots.txt",
        "*\nAllow",
        "a\nUser-agents: *\nDisallow",
        "added",
    ),
    "hidden where a name nearly right ends no group": (
        "robots.txt",
        "/\n",
        "/\nUseragent: GPTBot\nDisallow: /\n",
        "added",
    ),
    "hidden where a rule nearly right ends no names": (
        "robots.txt",
        "Allow: /\n",
        f"Dissallow:\n{BOTS}",
        "added",
    ),
    "hidden where a rule without a colon ends no names": ("robots.txt", "Allow: /\n", f"Allow /\n{BOTS}", "added"),
    "hidden by a space of another kind": ("robots.txt", "*\nAllow", "\x0c*\nDisallow", "unread"),
    "hidden behind a line that ends before its end": ("robots.txt", "*\nAllow", "*\0\nDisallow", "unread"),
    "hidden without a colon": ("robots.txt", "Allow: /", "Disallow /", "added"),
    "hidden behind another end of a line": ("robots.txt", "User", "# Ours\rUser-agent: *\rDisallow: /\rUser", "added"),
    "another sitemap, nearly called so": ("robots.txt", "Sitemap", "Site-map: /a\nSitemap", "changed"),
    "a sitemap with a space of another kind": ("robots.txt", "Sitemap: ", "Sitemap: \u00a0", "unread"),
    "a sitemap in a remark": ("robots.txt", "Sitemap", "# \u2028Sitemap", "unread"),
    "no sitemap": ("robots.txt", "Sitemap", "# Sitemap", "changed"),
    "another sitemap": ("robots.txt", "https://", "https://elsewhere.example/", "changed"),
    "a page listed that is not there": ("sitemap.xml", "/child-data/", "/other-data/", "added"),
    "another day": ("sitemap.xml", "<lastmod>2026", "<lastmod>2031", "added"),
    "a page left out": ("sitemap.xml", PAGE, "", "missing"),
    "a page listed twice": ("sitemap.xml", PAGE, PAGE * 2, "added"),
    "a page listed as something else": ("sitemap.xml", PAGE, PAGE.replace("url>", "image>"), "unread"),
    "no day": ("sitemap.xml", "<lastmod>2026-11-25</lastmod>", "<lastmod/>", "added"),
    "a page without a day": ("sitemap.xml", "    <lastmod>2026-11-25</lastmod>\n", "", "unread"),
    "names of its own": ("sitemap.xml", "<urlset", "<!DOCTYPE a [<!ENTITY b 'c'>]><urlset", "unread"),
    "an address with more in it": ("sitemap.xml", "</loc>", "<x>/a</x>/b</loc>", "unread"),
    "a day with more in it": ("sitemap.xml", "</lastmod>", "<x/></lastmod>", "unread"),
    "an address with a space of another kind": ("sitemap.xml", "</loc>", "\u00a0</loc>", "added"),
    "a form of its own": ("sitemap.xml", "?>", "?><?xml-stylesheet type='text/xsl' href='/a.xsl'?>", "unread"),
    "no XML": ("sitemap.xml", "</urlset>", "", "unread"),
}


def _drifts(files: Files, name: str = "seed") -> list[Drift]:
    return list(around_drifts(files, stated(example(name), ON), manifest_of(files).feed))


def _changed(path: str, change: Callable[[str], str]) -> Files:
    files = published()
    text = (files[path] or b"").decode()
    new = change(text)
    assert new != text
    return relisted({**files, path: new.encode()})


@pytest.mark.parametrize("lie", LIES)
def test_each_lie_for_machines_is_told(lie: str) -> None:
    path, old, new, kind = LIES[lie]
    drifts = _drifts(_changed(path, lambda text: text.replace(old, new, 1)))
    assert (path, kind) in {(drift.file, drift.kind) for drift in drifts} <= {(path, kind), (path, "missing")}, drifts
    assert all((drift.about == "") == (kind != "header") for drift in drifts)


@pytest.mark.parametrize(
    ("path", "old", "new", "says", "states"),
    [
        ("_headers", "/*\n", "*\n", "Line 1 is neither a path nor a header of ours, or stands twice.", ""),
        ("_headers", FEED, "", "", "*"),
        ("_headers", "  X-Content", "  Link: </a>\n  X-Content", "</a>", ""),
        ("robots.txt", "Allow: /", "Disallow: /c # all", "Disallow: /c", ""),
        ("robots.txt", "Sitemap", "X", "", "https://council.example/data-sharing/sitemap.xml"),
        ("sitemap.xml", "<lastmod>2026-11-25</lastmod>", "<lastmod/>", "https://council.example/data-sharing/ ", ""),
        ("sitemap.xml", PAGE, "", "", "https://council.example/data-sharing/child-data/ 2026-11-25"),
    ],
)
def test_what_it_says_and_what_it_should_say_are_told(path: str, old: str, new: str, says: str, states: str) -> None:
    drift, *_ = _drifts(_changed(path, lambda text: text.replace(old, new, 1)))
    assert (drift.says, drift.stated) == (says, states)


@pytest.mark.parametrize("name", ["sitemapindex", "x:urlset"])
def test_a_list_of_something_else_is_no_sitemap(name: str) -> None:
    roots = {"<urlset": f"<{name} xmlns:x='urn:x'", "</urlset": f"</{name}"}
    drifts = _drifts(_changed("sitemap.xml", lambda text: re.sub("</?urlset", lambda found: roots[found[0]], text)))
    assert [(drift.kind, drift.says) for drift in drifts] == [("unread", "It is no list of pages.")]


@pytest.mark.parametrize("name", ["Dissallow", "dissalow", "Disalow", "diasllow", "DISALLAW"])
def test_a_name_that_google_takes_for_another_hides(name: str) -> None:
    (drift,) = _drifts(_changed("robots.txt", lambda text: text.replace("Allow", name)))
    assert (drift.kind, drift.says) == ("added", f"{name.capitalize()}: /")


WHO = ["User-agent: Bingbot", "User-agent: MSNBot", "User-agent: DuckDuckBot", "useragent: *", "User agent: *"]


@pytest.mark.parametrize("who", [*WHO, "user-agent msnbot"])
def test_nobody_is_hidden_from_who_searches(who: str) -> None:
    others = "User-agent: YandexBot\nAllow: /\n\n"
    (drift,) = _drifts(_changed("robots.txt", lambda text: f"{others}{who}\nDisallow: /\n\n{text}"))
    assert (drift.kind, drift.says) == ("added", "Disallow: /")


def test_a_header_that_says_the_same_in_another_order_is_another() -> None:
    files, good = published("practice"), TYPES["/api-catalog"]
    turned = "; ".join(reversed(good.split("; ")))
    files["_headers"] = (files["_headers"] or b"").replace(good.encode(), turned.encode())
    assert [(drift.says, drift.stated) for drift in _drifts(files, "practice")] == [(turned, good)]


def test_what_is_no_ordinary_file_is_told_elsewhere() -> None:
    assert _drifts({**published(), "_headers": None, "robots.txt": None, "sitemap.xml": None}) == []


def test_the_same_header_of_many_files_is_told_once() -> None:
    drifts = verified(_changed("_headers", lambda text: text.replace("no-referrer", "origin"))).drifts
    assert [(d.about, d.says, d.stated) for d in drifts] == [("/404.html referrer-policy", "origin", "no-referrer")]


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("_headers", lambda text: "# Ours\n" + text.replace("\n", "\r\n")),
        ("_headers", lambda text: text.replace("; ", " ;  ").replace("Referrer-Policy", "referrer-policy")),
        ("_headers", lambda text: "\n".join(reversed(text.split("\n\n")))),
        ("_headers", lambda text: text.replace("  ", "    ").replace(": ", ":  ").replace("*\n", "* \n")),
        ("_headers", lambda text: "# \u00e9 \u00a0" + "#" * 2000 + "\n\t\n  # Ours\n" + text),
        ("robots.txt", lambda text: f"\ufeff{text}"),
        ("robots.txt", lambda text: f"\ufeffUser-agent: YandexBot\nUser-agent\nDisallow: /\n\n{text}"),
        ("robots.txt", lambda text: "# Dis\tallow: / \u00e9\r\n" + text.replace("\n", "\r\n")),
        ("robots.txt", lambda text: text.replace("Allow: /", "Disallow: /cdn-cgi/\nDisallow: /Other_page/a-1")),
        ("robots.txt", lambda text: text.replace("Allow: /", "Disallow none / at all\nNo-disallow: /\nDisallow")),
        (
            "robots.txt",
            lambda text: f"User-agent: Googlebot-Image\nUser-agent: archive.org_bot\nDisallow: /\n\n{text}",
        ),
        ("robots.txt", lambda text: text.replace("Allow: /", f"Allow: /\n{BOTS}")),
        ("robots.txt", lambda text: text.replace("Allow: /", f"Disallow:\n{BOTS}")),
        ("robots.txt", lambda text: text.replace("Allow: /", "allow /").replace(": ", " \t: ", 1)),
        ("robots.txt", lambda text: text.replace("Allow: /", "Disallow:")),
        ("robots.txt", lambda text: "# Welcome\n" + text.replace("Allow: /", "Allow:  /  # all")),
        ("robots.txt", lambda text: f"User-agent: *\nContent-Signal: ai-train=no\nAllow: /\n\n{BOTS}\n{text}"),
        ("sitemap.xml", lambda text: text.replace("\n", "").replace("  ", "").replace("?>", "?><!-- ours -->", 1)),
    ],
)
def test_another_form_is_no_drift(path: str, change: Callable[[str], str]) -> None:
    assert _drifts(_changed(path, change)) == []


@pytest.mark.parametrize(("more", "kinds"), [(0, []), (1, ["unread"])])
def test_rules_and_lines_beyond_those_that_a_host_reads_are_told(more: int, kinds: list[str]) -> None:
    line = "  Referrer-Policy: no-referrer"
    free = 100 + more - len(re.findall("^/", (published()["_headers"] or b"").decode(), re.MULTILINE))
    rules = _changed("_headers", lambda text: "".join(map(IDLE.format, range(free))) + text)
    lines = _changed("_headers", lambda text: text.replace(line, " " * (2_000 + more - len(line)) + line))
    assert [[drift.kind for drift in _drifts(files)] for files in (rules, lines)] == [kinds, kinds]


@pytest.mark.parametrize("path", ["_headers", "robots.txt", "sitemap.xml"])
def test_one_that_is_too_long_is_not_read(path: str) -> None:
    drifts = _drifts(_changed(path, lambda text: text + "\n" * 1_000_000))
    assert [(drift.file, drift.kind, drift.about) for drift in drifts] == [(path, "unread", "")]


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_published_is_as_it_must_be(name: str) -> None:
    files = published(name)
    around = {"_headers", "robots.txt", "sitemap.xml"}
    assert around <= files.keys()
    assert _drifts(files, name) == []

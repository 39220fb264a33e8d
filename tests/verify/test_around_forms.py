"""Headers, robots.txt and sitemap in a form that readers take in several ways are not read."""

from __future__ import annotations

import pytest

from site_builder.verify.drift import Drift
from site_builder.verify.site.around import around_drifts
from site_builder.verify.site.files import stated
from tests.examples import example
from tests.seed import ON
from tests.verify.sites import Files, manifest_of, published


def drifts_of(path: str, data: bytes) -> list[Drift]:
    files: Files = {**published(), path: data}
    return list(around_drifts(files, stated(example("seed"), ON), manifest_of(files).feed))


def of(path: str, old: str, new: str) -> list[tuple[str, str]]:
    """What is told where the first of an old text is a new one."""
    text = (published()[path] or b"").decode()
    assert old in text
    told = drifts_of(path, text.replace(old, new, 1).encode())
    assert {drift.file for drift in told} <= {path}
    return [(drift.kind, drift.says) for drift in told]


BEFORE = "/assets/*"
"""A rule stands before this one."""


@pytest.mark.parametrize(
    "path",
    [
        *("/*", "/**", f"/{'*' * 60}x", "/*/x", "/x*", "/x*y", "/x*.jsonld*", "/x/*.", "/x/*.a1"),
        *("/x/../*", "/x/..", "/x/./y", "/x/.", "//*", "/x//y", "/x%2e", "/x?y", "/x:y", "/\u00e9", " /x", "x"),
        *("https://council.example/*", "  https://council.example/*"),
    ],
)
def test_a_path_that_is_not_plain_or_stands_twice_is_not_read(path: str) -> None:
    ((kind, says),) = of("_headers", BEFORE, f"{path}\n  Referrer-Policy: no-referrer\n\n{BEFORE}")
    assert (kind, says.split(" ", 2)[2]) == ("unread", "is neither a path nor a header of ours, or stands twice.")


@pytest.mark.parametrize(
    "path", ["/x", "/x/", "/x/y/*", "/x/*.jsonld", "/..x/...", "/.x/y_z-1.a", "/x/.y", "/X/*.json"]
)
def test_a_plain_path_that_is_nobody_s_is_free(path: str) -> None:
    assert of("_headers", BEFORE, f"{path}\n  Referrer-Policy: unsafe-url\n\n{BEFORE}") == []


@pytest.mark.parametrize(
    "line",
    [
        *("Link: </a>", "\tLink: </a>", " \tLink: </a>", "  Link:</a>", "  Link:\t</a>", "  Link : </a>"),
        *("  Link </a>", "  Link:  ", "  Link", "  : </a>", "  Refresh: 9", "  X-Frame-Options: DENY"),
        *("  Lin\u212a: </a>", "  !Link: </a>"),
    ],
)
def test_a_header_of_another_form_or_name_is_not_read_whatever_it_is_for(line: str) -> None:
    ((kind, _),) = of("_headers", BEFORE, f"/nobody\n{line}\n\n{BEFORE}")
    assert kind == "unread"


CODES = (0, 1, 8, 0xB, 0xC, 0xE, 0x1C, 0x1D, 0x1E, 0x1F, 0x7F, 0x85, 0x9F, 0xA0, 0x2028, 0x2029, 0x3000, 0xFEFF)
SIGNS = [chr(code) for code in CODES]


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_a_sign_that_may_be_a_space_or_end_a_line_of_robots_is_not_read_even_in_a_remark(sign: str) -> None:
    assert [kind for kind, _ in of("robots.txt", "Allow", f"# Welcome{sign}Disallow: /\nAllow")] == ["unread"]
    assert [kind for kind, _ in of("robots.txt", "Allow: /", f"Allow: /{sign}")] == ["unread"]


@pytest.mark.parametrize(
    "path",
    [
        *("/child-data/", "/child-data", "/child-data/notice.pdf", "/c", "/4", "/404", "/data/", "/sitemap"),
        *("/data-sharing/", "/data-sharing/child-data/", "/data-sharing/4", "/"),
        *("/cdn-cgi/*", "/cdn-cgi$", "/%63hild-data/", "//cdn-cgi/", "/cdn-cgi/../", "/cdn cgi", "cdn-cgi/", "/\u212a"),
    ],
)
def test_who_searches_is_kept_from_no_file_and_from_nothing_that_may_be_one(path: str) -> None:
    assert of("robots.txt", "Allow: /", f"Disallow: {path}") == [("added", f"Disallow: {path}")]


@pytest.mark.parametrize(
    "path", ["/cdn-cgi/", "/child-data/x", "/child-data-2", "/data-sharing/x", "/Child-data/", "/zz/"]
)
def test_a_folder_in_which_no_file_is_may_be_closed(path: str) -> None:
    assert of("robots.txt", "Allow: /", f"Disallow: {path}") == []


@pytest.mark.parametrize(
    "name", ["", "%2A", "*bot", "a b", "12", "-", "\u212a", "Googlebot", "googlebot2", "a\nUser-agent:\nUser-agent: b"]
)
def test_a_name_that_may_be_that_of_everybody_or_of_who_searches_hides(name: str) -> None:
    who = f"User-agent: {name}\n"
    assert of("robots.txt", "User", f"{who}Disallow: /\n\nUser") == [("added", "Disallow: /")]
    assert of("robots.txt", "User", f"{who}Disallow: /cdn-cgi/\n\nUser") == []


@pytest.mark.parametrize("encoding", ["rot13", "utf-16", "windows-1252", "cp037", "nonsense", "UTF-8-sig"])
def test_a_sitemap_in_other_letters_is_not_read(encoding: str) -> None:
    ((kind, says),) = of("sitemap.xml", "UTF-8", encoding)
    assert (kind, says) == ("unread", "It defines names of its own, or is shown in another form or other letters.")


@pytest.mark.parametrize(
    "start", ["", "<?xml version='1.0' encoding='utf-8' ?>", "<!-- a -->\n<!---->\n<!-- <! <? -->"]
)
def test_a_sitemap_may_begin_otherwise(start: str) -> None:
    assert of("sitemap.xml", '<?xml version="1.0" encoding="UTF-8"?>\n', start) == []


@pytest.mark.parametrize("more", ["<!DOCTYPE a [<!ENTITY b 'c'>]>", "<?xml-stylesheet href='/a'?>"])
def test_what_a_sitemap_defines_behind_a_remark_is_not_passed_over(more: str) -> None:
    ((kind, says),) = of("sitemap.xml", "<urlset", f"<!-- a -->{more}<!-- b --><urlset")
    assert (kind, says.startswith("It defines names of its own")) == ("unread", True)


@pytest.mark.parametrize(
    "data", [b"<!--" * 240_000, b"-->" * 300_000, b"<!-->" * 190_000], ids=["open", "shut", "both"]
)
def test_many_remarks_are_read_soon(data: bytes) -> None:
    assert [drift.kind for drift in drifts_of("sitemap.xml", data)] == ["unread"]


@pytest.mark.parametrize(
    ("path", "data", "kinds"),
    [
        ("robots.txt", b"".join(b"User-agent: a%x\n" % number for number in range(50_000)), ["changed"]),
        ("_headers", b"/*\n" + b" link: x\n" * 100_000, ["unread"]),
    ],
)
def test_many_lines_are_read_soon(path: str, data: bytes, kinds: list[str]) -> None:
    assert [drift.kind for drift in drifts_of(path, data)] == kinds

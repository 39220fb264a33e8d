"""The canonical form of each type: what programs change without changing what is said is equal, all else is not."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from site_builder.verify import canonical
from tests.built import built
from tests.seed import ON

HERE = "https://council.example/child-data/"
PAGE = (
    '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>A</title></head>\n<body>'
    '<main id="page-main" data-notice="a"><h1>One <em>two</em></h1>\n<p class="lead">'
    '<a href="../schools/">Schools</a> and <a href="#b">b</a>.</p><dl id="b"><dt>Q</dt><dd>A</dd></dl></main></body>'
    "</html>"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        (">\n<", "><"),
        ("<p ", "<p data-cf-id=8 data-rocket=false "),
        ('<main id="page-main" data-notice="a">', "<MAIN data-notice=a id=page-main>"),
        ("</dt>", ""),
        ("Schools<", "&#83;chools<!-- cached --><"),
        ("../schools/", "https://council.example/schools/"),
        ("#b", "https://council.example/child-data/#b"),
        ("<!doctype html>", "\ufeff<!DOCTYPE html>"),
    ],
)
def test_a_page_that_is_written_otherwise_says_the_same(old: str, new: str) -> None:
    changed = PAGE.replace(old, new)
    assert changed != PAGE
    assert canonical.html(changed.encode(), HERE) == canonical.html(PAGE.encode(), HERE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Schools", "School"),
        ("One <em>", "One<em>"),
        ("<p ", "<p hidden "),
        ("<p ", '<p data-block="No" '),
        ("../schools/", "../schools"),
        ("../schools/", "..//schools/"),
        ("../schools/", "..\\schools/"),
        ('"#b"', '"#c"'),
        ('id="b"', 'id="c"'),
        ('lang="en"', 'lang="cy"'),
        ("<!doctype html>\n", ""),
        ('<meta charset="utf-8">', "<!--" + "x" * 1024 + '--><meta charset="utf-8">'),
        ("</body>", "<template><p>Not so.</p></template></body>"),
        ("</body>", "<script></script></body>"),
        ("<dt>Q</dt><dd>A</dd>", "<dd>A</dd><dt>Q</dt>"),
    ],
)
def test_a_page_that_says_something_else_is_not_equal(old: str, new: str) -> None:
    changed = PAGE.replace(old, new)
    assert changed != PAGE
    assert canonical.html(changed.encode(), HERE) != canonical.html(PAGE.encode(), HERE)


def test_white_space_counts_where_browsers_show_it() -> None:
    one, other = (f"<p>a<pre>a{space}b</pre>".encode() for space in ("\n", " "))
    assert canonical.html(one, HERE) != canonical.html(other, HERE)


def test_what_a_template_holds_counts() -> None:
    one, other = (f"<template>{words}</template>".encode() for words in ("a", "b"))
    assert canonical.html(one, HERE) != canonical.html(other, HERE)


def test_the_region_of_a_notice_is_equal_in_any_page() -> None:
    region = PAGE[PAGE.index("<main") : PAGE.index("</main>")] + "</main>"
    theirs = f"<title>B</title><nav>Bins</nav><div>{region}</div>".encode()
    ours = canonical.html(PAGE.encode(), HERE, '[data-notice="a"]')
    assert canonical.html(theirs.replace(b"../", b"/"), "https://cms.example/b", '[data-notice="a"]') != ours
    assert canonical.html(theirs.replace(b"../", b"https://council.example/"), HERE, "[data-notice]") == ours


@pytest.mark.parametrize(("times", "says"), [(0, "holds no element"), (2, "holds 2 elements")])
def test_a_region_stands_once(times: int, says: str) -> None:
    with pytest.raises(canonical.UnreadError, match=says):
        canonical.html(b"<p data-notice=a></p>" * times, HERE, "[data-notice]")


@pytest.mark.parametrize(("data", "says"), [(b"\xff", "not UTF-8: byte 0"), (b"<div>" * 300, "too deep")])
def test_a_page_that_cannot_be_read_is_told(data: bytes, says: str) -> None:
    with pytest.raises(canonical.UnreadError, match=says):
        canonical.html(data, HERE)


# ---- PDF


@cache
def paper() -> bytes:
    """A PDF as we make it."""
    return next(data for path, data in built("practice", ON).items() if path.endswith(".pdf"))


def _saved(change: bytes | None = None, *, title: str = "", how: dict[str, Any] | None = None) -> bytes:
    """The PDF as another program saves it; `change` is put behind what its first page draws."""
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as document:
        document.docinfo["/Producer"] = "Another program"
        document.docinfo["/ModDate"] = "D:20261201090000Z"
        if title:
            document.docinfo["/Title"] = title
        if change is not None:
            held = document.pages[0].obj.Contents
            held.write(held.read_bytes() + change)
        document.save(out, **(how or {}))
    return out.getvalue()


@pytest.mark.parametrize(
    "how",
    [
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
        {"recompress_flate": True},
        {"linearize": True},
    ],
)
def test_a_pdf_that_another_program_saved_says_the_same(how: dict[str, Any]) -> None:
    assert canonical.pdf(_saved(how=how)) == canonical.pdf(paper())


def test_a_pdf_of_another_content_or_title_is_not_equal() -> None:
    assert canonical.pdf(_saved(b" ")) != canonical.pdf(paper())
    assert canonical.pdf(_saved(title="Another")) != canonical.pdf(paper())


def test_a_pdf_that_cannot_be_read_is_told() -> None:
    for data in (b"", b"%PDF-1.7\n", paper()[:2000]):
        with pytest.raises(canonical.UnreadError, match="damaged"):
            canonical.pdf(data)


def test_a_pdf_that_would_fill_the_memory_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "_LARGEST", 1000)
    with pytest.raises(canonical.UnreadError, match="too large"):
        canonical.pdf(paper())


# ---- the others


@pytest.mark.parametrize(
    ("data", "is_equal"),
    [
        (b'{"b": [1, 2], "a": "\\u00e9"}', True),
        ('{\n"a":"é","b":[1,2]}'.encode(), True),
        (b'{"a": "\\u00e9", "b": [2, 1]}', False),
        (b'{"a": "\\u00e9", "b": [1.0, 2]}', False),
        (b'{"a": "\\u00e9", "b": [true, 2]}', False),
    ],
)
def test_json_is_equal_by_its_values(data: bytes, is_equal: bool) -> None:
    assert (canonical.json(data) == canonical.json('{"a": "é", "b": [1, 2]}'.encode())) == is_equal


def test_a_key_that_stands_twice_is_not_read() -> None:
    with pytest.raises(canonical.UnreadError, match="twice"):
        canonical.json(b'{"a": 1, "a": 1}')


SHEET = (
    "a:hover, .b > p { color: red; margin: 0 1em }\n"
    "@media (max-width: 40em) { .c .d, .c:focus { top: 0 } }\n[e] .f:not(.g :active) { }"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\n/* cached */\r\n"),
        (" { ", "{"),
        ("1em }", "1em;}"),
        (": ", ":"),
        (", ", ","),
        (" > ", ">"),
    ],
)
def test_a_style_sheet_that_is_written_otherwise_says_the_same(old: str, new: str) -> None:
    changed = SHEET.replace(old, new)
    assert changed != SHEET
    assert canonical.css(changed.encode()) == canonical.css(SHEET.encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("red", "blue"),
        ("a:hover", "a :hover"),
        ("a:hover", "a: hover"),
        (".c .d", ".c.d"),
        (".c:focus", ".c :focus"),
        (".g :active", ".g:active"),
        (".c .d", ".c/**/.d"),
        ("[e] .f", "[e].f"),
        ("0 1em", "01em"),
        ("40em", "41em"),
        ("top: 0", "top: 0.0"),
        ("{ top: 0 }", "{ }"),
    ],
)
def test_a_style_sheet_with_another_rule_is_not_equal(old: str, new: str) -> None:
    changed = SHEET.replace(old, new)
    assert changed != SHEET
    assert canonical.css(changed.encode()) != canonical.css(SHEET.encode())


@pytest.mark.parametrize("data", [b"\xff", b"(" * 3000])
def test_a_style_sheet_that_cannot_be_read_is_told(data: bytes) -> None:
    with pytest.raises(canonical.UnreadError):
        canonical.css(data)


def test_other_text_is_equal_by_its_lines() -> None:
    assert canonical.text(b"a\r\nb\rc\n") == canonical.text(b"a\nb\nc\n") != canonical.text(b"a b\nc\n")


@pytest.mark.parametrize(
    ("path", "one", "other"),
    [
        ("a/index.html", b"<p>a", b"<P>a</P>"),
        ("data/v1/feed.jsonld", b"[1]", b"[ 1 ]"),
        ("data/v1/data.json", b"[1]", b"[ 1 ]"),
        (".well-known/api-catalog", b"[1]", b"[ 1 ]"),
        ("assets/notice.css", b"a{}", b"a { }"),
        ("robots.txt", b"a\n", b"a\r\n"),
    ],
)
def test_the_ending_of_a_path_says_which_form_counts(path: str, one: bytes, other: bytes) -> None:
    assert canonical.form(path, one, HERE) == canonical.form(path, other, HERE)


def test_the_ending_says_so_of_a_pdf_too() -> None:
    assert canonical.form("a/notice.pdf", paper(), HERE) == canonical.form("a/notice.pdf", _saved(), HERE)

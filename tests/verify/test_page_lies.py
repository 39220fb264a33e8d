"""Lies that somebody who knows the code would plant in a page, each with what is told of it."""

from __future__ import annotations

import re

import pytest

from site_builder.verify.drift import KINDS, Drift
from tests.verify.pages import seeds

FACT = "<dd>Contact details</dd>"
REGION = '<main id="page-main" data-notice="child-data">'
BOX = "dfe-surveys"


def told(data: bytes) -> list[tuple[str, str, str, str]]:
    return [(d.kind, d.about, d.says, d.stated) for d in seeds().drifts(data)]


IN_A_FACT = {
    "<dd>All health data</dd>": [("changed", BOX, "All health data", "Contact details")],
    "": [("missing", BOX, "", "Contact details")],
    f"{FACT}<dd>Faces</dd>": [("added", BOX, "Faces", "")],
    "<!--<dd>Contact details</dd>-->": [("missing", BOX, "", "Contact details")],
    "<dd>Contаct details</dd>": [("changed", BOX, "Contаct details (а is CYRILLIC SMALL LETTER A)", "Contact details")],
    "<dd>Con&shy;tact details</dd>": [("changed", BOX, "Con[U+00AD]tact details", "Contact details")],
    "<dd>Con\u200btact details</dd>": [("changed", BOX, "Con[U+200B]tact details", "Contact details")],
    "<dd>\u202esliated tcatnoC</dd>": [("changed", BOX, "[U+202E]sliated tcatnoC", "Contact details")],
    "<dd>Contact&nbsp;details</dd>": [("changed", BOX, "Contact[U+00A0]details", "Contact details")],
    "<dd>Contact d\u0336etails</dd>": [("changed", BOX, "Contact d\u0336etails", "Contact details")],
    "<dd hidden>Contact details</dd>": [("hidden", BOX, "hidden", "Contact details")],
    '<dd hidden="until-found">Contact details</dd>': [("hidden", BOX, 'hidden="until-found"', "Contact details")],
    "<dd inert>Contact details</dd>": [("hidden", BOX, "inert", "Contact details")],
    '<dd aria-hidden="true">Contact details</dd>': [("hidden", BOX, 'aria-hidden="true"', "Contact details")],
    '<dd aria-hidden=" false ">Contact details</dd>': [("hidden", BOX, 'aria-hidden="false"', "Contact details")],
    '<dd style="color: #f3f6f7">Contact details</dd>': [("hidden", BOX, 'style="color: #f3f6f7"', "Contact details")],
    "<dd popover>Contact details</dd>": [("hidden", BOX, "popover", "Contact details")],
    "<dd hidden>Contact details</dd><dd>Faces</dd>": [
        ("hidden", BOX, "hidden", "Contact details"),
        ("added", BOX, "Faces", ""),
    ],
    "<dd><dialog>Contact details</dialog></dd>": [("hidden", BOX, "<dialog>", "Contact details")],
    "<dd><noscript>Contact details</noscript></dd>": [
        ("hidden", BOX, "<noscript>", ""),
        ("missing", BOX, "", "Contact details"),
    ],
    "<dd><template shadowrootmode=open>Faces</template>Contact details</dd>": [("hidden", BOX, "<template>", "")],
    '<dd title="and faces">Contact details</dd>': [("attribute", BOX, 'title="and faces"', "")],
    '<dd aria-label="Faces">Contact details</dd>': [("attribute", BOX, 'aria-label="Faces"', "")],
    '<dd data-fact="faces">Contact details</dd>': [("attribute", BOX, 'data-fact="faces"', "")],
    '<dd data-cf-x="we sell faces">Contact details</dd>': [("attribute", BOX, 'data-cf-x="we sell faces"', "")],
    '<dd data-block="faces">Contact details</dd>': [("attribute", BOX, 'data-block="faces"', "")],
    '<dd class="skip">Contact details</dd>': [("code", BOX, 'class="skip"', "")],
    '<dd dir="rtl">Contact details</dd>': [("code", BOX, 'dir="rtl"', "")],
    '<dd slot="x">Contact details</dd>': [("code", BOX, 'slot="x"', "")],
    "<dd onclick=x()>Contact details</dd>": [("code", BOX, 'onclick="x()"', "")],
    "<dd contenteditable>Contact details</dd>": [("code", BOX, "contenteditable", "")],
    "<dd><del>Contact details</del></dd>": [("code", BOX, "<del>", "Contact details")],
    "<dd><bdo dir=rtl>Contact details</bdo></dd>": [("code", BOX, "<bdo>", "Contact details")],
    "<dd>Con<wbr>tact details</dd>": [("code", BOX, "<wbr>", "")],
    "<dd><x-fact>Contact details</x-fact></dd>": [("code", BOX, "<x-fact>", "Contact details")],
    "<dd>Contact details<img src=x alt=Faces></dd>": [("code", BOX, "<img>", "")],
    "<dd>Contact details<input value=Faces></dd>": [("code", BOX, "<input>", "")],
    "<dd>Contact details<iframe src=x></iframe></dd>": [("code", BOX, "<iframe>", "")],
    "<dd><svg><title>Contact details</title></svg></dd>": [
        ("code", BOX, "<svg>", ""),
        ("missing", BOX, "", "Contact details"),
    ],
    "<dd><math><mtext>Contact details</mtext></math></dd>": [("code", BOX, "<math>", "Contact details")],
    "<dd><select><option>Contact details</select></dd>": [("code", BOX, "<select>", "Contact details")],
    '<dd><a href="https://a.example/">Contact details</a></dd>': [
        ("address", BOX, "[Contact details](https://a.example/)", "Contact details")
    ],
    '<dd lang="cy">Contact details</dd>': [("language", BOX, "Contact details (cy)", "Contact details")],
}


@pytest.mark.parametrize("new", IN_A_FACT)
def test_a_lie_about_one_fact_is_told(new: str) -> None:
    assert told(seeds().with_(FACT, new)) == IN_A_FACT[new]


WHERE_IT_STANDS: list[tuple[str, str, str, str]] = [
    # old, new, kind and place of what is told
    (' id="section-nhs"', "", "address", "section-nhs"),
    ('id="dfe-surveys"', 'id="dfe-other"', "address", "dfe-surveys"),
    ('href="#section-nhs"', 'href="#section-dfe"', "address", "page-contents"),
    ('href="#section-nhs"', 'href="javascript:x"', "address", "page-contents"),
    ("</main>", "<p>We also sell it.</p></main>", "added", ""),
    ("</main>", '</main><p class="lead">We also sell it.</p>', "added", ""),
    (REGION, f'<p class="lead">We also sell it.</p>{REGION}', "added", ""),
    ("</ol></nav>", "</ol><p>We also sell it.</p></nav>", "added", "page-contents"),
    ("<tbody>\n<tr>", "<tbody>We also sell it.<tr>", "added", ""),
    ("</main>", "<p></p></main>", "code", ""),
    ('<th scope="col">', '<th scope="col" colspan="5">', "code", "page-glance"),
    (' class="silent"', "", "code", "page-glance"),
    ('<p class="lead">', '<p class="contents">', "code", ""),
    ('aria-labelledby="section-dfe"', 'aria-labelledby="section-nhs"', "moved", "section-dfe"),
    (REGION, f"{REGION}</main>{REGION}", "code", ""),
    ("<thead><tr>", "<thead><tr></tr><tr>", "code", "page-glance"),
]


@pytest.mark.parametrize(("old", "new", "kind", "about"), WHERE_IT_STANDS)
def test_what_stands_in_another_place_is_told(old: str, new: str, kind: str, about: str) -> None:
    assert told(seeds().with_(old, new))[0][:2] == (kind, about)


AROUND: list[tuple[str, str, str]] = [
    # old, new, kind of the one drift
    ("<!doctype html>", "", "code"),
    ('<html lang="en-GB">', '<html lang="cy">', "language"),
    ("<html lang", '<html class="x" lang', "code"),
    ("<head>", '<head><base href="https://evil.example/">', "code"),
    ("<head>", '<head><meta http-equiv="refresh" content="0;url=https://evil.example/">', "code"),
    ("</head>", "<style>dd { color: white }</style></head>", "code"),
    ("</head>", "<script>1</script></head>", "code"),
    ("</head>", '<link rel="stylesheet" href="x.css"></head>', "code"),
    ("</head>", '<meta name="description" content="We sell it."></head>', "code"),
    ("</head>", '<script type="application/ld+json">{}</script></head>', "code"),
    ("assets/notice", "assets/other", "address"),
    ('<link rel="stylesheet"', '<link rel="prefetch"', "code"),
    ("<title>Who", "<title>Why", "changed"),
    ('"version": "', '"version": "1', "changed"),
    ('"@type": "WebPage"', '"@type": "WebPage", "about": "sold"', "changed"),
    ('"@type": "WebPage"', '"@type": "WebPage", "@type": "Thing"', "unread"),
    ("default-src &#39;none&#39;; ", "", "code"),
    ('content="no-referrer"', 'content="unsafe-url"', "attribute"),
    ("Version 2026", "Version 2025", "changed"),
    (">PDF (92 KB)<", ">PDF (1 KB)<", "changed"),
    ("<body>", '<body onload="x()">', "code"),
    ("</footer>", "</footer><body hidden>", "hidden"),
    ("</footer>", "</footer><html inert>", "code"),
    ("<body>", "<body><div hidden>", "hidden"),
    ("<body>", "<body>We also sell it.", "added"),
    ("<body>", "<body><p>We also sell it.</p>", "added"),
    ("</body>", "<div>We also sell it.</div></body>", "added"),
    ("</body>", '<footer><div class="frame">Version 1</div></footer></body>', "code"),
    ("</head>", '<link rel="preconnect" href="https://tracker.example/"></head>', "code"),
    ("<body>", '<body><nav style="position: fixed; inset: 0"></nav>', "code"),
    ("<body>", '<body><nav class="skip">x</nav>', "code"),
    ("<body>", '<body><nav class="notice skip">x</nav>', "code"),
    ("</head>", '<meta name="theme-color" http-equiv="refresh" content="0;url=https://evil.example/"></head>', "code"),
    ("</head>", '<link rel="icon" href="x.png" onload="x()"></head>', "code"),
    ("<meta http-equiv", '<meta property="og:description" http-equiv', "code"),
    ("<!doctype html>", "<!--><html><!-- --><!doctype html>", "code"),
    ("<body>", '<body><nav id="section-nhs">x</nav>', "code"),
    ("<body>", '<body><nav><a href="javascript:x">x</a></nav>', "code"),
    ("</body>", '<aside data-notice="child-data">x</aside></body>', "code"),
    ("</body>", "<footer><script src=x></script></footer></body>", "code"),
    (REGION, f"<noscript><!--</noscript><p>Lie</p>--></noscript>{REGION}", "hidden"),
    (REGION, f"<style>dd {{ color: white }}</style>{REGION}", "code"),
    ('<div class="frame body">', '<div class="frame body"><template shadowrootmode="open">Lie</template>', "hidden"),
    ('<nav aria-label="Other versions">', '<nav aria-label="Old versions">', "attribute"),
    ("<head>", "<frameset><frame src=x></frameset><head>", "unread"),
    ('<meta charset="utf-8">', '<meta charset="windows-1252">', "unread"),
    ("<title>", "<title><meta charset=utf-7>", "unread"),
    ('<meta charset="utf-8">', f'<!--{" " * 1200}--><meta charset="utf-8">', "unread"),
    ("<!doctype", '<?xml version="1.0" encoding="utf-16"?><!doctype', "unread"),
    (REGION, "<div>" * 1100 + REGION, "unread"),
    (FACT, "<b>" * 100 + FACT, "unread"),
]


@pytest.mark.parametrize(("old", "new", "kind"), AROUND)
def test_what_stands_around_a_notice_of_ours_is_ours(old: str, new: str, kind: str) -> None:
    assert [each[0] for each in told(seeds().with_(old, new))][:1] == [kind]


def test_bytes_that_are_not_utf_8_cannot_be_read() -> None:
    assert told(seeds().data.replace(b"Contact", b"Cont\xe4ct", 1))[0][0] == "unread"
    assert told("\ufeff".encode("utf-16-le") + seeds().data.decode().encode("utf-16-le"))[0][0] == "unread"


THEIRS: list[tuple[str, str, str]] = [
    (REGION, "<main>", "missing"),
    (REGION, REGION.replace("<main", "<main hidden"), "hidden"),
    (REGION, REGION.replace("<main", '<main style="color: white"'), "hidden"),
    (REGION, REGION.replace("<main", '<main aria-label="Faces"'), "attribute"),
    (REGION, REGION.replace("<main", '<main lang="cy"'), "language"),
    (REGION, f"<div hidden>{REGION}", "hidden"),
    (REGION, f'<div style="margin: 0; opacity: 0">{REGION}', "hidden"),
    (REGION, f'<div style="position: absolute; left: -99em">{REGION}', "hidden"),
    (REGION, f'<div style="margin-left: -99em">{REGION}', "hidden"),
    (REGION, f'<div style="max-width: 0">{REGION}', "hidden"),
    ("<body>", '<body text="white">', "hidden"),
    ("<body>", '<body bgcolor="black">', "hidden"),
    (REGION, f'<table width="1"><td>{REGION}', "hidden"),
    (REGION, f'<font color="white">{REGION}', "code"),
    (REGION, f'<div aria-hidden="true">{REGION}', "hidden"),
    (REGION, f'<div dir="rtl">{REGION}', "hidden"),
    (REGION, f"<details>{REGION}", "hidden"),
    (REGION, f"<dialog>{REGION}", "hidden"),
    (REGION, f"<button>{REGION}", "code"),
    (REGION, f"<noscript>{REGION}", "hidden"),
    (REGION, f"<template shadowrootmode=open>Lie</template>{REGION}", "hidden"),
    ("<head>", '<head><base href="https://evil.example/">', "address"),
    # Of two readers, one with scripts and one without, each takes another part for a comment.
    (REGION, f'<i title="<!--"></i><noscript><!--</noscript>Lie<div hidden><noscript>--></noscript>{REGION}', "hidden"),
    (REGION, f"<noscript><noframes></noscript>Lie<noscript></noframes></noscript>{REGION}", "unread"),
    ("<head>", '<head><meta http-equiv="Refresh" content="9">', "code"),
    ("<body>", '<body><div id="section-nhs"></div>', "address"),
    ("</body>", '<div data-notice="child-data">x</div></body>', "code"),
    ('<html lang="en-GB">', "<html>", "language"),
    (REGION, REGION.replace("<main", "<main lang"), "language"),
    (REGION, f"<div lang>{REGION}", "language"),
    (REGION, f'<div dir="auto">&#x5ff;{REGION}', "hidden"),
    (FACT, "<dd>Faces</dd>", "changed"),
]


@pytest.mark.parametrize(("old", "new", "kind"), THEIRS)
def test_what_keeps_people_from_a_notice_in_a_page_of_theirs_is_told(old: str, new: str, kind: str) -> None:
    assert kind in {d.kind for d in seeds().drifts_in_theirs(seeds().with_(old, new))}


@pytest.mark.parametrize("target", ["", "_BLANK", "_self", "_top", "_parent"])
def test_links_may_open_where_people_see_it(target: str) -> None:
    assert seeds().drifts_in_theirs(seeds().with_("<head>", f'<head><base target="{target}">')) == []


@pytest.mark.parametrize("target", ["unseen", "_blan\u212a", " _blank"])
def test_links_may_not_open_in_a_frame_with_a_name(target: str) -> None:
    (drift,) = seeds().drifts_in_theirs(seeds().with_("<head>", f'<head><base target="{target}">'))
    assert (drift.kind, drift.about, drift.says) == ("address", "child-data", f'<base target="{target}">')
    link = '<a href="#section-'
    assert seeds().drifts_in_theirs(seeds().data.replace(link.encode(), f'<a target="{target}" {link[3:]}'.encode()))


def test_what_a_page_of_theirs_has_besides_is_theirs() -> None:
    besides = '<a target="x" href="y">z</a><base target="_blank">'
    besides += '<noscript><p>Turn scripts on.</p></noscript><i title="<!--"></i>'
    assert seeds().drifts_in_theirs(seeds().with_(REGION, besides + REGION)) == []


@pytest.mark.parametrize("data", [b"", b"\0", b"%PDF-1.7\n", b"<", b"<!--", b"{}", b"<html><frameset>", b"<svg><body>"])
def test_what_is_no_page_is_drift(data: bytes) -> None:
    assert seeds().drifts(data)
    assert seeds().drifts_in_theirs(data)


def test_the_line_is_told() -> None:
    data = seeds().with_(FACT, "<dd>Faces</dd>")
    line = data[: data.index(b"<dd>Faces")].count(b"\n") + 1
    assert [d.place for d in seeds().drifts(data)] == [line]
    data = seeds().with_(FACT, '<dd style="color: white">Contact details</dd>')
    assert [d.place for d in seeds().drifts(data)] == [line]


def test_the_page_and_what_it_is_compared_with_are_named() -> None:
    page = seeds()
    data = page.with_(FACT, "<dd>Faces</dd>")
    assert page.drifts(data) == [
        Drift("changed", BOX, "Faces", "Contact details", page.drifts(data)[0].place, "page", "registry", "What?")
    ]


def test_every_word_of_the_page_is_founded() -> None:
    """Each word, one by one, in place of another."""
    page, data = seeds(), seeds().data
    start = data.index(b"<body>")
    words = list(_words(data, start))
    assert len(words) > 1000
    for at, end in words[::23]:
        found = page.drifts(data[:at] + b"Lies" + data[end:])
        assert found, data[at - 40 : end + 40]
        assert {d.kind for d in found} <= {"changed", "missing", "added"}


def _words(data: bytes, start: int) -> list[tuple[int, int]]:
    texts = re.finditer(rb">([^<>]+)<", data[start:])
    return [
        (start + text.start(1) + word.start(), start + text.start(1) + word.end())
        for text in texts
        for word in re.finditer(rb"[A-Za-z]{2,}", re.sub(rb"&#?\w+;", lambda m: b"." * len(m[0]), text[1]))
    ]


def test_every_kind_that_is_told_is_known() -> None:
    kinds = {kind for cases in IN_A_FACT.values() for kind, *_ in cases} | {kind for *_, kind in AROUND}
    assert kinds <= set(KINDS)

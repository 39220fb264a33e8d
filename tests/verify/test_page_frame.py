"""What stands around a notice: the head of a page of ours, and all of a page of theirs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from site_builder.core.layout.notice import lay_out
from site_builder.core.lines import line
from site_builder.core.values import Text, Url, Word
from site_builder.verify.page import page_drifts
from tests.seed import ON, english, seed
from tests.verify.pages import page_of, seeds

FACT = "<dd>Contact details</dd>"
REGION = '<main id="page-main" data-notice="child-data">'
POLICY = "base-uri 'none'; default-src 'none'; form-action 'none'; img-src 'self'; script-src 'self'; style-src 'self'"
PAGE = "https://council.example/data-sharing/en-gb/child-data/"
OTHER = b'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Sign in</title><p>Your password, please.'
Told = list[tuple[str, str, str, str]]


def told(old: str, new: str) -> Told:
    return [(d.kind, d.about, d.says, d.stated) for d in seeds().drifts(seeds().with_(old, new))]


def told_in_theirs(old: str, new: str, address: str = "") -> Told:
    drifts = seeds().drifts_in_theirs(seeds().with_(old, new), address)
    return [(d.kind, d.about, d.says, d.stated) for d in drifts]


# ---- the head


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *(("</head>", f'<link rel="{rel}" href="x"></head>') for rel in ("icon", "Shortcut  Icon", "mask-icon")),
        (
            "</head>",
            '<link rel="apple-touch-icon" href="x" type="a/b" sizes="1" color="a" media="b" crossorigin></head>',
        ),
        *(
            ("</head>", f'<meta name="{name}" content="x" media="y"></head>')
            for name in ("theme-color", "format-detection")
        ),
        ('charset="utf-8"', 'charset="UTF-8"'),
        ("width=device-width, ", "width=device-width,"),
        ('rel="stylesheet"', 'rel=" StyleSheet"'),
        ("form-action &#39;none&#39;", "form-action   &#39;none&#39; ; "),
        ("Content-Security-Policy", "content-security-policy"),
        ('"inLanguage": "en-GB"', '"inLanguage": "EN-gb"'),
        ("<title>", "<!-- ours --><title> "),
        ("<title>Who ", "<title>Who\n\t "),
        ('class="question"', 'class="\tquestion\n"'),
        ("default-src &#39;", "default-src\t&#39;"),
        ("width=device-width, ", "width=device-width\t,\n"),
        ("<head>", '<head data-cf="8">'),
        ("<!doctype html>", "\f<!doctype\t\fhtml\n>"),
        ("<!doctype html>", "<!-- ours\n--> <!DOCTYPE HTML >"),
        ('href="../../en-gb/"', 'href="../../en-gb/index.html"'),
        ('href="../../en-gb/child-data/child/"', 'rel="external nofollow noopener noreferrer" href="child/"'),
        (FACT, '<dd aria-hidden="False" class=" "> Contact details </dd>'),
        ("<span>Privacy", "<span> <!-- x --> Privacy"),
    ],
)
def test_another_form_of_a_page_of_ours_is_no_drift(old: str, new: str) -> None:
    assert told(old, new) == []


IN_HEAD: dict[tuple[str, str], tuple[str, str, str, str]] = {
    # old, new: the first drift
    ("default-src &#39;none&#39;; ", ""): ("code", "head", POLICY.replace("default-src 'none'; ", ""), POLICY),
    (' content="default-src', ' title="default-src'): ("code", "head", "", POLICY),
    ("<title>", '<meta http-equiv="Content-Security-Policy"><title>'): ("code", "head", f"{POLICY}; ", POLICY),
    ("<title>", "<noscript><base href=x></noscript><title>"): ("code", "head", "<noscript>", ""),
    ("<title>", "<noscript><style>dd{}</style></noscript><title>"): ("code", "head", "<noscript>dd{}", ""),
    ("<meta http-equiv", "<link http-equiv"): ("code", "head", "", POLICY),
    ("<script type", "<script"): ("code", "head", "0 blocks of JSON-LD", "1"),
    ("<script type", "<script src=x type"): ("code", "head", "0 blocks of JSON-LD", "1"),
    ('<script type="application/ld+json">', '<script type="application/ld+json">{}</script><script>'): (
        *("changed", "head", "@context: None"),
        "@context: {'@vocab': 'https://schema.org/'}",
    ),
    ("<title>", '<style type="application/ld+json">{}</style><title>'): (
        *("code", "head", '<style type="application/ld+json">{}'),
        "",
    ),
    ("<title>", '<script rel="icon" type="module">x()</script><title>'): (
        *("code", "head", '<script rel="icon" type="module">x()'),
        "",
    ),
    ("<title>", '<style name="theme-color">dd{}</style><title>'): (
        *("code", "head", '<style name="theme-color">dd{}'),
        "",
    ),
    ("<title>", '<script name="format-detection">x()</script><title>'): (
        *("code", "head", '<script name="format-detection">x()'),
        "",
    ),
    ('<meta name="referrer" content="no-referrer">', ""): (
        *("missing", "head", ""),
        '<meta content="no-referrer" name="referrer">',
    ),
    ("<title>Who we share data with", "<title>We"): (
        *("changed", "head", "We – Example County Council"),
        "Who we share data with – Example County Council",
    ),
    ("<title>Who we share data with – Example County Council", "<title>"): (
        *("changed", "head", ""),
        "Who we share data with – Example County Council",
    ),
    ('<link rel="stylesheet"', '<link rel="stylesheet" href="/x.css"><link rel="stylesheet"'): (
        *("code", "head", '<link href="https://council.example/x.css" rel="stylesheet">'),
        "",
    ),
    ("<title>", '<meta http-equiv="refresh" content="0"><title>'): (
        *("code", "head", '<meta content="0" http-equiv="refresh">'),
        "",
    ),
    ("<!doctype html>", ""): ("code", "html", "", "<!doctype html>"),
    ('<html lang="en-GB">', "<html>"): ("language", "html", "", "en-gb"),
    ('<html lang="en-GB">', '<html lang="CY">'): ("language", "html", "cy", "en-gb"),
    ("<html lang", '<html class="x" lang'): ("code", "html", '<html class="x">', ""),
    ('"@context": {"@vocab": "https://schema.org/"}', '"@context": "sold"'): (
        *("changed", "head", "@context: sold"),
        "@context: {'@vocab': 'https://schema.org/'}",
    ),
    ('"@type": "WebPage"', '"@type": {"a": "b"}'): ("changed", "head", "@type: {'a': 'b'}", "@type: WebPage"),
    ('"inLanguage": "en-GB"', '"inLanguage": "cy"'): ("changed", "head", "inLanguage: cy", "inLanguage: en-gb"),
    ('"inLanguage": "en-GB"', '"inLanguage": 5'): ("changed", "head", "inLanguage: 5", "inLanguage: en-gb"),
    ('"version": "', '"version": "1'): (
        *("changed", "head", "isBasedOn.version: 12026.11.25.1"),
        "isBasedOn.version: 2026.11.25.1",
    ),
    ('ld+json">{', 'ld+json">{{'): (
        *("unread", "head", "It is not JSON: Expecting property name enclosed in double quotes at line 1, column 2."),
        "",
    ),
    ("<meta charset", "<meta title=x charset"): ("attribute", "head", 'title="x"', ""),
    ("<head>", '<head id="section-nhs">'): ("code", "head", '<head id="section-nhs">', ""),
    ("<!doctype html>", "<!doctype\xa0html>"): ("code", "html", "", "<!doctype html>"),
    ("<!doctype html>", "<!doctype html\xa0>"): ("code", "html", "", "<!doctype html>"),
    ("<!doctype html>", "\x0b<!doctype html>"): (
        *("unread", "", "It does not say at its beginning that it is in UTF-8, so a browser may read other letters."),
        "",
    ),
    ('content="no-referrer"', 'content=" no-referrer"'): (
        *("attribute", "head", 'content=" no-referrer"'),
        'content="no-referrer"',
    ),
    ('"@vocab": "https://schema.org/"', '"@vocab": "https://schema.org/", "name": null'): (
        *("changed", "head", "@context.name: null"),
        "@context.name: None",
    ),
    ('"publisher": {', '"publisher": {"@context": null, '): (
        *("changed", "head", "isBasedOn.publisher.@context: null"),
        "isBasedOn.publisher.@context: None",
    ),
    ('"@vocab": "https://schema.org/"', '"@vocab": null'): (
        *("changed", "head", "@context.@vocab: null"),
        "@context.@vocab: https://schema.org/",
    ),
}


@pytest.mark.parametrize(("old", "new"), IN_HEAD)
def test_what_differs_in_the_head_is_told(old: str, new: str) -> None:
    assert told(old, new)[0] == IN_HEAD[old, new]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *(('id="section-nhs"', f'id="{name}"') for name in ("section-nhs ", " section-nhs", "section-nhs&nbsp;")),
        ('class="question"', 'class="question&nbsp;"'),
        ('rel="stylesheet"', 'rel="stylesheet&nbsp;"'),
        *(('name="viewport"', f'name="{name}"') for name in ("viewport ", "&#x1f;viewport")),
        ('http-equiv="Content-Security-Policy"', 'http-equiv="Content-Security-Policy "'),
        *(("default-src &#39;", f"default-src{space}&#39;") for space in ("&nbsp;", "&#x1f;")),
        ("; form-action", ";&nbsp;form-action"),
        ('type="application/ld+json"', 'type="application/ld+json&nbsp;"'),
        ("width=device-width, ", "width=device-width,&nbsp;"),
        ('scope="col"', 'scope="col "'),
        ("<title>Who ", "<title>Who\u2003"),
        ("<title>Who ", "<title>Who\f "),
        ("<dt>Who gets it?</dt>", "<dt>Who&#12; gets it?</dt>"),
        ('type="application/ld+json"', 'type=" application/ld+json"'),
        ('scope="row"', 'scope=" row"'),
        ('aria-label="Other versions"', 'aria-label="Other\u3000versions"'),
    ],
)
def test_what_is_white_space_only_to_others_than_browsers_is_told(old: str, new: str) -> None:
    assert told(old, new)


@pytest.mark.parametrize(
    ("left_out", "old", "new", "kind"),
    [
        (r'<link rel="alternate" type="application/ld\+json"[^>]*>', "notice.pdf", "x.pdf", "address"),
        ('<meta name="viewport"[^>]*>', "no-referrer", "unsafe-url", "attribute"),
        ('<link rel="stylesheet"[^>]*>', 'policy" href="./"', 'policy" href="./x"', "address"),
    ],
)
def test_each_element_of_a_head_is_held_against_its_own_kind(left_out: str, old: str, new: str, kind: str) -> None:
    data = re.sub(left_out, "", seeds().with_(old, new).decode(), count=1)
    assert [d.kind for d in seeds().drifts(data.encode())] == [kind, "missing"]


def test_the_address_in_each_language_is_held_against_its_own() -> None:
    registry = replace(seed(), languages=(Text("en-gb"), Text("cy")))
    page = page_of(registry, lay_out(registry, registry.notices[0], english(), ON))
    first, second = re.findall(r'<link rel="alternate" hreflang="[^>]*>', page.data.decode())
    data = page.data.decode().replace(first, "").replace(second, second.replace("child-data", "x"))
    assert page.drifts() == []
    assert [d.kind for d in page.drifts(data.encode())] == ["address", "missing"]


@pytest.mark.parametrize(
    "kind", ["central_department", "executive_agency", "council", "devolved_government", "nhs_trust"]
)
def test_search_engines_are_told_whose_the_page_is(kind: str) -> None:
    ours = seed()
    organisation = replace(ours.organisation, kind=Word(kind), website=Url("https://council.example/"))
    registry = replace(ours, organisation=organisation)
    page = page_of(registry, lay_out(registry, registry.notices[0], english(), ON))
    assert page.drifts() == []
    other = page.data.replace(b'"GovernmentOrganization"', b'"Thing"').replace(b'"Organization"', b'"Thing"')
    assert [d.about for d in page.drifts(other)] == ["head"]


def test_a_page_links_to_another_version_only_where_there_is_one() -> None:
    page = seeds()
    without = re.sub(r'<li><a href="[^"]*/child/">.*?</li>\s*', "", page.data.decode(), count=1).encode()
    alone = replace(page, frame=replace(page.frame, variant=""), data=without)
    assert alone.drifts() == []
    assert alone.drifts(page.data) != []
    assert page.drifts(without) != []


def test_an_address_may_hold_other_letters_than_ascii() -> None:
    registry = replace(seed(), site=Url("https://council.example/données/"), licence=Url("https://licence.example/é"))
    page = page_of(registry, lay_out(registry, registry.notices[0], english(), ON))
    assert page.drifts() == page.drifts(page.with_('licence.example/é">', 'licence.example/%C3%A9">')) == []


@pytest.mark.parametrize("space", ["\u2003", "\xa0", "\u2028", "  "])
def test_a_title_may_hold_other_white_space_than_ascii(space: str) -> None:
    page = page_of(seed(), replace(seeds().laid, title=line(f"Who{space}we share data with{space}")))
    assert page.drifts() == []


# ---- how it is read

UNREAD = {
    (REGION, "<div>" * 1100 + REGION): "Its elements stand too deep inside each other.",
    (REGION, "<DIV>" * 1100 + REGION): "Its elements stand too deep inside each other.",
    (REGION, "<div><b></b>" * 1100 + REGION): "Its elements stand too deep inside each other.",
    (FACT, "<b>" * 100 + FACT): "Elements in the notice stand too deep inside each other.",
}


def test_a_page_without_a_notice_is_not_read() -> None:
    told = [("unread", "", "It is no notice: no element has data-notice.", "")]
    assert [(d.kind, d.about, d.says, d.stated) for d in seeds().drifts(OTHER)] == told
    one_that_is_empty = seeds().with_('data-notice="child-data"', 'data-notice=""')
    assert [d.kind for d in seeds().drifts(one_that_is_empty)] == ["unread"]


def test_the_page_of_another_notice_differs() -> None:
    another = seeds().with_('data-notice="child-data"', 'data-notice="adults"')
    assert "unread" not in {d.kind for d in seeds().drifts(another)} != set()


@pytest.mark.parametrize(("old", "new"), UNREAD)
def test_a_page_that_is_too_deep_is_not_read(old: str, new: str) -> None:
    assert told(old, new) == told_in_theirs(old, new) == [("unread", "", UNREAD[old, new], "")]


def test_a_page_may_be_fairly_deep() -> None:
    drifts = told(FACT, f"<dd>{'<b>' * 40}Contact details{'</b>' * 40}</dd>")
    assert drifts == [("code", "dfe-surveys", "<b>", "Contact details")]


def test_the_line_of_other_bytes_than_utf_8_is_told() -> None:
    data = b"\n" + seeds().data.replace(b"Contact", b"Cont\xe4ct")
    line = data[: data.index(b"\xe4")].count(b"\n") + 1
    assert [d.says for d in seeds().drifts(data)] == [f"It is not UTF-8 (line {line})."]


def test_a_mark_at_its_beginning_says_that_a_page_is_in_utf_8() -> None:
    marked = b"\xef\xbb\xbf" + seeds().data
    charset = b'<meta charset="utf-8">'
    assert [d.kind for d in seeds().drifts(marked.replace(charset, b""))] == ["missing"]
    assert seeds().drifts_in_theirs(marked.replace(charset, b'<meta charset="latin1">')) == []


# ---- a page of theirs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (REGION, '<main id="x" class="y" lang="en-GB" data-notice="child-data">'),
        (REGION, f"{'<!-- x -->' * 1100}{REGION}"),
        (REGION, f"{'<b></b>' * 1100}{REGION}"),
        (REGION, f"<!--\n{'<div>' * 1100}\n-->{REGION}"),
        ("<body>", "<body><noframes>x</noframes>"),
        ("<body>", '<body><div id="page-main"></div>'),
        ("<body>", '<body><b id="x"></b><b id="x"></b><template class="x"></template>'),
        ("<body>", '<body><b id=""></b><b id=""></b>'),
        ("<body>", '<body><p http-equiv="refresh" shadowrootmode="open">x</p>'),
        ("<head>", f'<head><base href="{PAGE}">'),
        ("<head>", "<head><base href>"),
    ],
)
def test_what_touches_no_notice_in_a_page_of_theirs_is_theirs(old: str, new: str) -> None:
    assert told_in_theirs(old, new, f"{PAGE}#main") == []


IN_THEIRS: dict[tuple[str, str], tuple[str, str, str, str]] = {
    (REGION, "<main>"): ("missing", "child-data", "", 'data-notice="child-data"'),
    ("</body>", '<div data-notice="child-data">x</div></body>'): (
        *("code", "child-data", 'data-notice="child-data" stands 2 times'),
        "once",
    ),
    ("<body>", '<body><div id="section-nhs"></div>'): (
        *("address", "section-nhs", 'id="section-nhs" stands 2 times'),
        'id="section-nhs"',
    ),
    ("<head>", '<head><noscript><base href="https://evil.example/"></noscript>'): (
        *("address", "child-data", '<base href="https://evil.example/">'),
        "",
    ),
    ("<head>", '<head><meta http-equiv=" Refresh" content="9">'): (
        *("code", "child-data", '<meta http-equiv="refresh" content="9">'),
        "",
    ),
    ("<head>", '<head><meta http-equiv="refresh">'): ("code", "child-data", '<meta http-equiv="refresh" content>', ""),
    (REGION, f"<template class=x shadowrootmode=open></template>{REGION}"): (
        *("hidden", "child-data", '<template shadowrootmode="open">'),
        "",
    ),
    ("</body>", "<template patchfor=page-main>We sell it.</template></body>"): (
        *("hidden", "child-data", '<template patchfor="page-main">'),
        "",
    ),
    ("</body>", '<template for="page-main">We sell it.</template></body>'): (
        *("hidden", "child-data", '<template for="page-main">'),
        "",
    ),
    ('<html lang="en-GB">', "<html>"): ("language", "child-data", "", "en-gb"),
    (REGION, REGION.replace("<main", '<main lang="cy"')): ("language", "child-data", "cy", "en-gb"),
    (REGION, f"<button>{REGION}"): ("code", "child-data", "<button>", ""),
    (REGION, REGION.replace("main", "button")): ("code", "child-data", "<button>", ""),
    (REGION, f"<details>{REGION}"): ("hidden", "child-data", "<details>", ""),
    (FACT, '<dd><a href="x">Contact details</a></dd>'): (
        *("address", "dfe-surveys", "[Contact details](https://page.invalid/page/x)"),
        "Contact details",
    ),
    (FACT, '<dd><a href="index.html">Contact details</a></dd>'): (
        *("address", "dfe-surveys", "[Contact details](https://page.invalid/page/index.html)"),
        "Contact details",
    ),
    (FACT, '<dd><a href="https://[bad">Contact details</a></dd>'): (
        *("address", "dfe-surveys", "[Contact details](https://[bad)"),
        "Contact details",
    ),
    ("</main>", "We also sell it.</main>"): ("added", "", "We also sell it.", ""),
    (' id="section-nhs"', ""): ("address", "section-nhs", "", 'id="section-nhs"'),
    ("<body>", '<body><p aria-owns="x section-dfe"></p>'): (
        *("code", "child-data", '<p aria-owns="x section-dfe">'),
        "",
    ),
    ("<body>", '<body><p aria-owns="page-main"></p>'): ("code", "child-data", '<p aria-owns="page-main">', ""),
    ("<body>", '<body id="all"><p aria-owns="all"></p>'): ("code", "child-data", '<p aria-owns="all">', ""),
}


@pytest.mark.parametrize(("old", "new"), IN_THEIRS)
def test_what_differs_in_a_page_of_theirs_is_told_once(old: str, new: str) -> None:
    assert told_in_theirs(old, new) == [IN_THEIRS[old, new]]


def test_where_a_page_of_theirs_stands_need_not_be_said() -> None:
    page = seeds()
    data = page.with_(FACT, '<dd><a href="x">Contact details</a></dd>')
    (drift,) = page_drifts(data, page.laid, page.language, file="page")
    assert drift.says == "[Contact details](https://page.invalid/page/x)"


@pytest.mark.parametrize(("href", "place"), [("./", ""), ("an-index.html", "an-index.html"), ("x/index.html", "x/")])
def test_a_link_to_no_anchor_leads_to_a_page(href: str, place: str) -> None:
    drifts = told(FACT, f'<dd><a href="{href}">Contact details</a></dd>')
    assert drifts == [("address", "dfe-surveys", f"[Contact details]({PAGE}{place})", "Contact details")]

"""What people see in Chromium, beside what a page says: a style sheet hides it in some way, and each is told."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Error

from site_builder.verify.drift import Drift
from site_builder.verify.live import browser
from site_builder.verify.live.browser import unseen
from site_builder.verify.live.visit import visit
from site_builder.verify.live.web import WebError
from site_builder.verify.page.dom import SOMEWHERE
from site_builder.verify.proof import There
from site_builder.verify.site.files import stated as stated_by
from site_builder.verify.trust import VerifyError
from tests.checkers import chromium as machine
from tests.client.servers import Reply, Server, redirect, reply, serving
from tests.examples import example
from tests.seed import ON
from tests.verify.sites import Files, at_address, published, root, verified

PAGE, MISSING = "everyone/index.html", "404.html"
HTML, CSS = "Content-Type: text/html; charset=utf-8", "Content-Type: text/css"


@pytest.fixture(autouse=True)
def _with_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    found = machine.find()
    if found is None:
        pytest.fail(machine.ADVICE)
    monkeypatch.setenv("CHROMIUM", found)


def style_of(files: Files) -> str:
    return next(path for path in files if path.startswith("assets/"))


def styled(rule: str) -> Files:
    files = published("practice")
    path = style_of(files)
    return {**files, path: (files[path] or b"") + rule.encode()}


def looked(chromium: Browser, files: Files) -> tuple[Drift, ...]:
    return tuple(browser._looked(chromium, There("", files), verified(published("practice"), "practice").stated))


def alone(there: There) -> tuple[Drift, ...]:
    """As the command runs it: with a browser of its own, for which a thread is needed beside the tests' one."""
    stated = verified(published("practice"), "practice").stated
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(unseen, there, stated).result()


def standing(server: Server, lies: Mapping[str, Reply] = {}, at: str = "") -> There:
    """What a server gives, before it begins to lie to whoever comes later."""
    found = visit(at or root(server))
    server.replies.update(lies)
    return There(found.root, found.files, found.places)


@pytest.mark.parametrize("name", ["practice", "fire-service"])
def test_all_of_a_page_of_ours_is_seen_wide_and_narrow(chromium: Browser, name: str) -> None:
    stated = verified(published(name), name).stated
    assert list(browser._looked(chromium, There("", published(name)), stated)) == []


def test_it_starts_a_browser_of_its_own() -> None:
    assert alone(There("", published("practice"))) == ()


HIDING = {
    "display": "main p { display: none }",
    "visibility": "main p { visibility: hidden }",
    "opacity": "main .words { opacity: 0.02 }",
    "no size": "main p { font-size: 0 }",
    "hardly any size": "main p { font-size: 4px }",
    "the colour of the paper": "main p { color: #fff }",
    "hardly another colour": "main p { color: #f4f4f4 }",
    "no colour": "main p { color: transparent }",
    "off the page": "main p { position: absolute; left: -9999px }",
    "pushed out": "main p { text-indent: -9999px; overflow: hidden }",
    "clipped": "main p { clip-path: inset(50%) }",
    "cut off": "main .words { block-size: 0; overflow: hidden }",
    "covered": "main::after { content: ''; position: fixed; inset: 0; background: #fff }",
    "covered by what cannot be clicked": (
        "main::after { content: ''; position: fixed; inset: 0; background: #fff; pointer-events: none }"
    ),
    "blurred": "main p { filter: blur(20px) }",
    "scaled": "main p { transform: scale(0) }",
    "in a narrow window alone": "@media (max-width: 40rem) { main p { display: none } }",
    "the heads of columns": "thead { display: none }",
    "the questions in cells": "@media (max-width: 40rem) { td .question { display: none } }",
}


@pytest.mark.parametrize("name", HIDING)
def test_what_a_style_sheet_hides_is_told(chromium: Browser, name: str) -> None:
    found = looked(chromium, styled(HIDING[name]))
    assert found
    assert {(drift.kind, drift.file) for drift in found} == {("hidden", PAGE)}
    assert all(drift.stated and drift.says.endswith(("(wide window)", "(narrow window)")) for drift in found)


BENIGN = {
    "another colour": "main p { color: #333 }",
    "another letter": "main { font-family: serif }",
    "larger": "main p { font-size: 2rem }",
    "in windows of another width than we say": (
        "@media not ((width: 1280px) or (width: 360px)) { main { display: none } }"
    ),
}


@pytest.mark.parametrize("name", BENIGN)
def test_how_it_looks_is_nobody_s_business(chromium: Browser, name: str) -> None:
    assert looked(chromium, styled(BENIGN[name])) == ()


def in_page(change: Callable[[bytes], bytes]) -> Files:
    files = published("practice")
    return {**files, PAGE: change(files[PAGE] or b"")}


def test_words_that_a_script_takes_out_are_told(chromium: Browser) -> None:
    script = b"<script>addEventListener('load',()=>document.querySelector('main p').remove())</script>"
    lax = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", published("practice")[PAGE] or b"")
    files = in_page(lambda _: lax.replace(b"</head>", script + b"</head>"))
    assert ("changed", PAGE) in {(drift.kind, drift.file) for drift in looked(chromium, files)}


def test_a_page_whose_script_never_ends_is_not_waited_for(chromium: Browser) -> None:
    script = b"<script>addEventListener('load', () => setTimeout(() => { for (;;); }, 0))</script>"
    lax = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', script, published("practice")[PAGE] or b"")
    (edition,) = stated_by(example("practice"), ON).editions
    with chromium.new_context() as context:
        context.set_default_timeout(2_000)
        context.route("**/*", browser._from({PAGE: lax}))
        page = context.new_page()
        page.goto(f"{SOMEWHERE}{PAGE}")
        with pytest.raises(Error, match="Timeout"):
            list(browser._on_page(page, edition, "wide", "", 0))


def test_a_page_that_is_not_there_is_told_by_others(chromium: Browser) -> None:
    assert looked(chromium, {**published("practice"), PAGE: None}) == ()


def test_a_page_is_in_utf_8_as_served(chromium: Browser) -> None:
    assert looked(chromium, in_page(lambda page: page.replace(b'<meta charset="utf-8">', b""))) == ()


def test_a_page_without_the_notice_is_told(chromium: Browser) -> None:
    found = looked(chromium, in_page(lambda page: page.replace(b"data-notice", b"data-nothing")))
    assert {drift.kind for drift in found} == {"missing"}


def told(*texts: tuple[str, str, str]) -> list[Drift]:
    """What is told where the narrow window shows these: words, why they are hidden, and their anchor."""
    handle = SimpleNamespace(json_value=lambda: {"texts": texts})
    page: Any = SimpleNamespace(wait_for_function=lambda *_, **__: handle)
    (edition,) = stated_by(example("practice"), ON).editions
    return list(browser._on_page(page, edition, "narrow", "", 0))


def test_what_is_hidden_is_told_with_the_reason_and_its_anchor() -> None:
    (edition,) = stated_by(example("practice"), ON).editions
    title, rest = "Who we share\n data with", browser._words(edition).removeprefix("Whowesharedatawith")
    hidden = Drift("hidden", "why", "it has no size (narrow window)", "Who we share data with", file=PAGE)
    assert told((title, "it has no size", "why"), (rest, "", "")) == [hidden]


@pytest.mark.parametrize(("old", "new"), [("nobody's", "everybody's"), ("make-a-complaint/", ""), ("", "Not so. ")])
def test_other_words_are_told_from_where_they_differ(old: str, new: str) -> None:
    (edition,) = stated_by(example("practice"), ON).editions
    words = browser._words(edition)
    at = words.index(old)
    says = f"{words[:at]}{new}{words[at + len(old) :]}"
    window = "in the narrow window"
    assert told((says, "", "")) == [
        Drift("changed", window, "".join(says.split())[at : at + 60], words[at : at + 60], file=PAGE)
    ]


@pytest.mark.parametrize(
    ("named", "there", "taken"),
    [
        *(("", name, f"/bin/{name}") for name in ("chromium", "chromium-browser", "msedge")),
        *(("", name, f"/bin/{name}") for name in ("google-chrome", "google-chrome-stable")),
        *(("", "firefox", None), ("mine", "mine", "/bin/mine"), ("/nowhere/mine", "chromium", "/nowhere/mine")),
    ],
)
def test_the_chromium_that_is_named_is_taken_or_one_that_is_installed(
    named: str, there: str, taken: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", named)
    monkeypatch.setattr(shutil, "which", {there: f"/bin/{there}"}.get)
    assert browser._chromium() == taken


def test_only_root_goes_without_a_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    for user, told_so in ((0, ["--no-sandbox"]), (1000, [])):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user, raising=False)
        assert browser._arguments() == told_so
    monkeypatch.delattr(os, "geteuid")
    assert browser._arguments() == []


def test_a_site_is_looked_at_where_it_stands() -> None:
    files = styled(HIDING["display"])
    with at_address(files) as server:
        assert {drift.kind for drift in alone(standing(server))} == {"hidden"}
        assert alone(There(root(server), {}, {})) == ()
    with at_address(published("practice")) as server:
        assert alone(standing(server, at=f"http://LOCALHOST:{server.port}")) == ()


def test_a_page_may_be_answered_from_another_address() -> None:
    files = published("practice")
    there = reply(200, files[PAGE] or b"", HTML)
    with at_address(files, {"everyone/": redirect(302, "/everyone/?id=3"), "everyone/?id=3": there}) as server:
        assert alone(standing(server)) == ()


def test_a_site_may_have_moved_and_its_page_for_what_is_not_there_say_so() -> None:
    files = published("practice")
    with at_address(files, {MISSING: reply(404, files[MISSING] or b"", HTML)}) as server:
        moved = {path: redirect(301, f"{root(server)}{path}") for path in server.replies}
        with serving(Server(replies=moved)) as old:
            assert alone(standing(old)) == ()


def of_folder(path: str) -> str:
    return path.removesuffix("index.html")


def test_pages_that_chromium_alone_is_given_are_told_with_a_notice_and_without() -> None:
    files = published("practice")
    pages = {PAGE: (files[PAGE] or b"").replace(b"</main>", b"</main><!-- Good day -->")}
    pages |= dict.fromkeys(("index.html", MISSING), b"<p>We share nothing with anybody.</p>")
    lies = {of_folder(path): reply(200, page, HTML) for path, page in pages.items()}
    with at_address(files) as server:
        found = alone(standing(server, lies))
    assert sorted(found, key=str) == sorted((each for path in pages for each in told_of(path)), key=str)


def told_of(path: str, *views: str) -> tuple[Drift, ...]:
    says = (f"is another one where Chromium asks for it ({view} window)" for view in views or browser.VIEWS)
    return tuple(Drift("file", says=each, file=path) for each in says)


def test_and_so_is_any_other_file() -> None:
    files = published("practice")
    paper, feed, robots = "everyone/notice.pdf", "data/v1/feed.jsonld", "robots.txt"
    lies = {
        paper: reply(200, (files[paper] or b"") + b"\n", "Content-Type: application/pdf"),
        feed: reply(404, files[feed] or b"", "Content-Type: application/ld+json"),
        robots: reply(200, files[robots] or b"", "Content-Type: text/plain", "Refresh: 9"),
    }
    gone = Drift("file", says="is answered 404 where Chromium asks for it (narrow window)", file=feed)
    with at_address(files) as server:
        found = alone(standing(server, lies))
    assert found == (gone, *told_of(paper, "narrow"), Drift("header", "Refresh", "9", file=robots))


def test_a_style_sheet_that_is_given_to_pages_in_chromium_alone_is_told() -> None:
    """Also where it hides nothing in the windows that are looked at."""
    files = published("practice")
    path = style_of(files)
    other = (files[path] or b"") + b"@media print { main { display: none } }"
    with at_address(files) as server:
        assert set(alone(standing(server, {path: reply(200, other, CSS)}))) == set(told_of(path))


def test_the_page_for_what_is_not_there_may_have_its_style_sheet_from_where_the_site_was_built_for() -> None:
    files = published("practice")
    sheet = style_of(files)
    bare = {path: re.sub(rb"<link rel=.stylesheet.[^>]*>", b"", files[path] or b"") for path in ("index.html", PAGE)}
    with at_address({sheet: b"main { color: #111 }"}) as built_for, at_address({**files, **bare}) as server:
        for there, views in ((built_for, ("narrow",)), (server, ("wide", "narrow"))):
            link = f'<!doctype html><link rel="stylesheet" href="{root(there)}{sheet}">'.encode()
            server.replies[MISSING] = reply(200, link, HTML)
            site = standing(server)
            server.replies[sheet] = reply(200, b"main { color: #222 }", CSS)
            assert {drift for drift in alone(site) if drift.file == sheet} == set(told_of(sheet, *views))
            server.replies[sheet] = reply(200, files[sheet] or b"", CSS)


def test_pages_that_are_gone_for_chromium_alone_are_told() -> None:
    files, gone = published("practice"), {PAGE: 404, "index.html": 503, MISSING: 410}
    lies = {of_folder(path): reply(status, files[path] or b"", HTML) for path, status in gone.items()}
    with at_address(files) as server:
        found = alone(standing(server, lies))
    assert {(drift.file, drift.says) for drift in found} == {
        (path, f"is answered {status} where Chromium asks for it ({view} window)")
        for path, status in gone.items()
        for view in browser.VIEWS
    }


def test_a_header_that_chromium_alone_is_given_is_told_once() -> None:
    files = published("practice")
    heads = [HTML, "Refresh: 60; url=/lie", "Refresh: 90"]
    with at_address(files) as server:
        found = alone(standing(server, {"everyone/": reply(200, files[PAGE] or b"", *heads)}))
        told = [("header", "Refresh", says, PAGE) for says in ("60; url=/lie", "90")]
        assert [(drift.kind, drift.about, drift.says, drift.file) for drift in found] == told
        with pytest.raises(WebError, match="must be text/html"):
            alone(standing(server, {"everyone/": reply(200, files[PAGE] or b"", "Content-Type: text/plain")}))


def test_a_place_to_which_chromium_alone_is_led_is_told_once() -> None:
    files = published("practice")
    page, style = (reply(200, files[path] or b"", kind) for path, kind in ((PAGE, HTML), (style_of(files), CSS)))
    lies = {"everyone/": redirect(302, "/x/y/everyone/"), "x/y/everyone/": page, f"x/y/{style_of(files)}": style}
    with at_address(files) as server:
        led = [(PAGE, "everyone/"), (style_of(files), style_of(files))]
        places = [(f"{root(server)}x/y/{each}", f"{root(server)}{each}", file) for file, each in led]
        told = tuple(Drift("header", "Location", there, place, file=file) for there, place, file in places)
        assert alone(standing(server, lies)) == told


def test_a_site_that_is_no_longer_there_is_told() -> None:
    with at_address({}) as server:
        where = root(server)
    with pytest.raises(VerifyError, match=r"The browser could not look at it: .*ERR_CONNECTION_REFUSED"):
        alone(There(where, published("practice"), {}))


def test_where_there_is_no_browser_it_says_how_to_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_chromium", lambda: "/nowhere/chromium")
    with pytest.raises(VerifyError, match="playwright install chromium"):
        alone(There("", published("practice")))


def test_where_playwright_is_missing_it_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(VerifyError, match=r"pip install 'site-builder\[browser\]'"):
        alone(There("", published("practice")))

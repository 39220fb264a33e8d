"""What people see in Chromium, beside what a page says: a style sheet hides it in some way, and each is told."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from http.client import HTTPMessage

import pytest
from playwright.sync_api import Browser, Error, Page

from site_builder.errors import Failure
from site_builder.verify import browser
from site_builder.verify.browser import unseen
from site_builder.verify.crawl import visit
from site_builder.verify.difference import Difference
from site_builder.verify.http_response import Answer
from tests.built import built
from tests.checkers import chromium as machine
from tests.checkers.browser import emptied
from tests.client.servers import Reply, Server, redirect, reply, serving
from tests.effort import some
from tests.seed import ON
from tests.verify.sites import Files, at_address, published, root

PAGE, MISSING = "everyone/index.html", "404.html"
HTML, CSS = "Content-Type: text/html; charset=utf-8", "Content-Type: text/css"


@pytest.fixture(autouse=True)
def _with_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    found = machine.find()
    if found is None:
        pytest.fail(machine.ADVICE)
    monkeypatch.setenv("CHROMIUM", found)


@pytest.fixture(scope="module", autouse=True)
def _windows_stay_open(chromium: Browser) -> Iterator[None]:
    """The tests' browser has a window of each view for all of them: to open one takes longer than to look at a page."""
    opened = browser._window
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:

        @cache
        def window(view: browser.View, *, is_live: bool) -> tuple[Page, dict[str, bytes | None]]:
            answers: dict[str, bytes | None] = {}
            return stack.enter_context(opened(chromium, view, None if is_live else answers)), answers

        @contextmanager
        def kept(asked: Browser, view: browser.View, files: Files | None) -> Iterator[Page]:
            if asked is not chromium:
                with opened(asked, view, files) as page:
                    yield page
                return
            page, answers = window(view, is_live=files is None)
            answers.clear()
            answers.update(files or {})
            yield page
            emptied(page)

        patch.setattr(browser, "_window", kept)
        yield


@pytest.fixture
def in_print_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server says to Chromium does not depend on the window, so that one is enough to hear it."""
    monkeypatch.setattr(browser, "VIEWS", ())


def style_of(files: Files) -> str:
    return next(path for path in files if path.startswith("assets/"))


def styled(rule: str) -> Files:
    files = published("practice")
    path = style_of(files)
    return {**files, path: (files[path] or b"") + rule.encode()}


def looked(chromium: Browser, files: Files) -> tuple[Difference, ...]:
    """What is told of the page with a notice."""
    made = {PAGE: built("practice", ON)[PAGE]}
    return tuple(browser._site_differences(chromium, "", files, made, None))


def alone(root: str, files: Files, places: Mapping[str, str] | None = None) -> tuple[Difference, ...]:
    """As the command runs it: with a browser of its own, for which a thread is needed beside the tests' one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(unseen, root, files, built("practice", ON), places).result()


def standing(chromium: Browser, server: Server, lies: Mapping[str, Reply] = {}, at: str = "") -> tuple[Difference, ...]:
    """What is told of a server that lies to whoever comes after `verify`."""
    found = visit(at or root(server))
    server.replies.update(lies)
    return tuple(browser._site_differences(chromium, found.name, found.files, built("practice", ON), found.places))


@pytest.mark.parametrize("name", some(["practice", "seed", "fire-service"], one_in=3))
def test_all_of_a_page_of_ours_is_seen_wide_and_narrow(chromium: Browser, name: str) -> None:
    assert list(browser._site_differences(chromium, "", published(name), built(name, ON), None)) == []


def test_it_starts_a_browser_of_its_own() -> None:
    assert alone("", published("practice")) == ()


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
    "in print alone": "@media print { main p { display: none } }",
    "what is closed, for those who open it": "details dd { display: none }",
    "what is closed, in print": "@media print { details:not([open])::details-content { content-visibility: hidden } }",
    "what opens it": "summary { display: none }",
    "while something is closed": "main:has(details:not([open])) h1 { opacity: 0 }",
    "the heads of columns": "thead { display: none }",
    "the questions in cells": "@media (max-width: 40rem) { td .question { display: none } }",
}


@pytest.mark.parametrize("name", some(HIDING, one_in=12))
def test_what_a_style_sheet_hides_is_told(chromium: Browser, name: str) -> None:
    found = looked(chromium, styled(HIDING[name]))
    assert found
    assert {(difference.kind, difference.file) for difference in found} == {("hidden", PAGE)}
    assert all(
        difference.stated and difference.says.endswith(("(wide window)", "(narrow window)", "(print)"))
        for difference in found
    )


BENIGN = {
    "another colour": "main p { color: #333 }",
    "another letter": "main { font-family: serif }",
    "larger": "main p { font-size: 2rem }",
    "in windows of another width than we say": (
        "@media screen and (not ((width: 1280px) or (width: 360px))) { main { display: none } }"
    ),
}


@pytest.mark.parametrize("name", some(BENIGN, one_in=4))
def test_how_it_looks_is_nobody_s_business(chromium: Browser, name: str) -> None:
    assert looked(chromium, styled(BENIGN[name])) == ()


def in_page(change: Callable[[bytes], bytes]) -> Files:
    files = published("practice")
    return {**files, PAGE: change(files[PAGE] or b"")}


def test_words_that_a_script_takes_out_are_told(chromium: Browser) -> None:
    script = b"<script>addEventListener('load',()=>document.querySelector('main p').remove())</script>"
    lax = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", published("practice")[PAGE] or b"")
    files = in_page(lambda _: lax.replace(b"</head>", script + b"</head>"))
    assert ("changed", PAGE) in {(difference.kind, difference.file) for difference in looked(chromium, files)}


def test_a_page_whose_script_never_ends_is_not_waited_for(chromium: Browser) -> None:
    script = b"<script>addEventListener('load', () => setTimeout(() => { for (;;); }, 0))</script>"
    lax = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', script, published("practice")[PAGE] or b"")
    with chromium.new_context() as context:
        context.set_default_timeout(2_000)
        page = context.new_page()
        page.set_content(lax.decode())
        with pytest.raises(Error, match="Timeout"):
            list(browser._page_differences(page, browser.VIEWS[0], lax, PAGE, 0))


def test_a_page_that_is_not_there_is_told_by_others(chromium: Browser) -> None:
    assert looked(chromium, {**published("practice"), PAGE: None}) == ()


def test_a_page_is_in_utf_8_as_served(chromium: Browser) -> None:
    assert looked(chromium, in_page(lambda page: page.replace(b'<meta charset="utf-8">', b""))) == ()


def test_a_page_without_the_notice_is_told(chromium: Browser) -> None:
    found = looked(chromium, in_page(lambda page: page.replace(b"data-notice", b"data-nothing")))
    assert {difference.kind for difference in found} == {"missing"}


def test_what_is_hidden_is_told_with_its_reason_and_anchor_and_other_words_from_where_they_differ(
    chromium: Browser,
) -> None:
    other = in_page(lambda page: page.replace(b"Who we share data with</h1>", b"Who we sell data to</h1>"))
    sheet = style_of(other)
    files = {**other, sheet: (other[sheet] or b"") + b"main h2#page-rights { visibility: hidden }"}
    hidden, changed, *_ = looked(chromium, files)
    assert (hidden.about, hidden.says) == ("page-rights", "it is not visible (wide window)")
    assert (changed.about, changed.says[:12], changed.stated[:12]) == (
        "in the wide window",
        "elldatatoThi",
        "haredatawith",
    )


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


# ---- at an address


@pytest.mark.usefixtures("in_print_alone")
def test_a_site_is_looked_at_where_it_stands(chromium: Browser) -> None:
    with at_address(styled(HIDING["display"])) as server:
        assert {difference.kind for difference in standing(chromium, server)} == {"hidden"}
    with at_address(published("practice")) as server:
        assert standing(chromium, server, at=f"HTTP://127.0.0.1:{server.port}") == ()


@pytest.mark.usefixtures("in_print_alone")
def test_a_page_may_be_answered_from_another_address(chromium: Browser) -> None:
    files = published("practice")
    there = reply(200, files[PAGE] or b"", HTML)
    with at_address(files, {"everyone/": redirect(302, "/everyone/?id=3"), "everyone/?id=3": there}) as server:
        assert standing(chromium, server) == ()


@pytest.mark.usefixtures("in_print_alone")
def test_a_site_may_have_moved_and_its_page_for_what_is_not_there_say_so(chromium: Browser) -> None:
    files = published("practice")
    with at_address(files, {MISSING: reply(404, files[MISSING] or b"", HTML)}) as server:
        moved = {path: redirect(301, f"{root(server)}{path}") for path in server.replies}
        with serving(Server(replies=moved)) as old:
            assert standing(chromium, old) == ()


def lying(chromium: Browser, lies: Mapping[str, Reply]) -> set[tuple[str, str, str, str]]:
    """What is told of a site that is honest until Chromium comes."""
    with at_address(published("practice")) as server:
        where = root(server)
        return {
            (difference.kind, difference.file, difference.about, difference.says.removeprefix(where))
            for difference in standing(chromium, server, lies)
        }


@pytest.mark.usefixtures("in_print_alone")
def test_pages_that_chromium_alone_is_given_are_told_with_a_notice_and_without(chromium: Browser) -> None:
    page = (published("practice")[PAGE] or b"").replace(b"</main>", b"</main><!-- Good day -->")
    nothing = reply(200, b"<p>We share nothing with anybody.</p>", HTML)
    lies = {"everyone/": reply(200, page, HTML), "": nothing, MISSING: nothing}
    assert lying(chromium, lies) == {
        ("file", path, "", "is another one where Chromium asks for it") for path in (PAGE, "index.html", MISSING)
    }


@pytest.mark.usefixtures("in_print_alone")
def test_a_style_sheet_that_chromium_alone_is_given_is_told_whatever_it_hides(chromium: Browser) -> None:
    path = style_of(published("practice"))
    other = (published("practice")[path] or b"") + b"@media (monochrome) { main { display: none } }"
    assert lying(chromium, {path: reply(200, other, CSS)}) == {
        ("file", path, "", "is another one where Chromium asks for it")
    }


@pytest.mark.usefixtures("in_print_alone")
def test_what_a_server_says_to_chromium_alone_is_told(chromium: Browser) -> None:
    data = published("practice")[PAGE] or b""
    assert lying(chromium, {"everyone/": reply(200, data, HTML, "Refresh: 60; url=/lie")}) == {
        ("header", PAGE, "Refresh", "60; url=/lie")
    }
    assert lying(chromium, {"everyone/": reply(404, data, HTML)}) == {
        ("file", PAGE, "", "is answered 404 where Chromium asks for it")
    }
    assert {kind for kind, *_ in lying(chromium, {"everyone/": reply(200, data, "Content-Type: text/plain")})} >= {
        "unread"
    }


@pytest.mark.usefixtures("in_print_alone")
def test_a_place_to_which_chromium_alone_is_led_is_told(chromium: Browser) -> None:
    page = reply(200, published("practice")[PAGE] or b"", HTML)
    lies = {"everyone/": redirect(302, "/x/everyone/"), "x/everyone/": page}
    assert ("header", PAGE, "Location", "x/everyone/") in lying(chromium, lies)


# ---- a page of others


def theirs(change: Callable[[str], str] = lambda page: page) -> bytes:
    """A page of others, in which our notice stands; without our head and our style sheet."""
    page = (published("practice")[PAGE] or b"").decode()
    notice = page[page.index("<main") : page.index("</main>")]
    frame = "<p>Cookies?</p><iframe srcdoc='<p>We sell it.'></iframe>"
    return change(f"<!doctype html><html lang=en-gb><meta charset=utf-8>{frame}{notice}</main>").encode()


def seen_in(chromium: Browser, target: str, data: bytes) -> list[Difference]:
    answer = Answer(target, HTTPMessage(), data)
    return list(browser._foreign_page_differences(chromium, target, answer, built("practice", ON)[PAGE]))


IN_THEIRS = {
    "a style sheet": ("<meta", "<style>main p { display: none }</style><meta", {"hidden"}),
    "something over it": ("<p>Cookies", "<p style='position:fixed;inset:0;background:#fff'>Cookies", {"hidden"}),
    "far to the right": ("<meta", "<style>main p { margin-left: 1700px }</style><meta", {"hidden"}),
    "what it stands in": ("<main", "<div hidden><main", {"hidden"}),
    "a script": ("</main>", "</main><script>document.querySelector('main p').remove()</script>", {"changed"}),
    "a script in the narrow window": (
        "</main>",
        "</main><script>if (innerWidth < 999) document.querySelector('main p').append('Not so.')</script>",
        {"changed"},
    ),
    "no notice": ("</main>", "</main><script>document.querySelector('main').remove()</script>", {"missing"}),
}


@pytest.mark.parametrize("name", some(IN_THEIRS, one_in=6))
def test_what_a_page_of_others_hides_or_changes_is_told(chromium: Browser, name: str) -> None:
    old, new, kinds = IN_THEIRS[name]
    found = seen_in(chromium, "page.html", theirs(lambda page: page.replace(old, new, 1)))
    assert {difference.kind for difference in found} == kinds


def test_what_stands_there_as_it_should_is_not(chromium: Browser) -> None:
    assert seen_in(chromium, "page.html", theirs()) == []
    token = theirs(lambda page: page.replace("<p>Cookies", "<link rel=stylesheet href=x.css><p data-token=2>Cookies"))
    style = reply(200, b"main { color: #111 }", "Content-Type: text/css")
    with serving(Server(replies={"privacy": reply(200, token, HTML), "x.css": style})) as server:
        assert seen_in(chromium, f"{root(server)}privacy", theirs()) == []


def test_a_page_of_others_that_chromium_alone_is_given_is_told(chromium: Browser) -> None:
    lies = {
        "words": (200, theirs(lambda page: page.replace("</h1>", "!</h1>")), (HTML,)),
        "header": (200, theirs(), (HTML, "Refresh: 60")),
        "gone": (410, theirs(), (HTML,)),
    }
    with serving(Server(replies={path: reply(code, data, *heads) for path, (code, data, heads) in lies.items()})) as at:
        found = {path: seen_in(chromium, f"{root(at)}{path}", theirs()) for path in lies}
    assert {difference.kind for difference in found["words"]} == {"changed"}
    assert {(difference.kind, difference.about) for difference in found["header"]} == {("header", "Refresh")}
    assert {difference.says for difference in found["gone"]} == {"is answered 410 where Chromium asks for it"}


# ---- where there is no browser


def test_a_site_that_is_no_longer_there_is_told() -> None:
    with at_address({}) as server:
        where = root(server)
    files = published("practice")
    with pytest.raises(Failure, match=r"The browser could not look at it: .*ERR_CONNECTION_REFUSED"):
        alone(where, files, dict.fromkeys(files, where))


def test_where_there_is_no_browser_it_says_how_to_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_chromium", lambda: "/nowhere/chromium")
    with pytest.raises(Failure, match="playwright install chromium"):
        alone("", published("practice"))

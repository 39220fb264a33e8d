"""A notice in a page of others, as Chromium shows it: what hides or changes it, and what browsers alone are given."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPMessage

import pytest
from playwright.sync_api import Browser

from site_builder.verify.drift import Drift
from site_builder.verify.live import browser
from site_builder.verify.live.browser import unseen_in_theirs
from site_builder.verify.live.web import Answer
from site_builder.verify.site.files import Edition, stated
from tests.checkers import chromium as machine
from tests.client.servers import Server, reply, serving
from tests.examples import example
from tests.seed import ON
from tests.verify.sites import published, root

PAGE = "everyone/index.html"
HTML = "Content-Type: text/html; charset=utf-8"


def theirs(change: Callable[[str], str] = lambda page: page) -> bytes:
    """A page of others, in which our notice stands; without our head and our style sheet."""
    page = (published("practice")[PAGE] or b"").decode()
    notice = page[page.index("<main") : page.index("</main>")]
    frame = "<p>Cookies?</p><iframe srcdoc='<p>We sell it.'></iframe>"
    return change(f"<!doctype html><html lang=en-gb><meta charset=utf-8>{frame}{notice}</main>").encode()


def seen_in(chromium: Browser, target: str, data: bytes) -> list[Drift]:
    return list(browser._looked_in_theirs(chromium, target, Answer(target, HTTPMessage(), data), edition()))


def edition() -> Edition:
    (only,) = stated(example("practice"), ON).editions
    return only


IN_THEIRS = {
    "a style sheet": ("<meta", "<style>main p { display: none }</style><meta", {"hidden"}),
    "something over it": ("<p>Cookies", "<p style='position:fixed;inset:0;background:#fff'>Cookies", {"hidden"}),
    "far to the right": ("<meta", "<style>main p { margin-left: 1700px }</style><meta", {"hidden"}),
    "a script": ("</main>", "</main><script>document.querySelector('main p').remove()</script>", {"changed"}),
    "a script in the narrow window": (
        "</main>",
        "</main><script>if (innerWidth < 999) document.querySelector('main p').append('Not so.')</script>",
        {"changed"},
    ),
    "no notice": ("</main>", "</main><script>document.querySelector('main').remove()</script>", {"missing"}),
}


@pytest.mark.parametrize("name", IN_THEIRS)
def test_what_a_page_of_others_hides_or_changes_is_told(chromium: Browser, name: str) -> None:
    old, new, kinds = IN_THEIRS[name]
    assert {
        drift.kind for drift in seen_in(chromium, "page.html", theirs(lambda page: page.replace(old, new, 1)))
    } == kinds


def test_what_stands_there_as_it_should_is_not(chromium: Browser) -> None:
    assert seen_in(chromium, "page.html", theirs()) == []
    token = theirs(lambda page: page.replace("<p>Cookies", "<link rel=stylesheet href=x.css><p data-token=2>Cookies"))
    style = reply(200, b"main { color: #111 }", "Content-Type: text/css")
    with serving(Server(replies={"privacy": reply(200, token, HTML), "x.css": style})) as server:
        assert seen_in(chromium, f"{root(server)}privacy", theirs()) == []


def test_a_page_of_others_that_chromium_alone_is_given_is_told(chromium: Browser) -> None:
    lies = {
        "title": (200, theirs(lambda page: page.replace("<a href", '<a title="Not so" href')), (HTML,)),
        "header": (200, theirs(), (HTML, "Refresh: 60")),
        "charset": (200, theirs(lambda page: page.replace("<meta charset=utf-8>", "")), ("Content-Type: text/html",)),
        "gone": (410, theirs(), (HTML,)),
    }
    with serving(Server(replies={path: reply(code, data, *heads) for path, (code, data, heads) in lies.items()})) as at:
        told = {path: seen_in(chromium, f"{root(at)}{path}", theirs()) for path in lies}
    assert {drift.kind for drift in told["title"]} == {"attribute"}
    assert {(drift.kind, drift.about) for drift in told["header"]} == {("header", "Refresh")}
    assert {drift.kind for drift in told["charset"]} == {"changed", "unread"}
    says = [f"is answered 410 where Chromium asks for it ({view} window)" for view in browser.VIEWS]
    assert [drift.says for drift in told["gone"]] == says


def test_it_starts_a_browser_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", machine.find() or "")
    hidden = theirs(lambda page: page.replace("<main", "<main hidden"))
    with ThreadPoolExecutor(1) as pool:
        answer = Answer("page.html", HTTPMessage(), hidden)
        found = pool.submit(unseen_in_theirs, "page.html", answer, edition()).result()
    assert {drift.kind for drift in found} == {"hidden"}

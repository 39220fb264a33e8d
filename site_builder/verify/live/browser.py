"""What people really see: each page of a notice in Chromium, wide and narrow. A style sheet can hide what bytes say.

Needs playwright (`pip install 'site-builder[browser]'`) and a Chromium: the one that CHROMIUM names, one that is
installed, or playwright's own.
"""

from __future__ import annotations

import os
import shutil
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from http.client import HTTPMessage
from importlib.resources import files as resources
from itertools import count
from typing import TYPE_CHECKING, Any

from site_builder.core.addresses import is_address
from site_builder.core.failure import shown
from site_builder.verify.drift import Drift
from site_builder.verify.live.fragment import PAGE, drifts_in
from site_builder.verify.live.headers import header_drifts
from site_builder.verify.live.visit import NOT_FOUND
from site_builder.verify.live.web import Answer, at
from site_builder.verify.page.dom import SOMEWHERE
from site_builder.verify.proof import There
from site_builder.verify.site.files import MISSING_PAGE, Edition, Stated
from site_builder.verify.stated import page as reading
from site_builder.verify.trust import VerifyError
from site_builder.web import OK, REDIRECTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

Files = Mapping[str, bytes | None]
Given = tuple[int, Answer]
"""The status under which a document came, and what was answered."""

VIEWS = {"wide": (1280, 900, "td .question"), "narrow": (360, 640, "thead, thead *")}
"""Width and height in CSS pixels, and what stands there that the other view shows: heads of columns, or questions."""

SIDEWAYS = 1280
"""So many CSS pixels to the right may words stand on a page of others: its style sheet may not fold our tables."""

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "msedge")
HTML = "text/html; charset=utf-8"


def unseen(there: There, stated: Stated) -> tuple[Drift, ...]:
    """What of each page nobody can see or read, or reads otherwise there; from the files, or live from where a site is.

    Raises VerifyError where there is no browser, or a page cannot be opened in it.
    """
    return _in_browser(lambda browser: _looked(browser, there, stated))


def unseen_in_theirs(target: str, answer: Answer, edition: Edition) -> tuple[Drift, ...]:
    """The same of a notice in a page of others: live from its address, or from a file without what that links to."""
    return _in_browser(lambda browser: _looked_in_theirs(browser, target, answer, edition))


def _in_browser(look: Callable[[Browser], Iterator[Drift]]) -> tuple[Drift, ...]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise VerifyError("--browser needs playwright: pip install 'site-builder[browser]'") from error
    try:
        with sync_playwright() as playwright:
            try:
                browser = playwright.chromium.launch(executable_path=_chromium(), args=_arguments())
            except Error as error:
                raise VerifyError(f"There is no Chromium that starts. {_HOW}") from error
            return tuple(dict.fromkeys(look(browser)))
    except Error as error:
        raise VerifyError(f"The browser could not look at it: {shown(error.message.splitlines()[0])}") from error


_SPELT = "all => all && Object.fromEntries(Object.entries(all).map(([path, at]) => [path, new URL(at).href]))"
"""Places as Chromium spells them."""

_HOW = "To have one: playwright install chromium, or set CHROMIUM=/path/to/it."


def _chromium() -> str | None:
    """The path of a Chromium; None for playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or named
    return next(filter(None, map(shutil.which, NAMES)), None)


def _arguments() -> list[str]:
    """Root, as in a container, can have no sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _looked(browser: Browser, there: There, stated: Stated) -> Iterator[Drift]:
    base = SOMEWHERE if there.places is None else there.name
    pages = {**dict.fromkeys((*stated.lists, MISSING_PAGE)), **{edition.page: edition for edition in stated.editions}}
    for view, (width, height, elsewhere) in VIEWS.items():
        with _window(browser, width, height) as context:
            if there.places is None:
                context.route("**/*", _from(there.files))
            page = context.new_page()
            places = page.evaluate(_SPELT, there.places)
            given = [] if places is None else _given(page)
            for path, edition in pages.items():
                if (data := there.files.get(path)) is not None:
                    given.clear()
                    page.goto(at(base, path))
                    if edition:
                        yield from _on_page(page, edition, view, elsewhere, sideways=0)
                    if places is not None:
                        yield from _otherwise(given, path, data, places[path], view)


def _looked_in_theirs(browser: Browser, target: str, answer: Answer, edition: Edition) -> Iterator[Drift]:
    is_live = is_address(target)
    for view, (width, height, elsewhere) in VIEWS.items():
        with _window(browser, width, height) as context:
            if not is_live:
                context.route("**/*", _from({PAGE: answer.data}))
            page = context.new_page()
            given = _given(page) if is_live else []
            page.goto(target if is_live else at(SOMEWHERE, PAGE))
            yield from _on_page(page, edition, view, elsewhere, sideways=SIDEWAYS)
            for status, first in given[:1]:  # those after it are of frames
                yield from _status(status, view)
                yield from drifts_in(target, first, edition)


def _window(browser: Browser, width: int, height: int) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")


def _from(files: Files) -> Any:
    """What answers in place of a server: the files, and nothing from elsewhere."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SOMEWHERE)
        path = f"{path}index.html" if path.endswith("/") else path
        route.fulfill(body=files.get(path), content_type=HTML if path.endswith(".html") else None)

    return answer


def _given(page: Page) -> list[Given]:
    """The documents that Chromium is given from now on, as they come: later a script may keep it from telling them."""
    given: list[Given] = []
    session = page.context.new_cdp_session(page)

    def keep(paused: Any) -> None:
        asked = {"requestId": paused["requestId"]}
        if paused.get("responseStatusCode") not in {None, *REDIRECTS}:
            heads = HTTPMessage()
            for head in paused["responseHeaders"]:
                heads[head["name"]] = head["value"]
            body = session.send("Fetch.getResponseBody", asked)["body"]
            given.append((paused["responseStatusCode"], Answer(paused["request"]["url"], heads, b64decode(body))))
        session.send("Fetch.continueRequest", asked)

    session.on("Fetch.requestPaused", keep)
    session.send("Fetch.enable", {"patterns": [{"resourceType": "Document", "requestStage": "Response"}]})
    return given


def _otherwise(given: Sequence[Given], path: str, data: bytes, place: str, view: str) -> Iterator[Drift]:
    """How what Chromium was given for a page differs from what stands at a place for whoever else asks."""
    if [answer.data for _, answer in given] != [data]:
        yield Drift("file", says=f"is another page where Chromium asks for it ({view} window)", file=path)
    for status, answer in given:
        if (path, status) != (MISSING_PAGE, NOT_FOUND):
            yield from (replace(drift, file=path) for drift in _status(status, view))
        yield from header_drifts({path: answer})
        if answer.address != place:
            yield Drift("header", "Location", answer.address, place, file=path)


def _status(status: int, view: str) -> Iterator[Drift]:
    if status != OK:
        yield Drift("file", says=f"is answered {status} where Chromium asks for it ({view} window)")


def _on_page(page: Page, edition: Edition, view: str, elsewhere: str, sideways: int) -> Iterator[Drift]:
    script = (resources("site_builder.verify.live") / "seen.js").read_text("utf-8")
    # Other than evaluate it does not wait for ever where a script of the page never ends.
    texts = page.wait_for_function(script, arg=[edition.laid.id, elsewhere, sideways]).json_value()["texts"]
    if texts is None:
        yield Drift("missing", edition.laid.id, stated=f'data-notice="{edition.laid.id}"', file=edition.page)
        return
    for text, why, anchor in texts:
        if why:
            yield Drift(
                "hidden", anchor, says=f"{why} ({view} window)", stated=" ".join(text.split()), file=edition.page
            )
    says, states = "".join("".join(text for text, _, _ in texts).split()), _words(edition)
    if says != states:
        at_sign = next(i for i in count() if says[i : i + 1] != states[i : i + 1])
        yield Drift("changed", f"in the {view} window", says[at_sign:][:60], states[at_sign:][:60], file=edition.page)


def _words(edition: Edition) -> str:
    """All signs of the region, without white space."""
    return "".join("".join(block.text.split()) for block in reading(edition.laid, edition.language))

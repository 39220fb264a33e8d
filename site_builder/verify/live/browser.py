"""What people really see: each page of a notice in Chromium, wide and narrow. A style sheet can hide what bytes say.

Needs playwright (`pip install 'site-builder[browser]'`) and a Chromium: the one that CHROMIUM names, one that is
installed, or playwright's own.
"""

from __future__ import annotations

import os
import shutil
from base64 import b64decode
from collections.abc import Iterator, Mapping
from importlib.resources import files as resources
from itertools import count
from typing import TYPE_CHECKING, Any

from site_builder.core.failure import shown
from site_builder.verify.drift import Drift
from site_builder.verify.live.web import at
from site_builder.verify.page.dom import SOMEWHERE
from site_builder.verify.site.files import Edition, Stated
from site_builder.verify.stated import page as reading
from site_builder.verify.trust import VerifyError
from site_builder.web import REDIRECTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

Files = Mapping[str, bytes | None]

VIEWS = {"wide": (1280, 900, "td .question"), "narrow": (360, 640, "thead, thead *")}
"""Width and height in CSS pixels, and what stands there that the other view shows: heads of columns, or questions."""

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "msedge")
HTML = "text/html; charset=utf-8"


def unseen(files: Files, stated: Stated, root: str | None) -> tuple[Drift, ...]:
    """What of each page nobody can see or read, or reads otherwise there; from the files, or live from where a site is.

    Raises VerifyError where there is no browser, or a page cannot be opened in it.
    """
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
            return tuple(_looked(browser, files, stated, root))
    except Error as error:
        raise VerifyError(f"The browser could not look at it: {shown(error.message.splitlines()[0])}") from error


_HOW = "To have one: playwright install chromium, or set CHROMIUM=/path/to/it."


def _chromium() -> str | None:
    """The path of a Chromium; None for playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or named
    return next(filter(None, map(shutil.which, NAMES)), None)


def _arguments() -> list[str]:
    """Root, as in a container, can have no sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _looked(browser: Browser, files: Files, stated: Stated, root: str | None) -> Iterator[Drift]:
    base = root or SOMEWHERE
    for view, (width, height, elsewhere) in VIEWS.items():
        with browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce") as context:
            if root is None:
                context.route("**/*", _from(files))
            page = context.new_page()
            given = _given(page) if root else []
            for edition in stated.editions:
                if (data := files.get(edition.page)) is not None:
                    given.clear()
                    yield from _on_page(page, at(base, edition.page), edition, view, elsewhere)
                    if root and given != [data]:
                        says = f"is another page where Chromium asks for it ({view} window)"
                        yield Drift("file", says=says, file=edition.page)


def _from(files: Files) -> Any:
    """What answers in place of a server: the files, and nothing from elsewhere."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SOMEWHERE)
        path = f"{path}index.html" if path.endswith("/") else path
        route.fulfill(body=files.get(path), content_type=HTML if path.endswith(".html") else None)

    return answer


def _given(page: Page) -> list[bytes]:
    """The documents that Chromium is given from now on, as they come: later a script may keep it from telling them."""
    given: list[bytes] = []
    session = page.context.new_cdp_session(page)

    def keep(paused: Any) -> None:
        asked = {"requestId": paused["requestId"]}
        if paused.get("responseStatusCode") not in {None, *REDIRECTS}:
            given.append(b64decode(session.send("Fetch.getResponseBody", asked)["body"]))
        session.send("Fetch.continueRequest", asked)

    session.on("Fetch.requestPaused", keep)
    session.send("Fetch.enable", {"patterns": [{"resourceType": "Document", "requestStage": "Response"}]})
    return given


def _on_page(page: Page, address: str, edition: Edition, view: str, elsewhere: str) -> Iterator[Drift]:
    page.goto(address)
    script = (resources("site_builder.verify.live") / "seen.js").read_text("utf-8")
    # Other than evaluate it does not wait for ever where a script of the page never ends.
    texts = page.wait_for_function(script, arg=[edition.laid.id, elsewhere]).json_value()["texts"]
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

"""What people really see: each page of a notice in Chromium, wide and narrow. A style sheet can hide what bytes say.

Needs playwright (`pip install 'site-builder[browser]'`) and a Chromium: the one that CHROMIUM names, one that is
installed, or playwright's own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files as resources
from itertools import count
from typing import TYPE_CHECKING, Any

from site_builder.core.addresses import is_address
from site_builder.core.failure import shown
from site_builder.verify.drift import Drift
from site_builder.verify.live.fragment import PAGE, drifts_in
from site_builder.verify.live.given import DOCUMENT, SHEET, Given, given_to, otherwise, refused
from site_builder.verify.live.web import Answer, at
from site_builder.verify.page.dom import SOMEWHERE
from site_builder.verify.proof import There
from site_builder.verify.site.files import MISSING_PAGE, Edition, Stated
from site_builder.verify.stated import page as reading
from site_builder.verify.trust import VerifyError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

Files = Mapping[str, bytes | None]

NARROW = "narrow"
VIEWS = {"wide": (1280, 900, "td .question"), NARROW: (360, 640, "thead, thead *")}
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
            given = [] if places is None else given_to(page)
            for path, edition in pages.items():
                if there.files.get(path) is not None:
                    given.clear()
                    page.goto(at(base, path))
                    if edition:
                        yield from _on_page(page, edition, view, elsewhere, sideways=0)
                    if places is not None:
                        yield from _of_page(given, path, there.files, places, view)
            if places is not None and view == NARROW:
                yield from _of_files(page, given, there, places, pages.keys())


def _of_page(given: Sequence[Given], path: str, files: Files, places: Mapping[str, str], view: str) -> Iterator[Drift]:
    """How a page, and the style sheet with which it came, are others for Chromium."""
    yield from otherwise(
        [each for each in given if each.kind == DOCUMENT], path, files[path] or b"", places[path], view
    )
    for sheet in [name for name in files if name.endswith(".css")][:1]:
        for each in given:
            # The page for what is not there names its sheet by the place that the site was built for.
            if each.kind == SHEET and (path != MISSING_PAGE or each.answer.address in places.values()):
                yield from otherwise([each], sheet, files[sheet] or b"", places[sheet], view)


def _of_files(
    page: Page, given: list[Given], there: There, places: Mapping[str, str], but: Collection[str]
) -> Iterator[Drift]:
    """How the files that are no pages are others for Chromium."""
    from playwright.sync_api import Error

    for path in sorted(there.files.keys() - but):
        given.clear()
        with suppress(Error):  # it is no page, and may be saved
            page.goto(at(there.name, path))
        yield from otherwise(given, path, there.files[path] or b"", places[path], NARROW)


def _looked_in_theirs(browser: Browser, target: str, answer: Answer, edition: Edition) -> Iterator[Drift]:
    is_live = is_address(target)
    for view, (width, height, elsewhere) in VIEWS.items():
        with _window(browser, width, height) as context:
            if not is_live:
                context.route("**/*", _from({PAGE: answer.data}))
            page = context.new_page()
            given = given_to(page) if is_live else []
            page.goto(target if is_live else at(SOMEWHERE, PAGE))
            yield from _on_page(page, edition, view, elsewhere, sideways=SIDEWAYS)
            for first in given[:1]:  # those after it are of frames, and style sheets
                yield from refused(first.status, view)
                yield from drifts_in(target, first.answer, edition)


def _window(browser: Browser, width: int, height: int) -> BrowserContext:
    size: Any = {"width": width, "height": height}
    return browser.new_context(viewport=size, reduced_motion="reduce", accept_downloads=False)


def _from(files: Files) -> Any:
    """What answers in place of a server: the files, and nothing from elsewhere."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SOMEWHERE)
        path = f"{path}index.html" if path.endswith("/") else path
        route.fulfill(body=files.get(path), content_type=HTML if path.endswith(".html") else None)

    return answer


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

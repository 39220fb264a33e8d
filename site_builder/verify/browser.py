"""What people see: each page of a notice in Chromium, wide and narrow. A style sheet can hide what the bytes say.

Needs playwright (`pip install 'site-builder[browser]'`) and a Chromium: the one that CHROMIUM names, one that is
installed, or playwright's own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPMessage
from importlib.resources import files as resources
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from site_builder.addresses import is_address
from site_builder.errors import shown
from site_builder.verify.canonical import Element, UnreadError, html
from site_builder.verify.crawl import MISSING_PAGE, NOT_FOUND, at
from site_builder.verify.difference import Difference
from site_builder.verify.http_response import OK, Answer, header_differences, other_kind
from site_builder.verify.signature_check import VerifyError
from site_builder.web import REDIRECTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response, Route

Files = Mapping[str, bytes | None]
SOMEWHERE = "https://page.invalid/"
"""Where the files of a folder are opened."""
PAGE = "page.html"
"""What a page of others is called here, whose address says nothing of its kind."""
HTML = "text/html; charset=utf-8"


class View(NamedTuple):
    """A window: its name and size in CSS pixels, and what it leaves out that the other one shows."""

    name: str
    width: int
    height: int
    elsewhere: str


VIEWS = (View("wide", 1280, 900, "td .question"), View("narrow", 360, 640, "thead, thead *"))
"""Wide windows have heads of columns, and narrow ones questions in their place."""
SIDEWAYS = 1280
"""So many CSS pixels to the right may words stand on a page of others: its style sheet may not fold our tables."""
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "msedge")
_SPELT = "address => new URL(address).href"
"""An address as Chromium spells it."""
_HOW = "To have one: playwright install chromium, or set CHROMIUM=/path/to/it."


def unseen(
    root: str, files: Files, made: Mapping[str, bytes], places: Mapping[str, str] | None
) -> tuple[Difference, ...]:
    """Passages and facts that nobody can see on a page; with `places`, also pages that Chromium is given otherwise.

    `made` are the files as this version makes them; the pages that are opened are those of `files`, or with `places`,
    which says by which address each file was answered, those at `root`. Raises VerifyError where there is no browser,
    or a page cannot be opened in it.
    """
    return _in_browser(lambda browser: _looked(browser, root, files, made, places))


def unseen_in_theirs(target: str, answer: Answer, made: bytes) -> tuple[Difference, ...]:
    """The same of a notice in a page of others: live from its address, or from a file without what that links to."""
    return _in_browser(lambda browser: _looked_in_theirs(browser, target, answer, made))


def _in_browser(look: Callable[[Browser], Iterator[Difference]]) -> tuple[Difference, ...]:
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


def _chromium() -> str | None:
    """The path of a Chromium; None for playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or named
    return next(filter(None, map(shutil.which, NAMES)), None)


def _arguments() -> list[str]:
    """Root, as in a container, can have no sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _looked(
    browser: Browser, root: str, files: Files, made: Mapping[str, bytes], places: Mapping[str, str] | None
) -> Iterator[Difference]:
    pages = sorted(path for path in made if path.endswith(".html") and files.get(path) is not None)
    for view in VIEWS:
        with _window(browser, view, None if places else files) as page:
            for path in pages:
                answers = _opened(page, at(root if places else SOMEWHERE, path))
                yield from _on_page(page, view, made[path], path, sideways=0)
                if places:
                    yield from _otherwise(answers, path, files, page.evaluate(_SPELT, places[path]), root)


def _looked_in_theirs(browser: Browser, target: str, answer: Answer, made: bytes) -> Iterator[Difference]:
    is_live = is_address(target)
    for view in VIEWS:
        with _window(browser, view, None if is_live else {PAGE: answer.data}) as page:
            answers = _opened(page, target if is_live else f"{SOMEWHERE}{PAGE}")
            yield from _on_page(page, view, made, target, SIDEWAYS)
            if is_live:
                yield from (replace(difference, file=target) for difference in _said(answers[0], PAGE))


@contextmanager
def _window(browser: Browser, view: View, files: Files | None) -> Iterator[Page]:
    """An empty page; with `files` these answer in place of all servers."""
    size: Any = {"width": view.width, "height": view.height}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SOMEWHERE)
        path = f"{path}index.html" if path.endswith("/") else path
        route.fulfill(body=(files or {}).get(path), content_type=HTML if path.endswith(".html") else None)

    with browser.new_context(viewport=size, reduced_motion="reduce", accept_downloads=False) as context:
        if files is not None:
            context.route("**/*", answer)
        yield context.new_page()


# ---- what can be seen


def _on_page(page: Page, view: View, made: bytes, path: str, sideways: int) -> Iterator[Difference]:
    """What of the notice that the made page holds cannot be seen on the open one; nothing of a page without one."""
    try:
        region = html(made, "", "[data-notice]")
    except UnreadError:
        return
    notice = region.get("data-notice")
    script = (resources("site_builder.verify") / "seen.js").read_text("utf-8")
    # Other than evaluate it does not wait for ever where a script of the page never ends.
    texts = page.wait_for_function(script, arg=[notice, view.elsewhere, sideways]).json_value()["texts"]
    if texts is None:
        yield Difference("missing", notice, stated=f'data-notice="{notice}"', file=path)
        return
    for text, why, anchor in texts:
        if why:
            yield Difference("hidden", anchor, f"{why} ({view.name} window)", " ".join(text.split()), file=path)
    says, states = "".join("".join(text for text, _, _ in texts).split()), "".join(_texts(region))
    if says != states:
        at_sign = next(i for i in count() if says[i : i + 1] != states[i : i + 1])
        where = f"in the {view.name} window"
        yield Difference("changed", where, says[at_sign:][:60], states[at_sign:][:60], file=path)


def _texts(element: Element) -> Iterator[str]:
    """All signs of an element, without white space."""
    for child in element.children:
        yield from _texts(child) if isinstance(child, Element) else child.split()


# ---- what Chromium is given at an address


def _opened(page: Page, address: str) -> list[Answer]:
    """The page at an address, opened: its document, and the style sheets that came with it."""
    came: list[Response] = []

    def keep(response: Response) -> None:
        if response.request.resource_type in {"document", "stylesheet"} and response.status not in REDIRECTS:
            came.append(response)

    page.on("response", keep)
    page.goto(address)
    page.remove_listener("response", keep)
    return [_answer(response) for response in came]


def _answer(response: Response) -> Answer:
    headers = HTTPMessage()
    for header in response.headers_array():
        headers[header["name"]] = header["value"]
    return Answer(response.url, headers, response.body(), response.status)


def _otherwise(answers: Sequence[Answer], path: str, files: Files, place: str, root: str) -> Iterator[Difference]:
    """How a page and its style sheets differ from the files that `verify` was given."""
    sheets = [name for name in files if name.endswith(".css")]
    for answer, name in zip(answers, [path, *sheets * len(answers)], strict=False):
        # The page for what is not there names its sheet by the place that the site was built for.
        if path != MISSING_PAGE or name == path or answer.address.startswith(root):
            if answer.data != files[name]:
                yield Difference("file", says="is another one where Chromium asks for it", file=name)
            yield from _said(answer, name, root)
    if answers[0].address != place:
        yield Difference("header", "Location", answers[0].address, place, file=path)


def _said(answer: Answer, path: str, root: str = "") -> Iterator[Difference]:
    """What a server says to Chromium beside the bytes."""
    if answer.status != OK and (path, answer.status) != (MISSING_PAGE, NOT_FOUND):
        yield Difference("file", says=f"is answered {answer.status} where Chromium asks for it", file=path)
    if sentence := other_kind(path, answer):
        yield Difference("unread", says=sentence, file=path)
    yield from header_differences({path: answer}, root)

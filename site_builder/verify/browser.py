"""What people see: each page of a notice in Chromium, wide, narrow and printed. A style sheet can hide words.

What is closed is opened once everything around it was looked at; a printed page must open it by itself.

Needs playwright (the extra `browser`) and a Chromium: the one that CHROMIUM names, one that is installed, or
playwright's own.
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
from site_builder.errors import Failure, shown
from site_builder.verify.canonical import Element, UnreadError, html
from site_builder.verify.crawl import MISSING_PAGE, NOT_FOUND, at
from site_builder.verify.difference import Difference
from site_builder.verify.http_response import FOREIGN_PAGE, OK, Answer, header_differences, other_kind
from site_builder.verify.signature_check import Files
from site_builder.web import REDIRECTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response, Route

SOMEWHERE = "https://page.invalid/"
"""Where the files of a folder are opened."""
HTML = "text/html; charset=utf-8"


class View(NamedTuple):
    """A window: its name, its size in CSS pixels, the selector of what only others show, and whether it is printed."""

    name: str
    width: int
    height: int
    elsewhere: str
    is_printed: bool = False


HEARD = ".sr"
"""The selector of words for screen readers alone."""
VIEWS = (View("wide window", 1280, 900, f"td .question, {HEARD}"), View("narrow window", 360, 640, f"thead *, {HEARD}"))
"""Wide windows show the heads of columns. Narrow ones show questions instead."""
PRINTED = View("print", 794, 1123, f"td .question, .jump *, article summary, {HEARD}", is_printed=True)
"""A4. Nothing on paper can be opened or followed. Only our own style sheet opens what is closed."""
SIDEWAYS = 1280
"""How far to the right words may be on a foreign page, in CSS pixels: its style sheet may not fold our tables."""
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "msedge")
_SPELT = "address => new URL(address).href"
"""An address as Chromium spells it."""
_HOW = "To have one: playwright install chromium, or set CHROMIUM=/path/to/it."


def unseen(
    root: str, files: Files, made: Mapping[str, bytes], places: Mapping[str, str] | None
) -> tuple[Difference, ...]:
    """Passages and facts that nobody can see on a page; with `places`, also files that Chromium receives otherwise.

    `made` are the files as this version makes them. Chromium opens the pages of `files`. With `places`, the address
    that answered for each file, it opens the pages at `root`. Raises Failure where there is no browser, or where it
    cannot open a page.
    """
    return _in_browser(lambda browser: _site_differences(browser, root, files, made, places))


def unseen_in_theirs(target: str, answer: Answer, made: bytes) -> tuple[Difference, ...]:
    """The same for a notice in a foreign page: live at its address, or in a file, without what that links to."""
    return _in_browser(lambda browser: _foreign_page_differences(browser, target, answer, made))


def _in_browser(look: Callable[[Browser], Iterator[Difference]]) -> tuple[Difference, ...]:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            try:
                browser = playwright.chromium.launch(executable_path=_chromium(), args=_arguments())
            except Error as error:
                raise Failure(f"There is no Chromium that starts. {_HOW}") from error
            return tuple(dict.fromkeys(look(browser)))
    except Error as error:
        raise Failure(f"The browser could not look at it: {shown(error.message.splitlines()[0])}") from error


def _chromium() -> str | None:
    """The path of a Chromium; None for playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or named
    return next(filter(None, map(shutil.which, NAMES)), None)


def _arguments() -> list[str]:
    """Arguments for Chromium: root, as in a container, can have no sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _site_differences(
    browser: Browser, root: str, files: Files, made: Mapping[str, bytes], places: Mapping[str, str] | None
) -> Iterator[Difference]:
    pages = sorted(path for path in made if path.endswith(".html") and files.get(path) is not None)
    for view in (*VIEWS, PRINTED):
        with _window(browser, view, None if places else files) as page:
            for path in pages:
                answers = _open(page, at(root if places else SOMEWHERE, path))
                yield from _page_differences(page, view, made[path], path, sideways=0)
                if places:
                    yield from _delivery_differences(answers, path, files, page.evaluate(_SPELT, places[path]), root)


def _foreign_page_differences(browser: Browser, target: str, answer: Answer, made: bytes) -> Iterator[Difference]:
    is_live = is_address(target)
    for view in VIEWS:
        with _window(browser, view, None if is_live else {FOREIGN_PAGE: answer.data}) as page:
            answers = _open(page, target if is_live else f"{SOMEWHERE}{FOREIGN_PAGE}")
            yield from _page_differences(page, view, made, target, SIDEWAYS)
            if is_live:
                yield from (
                    replace(difference, file=target) for difference in _response_differences(answers[0], FOREIGN_PAGE)
                )


@contextmanager
def _window(browser: Browser, view: View, files: Files | None) -> Iterator[Page]:
    """An empty page. With `files`, they answer every request."""
    size: Any = {"width": view.width, "height": view.height}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SOMEWHERE)
        path = f"{path}index.html" if path.endswith("/") else path
        route.fulfill(body=(files or {}).get(path), content_type=HTML if path.endswith(".html") else None)

    with browser.new_context(viewport=size, reduced_motion="reduce", accept_downloads=False) as context:
        if files is not None:
            context.route("**/*", answer)
        page = context.new_page()
        page.emulate_media(media="print" if view.is_printed else "screen")
        yield page


# ---- what can be seen


def _page_differences(page: Page, view: View, made: bytes, path: str, sideways: int) -> Iterator[Difference]:
    """The words of the made page's notice that cannot be seen on the open page; none for a page without a notice."""
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
            yield Difference("hidden", anchor, f"{why} ({view.name})", " ".join(text.split()), file=path)
    says, states = "".join("".join(text for text, _, _ in texts).split()), "".join(_texts(region))
    if says != states:
        at_sign = next(i for i in count() if says[i : i + 1] != states[i : i + 1])
        where = f"in the {view.name}"
        yield Difference("changed", where, says[at_sign:][:60], states[at_sign:][:60], file=path)


def _texts(element: Element) -> Iterator[str]:
    """All words of an element, in order."""
    for child in element.children:
        yield from _texts(child) if isinstance(child, Element) else child.split()


# ---- what Chromium receives at an address


def _open(page: Page, address: str) -> list[Answer]:
    """Open the page at an address: the responses for its document and its style sheets."""
    responses: list[Response] = []

    def keep(response: Response) -> None:
        if response.request.resource_type in {"document", "stylesheet"} and response.status not in REDIRECTS:
            responses.append(response)

    page.on("response", keep)
    page.goto(address)
    page.remove_listener("response", keep)
    return [_answer(response) for response in responses]


def _answer(response: Response) -> Answer:
    headers = HTTPMessage()
    for header in response.headers_array():
        headers[header["name"]] = header["value"]
    return Answer(response.url, headers, response.body(), response.status)


def _delivery_differences(
    answers: Sequence[Answer], path: str, files: Files, place: str, root: str
) -> Iterator[Difference]:
    """How a page and its style sheets differ, as Chromium receives them, from the files that `verify` was given."""
    sheets = [name for name in files if name.endswith(".css")]
    for answer, name in zip(answers, [path, *sheets * len(answers)], strict=False):
        # The page for missing pages names its style sheet by the address that the site was built for.
        if path != MISSING_PAGE or name == path or answer.address.startswith(root):
            if answer.data != files[name]:
                yield Difference("file", says="is another one where Chromium asks for it", file=name)
            yield from _response_differences(answer, name, root)
    if answers[0].address != place:
        yield Difference("header", "Location", answers[0].address, place, file=path)


def _response_differences(answer: Answer, path: str, root: str = "") -> Iterator[Difference]:
    """Status, type and headers with which a server says something else to Chromium."""
    if answer.status != OK and (path, answer.status) != (MISSING_PAGE, NOT_FOUND):
        yield Difference("file", says=f"is answered {answer.status} where Chromium asks for it", file=path)
    if sentence := other_kind(path, answer):
        yield Difference("unread", says=sentence, file=path)
    yield from header_differences({path: answer}, root)

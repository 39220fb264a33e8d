"""What Chromium is given at an address: a server may have other files for it than for `verify`."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from http.client import HTTPMessage
from typing import TYPE_CHECKING, Any, NamedTuple

from site_builder.verify.drift import Drift
from site_builder.verify.live.headers import header_drifts
from site_builder.verify.live.visit import NOT_FOUND
from site_builder.verify.live.web import Answer
from site_builder.verify.site.files import MISSING_PAGE
from site_builder.web import OK, REDIRECTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCUMENT, SHEET = "Document", "Stylesheet"


class Given(NamedTuple):
    """What was given in the end: what Chromium asked it for, the status under which it came, and the answer."""

    kind: str
    status: int
    answer: Answer


def given_to(page: Page) -> list[Given]:
    """The documents and style sheets that come from now on, as they come: later a script may keep them back."""
    given: list[Given] = []
    session = page.context.new_cdp_session(page)

    def keep(paused: Any) -> None:
        asked, status = {"requestId": paused["requestId"]}, paused.get("responseStatusCode")
        if status not in {None, *REDIRECTS}:
            heads = HTTPMessage()
            for head in paused["responseHeaders"]:
                heads[head["name"]] = head["value"]
            body = session.send("Fetch.getResponseBody", asked)["body"]
            given.append(
                Given(paused["resourceType"], status, Answer(paused["request"]["url"], heads, b64decode(body)))
            )
        session.send("Fetch.continueRequest", asked)

    session.on("Fetch.requestPaused", keep)
    patterns = [{"resourceType": kind, "requestStage": "Response"} for kind in (DOCUMENT, SHEET)]
    session.send("Fetch.enable", {"patterns": patterns})
    return given


def otherwise(given: Sequence[Given], path: str, data: bytes, place: str, view: str) -> Iterator[Drift]:
    """How what Chromium was given for a file differs from what stands at a place for whoever else asks."""
    if [each.answer.data for each in given] != [data]:
        yield Drift("file", says=f"is another one where Chromium asks for it ({view} window)", file=path)
    for _, status, answer in given:
        if (path, status) != (MISSING_PAGE, NOT_FOUND):
            yield from (replace(drift, file=path) for drift in refused(status, view))
        yield from header_drifts({path: answer})
        if answer.address != place:
            yield Drift("header", "Location", answer.address, place, file=path)


def refused(status: int, view: str) -> Iterator[Drift]:
    """That something comes under a status by which it is not there."""
    if status != OK:
        yield Drift("file", says=f"is answered {status} where Chromium asks for it ({view} window)")

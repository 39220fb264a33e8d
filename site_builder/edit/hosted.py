"""The door on a network, behind a council's own sign-in: a draft for each person, on the same pages.

A request must show the secret of the sign-in, name one person, and come from the form's own pages if it changes
something. What is not sure is refused.
"""

from __future__ import annotations

import asyncio
import mimetypes
import re
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from html import escape
from http import HTTPStatus
from threading import Lock
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Asked
from starlette.responses import Response
from starlette.routing import Route

from site_builder.build import shown_site
from site_builder.edit.app import Answer, App, Request
from site_builder.edit.door import HEADERS, LARGEST, read_form
from site_builder.edit.hosting import Hosting
from site_builder.edit.routes import answer
from site_builder.errors import Failure
from site_builder.kept import Kept
from site_builder.service.running import listening_at, settings

MOST_DRAFTS, MOST_AT_ONCE = 40, 100
BODY_SECONDS = 30.0
"""Seconds in which a form must be there."""
DRAFT = "draft"
"""What the path begins with at which colleagues read a draft."""
_BODY = re.compile(rb"<body[^>]*>")
_OWN = ("same-origin", "none", "")
_PAGE: Mapping[str, str] = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
}
"""The headers of the pages of a draft: they look as the public will see them, and run nothing."""


class Refusal(Exception):  # noqa: N818 (an answer, not a fault of ours)
    """A request that is not let in: the status, and a sentence."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


@dataclass
class Draft:
    """What one person changes: the form, and when it was asked last."""

    app: App
    used: float = field(default_factory=time.monotonic)
    site: tuple[int, Mapping[str, bytes]] = (-1, {})


@dataclass
class Drafts:
    """The draft of each person. `make` makes a form for one, `today` is the day that counts.

    Drafts are in memory: what nobody saved is gone when the program ends.
    """

    hosting: Hosting
    make: Callable[[str], App]
    today: Callable[[], date]
    saved: Callable[[str, str], None] = lambda _, __: None
    kept: Kept = field(default_factory=lambda: Kept(4000))
    _of: dict[str, Draft] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, person: str) -> Draft:
        """The draft of a person, begun if there is none. Raises Refusal where too many have one."""
        with self._lock:
            if person not in self._of:
                self._make_room()
                app = self.make(person)
                app.person, app.root = person, self.hosting.root
                app.share = f"{DRAFT}/{secrets.token_urlsafe(16)}/"
                app.saved = lambda names: self.saved(person, ", ".join(names))
                app.previews.kept = self.kept
                self._of[person] = Draft(app)
            found = self._of[person]
            found.used = time.monotonic()
            return found

    def _make_room(self) -> None:
        """Forget whoever asked longest ago and changed nothing."""
        if len(self._of) < MOST_DRAFTS:
            return
        idle = [(draft.used, person) for person, draft in self._of.items() if not draft.app.session.steps]
        if not idle:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Too many people are editing. Wait until one has saved.")
        del self._of[min(idle)[1]]

    def answer(self, person: str, request: Request) -> tuple[Answer, Mapping[str, str]]:
        """The answer to a person's request, and its headers."""
        draft = self.of(person)
        with draft.app.session.lock:
            draft.app.session.at_day(self.today())
        if request.path.startswith(f"{DRAFT}/"):
            return self._page(draft.app, request.path), _PAGE
        return answer(draft.app, request), HEADERS

    def _page(self, own: App, path: str) -> Answer:
        """A page of somebody's draft, as the public would read it."""
        with self._lock:
            owner = next((d for d in self._of.values() if path.startswith(d.app.share)), None)
        if owner is None:
            return own.sorry("There is no such draft: it was saved, or the program began anew.", HTTPStatus.NOT_FOUND)
        session, name = owner.app.session, path.removeprefix(owner.app.share)
        with session.lock:
            session.look()
            if session.loaded.registry is None:
                return own.sorry("This draft has errors, so there is no page yet.", HTTPStatus.CONFLICT)
            if owner.site[0] != session.number:
                owner.site = session.number, dict(shown_site(session.loaded.registry, session.on, kept=self.kept)[0])
        name = f"{name}index.html" if not name or name.endswith("/") else name
        if name not in owner.site[1]:
            return own.sorry("There is no such page in this draft.", HTTPStatus.NOT_FOUND)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        text = "; charset=utf-8" if kind.startswith("text/") else ""
        return Answer(HTTPStatus.OK, _marked(owner.site[1][name], owner.app.person), kind + text)


def _marked(page: bytes, person: str) -> bytes:
    """A page that says whose draft it is; what is no page stays."""
    banner = f'<aside aria-label="Draft"><p><b>Draft of {escape(person)}. Not published.</b></p></aside>'
    return _BODY.sub(lambda match: match[0] + banner.encode(), page, count=1)


# ---- who may ask


def person_of(hosting: Hosting, asked: Asked) -> str:
    """Who asks, if the request is let in. Raises Refusal."""
    if not hosting.is_of_sign_in(asked.headers.getlist(hosting.secret_header)):
        raise Refusal(HTTPStatus.FORBIDDEN, "This form is reached through the sign-in alone.")
    person = hosting.who(asked.headers.getlist(hosting.person))
    if not person:
        raise Refusal(HTTPStatus.UNAUTHORIZED, "The sign-in does not say who you are. Sign in, then come back.")
    if not hosting.may_edit(person):
        raise Refusal(HTTPStatus.FORBIDDEN, f"You are signed in as {person}, who may not edit this notice.")
    if f"://{asked.headers.get('host', '')}" != hosting.origin[hosting.origin.index("://") :]:
        raise Refusal(HTTPStatus.MISDIRECTED_REQUEST, "This form has another address.")
    if not asked.scope["path"].startswith(hosting.root):
        raise Refusal(HTTPStatus.NOT_FOUND, "There is no such page.")
    if not _is_own(hosting, asked):
        raise Refusal(HTTPStatus.FORBIDDEN, "Another page asked for this. Nothing was done.")
    return person


def _is_own(hosting: Hosting, asked: Asked) -> bool:
    """Whether a request comes from the form's own pages, or is a link that somebody follows."""
    site, origin = asked.headers.get("sec-fetch-site", ""), asked.headers.get("origin", "")
    if asked.method == "POST":
        return origin == hosting.origin and site in ("same-origin", "")
    follows = asked.headers.get("sec-fetch-mode") == "navigate" and asked.headers.get("sec-fetch-dest") == "document"
    return (site in _OWN or follows) and origin in ("", hosting.origin)


async def _body(asked: Asked) -> bytes:
    """The form that is sent. Raises Refusal where it is too large or too slow."""
    whole = bytearray()
    async for part in asked.stream():
        whole += part
        if len(whole) > LARGEST:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too much at once. Nothing was changed.")
    return bytes(whole)


# ---- the program that listens


def application(drafts: Drafts) -> Starlette:
    """The form, as what a server of ASGI runs."""
    hosting = drafts.hosting

    async def respond(asked: Asked) -> Response:
        try:
            person = person_of(hosting, asked)
            body = await asyncio.wait_for(_body(asked), BODY_SECONDS) if asked.method == "POST" else b""
            form, query = read_form(body.decode()), read_form(asked.scope["query_string"].decode("ascii"))
            path = asked.scope["path"].removeprefix(hosting.root)
            request = Request(asked.method.replace("HEAD", "GET"), path, query, form)
            found, headers = await run_in_threadpool(drafts.answer, person, request)
        except Refusal as refusal:
            return _refused(refusal.status, refusal.why)
        except TimeoutError:
            return _refused(HTTPStatus.REQUEST_TIMEOUT, "The form came too slowly. Nothing was changed.")
        except Failure as failure:
            return _refused(HTTPStatus.CONFLICT, str(failure))
        except (ValueError, ClientDisconnect):
            return _refused(HTTPStatus.BAD_REQUEST, "This is no form of ours. Nothing was done.")
        headers = {**headers, "Content-Type": found.kind}
        if found.location or found.status is HTTPStatus.SEE_OTHER:
            # The whole address, so that no path can be read as that of another host.
            headers["Location"] = hosting.address + quote(found.location.lstrip("/"), safe="/?=&#-._~%")
        return Response(found.body, found.status, headers)

    return Starlette(routes=[Route("/{path:path}", respond, methods=["GET", "POST"])])


def _refused(status: HTTPStatus, why: str) -> Response:
    return Response(f"{why}\n", status, {**HEADERS, "Content-Type": "text/plain; charset=utf-8", "Connection": "close"})


def run(drafts: Drafts, told: Callable[[int], None]) -> None:
    """Listen until told to end (SIGTERM, or Ctrl+C); `told` hears the port. Raises Failure where it cannot listen."""
    listening = listening_at(drafts.hosting.host, drafts.hosting.port)
    config = settings(application(drafts), http="h11", limit_concurrency=MOST_AT_ONCE)
    told(listening.getsockname()[1])
    with suppress(KeyboardInterrupt):
        asyncio.run(uvicorn.Server(config).serve([listening]))

"""The door on this computer: who may ask the form, and what a browser may do with its pages.

A request must name this computer as its host, bear the key of the address that was opened, and not come from a page of
somebody else.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Thread
from urllib.parse import parse_qs, quote, unquote, urlsplit

from site_builder.edit.app import HTML, Answer, App, Request
from site_builder.edit.fields import Form
from site_builder.edit.routes import answer
from site_builder.errors import Failure
from site_builder.loopback import LOOPBACK, LoopbackServer, serving

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LARGEST, MOST_FIELDS = 4_000_000, 50_000
"""The most bytes of a form, and the most values in it."""
_OWN = ("same-origin", "none", "")


class Door(LoopbackServer):
    """Lets this computer's browser ask the form. Raises Failure if the port is taken."""

    def __init__(self, app: App, port: int) -> None:
        self.app, self.key = app, secrets.token_urlsafe(24)
        app.root = f"/{self.key}/"
        super().__init__(port, _Handler)

    @property
    def address(self) -> str:
        """The address to open, with its key."""
        return f"http://{LOOPBACK}:{self.server_port}{self.app.root}"

    def refusal(self, path: str, headers: Mapping[str, str]) -> tuple[HTTPStatus, str] | None:
        """Why a request is not let in, None if it is."""
        if headers.get("Host", "") not in self.hosts:
            return HTTPStatus.MISDIRECTED_REQUEST, "This form is for this computer alone."
        if headers.get("Sec-Fetch-Site", "") not in _OWN:
            return HTTPStatus.FORBIDDEN, "Another page asked for this. Nothing was done."
        origin = headers.get("Origin", "")
        if origin and origin not in {f"http://{host}" for host in self.hosts}:
            return HTTPStatus.FORBIDDEN, "Another page asked for this. Nothing was done."
        if not secrets.compare_digest(path.split("/")[1].encode(), self.key.encode()):
            return HTTPStatus.FORBIDDEN, "Open the address that the program printed: it has a key."
        return None

    def answer(self, method: str, path: str, query: str, body: bytes) -> Answer:
        """The answer to a request that was let in."""
        try:
            form = read_form(body.decode())
        except ValueError:
            return self.app.sorry("This is no form of ours. Nothing was done.", HTTPStatus.BAD_REQUEST)
        return answer(self.app, Request(method, unquote(path.removeprefix(self.app.root)), read_form(query), form))


def read_form(text: str) -> Form:
    """What an address or a form says. Raises ValueError for too many fields."""
    return parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)


class _Handler(BaseHTTPRequestHandler):
    server: Door
    timeout = 60

    def do_GET(self) -> None:
        """Answer."""
        self._answer("GET", b"")

    def do_POST(self) -> None:
        """Answer a form."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "This is no form of ours. Nothing was done.")
        elif int(length) > LARGEST:
            self._refuse(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "That is too much at once: at most 4 million characters. Nothing was changed. Go back, and paste less.",
            )
        else:
            self._answer("POST", self.rfile.read(int(length)))

    def _answer(self, method: str, body: bytes) -> None:
        address = urlsplit(self.path)
        if refused := self.server.refusal(address.path or "/", dict(self.headers.items())):
            self._refuse(*refused)
            return
        found = self.server.answer(method, address.path, address.query, body)
        self.send_response(found.status)
        if found.location or found.status is HTTPStatus.SEE_OTHER:
            self.send_header("Location", self.server.app.root + quote(found.location, safe="/?=&#-._~%"))
        self._send(found.kind, found.body)

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True
        self.send_response(status)
        self._send("text/plain; charset=utf-8", why.encode())

    def _send(self, kind: str, body: bytes) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind or HTML)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing: addresses have the key."""


@contextmanager
def opened(app: App, ports: Sequence[int]) -> Iterator[Door]:
    """The form on the first free port. Raises Failure if all ports are taken."""
    with serving(lambda port: Door(app, port), ports) as door:
        Thread(target=_warm, args=(app,), daemon=True).start()
        yield door


def _warm(app: App) -> None:
    """Make the pages while somebody reads the first one, so that the first preview comes soon."""
    try:
        with app.session.lock:
            app.session.look()
            app.previews.warm()
    except Failure:
        # Whoever asks for a page is told.
        return

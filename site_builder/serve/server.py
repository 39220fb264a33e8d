"""The preview's web server: serves from memory, only to browsers on this computer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

from site_builder.errors import Failure
from site_builder.explanations import meanings
from site_builder.serve.bar import CHANGED, OWN, PAPER, RULE, SCRIPT, STYLE, nothing, overview, paper, rule, with_bar
from site_builder.serve.preview import Preview

LOOPBACK = "127.0.0.1"
PATIENCE = 20.0
"""Seconds after which a browser that waits for a change gets the answer that there is none yet, and asks again."""
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".csv": "text/csv",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
}
PLAIN = "application/octet-stream"
ASSETS = {path: Path(__file__).with_name(path.removeprefix(OWN)).read_bytes() for path in (STYLE, SCRIPT)}

Answer = tuple[HTTPStatus, str, bytes]
"""The status, the media type (for a redirect the address), and the content."""


class Server(ThreadingHTTPServer):
    """Answers requests from a preview. Raises Failure if the port is taken."""

    daemon_threads = True
    # On Windows that lets two programs have one port, and nobody knows which of them answers.
    allow_reuse_address = os.name == "posix"

    def __init__(self, preview: Preview, port: int) -> None:
        self.preview = preview
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            raise Failure(f"Port {port} is taken, perhaps by another preview: choose one with --port.") from error

    @property
    def address(self) -> str:
        """The address of the site's root."""
        return f"http://{LOOPBACK}:{self.server_port}{self.preview.shown.made.base}"

    def server_bind(self) -> None:
        """Bind as a plain TCP server does: an HTTP server looks up this computer's name, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that has gone: it may reload a page while another request waits."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # what it was given

    def is_asked_for(self, host: str) -> bool:
        """Whether the Host header names this computer, not a foreign name that somebody points here."""
        return host in {f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost")}

    def answer(self, path: str, query: str) -> Answer:
        """The answer to a request for a path."""
        if path.startswith(OWN):
            return self._own(path, query)
        site = self.preview.shown.made
        if not site.files:
            return _page(nothing(self.preview.shown))
        if not path.startswith(site.base):
            return HTTPStatus.FOUND, site.base, b""
        return self._file(path.removeprefix(site.base))

    def _own(self, path: str, query: str) -> Answer:
        shown = self.preview.shown
        if path in ASSETS:
            return HTTPStatus.OK, _type(path), ASSETS[path]
        if path == CHANGED:
            since = parse_qs(query).get("since", [""])[0]
            changed = self.preview.wait(int(since) if since.isdecimal() else 0, PATIENCE)
            return HTTPStatus.OK, _type(path), f"preview.{'reload' if changed else 'wait'}();\n".encode()
        if path == OWN:
            return _page(overview(shown))
        if (name := path.removeprefix(PAPER)) in shown.made.later and path.startswith(PAPER):
            return _page(paper(name, shown))
        if path.startswith(RULE) and (meaning := meanings().get(path.removeprefix(RULE))):
            return _page(rule(meaning, shown))
        return _page(overview(shown), HTTPStatus.NOT_FOUND)

    def _file(self, path: str) -> Answer:
        made = self.preview.shown.made
        files = made.files
        name = f"{path}index.html" if path.endswith("/") or not path else path
        if name in made.later:
            try:
                return HTTPStatus.OK, _type(name), made.later[name]()
            except Failure as failure:
                return _page(nothing(replace(self.preview.shown, made=replace(made, failure=str(failure)))))
        if name not in files and f"{path}/index.html" in files:
            return HTTPStatus.FOUND, f"{self.preview.shown.made.base}{path}/", b""
        if name not in files:
            return _page(with_bar(files["404.html"], self.preview.shown), HTTPStatus.NOT_FOUND)
        if name.endswith(".html"):
            return _page(with_bar(files[name], self.preview.shown))
        return HTTPStatus.OK, _type(name), files[name]


def _page(data: bytes, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return status, TYPES[".html"], data


def _type(path: str) -> str:
    return next((kind for ending, kind in TYPES.items() if path.endswith(ending)), PLAIN)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = 60

    def do_GET(self) -> None:
        """Answer."""
        self._answer(with_content=True)

    def do_HEAD(self) -> None:
        """Answer without the content."""
        self._answer(with_content=False)

    def _answer(self, *, with_content: bool) -> None:
        if not self.server.is_asked_for(self.headers.get("Host", "")):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        address = urlsplit(self.path)
        status, kind, data = self.server.answer(unquote(address.path), address.query)
        self.send_response(status)
        self.send_header("Location" if status is HTTPStatus.FOUND else "Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if with_content:
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def _on_one_of(preview: Preview, ports: Sequence[int]) -> Server:
    try:
        return Server(preview, ports[0])
    except Failure:
        if len(ports) == 1:
            raise
        return _on_one_of(preview, ports[1:])


@contextmanager
def serving(preview: Preview, ports: Sequence[int]) -> Iterator[Server]:
    """The server on the first free port, answering in its own threads. Raises Failure if all ports are taken."""
    with _on_one_of(preview, ports) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()

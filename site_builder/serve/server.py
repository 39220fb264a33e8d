"""The preview's web server: serves from memory, only to browsers on this computer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from site_builder import loopback
from site_builder.errors import Failure
from site_builder.explanations import meanings
from site_builder.loopback import LOOPBACK, LoopbackServer
from site_builder.serve.bar import CHANGED, OWN, PAPER, RULE, SCRIPT, STYLE, nothing, overview, paper, rule, with_bar
from site_builder.serve.preview import Preview

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


class Server(LoopbackServer):
    """Answers requests from a preview. Raises Failure if the port is taken."""

    def __init__(self, preview: Preview, port: int) -> None:
        self.preview = preview
        super().__init__(port, _Handler)

    @property
    def address(self) -> str:
        """The address of the site's root."""
        return f"http://{LOOPBACK}:{self.server_port}{self.preview.shown.made.base}"

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
        if self.headers.get("Host", "") not in self.server.hosts:
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


@contextmanager
def serving(preview: Preview, ports: Sequence[int]) -> Iterator[Server]:
    """The server on the first free port, answering in its own threads. Raises Failure if all ports are taken."""
    with loopback.serving(lambda port: Server(preview, port), ports) as server:
        yield server

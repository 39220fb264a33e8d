"""A web server on this computer that answers as it is told: well, badly, slowly, or never.

It answers on a free port of 127.0.0.1; what it answers may be exchanged while it runs.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"
ELSEWHERE = "/elsewhere"
"""Below it stands every body as it is: whoever follows a redirect gets what could be trusted."""
PATIENCE = 30.0
"""Seconds after which what hangs lets go."""
BLOCK = 1 << 16


@dataclass(frozen=True)
class Answer:
    """What is answered for one path: a body, a status, after how many seconds, and in which of WAYS."""

    body: bytes
    status: int = 200
    wait: float = 0
    way: str = "plainly"


class Server(ThreadingHTTPServer):
    """The server; `site` holds the answers by path, 404 for all else."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, certificate: Path | None) -> None:
        super().__init__((HOST, 0), _Handler)
        self.site: Mapping[str, Answer] = {}
        self.stopping = threading.Event()
        self._scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake is made in the thread of its request, so that one client cannot keep the others waiting.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def address(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"{self._scheme}://{HOST}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that go away: many cases make them."""


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """A server that runs until it is left; over TLS, where a certificate is given (PEM, with its key)."""
    server = Server(certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer as the site says."""
        self.close_connection = True
        answer = self.server.site.get(self.path.removeprefix(ELSEWHERE))
        if answer is None:
            self.send(404, b"Nothing is here.")
        elif self.path.startswith(ELSEWHERE):
            self.send(200, answer.body)
        else:
            self.server.stopping.wait(answer.wait)
            with suppress(OSError):
                WAYS[answer.way](self, answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is Python's
        """Keep quiet."""

    # ---- what the ways are made of

    def send(self, status: int, body: bytes, length: int | None = None, **headers: str) -> None:
        """A whole answer, or with another length than it says."""
        self.head(status, **{"Content_Length": str(len(body) if length is None else length), **headers})
        self.wfile.write(body)

    def head(self, status: int, **headers: str) -> None:
        """The lines before the body."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def hang(self) -> None:
        """Nothing more, for a long time."""
        self.wfile.flush()
        self.server.stopping.wait(PATIENCE)

    def drip(self, data: bytes) -> None:
        """A byte now and then."""
        for at in range(len(data)):
            self.wfile.write(data[at : at + 1])
            if self.server.stopping.wait(0.1):
                return

    def chunk(self, data: bytes) -> None:
        """One chunk of an answer that does not say how long it is."""
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))


def _redirect(status: int, to: Callable[[_Handler], str]) -> Callable[[_Handler, Answer], None]:
    return lambda handler, _: handler.send(status, b"", Location=to(handler))


def _other_host(handler: _Handler) -> str:
    return f"http://localhost:{handler.server.server_address[1]}{ELSEWHERE}{handler.path}"


def _hang(handler: _Handler, _: Answer) -> None:
    handler.hang()


def _hang_after_head(handler: _Handler, answer: Answer) -> None:
    handler.send(200, b"", len(answer.body))
    handler.hang()


def _hang_halfway(handler: _Handler, answer: Answer) -> None:
    handler.send(200, answer.body[: len(answer.body) // 2], len(answer.body))
    handler.hang()


def _drip(handler: _Handler, answer: Answer) -> None:
    handler.send(200, b"", len(answer.body))
    handler.drip(answer.body)


def _drip_head(handler: _Handler, _: Answer) -> None:
    handler.drip(b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 1000)


def _endless(handler: _Handler, answer: Answer) -> None:
    handler.head(200)
    handler.wfile.write(answer.body)
    while not handler.server.stopping.is_set():
        handler.wfile.write(b" " * BLOCK)


def _endless_head(handler: _Handler, _: Answer) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.stopping.is_set():
        handler.wfile.write(b"X-Padding: %b\r\n" % (b"x" * 1000))


def _chunked(handler: _Handler, answer: Answer) -> None:
    handler.head(200, Transfer_Encoding="chunked")
    for at in range(0, len(answer.body), 1000):
        handler.chunk(answer.body[at : at + 1000])
    handler.chunk(b"")


def _chunks_cut_off(handler: _Handler, answer: Answer) -> None:
    handler.head(200, Transfer_Encoding="chunked")
    handler.chunk(answer.body)


def _no_length(handler: _Handler, answer: Answer) -> None:
    handler.head(200)
    handler.wfile.write(answer.body)


def _speak_ssh(handler: _Handler, _: Answer) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")


WAYS: Mapping[str, Callable[[_Handler, Answer], None]] = {
    "plainly": lambda handler, answer: handler.send(answer.status, answer.body),
    "chunked": _chunked,
    "without a length": _no_length,
    "cut off": lambda handler, answer: handler.send(200, answer.body[:-1], len(answer.body)),
    "chunks cut off": _chunks_cut_off,
    "says it is a terabyte": lambda handler, answer: handler.send(200, answer.body, 1 << 40),
    "endless": _endless,
    "endless head": _endless_head,
    "hangs": _hang,
    "hangs after the head": _hang_after_head,
    "hangs halfway": _hang_halfway,
    "drips": _drip,
    "drips its head": _drip_head,
    "hangs up": lambda *_: None,
    "speaks no HTTP": _speak_ssh,
    "redirects to itself": _redirect(302, lambda handler: handler.path),
    "redirects on the site": _redirect(301, lambda handler: f"{ELSEWHERE}{handler.path}"),
    "redirects to another host": _redirect(302, _other_host),
    "redirects for good": _redirect(308, _other_host),
    "redirects after a form": _redirect(303, _other_host),
    "redirects for now": _redirect(307, _other_host),
}
"""How a body may be answered."""

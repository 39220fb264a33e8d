"""A web server for browsers on this computer alone: the first free port, and no foreign name for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Event, Thread
from typing import TypeVar

from site_builder.errors import Failure

LOOPBACK = "127.0.0.1"


class LoopbackServer(ThreadingHTTPServer):
    """Answers this computer, each request in a thread. Raises Failure if the port is taken."""

    daemon_threads = True
    # On Windows that lets two programs have one port, and nobody knows which of them answers.
    allow_reuse_address = os.name == "posix"

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        try:
            super().__init__((LOOPBACK, port), handler)
        except OSError as error:
            raise Failure(f"Port {port} is taken, perhaps by another preview: choose one with --port.") from error

    def server_bind(self) -> None:
        """Bind as a plain TCP server does: an HTTP server looks up this computer's name, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that has gone: it may reload a page while another request waits."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # what it was given

    @property
    def hosts(self) -> frozenset[str]:
        """What the Host header may be: this computer, not a foreign name that somebody points here."""
        return frozenset(f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost"))


S = TypeVar("S", bound=LoopbackServer)


def _on_one_of(make: Callable[[int], S], ports: Sequence[int]) -> S:
    try:
        return make(ports[0])
    except Failure:
        if len(ports) == 1:
            raise
        return _on_one_of(make, ports[1:])


@contextmanager
def serving(make: Callable[[int], S], ports: Sequence[int]) -> Iterator[S]:
    """The server on the first free port, answering in its own threads. Raises Failure if all ports are taken."""
    with _on_one_of(make, ports) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def until_stopped() -> None:
    """Wait for Ctrl+C, which raises KeyboardInterrupt; on Windows only between two waits."""
    while not Event().wait(0.5):
        pass

"""Running the service: it listens at once, lets nobody hold a line for ever, and ends without a lost answer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from site_builder.errors import Failure
from site_builder.service.app import Service, application
from site_builder.service.limits import NOT_DECIDED

MOST_CONNECTIONS = 200
HEAD_SECONDS = 5.0
"""Seconds in which the head of a request must be there: a line on which nobody asks is closed."""
DRAIN_SECONDS = 0.5
"""Seconds between being told to end and closing lines: each answer until then asks for its line to be closed."""
FINISH_SECONDS = 5
"""Seconds for what is still being answered then."""
FULL = f"There are too many connections. {NOT_DECIDED}\n".encode()
BUSY = b"\r\n".join(
    (
        b"HTTP/1.1 503 Service Unavailable",
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Length: %d" % len(FULL),
        b"Retry-After: 1",
        b"Connection: close",
        b"",
        FULL,
    )
)


class Line(H11Protocol):
    """A line of HTTP/1.1 that must bring the head of each request in time, and that is one of so many."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Begin to wait for a head; or say that there are too many lines."""
        super().connection_made(transport)
        # An answer goes out in two parts; without this the second waits for the caller's system to confirm the first.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.write(BUSY)
            transport.close()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """As it was; whoever has begun a head and not ended it is waited for no longer than before."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def settings(answers: ASGIApp, **more: Any) -> uvicorn.Config:
    """How each server of ours listens: it writes no log, names no software and trusts no header of a proxy's.

    `more` is what the server sets besides, in the words of uvicorn.
    """
    return uvicorn.Config(
        answers,
        access_log=False,  # an address may hold anything, such as the key of a draft
        log_config=None,
        log_level="critical",
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        loop="asyncio",
        timeout_graceful_shutdown=FINISH_SECONDS,
        **more,
    )


class Server(uvicorn.Server):
    """A server that, told to end, is red and closes lines with their answers first, and then ends with 0."""

    def __init__(self, service: Service) -> None:
        super().__init__(settings(application(service), http=Line))
        self._service = service
        self._loop: asyncio.AbstractEventLoop | None = None

    async def listen(self, listening: socket.socket, beside: Callable[[], Awaitable[None]]) -> None:
        """Answer whoever comes, with something that runs beside it, until told to end."""
        self._loop = asyncio.get_running_loop()
        reading = asyncio.ensure_future(beside())
        try:
            await self.serve([listening])
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 (as in uvicorn)
        """Begin to end; at the second time end at once. As the signal is not handed on, the program ends with 0."""
        if self._service.is_draining or self._loop is None:
            self.should_exit = self.force_exit = True
            return
        self.drain()

    def drain(self) -> None:
        """Begin to end: from any thread."""
        self._service.is_draining = True
        assert self._loop is not None  # noqa: S101 (it listens)
        self._loop.call_soon_threadsafe(self._loop.call_later, DRAIN_SECONDS, self._end)

    def _end(self) -> None:
        self.should_exit = True


def listening_at(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises Failure where the address or the port cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=MOST_CONNECTIONS)
    except OSError as error:
        raise Failure(f"It cannot listen at {host}, port {port}: {error.strerror}. Choose others.") from error


def run(service: Service, listening: socket.socket, beside: Callable[[], Awaitable[None]]) -> None:
    """Answer until told to end (SIGTERM, or Ctrl+C)."""
    asyncio.run(Server(service).listen(listening, beside))

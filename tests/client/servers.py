"""Web servers on this computer that answer as they should, or in some way as they should not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import sleep

Line = socket.socket
Reply = Callable[[Line], None]
LONG = 60.0
"""Seconds for which whoever hangs does so: far more than any deadline, and a test ends it before."""


@dataclass
class Server:
    """Serves files by path; `replies` come in place of these. `asked` are the heads of all requests."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """Of its `data/v1/`."""
        return f"http://127.0.0.1:{self.port}/data/v1/"

    @property
    def paths(self) -> list[str]:
        """What was asked for."""
        return [head.split(" ")[1] for head in self.asked]

    def answer(self, line: Line) -> None:
        """One request."""
        with suppress(OSError), line:
            head = _head(line)
            if not head:  # who asks has hung up
                return
            self.asked.append(head)
            path = head.split(" ")[1].lstrip("/")
            reply = self.replies.get(path) or self.replies.get("*")
            data = self.files.get(path)
            (reply or (ok(data) if data is not None else status(404)))(line)


@contextmanager
def serving(server: Server, wrap: Callable[[Line], Line] = lambda line: line) -> Iterator[Server]:
    """The server, answering; `wrap` what encrypts its lines."""
    listening = socket.create_server(("127.0.0.1", 0))
    server.port = listening.getsockname()[1]

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=work, args=(listening.accept()[0],), daemon=True).start()

    def work(line: Line) -> None:
        with suppress(OSError):
            server.answer(wrap(line))

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        server.ended.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _head(line: Line) -> str:
    data = b""
    while b"\r\n\r\n" not in data and (part := line.recv(4096)):
        data += part
    return data.decode("latin-1")


# ---- replies


def reply(code: int, data: bytes, *heads: str) -> Reply:
    """Whole, as long as it says."""
    return raw(code, data, f"Content-Length: {len(data)}", *heads)


def raw(code: int, data: bytes, *heads: str) -> Reply:
    """With these heads and no others."""
    head = "\r\n".join((f"HTTP/1.1 {code} Said", *heads, "", ""))
    return lambda line: line.sendall(head.encode() + data)


def ok(data: bytes) -> Reply:
    return reply(200, data)


def status(code: int, data: bytes = b"") -> Reply:
    return reply(code, data)


def redirect(code: int, where: str) -> Reply:
    return reply(code, b"", f"Location: {where}")


def hang(line: Line) -> None:
    """Say nothing, as long as the line is open."""
    line.settimeout(LONG)
    line.recv(1)


def hang_in(data: bytes) -> Reply:
    """Say half, then nothing."""

    def half(line: Line) -> None:
        ok(data)(_Half(line))  # type: ignore[arg-type] # all that is needed of a line
        hang(line)

    return half


class _Half:
    def __init__(self, line: Line) -> None:
        self._line = line

    def sendall(self, data: bytes) -> None:
        """The first half."""
        self._line.sendall(data[: len(data) // 2])


def drip(data: bytes) -> Reply:
    """A byte at a time, slowly."""

    def slowly(line: Line) -> None:
        line.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(data)}\r\n\r\n".encode())
        for at in range(len(data)):
            line.sendall(data[at : at + 1])
            sleep(0.02)

    return slowly


def drip_heads(line: Line) -> None:
    """The head of an answer that goes on and on, slowly."""
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        line.sendall(f"X-{number}: {number}\r\n".encode())
        sleep(0.02)


def drip_a_line(line: Line) -> None:
    """The first line of an answer, which never ends."""
    for _ in range(10_000):
        line.sendall(b"H")
        sleep(0.02)


def drip_a_chunk_head(line: Line) -> None:
    """What stands before a chunk, which never ends, slowly; nothing else will come over this line."""
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2;")
    for _ in range(10_000):
        line.sendall(b"x")
        sleep(0.02)


def endless(line: Line) -> None:
    """As fast as it goes, for ever."""
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        line.sendall(b" " * (1 << 16))


def endless_in_chunks(line: Line) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        line.sendall(b"10000\r\n" + b" " * (1 << 16) + b"\r\n")


def claims(length: int) -> Reply:
    """Says that it is so long, and sends little."""
    return raw(200, b"{}", f"Content-Length: {length}")


def truncated(data: bytes) -> Reply:
    """Says how long it is, and ends before."""
    return raw(200, data[: len(data) // 2], f"Content-Length: {len(data)}")


def truncated_chunks(data: bytes) -> Reply:
    return raw(200, b"%x\r\n%b" % (len(data), data[: len(data) // 2]), "Transfer-Encoding: chunked")


def long_chunk_heads(line: Line) -> None:
    """What stands before a chunk is longer than any reader takes."""
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;" + b"x" * (1 << 17) + b"\r\n{}\r\n0\r\n\r\n")


def close(_line: Line) -> None:
    """Hang up."""


def babble(line: Line) -> None:
    """What is no HTTP."""
    line.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")


PAGE = b"<!DOCTYPE html><html><title>Back soon</title><p>We are working on it.</html>"

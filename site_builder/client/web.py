"""One file at an address, over `https`; over `http` from this computer alone.

No redirect is followed and nothing compressed is asked for. Proxies are taken from the environment (`HTTPS_PROXY`,
`NO_PROXY`), as councils' networks need it: they see an encrypted line.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, quote, urlsplit

from site_builder.client.causes import Untrusted

OK = 200
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PART = 1 << 16
HERE = frozenset({"127.0.0.1", "localhost"})
"""Where `http` is enough: this computer."""
HEADERS = {"Accept": "*/*", "User-Agent": "site-builder", "Connection": "close"}


class Page:
    """The file at a path below an address, to be there before a time (as `time.monotonic` tells it)."""

    def __init__(self, root: str, path: str, until: float) -> None:
        self._address = root + quote(path)
        self._until = until
        self._line: HTTPConnection | None = None
        self._socket: socket.socket | None = None

    def content(self, most: int) -> bytes:
        """All of it, from this address and no other, and as long as it says. Raises Untrusted."""
        with ExitStack() as closing:
            return self._content(self._answer(closing), most)

    def cut(self) -> None:
        """Whoever still waits for the line hears that it is closed."""
        # While a proxy is still asked to let us through, only the line has a socket.
        held = self._socket or (self._line.sock if self._line else None)
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def _content(self, answer: HTTPResponse, most: int) -> bytes:
        if answer.status != OK:
            raise Untrusted("redirected" if answer.status in REDIRECTS else "wrong_status")
        said = answer.length
        if said is not None and said > most:
            raise Untrusted("too_large")
        data = b"".join(self._parts(answer, most))
        if said is not None and len(data) < said:
            raise Untrusted("truncated")
        return data

    def _answer(self, closing: ExitStack) -> HTTPResponse:
        try:
            parts = _split(self._address)
            line = _line(parts, max(0.01, self._until - time.monotonic()))
            closing.callback(line.close)
            self._line = line
            line.connect()
            self._socket = line.sock
            line.request("GET", parts.path, headers=HEADERS)
            answer = line.getresponse()
        except TimeoutError as error:
            raise Untrusted("too_slow") from error
        except (OSError, ValueError) as error:
            raise Untrusted("unreachable") from error
        except HTTPException as error:
            raise Untrusted("wrong_status") from error
        closing.callback(answer.close)
        return answer

    def _parts(self, answer: HTTPResponse, most: int) -> Iterator[bytes]:
        try:
            while part := answer.read1(PART):
                most -= len(part)
                if most < 0:
                    raise Untrusted("too_large")
                if time.monotonic() > self._until:
                    raise Untrusted("too_slow")
                yield part
        except TimeoutError as error:
            raise Untrusted("too_slow") from error
        except (OSError, ValueError, HTTPException) as error:
            raise Untrusted("truncated") from error


def _split(address: str) -> SplitResult:
    """The parts of an address that may be asked. Raises ValueError for any other."""
    # What is not printed would be left out by the next line without a word.
    if not (address.isascii() and address.isprintable()) or " " in address:
        raise ValueError("This is no address.")
    parts = urlsplit(address)
    is_ours = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not (is_ours and parts.hostname and parts.path) or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("This is no address that may be asked.")
    return parts


def _line(parts: SplitResult, seconds: float) -> HTTPConnection:
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":
        return HTTPConnection(host, port, timeout=seconds)
    trust = ssl.create_default_context()
    proxy = _proxy(host)
    if proxy is None:
        return HTTPSConnection(host, port, timeout=seconds, context=trust)
    line = HTTPSConnection(proxy.hostname or "", proxy.port or 80, timeout=seconds, context=trust)
    line.set_tunnel(host, port)
    return line


def _proxy(host: str) -> SplitResult | None:
    from urllib.request import getproxies, proxy_bypass

    named = getproxies().get("https")
    return urlsplit(named) if named and not proxy_bypass(host) else None

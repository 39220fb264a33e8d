"""One file at an address over http.client: no redirect is followed, nothing compressed is asked for."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote

from site_builder.client.failure_codes import Untrusted
from site_builder.web import OK, PART, REDIRECTS, line, split

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
        """Whoever still waits for the line hears that it is closed. Once, after the time is over."""
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
            parts = split(self._address)
            opened = line(parts, max(0.01, self._until - time.monotonic()))
            closing.callback(opened.close)
            self._line = opened
            opened.connect()
            self._socket = opened.sock
            # Whoever cuts does so once: until now there may have been nothing to cut.
            if time.monotonic() > self._until:
                raise Untrusted("too_slow")
            opened.request("GET", parts.path, headers=HEADERS)
            answer = opened.getresponse()
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
                yield part
        except TimeoutError as error:
            raise Untrusted("too_slow") from error
        except (OSError, ValueError, HTTPException) as error:
            raise Untrusted("truncated") from error

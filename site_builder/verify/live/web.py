"""What stands at an address, as a reader is given it: redirects followed, compression undone, all of it bounded.

What cannot be had, or is not what its name says, raises WebError: nothing is left out silently.
"""

from __future__ import annotations

import re
import socket
import zlib
from collections.abc import Collection, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage
from ssl import SSLSocket
from threading import Timer
from typing import BinaryIO
from urllib.parse import quote, urldefrag, urlsplit

from site_builder.core.failure import shown
from site_builder.verify.live.answered import AnswerError, has_ended, read_body, read_head
from site_builder.verify.page.address import resolved
from site_builder.verify.trust import VerifyError
from site_builder.web import OK, REDIRECTS, line, split

SECONDS = 30.0
"""For one file."""
GRACE = 1.0
"""Seconds that a server may take to hang up."""
LARGEST = 64 << 20
"""Bytes of one file, before and after compression is undone."""
MOST_REDIRECTS = 5
GONE = frozenset({404, 410})
GZIP = 16 + zlib.MAX_WBITS
ROOM = 1 << 10
"""So many bytes may what is compressed be longer than what it was."""
_GZIP_HEAD = re.compile(rb"(?s)\x1f\x8b\x08(?:\0.{6}|\x08.{6}[^\0]{0,255}\0)")
"""How it begins: with the name of a file, or with nothing (RFC 1952, 2.3)."""
ASKED = {"Accept": "*/*", "Accept-Encoding": "gzip", "User-Agent": "site-builder", "Connection": "close"}


class WebError(VerifyError):
    """What stands at an address could not be had; the text is a sentence."""


class GoneError(WebError):
    """The server says that nothing is there."""


class TooLargeError(WebError):
    """What stands there has more bytes than were wanted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered in the end: by which address, with which headers, and what was read, uncompressed.

    If it has not `ended`, the server keeps the line, and may send more.
    """

    address: str
    headers: HTTPMessage
    data: bytes
    ended: bool = True

    @property
    def type(self) -> str:
        """The media type, without its parameters, in small letters."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""


def fetch(
    address: str, most: int = LARGEST, seconds: float = SECONDS, also: Collection[int] = (), gone: Collection[int] = ()
) -> Answer:
    """The file at an address; `also` are statuses beside 200 under which it may come. Raises WebError.

    `gone` are statuses beside those of HTTP that say that nothing is there.
    """
    asked = urldefrag(address).url
    led: set[str] = set()
    for _ in range(MOST_REDIRECTS + 1):
        found = _Asked(asked, most, seconds, {OK, *also}, {*GONE, *gone}).answer()
        if isinstance(found, Answer):
            return found
        _check_redirect(asked, found)
        led.add(asked)
        if found in led:
            raise WebError(f"{shown(asked)} leads back to {shown(found)}, which is another page to who asks once.")
        asked = found
    raise WebError(f"{shown(address)} leads from one address to the next, more than {MOST_REDIRECTS} times.")


def _check_redirect(asked: str, found: str) -> None:
    """Whether a redirect stays where nobody listens in: from https it leads to https alone."""
    try:
        scheme = split(found.partition("?")[0]).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"https", urlsplit(asked).scheme}:
        raise WebError(f"{shown(asked)} leads to {shown(found)}, and only https addresses are asked.")


def at(root: str, path: str) -> str:
    """The address of a published file: pages are read where people read them, in their folder."""
    folder, _, name = path.rpartition("/")
    return root + quote(f"{folder}/" * bool(folder) if name == "index.html" else path)


def root_of(address: str) -> str:
    """Where a site begins, by an address that somebody typed. Raises WebError where it is none that may be asked."""
    bare = urldefrag(address).url.removesuffix("index.html").removesuffix("data/v1/")
    root = bare if bare.endswith("/") else f"{bare}/"
    try:
        split(root)
    except ValueError as error:
        raise WebError(
            f"{shown(address)} is not asked: give an address that begins with https:// and has no question mark and no "
            "name of a user."
        ) from error
    return root


class _Asked:
    """One question to one server."""

    def __init__(self, address: str, most: int, seconds: float, good: Collection[int], gone: Collection[int]) -> None:
        self._address, self._most, self._seconds, self._good, self._gone = address, most, seconds, good, gone
        self._late = False

    def answer(self) -> Answer | str:
        """What it answers, or the address that it sends on to."""
        with ExitStack() as closing:
            try:
                sock = self._open(closing)
                return self._read(sock, closing.enter_context(sock.makefile("rb")))
            except (OSError, ValueError, HTTPException, zlib.error) as error:
                raise self._failed(error) from error

    def _open(self, closing: ExitStack) -> socket.socket:
        path, _, query = self._address.partition("?")
        parts = split(path)
        opened = line(parts, self._seconds)
        closing.callback(opened.close)
        watch = Timer(self._seconds, self._cut, (opened,))
        closing.callback(watch.cancel)
        watch.start()
        opened.request("GET", parts.path + (f"?{query}" if query else ""), headers=ASKED)
        if isinstance(opened.sock, SSLSocket):
            opened.sock.suppress_ragged_eofs = False  # type: ignore[attr-defined] # it is there; what is cut off is not whole
        return opened.sock

    def _cut(self, opened: HTTPConnection) -> None:
        self._late = True
        with suppress(AttributeError, OSError):  # there may be none yet
            opened.sock.shutdown(socket.SHUT_RDWR)

    def _failed(self, error: Exception) -> WebError:
        place = shown(self._address)
        if self._late or isinstance(error, TimeoutError):
            return WebError(f"{place} took longer than {self._seconds:g} seconds.")
        if isinstance(error, zlib.error):
            return WebError(f"{place} says that it is compressed, and is not.")
        if isinstance(error, AnswerError):
            return WebError(f"{place} {error}")
        if isinstance(error, HTTPException):
            return WebError(f"{place} is no web server, or broke off.")
        if isinstance(error, OSError):
            return WebError(f"{place} cannot be reached: {error.strerror or error}.")
        return WebError(f"{place} is not asked: only https addresses are, and http on this computer.")

    def _read(self, sock: socket.socket, file: BinaryIO) -> Answer | str:
        place = shown(self._address)
        head = read_head(file)
        if head.status in REDIRECTS:
            return urldefrag(resolved(self._address, head.one("Location") or "")).url
        if head.status in self._gone and head.status not in self._good:
            raise GoneError(f"{place} is not there: the server answers {head.status}.")
        if head.status not in self._good:
            raise WebError(f"{place} is not given: the server answers {head.status}.")
        data = read_body(file, head, self._most + 1)
        if self._late:
            raise TimeoutError
        if len(data) > self._most:
            raise self._too_large()
        sock.settimeout(GRACE)
        plain = self._plain(data, head.one("Content-Encoding") or "")
        return Answer(self._address, head.headers, plain, has_ended(file))

    def _plain(self, data: bytes, coding: str) -> bytes:
        if coding in {"", "identity"}:
            return data
        if coding != "gzip":
            raise WebError(f"{shown(self._address)} is compressed by {shown(coding)!r}, which nobody asked for.")
        unpacking = zlib.decompressobj(GZIP)
        plain = unpacking.decompress(data, self._most)
        if unpacking.unconsumed_tail:
            raise self._too_large()
        if not unpacking.eof or unpacking.unused_data:
            raise zlib.error
        if len(data) > len(plain) + ROOM or not _GZIP_HEAD.match(data):
            raise WebError(f"{shown(self._address)} is compressed in a way that some programs do not undo.")
        return plain

    def _too_large(self) -> TooLargeError:
        return TooLargeError(f"{shown(self._address)} is larger than {self._most:,} bytes.")


def leads_elsewhere(asked: str, answer: Answer) -> str:
    """A sentence where another address answered than was asked; '' where the same did."""
    if answer.address == urldefrag(asked).url:
        return ""
    other = urlsplit(answer.address).netloc != urlsplit(asked).netloc
    return f"{shown(asked)} leads to {shown(answer.address)}{', at another host' if other else ''}."


Answers = Mapping[str, Answer]
"""By the path below the site's root."""

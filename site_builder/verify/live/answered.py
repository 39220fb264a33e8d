"""What a web server answers, read in one way: where readers part over its form it is not read at all.

What is taken is what servers write: HTTP/1 without folded lines, extensions and trailers, of one length (RFC 9112).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import BinaryIO

LONGEST, LONGEST_LINE, MOST_LINES = 1 << 13, 8_000, 64
"""Bytes of a head and of one line of it with its end, and headers: of longer heads some readers read nothing."""
BROKEN = "is no web server, or broke off."

_STATUS = re.compile(r"HTTP/1\.([01]) ([1-9][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]{0,999})?")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)")
_LENGTH = re.compile(r"[0-9]{1,18}")
_SIZE = re.compile(r"[0-9A-Fa-f]{1,15}")
_ONCE = ("Content-Disposition", "Location")
"""Of two of these browsers show nothing, and other readers take one."""


class AnswerError(HTTPException):
    """It broke off, or cannot be read in one way; the text follows an address in a sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before a file: whether it is HTTP/1.1, and no older, the status, and the headers."""

    is_new: bool
    status: int
    headers: HTTPMessage

    def one(self, name: str) -> str | None:
        """What a header says that may stand there once. Raises AnswerError for two."""
        values = self.headers.get_all(name, [])
        if len(values) > 1:
            raise AnswerError(f"is answered with two headers {name}, of which readers take one or the other.")
        return str(values[0]) if values else None


def read_head(file: BinaryIO) -> Head:
    """The head of the answer, also of one that only comes ahead (1xx): some take that for all. Raises AnswerError."""
    first = _line(file)
    found = _STATUS.fullmatch(first)
    if not found:
        raise AnswerError(BROKEN)
    head = Head(found[1] == "1", int(found[2]), _headers(file, LONGEST - len(first)))
    for name in _ONCE:
        head.one(name)
    return head


def _headers(file: BinaryIO, left: int) -> HTTPMessage:
    """The headers, in so many bytes without the ends of lines."""
    headers = HTTPMessage()
    for _ in range(MOST_LINES + 1):
        line = _line(file)
        left -= len(line)
        if left < 0:
            raise AnswerError(f"is answered with headers of more than {LONGEST:,} bytes.")
        if not line:
            return headers
        found = _HEADER.fullmatch(line)
        if not found:
            raise AnswerError("is answered with a line that is no header, after which readers part.")
        headers.add_header(found[1], found[2].lstrip(" \t"))  # some readers take a last blank for a part of it
    raise AnswerError(f"is answered with more than {MOST_LINES} headers.")


def read_body(file: BinaryIO, head: Head, enough: int) -> bytes:
    """What follows its head, as long as that says, or as much as is enough of it. Raises AnswerError."""
    coding, said = head.one("Transfer-Encoding"), head.one("Content-Length")
    if coding is not None:
        if coding != "chunked" or said is not None or not head.is_new:
            raise AnswerError("is sent in parts in a way that readers join in several ways.")
        return b"".join(_chunks(file, enough))
    if said is None:
        return file.read(enough)
    if not _LENGTH.fullmatch(said):
        raise AnswerError("says how long it is in a way that readers count in several ways.")
    return _whole(file, min(int(said), enough))


def has_ended(file: BinaryIO) -> bool:
    """Whether the server has hung up, as it was asked to (RFC 9112, 9.6). Raises AnswerError where more comes.

    Some readers take that for a part of the answer, or for the next one.
    """
    try:
        more = file.read(1)
    except TimeoutError:
        return False
    except OSError:
        return True
    if more:
        raise AnswerError("goes on behind its end, and some readers take that for a part of it.")
    return True


def _chunks(file: BinaryIO, enough: int) -> Iterator[bytes]:
    while size := _size(file):
        yield _whole(file, min(size, enough))
        if size >= enough:
            return
        enough -= size
        _end(file)
    _end(file)


def _whole(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise AnswerError(BROKEN)
    return data


def _size(file: BinaryIO) -> int:
    line = _line(file)
    if not _SIZE.fullmatch(line):
        raise AnswerError("is sent in parts of which readers read the sizes in several ways.")
    return int(line, 16)


def _end(file: BinaryIO) -> None:
    if _line(file):
        raise AnswerError("is sent in parts that do not end where they say.")


def _line(file: BinaryIO) -> str:
    """The next line without its end, which is CRLF: some readers take others too, and some do not."""
    line = file.readline(LONGEST_LINE)
    if not line.endswith(b"\r\n"):
        raise AnswerError(BROKEN)
    return line.removesuffix(b"\r\n").decode("latin-1")

"""The form of an answer: what is read in one way by all, and what is not read at all because readers part over it."""

from __future__ import annotations

import gzip
import socket
import struct
from time import sleep

import pytest

from site_builder.verify.live import web
from site_builder.verify.live.answered import LONGEST, MOST_LINES
from site_builder.verify.live.web import TooLargeError, WebError, fetch
from tests.client.servers import LONG, Line, Server, hang, serving

PAGE = b"<!doctype html><title>Who we share with</title>"
LIE = b"<!doctype html><title>Whom we share with</title>"
SIZE = b"Content-Length: %d\r\n" % len(PAGE)
PARTS = b"Transfer-Encoding: chunked\r\n"
OK = b"HTTP/1.1 200 OK\r\n"


LONG_LINE = b"X:" + b"y" * (8_000 - len(b"X:\r\n")) + b"\r\n"
LAST_LINE = b"X:" + b"y" * (LONGEST - len(OK.strip() + LONG_LINE.strip() + b"X:")) + b"\r\n"


def in_parts(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def got(answer: bytes, most: int = 1 << 20) -> bytes:
    with serving(Server(replies={"page": lambda line: line.sendall(answer)})) as server:
        return fetch(f"http://127.0.0.1:{server.port}/page", most, LONG).data


WHOLE = in_parts(PAGE)
GOOD = {
    "a length": OK + SIZE + b"\r\n" + PAGE,
    "neither a length nor parts": OK + b"\r\n" + PAGE,
    "no reason": b"HTTP/1.1 200\r\n" + SIZE + b"\r\n" + PAGE,
    "an empty reason": b"HTTP/1.1 200 \r\n" + SIZE + b"\r\n" + PAGE,
    "an older server": b"HTTP/1.0 200 OK\r\n\r\n" + PAGE,
    "parts": OK + PARTS + b"\r\n" + in_parts(PAGE[:9], PAGE[9:]),
    "sizes in capitals": OK + PARTS.replace(b"T", b"t") + b"\r\n" + WHOLE.replace(b"2f", b"002F"),
    "spaces before a value": OK + SIZE.replace(b" ", b" \t") + b"\r\n" + PAGE,
    "spaces behind one": OK + SIZE + b"X: y \t\r\n\r\n" + PAGE,
    "a reason in other letters": OK.replace(b"OK", b"\tc\xe1") + SIZE + b"\r\n" + PAGE,
    "no space before it": OK + SIZE.replace(b" ", b"") + b"\r\n" + PAGE,
    "as many headers as may be": OK + SIZE + b"X: y\r\n" * (MOST_LINES - 1) + b"\r\n" + PAGE,
    "a head as long as it may be": OK + LONG_LINE + LAST_LINE + b"\r\n" + PAGE,
    "a reason as long as it may be": OK.replace(b"OK", b"y" * 999) + SIZE + b"\r\n" + PAGE,
    "other letters": OK + SIZE + b"X-A: caf\xe9\r\n\r\n" + PAGE,
}


@pytest.mark.parametrize("name", GOOD)
def test_what_all_read_alike_is_read(name: str) -> None:
    assert got(GOOD[name]) == PAGE


NO_SERVER = "is no web server, or broke off."
NO_HEADER = "is answered with a line that is no header, after which readers part."
COUNTED = "says how long it is in a way that readers count in several ways."
JOINED = "is sent in parts in a way that readers join in several ways."
SIZES = "is sent in parts of which readers read the sizes in several ways."
END = "is sent in parts that do not end where they say."

BAD = {
    NO_SERVER: [
        *(
            b"HTTP/1.1\t200 302 Found\r\n",
            b"HTTP/1.1\xa0200 302 Found\r\n",
            b"HTTP/1.1  200 OK\r\n",
            b"HTTP/1.1 200\tOK\r\n",
        ),
        *(b"HTTP/1.1 2_00 OK\r\n", b"HTTP/1.1 +200 OK\r\n", b"HTTP/1.1 0200 OK\r\n", b"HTTP/1.1 020 OK\r\n"),
        *(b"HTTP/1.2 200 OK\r\n", b"HTTP/2 200 OK\r\n", b"http/1.1 200 OK\r\n", b" HTTP/1.1 200 OK\r\n", b"\r\n" + OK),
        *(b"HTTP/1.1 200 OK\n", b"HTTP/1.1 200 O\rK\r\n", b"ICY 200 OK\r\n", b"HTTP/1.1 200 OK\0\r\n"),
        *(b"HTTP/1.1 200 " + b"y" * 1_000 + b"\r\n", b"HTTP/1.1 200 O\x0bK\r\n", b"HTTP/1.1 200 O\x7fK\r\n"),
        *(OK + b"X: y\n", OK + b"y" + LONG_LINE),
    ],
    NO_HEADER: [
        *(
            OK + line + b"\r\n"
            for line in (b"Refresh", b"Refresh : 0", b"Refresh\t: 0", b": 0", b"X-A: b\rc", b"X-A: b\r")
        ),
        *(OK + b"X-A: " + sign + b"\r\n" for sign in (b"\0", b"\x0b", b"\x1b[8m", b"\x7f")),
        *(OK + b"X-A: b\r\n c\r\n", OK + b"\xc3\xa9: b\r\n"),
    ],
    COUNTED: [
        OK + b"Content-Length: %b\r\n" % said
        for said in (b"+47", b"4_7", b"47, 47", b"-1", b"0x2f", b"", b"\xb9", b"0" * 17 + b"47", b"47 ")
    ],
    JOINED: [
        b"HTTP/1.0 200 OK\r\n" + PARTS,
        OK + b"Content-Length: 3\r\n" + PARTS,
        *(
            OK + b"Transfer-Encoding: %b\r\n" % said
            for said in (b"identity, chunked", b"gzip", b"chunked, chunked", b"identity", b"", b"chunked\t", b"Chunked")
        ),
    ],
    "is answered with two headers Content-Length, of which readers take one or the other.": [
        OK + b"Content-Length: 5\r\n" * 2
    ],
    "is answered with two headers Transfer-Encoding, of which readers take one or the other.": [OK + PARTS * 2],
    "is answered with two headers Content-Encoding, of which readers take one or the other.": [
        OK + b"Content-Encoding: gzip\r\nContent-Encoding: identity\r\n"
    ],
    "is answered with two headers Location, of which readers take one or the other.": [
        *(line + b"Location: /a\r\nLocation: /b\r\n" for line in (OK, b"HTTP/1.1 302 Found\r\n"))
    ],
    "is answered with two headers Content-Disposition, of which readers take one or the other.": [
        OK + b"Content-Disposition: inline; filename=a\r\nContent-Disposition: inline; filename=b\r\n"
    ],
    "is answered with headers of more than 8,192 bytes.": [
        OK + LONG_LINE + b"y" + LAST_LINE,
        OK + (b"X:" + b"y" * 5000 + b"\r\n") * 2,
    ],
    f"is answered with more than {MOST_LINES} headers.": [OK + b"X: y\r\n" * (MOST_LINES + 1)],
    "is compressed by 'x-gzip', which nobody asked for.": [OK + b"Content-Encoding: x-gzip\r\n"],
    "is compressed by 'gzip?', which nobody asked for.": [OK + b"Content-Encoding: gzip\xa0\r\n"],
    "is compressed by 'GZIP', which nobody asked for.": [OK + b"Content-Encoding: GZIP\r\n"],
    "is compressed by 'gzip ', which nobody asked for.": [OK + b"Content-Encoding: gzip \r\n"],
    "is compressed by 'gzip, gzip', which nobody asked for.": [OK + b"Content-Encoding: gzip, gzip\r\n"],
    "is not given: the server answers 101.": [b"HTTP/1.1 101 Switched\r\n\r\n" + OK],
    "is not given: the server answers 103.": [b"HTTP/1.1 103 Early Hints\r\nRefresh: 0\r\n\r\n" + OK + SIZE],
}


@pytest.mark.parametrize(("said", "head"), [(said, head) for said, heads in BAD.items() for head in heads])
def test_a_head_that_readers_take_in_several_ways_is_not_read(said: str, head: bytes) -> None:
    with pytest.raises(WebError) as found:
        got(head + b"\r\n" + PAGE)
    assert str(found.value).endswith(f"/page {said}")


@pytest.mark.parametrize("head", [SIZE, PARTS])
@pytest.mark.parametrize("more", [LIE, b"\n"])
def test_more_behind_an_answer_is_told(head: bytes, more: bytes) -> None:
    """Some readers take it for a part of the answer, and some fail."""
    with pytest.raises(WebError) as found:
        got(OK + head + b"\r\n" + (PAGE if head == SIZE else WHOLE) + more)
    assert str(found.value).endswith("/page goes on behind its end, and some readers take that for a part of it.")


@pytest.mark.parametrize(("late", "ended"), [(0.2, True), (2, False)])
def test_whether_a_server_hangs_up_is_known_and_not_waited_for_long(late: float, ended: bool) -> None:
    """One that does not may send a second answer, which browsers take for that to their next question."""

    def stay(line: Line) -> None:
        line.sendall(OK + SIZE + b"\r\n" + PAGE)
        sleep(web.GRACE * late)

    with serving(Server(replies={"page": stay})) as server:
        found = fetch(f"http://127.0.0.1:{server.port}/page", seconds=LONG)
    assert (found.data, found.ended) == (PAGE, ended)


def test_a_server_that_breaks_off_behind_its_end_has_hung_up() -> None:
    def reset(line: Line) -> None:
        line.sendall(OK + SIZE + b"\r\n" + PAGE)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with serving(Server(replies={"page": reset})) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/page").ended


ODD_PARTS = {
    "a bare line feed after a part": (WHOLE.replace(b">\r\n", b">\n"), NO_SERVER),
    "a bare line feed after a size": (WHOLE.replace(b"2f\r", b"2f"), NO_SERVER),
    "more in a part": (WHOLE.replace(b">\r\n", b">>\r\n"), END),
    "an extension": (b"2f;a=b" + WHOLE[2:], SIZES),
    "a space": (b"2f " + WHOLE[2:], SIZES),
    "a sign": (b"+2f" + WHOLE[2:], SIZES),
    "a line between digits": (b"2_f" + WHOLE[2:], SIZES),
    "no size": (b"\r\n" + WHOLE, SIZES),
    "a size of many digits": (b"0" * 14 + WHOLE, SIZES),
    "a trailer": (WHOLE.removesuffix(b"\r\n") + b"Refresh: 0\r\n\r\n", END),
    "no last line": (WHOLE.removesuffix(b"\r\n"), NO_SERVER),
    "no last part": (WHOLE.removesuffix(b"0\r\n\r\n"), NO_SERVER),
    "a part that is cut": (WHOLE[:20], NO_SERVER),
    "a part that would be too large": (b"ffffffff" + WHOLE[2:], NO_SERVER),
}


@pytest.mark.parametrize("name", ODD_PARTS)
def test_parts_that_readers_join_in_several_ways_are_not_read(name: str) -> None:
    body, said = ODD_PARTS[name]
    with pytest.raises(WebError) as found:
        got(OK + PARTS + b"\r\n" + body)
    assert str(found.value).endswith(f"/page {said}")


def test_a_file_may_be_as_large_as_it_may_and_no_larger() -> None:
    halves = in_parts(PAGE[:9], PAGE[9:])
    for answer in (
        OK + SIZE + b"\r\n" + PAGE,
        OK + b"\r\n" + PAGE,
        *(OK + PARTS + b"\r\n" + body for body in (WHOLE, halves)),
    ):
        assert got(answer, len(PAGE)) == PAGE
        with pytest.raises(TooLargeError):
            got(answer, len(PAGE) - 1)


def test_what_is_too_large_is_not_waited_for() -> None:
    for body in (b"2f\r\n" + PAGE, b"9\r\n%b\r\n26\r\n%b" % (PAGE[:9], PAGE[9:])):
        with pytest.raises(TooLargeError):
            got(OK + PARTS + b"\r\n" + body, len(PAGE) - 1)


def test_what_does_not_say_how_long_it_is_and_does_not_end_is_not_taken_for_whole() -> None:
    def stall(line: Line) -> None:
        line.sendall(OK + b"\r\n" + PAGE)
        hang(line)

    with (
        serving(Server(replies={"page": stall})) as server,
        pytest.raises(WebError, match=r"took longer than 0\.2 sec"),
    ):
        fetch(f"http://127.0.0.1:{server.port}/page", seconds=0.2)


def test_what_is_compressed_in_parts_is_undone() -> None:
    packed = gzip.compress(PAGE)
    assert got(OK + PARTS + b"Content-Encoding:\tgzip\r\n\r\n" + in_parts(packed[:5], packed[5:])) == PAGE


@pytest.mark.parametrize(
    ("where", "asked"),
    [(b"/a/%2e%2e/there", "/there"), (b"a/../there", "/there"), (b"/there?a=/../b", "/there?a=/../b")],
)
def test_a_redirect_is_followed_as_browsers_follow_it(where: bytes, asked: str) -> None:
    sent = b"HTTP/1.1 302 Found\r\nLocation: %b\r\n\r\n" % where
    with serving(Server({asked[1:]: PAGE}, {"page": lambda line: line.sendall(sent)})) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/page").data == PAGE
        assert server.paths == ["/page", asked]


@pytest.mark.parametrize("where", [rb"/\council.example/", rb"\\council.example/page", b"http:page"])
def test_a_redirect_to_another_host_in_other_signs_is_not_followed(where: bytes) -> None:
    with pytest.raises(WebError, match=r"and only https addresses are asked|is not asked"):
        got(b"HTTP/1.1 302 Found\r\nLocation: %b\r\n\r\n" % where)

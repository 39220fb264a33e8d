"""Who may ask, how much and how fast; and that nobody holds a line for ever."""

from __future__ import annotations

import json
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from uvicorn.protocols.http.h11_impl import H11Protocol

from site_builder.errors import Failure
from site_builder.service import limits, running
from site_builder.service.limits import BODY_SECONDS, MOST_REQUESTS, NOT_DECIDED, Rate, Rates, tokens_in
from tests.client.sites import AT_RISK, PERMITTED
from tests.service.served import JSON, Served, client_of, raw, service_of, serving
from tests.systems import on_posix

TOKENS = ("a" * 32, "0123456789abcdef0123456789abcdef")
ASKED = json.dumps(dict(PERMITTED)).encode()
HEAD = b"POST /decide HTTP/1.1\r\nHost: x\r\nX-Request-ID: 7\r\nContent-Type: application/json\r\n"
HEAD += b"Content-Length: %d\r\n\r\n"
LONGEST = 20.0
"""Seconds on a slow computer; who waited for ever would take more."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(service_of(client_of(tmp_path_factory.mktemp("service")), *TOKENS)) as made:
        yield made


def bearing(token: str) -> dict[str, str]:
    """The headers of somebody who has this token."""
    return {**JSON, "Authorization": token}


# ---- who


@pytest.mark.parametrize("token", TOKENS)
def test_who_has_a_token_is_answered(guarded: Served, token: str) -> None:
    for scheme in ("Bearer", "bearer"):
        told = guarded.ask("/decide", PERMITTED, headers=bearing(f"{scheme} {token}"))
        assert (told.status, told.outcome) == (200, "permitted")


WRONG: tuple[str, ...] = ("", "Bearer", "Bearer ", TOKENS[0], f"Basic {TOKENS[0]}", f"Bearer {TOKENS[0]}x")
WRONG += (f"Bearer {TOKENS[0][:-1]}", f"Bearer {TOKENS[0].upper()}", f"Bearer {TOKENS[0]} {TOKENS[1]}")
WRONG += ("Bearer \xe9" * 9, f"Bearer{TOKENS[0]}")
ADDRESSES = (
    *("/decide", "/access/v1/evaluation", "/access/v1/evaluations", "/access/v1/search/subject"),
    *("/access/v1/search/resource", "/access/v1/search/action"),
)


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("wrong", WRONG)
def test_who_has_none_is_turned_away(guarded: Served, path: str, wrong: str) -> None:
    told = guarded.ask(path, PERMITTED, headers={**bearing(wrong), "X-Request-ID": "7"})
    assert (told.status, told.headers["WWW-Authenticate"], told.headers["X-Request-ID"]) == (401, "Bearer", "7")
    assert NOT_DECIDED in told.body.decode()
    assert not any(token in told.body.decode() for token in TOKENS)


def test_what_tells_nothing_of_anybody_needs_no_token(guarded: Served) -> None:
    assert [guarded.get(path).status for path in ("/healthz", "/livez", "/openapi.json")] == [200, 200, 200]


def test_a_token_is_compared_with_each_of_them_in_constant_time(
    guarded: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compares(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("hmac.compare_digest", compares)
    for token in (*TOKENS, "x" * 32):
        guarded.ask("/decide", PERMITTED, headers=bearing(f"Bearer {token}"))
    assert len(compared) == 3 * len(TOKENS)
    assert {len(each) for pair in compared for each in pair} == {32}


def test_tokens_are_read_from_a_file_that_only_its_owner_can_read(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"# the library's system\n{TOKENS[0]}\n\n  {TOKENS[1]}  \n", "utf-8")
    file.chmod(0o600)
    assert len(tokens_in(file)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no token in"),
        ("# none\n", "no token in"),
        (f"{TOKENS[0]}\nshort\n", "Line 2 of"),
        (f"{TOKENS[0]} {TOKENS[1]}\n", "Line 1 of"),
        ("é" * 40, "Line 1 of"),
    ],
)
def test_a_file_of_wrong_tokens_is_refused_and_repeats_none(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "tokens"
    file.write_text(text, "utf-8")
    file.chmod(0o600)
    with pytest.raises(Failure, match=said) as raised:
        tokens_in(file)
    assert not any(line in str(raised.value) for line in text.split())


@on_posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_tokens_that_others_can_read_are_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "tokens"
    file.write_text(TOKENS[0], "utf-8")
    file.chmod(mode)
    with pytest.raises(Failure, match="chmod 600"):
        tokens_in(file)
    assert stat.S_IMODE(file.stat().st_mode) == mode
    with pytest.raises(Failure, match="cannot be read"):
        tokens_in(tmp_path / "none")


# ---- how fast


def test_a_rate_lets_so_many_through_a_second() -> None:
    now = [0.0]
    rate = Rate(200, clock=lambda: now[0])
    assert [rate.take(1) for _ in range(201)] == [True] * 200 + [False]
    now[0] = 0.5
    assert [rate.take(1) for _ in range(101)] == [True] * 100 + [False]
    now[0] = 1000
    assert (rate.take(MOST_REQUESTS), rate.take(MOST_REQUESTS), rate.take(1)) == (True, True, False)


def test_the_slowest_rate_takes_a_whole_batch_once() -> None:
    now = [0.0]
    rate = Rate(1, clock=lambda: now[0])
    assert (rate.take(MOST_REQUESTS), rate.take(1)) == (True, False)


def test_who_asks_too_much_is_told_so_and_no_other(tmp_path: Path) -> None:
    service = service_of(client_of(tmp_path), *TOKENS, rate=1)
    one, other = (bearing(f"Bearer {token}") for token in TOKENS)
    with serving(service) as served:
        assert served.ask("/decide", [PERMITTED] * MOST_REQUESTS, headers=one).status == 200
        for path, asks in (("/decide", [PERMITTED] * 50), ("/access/v1/evaluations", {"evaluations": [{}] * 50})):
            told = served.ask(path, asks, headers={**one, "X-Request-ID": "7"})
            assert (told.status, told.headers["Retry-After"], told.headers["X-Request-ID"]) == (429, "1", "7")
            assert NOT_DECIDED in told.body.decode()
        assert served.ask("/decide", PERMITTED, headers=other).status == 200


def no_rate_of_their_own(self: Rates, holder: int, count: int, _is_urgent: Callable[[], bool]) -> None:
    """The broken twin: one rate for all."""
    if not self._ordinary[holder].take(count):
        raise limits.TurnedAway(429, "Too many.")


@pytest.mark.parametrize("is_twin", [False, True])
def test_a_flood_keeps_nobody_out_who_may_be_at_risk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_twin: bool
) -> None:
    if is_twin:
        monkeypatch.setattr(Rates, "check", no_rate_of_their_own)
    with serving(service_of(client_of(tmp_path), rate=1)) as served:
        assert served.ask("/decide", [PERMITTED] * MOST_REQUESTS).status == 200
        assert served.ask("/decide", [PERMITTED] * 50).status == 429
        claims = (AT_RISK, {**PERMITTED, "at_risk": True}, [PERMITTED, AT_RISK])
        told = [served.ask("/decide", asks).status for asks in claims]
        theirs = {
            "subject": {"type": "recipient", "id": "library-partner"},
            "action": {"name": AT_RISK["purpose"]},
            "resource": {"type": "data", "id": "contact-details"},
        }
        told += [served.ask("/access/v1/evaluation", theirs).status]
        told += [served.ask("/access/v1/evaluations", {"evaluations": [theirs] * 2}).status]
    assert (set(told) == {200}) is not is_twin


# ---- how much, and for how long


def test_a_body_that_is_slow_is_waited_for_no_longer_than_a_second(guarded: Served) -> None:
    head = HEAD.replace(b"Host", b"Authorization: Bearer %b\r\nHost" % TOKENS[0].encode()) % len(ASKED)
    before = time.monotonic()
    found = raw(guarded.port, head, ASKED[:-1])
    assert found.startswith(b"HTTP/1.1 408 ")
    assert NOT_DECIDED.encode() in found
    assert b"x-request-id: 7\r\n" in found.lower()
    assert time.monotonic() - before < BODY_SECONDS + 5


def test_who_hangs_up_half_way_is_forgotten(guarded: Served) -> None:
    head = HEAD.replace(b"Host", b"Authorization: Bearer %b\r\nHost" % TOKENS[0].encode()) % len(ASKED)
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", guarded.port)) as line:
            line.sendall(head + ASKED[:-1])
    assert guarded.ask("/decide", PERMITTED, headers=bearing(f"Bearer {TOKENS[0]}")).status == 200
    assert guarded.said == []


def test_who_sends_without_end_is_stopped(guarded: Served) -> None:
    head = b"POST /decide HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\n" % TOKENS[0].encode()
    head += b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", guarded.port), 30) as line:
        line.sendall(head)
        chunks = (b"10000\r\n" + b" " * 65_536 + b"\r\n") * 1_000
        with pytest.raises(OSError):  # noqa: PT011 (whichever: the line is closed)
            line.sendall(chunks)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Served]:
    """A service that waits for no head longer than a second, and has room for five."""
    monkeypatch.setattr(running, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(running, "MOST_CONNECTIONS", 5)
    with serving(service_of(client_of(tmp_path))) as served:
        yield served


def _slowly(port: int, *parts: bytes) -> bytes:
    """What comes of parts that are sent slowly, until the line is closed."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), 30) as line, suppress(ConnectionError):
        for part in parts:
            line.sendall(part)
            time.sleep(0.1)
        while part := line.recv(65_536):
            found += part
    return found


HEADS = (b"POST /decide HTTP/1.1\r\n", b"Host: x\r\n", *(b"X-%d: x\r\n" % number for number in range(8)))


@pytest.mark.parametrize("parts", [(), HEADS[:1], HEADS], ids=["nothing", "a line", "more and more"])
def test_who_never_ends_a_head_loses_the_line(quick: Served, parts: tuple[bytes, ...]) -> None:
    before = time.monotonic()
    assert _slowly(quick.port, *parts) == b""
    assert time.monotonic() - before < LONGEST


def test_who_asks_once_and_never_ends_the_next_loses_the_line_too(quick: Served) -> None:
    before = time.monotonic()
    found = _slowly(quick.port, HEAD % len(ASKED) + ASKED, *HEADS[:2])
    assert (found[:13], found.count(b"HTTP/1.1 ")) == (b"HTTP/1.1 200 ", 1)
    assert time.monotonic() - before < LONGEST


def test_a_server_that_waits_for_heads_is_found_out(quick: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: uvicorn's own, which has no such limit."""
    monkeypatch.setattr(running.Line, "_wait", lambda _: None)
    line = socket.create_connection(("127.0.0.1", quick.port), 3)
    with line, pytest.raises(TimeoutError):
        line.recv(1)


def test_a_line_that_asks_in_time_is_kept(quick: Served) -> None:
    line = HTTPConnection("127.0.0.1", quick.port, timeout=30)
    line.connect()
    held = line.sock
    for _ in range(6):
        line.request("POST", "/decide", ASKED, JSON)
        assert json.loads(line.getresponse().read())["outcome"] == "permitted"
        time.sleep(0.25)
    assert line.sock is held
    line.close()


@pytest.mark.parametrize("is_twin", [False, True])
def test_an_answer_is_sent_without_waiting_for_its_first_part_to_be_confirmed(
    quick: Served, monkeypatch: pytest.MonkeyPatch, *, is_twin: bool
) -> None:
    """The broken twin: each answer on a line that is kept takes some 40 ms more."""
    if is_twin:
        monkeypatch.setattr(running.Line, "connection_made", H11Protocol.connection_made)
    line = HTTPConnection("127.0.0.1", quick.port, timeout=30)
    line.request("GET", "/livez")
    line.getresponse().read()
    (held,) = quick.server.server_state.connections
    option = held.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    line.close()
    assert bool(option) is not is_twin


def test_who_finds_no_room_is_told_so(quick: Served) -> None:
    with ExitStack() as lines:
        held = [lines.enter_context(socket.create_connection(("127.0.0.1", quick.port))) for _ in range(5)]
        time.sleep(0.1)
        found = raw(quick.port)
        assert found.startswith(b"HTTP/1.1 503 ")
        assert NOT_DECIDED.encode() in found
        assert len(held) == 5
    until = time.monotonic() + 10
    while raw(quick.port, b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[9:12] != b"200":
        assert time.monotonic() < until


def test_a_flood_gets_answers_or_a_clear_no(tmp_path: Path) -> None:
    """Twelve at once, of good and bad requests: whatever comes back is one of the statuses that the page names."""
    asks: list[Any] = [PERMITTED, AT_RISK, b"{", [PERMITTED] * 20, b" " * 100_000, {"note": "x"}]
    found: list[int] = []
    with serving(service_of(client_of(tmp_path), rate=20)) as served:

        def floods() -> None:
            found.extend(served.ask("/decide", each).status for each in asks * 8)

        threads = [threading.Thread(target=floods) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 12 * 48
        assert set(found) == {200, 413, 429}
        assert served.get("/livez").status == 200

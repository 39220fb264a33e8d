"""The line to a site: certificates, proxies, names that are never found, and addresses that are not asked."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from site_builder.addresses import FEED, SIGNATURE
from site_builder.client import Client, fetching
from site_builder.client.failure_codes import Untrusted
from site_builder.client.web import Page
from site_builder.web import split
from tests.client import servers
from tests.client.scenes import GOOD, MARGIN
from tests.client.servers import Line, Server, serving
from tests.client.sites import KEY, NOW, OTHER, PERMITTED, REGISTRY, Published
from tests.client.tls import certificate_in, encrypting
from tests.systems import on_posix


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return certificate_in(tmp_path)


@pytest.fixture
def secure(certificate: Path) -> Iterator[Server]:
    """The site, on an encrypted line."""
    with serving(Server(GOOD.files), encrypting(certificate)) as server:
        yield server


def client(address: str, **changes: object) -> Client:
    how = {"keys": [KEY.public], "state": None, "registry": REGISTRY, "deadline": 30, **changes}
    return Client(address, **how)  # type: ignore[arg-type] # whatever a case changes


def address_of(server: Server) -> str:
    return f"https://localhost:{server.port}/data/v1/"


# ---- certificates and proxies


def test_a_certificate_that_is_trusted_is_read(
    secure: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert client(address_of(secure)).decide(PERMITTED, NOW).outcome == "permitted"


def test_a_certificate_of_nobody_known_is_not(secure: Server) -> None:
    assert client(address_of(secure)).decide(PERMITTED, NOW).cause == "unreachable"
    assert secure.asked == []


def test_a_certificate_of_another_name_is_not(
    secure: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    elsewhere = f"https://127.0.0.2:{secure.port}/data/v1/"
    assert client(elsewhere).decide(PERMITTED, NOW).cause == "unreachable"


@pytest.fixture
def proxy() -> Iterator[Server]:
    """A proxy that opens a line to whom it is asked for."""

    class Proxy(Server):
        def answer(self, line: Line) -> None:
            head = servers._head(line)
            self.asked.append(head)
            host, _, port = head.split(" ")[1].partition(":")
            with suppress(OSError), line, socket.create_connection((host, int(port))) as there:
                line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=pour, args=(there, line), daemon=True)
                back.start()
                pour(line, there)
                back.join(9)

    def pour(source: Line, to: Line) -> None:
        with suppress(OSError):
            while part := source.recv(1 << 16):
                to.sendall(part)
            to.shutdown(socket.SHUT_WR)

    with serving(Proxy()) as server:
        yield server


def test_a_proxy_of_the_environment_is_used_and_sees_no_content(
    secure: Server, proxy: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
    assert client(address_of(secure)).decide(PERMITTED, NOW).outcome == "permitted"
    assert {head.split("\r\n")[0] for head in proxy.asked} == {f"CONNECT localhost:{secure.port} HTTP/1.1"}
    proxy.asked.clear()
    monkeypatch.setenv("no_proxy", "localhost")
    assert client(address_of(secure)).decide(PERMITTED, NOW).outcome == "permitted"
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("named", "port"),
    [
        *(("http://proxy.example", 80), ("http://proxy.example:3128", 3128)),
        *(("proxy.example", 80), ("proxy.example:3128", 3128)),
    ],
)
def test_a_proxy_is_asked_at_its_port(named: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def connects(place: object, *_: object) -> None:
        asked.append(place)
        raise OSError

    monkeypatch.setenv("https_proxy", named)
    monkeypatch.setattr(socket, "create_connection", connects)
    assert client("https://council.example/data/v1/").decide(PERMITTED, NOW).cause == "unreachable"
    assert asked == [("proxy.example", port)]


def test_this_computer_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serving(Server(GOOD.files)) as server:
        assert client(server.address).decide(PERMITTED, NOW).outcome == "permitted"


def test_a_proxy_that_never_comes_to_an_end_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else each decision would leave a thread and a line behind."""
    with serving(Server()) as server:
        server.replies["*"] = servers.drip_a_line
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.port}")
        before = threading.active_count()
        found = client("https://council.example/data/v1/", deadline=0.3).decide(PERMITTED, NOW)
        assert (found.outcome, found.cause) == ("refused", "too_slow")
        until = monotonic() + MARGIN
        while threading.active_count() > before and monotonic() < until:
            sleep(0.01)
        assert threading.active_count() <= before


# ---- names and addresses


def test_a_name_that_is_never_found_does_not_keep_anyone_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def searches(*_: object, **__: object) -> list[object]:
        ended.wait(servers.LONG)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", searches)
    before, others = monotonic(), {*threading.enumerate()}
    found = client("https://council.example/data/v1/", deadline=0.2).decide(PERMITTED, NOW)
    assert monotonic() - before < 0.2 + MARGIN
    assert [thread.daemon for thread in threading.enumerate() if thread not in others] == [True]  # no end waits for it
    ended.set()
    assert (found.outcome, found.cause) == ("refused", "too_slow")


@pytest.mark.parametrize(
    "address",
    [
        "http://council.example/data/v1/",
        "http://127.0.0.2/data/v1/",
        "http://127.0.0.1.council.example/data/v1/",
        "http://localhost@council.example/data/v1/",
        "https://name:word@localhost/data/v1/",
        "ftp://localhost/data/v1/",
        "file:///data/v1/",
        "https:///data/v1/",
        "https://localhost:none/data/v1/",
        "https://localhost/?x=/data/v1/",
        "https://localhost/#/data/v1/",
        "https://[::1/data/v1/",
        "https://loc\nalhost/data/v1/",
        f"https://{'a' * 300}.example/data/v1/",
    ],
)
def test_an_address_that_may_not_be_asked_is_unreachable(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it was asked"))
    found = client(address).decide(PERMITTED, NOW)
    assert (found.outcome, found.cause) == ("refused", "unreachable")


@pytest.mark.parametrize(
    "address",
    [
        *("", "/data", "https:///data", "https://council.example", "//council.example/data", "http://council.example/"),
        *("https://council.example/a b", "https://c\u00f6uncil.example/", "https://council.example/\x7f"),
        *("http://localhost.example/", "https://a@council.example/", "https://council.example/?a", "ftp://localhost/"),
        "https://council.example/#a",
    ],
)
def test_what_is_no_address_to_ask_is_not_split(address: str) -> None:
    with pytest.raises(ValueError, match="This is no address"):
        split(address)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://council.example/", "council.example"),
        ("http://localhost:80/a", "localhost"),
        ("http://127.0.0.1/a%20b", "127.0.0.1"),
    ],
)
def test_an_address_to_ask_is_split(address: str, host: str) -> None:
    assert split(address).hostname == host


def test_each_step_on_the_line_ends_with_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def connects(_place: object, seconds: float, *_: object) -> None:
        given.append(seconds)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connects)
    for address in ("https://council.example/data/v1/", "http://localhost/data/v1/"):
        assert client(address).decide(PERMITTED, NOW).cause == "unreachable"
    assert [20 < seconds <= 30 for seconds in given] == [True, True]


def test_who_is_late_reads_nothing_more() -> None:
    """As after a name that was found when nobody waited for it any more."""
    with serving(Server(GOOD.files)) as server, pytest.raises(Untrusted) as failed:
        Page(server.address.removesuffix("data/v1/"), SIGNATURE, monotonic() - 1).content(1 << 20)
    assert failed.value.why.cause == "too_slow"


def test_what_has_not_begun_can_be_cut() -> None:
    Page("http://localhost/", SIGNATURE, monotonic()).cut()


@pytest.mark.parametrize("reply", [servers.babble, servers.status(404, b"none"), servers.claims(1 << 40)])
def test_a_line_is_closed_whatever_comes_over_it(reply: servers.Reply) -> None:
    with serving(Server({}, {"a": reply})) as server:
        page = Page(f"http://localhost:{server.port}/", "a", soon())
        with pytest.raises(Untrusted) as failed:  # it holds all that was open
            page.content(9)
        assert page._socket is not None
        assert (page._socket.fileno(), failed.value.why.cause in {"wrong_status", "too_large"}) == (-1, True)


def soon() -> float:
    return monotonic() + 30


def test_a_file_may_be_as_long_as_it_may_be_and_no_longer(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    replies = {"unsaid": servers.raw(200, b"12345"), "chunks": servers.raw(200, CHUNKS, "Transfer-Encoding: chunked")}
    with serving(Server({"a": b"12345"}, replies)) as server:
        site = f"http://localhost:{server.port}/"
        for root, path in ((str(tmp_path), "a"), (site, "a"), (site, "unsaid"), (site, "chunks")):
            assert fetching.Line(root, 30).get(path, 5) == b"12345"
            with pytest.raises(Untrusted) as failed:
                fetching.Line(root, 30).get(path, 4)
            assert failed.value.why.cause == "too_large"


CHUNKS = b"2\r\n12\r\n3\r\n345\r\n0\r\n\r\n"


@on_posix
def test_in_a_folder_nothing_but_files_is_read(tmp_path: Path) -> None:
    """To open a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    for path in ("pipe", "", "none"):
        with pytest.raises(Untrusted) as failed:
            fetching.Line(str(tmp_path), 5).get(path, 9)
        assert failed.value.why.cause == "unreachable"


def test_what_is_older_is_told_by_its_manifest_alone(tmp_path: Path) -> None:
    """Nothing is fetched that cannot be of use."""
    with serving(Server(GOOD.of_version("2026.11.25.2").files)) as server:
        one = client(server.address, state=tmp_path / "state")
        assert one.refresh(NOW).cause is None
        for published, cause in ((GOOD, "rollback"), (replace(GOOD, keys=(OTHER,)), "other_key")):
            server.files, server.asked = published.files, []
            assert one.refresh(NOW).cause == cause
            assert server.paths == [f"/{SIGNATURE}"]
        new = client(server.address, state=tmp_path / "new")
        for files, paths in (
            (server.files, [SIGNATURE, FEED]),
            ({}, [SIGNATURE]),
            ({**GOOD.files, GOOD.path: b"{}"}, [SIGNATURE, GOOD.path]),
        ):
            server.files, server.asked = files, []
            assert new.refresh(NOW).cause in {"other_key", "wrong_status", "feed_differs"}
            assert server.paths == [f"/{path}" for path in paths]


def test_the_registry_of_an_address_is_that_of_its_site() -> None:
    with serving(Server(GOOD.files)) as server:
        asking = client(server.address, registry=None)
        reading, answer = asking.refresh(NOW), asking.decide(PERMITTED, NOW)
    both = (f"{server.address.removesuffix('data/v1/')}id/registry", REGISTRY)
    assert (reading.cause, reading.registries) == (answer.cause, answer.registries) == ("other_registry", both)
    named = dict(zip(("expected", "found"), both, strict=True))
    assert reading.plain() == {"trusted": False, "cause": "other_registry", "registries": named}
    assert answer.plain()["registries"] == named


def test_nothing_is_asked_for_that_may_come_packed_and_nothing_is_told_of_who_asks() -> None:
    with serving(Server(GOOD.files)) as server:
        assert client(server.address).decide(PERMITTED, NOW).outcome == "permitted"
    assert {head.partition(" ")[0] for head in server.asked} == {"GET"}
    heads = {line.lower() for head in server.asked for line in head.split("\r\n")[1:] if line}
    assert heads == {
        f"host: 127.0.0.1:{server.port}",
        "accept-encoding: identity",
        "accept: */*",
        "user-agent: site-builder",
        "connection: close",
    }
    assert server.paths == [f"/{SIGNATURE}", f"/{GOOD.path}"]


@pytest.mark.parametrize(
    "reply",
    [servers.hang, servers.hang_in(GOOD.files[SIGNATURE]), servers.drip_a_chunk_head],
    ids=["at once", "half-way", "before a chunk"],
)
def test_an_answer_that_goes_on_ends_with_its_deadline(reply: servers.Reply) -> None:
    """Whoever is left behind hears that the line is closed."""
    with serving(Server(GOOD.files, {SIGNATURE: reply})) as server:
        threads = threading.active_count()
        assert client(server.address, deadline=0.2).refresh(NOW).cause == "too_slow"
        until = monotonic() + MARGIN
        while threading.active_count() > threads and monotonic() < until:
            pass
        assert threading.active_count() <= threads


def test_whose_name_is_found_too_late_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the answer any more, nor will anybody cut it."""
    found, search = threading.Event(), socket.getaddrinfo

    def searches(*asked: Any, **more: Any) -> Any:
        found.wait(servers.LONG)
        return search(*asked, **more)

    with serving(Server({}, {"*": servers.drip_a_line})) as server:
        threads = threading.active_count()
        monkeypatch.setattr(socket, "getaddrinfo", searches)
        assert client(server.address, deadline=0.3).refresh(NOW).cause == "too_slow"
        found.set()
        until = monotonic() + MARGIN
        while threading.active_count() > threads and monotonic() < until:
            sleep(0.01)
        assert threading.active_count() <= threads
        assert server.asked == []


def test_a_feed_of_a_strange_name_is_asked_for_by_it() -> None:
    class Strange(Published):
        path = "data/v1/feed%41 #.jsonld"

    files = Strange().files
    with serving(Server({**files, "data/v1/feed%2541%20%23.jsonld": files[Strange.path]})) as server:
        assert client(server.address).decide(PERMITTED, NOW).outcome == "permitted"

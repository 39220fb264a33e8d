"""The line to a site: certificates, proxies, names that are never found, and addresses that are not asked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic, sleep

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from site_builder.client import Client
from site_builder.core.addresses import SIGNATURE
from tests.client import servers
from tests.client.scenes import GOOD, MARGIN
from tests.client.servers import Line, Server, serving
from tests.client.sites import KEY, NOW, PERMITTED, REGISTRY, Published


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this computer that it signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "certificate.pem"
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.fixture
def secure(certificate: Path) -> Iterator[Server]:
    """The site, on an encrypted line."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(Server(GOOD.files), lambda line: context.wrap_socket(line, server_side=True)) as server:
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
    before = monotonic()
    found = client("https://council.example/data/v1/", deadline=0.2).decide(PERMITTED, NOW)
    assert monotonic() - before < 0.2 + MARGIN
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


def test_the_registry_of_an_address_is_that_of_its_site() -> None:
    with serving(Server(GOOD.files)) as server:
        assert client(server.address, registry=None).refresh(NOW).cause == "other_registry"


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


@pytest.mark.parametrize("reply", [servers.hang, servers.hang_in(GOOD.files[SIGNATURE])], ids=["at once", "half-way"])
def test_an_answer_that_goes_on_ends_with_its_deadline(reply: servers.Reply) -> None:
    """Whoever is left behind hears that the line is closed."""
    with serving(Server(GOOD.files, {SIGNATURE: reply})) as server:
        threads = threading.active_count()
        assert client(server.address, deadline=0.2).refresh(NOW).cause == "too_slow"
        until = monotonic() + MARGIN
        while threading.active_count() > threads and monotonic() < until:
            pass
        assert threading.active_count() <= threads


def test_a_feed_of_a_strange_name_is_asked_for_by_it() -> None:
    class Strange(Published):
        path = "data/v1/feed%41 #.jsonld"

    files = Strange().files
    with serving(Server({**files, "data/v1/feed%2541%20%23.jsonld": files[Strange.path]})) as server:
        assert client(server.address).decide(PERMITTED, NOW).outcome == "permitted"

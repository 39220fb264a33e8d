"""What stands at an address: over a real server that answers as it should, or in some way as it should not."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from http.client import BadStatusLine, HTTPConnection
from pathlib import Path

import pytest

from site_builder.verify.live import web
from site_builder.verify.live.visit import visit
from site_builder.verify.live.web import Answer, GoneError, WebError, at, fetch, leads_elsewhere, root_of
from tests.client import servers
from tests.client.servers import LONG, Line, Reply, Server, reply, serving
from tests.client.tls import certificate_in, encrypting
from tests.seed import ROOT
from tests.verify.sites import at_address, published, root

PAGE = b"<!doctype html><title>Who we share with</title>"
HTML = "Content-Type: text/html; charset=utf-8"
SOON = 0.2


def got(answer: Reply, most: int = web.LARGEST, seconds: float = LONG) -> Answer:
    with serving(Server(replies={"page": answer})) as server:
        return fetch(f"http://127.0.0.1:{server.port}/page", most, seconds)


# ---- what is given


def test_a_site_that_is_served_compressed_is_the_same() -> None:
    files = published("practice")
    with at_address(files) as plain, at_address(files, packed=True) as packed:
        assert visit(root(packed)).files == visit(root(plain)).files
        assert visit(root(packed)).drifts == ()
        assert all("accept-encoding: gzip" in head.lower() for head in packed.asked)


def test_a_file_is_given_with_its_type() -> None:
    found = got(reply(200, PAGE, HTML))
    assert (found.data, found.type) == (PAGE, "text/html")
    assert got(reply(200, PAGE)).type == ""


ZIPPED = gzip.compress(PAGE, mtime=0)
NAMED = ZIPPED[:3] + b"\x08" + ZIPPED[4:10] + b"index.html\0" + ZIPPED[10:]


@pytest.mark.parametrize("packed", [ZIPPED, NAMED, gzip.compress(PAGE, 0, mtime=0)])
def test_what_was_compressed_on_the_way_is_undone(packed: bytes) -> None:
    assert got(reply(200, packed, "Content-Encoding: gzip")).data == PAGE


def stored(blocks: int) -> bytes:
    """The page behind so many blocks of nothing."""
    return ZIPPED[:10] + b"\0\0\0\xff\xff" * blocks + ZIPPED[10:]


@pytest.mark.parametrize(
    "packed",
    [NAMED.replace(b"index.html", b"a" * 256), ZIPPED[:3] + b"\x10" + ZIPPED[4:10] + b"a\0" + ZIPPED[10:], stored(205)],
)
def test_what_some_programs_do_not_undo_is_not_read(packed: bytes) -> None:
    with pytest.raises(WebError, match=r"/page is compressed in a way that some programs do not undo\."):
        got(reply(200, packed, "Content-Encoding: gzip"))
    assert got(reply(200, stored(200), "Content-Encoding: gzip")).data == PAGE


@pytest.mark.parametrize("more", [0, 1])
def test_what_is_compressed_may_be_little_longer_than_it_was(more: int) -> None:
    data = stored(180)
    name = b"a" * (len(PAGE) + web.ROOM - len(data) - 1 + more)
    packed = data[:3] + b"\x08" + data[4:10] + name + b"\0" + data[10:]
    answer = reply(200, packed, "Content-Encoding: gzip")
    assert len(name) < 256
    if more:
        with pytest.raises(WebError, match="some programs do not undo"):
            got(answer)
    else:
        assert got(answer).data == PAGE


@pytest.mark.parametrize("ends", [True, False])
def test_an_encrypted_answer_without_a_length_is_whole_if_its_server_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    def answer(line: Line) -> None:
        line.sendall(f"HTTP/1.1 200 OK\r\n{HTML}\r\n\r\n".encode() + PAGE)
        if ends:
            line.unwrap()  # type: ignore[attr-defined] # an encrypted line has it

    with serving(Server(replies={"page": answer}), encrypting(certificate)) as server:
        address = f"https://localhost:{server.port}/page"
        if ends:
            assert fetch(address).data == PAGE
        else:
            with pytest.raises(WebError, match="/page cannot be reached"):
                fetch(address)


def test_an_encrypted_answer_of_a_length_may_end_as_it_likes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(Server({"page": PAGE}), encrypting(certificate)) as server:
        found = fetch(f"https://localhost:{server.port}/page")
    assert (found.data, found.ended) == (PAGE, True)


def test_a_server_that_leads_back_is_told() -> None:
    """Who asks once, or without following, reads another page."""
    replies = {"page": servers.redirect(302, "/there"), "there": servers.redirect(302, "/page")}
    with serving(Server(replies=replies)) as server:
        where = f"http://127.0.0.1:{server.port}/"
        with pytest.raises(WebError) as found:
            fetch(f"{where}page")
        assert server.paths == ["/page", "/there"]
    assert str(found.value) == f"{where}there leads back to {where}page, which is another page to who asks once."


def test_a_server_may_lead_on_five_times_and_no_more() -> None:
    steps = {str(each): servers.redirect(302, f"/{each + 1}") for each in range(9)}
    with serving(Server({"9": PAGE}, steps)) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/4").data == PAGE
        with pytest.raises(WebError, match=r"/3 leads from one address to the next, more than 5 times\."):
            fetch(f"http://127.0.0.1:{server.port}/3")


def test_all_is_asked_for_compressed_or_not_and_by_name() -> None:
    with serving(Server({"page": PAGE})) as server:
        fetch(f"http://127.0.0.1:{server.port}/page")
    first, *heads = server.asked[0].strip().split("\r\n")
    assert first == "GET /page HTTP/1.1"
    assert {"Accept: */*", "Accept-Encoding: gzip", "User-Agent: site-builder", "Connection: close"} <= {*heads}


def test_what_is_as_long_as_it_may_be_or_not_coded_at_all_is_given() -> None:
    assert got(reply(200, PAGE, "Content-Encoding: identity"), len(PAGE)).data == PAGE
    assert got(reply(200, gzip.compress(PAGE), "Content-Encoding: gzip"), 200).data == PAGE


def test_what_does_not_say_how_long_it_is_or_has_another_status_that_is_asked_for_is_given() -> None:
    assert got(servers.raw(200, PAGE)).data == PAGE
    with serving(Server(replies={"page": servers.status(404, PAGE)})) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/page", also={404}).data == PAGE


def test_five_redirects_are_followed_and_no_more() -> None:
    replies = {str(n): servers.redirect(302, f"/{n + 1}?id=3") for n in range(6)}
    replies |= {f"{name}?id=3": answer for name, answer in replies.items()}
    with serving(Server({"6?id=3": PAGE}, replies)) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/1").data == PAGE
        with pytest.raises(WebError, match=r"more than 5 times\."):
            fetch(f"http://127.0.0.1:{server.port}/0")


def test_from_this_computer_it_may_lead_to_an_encrypted_address() -> None:
    with pytest.raises(WebError, match=r"https://127\.0\.0\.1:1/ cannot be reached"):
        got(servers.redirect(302, "https://127.0.0.1:1/"))


def test_a_redirect_is_followed_and_told() -> None:
    with serving(Server({"there": PAGE}, {"here": servers.redirect(301, "/there")})) as server:
        asked = f"http://127.0.0.1:{server.port}/here"
        found = fetch(asked)
    assert found.data == PAGE
    assert leads_elsewhere(asked, found) == f"{asked} leads to {asked.replace('/here', '/there')}."
    assert leads_elsewhere(found.address, found) == ""


@pytest.mark.parametrize(
    ("error", "said"),
    [(TimeoutError(), "took longer than 30 seconds"), (BadStatusLine("x"), "is no web server, or broke off")],
)
def test_a_server_or_a_proxy_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fails(*_: object) -> HTTPConnection:
        raise error

    monkeypatch.setattr(web, "line", fails)
    with pytest.raises(WebError, match=f"^https://council.example/ {said}"):
        fetch("https://council.example/")


def test_a_query_is_asked_with_it() -> None:
    with serving(Server({"page?id=3": PAGE})) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/page?id=3").data == PAGE


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ("https://council.example", "https://council.example/"),
        ("https://council.example/notices", "https://council.example/notices/"),
        ("https://council.example/notices/index.html", "https://council.example/notices/"),
        ("https://council.example/data/v1/", "https://council.example/"),
        ("https://council.example/#c", "https://council.example/"),
    ],
)
def test_where_a_site_begins_is_found_by_what_people_paste(typed: str, root: str) -> None:
    assert root_of(typed) == root


def test_an_address_with_a_question_is_not_that_of_a_site() -> None:
    with pytest.raises(
        WebError, match=r"^https://council\.example/\?a=b is not asked: give an .* no question mark and"
    ):
        root_of("https://council.example/?a=b")


def test_pages_are_read_where_people_read_them() -> None:
    assert at("https://council.example/", "child-data/index.html") == "https://council.example/child-data/"
    assert at("https://council.example/", "index.html") == "https://council.example/"
    assert at("https://council.example/", "data/v1/feed.jsonld") == "https://council.example/data/v1/feed.jsonld"


# ---- what is not

BAD: dict[str, tuple[Reply, str]] = {
    "not there": (servers.status(404), "is not there: the server answers 404."),
    "forbidden": (servers.status(403), "is not given: the server answers 403."),
    "broken": (servers.status(500), "is not given: the server answers 500."),
    "a ring": (servers.redirect(302, "/page"), "/page, which is another page to who asks once."),
    "a redirect without an address": (servers.status(302), "/page, which is another page to who asks once."),
    "a redirect to nowhere": (servers.redirect(302, "ftp://council.example/"), "and only https addresses are asked."),
    "a redirect without encryption": (
        servers.redirect(302, "http://council.example/"),
        "and only https addresses are asked.",
    ),
    "too large by its own word": (servers.claims(10_000), "broke off"),
    "too large": (servers.endless, "is larger than 5,000 bytes."),
    "too large in chunks": (servers.endless_in_chunks, "is larger than 5,000 bytes."),
    "too large when unpacked": (
        reply(200, gzip.compress(b" " * 10_000), "Content-Encoding: gzip"),
        "is larger than 5,000 bytes.",
    ),
    "cut": (servers.truncated(PAGE), "broke off"),
    "cut in chunks": (servers.truncated_chunks(PAGE), "is no web server, or broke off."),
    "closed": (servers.close, "broke off"),
    "no HTTP": (servers.babble, "is no web server"),
    "not compressed": (reply(200, PAGE, "Content-Encoding: gzip"), "says that it is compressed, and is not."),
    "compressed in another way": (
        reply(200, zlib.compress(PAGE), "Content-Encoding: gzip"),
        "says that it is compressed, and is not.",
    ),
    "compressed, and more behind": (
        reply(200, gzip.compress(PAGE) + b"more", "Content-Encoding: gzip"),
        "says that it is compressed, and is not.",
    ),
    "compressed and cut": (
        reply(200, gzip.compress(PAGE)[:-3], "Content-Encoding: gzip"),
        "says that it is compressed, and is not.",
    ),
    "compressed by something else": (reply(200, PAGE, "Content-Encoding: br"), "which nobody asked for."),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_had_is_told_in_a_sentence(name: str) -> None:
    answer, said = BAD[name]
    with pytest.raises(WebError) as found:
        got(answer, 5_000)
    assert said in str(found.value), found.value
    assert "http://127.0.0.1" in str(found.value)


@pytest.mark.parametrize(
    "slow", [servers.hang, servers.drip(PAGE), servers.drip_heads, servers.drip_a_line, servers.drip_a_chunk_head]
)
def test_what_takes_too_long_ends_in_time(slow: Reply) -> None:
    start = time.monotonic()
    with pytest.raises(WebError, match=r"took longer than 0.2 seconds"):
        got(slow, seconds=SOON)
    assert time.monotonic() - start < LONG / 2


def test_a_proxy_that_never_comes_to_an_end_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Server(replies={"*": servers.drip_a_line})) as server:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.port}")
        with pytest.raises(WebError, match=r"took longer than 0.2 seconds"):
            fetch("https://council.example/", seconds=SOON)


def test_nobody_waits_any_more_for_what_has_come() -> None:
    got(reply(200, PAGE))
    waiting = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for thread in waiting:
        thread.join(LONG / 2)
    assert not any(thread.is_alive() for thread in waiting)


def test_the_handbook_says_how_long_and_large_a_file_may_be() -> None:
    told = f"{web.SECONDS:g} seconds and have {web.LARGEST >> 20} MB"
    assert told in " ".join((ROOT / "docs/verify.md").read_text("utf-8").split())


def test_what_is_gone_is_told_from_what_failed() -> None:
    with pytest.raises(GoneError):
        got(servers.status(410))


def test_nobody_there_is_told() -> None:
    with serving(Server()) as server:
        port = server.port
    with pytest.raises(WebError, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("address", ["http://council.example/", "ftp://council.example/", "file:///etc/passwd", "x://"])
def test_only_https_is_asked_and_http_on_this_computer(address: str) -> None:
    with pytest.raises(WebError):
        root_of(address)
    with pytest.raises(WebError, match="only https addresses are"):
        fetch(address)


# ---- a whole site


def test_a_page_answered_from_another_folder_links_to_what_stands_there() -> None:
    """The same bytes, and beside them another style sheet."""
    files = published("practice")
    there = {"lie/everyone/": reply(200, files["everyone/index.html"] or b"", HTML)}
    with at_address(files, {"everyone/": servers.redirect(302, "/lie/everyone/"), **there}) as server:
        (drift,) = visit(root(server)).drifts
        assert (drift.kind, drift.file, drift.about) == ("header", "everyone/index.html", "Location")
        assert (drift.says, drift.stated) == (f"{root(server)}lie/everyone/", f"{root(server)}everyone/")


def test_a_site_that_has_moved_as_a_whole_is_no_drift() -> None:
    files = published("practice")
    with at_address(files) as server:
        moved = {path: servers.redirect(301, f"{root(server)}{path.removesuffix('index.html')}") for path in files}
        moved |= {path.removesuffix("index.html"): answer for path, answer in moved.items()}
        with serving(Server(replies=moved)) as old:
            assert visit(root(old)).drifts == ()

"""What stands at an address: over a real server that answers as it should, or in some way as it should not."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from site_builder.verify.drift import Drift
from site_builder.verify.live import web
from site_builder.verify.live.headers import header_drifts, header_notes, link_drifts
from site_builder.verify.live.visit import visit
from site_builder.verify.live.web import Answer, GoneError, WebError, at, fetch, leads_elsewhere, root_of
from tests.client import servers
from tests.client.servers import LONG, Reply, Server, reply, serving
from tests.verify.sites import at_address, published, root

PAGE = b"<!doctype html><title>Who we share with</title>"
HTML = "Content-Type: text/html; charset=utf-8"
SOON = 0.5


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


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP"])
def test_what_was_compressed_on_the_way_is_undone(coding: str) -> None:
    assert got(reply(200, gzip.compress(PAGE), f"Content-Encoding: {coding}")).data == PAGE


def test_compression_is_offered() -> None:
    with serving(Server({"page": PAGE})) as server:
        fetch(f"http://127.0.0.1:{server.port}/page")
    assert "accept-encoding: gzip" in server.asked[0].lower()


def test_a_redirect_is_followed_and_told() -> None:
    with serving(Server({"there": PAGE}, {"here": servers.redirect(301, "/there")})) as server:
        asked = f"http://127.0.0.1:{server.port}/here"
        found = fetch(asked)
    assert found.data == PAGE
    assert leads_elsewhere(asked, found) == f"{asked} leads to {asked.replace('/here', '/there')}."
    assert leads_elsewhere(found.address, found) == ""


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
        ("https://council.example/?a=b#c", "https://council.example/"),
    ],
)
def test_where_a_site_begins_is_found_by_what_people_paste(typed: str, root: str) -> None:
    assert root_of(typed) == root


def test_pages_are_read_where_people_read_them() -> None:
    assert at("https://council.example/", "child-data/index.html") == "https://council.example/child-data/"
    assert at("https://council.example/", "index.html") == "https://council.example/"
    assert at("https://council.example/", "data/v1/feed.jsonld") == "https://council.example/data/v1/feed.jsonld"


# ---- what is not

BAD: dict[str, tuple[Reply, str]] = {
    "not there": (servers.status(404), "is not there: the server answers 404."),
    "forbidden": (servers.status(403), "is not given: the server answers 403."),
    "broken": (servers.status(500), "is not given: the server answers 500."),
    "a ring": (servers.redirect(302, "/page"), "more than 5 times."),
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


@pytest.mark.parametrize("slow", [servers.hang, servers.drip(PAGE), servers.drip_heads, servers.drip_a_line])
def test_what_takes_too_long_ends_in_time(slow: Reply) -> None:
    with pytest.raises(WebError, match=r"took longer than 0.5 seconds"):
        got(slow, seconds=SOON)


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


# ---- what a server says of it

GOOD = {
    "index.html": [
        HTML,
        "Content-Security-Policy: default-src 'none'; style-src 'self'; frame-ancestors 'none'",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
    ],
    "data/v1/feed.jsonld": [
        "Content-Type: application/ld+json",
        "X-Content-Type-Options: nosniff",
        "Access-Control-Allow-Origin: *",
    ],
}


def answers(change: Callable[[dict[str, list[str]]], object]) -> dict[str, Answer]:
    """What a server answers to a page and a feed, with some of its headers changed."""
    heads = {path: list(lines) for path, lines in GOOD.items()}
    change(heads)
    with serving(Server(replies={path: reply(200, PAGE, *lines) for path, lines in heads.items()})) as server:
        return {path: fetch(f"http://127.0.0.1:{server.port}/{path}") for path in heads}


def without(path: str, name: str) -> Callable[[dict[str, list[str]]], object]:
    return lambda heads: heads.update({path: [line for line in heads[path] if not line.startswith(name)]})


def put(path: str, header: str) -> Callable[[dict[str, list[str]]], object]:
    def change(heads: dict[str, list[str]]) -> None:
        without(path, header.partition(":")[0])(heads)
        heads[path].append(header)

    return change


def test_a_server_that_keeps_every_promise_is_not_spoken_of() -> None:
    found = answers(lambda _: None)
    assert (list(header_drifts(found)), list(header_notes(found))) == ([], [])


CHANGES_WORDS = {
    "Content-Type: text/html; charset=iso-8859-1": ("Content-Type", "charset=iso-8859-1"),
    "Refresh: 0; url=https://elsewhere.example/": ("Refresh", "0; url=https://elsewhere.example/"),
    "Link: <https://elsewhere.example/a.css>; rel=stylesheet": (
        "Link",
        "<https://elsewhere.example/a.css>; rel=stylesheet",
    ),
    "Content-Disposition: attachment": ("Content-Disposition", "attachment"),
    "Content-Disposition: notice; filename=a": ("Content-Disposition", "notice; filename=a"),
}


@pytest.mark.parametrize("header", CHANGES_WORDS)
def test_a_header_by_which_people_read_something_else_is_drift(header: str) -> None:
    about, says = CHANGES_WORDS[header]
    (drift,) = header_drifts(answers(put("index.html", header)))
    assert isinstance(drift, Drift)
    assert (drift.kind, drift.file, drift.about, drift.says) == ("header", "index.html", about, says)


def test_one_type_is_given() -> None:
    """Of two browsers take the last, and other readers the first."""
    (drift,) = header_drifts(answers(lambda heads: heads["index.html"].append("Content-Type: text/html; charset=x")))
    assert (drift.about, drift.says) == ("Content-Type", "text/html; charset=utf-8, text/html; charset=x")


OF_ANOTHER = (
    '<https://elsewhere.example/>; type="application/ld+json"; rel="alternate"',
    '</a.css>; rel=preload, <context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"',
    "</>; REL=canonical",
)
OF_OURS = ("</a.css>; rel=preload", "<https://elsewhere.example/>; rel=preconnect", "<feed.jsonld>; rel=alternate")


@pytest.mark.parametrize("link", OF_ANOTHER)
def test_a_header_that_tells_systems_of_another_file_is_drift(link: str) -> None:
    path = "data/v1/feed.jsonld"
    found = link_drifts(answers(lambda heads: heads[path].append(f"Link: {link}")))
    assert [(drift.kind, drift.file, drift.says) for drift in found] == [("header", path, link)]


@pytest.mark.parametrize("link", OF_OURS)
def test_a_header_that_tells_of_ours_or_fetches_sooner_is_none(link: str) -> None:
    path = "data/v1/feed.jsonld"
    assert list(link_drifts(answers(lambda heads: heads[path].append(f"Link: {link}")))) == []


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


GUARDS = {
    "no policy": (without("index.html", "Content-Security-Policy"), "no Content-Security-Policy"),
    "a policy for all": (put("index.html", "Content-Security-Policy: default-src *"), "is weaker"),
    "frames": (put("index.html", "Content-Security-Policy: default-src 'none'"), "lets any site frame the page"),
    "no referrer policy": (without("index.html", "Referrer-Policy"), "no Referrer-Policy"),
    "types are guessed": (without("data/v1/feed.jsonld", "X-Content-Type-Options"), "nosniff"),
    "data for nobody": (without("data/v1/feed.jsonld", "Access-Control"), "other sites' pages cannot read"),
    "another type": (put("data/v1/feed.jsonld", "Content-Type: text/plain"), "calls it text/plain"),
    "another page for others": (put("index.html", "Vary: Accept-Encoding, Cookie"), "depends on cookie, so"),
    "hidden from all search": (put("index.html", "X-Robots-Tag: none"), "search engines"),
    "hidden from search": (put("index.html", "X-Robots-Tag: noindex"), "search engines"),
}


@pytest.mark.parametrize("name", GUARDS)
def test_a_guard_that_is_missing_is_noted_with_its_file(name: str) -> None:
    change, said = GUARDS[name]
    found = answers(change)
    notes = list(header_notes(found))
    assert any(said in note for note in notes), notes
    assert all(note.endswith(("(index.html).", "(data/v1/feed.jsonld).")) for note in notes)
    assert list(header_drifts(found)) == []


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("index.html", "Content-Type: text/plain"),
        ("index.html", "Content-Type: application/octet-stream"),
        ("data/v1/feed.jsonld", "Content-Type: text/html"),
    ],
)
def test_an_answer_of_another_kind_is_no_answer(path: str, header: str) -> None:
    with pytest.raises(WebError, match="it may be another page"):
        list(header_drifts(answers(put(path, header))))

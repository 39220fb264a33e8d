"""A site at an address, over real servers that answer as they should, or in some way as they should not."""

from __future__ import annotations

import gzip
import json
import shutil
import time
import zlib
from collections.abc import Callable
from datetime import date
from http.client import HTTPMessage
from pathlib import Path

import pytest
import urllib3
from click.testing import CliRunner

from site_builder.addresses import MANIFEST, SIGNATURE
from site_builder.cli import cli
from site_builder.manifest.dsse import seal
from site_builder.manifest.form import Manifest, listing, sha256, written
from site_builder.manifest.keys import new_key
from site_builder.verify import crawl
from site_builder.verify.crawl import PublishedSite, WebError, ask, at, fetch, leads_elsewhere, root_of, served, visit
from site_builder.verify.http_response import Answer
from tests.client import servers
from tests.client.servers import LONG, Reply, Server, redirect, reply, serving, status
from tests.client.tls import certificate_in, encrypting
from tests.seed import ON, REGISTRY, ROOT
from tests.verify.sites import Files, at_address, published, root

PAGE = b"<!doctype html><title>Who we share with</title>"
HTML, PDF = "Content-Type: text/html; charset=utf-8", "Content-Type: application/pdf"
SOON, MOST = 0.2, 5_000


def got(answer: Reply, most: int = MOST, seconds: float = LONG) -> Answer:
    with serving(Server(replies={"page": answer})) as server:
        return fetch(f"http://127.0.0.1:{server.port}/page", most, seconds)


# ---- one file

GIVEN: dict[str, Reply] = {
    "plain": reply(200, PAGE, HTML),
    "without a length": servers.raw(200, PAGE, HTML),
    "in chunks": servers.raw(200, b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), HTML, "Transfer-Encoding: chunked"),
    "compressed": reply(200, gzip.compress(PAGE), HTML, "Content-Encoding: gzip"),
    "compressed under an old name": reply(200, gzip.compress(PAGE), HTML, "Content-Encoding: x-gzip"),
    "not coded": reply(200, PAGE, HTML, "Content-Encoding: identity"),
}


@pytest.mark.parametrize("name", GIVEN)
def test_a_file_is_given_with_its_type_and_without_compression(name: str) -> None:
    found = got(GIVEN[name], len(PAGE))
    assert (found.data, found.type, found.status) == (PAGE, "text/html", 200)


def test_a_header_that_stands_twice_is_given_twice() -> None:
    assert got(reply(200, PAGE, "Link: <a>", "Link: <b>")).headers.get_all("Link") == ["<a>", "<b>"]


def test_it_says_its_name_and_asks_for_what_it_can_undo() -> None:
    with serving(Server({"page?id=3": PAGE})) as server:
        fetch(f"http://127.0.0.1:{server.port}/page?id=3#part")
    first, *heads = server.asked[0].strip().split("\r\n")
    assert first == "GET /page?id=3 HTTP/1.1"
    assert {"Accept: */*", "Accept-Encoding: gzip", "User-Agent: site-builder"} <= {*heads}


REFUSED: dict[str, tuple[Reply, str]] = {
    "not there": (status(404), "is not there: the server answers 404."),
    "gone": (status(410), "is not there: the server answers 410."),
    "broken": (status(500, PAGE), "is not given: the server answers 500."),
    "a part": (status(206, PAGE), "is not given: the server answers 206."),
    "a ring": (redirect(302, "/page"), "leads from one address to the next, more than 5 times."),
    "a redirect without an address": (status(302), "more than 5 times."),
    "a redirect to another scheme": (redirect(302, "ftp://council.example/"), "and only https addresses are asked."),
    "a redirect out of encryption": (redirect(302, "http://council.example/"), "and only https addresses are asked."),
    "too large": (servers.endless, "is larger than 5,000 bytes."),
    "too large in chunks": (servers.endless_in_chunks, "is larger than 5,000 bytes."),
    "too large when unpacked": (
        reply(200, gzip.compress(b" " * 10_000_000), "Content-Encoding: gzip"),
        "is larger than 5,000 bytes.",
    ),
    "cut": (servers.truncated(PAGE), "is no web server, or broke off."),
    "cut in chunks": (servers.truncated_chunks(PAGE), "is no web server, or broke off."),
    "of two lengths": (servers.raw(200, PAGE, "Content-Length: 5", "Content-Length: 9"), "or broke off."),
    "closed": (servers.close, "is no web server, or broke off."),
    "no HTTP": (servers.babble, "is no web server, or broke off."),
    "not compressed": (reply(200, PAGE, "Content-Encoding: gzip"), "says that it is compressed, and is not."),
    "compressed otherwise": (
        reply(200, zlib.compress(PAGE), "Content-Encoding: gzip"),
        "says that it is compressed, and is not.",
    ),
    "compressed by something else": (reply(200, PAGE, "Content-Encoding: br"), "by 'br', which nobody asked for."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_fetched_is_told_in_a_sentence_with_its_address(name: str) -> None:
    answer, sentence = REFUSED[name]
    with pytest.raises(WebError) as found:
        got(answer)
    assert str(found.value).startswith("http://127.0.0.1:")
    assert str(found.value).endswith(sentence)


SLOW: dict[str, Reply] = {
    "silent": servers.hang,
    "a byte at a time": servers.drip(PAGE),
    "headers for ever": servers.drip_heads,
    "a first line for ever": servers.drip_a_line,
    "a chunk's head for ever": servers.drip_a_chunk_head,
}


@pytest.mark.parametrize("name", SLOW)
def test_what_takes_too_long_ends_in_time(name: str) -> None:
    start = time.monotonic()
    with pytest.raises(WebError, match=r"/page took longer than 0.2 seconds\."):
        got(SLOW[name], seconds=SOON)
    assert time.monotonic() - start < LONG / 2


def trusting(address: str, most: int, seconds: float, _good: object = ()) -> Answer:
    """The broken twin: the library with its own limits, which are for each packet and none for the size."""
    answer = urllib3.request("GET", address, timeout=seconds, retries=urllib3.Retry(redirect=5))
    return Answer(address, HTTPMessage(), answer.data, most)


@pytest.mark.parametrize(
    ("answer", "is_caught"),
    [
        (REFUSED["too large when unpacked"][0], lambda twin, where: len(twin(where, MOST, LONG).data) > MOST),
        (REFUSED["broken"][0], lambda twin, where: twin(where, MOST, LONG).data == PAGE),
        (REFUSED["compressed by something else"][0], lambda twin, where: twin(where, MOST, LONG).data == PAGE),
        (SLOW["a byte at a time"], lambda twin, where: twin(where, MOST, SOON).data == PAGE),
    ],
)
def test_these_tests_catch_who_trusts_the_server(answer: Reply, is_caught: Callable[..., bool]) -> None:
    with serving(Server(replies={"page": answer})) as server:
        where = f"http://127.0.0.1:{server.port}/page"
        assert is_caught(trusting, where)
        with pytest.raises(WebError):
            fetch(where, MOST, SOON if answer is SLOW["a byte at a time"] else LONG)


def test_five_redirects_are_followed_and_no_more() -> None:
    replies = {f"{n}?id=3": redirect(302, f"/{n + 1}?id=3") for n in range(6)}
    with serving(Server({"6?id=3": PAGE}, replies)) as server:
        where = f"http://127.0.0.1:{server.port}/"
        assert fetch(f"{where}1?id=3").data == PAGE
        with pytest.raises(WebError, match=r"more than 5 times\."):
            fetch(f"{where}0?id=3")


def test_a_redirect_is_told() -> None:
    with serving(Server({"there": PAGE}, {"here": redirect(301, "there#part")})) as server:
        asked = f"http://127.0.0.1:{server.port}/here"
        found = fetch(asked)
    assert leads_elsewhere(asked, found) == f"{asked} leads to {asked.replace('/here', '/there')}."
    assert leads_elsewhere(asked.replace("127.0.0.1", "localhost"), found).endswith(", at another host.")
    assert leads_elsewhere(f"{found.address}#part", found) == ""


def test_an_encrypted_line_needs_a_certificate_that_we_trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certificate_in(tmp_path)
    with serving(Server({"page": PAGE}), encrypting(certificate)) as server:
        address = f"https://localhost:{server.port}/page"
        with pytest.raises(WebError, match=rf"^{address} cannot be reached: self-signed cert"):
            fetch(address)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch(address).data == PAGE


def test_an_encrypted_line_never_leads_out_of_encryption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(Server({"page": PAGE})) as plain:
        sent = {"page": redirect(302, f"http://127.0.0.1:{plain.port}/page")}
        with (
            serving(Server(replies=sent), encrypting(certificate)) as server,
            pytest.raises(WebError, match="and only https addresses are asked"),
        ):
            fetch(f"https://localhost:{server.port}/page")
        assert plain.asked == []


def test_nobody_there_is_told_with_the_reason() -> None:
    with serving(Server()) as server:
        port = server.port
    with pytest.raises(WebError, match=r"/ cannot be reached: Connection refused\."):
        fetch(f"http://127.0.0.1:{port}/")


def test_a_proxy_is_asked_for_what_is_elsewhere_and_cannot_keep_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Server({"page": PAGE}, {"council.example:443": status(403)})) as server:
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{server.port}")
        with pytest.raises(WebError, match=r"^https://council.example/ cannot be reached: .*403"):
            fetch("https://council.example/")
        assert [head.split("\r\n")[0] for head in server.asked] == ["CONNECT council.example:443 HTTP/1.1"]
        assert fetch(f"http://127.0.0.1:{server.port}/page").data == PAGE
        server.replies["council.example:443"] = servers.drip_a_line
        with pytest.raises(WebError, match=r"took longer than 0.2 seconds"):
            fetch("https://council.example/", seconds=SOON)


@pytest.mark.parametrize("address", ["http://council.example/", "ftp://council.example/", "file:///etc/passwd", "x://"])
def test_only_https_is_asked_and_http_on_this_computer(address: str) -> None:
    with pytest.raises(WebError, match="is not asked"):
        root_of(address)
    with pytest.raises(WebError, match="only https addresses are"):
        fetch(address)


def test_the_handbook_says_how_long_and_large_a_file_may_be() -> None:
    limits = f"{crawl.SECONDS:g} seconds and have {crawl.LARGEST >> 20} MB"
    assert limits in " ".join((ROOT / "docs/verify.md").read_text("utf-8").split())


# ---- a site


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
    with pytest.raises(WebError, match=r"^https://council\.example/\?a=b is not asked: give an .* no question mark"):
        root_of("https://council.example/?a=b")


def test_pages_are_read_where_people_read_them() -> None:
    assert at("https://council.example/", "child-data/index.html") == "https://council.example/child-data/"
    assert at("https://council.example/", "data/v1/feed.jsonld") == "https://council.example/data/v1/feed.jsonld"


def test_a_site_that_is_served_compressed_is_the_same() -> None:
    files = published("practice")
    with at_address(files) as plain, at_address(files, packed=True) as packed:
        there = visit(root(plain))
        assert visit(root(packed)).files == there.files
        assert (there.differences, visit(root(packed)).differences) == ((), ())
    assert there.files == {path: data for path, data in files.items() if path != "_headers"}


DAY = date(2026, 1, 1)
FEED = f"data/v1/feed.{sha256(b'{}')[:16]}.jsonld"
NOTICE, PAPER = "a/index.html", "a/notice.pdf"
HELD = {"index.html": b"List", NOTICE: b"Page", PAPER: b"%PDF", FEED: b"{}", "_headers": b"/*"}


def manifest(files: dict[str, bytes]) -> Manifest:
    return Manifest(
        registry="https://council.example/id/registry",
        version="2026.1.1.1",
        issued=DAY,
        valid_from=DAY,
        expires=DAY,
        feed=FEED,
        files=listing(files),
    )


SITE: Files = {**HELD, MANIFEST: written(manifest(HELD))}


def seen(files: Files = SITE, replies: dict[str, Reply] | None = None) -> PublishedSite:
    with at_address(files, replies or {}) as server:
        return visit(root(server))


def test_what_is_listed_is_fetched_but_for_what_a_host_keeps_to_itself() -> None:
    found = seen()
    assert found.files == {path: data for path, data in SITE.items() if path != "_headers"}
    assert served(manifest(HELD)).files.keys() == HELD.keys() - {"_headers"}
    assert found.differences == ()
    assert found.notes[-1] == f"It is published for https://council.example/, and stands at {found.name}."


def test_what_a_signature_lists_is_fetched_too() -> None:
    signed = {**HELD, "old.txt": b"Old"}
    envelope = seal(written(manifest(signed)), [new_key()])
    found = seen({**SITE, "old.txt": b"Old", SIGNATURE: envelope})
    assert (found.files["old.txt"], found.files[SIGNATURE]) == (b"Old", envelope)
    assert "old.txt" not in seen({**SITE, "old.txt": b"Old", SIGNATURE: b"<html>"}).files


def test_what_programs_look_for_is_fetched_although_nothing_lists_it() -> None:
    lies: Files = dict.fromkeys(crawl.LOOKED_FOR, b"Lie")
    assert seen({**SITE, **lies}).files == {**seen().files, **lies}
    assert seen(SITE, {path: status(403) for path in crawl.LOOKED_FOR}) != seen()
    assert seen(SITE, {path: status(403) for path in crawl.LOOKED_FOR}).files == seen().files


def test_the_page_for_what_is_not_there_may_say_so_and_no_other() -> None:
    files = {**HELD, "404.html": b"Not here"}
    not_there = {"404.html": reply(404, b"Not here", HTML), PAPER: status(404)}
    found = seen({**files, MANIFEST: written(manifest(files))}, not_there)
    assert found.files["404.html"] == b"Not here"
    assert PAPER not in found.files
    assert "404.html" not in seen(SITE, {"*": reply(404, b"Not here", HTML)}).files


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (status(403), "the server answers 403"),
        (reply(200, b"Not here", HTML), "is answered as text/html, and must be application/pdf: it may be another"),
    ],
)
def test_a_file_that_cannot_be_had_is_told_beside_the_rest(answer: Reply, says: str) -> None:
    found = seen(SITE, {PAPER: answer})
    assert [(difference.kind, difference.file, says in difference.says) for difference in found.differences] == [
        ("unread", PAPER, True)
    ]
    assert found.files.keys() == seen().files.keys() - {PAPER}


def test_of_a_site_of_which_too_much_cannot_be_had_nothing_is_told() -> None:
    more = {**HELD, **{f"more/{each}.pdf": b"" for each in range(6)}}
    site: Files = {**more, MANIFEST: written(manifest(more))}
    broken = {path: status(503) for path in more if path.startswith("more/")}
    broken["more/0.pdf"] = reply(200, b"", PDF)
    assert len(seen(site, broken).differences) == 5
    broken["more/0.pdf"] = status(503)
    with pytest.raises(WebError, match="the server answers 503"):
        seen(site, broken)


@pytest.mark.parametrize(
    ("where", "is_displaced"), [("/b/a/?c=/a/", True), ("/a/index.html?c=/d/", False), ("/a/?c", False)]
)
def test_a_page_answered_from_another_folder_links_to_what_stands_there(where: str, is_displaced: bool) -> None:
    """The same bytes, and beside them another style sheet."""
    there = {where.lstrip("/"): reply(200, b"Page", HTML)}
    with at_address(SITE, {**there, "a/": redirect(302, where)}) as server:
        found = visit(root(server)).differences
        expected = [("Location", NOTICE, f"{root(server)}{where[1:]}", f"{root(server)}a/")] if is_displaced else []
    assert [(difference.about, difference.file, difference.says, difference.stated) for difference in found] == expected


def test_a_site_that_has_moved_as_a_whole_is_no_difference() -> None:
    with at_address(SITE) as server:
        moved = {path: redirect(301, f"{root(server)}{path}") for path in server.replies}
        with serving(Server(replies=moved)) as old:
            found = visit(root(old))
            assert found.differences == ()
            assert (found.places or {})[NOTICE] == f"{root(server)}a/"
            assert f"{root(old)}a/ leads to {root(server)}a/, at another host." in found.notes


# ---- the addresses to which a notice leads


def test_what_is_wrong_is_said_of_each_address_and_each_is_asked_once() -> None:
    replies = {
        "gone": reply(410, b""),
        "shut": reply(403, b""),
        "moved": redirect(301, "/page"),
        "large": servers.endless,
    }
    with serving(Server({"page": b"Here."}, replies)) as server:
        one = f"http://127.0.0.1:{server.port}"
        there = [f"{one}/{name}" for name in ("page", "page#part", "moved", "large")]
        wrong = ask([*there, f"{one}/gone", f"{one}/gone#part", f"{one}/shut", "http://council.example/"])
        assert sorted(server.paths) == ["/gone", "/large", "/moved", "/page", "/page", "/shut"]
    assert wrong == {
        f"{one}/gone": f"{one}/gone is not there: the server answers 410.",
        f"{one}/gone#part": f"{one}/gone is not there: the server answers 410.",
        f"{one}/shut": f"{one}/shut is not given: the server answers 403.",
        "http://council.example/": "http://council.example/ is not asked: only https addresses are, and http on this "
        "computer.",
    }


def test_only_what_the_public_reads_is_asked_and_only_with_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(Server({"here": b"Here."}), encrypting(certificate)) as server:
        address = f"https://localhost:{server.port}"
        write(tmp_path / "registry", address)
        assert (dead(tmp_path), server.paths) == ([], [])
        gone = f"{address}/gone is not there: the server answers 404."
        assert dead(tmp_path, "--links") == [
            ("registry/organisation.yaml", gone),
            ("registry/recipients/department-for-education.yaml", gone),
        ]
        assert sorted(server.paths) == ["/gone", "/here"]


def write(registry: Path, address: str) -> None:
    """The seed with three links to a server that the public reads, and one that it does not."""
    shutil.copytree(REGISTRY, registry)
    recipient, organisation = registry / "recipients/department-for-education.yaml", registry / "organisation.yaml"
    words = f"[There]({address}/gone), or [here]({address}/here). The DfE uses information"
    recipient.write_text(recipient.read_text("utf-8").replace("The DfE uses information", words), "utf-8")
    inside = f"\ninternal:\n  example-county-council:\n    policy_document: {address}/inside\n"
    ours = organisation.read_text("utf-8").replace("version: ", f"website: {address}/gone\nversion: ")
    organisation.write_text(ours + inside, "utf-8")


def dead(project: Path, *options: str) -> list[tuple[str, str]]:
    """File and message of what `check` says of links to this computer that lead nowhere."""
    done = CliRunner().invoke(cli, ["check", "-C", str(project), "--on", ON.isoformat(), "--format", "json", *options])
    found = json.loads(done.stdout)
    return [
        (p["file"], p["message"]) for p in found["problems"] if p["rule"] == "link-dead" and "localhost" in p["message"]
    ]

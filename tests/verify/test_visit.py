"""A small site at an address: what of it is fetched, and what is said of where it stands."""

from __future__ import annotations

from datetime import date
from http.client import HTTPMessage

import pytest

from site_builder.manifest import MANIFEST, SIGNATURE, Manifest, listing, sha256, written
from site_builder.manifest.dsse import seal
from site_builder.manifest.keys import new_key
from site_builder.verify.live import visit as live
from site_builder.verify.live.visit import Visit, served, visit
from site_builder.verify.live.web import Answer, WebError
from tests.client.servers import redirect, reply, status
from tests.verify.sites import Files, at_address, root

DAY = date(2026, 1, 1)
HTML, PDF = "Content-Type: text/html", "Content-Type: application/pdf"
FEED = f"data/v1/feed.{sha256(b'{}')[:16]}.jsonld"
PAGE, PAPER = "a/index.html", "a/notice.pdf"
HELD = {"index.html": b"List", PAGE: b"Page", PAPER: b"%PDF", FEED: b"{}", "_headers": b"/*"}


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


def seen(files: Files = SITE) -> Visit:
    with at_address(files) as server:
        return visit(root(server))


def test_what_is_listed_is_fetched_but_for_what_a_host_keeps_to_itself() -> None:
    found = seen()
    assert found.files == {path: data for path, data in SITE.items() if path != "_headers"}
    assert served(manifest(HELD)).files.keys() == HELD.keys() - {"_headers"}
    assert found.drifts == ()
    assert [note.partition(", and")[0] for note in found.notes] == ["It is published for https://council.example/"]


def test_what_a_signature_lists_is_fetched_too() -> None:
    signed = {**HELD, "old.txt": b"Old"}
    envelope = seal(written(manifest(signed)), [new_key()])
    found = seen({**SITE, "old.txt": b"Old", SIGNATURE: envelope})
    assert (found.files["old.txt"], found.files[SIGNATURE]) == (b"Old", envelope)
    assert "old.txt" not in seen({**SITE, "old.txt": b"Old", SIGNATURE: b"<html>"}).files


def test_the_page_for_what_is_not_there_may_say_so_and_no_other() -> None:
    files = {**HELD, "404.html": b"Not here"}
    not_there = {"404.html": reply(404, b"Not here", HTML), PAPER: status(404)}
    with at_address({**files, MANIFEST: written(manifest(files))}, not_there) as server:
        found = visit(root(server))
    assert found.files["404.html"] == b"Not here"
    assert PAPER not in found.files


UNLISTED = (
    *("robots.txt", "sitemap.xml", ".well-known/api-catalog", "404.html"),
    *("data/v1/dcat.jsonld", "data/v1/data.json", "data/v1/recipients/index.json", "data/v1/rest.jsonld"),
)


@pytest.mark.parametrize("path", UNLISTED)
def test_what_programs_look_for_is_fetched_although_nothing_lists_it(path: str) -> None:
    assert seen({**SITE, path: b"Lie"}).files == {**seen().files, path: b"Lie"}


def test_what_nothing_lists_some_hosts_say_may_not_be_seen() -> None:
    forbidden = {path: status(403) for path in UNLISTED}
    with at_address(SITE, forbidden) as server:
        assert visit(root(server)).files == seen().files
    with at_address(SITE, {PAPER: status(403)}) as server:
        (drift,) = visit(root(server)).drifts
    assert (drift.kind, drift.file, "the server answers 403" in drift.says) == ("unread", PAPER, True)


def failing(number: int) -> Visit:
    """A site of which so many files cannot be had."""
    more = {**HELD, **{f"more/{each}.pdf": b"" for each in range(number)}}
    broken = {path: status(503) for path in more if path.startswith("more/")}
    with at_address({**more, MANIFEST: written(manifest(more))}, broken) as server:
        return visit(root(server))


def test_what_cannot_be_had_is_told_beside_the_rest_up_to_some() -> None:
    found = failing(5)
    assert [(drift.kind, drift.file) for drift in found.drifts] == [("unread", f"more/{each}.pdf") for each in range(5)]
    assert found.files.keys() == seen().files.keys()
    with pytest.raises(WebError, match="the server answers 503"):
        failing(6)


def test_another_kind_of_file_in_place_of_one_is_told_beside_the_rest() -> None:
    with at_address(SITE, {PAPER: reply(200, b"Not here", HTML)}) as server:
        found = visit(root(server))
    assert [(drift.kind, drift.file) for drift in found.drifts] == [("unread", PAPER)]
    assert found.files.keys() == seen().files.keys() - {PAPER}


def test_a_page_for_what_is_not_there_that_nothing_lists_and_a_server_has_for_all_is_none_of_ours() -> None:
    with at_address(SITE, {"*": reply(404, b"Not here", HTML)}) as server:
        found = visit(root(server))
    assert "404.html" not in found.files


def test_a_header_that_is_wrong_for_two_reasons_is_told_once() -> None:
    link = "Link: </a.css>; rel=stylesheet"
    with at_address(SITE, {"a/": reply(200, b"Page", HTML, link)}) as server:
        assert [drift.about for drift in visit(root(server)).drifts] == ["Link"]


@pytest.mark.parametrize("place", ["https://council.example/", "https://other.example/"])
def test_that_it_stands_elsewhere_is_noted(place: str) -> None:
    there = {MANIFEST: Answer(f"{place}{MANIFEST}", HTTPMessage(), SITE[MANIFEST] or b"")}
    elsewhere = [f"It is published for https://council.example/, and stands at {place}."]
    assert list(live._of_place(place, there)) == (elsewhere if "other" in place else [])


SENT_ON = {
    # what is answered from where, and the pages that are displaced
    "with a question": ({"a/": "/b/a/?c=/d/"}, [PAGE]),
    "with a question, in its folder": ({"a/": "/a/index.html?c=/d/"}, []),
    "a PDF": ({PAPER: "/b/notice.pdf"}, []),
}


@pytest.mark.parametrize("name", SENT_ON)
def test_a_page_is_displaced_where_it_is_answered_from_another_folder(name: str) -> None:
    sent, displaced = SENT_ON[name]
    more = {where.lstrip("/"): reply(200, b"Page", HTML if path == "a/" else PDF) for path, where in sent.items()}
    with at_address(SITE, {**more, **{path: redirect(302, where) for path, where in sent.items()}}) as server:
        found = visit(root(server))
    assert [drift.file for drift in found.drifts if drift.about == "Location"] == displaced


def test_a_page_is_displaced_although_nothing_else_stands_in_its_folder_either() -> None:
    held = {path: HELD[path] for path in (PAGE, FEED)}
    data = written(manifest(held))
    sent = {"a/": redirect(302, "/b/"), MANIFEST: redirect(302, "/b/m"), FEED: redirect(302, "/b/f")}
    there = {"b/": reply(200, b"Page", HTML), "b/m": reply(200, data), "b/f": reply(200, b"{}")}
    with at_address({**held, MANIFEST: data}, {**sent, **there}) as server:
        (drift,) = visit(root(server)).drifts
    assert (drift.kind, drift.file, drift.about) == ("header", PAGE, "Location")

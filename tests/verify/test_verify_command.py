"""`verify` as people run it: on a folder, on a site by its address, on a page of others; and `build`, which runs it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from site_builder.addresses import FEED, MANIFEST
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.render import html, pdf
from site_builder.verify import crawl
from tests.checkers import chromium
from tests.client import servers
from tests.client.servers import Reply, Server, reply
from tests.effort import some, thorough
from tests.seed import ROOT
from tests.signing import KEY, PUB, Run, call, done, edit, project, tree
from tests.verify.sites import Files, at_address, manifest_of, relisted, root

__all__ = ["project"]

PAGE, PDF = "our-notice/index.html", "our-notice/notice.pdf"
ALONE = "its own feed, that of https://council.example/"
SAME = "1 page, 1 PDF and 1 feed of version 2026.1.1.1 say the same. Compared with {}.\n"
LIE = ("We tell the police about crimes.", "We never tell the police about crimes.")


def files_of(folder: Path) -> Files:
    return dict(tree(folder / "site"))


def lied(files: Files) -> Files:
    """A page that says something else, under a manifest made for the lie."""
    data = files[PAGE]
    assert data is not None
    return relisted({**files, PAGE: _denied(data)})


def put(folder: Path, files: Files) -> None:
    for path, data in files.items():
        (folder / "site" / path).write_bytes(data or b"")


# ---- a folder


def test_it_says_with_what_it_compared(project: Path) -> None:
    assert call(project, "verify").out == SAME.format("registry")
    assert call(project, "verify", "--alone").out == SAME.format(ALONE)
    shutil.move(project / "registry", project / "elsewhere")
    assert call(project, "verify").out == SAME.format(ALONE)
    assert call(project, "verify", "--registry", "elsewhere").out == SAME.format("elsewhere")


def test_a_lie_is_told_in_words_with_its_place_although_the_manifest_was_made_for_it(project: Path) -> None:
    put(project, lied(files_of(project)))
    for alone, source in ((False, "registry"), (True, "feed")):
        run = call(project, "verify", *(["--alone"] if alone else []))
        line = next(line for line in run.out.splitlines() if "never" in line)
        assert run.code == 4
        assert PAGE in line
        assert f"the {source}" in line


def test_a_registry_that_went_on_is_told_from_the_site(project: Path) -> None:
    edit(project / "registry/recipients/police.yaml", *LIE)
    run = call(project, "verify")
    assert run.code == 4
    assert "never" in run.out
    assert call(project, "verify", "--alone").code == 0


def test_a_registry_with_errors_stops_it_and_says_how_to_go_on(project: Path) -> None:
    edit(project / "registry/recipients/police.yaml", "type: organisation", "type: organization")
    run = call(project, "verify")
    assert (run.code, "police.yaml" in run.out, "--alone" in run.err) == (1, True, True)
    assert call(project, "verify", "--alone").code == 0


def test_a_registry_of_another_site_is_not_compared_unless_it_is_named(project: Path) -> None:
    edit(project / "registry/organisation.yaml", "https://council.example/", "https://other.example/")
    run = call(project, "verify")
    assert (run.code, run.out) == (3, "")
    assert (
        "the registry of https://other.example/, and what stands there says that it is that of https://council"
        in run.err
    )
    assert call(project, "verify", "--registry", "registry").code == 4
    assert call(project, "verify", "--alone").out == SAME.format(ALONE)
    assert call(project, "verify", "--alone", "--registry", "registry").code == 2


def test_a_program_gets_json_whatever_was_found(project: Path) -> None:
    told = json.loads(call(project, "verify", "-q", "--format", "json", "--key", PUB).out)
    assert (told["version"], told["compared"], told["drifts"]) == ("2026.1.1.1", {"page": 1, "PDF": 1, "feed": 1}, [])
    put(project, lied(files_of(project)))
    run = call(project, "verify", "-q", "--format", "json", "--key", PUB)
    told = json.loads(run.out)
    assert run.code == 4
    assert {difference["file"] for difference in told["drifts"]} >= {PAGE}


# ---- a site at an address


def at(files: Files, *arguments: str, folder: Path, replies: Mapping[str, Reply] = {}) -> Run:
    with at_address(files, replies) as server:
        return call(folder, "verify", root(server), *arguments)


def test_a_site_at_an_address_is_proved_as_a_folder_is(project: Path) -> None:
    run = at(files_of(project), "--key", PUB, folder=project)
    assert (run.code, run.out) == (0, SAME.format("registry")), run
    assert "It is published for https://council.example/, and stands at http://127.0.0.1" in run.err


def test_a_night_on_which_the_job_did_not_run_raises_the_alarm(project: Path) -> None:
    last = manifest_of(files_of(project)).valid_from
    for nights, code in ((1, 0), (2, 5)):
        on = last + timedelta(nights)
        run = call(project, "verify", "--key", PUB, "--built-within", "1", on=on)
        assert run.code == code, run
        assert (f"It was built on {last}, and today is {on}" in run.out) is (code == 5)


def test_every_file_is_asked_for_once(project: Path) -> None:
    files = files_of(project)
    with at_address(files) as server:
        assert call(project, "verify", root(server)).code == 0
        asked = {*files, *crawl.LOOKED_FOR} - crawl.UNSERVED
        assert sorted(server.paths) == sorted(crawl.at("/", path) for path in asked)


def test_whoever_has_nothing_but_the_address_compares_with_the_feed(project: Path, tmp_path: Path) -> None:
    assert at(files_of(project), folder=tmp_path).out == SAME.format(ALONE)
    run = at(lied(files_of(project)), folder=tmp_path)
    assert (run.code, "never" in run.out) == (4, True)


def test_an_old_page_in_a_cache_is_told(project: Path) -> None:
    old = files_of(project)
    edit(project / "registry/recipients/police.yaml", *LIE)
    done(project, "build", "-q")
    run = at({**files_of(project), PAGE: old[PAGE]}, folder=project)
    assert (run.code, "never" in run.out) == (4, True)


def test_nothing_that_a_server_says_steers_the_terminal(project: Path) -> None:
    files = files_of(project)
    page = servers.reply(200, files[PAGE] or b"", "Content-Type: text/html; charset=utf-8", "Vary: A\x9b8m")
    run = at(files, folder=project, replies={PAGE.removesuffix("index.html"): page})
    assert (run.code, "\x9b" in run.err, "?8m, by which some may read" in run.err) == (0, False, True)


def test_a_file_that_is_gone_is_told(project: Path) -> None:
    run = at(files_of(project), folder=project, replies={PDF: servers.status(404)})
    assert (run.code, f"{PDF} is missing." in run.out) == (4, True)


def test_a_header_by_which_people_read_something_else_is_a_difference(project: Path) -> None:
    data = files_of(project)[PAGE]
    assert data is not None
    latin = reply(200, data, "Content-Type: text/html; charset=iso-8859-1")
    run = at(files_of(project), folder=project, replies={"our-notice/": latin})
    assert (run.code, "charset=iso-8859-1" in run.out) == (4, True)


UNREADABLE: dict[str, tuple[str, Reply, str]] = {
    "nothing of ours": (MANIFEST, servers.status(404), "no site of ours begins"),
    "a page in place of the manifest": (
        MANIFEST,
        reply(200, servers.PAGE, "Content-Type: text/html"),
        "is no manifest",
    ),
    "a page that is being repaired": ("our-notice/", servers.status(503, servers.PAGE), "the server answers 503"),
    "a page that is no page": (
        "our-notice/",
        reply(200, b"%PDF", "Content-Type: application/pdf"),
        "must be text/html",
    ),
    "a PDF that is a page": (
        PDF,
        reply(200, servers.PAGE, "Content-Type: text/html"),
        "must be application/pdf",
    ),
    "a ring": ("our-notice/", servers.redirect(302, "/our-notice/"), "leads from one address to the next"),
    "cut": (FEED, servers.truncated(b" " * 1000), "broke off"),
    "closed": (PDF, servers.close, "broke off"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_exit_3_and_never_no_difference(project: Path, name: str) -> None:
    path, answer, said = UNREADABLE[name]
    run = at(files_of(project), folder=project, replies={path: answer})
    assert (run.code, "say the same" in run.out, said in run.out + run.err) == (3, False, True), run


def test_what_cannot_be_read_hides_no_lie(project: Path) -> None:
    run = at(lied(files_of(project)), folder=project, replies={PDF: servers.status(503)})
    assert (run.code, "never" in run.out, f"({PDF})" in run.out) == (4, True, True), run
    named = manifest_of(files_of(project)).feed
    run = at(lied(files_of(project)), folder=project, replies={named: servers.status(503)})
    assert (run.code, "never" in run.out) == (4, True), run
    run = at(lied(files_of(project)), "--alone", folder=project, replies={named: servers.status(503)})
    assert (run.code, run.out, "answers 503" in run.err) == (3, "", True), run


def test_nobody_there_is_exit_3(project: Path) -> None:
    with at_address({}) as server:
        address = root(server)
    run = call(project, "verify", address)
    assert (run.code, "cannot be reached" in run.err) == (3, True)
    run = call(project, "verify", "http://council.example/")
    assert (run.code, "https://" in run.err) == (3, True)


def test_a_pdf_that_is_none_is_never_no_difference(project: Path) -> None:
    files = {**files_of(project), PDF: b"no PDF"}
    put(project, files)
    run = call(project, "verify")
    assert (run.code, PDF in run.out) == (3, True)
    assert "could not be read in 1 place, so nothing is proven." in run.out
    put(project, relisted(lied(files)))
    assert call(project, "verify").code == 4


# ---- a page of others

REGION = ("<main", "</main>")


def embedded(page: bytes) -> bytes:
    """The region of a notice in a council's own page."""
    text = page.decode()
    region = text[text.index(REGION[0]) : text.index(REGION[1]) + len(REGION[1])]
    region = region.replace("<main", "<div").replace("</main>", "</div>")
    head = '<!DOCTYPE html><html lang="en-gb"><head><title>Privacy</title></head>'
    return f"{head}<body><nav><a href=/>Home</a></nav>{region}<footer>A council</footer></body></html>".encode()


@pytest.fixture
def elsewhere(project: Path) -> Iterator[tuple[Server, Path]]:
    page = embedded((project / "site" / PAGE).read_bytes())
    html_type = "Content-Type: text/html; charset=utf-8"
    pages = {"privacy": reply(200, page, html_type), "lie": reply(200, _denied(page), html_type)}
    pages["other"] = reply(200, b"<!doctype html><p>Nothing.", html_type)
    with at_address(files_of(project), pages) as server:
        yield server, project


def _denied(page: bytes) -> bytes:
    said, denied = (text.encode() for text in LIE)
    assert said in page
    return page.replace(said, denied)


def test_a_notice_in_a_page_of_others_is_compared_with_the_registry_or_a_feed(elsewhere: tuple[Server, Path]) -> None:
    server, folder = elsewhere
    for source in ([], ["--feed", f"{root(server)}{FEED}"], ["--feed", f"site/{FEED}"]):
        run = call(folder, "verify", f"{root(server)}privacy", "--fragment", "our-notice", *source)
        assert run.code == 0, run
        assert run.out.startswith("1 fragment of version 2026.1.1.1 says the same."), run
        run = call(folder, "verify", f"{root(server)}lie", "--fragment", "our-notice", *source)
        assert (run.code, "never" in run.out) == (4, True)
        assert ("the feed says" in run.out, "the registry says" in run.out) == (bool(source), not source)


def test_a_page_as_a_file_will_do(elsewhere: tuple[Server, Path]) -> None:
    _, folder = elsewhere
    (folder / "page.html").write_bytes(embedded((folder / "site" / PAGE).read_bytes()))
    assert call(folder, "verify", "page.html", "--fragment", "our-notice").code == 0


@thorough
@pytest.mark.parametrize("target", some([("site",), ("page.html", "--fragment", "our-notice")], one_in=2))
def test_with_a_browser_it_is_looked_at(
    elsewhere: tuple[Server, Path], target: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", chromium.find() or "")
    _, folder = elsewhere
    page = embedded((folder / "site" / PAGE).read_bytes())
    for style, code in ((b"p{color:#123}", 0), (b"p{color:#fff}", 4)):
        (folder / "page.html").write_bytes(page.replace(b"<nav>", b"<style>" + style + b"</style><nav>"))
        sheet = next((folder / "site/assets").iterdir())
        sheet.write_bytes(sheet.read_bytes() + style * (code > 0))
        with ThreadPoolExecutor(1) as pool:  # the browser needs a thread of its own
            run = pool.submit(call, folder, "verify", *target, "--browser").result()
        assert (run.code, "people cannot see" in run.out) == (code, code > 0), run


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("other", "--fragment", "our-notice"), 3, 'no element with data-notice="our-notice"'),
        (("privacy", "--fragment", "their-notice"), 3, "Its notices: our-notice."),
        (("nothing", "--fragment", "our-notice"), 3, "is not there"),
        (("privacy", "--fragment", "our-notice", "--feed", "nowhere.jsonld"), 3, "cannot be read"),
        (("privacy", "--fragment", "our-notice", "--feed", "registry/organisation.yaml"), 3, "is no feed"),
        (("privacy", "--fragment", "our-notice", "--exact"), 2, "are for sites, not"),
        (("", "--feed", f"site/{FEED}"), 2, "--feed goes with --fragment"),
        (
            ("privacy", "--fragment", "our-notice", "--feed", f"site/{FEED}", "--registry", "registry"),
            *(2, "--feed is compared in place of the registry"),
        ),
    ],
)
def test_what_there_is_not_to_compare_is_told(
    elsewhere: tuple[Server, Path], arguments: tuple[str, ...], code: int, said: str
) -> None:
    server, folder = elsewhere
    run = call(folder, "verify", root(server) + arguments[0], *arguments[1:])
    assert (run.code, said in run.err) == (code, True), run


# ---- build


def test_build_refuses_to_publish_what_says_something_else(project: Path) -> None:
    """A template that lies, in place of the renderer."""
    before = tree(project / "site")
    whole: Callable[..., bytes] = html.render

    def lying(*given: object) -> bytes:
        return _denied(whole(*given))

    with patch.object(html, "render", lying):
        run = call(project, "build", "--no-cache", "--key", KEY)
    assert (run.code, "never" in run.out) == (4, True), run
    assert "Nothing was published." in run.err
    assert tree(project / "site") == before


def test_build_refuses_a_pdf_that_says_something_else(project: Path) -> None:
    """A PDF that has another title, in place of the renderer."""
    before = tree(project / "site")
    whole: Callable[..., bytes] = pdf.render

    def lying(laid: LaidNotice, *given: object, **named: object) -> bytes:
        return whole(replace(laid, title=laid.organisation), *given, **named)

    with patch.object(pdf, "render", lying):
        run = call(project, "build", "--no-cache", "--key", KEY)
    assert (run.code, "notice.pdf" in run.out) == (4, True), run
    assert tree(project / "site") == before


def test_build_of_templates_that_lie_is_refused(project: Path) -> None:
    own = project / "own"
    own.mkdir()
    text = (ROOT / "templates/notice.html.j2").read_text("utf-8")
    (own / "notice.html.j2").write_text(text.replace("<h1>", "<h1>Not true: ", 1), "utf-8")
    run = call(project, "build", "-q", "--templates", "own", "--out", "preview")
    assert (run.code, "Not true" in run.out) == (4, True)
    assert not (project / "preview").exists()

"""The preview: what is edited is shown where its reader is, what is wrong stands on top, and nobody else sees it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, Page

from site_builder.addresses import API_CATALOG, CATALOGUE, DATA, HEADERS, MANIFEST, ROBOTS, SITEMAP
from site_builder.build import made_site, shown_site
from site_builder.cli.commands.serve import attempt_site
from site_builder.cli.problems import RECORD
from site_builder.cli.project import Project
from site_builder.errors import Failure
from site_builder.load.project.folder import load
from site_builder.serve import watching
from site_builder.serve.bar import with_bar
from site_builder.serve.preview import Attempt, Preview, Shown
from site_builder.serve.server import Server, serving
from site_builder.serve.watching import stamp, watch
from site_builder.triage import as_record, causes, from_record
from tests.checkers.missing import require
from tests.effort import thorough
from tests.examples import FOLDERS, example, loaded
from tests.seed import ON, REGISTRY, ROOT
from tests.signing import edit, tree

NHS = "registry/recipients/nhs-services.yaml"
WORDS = "NHS services may also request"
LONG = 60.0
"""Seconds for which something is waited for that comes at once."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with the seed's registry."""
    shutil.copytree(REGISTRY, tmp_path / "seed/registry")
    return tmp_path / "seed"


@contextmanager
def previewed(folder: Path, registry: str = "registry") -> Iterator[Server]:
    """The preview of a project, watching."""
    project = Project(folder, registry, quiet=True, verbose=False, debug=False)
    ended = Event()
    before = stamp([folder / registry])
    preview = Preview(lambda show: attempt_site(project, ON, None, show))
    looking = Thread(target=watch, args=([folder / registry], before, preview.renew, ended))
    with serving(preview, [0]) as server:
        looking.start()
        try:
            yield server
        finally:
            ended.set()
            looking.join()


def asked(server: Server, path: str, host: str = "", method: str = "GET") -> tuple[HTTPResponse, str]:
    line = HTTPConnection("127.0.0.1", server.server_port, timeout=LONG)
    line.request(method, path, headers={"Host": host or f"127.0.0.1:{server.server_port}"})
    answer = line.getresponse()
    return answer, answer.read().decode("latin-1")


def changed(server: Server, change: Callable[[], object]) -> None:
    """Change something and wait until it is shown."""
    number = server.preview.shown.number
    change()
    assert server.preview.wait(number, LONG)
    while not (shown := server.preview.shown).made.is_judged:
        assert server.preview.wait(shown.number, LONG)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The preview of a project that nobody edits."""
    folder = tmp_path_factory.mktemp("still")
    shutil.copytree(REGISTRY, folder / "registry")
    with previewed(folder) as server:
        yield server


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1000, "height": 700}) as context:
        yield context.new_page()


# ---- as somebody edits


def test_an_edit_is_shown_where_its_reader_is(folder: Path, page: Page) -> None:
    top = "document.getElementById('government-departments-duty').getBoundingClientRect().top"
    with previewed(folder) as server:
        page.goto(f"{server.address}child-data/")
        page.evaluate("document.getElementById('government-departments-duty').scrollIntoView()")
        page.evaluate("window.scrollBy(0, -100)")
        before = page.evaluate(top)
        more = "A sentence more, which moves what stands below. " * 20
        edit(folder / NHS, WORDS, f"{more}NHS services can also request")
        page.wait_for_selector("main >> text=NHS services can also request")
        page.wait_for_function(f"Math.abs({top} - {before}) < 2")
        assert 0 < before < 700


def test_what_is_wrong_stands_on_top_until_it_is_mended(folder: Path, page: Page) -> None:
    with previewed(folder) as server:
        page.goto(f"{server.address}child-data/")
        assert "9 gaps" in page.inner_text("#preview summary")
        edit(folder / NHS, "    modality: may_on_request\n", "    modallity: may_on_request\n")
        page.wait_for_selector("#preview.stops")
        told = page.inner_text("#preview")
        assert "'modallity' is not a field" in told
        assert "nhs-services.yaml, line 53" in told
        assert "Below is how it was before." in told
        assert WORDS in page.inner_text("main")
        edit(folder / NHS, "    modallity: may_on_request\n", "    modality: may_on_request\n")
        page.wait_for_selector("#preview.goes")


def test_the_bar_has_the_order_of_check_marks_what_is_new_and_leads_to_each_place(folder: Path, page: Page) -> None:
    (folder / RECORD).mkdir()
    (folder / RECORD / "known.json").write_bytes(as_record(loaded("seed").problems, ON))
    edit(folder / NHS, WORDS, f"{WORDS} TBC")
    page.set_viewport_size({"width": 390, "height": 800})
    with previewed(folder) as server:
        page.goto(f"{server.address}child-data/")
        assert "New since the last build: 1." in page.inner_text("#preview summary")
        page.click("#preview summary")
        told = [item.inner_text() for item in page.query_selector_all("#preview li")]
        rules = [re.findall(r"\[([a-z-]+)\]", text)[0] for text in told]
        problems = load(folder / "registry", "registry", ON).problems
        assert rules == [
            c.first.rule for c in causes(problems, from_record((folder / RECORD / "known.json").read_bytes()))
        ]
        assert [text.startswith("new") for text in told] == [True, *[False] * (len(told) - 1)]
        file, anchor, rule = (
            link.get_attribute("href") for link in page.query_selector_all("#preview li:first-child a")
        )
        assert file == f"vscode://file{(folder / NHS).as_posix()}:49:{7 + len(WORDS) + 1}"
        assert page.query_selector(f"main {anchor}") is not None
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.goto(f"http://127.0.0.1:{server.server_port}{rule}")
        assert "left-over-words" in page.inner_text("h1")
        assert "(opens in a new window)" in page.inner_text("main")
        assert asked(server, "/.preview/rule/nothing")[0].status == 404


def test_a_pdf_is_shown_anew(tmp_path: Path, page: Page) -> None:
    folder, paper = tmp_path / "practice", "everyone/notice.pdf"
    shutil.copytree(FOLDERS["practice"], folder / "registry")
    with previewed(folder) as server:
        page.goto(f"http://127.0.0.1:{server.server_port}/.preview/")
        page.click(f"text={paper}")
        number = page.get_attribute("#preview", "data-number")
        _, before = asked(server, f"/{paper}")
        assert before.startswith("%PDF-")
        edit(folder / "registry/recipients/allotment-society.yaml", "We tell the", "We also tell the")
        page.wait_for_function(f"document.getElementById('preview').dataset.number != '{number}'")
        assert page.get_attribute("iframe", "src") == f"/{paper}"
        assert asked(server, f"/{paper}")[1] != before


def test_a_registry_that_is_wrong_from_the_start_is_shown_once_it_is_mended(folder: Path, page: Page) -> None:
    edit(folder / NHS, "    modality: may_on_request\n", "    modallity: may_on_request\n")
    with previewed(folder) as server:
        page.goto(server.address)
        assert "'modallity' is not a field" in page.inner_text("#preview")
        edit(folder / NHS, "    modallity: may_on_request\n", "    modality: may_on_request\n")
        page.wait_for_selector("main >> text=Who we share data with")


def test_a_registry_that_goes_and_comes_again(folder: Path) -> None:
    with previewed(folder) as server:
        changed(server, lambda: (folder / "registry").rename(folder / "away"))
        assert "There is no folder" in asked(server, "/data-sharing/")[1]
        changed(server, lambda: (folder / "away").rename(folder / "registry"))
        assert "Preview: 9 gaps" in asked(server, "/data-sharing/")[1]


def test_a_page_that_stands_still_tells_that_the_preview_has_ended(folder: Path, page: Page) -> None:
    with previewed(folder) as server:
        page.goto(server.address)
        page.wait_for_load_state()
    server.server_close()
    page.evaluate("preview.wait()")
    page.wait_for_selector("#preview.ended")


def test_nothing_is_written(folder: Path) -> None:
    before = tree(folder)
    with previewed(folder) as server:
        made = server.preview.shown.made
        for path in (*made.files, *made.later):
            assert asked(server, f"/data-sharing/{path}")[0].status == 200
        assert asked(server, "/.preview/")[0].status == 200
    assert tree(folder) == before


def test_every_page_has_the_bar_and_the_words_that_will_be_published(folder: Path) -> None:
    with previewed(folder) as server:
        files = server.preview.shown.made.files
        for path in (path for path in files if path.endswith(".html")):
            shown = asked(server, f"/data-sharing/{path}")[1]
            without = re.sub(r'<aside id="preview".*?</aside>', "", shown, flags=re.DOTALL)
            without = re.sub(r'<link rel="stylesheet" href="/.preview/.*?></script>', "", without)
            assert without != shown
            assert without == files[path].decode("latin-1")


def test_the_page_comes_first_and_what_is_wrong_with_it_after(folder: Path) -> None:
    project, seen = Project(folder, "registry", quiet=True, verbose=False, debug=False), list[Attempt]()

    def make(show: Callable[[Attempt], None]) -> Attempt:
        judged = attempt_site(project, ON, None, seen.append)
        show(seen[-1])
        return judged

    preview = Preview(make)
    edit(folder / NHS, WORDS, "NHS services can also request TBC")
    preview.renew()
    first, judged = seen[-1], preview.shown.made
    assert preview.shown.number == 3
    assert (first.is_judged, first.problems, first.files) == (False, (), judged.files)
    assert b"can also request TBC" in first.files["child-data/index.html"]
    assert "left-over-words" in {problem.rule for problem in judged.problems}
    assert b"looking for problems" in with_bar(first.files["child-data/index.html"], Shown(2, first))


@thorough
def test_the_preview_is_the_site_but_for_the_sizes_of_pdfs_which_are_made_when_they_are_asked_for() -> None:
    registry = example("fire-service")
    files, later = shown_site(registry, ON)
    site = made_site(registry, ON)
    for_machines = {CATALOGUE, f"{DATA}data.json", MANIFEST, HEADERS, ROBOTS, SITEMAP, API_CATALOG}
    assert site.keys() - files.keys() - later.keys() == for_machines & site.keys()
    size = re.compile(rb"[\d?]+ KB")
    assert {path for path in files if size.sub(b"", files[path]) != size.sub(b"", site[path])} == set()
    assert {path for path in files if files[path] != site[path]} == {
        path for path in files if path.endswith("index.html") and b" KB" in files[path]
    }
    assert {path: make() for path, make in later.items()} == {path: site[path] for path in later}


def test_a_pdf_that_cannot_be_made_says_why_where_it_is_asked_for(folder: Path) -> None:
    notice = "registry/notices/child-data.yaml"
    edit(
        folder / notice,
        "opening: |\n",
        f"short_address: https://council.example/p\nopening: |\n  {'Many words. ' * 400}\n",
    )
    with previewed(folder) as server:
        assert "Many words. Many" in asked(server, "/data-sharing/child-data/")[1]
        assert "does not fit on one page" in asked(server, "/data-sharing/child-data/poster.pdf")[1]


def test_what_a_registry_holds_runs_nothing(folder: Path, page: Page) -> None:
    with previewed(folder) as server:
        page.goto(server.address)
        edit(folder / NHS, "    modality: may_on_request\n", "    modality: <img src=x onerror=document.title='run'>\n")
        page.wait_for_selector("#preview.stops")
        assert "onerror" in page.inner_text("#preview")
        assert page.query_selector("#preview img") is None
        assert page.title() != "run"


# ---- who may ask, and for what


@pytest.mark.parametrize(
    ("path", "status", "where"),
    [
        ("/", 302, "/data-sharing/"),
        ("/other/", 302, "/data-sharing/"),
        ("/data-sharing/child-data", 302, "/data-sharing/child-data/"),
        ("/data-sharing/nowhere/", 404, None),
        ("/data-sharing/../../../etc/passwd", 404, None),
        ("/data-sharing/%2e%2e/%2e%2e/etc/passwd", 404, None),
        ("/.preview/server.py", 404, None),
        ("/.preview/../server.py", 404, None),
        ("/.preview/pdf/nothing.pdf", 404, None),
        ("/.preview/preview.css", 200, None),
        ("/data-sharing/data/v1/feed.jsonld", 200, None),
    ],
)
def test_only_what_is_made_is_given(still: Server, path: str, status: int, where: str | None) -> None:
    answer, _ = asked(still, path)
    assert (answer.status, answer.getheader("Location")) == (status, where)
    assert answer.getheader("Cache-Control") == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil:{port}"]
)
def test_a_name_that_leads_here_is_refused(still: Server, host: str) -> None:
    assert asked(still, "/", host.format(port=still.server_port))[0].status == 421
    assert asked(still, "/", f"localhost:{still.server_port}")[0].status == 302
    assert still.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("POST", 501), ("PUT", 501), ("DELETE", 501)])
def test_only_reading_is_answered(still: Server, method: str, status: int) -> None:
    answer, content = asked(still, "/data-sharing/", method=method)
    assert (answer.status, bool(content)) == (status, status == 501)


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(Failure, match="choose one with --port"), serving(Preview(lambda _: Attempt()), [taken]):
            pass
        with serving(Preview(lambda _: Attempt()), [taken, 0]) as server:
            assert server.server_port != taken


# ---- watching


def test_each_kind_of_change_is_seen(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    file = tmp_path / "sub/a.yaml"
    file.write_text("one", "utf-8")
    seen = [stamp([tmp_path])]
    for change in (
        lambda: os.utime(file, ns=(1, 1)),
        lambda: file.write_text("longer", "utf-8"),
        lambda: file.rename(tmp_path / "b.yaml"),
        lambda: (tmp_path / "sub/c.yaml").write_text("", "utf-8"),
        (tmp_path / "b.yaml").unlink,
    ):
        change()
        seen.append(stamp([tmp_path]))
    assert len({*seen}) == len(seen)
    assert stamp([tmp_path / "nowhere"]) == frozenset()


def test_edits_in_one_go_are_shown_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks are counted, not timed: two edits before a look at rest are one change."""
    stamps = iter([*(frozenset({(str(i), i, i)}) for i in (1, 2, 2, 2))])
    last = frozenset({("2", 2, 2)})
    monkeypatch.setattr(watching, "stamp", lambda _: next(stamps, last))
    monkeypatch.setattr(watching, "PAUSE", 0.001)
    ended, changes = Event(), []

    def told() -> None:
        changes.append(1)
        ended.set()

    watch([tmp_path], frozenset(), told, ended)
    assert changes == [1]


# ---- the command


@pytest.fixture
def _interrupts_are_heard() -> Iterator[None]:
    """Also by children of a test run that was started in the background, where a shell lets them be passed over."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interrupts_are_heard")
def test_the_command_serves_until_it_is_interrupted(folder: Path) -> None:
    command = [sys.executable, "-m", "site_builder", "serve", "--port", "0", "-C", str(folder)]
    own = {"env": {**os.environ, "PYTHONPATH": str(ROOT)}, "text": True}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **own) as running:  # type: ignore[call-overload] # of several types
        address = running.stdout.readline().strip()
        port = int(re.fullmatch(r"http://127\.0\.0\.1:(\d+)/data-sharing/", address)[1])  # type: ignore[index] # None fails the test
        line = HTTPConnection("127.0.0.1", port, timeout=LONG)
        line.request("GET", "/data-sharing/child-data/")
        assert line.getresponse().status == 200
        running.send_signal(signal.SIGINT)
        assert running.wait(LONG) == 0
        assert "Ctrl+C ends it" in running.stderr.read()


@pytest.fixture(autouse=True)
def _with_chromium(request: pytest.FixtureRequest) -> None:
    if "page" in request.fixturenames:
        require("chromium")

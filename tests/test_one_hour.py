"""The page that leads to an answer within an hour: each program on it says what the page says, of a signed notice."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from tests.checkers import missing
from tests.handbook import blocks, printed
from tests.seed import ROOT

PRACTICE = "docs/examples/practice"
SAID = [line.split() for line in blocks("one-hour.md", "text")[0].splitlines()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone after the page's first part, with the two questions in it."""
    project = tmp_path / PRACTICE
    shutil.copytree(ROOT / PRACTICE / "registry", project / "registry")
    for line in (["key", "new"], ["release"], ["build", "--key", "site-builder.key"]):
        done = CliRunner().invoke(cli, [*line, "-C", str(project)])
        assert done.exit_code == 0, done.output
    (tmp_path / "batch.json").write_text(blocks("one-hour.md", "json")[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_shows_a_permission_and_a_refusal() -> None:
    assert [outcome for outcome, _ in SAID] == ["permitted", "refused"]


@pytest.mark.usefixtures("folder")
def test_in_python() -> None:
    assert [line.split() for line in printed(blocks("one-hour.md", "python")[0]).splitlines()] == SAID


def test_in_node(folder: Path) -> None:
    missing.require("node")
    shutil.copytree(ROOT / "site_builder/javascript", folder / "node_modules/site-builder-client")
    site = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder / PRACTICE / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        script = blocks("one-hour.md", "js")[0].replace(":8000/", f":{server.server_port}/")
        (folder / "ask.mjs").write_text(script, "utf-8")
        command = [str(shutil.which("node")), "ask.mjs"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        server.shutdown()
    assert [line.split() for line in done.stdout.splitlines()] == SAID

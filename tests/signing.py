"""A small project with a key, released, built and signed: made once, copied for each test."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from tests.load.project.small_registry import FILES

DAY = date(2026, 1, 1)
"""The day on which the small registry is issued, released and signed."""
KEY, PUB = "site-builder.key", "site-builder.key.pub"


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str


def call(folder: Path, *arguments: str, on: date = DAY, **variables: str) -> Run:
    """A command line for a project on a day, in this process; of `key` alone there is no day.

    What it says is without the folder that it adds to each command.
    """
    day = [] if arguments[0] == "key" else ["--on", on.isoformat()]
    env = {"SITE_BUILDER_KEY": None, **variables}
    done = CliRunner().invoke(cli, [*arguments, "-C", str(folder), *day], env=env)
    out, err = (text.replace(f" -C {folder}", "") for text in (done.stdout, done.stderr))
    return Run(done.exit_code, out, err)


def done(folder: Path, *arguments: str, on: date = DAY) -> str:
    """What a command prints that must go well."""
    run = call(folder, *arguments, on=on)
    assert run.code == 0, run
    return run.out


def write(folder: Path, changes: Mapping[str, str] = {}) -> None:
    """The small registry's files in a project's folder, with these in place of its own."""
    for name, text in {**FILES, **changes}.items():
        path = folder / "registry" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new), "utf-8", newline="\n")


@cache
def _whole() -> Path:
    folder = Path(mkdtemp(prefix="signing-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write(folder)
    done(folder, "key", "new")
    done(folder, "release", "-q")
    done(folder, "build", "-q", "--key", KEY)
    return folder


def copy_of_project(folder: Path) -> Path:
    """A copy of the project at `folder`, which must not be there yet."""
    return shutil.copytree(_whole(), folder)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a key, released, built and signed on DAY."""
    return copy_of_project(tmp_path / "project")


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def later(days: int) -> date:
    return DAY + timedelta(days)

"""Environments of their own, made without a network: what travels is tried in them, away from the checkout."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from email import message_from_bytes
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.seed import ROOT

OURS = "site-builder"
BINARIES = "Scripts" if os.name == "nt" else "bin"


class Ended(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def run(*command: str | Path, folder: Path, **variables: str) -> Ended:
    """A command away from the checkout; nothing of it can be found by chance."""
    env = {**{k: v for k, v in os.environ.items() if k != "PYTHONPATH"}, **variables}
    line = [str(c) for c in command]
    done = subprocess.run(line, cwd=folder, env=env, check=False, capture_output=True, text=True, encoding="utf-8")
    return Ended(done.returncode, done.stdout, done.stderr)


def done(*command: str | Path, folder: Path) -> str:
    """What a command prints that must go well."""
    ended = run(*command, folder=folder)
    assert ended.code == 0, ended.out + ended.err
    return ended.out


def bare(folder: Path) -> Path:
    """A virtual environment that holds nothing, not even pip; its Python."""
    done(sys.executable, "-m", "venv", "--without-pip", folder, folder=ROOT.parent)
    return folder / BINARIES / Path(sys.executable).name


def packages(python: Path) -> Path:
    """The folder in which an environment has its packages."""
    print_it = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(done(python, "-c", print_it, folder=ROOT.parent).strip())


@cache
def wheel() -> Path:
    """The project's wheel, made once."""
    out = Path(mkdtemp(prefix="wheel-"))
    atexit.register(shutil.rmtree, out, ignore_errors=True)
    done(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, folder=ROOT)
    (made,) = out.glob("*.whl")
    return made


def with_extra(folder: Path, extra: str, put: Callable[[Path, Path], object] = shutil.copy) -> Path:
    """An environment that holds the wheel and what it requires with an extra ('' for none), and nothing else.

    Gives its Python. The packages are those of this environment; `put` brings a file of them there.
    """
    python = bare(folder)
    home = packages(python)
    for name in required(extra):
        for file in distribution(name).files or ():
            source = Path(str(file.locate()))
            if ".." not in file.parts and source.exists():
                (home / file).parent.mkdir(parents=True, exist_ok=True)
                put(source, home / file)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install", "--quiet")
    done(*pip, "--no-index", "--no-deps", "--no-compile", wheel(), folder=folder)
    return python


def required(extra: str) -> set[str]:
    """The packages of others that pip installs with the wheel and an extra."""
    found: set[tuple[str, str]] = set()
    todo = [(OURS, extra)]
    while todo:
        if (each := todo.pop()) not in found:
            found.add(each)
            todo += _needs(*each)
    return {name for name, _ in found} - {OURS}


def _needs(name: str, extra: str) -> Iterator[tuple[str, str]]:
    """What a package needs for an extra of its own, and itself for none."""
    lines = _declared() if name == OURS else distribution(name).requires or ()
    for need in map(Requirement, lines):
        if need.marker is None or need.marker.evaluate({"extra": extra}):
            yield from ((canonicalize_name(need.name), wanted) for wanted in {"", *need.extras})


@cache
def _declared() -> Sequence[str]:
    """What the wheel says that it requires."""
    with zipfile.ZipFile(wheel()) as inside:
        (name,) = (each for each in inside.namelist() if each.endswith(".dist-info/METADATA"))
        return message_from_bytes(inside.read(name)).get_all("Requires-Dist") or []


def installed(python: Path) -> set[str]:
    """The packages of an environment, ours too."""
    return {canonicalize_name(each.name.split("-")[0]) for each in packages(python).glob("*.dist-info")}


def size(folders: Iterable[Path]) -> int:
    """The bytes of all files in these folders."""
    return sum(file.stat().st_size for folder in folders for file in folder.rglob("*") if file.is_file())

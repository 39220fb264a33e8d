"""Make `.venv` and install one lock and this project into it: `python3 tools/environment.py requirements.lock`.

Runs on whatever `python3` a machine has, so it must stay readable to older versions than the project needs.
A second run with nothing changed only compares stamps; whatever changed is made anew. It must not import the project.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 14)
"""The first and last Python that the locks were tried on."""


class Interpreter(NamedTuple):
    """A Python on this machine: its version, whether it can put pip into a virtual environment, and where it is."""

    version: tuple[int, int]
    has_pip: bool
    path: str


def main(lock_name: str) -> None:
    """Bring `.venv` to the state that the lock describes."""
    lock = ROOT / lock_name
    # After a change made anew rather than updated: what the new lock no longer lists must not linger and hide a gap.
    if not _is_current() or (_stamp(lock.name).exists() and not _is_stamped(lock.name, _digest(lock))):
        _create(_choose())
    if not _is_stamped(lock.name, _digest(lock)):
        _say(f"installing {lock.name}")
        _pip("install", "--require-hashes", "--requirement", str(lock))
        _write_stamp(lock.name, _digest(lock))
    project = _digest(ROOT / "pyproject.toml")
    if not _is_stamped("project", project):
        _pip("install", "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        _write_stamp("project", project)


def _is_current() -> bool:
    """Whether `.venv` was made here, is whole, and is of the Python that PYTHON asks for, if it asks."""
    found = _read(str(VENV_PYTHON)) if VENV_PYTHON.exists() else None
    asked = os.environ.get("PYTHON")
    wanted = _read(asked) if asked else found
    return found is not None and wanted is not None and _is_stamped("python", _birth(wanted.version))


def _create(python: Interpreter) -> None:
    """An empty `.venv` in place of the old one."""
    shutil.rmtree(VENV, ignore_errors=True)
    _say(f"making .venv with Python {_dotted(python.version)}")
    _run(python.path, "-m", "venv", str(VENV))
    _write_stamp("python", _birth(python.version))


def _choose() -> Interpreter:
    """The Python that PYTHON names, or the newest usable one; ends the program with advice where there is none."""
    asked = os.environ.get("PYTHON")
    found = sorted(filter(None, map(_read, [asked] if asked else _candidates())))
    fit = [python for python in found if python.version >= OLDEST and (asked or python.version <= NEWEST)]
    if not fit:
        raise _failure(
            f"Python {_dotted(OLDEST)} to {_dotted(NEWEST)} is needed; found: "
            + (", ".join(_dotted(python.version) for python in found) or f"none that answers to {asked or 'python3'}"),
            "On Debian or Ubuntu:  sudo apt-get install python3 python3-venv",
            "Or name one yourself:  make PYTHON=/path/to/python3.13 ...",
        )
    return max((python for python in fit if python.has_pip), default=None) or _complete(fit[-1])


def _complete(python: Interpreter) -> Interpreter:
    """The same Python once it can make virtual environments: Debian and Ubuntu put that into a package of its own."""
    package = f"python{_dotted(python.version)}-venv"
    if _may_install():
        _say(f"installing {package} with apt-get")
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-qq", "-y", "--no-install-recommends", package)
        completed = _read(python.path)
        if completed and completed.has_pip:
            return completed
    raise _failure(
        f"Python {_dotted(python.version)} is here, but not the part of it that makes virtual environments.",
        f"On Debian or Ubuntu:  sudo apt-get install {package}",
    )


def _may_install() -> bool:
    """Whether this is root on a system with apt-get."""
    return shutil.which("apt-get") is not None and getattr(os, "geteuid", lambda: 1)() == 0


def _candidates() -> list[str]:
    """The names under which a usable Python may be found."""
    return [*(f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)), "python3", sys.executable]


def _read(name: str) -> Interpreter | None:
    """What answers to a name, or None: a name on the path may be a stand-in that only prints an error."""
    question = (
        "import importlib.util as u, sys;"
        "print(*sys.version_info[:2], int(all(map(u.find_spec, ('venv', 'ensurepip')))), sys.executable)"
    )
    try:
        answer = subprocess.run([name, "-c", question], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor, has_pip, path = answer.strip().split(" ", 3)
    return Interpreter((int(major), int(minor)), has_pip == "1", path)


def _birth(version: tuple[int, int]) -> str:
    """What an environment is bound to for life: its Python, and the folder whose path its scripts hold."""
    return f"{_dotted(version)} {ROOT}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _stamp(name: str) -> Path:
    return VENV / f"{name}.installed"


def _is_stamped(name: str, value: str) -> bool:
    return _stamp(name).exists() and _stamp(name).read_text(encoding="utf-8") == value


def _write_stamp(name: str, value: str) -> None:
    _stamp(name).write_text(value, encoding="utf-8")


def _pip(*arguments: str) -> None:
    _run(str(VENV_PYTHON), "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check", *arguments)


def _run(*command: str) -> None:
    """Run a command to its end, without its small talk; its failure, told in its own words, ends the program."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=quiet)
    except subprocess.CalledProcessError as error:
        raise _failure(f"failed: {' '.join(command)}") from error


def _dotted(version: tuple[int, int]) -> str:
    return "{}.{}".format(*version)


def _say(line: str) -> None:
    print(f"environment: {line}", file=sys.stderr, flush=True)


def _failure(*lines: str) -> SystemExit:
    """The end of the program, with its reason and advice told."""
    for line in lines:
        _say(line)
    return SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1])

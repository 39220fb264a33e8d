"""Break the gate and its client in every small way, one at a time: the tests must notice each.

`python -m tests.mutants [ROOM ...]`. What no test can notice stands in `mutants_alive.yaml`, with the reason.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.examples import FOLDERS, example
from tests.mutation import Mutant, mutants

ROOT = Path(__file__).parent.parent
ALIVE = Path(__file__).parent / "mutants_alive.yaml"
ROOMS: Mapping[str, Sequence[str]] = {
    "site_builder/core/gate": (
        *("tests/gate/test_cases.py", "tests/gate/test_not_understood.py", "tests/gate/test_packed.py"),
        *("tests/renderers/test_gate_schema.py", "tests/gate/test_by_eye.py", "tests/gate/test_page.py"),
        *("tests/gate/test_theorems.py", "tests/gate/test_model.py", "tests/test_decide_page.py"),
    ),
}
"""What is broken, and the tests that must notice, those that notice most first."""
LONGEST = 120
"""Seconds after which a test that does not come back has noticed."""


@dataclass(frozen=True)
class Broken:
    """A module with one change."""

    path: str
    mutant: Mutant

    @property
    def name(self) -> str:
        """What it is known by in the list of those that may live."""
        return f"{self.path}: {self.mutant.name}"

    @property
    def module(self) -> str:
        """The name of the module that it takes the place of."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def main(arguments: Sequence[str]) -> int:
    """Print every mutant that lives and is not known to; 1 if there is one, or if one that is known to is killed."""
    for name in FOLDERS:
        example(name)  # read once, for all the children
    alive: list[str] = []
    every = 0
    for room in arguments or ROOMS:
        found = list(broken(room))
        every += len(found)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for each, lives in zip(found, pool.map(lambda b, room=room: survives(b, ROOMS[room]), found), strict=True):
                if lives:
                    alive.append(each.name)
                    print(f"lives: {each.path}:{each.mutant.line}: {each.mutant.name}", flush=True)  # noqa: T201
    known = yaml.safe_load(ALIVE.read_text("utf-8")) or {}
    wrong = set(alive) - set(known)
    print(f"{every} mutants, {every - len(alive)} killed, {len(alive)} alive, {len(wrong)} of them not justified.")  # noqa: T201
    for name in sorted(wrong):
        print(f"not justified: {name}")  # noqa: T201
    return 1 if wrong else 0


def broken(room: str) -> Iterator[Broken]:
    """Every mutant of every module of a room."""
    for file in sorted((ROOT / room).rglob("*.py")):
        for mutant in mutants(file.read_text("utf-8")):
            yield Broken(file.relative_to(ROOT).as_posix(), mutant)


def survives(each: Broken, tests: Sequence[str]) -> bool:
    """Whether all tests pass with the broken module, in a process of its own."""
    child = os.fork()
    if child == 0:
        _try(each, tests)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _try(each: Broken, tests: Sequence[str]) -> None:
    """Run the tests and end: 0 if all pass."""
    signal.alarm(LONGEST)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        sys.meta_path.insert(0, _Instead(each))
        quiet = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler")
        code = next((1 for test in tests if pytest.main([*quiet, test])), 0)
    except BaseException:  # noqa: BLE001 (whatever happens in the child, it was noticed)
        code = 1
    os._exit(code)


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the broken module in place of the one of its name."""

    def __init__(self, broken: Broken) -> None:
        self._broken = broken

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """The spec of the broken module; None for others."""
        if fullname != self._broken.module:
            return None
        is_package = self._broken.path.endswith("__init__.py")
        spec = importlib.util.spec_from_loader(fullname, self, is_package=is_package)
        if spec is not None and is_package:
            spec.submodule_search_locations = [str((ROOT / self._broken.path).parent)]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Run the broken code."""
        module.__file__ = str(ROOT / self._broken.path)
        exec(compile(self._broken.mutant.tree, module.__file__, "exec"), module.__dict__)  # noqa: S102 (our own code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Break the gate and its client in every small way, one at a time: the tests must notice each.

`python -m tests.mutants [ROOM or MODULE ...]`. What no test can notice stands in `mutants_alive.yaml`, with the reason.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.examples import FOLDERS, example
from tests.mutant_trials import PROCESSES, QUIET, Crowd, Trials
from tests.mutation import ROOT, Broken, mutants

ALIVE = Path(__file__).parent / "mutants_alive.yaml"
CLIENT = (
    *("tests/client/test_answers.py", "tests/client/test_decide.py", "tests/client/test_state.py"),
    *("tests/client/test_log.py", "tests/client/test_safeguarding.py", "tests/client/test_faults.py"),
    *("tests/client/test_web.py", "tests/client/test_cold.py", "tests/test_decide_page.py"),
)
ROOMS: Mapping[str, Sequence[str]] = {
    "site_builder/client": CLIENT,
    "site_builder/web.py": CLIENT,
    "site_builder/core/gate": (
        *("tests/gate/test_page.py", "tests/gate/test_forms.py", "tests/renderers/test_gate_schema.py"),
        *("tests/gate/test_cases.py", "tests/gate/test_by_eye.py", "tests/gate/test_not_understood.py"),
        *("tests/gate/test_odd.py", "tests/gate/test_wrong.py", "tests/gate/test_best.py"),
        *("tests/gate/test_told.py", "tests/gate/test_index.py", "tests/gate/test_parties.py"),
        *("tests/gate/test_overrides.py", "tests/gate/test_packed.py", "tests/test_decide_page.py"),
    ),
}
"""What is broken, and the tests that must notice."""


def main(arguments: Sequence[str]) -> int:
    """Print every mutant that lives and is not known to; 1 if there is one, or if one that may live is no more."""
    for name in FOLDERS:
        example(name)  # read once, for all the children
    known = yaml.safe_load(ALIVE.read_text("utf-8")) or {}
    wrong: list[str] = []
    for asked in arguments or ROOMS:
        start, found = time.monotonic(), list(broken(asked))
        alive = survivors(found, next(tests for room, tests in ROOMS.items() if asked.startswith(room)))
        unknown = [each for each in alive if each.name not in known]
        idle = {name for name in known if name.startswith(asked)} - {each.name for each in alive}
        for each in unknown:
            print(f"not justified: {each.where}", flush=True)  # noqa: T201
        for name in sorted(idle):
            print(f"does not live: {name}", flush=True)  # noqa: T201
        print(  # noqa: T201
            f"{asked}: {len(found)} mutants, {len(found) - len(alive)} killed, {len(alive)} alive, {len(unknown)} of "
            f"them not justified; {time.monotonic() - start:.0f} seconds.",
            flush=True,
        )
        wrong += [*idle, *(each.name for each in unknown)]
    return 1 if wrong else 0


def broken(asked: str) -> Iterator[Broken]:
    """Every mutant of a module, or of every module of a room."""
    place = ROOT / asked
    for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        for mutant in mutants(file.read_text("utf-8")):
            yield Broken(file.relative_to(ROOT).as_posix(), mutant)


def survivors(found: Sequence[Broken], tests: Sequence[str]) -> list[Broken]:
    """Those that no test notices."""
    told: dict[str, Any] = {"unfit": "whichever it is, the tests cannot be collected"}
    aloud = os.dup(1)
    with Crowd(1, lambda _, said: told.update(json.loads(said or "{}"))) as first:
        first.run(0, lambda: _tried(found, tests, aloud))
    assert not told["unfit"], f"This fails as it is: {told['unfit']}"
    alive = told["alive"]
    with Crowd(PROCESSES, lambda number, said: alive.append(number) if said == "" else None) as crowd:
        for number in told["open"]:
            crowd.run(number, lambda each=found[number]: _tried_anew(each, tests))  # type: ignore[misc]
    return [found[number] for number in sorted(alive)]


def _tried(found: Sequence[Broken], tests: Sequence[str], aloud: int) -> str:
    trials = Trials(found, aloud)
    assert pytest.main([*QUIET, *tests], plugins=[trials]) == 0, "The tests cannot be collected."
    return json.dumps({"alive": trials.alive, "open": trials.open, "unfit": trials.unfit})


def _tried_anew(each: Broken, tests: Sequence[str]) -> str:
    """'' if all tests pass where all is imported anew with the broken module."""
    sys.meta_path.insert(0, _Instead(each))
    return "" if all(pytest.main([*QUIET, "-x", file]) == 0 for file in tests) else "noticed"


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
        exec(self._broken.code, module.__dict__)  # noqa: S102 (our own code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

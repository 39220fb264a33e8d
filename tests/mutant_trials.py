"""Run tests with one broken module after the other: collected once, then each mutant in a process of its own.

A mutant is put in place by exchanging the code of functions, so that nothing is imported anew. First of all the tests
run once unbroken, which tells what each of them reaches: only those that reach a broken statement are asked about it.
What cannot be put in place so is left to `mutants.py`: what runs while modules are imported. Python 3.12 or later.
"""

from __future__ import annotations

import ast
import gc
import inspect
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Self

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation import ROOT, Broken

QUIET = ("-q", "-s", "--timeout=0", "-p", "no:cacheprovider", "-p", "no:faulthandler")
PROCESSES = os.cpu_count() or 1
LONGEST = 15
"""Seconds, beside some times what it takes unbroken, after which a test that does not come back has noticed."""
MONITORING: Any = vars(sys).get("monitoring")
TOOL = 3

Lines = dict[str, set[int]]
"""Lines of functions that were reached, by file."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass
class Known:
    """What is known of a test: how many seconds it takes, what it reaches, and how many it has noticed by module."""

    seconds: float
    reached: Lines
    noticed: Counter[str] = field(default_factory=Counter)


class Trials:
    """A plugin of pytest that asks the tests about each mutant instead of running them once.

    `alive` holds the numbers of the mutants that no test notices, `open` of those about which this says too little;
    `unfit` is a test that fails unbroken, if there is one. What lives is told at once, to the handle `aloud`.
    """

    def __init__(self, found: Sequence[Broken], aloud: int) -> None:
        self.alive: list[int] = []
        self.open: list[int] = []
        self.unfit = ""
        self._found, self._aloud = found, aloud
        self._tests: dict[str, pytest.Item] = {}
        self._known: dict[str, Known] = {}
        self._functions: list[FunctionType] = []
        self._at_import = watched()

    def pytest_sessionstart(self) -> None:
        """Let nobody look for the smallest example: that a test fails will do."""
        from hypothesis import Phase, settings

        settings.register_profile("mutants", database=None, phases=[Phase.explicit, Phase.generate])
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every mutant."""
        unwatched()
        for module in {each.module for each in self._found}:
            import_module(module)
        self._tests = {item.nodeid: item for item in session.items}
        gc.unfreeze()  # what is frozen is told of no more
        self._functions = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
        gc.freeze()  # so that children need not copy what they do not change
        with Crowd(1, self._learn) as first:
            first.run(0, self._unbroken)
        with Crowd(PROCESSES, self._note) as crowd:
            for number in () if self.unfit else range(len(self._found)):
                crowd.run(number, lambda number=number: self._tried(self._found[number]))  # type: ignore[misc]
        return True

    # ---- the unbroken run

    def _unbroken(self) -> str:
        """Run all tests; what they take and reach, as JSON. The name of one that fails."""
        found = {}
        for name in self._tests:
            reached, start = watched(), time.monotonic()
            if self._first_failed([name]):
                return json.dumps(name)
            found[name] = (time.monotonic() - start, {path: sorted(lines) for path, lines in reached.items()})
        return json.dumps(found)

    def _learn(self, _: int, said: str | None) -> None:
        told = json.loads(said or '"whichever ended the process"')
        if isinstance(told, str):
            self.unfit = told
            return
        for name, (seconds, reached) in told.items():
            self._known[name] = Known(seconds, {path: set(lines) for path, lines in reached.items()})

    # ---- a mutant

    def _tried(self, each: Broken) -> str:
        """The test that notices, '' if none does, 'open' if that cannot be said here."""
        if not _put(each, self._functions):
            return "open"
        failed = self._first_failed(self._asked(each))
        return failed or ("open" if _lines(each, FUNCTIONS) & self._at_import.get(each.path, set()) else "")

    def _asked(self, each: Broken) -> list[str]:
        """The tests that reach the broken statement, the soonest first, and those that have noticed much.

        Last the others of their files: what a test has made may be kept for those behind it.
        """
        lines = _lines(each, (ast.stmt,))
        reach = {name for name, known in self._known.items() if lines & known.reached.get(each.path, set())}
        files = {_file(name) for name in reach}
        able = {name: known for name, known in self._known.items() if _file(name) in files}
        return sorted(able, key=lambda n: (n not in reach, able[n].seconds / (1 + 10 * able[n].noticed[each.path])))

    def _first_failed(self, names: Sequence[str]) -> str:
        """The first of these tests that fails, '' if none does. One that takes much longer than it did kills us."""
        for name, following in zip(names, [*names[1:], None], strict=False):
            signal.alarm(LONGEST + int(4 * self._known[name].seconds) if name in self._known else 0)
            next_item = self._tests[following] if following else None
            if any(report.failed for report in runtestprotocol(self._tests[name], log=False, nextitem=next_item)):
                return name
        signal.alarm(0)
        return ""

    def _note(self, number: int, said: str | None) -> None:
        """Note what came of a mutant; None: whoever tried it died, so it was noticed."""
        if said in self._known:
            self._known[said].noticed[self._found[number].path] += 1
        elif said == "open":
            self.open.append(number)
        elif said == "":
            self.alive.append(number)
            os.write(self._aloud, f"lives: {self._found[number].where}\n".encode())


def _file(test: str) -> str:
    return test.partition("::")[0]


class Crowd:
    """Some processes at a time; `note` is told what each had to say, None if it died."""

    def __init__(self, size: int, note: Callable[[int, str | None], None]) -> None:
        self._size, self._note = size, note
        self._running: dict[int, tuple[int, Path]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        for child in self._running if failed else ():
            os.killpg(child, signal.SIGKILL)
        while self._running:
            self._wait()

    def run(self, number: int, work: Callable[[], str]) -> None:
        """Begin one more, as soon as there is room."""
        while len(self._running) >= self._size:
            self._wait()
        folder = Path(tempfile.mkdtemp(prefix="mutants-"))
        child = os.fork()
        if child == 0:
            _worked(folder, work)
        with suppress(OSError):
            os.setpgid(child, child)
        self._running[child] = (number, folder)

    def _wait(self) -> None:
        child, _ = os.wait()
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # whatever the tests have left behind
        number, folder = self._running.pop(child)
        said = folder / "said"
        told = said.read_text("utf-8") if said.exists() else None
        shutil.rmtree(folder, ignore_errors=True)
        self._note(number, told)


def _worked(folder: Path, work: Callable[[], str]) -> None:
    """Do it in silence, write what it says, and end."""
    try:
        os.setpgid(0, 0)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        tempfile.tempdir = os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)
        said = work()
        (folder / "said").write_text(said, "utf-8")
    finally:
        os._exit(0)


# ---- code


def _put(each: Broken, functions: Sequence[FunctionType]) -> bool:
    """Exchange the code of all functions that are broken; False if there is none, or if one cannot be exchanged."""
    file = ROOT / each.path
    whole, broken = _by_name(compile(file.read_text("utf-8"), str(file), "exec")), _by_name(each.code)
    changed = {name: code for name, code in broken.items() if code != whole.get(name)}
    is_put = False
    for function in functions:
        code = function.__code__
        new = changed.get((code.co_qualname, code.co_firstlineno)) if code.co_filename == str(file) else None
        if new is not None:
            try:
                function.__code__ = new
            except ValueError:  # it holds other variables of the function around it
                return False
            is_put = True
    return is_put


def _by_name(code: CodeType) -> Mapping[tuple[str, int], CodeType]:
    """All functions in a module, by name and first line; those that cannot be told apart are left out."""
    every = [each for each in _codes(code) if each.co_flags & inspect.CO_OPTIMIZED]
    count = Counter((each.co_qualname, each.co_firstlineno) for each in every)
    return {key: each for each in every if count[key := (each.co_qualname, each.co_firstlineno)] == 1}


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _lines(each: Broken, kinds: Any) -> set[int]:
    """The lines of the innermost node of these kinds around a change; of one that holds statements its head alone."""
    nodes: Iterator[Any] = ast.walk(ast.parse((ROOT / each.path).read_text("utf-8")))
    around = [range(node.lineno, _end(node) + 1) for node in nodes if isinstance(node, kinds)]
    return set(min((lines for lines in around if each.mutant.line in lines), key=len, default=()))


def _end(node: Any) -> int:
    body = getattr(node, "body", None)
    if isinstance(body, list) and not isinstance(node, FUNCTIONS):
        return int(max(node.lineno, body[0].lineno - 1))
    return int(node.end_lineno)


def watched() -> Lines:
    """Watch from now on which lines of functions of the project are reached."""
    reached: Lines = {}

    def note(code: CodeType, line: int) -> object:
        if code.co_filename.startswith(f"{ROOT}/site_builder/") and code.co_flags & inspect.CO_OPTIMIZED:
            reached.setdefault(code.co_filename.removeprefix(f"{ROOT}/"), set()).add(line)
        return MONITORING.DISABLE

    if MONITORING.get_tool(TOOL) is None:
        MONITORING.use_tool_id(TOOL, "mutants")
    MONITORING.register_callback(TOOL, MONITORING.events.LINE, note)
    MONITORING.set_events(TOOL, MONITORING.events.LINE)
    MONITORING.restart_events()
    return reached


def unwatched() -> None:
    """Watch no more."""
    MONITORING.set_events(TOOL, 0)

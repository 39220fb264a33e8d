"""A client is put through cases: its three verbs are run as processes, and what they print and end with is compared."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any, Self

from tests import gate_cases
from tests.conformance import spoiling
from tests.conformance.answers import ANY, TRUSTED, faults_of_decision, faults_of_gate_case, faults_of_refresh
from tests.conformance.cases import CONTENT, GATE, Case, Step, requests
from tests.conformance.server import serving
from tests.conformance.sites import REGISTRY, SITE, certificate, key, registry_of, site

AT = "2026-11-26T10:00:00Z"
"""The time of a step that names none: the day after the site was signed."""
LONGEST = 10.0
"""Seconds that an answer may take: the deadline of two, and the start of a process on a very busy computer."""
NO_DISK = ("sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh")
"""Runs a command that can write nothing into any file."""


@dataclass(frozen=True)
class Run:
    """How a command ended (None: it had to be stopped), what it printed, and after how many seconds."""

    code: int | None
    out: str
    seconds: float


def called(line: Sequence[str], request: bytes = b"") -> Run:
    """What a command line does, in a process of its own."""
    started = time.monotonic()
    try:
        done = subprocess.run(line, input=request, capture_output=True, check=False, timeout=2 * LONGEST)
    except subprocess.TimeoutExpired:
        return Run(None, "", time.monotonic() - started)
    return Run(done.returncode, done.stdout.decode("utf-8", "replace"), time.monotonic() - started)


Call = Callable[[Sequence[str], bytes], Run]


class Lanes:
    """Several lanes for one client, each with a server and folders of its own; to be used in a `with`."""

    def __init__(self, command: Sequence[str], count: int = 4, call: Call = called) -> None:
        self._command = tuple(command)
        self._count = count
        self._call = call
        self._stack = ExitStack()
        self._free: SimpleQueue[Lane] = SimpleQueue()

    def __enter__(self) -> Self:
        for _ in range(self._count):
            folder = self._stack.enter_context(TemporaryDirectory(prefix="conformance-"))
            self._free.put(Lane(self._command, self._stack, Path(folder), self._call))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def run(self, case: Case) -> tuple[str, ...]:
        """What the client does wrong in a case, as soon as a lane is free."""
        lane = self._free.get()
        try:
            return lane.run(case)
        finally:
            self._free.put(lane)


def put_through(
    command: Sequence[str], cases: Sequence[Case], lanes: int, call: Call = called
) -> dict[str, tuple[str, ...]]:
    """What a client does wrong in each case, by the case's name, with so many cases run at once."""
    with Lanes(command, lanes, call) as free, ThreadPoolExecutor(lanes) as pool:
        return dict(zip((case.name for case in cases), pool.map(free.run, cases), strict=True))


class Lane:
    """A server, and a folder in which the client was set up for it: one case after the other."""

    def __init__(self, command: Sequence[str], stack: ExitStack, folder: Path, call: Call) -> None:
        self._command = tuple(command)
        self._run = call
        self._stack = stack
        self._server = stack.enter_context(serving())
        self._folder = folder
        self._keys = {name: _written(folder / f"{name}.pub", key(name).public.pem) for name in "ab"}
        self._new, self._state = folder / "new", folder / "state"
        self._not_set_up = tuple(self._set_up(self._new, {}))

    def run(self, case: Case) -> tuple[str, ...]:
        """What the client does wrong in a case; nothing, if it passes."""
        if self._not_set_up:
            return self._not_set_up
        if case.already and (why := self._start(case.already)):
            return why
        if not case.already:
            _copied(self._new, self._state)
            self._server.site = site({})
        told = [each for step in case.steps for each in self._step(step)]
        if case.group not in {CONTENT, GATE} and not any(step.get("refresh") == TRUSTED for step in case.steps):
            # Whatever a case forgot to ask: without a feed that was trusted nothing is ever permitted.
            told += self._decided(self._state, {"decide": "permitted", "gives": {"outcome": "refused", "cause": ANY}})
        return tuple(told)

    def _start(self, already: Step) -> tuple[str, ...]:
        """Go on from a state in which something was read, which is done once; what went wrong in that."""
        name = self._folder / f"{already['serve']['gate']} {already['serve']['day']}"
        told: list[str] = []
        if not name.exists():
            self._server.site = site(already["serve"])
            told = [*self._set_up(name, {"registry": registry_of(already["serve"])}), *self._asked(name, already)]
        _copied(name, self._state)
        return tuple(told)

    def _step(self, step: Step) -> Iterator[str]:
        if "serve" in step:
            self._server.site = site(step["serve"])
        if "init" in step:
            if not step["init"].get("again"):
                shutil.rmtree(self._state)
            yield from self._set_up(self._state, step["init"])
        if "spoil" in step:
            for name, state in spoiling.spoilt(self._state, self._folder / "spoilt", step["spoil"]):
                yield from (f"{name} {step['spoil']}: {each}" for each in self._asked(state, step))
        else:
            yield from self._asked(self._state, step)

    def _asked(self, state: Path, step: Step) -> Iterator[str]:
        if step.get("refresh") == "killed":
            self._killed(state, step)
        elif "refresh" in step:
            run = self._call(state, "refresh", step)
            yield from _told("refresh", run, faults_of_refresh(step["refresh"], run.code, run.out))
        if "decide" in step:
            yield from self._decided(state, step)
        if "ask" in step:
            yield from self._answered(state, step)

    # ---- the verbs

    def _set_up(self, state: Path, how: Mapping[str, Any]) -> Iterator[str]:
        keys = ("--key", *(str(self._keys[name]) for name in how.get("keys", "a")))
        url = f"{self._address(how.get('url'))}{SITE}data/v1/"
        named = ("--url", url, "--registry", how.get("registry", REGISTRY))
        run = self._run(self._line(state, "init", *named, *keys), b"")
        is_refused = run.code != 0
        yield from _told("init", run, [f"ended with {run.code}"] if is_refused is not how.get("again", False) else ())

    def _decided(self, state: Path, step: Step) -> Iterator[str]:
        request = requests()[step["decide"]]
        text = request if isinstance(request, str) else json.dumps(request)
        run = self._call(state, "decide", step, text.encode())
        faults = faults_of_decision(step["gives"], step.get("at", AT)[:10], run.code, run.out)
        yield from _told(f"decide {step['decide']}", run, faults)

    def _answered(self, state: Path, step: Step) -> Iterator[str]:
        """One of the gate's cases."""
        case = step["ask"]
        run = self._call(state, "decide", step, gate_cases.request_of_case(case))
        yield from _told("decide", run, faults_of_gate_case(case, run.code, run.out))
        if "same_as" in case:
            same = self._call(state, "decide", step, json.dumps(case["same_as"]).encode())
            yield from _told("decide", same, [] if same.out == run.out else ["another answer than to the same as this"])

    def _killed(self, state: Path, step: Step) -> None:
        """Reading is killed while the server lets it wait."""
        with subprocess.Popen(self._line(state, "refresh", "--at", step.get("at", AT))) as process:
            time.sleep(1)
            process.kill()

    def _call(self, state: Path, verb: str, step: Step, request: bytes = b"") -> Run:
        line = self._line(state, verb, "--at", step.get("at", AT))
        return self._run((*NO_DISK, *line) if step.get("disk") == "full" else line, request)

    def _line(self, state: Path, verb: str, *arguments: str) -> tuple[str, ...]:
        return (*self._command, "--state", str(state), verb, *arguments)

    def _address(self, name: str | None) -> str:
        """The address of the site, or one at which nothing can be trusted."""
        if name == "bad certificate":
            pem = _written(self._folder / "tls.pem", certificate())
            server = self._stack.enter_context(serving(pem))
            server.site = site({})
            return server.address
        return {None: self._server.address, "closed": "http://127.0.0.1:1", "far and no https": "http://192.0.2.1"}[
            name
        ]


def _told(what: str, run: Run, faults: Iterable[str]) -> Iterator[str]:
    yield from (f"{what}: {fault}" for fault in faults)
    if run.seconds > LONGEST:
        yield f"{what}: took {run.seconds:.1f} seconds"


def _copied(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path

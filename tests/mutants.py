"""Break the gate, its client and `verify` in every small way, one at a time: the tests must notice each.

`python -m tests.mutants [ROOM, MODULE or MODULE:LINE ...]`. What no test can notice stands in `alive/`, and why.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.ahead import make_ahead
from tests.examples import FOLDERS, example
from tests.mutant_trials import PROCESSES, QUIET, Crowd, Trials
from tests.mutation import ROOT, Broken, mutants
from tests.seed import ON

ALIVE = Path(__file__).parent / "alive"
LONGEST_ANEW = 900
"""Seconds after which tests that are imported anew and do not come back have noticed."""


@dataclass(frozen=True)
class Room:
    """The tests that must notice what is broken: files, of these those whose names have certain words, if not all.

    `plants` are the outputs in which they look for planted drift.
    """

    tests: Sequence[str]
    named: str = ""
    plants: Sequence[str] = ()

    @property
    def arguments(self) -> Iterator[Sequence[str]]:
        """For each file what pytest is told."""
        yield from ((file, "-k", self.named) if self.named else (file,) for file in self.tests)


CLIENT = Room(
    (
        *("tests/client/test_answers.py", "tests/client/test_decide.py", "tests/client/test_state.py"),
        *("tests/client/test_log.py", "tests/client/test_safeguarding.py", "tests/client/test_faults.py"),
        *("tests/client/test_web.py", "tests/client/test_cold.py", "tests/test_decide_page.py"),
    )
)
GATE = Room(
    (
        *("tests/gate/test_page.py", "tests/gate/test_forms.py", "tests/renderers/test_gate_schema.py"),
        *("tests/gate/test_cases.py", "tests/gate/test_by_eye.py", "tests/gate/test_not_understood.py"),
        *("tests/gate/test_odd.py", "tests/gate/test_wrong.py", "tests/gate/test_best.py"),
        *("tests/gate/test_told.py", "tests/gate/test_index.py", "tests/gate/test_parties.py"),
        *("tests/gate/test_overrides.py", "tests/gate/test_packed.py", "tests/test_decide_page.py"),
    )
)


def _verify(*files: str, plants: Sequence[str] = ()) -> Room:
    """Some files of the tests of `verify`, and the lies planted in some outputs."""
    tests = [f"tests/verify/test_{file}.py" for file in files] + (["tests/drifts/test_drifts.py"] if plants else [])
    named = (*(f"test_{file}.py" for file in files), *(f"{output.split()[-1]}:" for output in plants))
    return Room(tests, " or ".join(named) if plants else "", plants)


ROOMS: Mapping[str, Room] = {
    "site_builder/client": CLIENT,
    "site_builder/web.py": CLIENT,
    "site_builder/core/gate": GATE,
    "site_builder/verify": _verify("rebuild", plants=("site",)),
    "site_builder/verify/browser.py": _verify("browser"),
    "site_builder/verify/canonical.py": _verify("canonical"),
    "site_builder/verify/canonical_json.py": _verify("canonical"),
    "site_builder/verify/compare.py": _verify("compare"),
    "site_builder/verify/crawl.py": _verify("crawl"),
    "site_builder/verify/difference.py": _verify("report"),
    "site_builder/verify/embedded.py": _verify("embedded", "verify_command"),
    "site_builder/verify/expected_site.py": _verify("words_check"),
    "site_builder/verify/expected_text.py": _verify("words_check"),
    "site_builder/verify/explain.py": _verify("explain"),
    "site_builder/verify/feed_content.py": _verify("feed_content", "feed_days"),
    "site_builder/verify/fixed_files.py": _verify("feed_content"),
    "site_builder/verify/http_response.py": _verify("http_response"),
    "site_builder/verify/links.py": _verify("links"),
    "site_builder/verify/pdf_text.py": _verify("words_check", "explain"),
    "site_builder/verify/report.py": _verify("report"),
    "site_builder/verify/run.py": _verify("run", "verify_command"),
    "site_builder/verify/sequence_match.py": _verify("sequence_match"),
    "site_builder/verify/signature_check.py": _verify("signature_check"),
    "site_builder/verify/text_blocks.py": _verify("explain", "words_check"),
    "site_builder/verify/words.py": _verify("words", "compare"),
    "site_builder/verify/words_check.py": _verify("words_check"),
}
"""What is broken, and the tests that must notice. Of two rooms that hold a module the one that says more."""
WHOLE = [room for room in ROOMS if not any(room.startswith(f"{other}/") for other in ROOMS)]


def main(arguments: Sequence[str]) -> int:
    """Print every mutant that lives and is not known to; 1 if there is one, or if one that may live is no more."""
    for name in FOLDERS:
        example(name)  # read once, for all the children
    known = justified()
    wrong: list[str] = []
    for asked in arguments or WHOLE:
        start, found = time.monotonic(), list(broken(asked))
        alive = [each for room in ROOMS for each in survivors([b for b in found if _room(b.path) == room], ROOMS[room])]
        unknown = [each for each in alive if each.name not in known]
        idle = {name for name in known if name.startswith(asked)} - {each.name for each in alive}
        for each in unknown:
            print(f"not justified: {each.where}", flush=True)  # noqa: T201  a report
        for name in sorted(idle):
            print(f"does not live: {name}", flush=True)  # noqa: T201  a report
        print(  # noqa: T201  a report
            f"{asked}: {len(found)} mutants, {len(found) - len(alive)} killed, {len(alive)} alive, {len(unknown)} of "
            f"them not justified; {time.monotonic() - start:.0f} seconds.",
            flush=True,
        )
        wrong += [*idle, *(each.name for each in unknown)]
    return 1 if wrong else 0


def justified() -> Mapping[str, str]:
    """The reason why no test can notice it, for each that may live."""
    files = (yaml.safe_load(file.read_text("utf-8")) for file in sorted(ALIVE.glob("*.yaml")))
    return {name: reason for held in files for name, reason in held.items()}


def _room(path: str) -> str:
    return max((room for room in ROOMS if path.startswith(room)), key=len)


def broken(asked: str) -> Iterator[Broken]:
    """Every mutant of a module, of one line of it as in `web.py:35`, or of every module of a room."""
    path, _, line = asked.partition(":")
    place = ROOT / path
    for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        for mutant in mutants(file.read_text("utf-8")):
            if line in ("", str(mutant.line)):
                yield Broken(file.relative_to(ROOT).as_posix(), mutant)


def survivors(found: Sequence[Broken], room: Room) -> list[Broken]:
    """Those that no test notices."""
    if not found:
        return []
    told: dict[str, Any] = {"unfit": "whichever it is, the tests cannot be collected"}
    aloud = os.dup(1)
    if room.plants:
        _make_ahead(room.plants)
    with Crowd(1, lambda _, said: told.update(json.loads(said or "{}"))) as first:
        first.run(0, lambda: _tried(found, room, aloud))
    assert not told["unfit"], f"This fails as it is: {told['unfit']}"
    alive = told["alive"]
    with Crowd(PROCESSES, lambda number, said: alive.append(number) if said == "" else None) as crowd:
        for number in told["open"]:
            crowd.run(number, lambda each=found[number]: _tried_anew(each, room))  # type: ignore[misc] # bound now
    return [found[number] for number in sorted(alive)]


def _make_ahead(outputs: Sequence[str]) -> None:
    """Have made what the tests of `verify` look at."""
    make_ahead(("tests.built", "built", (name, ON)) for name in FOLDERS)
    plants = make_ahead(("tests.drifts.trial", "samples", (output,)) for output in outputs)
    make_ahead(chain(*plants))


def _tried(found: Sequence[Broken], room: Room, aloud: int) -> str:
    if room.plants:
        from tests.drifts.sites import site

        for name in FOLDERS:
            site(name)
    trials = Trials(found, aloud)
    named = ("-k", room.named) if room.named else ()
    assert pytest.main([*QUIET, *room.tests, *named], plugins=[trials]) == 0, "The tests cannot be collected."
    return json.dumps({"alive": trials.alive, "open": trials.open, "unfit": trials.unfit})


def _tried_anew(each: Broken, room: Room) -> str:
    """'' if all tests pass where all is imported anew with the broken module."""
    signal.alarm(LONGEST_ANEW)
    sys.meta_path.insert(0, _Instead(each))
    return "" if all(pytest.main([*QUIET, "-x", *told]) == 0 for told in room.arguments) else "noticed"


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

"""`python -m tests.loader_fuzz [COUNT] [--first N] [--twin NAME]`: change registries as text, and see what is read.

Prints how many of each kind were refused, used as typed, or at fault, and each fault; exits with 1 if there is one.
With the name of a wrong loader of `tests/faulty_doubles/`, only how many registries it takes wrongly.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import time
from collections import Counter

import pytest

from tests.faulty_doubles.loose_loaders import TWINS
from tests.loader_fuzz.bases import bases
from tests.loader_fuzz.mutations import KINDS
from tests.loader_fuzz.run import Mutant, tried
from tests.loader_fuzz.trial import AS_TYPED, FAULT, REFUSED, Base, Verdict, quickly

COUNT = 10_000
VERDICTS = (REFUSED, AS_TYPED, FAULT)


def main() -> int:
    """Run as many mutants as are asked for; 1 if one is at fault."""
    reader = argparse.ArgumentParser(prog="python -m tests.loader_fuzz")
    reader.add_argument("count", type=int, nargs="?", default=COUNT)
    reader.add_argument("--first", type=int, default=0)
    reader.add_argument("--twin", choices=sorted(TWINS))
    asked = reader.parse_args()
    if asked.twin:
        wrong = taken_wrongly(asked.twin, asked.count, asked.first)
        print(f"{asked.twin}: {wrong:,} of {asked.count:,} changed registries taken wrongly.")  # noqa: T201
        return 0
    return _run(asked.count, asked.first)


def taken_wrongly(twin: str, count: int, first: int) -> int:
    """How many changed registries this wrong loader publishes otherwise than typed."""
    with pytest.MonkeyPatch.context() as patch, bases() as known, quickly(known):
        TWINS[twin][0](patch)
        return sum(verdict.is_taken_wrongly for _, verdict in tried(known, count, first))


def _run(count: int, first: int) -> int:
    start, found = time.monotonic(), Counter[tuple[str, str]]()
    with bases() as known, quickly(known):
        for base in known.values():
            verdict = base.unchanged()
            assert verdict.kind == AS_TYPED, (base.name, verdict)
        for mutant, verdict in tried(known, count, first):
            found[mutant.kind, verdict.kind] += 1
            if verdict.kind == FAULT:
                _show(mutant, verdict, known[mutant.base])
    _count(found)
    print(f"{count:,} changed registries in {time.monotonic() - start:.0f} seconds.")  # noqa: T201
    return int(any(verdict == FAULT for _, verdict in found))


def _show(mutant: Mutant, verdict: Verdict, base: Base) -> None:
    old, new = (data.decode("utf-8", "replace").split("\n") for data in (base.files[mutant.file], mutant.data))
    lines = [*difflib.unified_diff(old, new, n=0, lineterm="")][3:9]
    print(mutant.name, *verdict.why[:3], *lines, "", sep="\n", flush=True)  # noqa: T201


def _count(found: Counter[tuple[str, str]]) -> None:
    print(f"{'':20}{''.join(f'{each:>15}' for each in VERDICTS)}")  # noqa: T201
    for kind in sorted(KINDS):
        print(f"{kind:20}{''.join(f'{found[kind, each]:>15,}' for each in VERDICTS)}")  # noqa: T201
    sums = [sum(n for (_, verdict), n in found.items() if verdict == each) for each in VERDICTS]
    print(f"{'all':20}{''.join(f'{each:>15,}' for each in sums)}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

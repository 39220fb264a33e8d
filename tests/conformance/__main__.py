"""`python -m tests.conformance --command "CLIENT"` puts a client through all cases, and says which it fails.

Without `--command` it is our own client. It ends with 1 if a case fails.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.conformance.cases import Case, cases
from tests.conformance.clients import CLIENTS
from tests.conformance.running import put_through


def main() -> int:
    """Run the cases, print a table, and give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--command", type=shlex.split, default=CLIENTS["python"], help="the client's command line")
    parser.add_argument("--only", default="", help="only this group, or this case")
    parser.add_argument("--lanes", type=int, default=4, help="how many cases are run at once")
    asked = parser.parse_args()
    started = time.monotonic()
    chosen = [case for case in cases() if asked.only in (case.group, case.name) or not asked.only]
    told = put_through(asked.command, chosen, asked.lanes)
    seconds = time.monotonic() - started
    sys.stdout.writelines(f"{line}\n" for line in _lines(chosen, told))
    passed = sum(not faults for faults in told.values())
    sys.stdout.write(f"{'all':<12}{passed:>5} of {len(chosen)} passed, in {seconds:.0f} s\n")
    return 0 if passed == len(chosen) else 1


def _lines(chosen: Sequence[Case], told: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What each case found, then the table."""
    for case in chosen:
        yield from (f"{case.group}, {case.name}: {fault}" for fault in told[case.name])
    all_, failed = Counter(case.group for case in chosen), Counter(case.group for case in chosen if told[case.name])
    yield from (f"{group:<12}{count - failed[group]:>5} of {count} passed" for group, count in all_.items())


if __name__ == "__main__":
    sys.exit(main())

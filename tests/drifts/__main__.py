"""`python -m tests.drifts [COUNT]`: plant so many drifts of each kind (500), and write the handbook's tables.

`--only TEXT` tries the kinds that have this in their name. What was tried more often before is kept. 1 where a drift is
missed or a harmless change is reported.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tests.drifts.benign import BENIGN
from tests.drifts.kinds import KINDS, Kind
from tests.drifts.page import write
from tests.drifts.trial import VERIFIERS, Tally, trial
from tests.drifts.tried import keep

COUNT, HARMLESS = 500, 500


def main(arguments: Sequence[str]) -> int:
    """Print as it goes what was found, and at the end what was missed or reported wrongly."""
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    count = int(arguments[0]) if arguments and arguments[0].isdigit() else COUNT
    start = time.monotonic()
    planted = _run([k for k in KINDS if only in str(k)], count, tuple(VERIFIERS))
    of_each = -(-min(count * 2, HARMLESS) // len(BENIGN))
    changed = _run([k for k in BENIGN if only in str(k)], of_each, ("verify",))
    wrong = [f"{kind}: {each}" for kind, tally in (*planted, *changed) for each in tally.wrong]
    print(*(f"wrong: {each}" for each in wrong), sep="\n")  # noqa: T201 -- a program
    print(f"{sum(t.tried for _, t in planted):,} planted, {len(wrong)} wrong, {time.monotonic() - start:,.0f} s")  # noqa: T201 -- a program
    write()
    return 1 if wrong else 0


def _run(kinds: Sequence[Kind], count: int, names: Sequence[str]) -> list[tuple[Kind, Tally]]:
    done: list[tuple[Kind, Tally]] = []
    for kind, tally in trial(kinds, count, names) if kinds else ():
        done.append((kind, tally))
        keep(kind, tally)
        print(f"{kind}: {dict(tally.found)} of {tally.tried}", flush=True)  # noqa: T201 -- a program
    return done


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

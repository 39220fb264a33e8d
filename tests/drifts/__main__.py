"""`python -m tests.drifts [COUNT]`: plant so many drifts of each kind (500) and write the handbook's tables.

`--only TEXT` tries the kinds that have this in their name, and writes nothing. 1 where a drift is missed or a harmless
change is reported.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tests.drifts.benign import BENIGN
from tests.drifts.kinds import KINDS, Kind
from tests.drifts.page import Tallied, benign_table, table, write
from tests.drifts.trial import VERIFIERS, Tally, trial

COUNT, HARMLESS = 500, 500


def main(arguments: Sequence[str]) -> int:
    """Print as it goes what was missed or reported wrongly, and at the end both tables."""
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    count = int(arguments[0]) if arguments and arguments[0].isdigit() else COUNT
    start = time.monotonic()
    planted = _run([k for k in KINDS if only in str(k)], count, tuple(VERIFIERS))
    of_each = -(-min(count * 2, HARMLESS) // len(BENIGN))
    changed = _run([k for k in BENIGN if only in str(k)], of_each, ("verify",))
    wrong = [f"{k}: {each}" for k, t in (*planted, *changed) for each in t.wrong]
    print(*(f"wrong: {each}" for each in wrong), sep="\n")  # noqa: T201 -- a program
    if not only:
        write("planted", table(planted))
        write("harmless", benign_table(changed))
    print(f"{sum(t.tried for _, t in planted):,} planted, {len(wrong)} wrong, {time.monotonic() - start:,.0f} s")  # noqa: T201 -- a program
    return 1 if wrong else 0


def _run(kinds: Sequence[Kind], count: int, names: Sequence[str]) -> Tallied:
    done: list[tuple[Kind, Tally]] = []
    for kind, tally in trial(kinds, count, names) if kinds else ():
        done.append((kind, tally))
        print(f"{kind}: {dict(tally.found)} of {tally.tried}", flush=True)  # noqa: T201 -- a program
    return done


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The two clients that the suite is shown on: in Python, and in JavaScript, made from the pages alone."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Mapping, Sequence
from io import StringIO

from tests.conformance.cases import CONTENT, GATE, Case, cases
from tests.conformance.python_client import main
from tests.conformance.running import Run, called
from tests.effort import THOROUGH, effort
from tests.seed import ROOT

JAVASCRIPT = ROOT / "site_builder/javascript"
CLIENTS: Mapping[str, tuple[str, ...]] = {
    "python": (sys.executable, "-m", "tests.conformance.python_client"),
    "javascript": ("node", str(JAVASCRIPT / "verbs.mjs")),
}


def called_here(line: Sequence[str], request: bytes = b"") -> Run:
    """What our own client does with a command line, in this process; anything else is run as it stands."""
    own = CLIENTS["python"]
    if tuple(line[: len(own)]) != own:
        return called(line, request)
    started, out = time.monotonic(), StringIO()
    try:
        code = main(line[len(own) :], request, out)
    except SystemExit:
        code = 1
    return Run(code, out.getvalue(), time.monotonic() - started)


EVERY: Mapping[str, int] = {CONTENT: effort(suite=120, thorough=1), GATE: effort(suite=640, thorough=1)}
"""Of these groups one case in so many goes through processes; all of them are run in one process elsewhere."""


def chosen(group: str, client: str, needs: Collection[str]) -> tuple[Case, ...]:
    """The cases of a group that a client is put through in the tests; JavaScript `needs` those of these names.

    In the suite the two share the cases of the other groups: JavaScript takes every fortieth and what it needs.
    """
    found = tuple(case for case in cases() if case.group == group)
    every = EVERY.get(group, effort(suite=40, thorough=1))
    taken = tuple(case for number, case in enumerate(found) if number % every == 0 or case.name in needs)
    if client == "javascript":
        return taken
    return found[::every] if group in EVERY or THOROUGH else tuple(case for case in found if case not in taken)

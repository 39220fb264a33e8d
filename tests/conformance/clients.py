"""The two clients that the suite is shown on: our own, and a small one in JavaScript that knows only the pages."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from tests.conformance.cases import CONTENT, GATE, Case, cases
from tests.effort import THOROUGH, effort

JAVASCRIPT = Path(__file__).parent / "javascript"
CLIENTS: Mapping[str, tuple[str, ...]] = {
    "python": (sys.executable, "-m", "tests.conformance.python_client"),
    "javascript": ("node", str(JAVASCRIPT / "client.mjs")),
}
EVERY: Mapping[str, int] = {CONTENT: effort(suite=20, thorough=1), GATE: effort(suite=80, thorough=1)}
"""Of these groups one case in so many goes through processes; all of them are run in one process elsewhere."""


def chosen(group: str, client: str, needs: Collection[str]) -> tuple[Case, ...]:
    """The cases of a group that a client is put through in the tests; JavaScript `needs` those of these names.

    In the suite the two share the cases of the other groups: JavaScript takes every fourth and what it needs.
    """
    found = tuple(case for case in cases() if case.group == group)
    every = EVERY.get(group, effort(suite=4, thorough=1))
    taken = tuple(case for number, case in enumerate(found) if number % every == 0 or case.name in needs)
    if client == "javascript":
        return taken
    return found[::every] if group in EVERY or THOROUGH else tuple(case for case in found if case not in taken)

"""Our own client passes the conformance suite, and so does one in another language, made from the pages alone."""

from __future__ import annotations

from itertools import product

import pytest

from tests.checkers import missing
from tests.conformance.cases import GATE, cases
from tests.conformance.clients import CLIENTS, EVERY, called_here, chosen
from tests.conformance.running import called, put_through
from tests.conformance.test_twins import TRIED
from tests.effort import THOROUGH

GROUPS = dict.fromkeys(case.group for case in cases())
NEEDED = {twin.case for twin in TRIED}
"""What finds a broken client out must be passed by the same client as it is."""


FEW = 6


@pytest.mark.parametrize(("group", "client"), list(product(GROUPS, CLIENTS)))
def test_it_passes(group: str, client: str) -> None:
    if client == "javascript":
        missing.require("node")
    call = called if THOROUGH or group == GATE else called_here
    given = chosen(group, client, NEEDED)
    lanes = 1 if len(given) < FEW else 3  # each sets the client up for itself
    told = put_through(CLIENTS[client], given, lanes, call)
    assert {name: faults for name, faults in told.items() if faults} == {}


def test_each_case_is_passed_by_a_client_in_every_run_and_in_a_thorough_one_by_both() -> None:
    own = {case.name for case in cases() if case.group not in EVERY}
    python, javascript = ({case.name for g in GROUPS for case in chosen(g, c, NEEDED)} for c in CLIENTS)
    assert own <= python | javascript
    assert javascript >= NEEDED
    assert not THOROUGH or python == javascript == {case.name for case in cases()}

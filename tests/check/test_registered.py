"""Whoever asks for the findings has all rules: none is written in a module that is not imported."""

from __future__ import annotations

import sys
from subprocess import run

from tests.check.registered import ROOM, rules_in

ASK = "from site_builder.check import RULES; print(*sorted(RULES))"


def test_every_rule_that_is_written_is_registered_and_has_a_name_of_its_own() -> None:
    registered = run([sys.executable, "-c", ASK], check=True, capture_output=True, text=True).stdout.split()
    assert registered == sorted(rules_in(ROOM))

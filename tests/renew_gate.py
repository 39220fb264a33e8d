"""`python -m tests.renew_gate`: write the feeds of the gate's cases and the tables of decisions as they are now."""

from __future__ import annotations

from tests import gate_cases
from tests.gate import reviewed_answers

if __name__ == "__main__":
    gate_cases.renew()
    reviewed_answers.renew()

"""`python -m tests.renew_gate`: write the feeds of the gate's cases as the program renders them now."""

from __future__ import annotations

from tests.gate_cases import renew

if __name__ == "__main__":
    renew()

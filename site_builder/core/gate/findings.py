"""What becomes of a condition, ready made: the findings that hold no more than their state, and those made of keys."""

from __future__ import annotations

from site_builder.core.gate.values import ASK, DUTY, FINE, NO, Finding

MET = Finding(FINE, "met")
ASK_NOT_BROUGHT, NO_NOT_BROUGHT = Finding(ASK, "not_brought"), Finding(NO, "not_brought")
NOT_STATED = Finding(ASK, "not_stated")
CHECK_OBJECTIONS = Finding(DUTY, "duty", ("check_objections",))
UNKNOWN = Finding(ASK, "unknown")
NOT_KNOWN = "unknown"
"""In place of the type of a condition that was not understood, whatever it calls itself: so that no other rule takes it
for one that it knows, and no override lifts it."""


def lacks(*wants: str, weight: int = NO) -> Finding:
    """What was brought does not do: these keys of it are missing or say something else than they should."""
    return Finding(weight, "not_met", wants=wants)


def all_of(**holds: bool) -> Finding:
    """Met if all of these hold, each by the key of the evidence that it is about."""
    return lacks(*[key for key, each in holds.items() if not each]) if False in holds.values() else MET

"""Of several overrides each is for its own condition, and one of them is enough."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gate.test_best import decided
from tests.gate.test_odd import Feed, node
from tests.gate_cases import FEEDS

OWN, SHARED = "rescue-two.conditions.safeguarding_override", "lift-consent-too.conditions.safeguarding_override"
REASON = "consent_cannot_be_given"
ASKED: dict[str, Any] = {
    "recipient": "rescue-team",
    "purpose": "train",
    "data_categories": ["address"],
    "data_subjects": ["residents"],
    "evidence": {
        "safeguarding_override": {"reason": REASON, "decided_by": "duty-officer", "time": "2026-11-25T10:00:00Z"}
    },
}


@pytest.mark.parametrize("changed", [{}, {"overrides": "tell_first", "reasons": [REASON]}, {"reasons": [REASON]}])
def test_of_two_overrides_one_lifts_and_the_other_is_not_needed(changed: Feed) -> None:
    made: Feed = json.loads((FEEDS / "made-up.jsonld").read_bytes())
    node(made, SHARED).update(changed)
    found = decided(made, **ASKED)
    assert found.candidate is not None
    states = {check.id: each.state for check, each in zip(found.candidate.checks, found.findings, strict=True)}
    assert (found.outcome, states[OWN], states[SHARED]) == ("permitted_with_duties", "duty", "not_needed")
    assert [duty.about for duty in found.duties] == [OWN]

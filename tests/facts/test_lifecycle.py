"""Where a disclosure stands follows from its dates and those of everyone in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from site_builder.facts.lifecycle import standing
from site_builder.model import Disclosure, Registry
from site_builder.model.values import Word
from tests.seed import seed

ON = date(2026, 11, 25)
BEFORE, AFTER = date(2026, 11, 24), date(2026, 11, 26)


def _with(key: str, **changes: object) -> tuple[Registry, Disclosure]:
    """The seed with changes to one disclosure or recipient, and its disclosure `dfe-feedback`."""
    recipients = tuple(
        replace(
            r,
            disclosures=tuple(replace(d, **changes) if d.id == key else d for d in r.disclosures),  # type: ignore[arg-type] # the changes are of the fields' types
            **(changes if r.id == key else {}),  # type: ignore[arg-type] # the same
        )
        for r in seed().recipients
    )
    registry = replace(seed(), recipients=recipients)
    return registry, next(d for d in registry.disclosures if d.id == "dfe-feedback")


@pytest.mark.parametrize(
    ("key", "changes", "expected"),
    [
        ("dfe-feedback", {}, "active"),
        ("dfe-feedback", {"valid_from": ON, "valid_to": ON}, "active"),
        ("dfe-feedback", {"valid_from": AFTER}, "planned"),
        ("dfe-feedback", {"valid_to": BEFORE}, "ended"),
        ("dfe-feedback", {"status": Word("draft")}, "draft"),
        ("dfe-feedback", {"status": Word("suspended"), "valid_to": BEFORE}, "suspended"),
        ("councils-and-learning-institutions", {"valid_to": BEFORE}, "ended"),
        ("department-for-education", {"valid_to": BEFORE}, "ended"),
        ("department-for-education", {"valid_from": AFTER}, "planned"),
    ],
)
def test_a_disclosure_stands_as_its_dates_and_its_parties_say(
    key: str, changes: dict[str, object], expected: str
) -> None:
    registry, disclosure = _with(key, **changes)
    assert standing(registry, disclosure, ON) == expected

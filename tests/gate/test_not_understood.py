"""A condition that was not understood is for a person, whatever it calls itself and whatever is brought."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from site_builder.gate import Decision, Gate
from site_builder.gate.index_codec import pack, unpack
from site_builder.gate.request import request_of
from site_builder.gate.types import Request
from site_builder.load.feed import reader
from site_builder.model import Registry
from site_builder.model.conditions import CONDITIONS, Condition, SafeguardingOverride, Unknown
from site_builder.model.values import Text, Word
from tests.examples import FOLDERS, example
from tests.gate.evidence import BROUGHT, Bringer
from tests.seed import ON

PERMITTED = FOLDERS["practice"].parent / "requests/permitted.json"
IDS = {
    "Role": ["social-worker"],
    "Disclosure": ["library-cards"],
    "Recipient": ["statistics-office"],
    "Purpose": ["provide-services"],
}


def request() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(PERMITTED.read_text("utf-8"))
    return made


def limited(*conditions: Condition) -> Registry:
    """The practice with more conditions on each of its disclosures."""
    whole = example("practice")
    return replace(
        whole,
        recipients=tuple(
            replace(r, disclosures=tuple(replace(d, conditions=(*d.conditions, *conditions)) for d in r.disclosures))
            for r in whole.recipients
        ),
    )


def asked(registry: Registry, evidence: dict[str, Any]) -> Decision:
    gate = Gate.of(registry)
    found = gate.decide({**request(), "evidence": {**request().get("evidence", {}), **evidence}}, ON)
    kept = Gate(unpack(pack(gate.index)))
    assert kept.plain(kept.decide({**request(), "evidence": evidence}, ON)) is not None
    return found


def test_the_request_is_permitted_as_it_stands() -> None:
    assert asked(example("practice"), {}).outcome == "permitted"


@pytest.mark.parametrize("kind", sorted(CONDITIONS))
def test_a_kind_that_is_known_with_a_parameter_that_is_not_is_never_met(kind: str) -> None:
    strange = Unknown(type=Word(kind), why=Text("a new parameter"))
    disclosure = asked(example("practice"), {}).reasons[0].about
    for evidence in ({}, brought(kind, disclosure)):
        found = asked(limited(strange), evidence)
        assert found.outcome in {"refer", "refused"}, found
        assert ("unknown", f"{disclosure}.conditions.{kind}") in [(r.code, r.about) for r in found.reasons]


def brought(kind: str, disclosure: str) -> dict[str, Any]:
    """Evidence of this kind that the form of a request allows, nothing where none can be brought."""
    limit: dict[str, Any] = {"by": "social-worker", "nations": ["england"], "at_least": 1}
    if kind not in BROUGHT or any(holds.rstrip("*+") == "Location" for holds in BROUGHT[kind].values()):
        return {}
    for seed in range(100):
        bringer = Bringer(random.Random(seed), IDS)  # noqa: S311 (repeatable, not secret)
        made = bringer.enough(kind, limit, {"id": disclosure, "data_items": {"en": ["a"]}}, request(), ON)
        if made is not None and isinstance(request_of({**request(), "evidence": {kind: made}}), Request):
            return {kind: made}
    raise AssertionError(kind)


def test_no_override_lifts_it() -> None:
    strange = Unknown(type=Word("consent_first"), why=Text("a new parameter"))
    override = SafeguardingOverride(overrides=Word("consent_first"))
    evidence = {
        "safeguarding_override": {
            "reason": "consent_cannot_be_given",
            "decided_by": example("practice").roles[0].id,
            "time": "2026-01-01T10:00:00Z",
        }
    }
    assert asked(limited(strange, override), evidence).outcome == "refer"


def test_a_feed_with_a_new_parameter_is_read_and_not_permitted() -> None:
    data = json.loads((FOLDERS["seed"].parent / "tests/golden/data/v1/feed.jsonld").read_bytes())
    node = next(n for n in data["included"] if n.get("kind") == "need_shown")
    node["not_known_yet"] = True
    found = Gate.of(reader.read(json.dumps(data).encode()))
    kinds = {check.type for of in found.index.of.values() for c in of for check in c.checks if check.id == node["id"]}
    assert kinds == {"unknown"}
    assert "need_shown" in BROUGHT

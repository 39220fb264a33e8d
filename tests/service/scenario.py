"""AuthZEN's certification scenario for the Authorization API 1.0: our own cases, each with the scenario's number.

The scenario judges the protocol: that requests are taken, answered in the right form and refused with the right status.
What is permitted in it is a small fixture, which here is a registry, signed and read like any other. We hold its levels
Basic Core, Batch Core, Search Core and Discovery. The three levels of properties we do not: what a caller says of
itself changes no answer of a published notice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from site_builder.model import DataCategory, DataSubject, Purpose, Registry
from site_builder.model.values import Id, Text, Word
from site_builder.render.feed.graph import render
from tests.client.sites import DAY, Published
from tests.service.served import JSON, Told
from tests.small_registry import disclosure, ids, recipient, registry, said, word

ONE, MANY = "/access/v1/evaluation", "/access/v1/evaluations"
SUBJECT, RESOURCE, ACTION = (f"/access/v1/search/{each}" for each in ("subject", "resource", "action"))
PROFILE = {"subject": "user", "resource": "record", "sharing": {"data_subjects": ["residents"]}}
"""What its gateway would be told: its words for a recipient and for data, and about whom all is asked."""


def fixture() -> Published:
    """The scenario's fixture as a signed feed: Alice reads and writes the first record, Bob reads it."""
    stated: dict[str, Any] = {"data_categories": ids("record-1"), "data_subjects": ids("residents")}
    stated |= {"modality": Word("may"), "lawful_basis": word("public_task")}

    def may(who: str, purpose: str) -> Any:
        return disclosure(f"{who}-may-{purpose}", who, purposes=ids(purpose), **stated)

    made: Registry = registry(
        recipient("alice", "The office of Alice", may("alice", "read"), may("alice", "write")),
        recipient("bob", "The office of Bob", may("bob", "read")),
        purposes=tuple(
            Purpose(id=Id(each), name=said(each), family=Word("provide_service"))
            for each in ("read", "write", "delete")
        ),
        data_categories=tuple(DataCategory(id=Id(each), name=said(each)) for each in ("record-1", "record-2")),
        data_subjects=(DataSubject(id=Id("residents"), name=said("Residents")),),
    )
    made = replace(made, version=Text("2026.11.25.1"), issued=DAY)
    return Published(feed=render(made, DAY), registry=f"{made.site}id/registry")


# ---- its things


def user(key: str | None = None, **more: Any) -> dict[str, Any]:
    """A subject."""
    return {"type": "user", **({} if key is None else {"id": key}), **more}


def record(key: str | None = None, **more: Any) -> dict[str, Any]:
    """A resource."""
    return {"type": "record", **({} if key is None else {"id": key}), **more}


def asks(subject: Any, action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    """A request; what is None is left out."""
    named = {"name": action} if isinstance(action, str) else action
    whole = {"subject": subject, "action": named, "resource": resource}
    return {**{key: value for key, value in whole.items() if value is not None}, **more}


ALICE, BOB, FIRST, SECOND = user("alice"), user("bob"), record("record-1"), record("record-2")
READ = asks(ALICE, "read", FIRST)
CONTEXT = {"time": "2026-11-25T09:30:00Z", "ip": "192.0.2.7"}


# ---- its checks

YES, NO, EITHER = True, False, None

Check = Callable[[Told], bool]


def says(decision: bool | None = None) -> Check:
    """A decision, this one if one is named; what is beside it is an object."""

    def check(told: Told) -> bool:
        found = told.value.get("decision")
        is_right = isinstance(found, bool) if decision is None else found is decision
        return told.status == 200 and is_right and isinstance(told.value.get("context", {}), dict)

    return check


def say(*decisions: bool | None) -> Check:
    """A decision for each, in order."""

    def check(told: Told) -> bool:
        each = told.value.get("evaluations")
        found = [one.get("decision") for one in each]
        agree = all(isinstance(one, bool) and want in {None, one} for one, want in zip(found, decisions, strict=True))
        return told.status == 200 and agree and "decision" not in told.value

    return check


def finds(*wanted: Mapping[str, str], alone: bool = False) -> Check:
    """All of these, and of others only such as have the same form; with `alone` no others."""

    def check(told: Told) -> bool:
        found = told.value.get("results")
        forms = {tuple(sorted(each)) for each in (*found, *wanted)}
        types = {each.get("type") for each in (*found, *wanted)}
        is_one_form = len(forms) <= 1 and len(types) <= 1
        has_all = all(each in found for each in wanted) and (not alone or len(found) == len(wanted))
        return told.status == 200 and isinstance(found, list) and is_one_form and has_all and "page" not in told.value

    return check


def is_turned_away(told: Told) -> bool:
    """400."""
    return told.status == 400


class Case(NamedTuple):
    """One request: the scenario's number, where it goes, what is sent, and what must come back."""

    number: str
    path: str
    sent: Any
    check: Check
    headers: Mapping[str, str] = JSON


USERS, RECORDS = (ALICE, BOB), (FIRST,)
VERBS = ({"name": "read"}, {"name": "write"})

BASIC: Sequence[Case] = (
    Case("2.2.1", ONE, READ, says(YES)),
    Case("1.4 rule 2", ONE, asks(ALICE, "write", FIRST), says(YES)),
    Case("1.4 rule 3", ONE, asks(BOB, "read", FIRST), says(YES)),
    Case("2.2.2", ONE, asks(BOB, "write", FIRST), says(NO)),
    Case("2.2.3", ONE, {**READ, "context": CONTEXT}, says(YES)),
    Case(
        "2.2.8",
        ONE,
        asks(
            user("alice", properties={"team": "Parks"}),
            {"name": "read", "properties": {"by": "GET"}},
            record("record-1", properties={"owner": "bob", "status": "active"}),
        ),
        says(YES),
    ),
    Case("2.2.9", ONE, {**READ, "colour": "red", "later": {"deep": [1]}}, says(YES)),
    Case("2.3.1", ONE, asks(ALICE, "read", SECOND), says()),
    *(
        Case(f"2.4.1 without {key}", ONE, {name: each for name, each in READ.items() if name != key}, is_turned_away)
        for key in READ
    ),
    Case("2.4.2 subject without type", ONE, asks({"id": "alice"}, "read", FIRST), is_turned_away),
    Case("2.4.2 subject without id", ONE, asks(user(), "read", FIRST), is_turned_away),
    Case("2.4.2 action without name", ONE, asks(ALICE, {}, FIRST), is_turned_away),
    Case("2.4.2 resource without type", ONE, asks(ALICE, "read", {"id": "record-1"}), is_turned_away),
    Case("2.4.2 resource without id", ONE, asks(ALICE, "read", record()), is_turned_away),
    Case("2.4.3", ONE, READ, is_turned_away, {"Content-Type": "text/plain"}),
    Case("2.4.3 none at all", ONE, READ, is_turned_away, {}),
    Case("2.4.4", ONE, b'{"subject": ', is_turned_away),
    Case("2.4.5", ONE, b"", is_turned_away),
    Case("2.4.6 subject", ONE, asks("alice", "read", FIRST), is_turned_away),
    Case("2.4.6 action.name", ONE, asks(ALICE, {"name": 7}, FIRST), is_turned_away),
    Case("2.4.6 no object", ONE, [READ], is_turned_away),
)
BATCH: Sequence[Case] = (
    Case(
        "3.2.1",
        MANY,
        asks(ALICE, "read", None, evaluations=[{"resource": FIRST}, {"resource": SECOND}]),
        say(EITHER, EITHER),
    ),
    Case(
        "3.2.2",
        MANY,
        asks(BOB, None, FIRST, evaluations=[{"action": {"name": "read"}}, {"action": {"name": "write"}}]),
        say(YES, NO),
    ),
    Case("3.2.5", MANY, {"evaluations": [READ, asks(BOB, "write", FIRST)]}, say(YES, NO)),
    Case(
        "3.2.6",
        MANY,
        asks(
            ALICE,
            "read",
            None,
            context=CONTEXT,
            evaluations=[{"resource": FIRST}, {"resource": SECOND, "context": {"from": "elsewhere"}}],
        ),
        say(EITHER, EITHER),
    ),
    Case(
        "3.4.1",
        MANY,
        asks(
            ALICE,
            "read",
            None,
            options={"evaluations_semantic": "execute_all"},
            evaluations=[{"resource": FIRST}, {}],
        ),
        say(YES, NO),
    ),
    Case("3.4.2", MANY, READ, says(YES)),
    Case("3.4.3", MANY, {**READ, "evaluations": []}, says(YES)),
    Case("3.4 malformed", MANY, b'{"evaluations": [', is_turned_away),
    Case("3.4 no list", MANY, {**READ, "evaluations": {}}, is_turned_away),
)
SEARCH: Sequence[Case] = (
    Case("4.2.1", SUBJECT, asks(user(), "read", FIRST), finds(*USERS)),
    Case("4.2.2", SUBJECT, asks(user(), "read", FIRST, context=CONTEXT), finds(*USERS)),
    Case("4.2.3", SUBJECT, asks(ALICE, "read", FIRST), finds(*USERS)),
    Case("4.3.1", RESOURCE, asks(ALICE, "read", record()), finds(*RECORDS)),
    Case("4.3.2", RESOURCE, asks(ALICE, "read", record(), context=CONTEXT), finds(*RECORDS)),
    Case("4.3.3", RESOURCE, asks(ALICE, "read", SECOND), finds(*RECORDS)),
    Case("4.4.1", ACTION, asks(ALICE, None, FIRST), finds(*VERBS)),
    Case("4.4.2", ACTION, asks(ALICE, None, FIRST, context=CONTEXT), finds(*VERBS)),
    Case("4.5.1", SUBJECT, asks(user(), "read", FIRST, page={"limit": 1}), finds(*USERS)),
    Case("4.5.4", SUBJECT, asks(user(), "read", FIRST, page={"token": "x"}), finds(*USERS)),
    Case("4.6.1 subject", SUBJECT, asks(user(), "read", record("nothing")), finds(alone=True)),
    Case("4.6.1 resource", RESOURCE, asks(user("nobody"), "read", record()), finds(alone=True)),
    Case("4.6.1 action", ACTION, asks(user("nobody"), None, FIRST), finds(alone=True)),
    Case("4.6.2 subject", SUBJECT, asks({"type": "ship"}, "read", FIRST), finds(alone=True)),
    Case("4.6.2 resource", RESOURCE, asks(ALICE, "read", {"type": "ship"}), finds(alone=True)),
    Case("4.6.2 action", ACTION, asks({"type": "ship", "id": "alice"}, None, FIRST), finds(alone=True)),
    Case("4.7.1 subject", SUBJECT, asks(user(), None, FIRST), is_turned_away),
    Case("4.7.1 resource", RESOURCE, asks(None, "read", record()), is_turned_away),
    Case("4.7.1 action", ACTION, asks(ALICE, None, None), is_turned_away),
    Case("4.7.2 subject", SUBJECT, asks(user(), "read", record()), is_turned_away),
    Case("4.7.2 resource", RESOURCE, asks(user(), "read", record()), is_turned_away),
    Case("4.7.2 action", ACTION, asks(user(), None, FIRST), is_turned_away),
)
LEVELS: Mapping[str, Sequence[Case]] = {"Basic Core": BASIC, "Batch Core": BATCH, "Search Core": SEARCH}


def faults_of_discovery(told: Told, base: str) -> list[str]:
    """What is wrong with the description of the service at an address (scenario 6)."""
    if told.status != 200 or told.headers.get_content_type() != "application/json":
        return ["there is none"]
    value = json.loads(told.body)
    wrong = [] if value.get("policy_decision_point") == base else ["policy_decision_point"]
    if "access_evaluation_endpoint" not in value:
        wrong.append("access_evaluation_endpoint")
    addresses = {key: each for key, each in value.items() if key.endswith("_endpoint")}
    wrong += [key for key, each in addresses.items() if not each.startswith(f"{base}/")]
    return wrong

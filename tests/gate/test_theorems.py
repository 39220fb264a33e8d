"""What holds of the gate whatever the registry and the request: the theorems of Cedar's core, and more of our own.

Each is a property of two decisions, or of a decision and the registry, so that no second gate is needed to judge it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import islice, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.facts import nesting
from site_builder.facts.lifecycle import span
from site_builder.facts.redact import public
from site_builder.facts.statutory_duty import claims_duty
from site_builder.gate import Decision, Gate, Request, decide, evaluate, index_builder, parties, request_of
from site_builder.gate.evaluate import LIFTED
from site_builder.gate.judges import JUDGES
from site_builder.gate.question import Question
from site_builder.gate.reason_codes import REASONS
from site_builder.gate.request_form import REQUEST
from site_builder.gate.types import DUTY, PERMITTED, REFER, REFUSED, REQUIRED, WITH_DUTIES, Finding
from site_builder.load.feed import reader
from site_builder.model import Disclosure, History, Notice, Passage, Recipient, Registry, Role
from site_builder.model.conditions import ConsentFirst, NeedShown, ProhibitedUse, SafeguardingOverride, Unknown
from site_builder.model.values import Id, Text, Word, Words
from site_builder.render.feed.graph import render
from tests.effort import effort, some
from tests.examples import FOLDERS, example
from tests.feeds import gate_of_feed
from tests.gate.requests import requests
from tests.seed import ON

BAD_NEWS: dict[str, dict[str, Any]] = {
    "no_individual_effect": {"declared": False},
    "no_identification_in_results": {"results": "pseudonymised"},
    "consent_first": {"consent": "refused"},
    "opt_out": {"checked": ["national_data_opt_out"], "opted_out": True},
    "detriment_exception": {"detriment": True, "reference": "R-1"},
}
PERMITS = {REQUIRED, PERMITTED, WITH_DUTIES}
Asked = tuple[dict[str, Any], date]


@cache
def registry(name: str) -> Registry:
    return public(example(name))


@cache
def gate(name: str) -> Gate:
    return Gate.of(registry(name))


@cache
def asked(name: str, seed: int) -> tuple[Asked, ...]:
    """Requests by ids alone: a name is answered as the id that it means, as one of the theorems has it."""
    feed = json.loads(render(registry(name), ON))
    return tuple(islice((each for each in requests(feed, seed) if not gate(name).decide(*each).understood), 40))


def permitted(name: str, seed: int) -> Iterator[tuple[dict[str, Any], date, Decision]]:
    """The requests that are permitted, with their decisions."""
    for request, on in asked(name, seed):
        found = gate(name).decide(request, on)
        if found.outcome in PERMITS:
            yield request, on, found


def disclosure(name: str, found: Decision) -> Disclosure:
    assert found.candidate is not None
    return next(d for d in registry(name).disclosures if d.id == found.candidate.id)


def with_disclosures(whole: Registry, change: Callable[[Disclosure], Disclosure | None]) -> Registry:
    """The registry with each disclosure changed; None takes it out."""
    recipients = tuple(
        replace(r, disclosures=tuple(new for d in r.disclosures if (new := change(d)) is not None))
        for r in whole.recipients
    )
    return replace(whole, recipients=recipients)


def told(found: Decision) -> tuple[Any, ...]:
    """What a caller is told, but for the order of reasons."""
    candidate = found.candidate.id if found.candidate else None
    return (
        found.outcome,
        found.urgent,
        candidate,
        frozenset(reason[:3] for reason in found.reasons),
        frozenset(found.duties),
    )


EACH = given(st.sampled_from(sorted(FOLDERS)), st.integers(0, 10**6))
SOME = settings(max_examples=effort(suite=4, thorough=100), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@EACH
def test_where_nothing_is_stated_nothing_is_permitted(name: str, seed: int) -> None:
    empty = Gate.of(with_disclosures(registry(name), lambda _: None))
    assert all(empty.decide(*each).outcome in {REFUSED, REFER} for each in asked(name, seed))


@SOME
@EACH
def test_what_is_permitted_is_stated(name: str, seed: int) -> None:
    for request, on, found in permitted(name, seed):
        d = disclosure(name, found)
        first, last = span(registry(name), d)
        assert first <= on <= last
        assert d.status is None
        assert request["purpose"] in (*d.purposes, *opened_by(found, request["purpose"]))
        order = request.get("evidence", {}).get("statutory_duty", {}) if claims_duty(d) else {}
        settled = {key for each in d.settled for key in each.data_categories}
        assert set(request["data_categories"]) <= set(d.data_categories or order.get("names", ()) or settled)
        assert set(request["data_subjects"]) <= set(d.data_subjects or order.get("people", ()))
        assert request.get("sender", registry(name).organisation.id) == (d.sender or registry(name).organisation.id)
        assert d.recipient in groups(registry(name), request["recipient"])
        assert d.id in registry(name).stated_in


def opened_by(found: Decision, purpose: str) -> list[str]:
    """The purpose, if an override that was used opens the disclosure for it."""
    assert found.candidate is not None
    judged = zip(found.candidate.checks, found.findings, strict=True)
    used = [check for check, finding in judged if check.type == SafeguardingOverride.type and finding.weight == DUTY]
    recorded = {about for code, about in found.duties if code == "record_override"}
    return [purpose for check in used if purpose in check.params["opens"] and check.id in recorded]


def _instead(whole: Registry, new: Disclosure) -> Registry:
    """The registry with another disclosure in the place of the one of its id."""
    return with_disclosures(whole, lambda d: new if d.id == new.id else d)


def groups(whole: Registry, key: str) -> set[str]:
    found = {key}
    while more := {r.id for r in whole.recipients if found & set(r.members)} - found:
        found |= more
    return found


@SOME
@EACH
def test_a_prohibition_trumps(name: str, seed: int) -> None:
    for request, on, found in islice(permitted(name, seed), 5):
        one = disclosure(name, found)
        forbidden = _instead(registry(name), _also(one, ProhibitedUse(purposes=(Id(request["purpose"]),))))
        after = Gate.of(forbidden).decide(request, on)
        is_exception = after.candidate is not None and disclosure(name, after).exception_to == one.id
        assert after.outcome in {REFUSED, REFER} or is_exception


@SOME
@EACH
def test_the_order_does_not_matter_and_twice_is_once(name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    shuffled = with_disclosures(registry(name), lambda d: _shuffled(d, chance))
    recipients = [replace(r, members=_mixed(r.members, chance)) for r in shuffled.recipients]
    chance.shuffle(recipients)
    other = Gate.of(replace(shuffled, recipients=tuple(recipients), purposes=_mixed(shuffled.purposes, chance)))
    for request, on in asked(name, seed):
        mixed = dict(_mixed(tuple(deepcopy(request).items()), chance))
        for key in ("data_categories", "data_subjects"):
            mixed[key] = list(_mixed(tuple(mixed[key]), chance))
        assert told(other.decide(mixed, on)) == told(gate(name).decide(request, on))


def _shuffled(d: Disclosure, chance: random.Random) -> Disclosure:
    mixed: dict[str, Any] = {
        field: _mixed(getattr(d, field), chance)
        for field in ("purposes", "data_categories", "data_subjects", "conditions", "shared_conditions")
    }
    return replace(d, shared_conditions=(*mixed.pop("shared_conditions"), *d.shared_conditions), **mixed)


def _mixed(values: tuple[Any, ...], chance: random.Random) -> tuple[Any, ...]:
    return tuple(chance.sample(values, len(values)))


@SOME
@EACH
def test_another_disclosure_takes_no_permission_away(name: str, seed: int) -> None:
    for request, on, found in islice(permitted(name, seed), 5):
        one = disclosure(name, found)
        harsh = replace(
            one, id=Id("a-new-one"), conditions=(Unknown(type=Word("no_such"), why=Text("new")),), shared_conditions=()
        )
        after = Gate.of(_with(registry(name), one, harsh)).decide(request, on)
        assert told(after) == told(found)


def _with(whole: Registry, beside: Disclosure, new: Disclosure) -> Registry:
    home = whole.home(beside).id
    recipients = (replace(r, disclosures=(*r.disclosures, new)) if r.id == home else r for r in whole.recipients)
    return replace(whole, recipients=tuple(recipients))


@SOME
@EACH
def test_another_recipient_changes_no_answer(name: str, seed: int) -> None:
    new = Recipient(id=Id("a-new-recipient"), name=registry(name).recipients[0].name, type=Word("organisation"))
    given_to_it = tuple(
        replace(d, id=Id(f"new-{n}"), recipient=new.id) for n, d in enumerate(registry(name).disclosures)
    )
    after = Gate.of(
        replace(registry(name), recipients=(*registry(name).recipients, replace(new, disclosures=given_to_it)))
    )
    for request, on in asked(name, seed):
        assert told(after.decide(request, on))[:3] == told(gate(name).decide(request, on))[:3]


@SOME
@EACH
def test_what_has_ended_is_never_permitted(name: str, seed: int) -> None:
    for request, on, found in islice(permitted(name, seed), 5):
        yesterday = on - timedelta(1)
        assert found.candidate is not None
        ids = {request["recipient"], request.get("sender")} - {None, registry(name).organisation.id}
        ends: list[dict[str, Any]] = [{"valid_to": yesterday}, {"history": History(became=Word("closed"))}]
        for key, ended in product(ids, ends):
            after = Gate.of(_with_party(registry(name), key, ended)).decide(request, on)
            assert after.outcome not in PERMITS


def _with_party(whole: Registry, key: str, stated: dict[str, Any]) -> Registry:
    """The registry in which more is stated of a recipient or body."""
    recipients = tuple(replace(r, **stated) if r.id == key else r for r in whole.recipients)
    bodies = tuple(replace(b, **stated) if b.id == key else b for b in whole.bodies)
    return replace(whole, recipients=recipients, bodies=bodies)


@SOME
@EACH
def test_asking_for_less_is_never_answered_with_less(name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    for request, on, found in permitted(name, seed):
        less = {**request}
        for key in ("data_categories", "data_subjects"):
            less[key] = chance.sample(request[key], chance.randint(1, len(request[key])))
        assert gate(name).decide(less, on).outcome in PERMITS, found


@SOME
@EACH
def test_what_is_held_permits_nothing(name: str, seed: int) -> None:
    whole = registry(name)
    held: Any = {key: tuple(each.id for each in getattr(whole, key)) for key in ("data_categories", "purposes", "laws")}
    with_all = Gate.of(replace(whole, notices=tuple(replace(each, **held) for each in whole.notices)))
    for request, on in asked(name, seed):
        assert with_all.decide(request, on).outcome == gate(name).decide(request, on).outcome


def test_what_is_held_taken_for_what_is_shared_is_noticed() -> None:
    every = tuple(each.id for each in registry("seed").data_categories)
    as_default = with_disclosures(registry("seed"), lambda d: replace(d, data_categories=d.data_categories or every))
    some = [*asked("seed", 1)]
    assert [gate("seed").decide(*each).outcome for each in some] != [
        Gate.of(as_default).decide(*each).outcome for each in some
    ]


@SOME
@EACH
def test_a_limit_that_is_not_understood_is_never_permitted(name: str, seed: int) -> None:
    strange = Unknown(type=Word("no_such"), why=Text("new"))
    whole = with_disclosures(registry(name), lambda d: replace(d, conditions=(*d.conditions, strange)))
    of_whole = Gate.of(whole)
    assert all(of_whole.decide(*each).outcome in {REFUSED, REFER} for each in asked(name, seed))


@SOME
@EACH
def test_an_override_removes_the_condition_that_it_names_and_no_other(name: str, seed: int) -> None:
    at_risk = SafeguardingOverride(overrides=Word("consent_first"))
    role = next(iter(registry(name).roles), None)
    if role is None:
        return
    brought = {"reason": "consent_cannot_be_given", "decided_by": role.id, "time": "1990-01-01T10:00:00Z"}
    asks = with_disclosures(registry(name), lambda d: _also(d, ConsentFirst()))
    lifts = with_disclosures(asks, lambda d: _also(d, at_risk))
    stricter, lifting = Gate.of(asks), Gate.of(lifts)
    besides = Gate.of(with_disclosures(lifts, lambda d: _also(d, NeedShown())))
    for request, on, found in islice(permitted(name, seed), 10):
        bare = {k: v for k, v in request.get("evidence", {}).items() if k not in {"consent_first", at_risk.type}}
        if found.candidate is None or found.candidate.is_secret:
            continue
        if any(c.type in {ConsentFirst.type, at_risk.type} for c in found.candidate.checks):
            continue
        assert stricter.decide({**request, "evidence": bare}, on).outcome == REFER
        lifted = lifting.decide({**request, "evidence": {**bare, at_risk.type: brought}}, on)
        assert lifted.outcome in {REQUIRED, WITH_DUTIES}
        asked_besides = {**request, "evidence": {k: v for k, v in bare.items() if k != NeedShown.type}}
        asked_besides["evidence"][at_risk.type] = brought
        assert besides.decide(asked_besides, on).outcome == REFER


def _also(d: Disclosure, condition: Any) -> Disclosure:
    return replace(d, conditions=(*(c for c in d.conditions if c.type != condition.type), condition))


@SOME
@EACH
def test_who_may_not_know_of_a_disclosure_is_answered_as_if_there_were_no_such_recipient(name: str, seed: int) -> None:
    secret = with_disclosures(registry(name), lambda d: replace(d, can_we_tell_you=Word("never_confirm")))
    hidden = Gate.of(secret)
    plain = Gate.of(with_disclosures(registry(name), lambda d: replace(d, can_we_tell_you=None)))
    served = {d.recipient or registry(name).home(d).id for d in registry(name).disclosures}
    for request, on in asked(name, seed):
        found = hidden.decide(request, on)
        assert (found.outcome in PERMITS) == (plain.decide(request, on).outcome in PERMITS)
        if found.outcome not in PERMITS and groups(secret, request["recipient"]) & served:
            nobody = hidden.decide({**request, "recipient": "nobody-at-all"}, on)
            assert [r.code for r in found.reasons] == [r.code for r in nobody.reasons]
            assert told(found)[:3] == told(nobody)[:3]


# ---- what was brought is heard


def bad_news_helps(name: str, seed: int) -> Iterator[Decision]:
    """Permissions in spite of bad news that neither the notice excepts nor an override lifted, or because of it."""
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    for request, on in asked(name, seed):
        kind, bad = chance.choice(tuple(BAD_NEWS.items()))
        evidence = {k: v for k, v in request.get("evidence", {}).items() if k != kind}
        found = gate(name).decide({**request, "evidence": {**evidence, kind: bad}}, on)
        if found.outcome in PERMITS and found.candidate is not None:
            before = gate(name).decide({**request, "evidence": evidence}, on)
            lifted = {c.type for c, each in zip(found.candidate.checks, found.findings, strict=True) if each is LIFTED}
            is_excepted = kind == "opt_out" and found.candidate.exempt.issuperset(bad["checked"])
            if before.outcome not in PERMITS or not (kind in lifted or is_excepted):
                yield found


@SOME
@EACH
def test_bad_news_never_helps(name: str, seed: int) -> None:
    assert next(bad_news_helps(name, seed), None) is None


def test_bad_news_that_nobody_hears_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "_bad_news", lambda *_: ())
    assert any(next(bad_news_helps(name, 1), None) for name in FOLDERS)


def turned_away(name: str, seed: int) -> Iterator[Decision]:
    """Answers to requests at risk that are a flat no, nobody's question, or another yes than without the risk."""
    for request, on in asked(name, seed):
        plain = gate(name).decide({k: v for k, v in request.items() if k != "at_risk"}, on)
        for at_risk in ({**request, "at_risk": True}, {**request, "at_risk": True, "recipient": [1]}):
            found = gate(name).decide(at_risk, on)
            is_asked = found.urgent and found.reasons[0].code == "somebody_at_risk"
            if found.outcome != (plain.outcome if found.outcome in PERMITS else REFER) or is_asked == (
                found.outcome in PERMITS
            ):
                yield found
            if plain.outcome in PERMITS and at_risk["recipient"] != [1] and told(found) != told(plain):
                yield found


@SOME
@EACH
def test_nobody_at_risk_is_turned_away_and_to_say_so_permits_nothing(name: str, seed: int) -> None:
    assert REASONS["somebody_at_risk"].question
    assert next(turned_away(name, seed), None) is None


def test_who_turns_somebody_away_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "_risk", lambda *_: ())
    assert any(next(turned_away(name, 1), None) for name in FOLDERS)


def turns_on_unused(name: str, seed: int) -> Iterator[Decision]:
    """Answers that are others for their disclosure if the evidence is left out that they call unused."""
    for request, on in asked(name, seed):
        found = gate(name).decide(request, on)
        if not found.unused or found.candidate is None:
            continue
        kept = {kind: brought for kind, brought in request["evidence"].items() if kind not in found.unused}
        index, (whole, less) = gate(name).index, map(request_of, (request, {**request, "evidence": kept}))
        assert isinstance(whole, Request)
        assert isinstance(less, Request)
        party = index.asked[whole.recipient]
        forbidding = index.entry(party, whole.purpose).forbidding
        one, other = (
            evaluate.judge(found.candidate, Question(index, r, on.isoformat(), party, forbidding))
            for r in (whole, less)
        )
        if one != other:
            yield found


@SOME
@EACH
def test_what_is_unused_may_be_left_out(name: str, seed: int) -> None:
    assert next(turns_on_unused(name, seed), None) is None


def test_what_is_called_unused_and_was_used_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "unused", lambda _, q: tuple(q.request.evidence))
    assert any(next(turns_on_unused(name, 1), None) for name in FOLDERS)


def says_nothing_of_sensitive_data(name: str, seed: int) -> Iterator[Decision]:
    """Permissions of sensitive data of which neither notice nor request states what allows them."""
    data = {each.id: each for each in registry(name).data_categories}
    for request, _, found in permitted(name, seed):
        if request.get("identifiability") == "anonymous" or found.candidate is None:
            continue
        d, names = disclosure(name, found), request.get("evidence", {}).get("statutory_duty", {}).get("names", [])
        is_open = not found.candidate.states_law
        for key in request["data_categories"]:
            lacks = (data[key].special and not d.special_condition) or (
                data[key].criminal and d.criminal_condition is None
            )
            if lacks and ((is_open and key not in names) or ("record_condition", d.id) not in found.duties):
                yield found


@SOME
@EACH
def test_sensitive_data_is_permitted_only_with_something_of_law(name: str, seed: int) -> None:
    assert next(says_nothing_of_sensitive_data(name, seed), None) is None


def test_sensitive_data_that_nothing_guards_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "_guards", lambda *_: False)
    monkeypatch.setattr(evaluate, "_unguarded", lambda *_: ())
    found = (each for name in FOLDERS for seed in range(5) for each in says_nothing_of_sensitive_data(name, seed))
    assert next(found, None) is not None


# ---- who of a class it is, and for what else a disclosure is opened


def _of_classes(whole: Registry, chance: random.Random) -> Registry:
    """The registry in which each category has other members than those named, and says how one tells them."""
    ways = ("kind", "examples", "named", None)

    def opened(r: Recipient) -> Recipient:
        word = chance.choice(ways)
        return replace(r, open_list=True, membership=Word(word) if word else None) if r.type == "category" else r

    return replace(whole, recipients=tuple(map(opened, whole.recipients)))


def says_not_who(name: str, seed: int) -> Iterator[Decision]:
    """Permissions for somebody of a class of whom neither the request nor what was brought says who it is."""
    whole = _of_classes(registry(name), random.Random(seed))  # noqa: S311 -- chance that comes again, not a secret
    of_classes, by_id = Gate.of(whole), {r.id: r for r in whole.recipients}
    for request, on in asked(name, seed):
        found = of_classes.decide(request, on)
        if found.outcome not in PERMITS or found.candidate is None or found.candidate.is_published:
            continue
        below, evidence = _below(by_id, request["recipient"]), request.get("evidence", {})
        how = {by_id[Id(key)].membership for key in below if key in by_id and by_id[Id(key)].type == "category"}
        order = evidence.get("statutory_duty", {}) if found.candidate.claims_duty else {}
        if not how or ("to" in order and order["to"] == request.get("member")):
            continue
        shows = {"approval", "processor_contract", "standing_shown"} & evidence.keys()
        if "examples" in how:
            is_told = bool(shows) and how <= {"kind", "examples"}
        else:
            is_told = "member" in request and how == {"kind"}
        if not is_told or "record_member" not in {code for code, _ in found.duties}:
            yield found


def _below(by_id: dict[Id, Recipient], key: str) -> set[str]:
    found = {key}
    while more := {m for each in found if each in by_id for m in by_id[Id(each)].members} - found:
        found |= more
    return found


@SOME
@EACH
def test_nobody_of_a_class_is_permitted_of_whom_nothing_says_who_it_is(name: str, seed: int) -> None:
    assert next(says_not_who(name, seed), None) is None


@pytest.mark.parametrize("broken", ["who it is goes without saying", "any list is of a kind"])
def test_a_class_of_which_nothing_says_who_it_is_is_caught(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "any list is of a kind":
        monkeypatch.setattr(parties, "_openness", lambda r: "kind" if r.type == "category" else "")
    else:
        monkeypatch.setattr(evaluate, "_is_member_known", lambda *_: True)
    found = (each for name in FOLDERS for seed in range(5) for each in says_not_who(name, seed))
    assert next(found, None) is not None


def _opening(whole: Registry, lifts: str, opens: tuple[Id, ...]) -> Registry:
    override = SafeguardingOverride(overrides=Word(lifts), opens=opens)
    return with_disclosures(whole, lambda d: _also(d, override))


def opens_without_an_override(name: str, seed: int) -> Iterator[Decision]:
    """Permissions for a purpose that is not stated, without an override for it or what makes that valid."""
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    role = next(iter(registry(name).roles), None)
    purposes = [each.id for each in registry(name).purposes]
    other, others = purposes[0], tuple(purposes[1:])
    if role is None:
        return
    some = Gate.of(_opening(registry(name), "request_needed", others))
    valid = {"reason": "consent_cannot_be_given", "decided_by": role.id, "time": "1990-01-01T10:00:00Z"}
    for request, on, _ in islice(permitted(name, seed), 8):
        asks = {**request, "purpose": chance.choice(purposes)}
        bare = {k: v for k, v in request.get("evidence", {}).items() if k != SafeguardingOverride.type}
        late = {**valid, "time": f"{(on + timedelta(1)).isoformat()}T00:00:00Z"}
        for brought in ({}, {SafeguardingOverride.type: late}, {SafeguardingOverride.type: valid}):
            found = some.decide({**asks, "evidence": {**bare, **brought}}, on)
            if found.outcome not in PERMITS or asks["purpose"] in disclosure(name, found).purposes:
                continue
            is_valid = brought == {SafeguardingOverride.type: valid} and asks["purpose"] != other
            if not is_valid or not opened_by(found, asks["purpose"]):
                yield found


@SOME
@EACH
def test_a_purpose_that_is_not_stated_is_permitted_only_by_an_override_that_opens_it(name: str, seed: int) -> None:
    assert next(opens_without_an_override(name, seed), None) is None


def test_an_override_that_is_always_valid_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    always = (None, lambda *_: Finding(DUTY, "duty", ("record_override",)))
    monkeypatch.setitem(JUDGES, SafeguardingOverride.type, always)
    found = (each for name in FOLDERS for seed in range(5) for each in opens_without_an_override(name, seed))
    assert next(found, None) is not None


@SOME
@EACH
def test_a_purpose_that_an_override_opens_is_as_good_as_stated(name: str, seed: int) -> None:
    role = next(iter(registry(name).roles), None)
    if role is None:
        return
    whole = replace(registry(name), purposes=(*registry(name).purposes, _new_purpose(registry(name))))
    opening = Gate.of(_opening(whole, "request_needed", (Id("newly-opened"),)))
    brought = {"reason": "consent_cannot_be_given", "decided_by": role.id, "time": "1990-01-01T10:00:00Z"}
    for request, on, found in islice(permitted(name, seed), 8):
        if found.candidate is None or any(c.type == SafeguardingOverride.type for c in found.candidate.checks):
            continue
        evidence = {**request.get("evidence", {}), SafeguardingOverride.type: brought}
        opened = opening.decide({**request, "purpose": "newly-opened", "evidence": evidence}, on)
        assert opened.outcome in {REQUIRED, WITH_DUTIES}, found


def _new_purpose(whole: Registry) -> Any:
    return replace(whole.purposes[0], id=Id("newly-opened"), family=Word("emergency"), prohibited_uses=())


# ---- what an id covers, and what nobody knows


def _inside(whole: Registry, chance: random.Random) -> Registry:
    """The registry in which things are inside others, some of them in circles."""

    def nested(things: tuple[Any, ...]) -> tuple[Any, ...]:
        ids = [each.id for each in things]
        return tuple(
            replace(each, inside=tuple(chance.sample(ids, min(chance.randrange(3), len(ids))))) for each in things
        )

    return replace(whole, data_categories=nested(whole.data_categories), data_subjects=nested(whole.data_subjects))


def _around(things: Iterable[Any], key: str) -> set[str]:
    """An id, and all that it is inside as far as that permits anything, found one step at a time."""
    by_id = {each.id: each for each in things}

    def outer(at: str) -> set[str]:
        reached, more = set[str](), {at}
        while more := {o for each in more for o in by_id[each].inside} - reached:
            reached |= more
        return reached

    found = {key}
    for _ in by_id:
        found |= {
            o
            for at in found
            for o in by_id[at].inside
            if at not in outer(o) and {*getattr(by_id[at], "sensitive", ())} <= {*getattr(by_id[o], "sensitive", ())}
        }
    return found


def permits_what_is_wider(name: str, seed: int) -> Iterator[Decision]:
    """Permissions of data or people that are not inside what is stated, or that have anything of what is never sent."""
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    whole = _inside(registry(name), chance)
    nested = Gate.of(whole)
    touched = [_all_around(whole, each.id) for each in whole.data_categories]
    for request, on in asked(name, seed):
        other = dict(request)
        for key, things in (("data_categories", whole.data_categories), ("data_subjects", whole.data_subjects)):
            other[key] = chance.sample([each.id for each in things], 1)
        to = [d for d in whole.disclosures if d.recipient == request["recipient"]]
        near = sorted({key for d in to for never in d.excluded for ids in touched if never in ids for key in ids})
        if near and chance.random() < 3 / 4:
            other |= {"data_categories": [chance.choice(near)], "data_subjects": request["data_subjects"]}
        found = nested.decide(other, on)
        if found.outcome not in PERMITS or found.candidate is None:
            continue
        d = disclosure(name, found)
        brought = request.get("evidence", {}).get("statutory_duty", {})
        settled = [key for each in d.settled for key in each.data_categories]
        stated = d.data_categories or brought.get("names") or settled, d.data_subjects or brought.get("people", [])
        asked_for = other["data_categories"], other["data_subjects"]
        things_of_both: list[tuple[Any, ...]] = [whole.data_categories, whole.data_subjects]
        for ids, keys, things in zip(stated, asked_for, things_of_both, strict=True):
            if any(_around(things, key).isdisjoint(ids) for key in keys):
                yield found
        if any({never, key} <= ids for never in d.excluded for key in other["data_categories"] for ids in touched):
            yield found


def _all_around(whole: Registry, key: str) -> set[str]:
    inside: dict[str, tuple[Id, ...]] = {each.id: each.inside for each in whole.data_categories}
    found = {key}
    for _ in inside:
        found |= {o for at in found for o in inside[at]}
    return found


@SOME
@EACH
def test_what_is_wider_than_stated_is_never_permitted(name: str, seed: int) -> None:
    assert next(permits_what_is_wider(name, seed), None) is None


@pytest.mark.parametrize("broken", ["every edge counts", "nothing is near"])
def test_what_permits_too_much_is_caught(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "every edge counts":
        monkeypatch.setattr(nesting, "_sensitive", lambda _: frozenset())
    else:
        monkeypatch.setattr(index_builder, "touching", lambda _: {})
    found = (each for name in FOLDERS for seed in range(24) for each in permits_what_is_wider(name, seed))
    assert next(found, None) is not None


@SOME
@EACH
def test_what_is_narrower_than_stated_is_permitted_as_that_is(name: str, seed: int) -> None:
    for request, on, found in islice(permitted(name, seed), 5):
        whole = registry(name)
        (data, *_), (people, *_) = request["data_categories"], request["data_subjects"]
        one = next(each for each in whole.data_categories if each.id == data)
        other = next(each for each in whole.data_subjects if each.id == people)
        narrower = replace(
            whole,
            data_categories=(*whole.data_categories, replace(one, id=Id("narrower"), inside=(one.id,))),
            data_subjects=(*whole.data_subjects, replace(other, id=Id("fewer"), inside=(other.id,))),
        )
        bare = {**request, "data_subjects": [people]}
        less = {**bare, "data_categories": ["narrower", *request["data_categories"][1:]], "data_subjects": ["fewer"]}
        assert Gate.of(narrower).decide(less, on).outcome == gate(name).decide(bare, on).outcome, found


@SOME
@EACH
def test_what_nobody_knows_is_never_permitted(name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    two = replace(registry(name).data_categories[0], id=Id("one-of-two"), name=Words((("en-gb", "Alike"),)))
    whole = replace(
        registry(name), data_categories=(*registry(name).data_categories, two, replace(two, id=Id("other-of-two")))
    )
    of_whole = Gate.of(whole)
    for request, on in asked(name, seed):
        for nobody in ("nobody-knows-this", "alike"):
            key = chance.choice(("recipient", "purpose", "data_categories", "data_subjects"))
            wrong = {**request, key: [nobody, *request[key]] if isinstance(request[key], list) else nobody}
            found = of_whole.decide(wrong, on)
            assert found.outcome in {REFUSED, REFER}
            assert found.reasons


@SOME
@EACH
def test_a_name_is_answered_as_the_id_that_it_means(name: str, seed: int) -> None:
    for request, on in islice(asked(name, seed), 10):
        called = {**request}
        for key in ("recipient", "purpose"):
            names = [n for n, things in gate(name).index.names.items() if [i for _, i in things] == [request[key]]]
            called[key] = next(filter(gate_form, names), request[key])
        if any(reason.code == "wrong_kind" for reason in gate(name).decide(request, on).reasons):
            continue  # what has the name is not of a kind that is looked for
        found = gate(name).decide(called, on)
        assert told(found) == told(gate(name).decide(request, on))
        assert set(found.understood.values()) <= {request["recipient"], request["purpose"]}


# ---- what the words leave open


SILENT = ("purposes", "data_categories", "data_subjects")
CLERK = Role(id=Id("a-clerk-who-may"), name=Words((("en-gb", "The Clerk"),)))
CASE = "CASE-40"


def _silenced(whole: Registry, one: Disclosure, chance: random.Random) -> Registry:
    """The registry in which a disclosure does not state some of what it does, and a role may settle that."""
    silent: dict[str, Any] = dict.fromkeys(chance.sample(SILENT, chance.randint(1, 3)), ())
    less = replace(one, **silent, settled_by=(CLERK.id,))
    return replace(_instead(whole, less), roles=(*whole.roles, CLERK))


def _marked(whole: Registry) -> Gate:
    return gate_of_feed(render(whole, ON))


def _determination(gate: Gate, one: Disclosure, request: dict[str, Any], on: date) -> dict[str, Any]:
    """One that settles all that is asked."""
    found = next(c for each in gate.index.of.values() for c in each if c.id == one.id)
    made = {
        "of": one.id,
        "by": CLERK.id,
        "reference": "IG-88",
        "date": str(on),
        "valid_to": str(on),
        "mark": found.mark,
    }
    asked = {"data_categories": request["data_categories"], "data_subjects": request["data_subjects"]}
    return {**made, "case": CASE, "purposes": [request["purpose"]], **asked, "special_condition": ["public_health"]}


def determined(name: str, seed: int) -> Iterator[tuple[Registry, Gate, Disclosure, dict[str, Any], date]]:
    """A registry in which something is not stated, with a request that a determination should settle."""
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    for request, on, found in islice(permitted(name, seed), 3):
        one = disclosure(name, found)
        whole = _silenced(registry(name), one, chance)
        opened = _marked(whole)
        asked = {**request, "case": CASE, "evidence": {**request.get("evidence", {})}}
        asked["determinations"] = [_determination(opened, one, request, on)]
        yield whole, opened, one, asked, on


def widens_more_than_silences(name: str, seed: int) -> Iterator[Decision]:
    """Permissions by a determination although more than silences spoke against it, or as more than with duties."""
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    for whole, opened, one, request, on in determined(name, seed):
        beyond = [each.id for each in whole.data_categories if not each.special and not each.criminal]
        more = {**request, "data_categories": sorted({*request["data_categories"], chance.choice(beyond)})}
        more["determinations"] = [_determination(opened, one, more, on)]
        other = {**request, "purpose": chance.choice(whole.purposes).id}
        other["determinations"] = [_determination(opened, one, other, on)]
        for asked in (request, more, other):
            found = opened.decide(asked, on)
            if not any(duty.code == "record_determination" for duty in found.duties) or found.candidate is None:
                continue
            bare = request_of({**asked, "determinations": []})
            assert isinstance(bare, Request)
            party = opened.index.asked[asked["recipient"]]
            forbidding = opened.index.entry(party, asked["purpose"]).forbidding
            question = Question(opened.index, bare, on.isoformat(), party, forbidding)
            before, c = evaluate.judge(found.candidate, question), found.candidate
            covers = not c.data or question.covers(c.data, asked["data_categories"])
            covers = covers and (not c.purposes or asked["purpose"] in c.purposes)
            only_silences = not before.misfits and {r.code for r in before.reasons} <= evaluate._SETTLES.keys()
            if not (covers and only_silences and found.outcome == WITH_DUTIES):
                yield found


@SOME
@EACH
def test_a_determination_widens_only_what_is_silent(name: str, seed: int) -> None:
    assert next(widens_more_than_silences(name, seed), None) is None


def test_a_determination_that_widens_more_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "_other_matters", lambda *_: iter(()))
    assert any(next(widens_more_than_silences(name, seed), None) for name in FOLDERS for seed in range(3))


def _all_determined(name: str) -> Iterator[tuple[Gate, Decision]]:
    for _, opened, _, request, on in determined(name, 1):
        yield opened, opened.decide(request, on)


def _changed(whole: Registry, one: Disclosure, chance: random.Random) -> Registry:
    """The registry with other words or other facts of a disclosure."""
    now = next(d for d in whole.disclosures if d.id == one.id)
    changes: tuple[Callable[[], Registry], ...] = (
        lambda: _instead(whole, replace(now, frequency=Word("once" if now.frequency != "once" else "daily"))),
        lambda: _instead(whole, replace(now, lawful_basis=_one_more_or_less(now.lawful_basis))),
        lambda: _instead(whole, replace(now, title=Words((("en-gb", f"Another title of {now.id}"),)))),
        lambda: replace(whole, notices=tuple(_reworded(notice, now.id) for notice in whole.notices)),
    )
    return chance.choice(changes)()


def _one_more_or_less(bases: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(sorted({*bases} ^ {Word("vital_interests")}))


def _reworded(notice: Notice, key: str) -> Notice:
    def other(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        return tuple(replace(p, text=_louder(p.text)) if key in p.states else p for p in passages)

    sections = tuple(
        replace(s, passages=other(s.passages), child_passages=other(s.child_passages)) for s in notice.sections
    )
    return replace(notice, opening=other(notice.opening), closing=other(notice.closing), sections=sections)


def _louder(text: Words) -> Words:
    """The words with one sign more, in the last language alone."""
    *others, (tag, last) = text.pairs
    return Words((*others, (tag, f"{last}!")))


def outlives_the_words(name: str, seed: int) -> Iterator[Decision]:
    """Decisions by a determination about words or facts that have changed since."""
    chance = random.Random(seed)  # noqa: S311 -- chance that comes again, not a secret
    for whole, opened, one, request, on in determined(name, seed):
        if any(d.code == "record_determination" for d in opened.decide(request, on).duties):
            found = _marked(_changed(whole, one, chance)).decide(request, on)
            if any(d.code == "record_determination" for d in found.duties):
                yield found


@SOME
@EACH
def test_a_change_of_words_or_facts_ends_every_determination(name: str, seed: int) -> None:
    assert next(outlives_the_words(name, seed), None) is None


@pytest.mark.parametrize("lost", ["the disclosure", "the passages"])
def test_a_mark_that_stays_the_same_is_caught(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = reader._mark
    if lost == "the disclosure":
        monkeypatch.setattr(reader, "_mark", lambda d, written, texts: mark({"id": d["id"]}, written, texts))
    else:
        monkeypatch.setattr(reader, "_mark", lambda d, written, _: mark(d, written, []))
    assert any(next(outlives_the_words(name, seed), None) for name in FOLDERS for seed in range(6))


def test_determinations_do_make_a_yes() -> None:
    found = [each for name in some(sorted(FOLDERS), one_in=3) for _, each in _all_determined(name)]
    used = [each for each in found if any(duty.code == "record_determination" for duty in each.duties)]
    assert len(used) > len(found) / 3


def gate_form(name: str) -> bool:
    return REQUEST["purpose"].fits(name)


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_the_requests_reach_far_enough_for_these_to_mean_anything(name: str) -> None:
    answers = [gate(name).decide(*each).outcome for seed in range(5) for each in asked(name, seed)]
    assert sum(each in PERMITS for each in answers) > 20
    assert {REFUSED, REFER} <= set(answers)

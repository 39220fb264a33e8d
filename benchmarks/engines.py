"""Other engines that say yes or no, fed with the same disclosures: Cedar and casbin.

They are translated to only as far as the made registries need it; what `site-builder` exports is another matter. Each
answers allow or deny and no more: no reasons, no duties, no passage that the public reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from benchmarks.gate_data import ON, US, Asked
from site_builder.gate.request_form import LESS
from site_builder.model import Disclosure, Registry
from site_builder.model.conditions import (
    Approval,
    Condition,
    Identifiability,
    Jurisdiction,
    NeedShown,
    ProhibitedUse,
    TimeWindow,
)

NO_CASE = "no-case"
"""In place of the reference of a case, where there is none."""


class Engine(NamedTuple):
    """Whether a request is allowed, and how a request is put so that the engine can be asked."""

    allows: Callable[[Any], bool]
    put: Callable[[Asked], Any]


def _number(day: Any) -> int:
    """A day as a number that sorts as days do: neither engine has days."""
    return int(str(day).replace("-", ""))


def _never(held: Registry, disclosure: Disclosure) -> tuple[str, ...]:
    """The purposes that a disclosure forbids."""
    bearing = (limit.condition for limit in held.limits(disclosure))
    return tuple(purpose for each in bearing if isinstance(each, ProhibitedUse) for purpose in each.purposes)


def _may_permit(d: Disclosure) -> bool:
    """Whether there is any request that it permits: no draft, no duty without a law."""
    return d.status is None and (d.modality == "may" or bool(d.legal_power))


# ---- Cedar


def cedar(held: Registry) -> Engine:
    """Cedar with all policies in one set: it tries each of them."""
    from cedarpy import Entities, PolicySet, is_authorized

    policies = PolicySet.from_str("\n".join(_policies(held, held.disclosures)))
    nobody = Entities.from_json_str("[]")
    return Engine(lambda put: is_authorized(put, policies, nobody).allowed, put_to_cedar)


def cedar_cut(held: Registry, asked: Iterable[Asked]) -> Engine:
    """Cedar with a set of policies for each recipient that is asked for, looked up first."""
    from cedarpy import Entities, PolicySet, is_authorized

    recipients = {recipient.id: recipient for recipient in held.recipients}
    sets = {
        _party(key): PolicySet.from_str("\n".join(_policies(held, recipients[key].disclosures)))
        for key in {each["recipient"] for each in asked}
    }
    nobody = Entities.from_json_str("[]")
    return Engine(lambda put: is_authorized(put, sets[put["resource"]], nobody).allowed, put_to_cedar)


def put_to_cedar(asked: Asked) -> Any:
    """A request as Cedar takes it, its context already as text."""
    evidence = {kind: dict(brought) for kind, brought in asked.get("evidence", {}).items()}
    if "approval" in evidence:
        evidence["approval"]["date"] = _number(evidence["approval"]["date"])
    context = {
        "on": _number(ON),
        "data": asked["data_categories"],
        "people": asked["data_subjects"],
        "level": asked.get("identifiability", ""),
        "case": asked.get("case", NO_CASE),
        "evidence": evidence,
    }
    return {
        "principal": _party(asked.get("sender", US)),
        "action": f"Action::{json.dumps(asked['purpose'])}",
        "resource": _party(asked["recipient"]),
        "context": json.dumps(context),
    }


def _policies(held: Registry, disclosures: Iterable[Disclosure]) -> Iterator[str]:
    for d in disclosures:
        in_force = f"context.on >= {_number(d.valid_from)} && context.on <= {_number(d.valid_to)}"
        if _may_permit(d):
            needs = [
                in_force,
                f"{json.dumps(d.data_categories)}.containsAll(context.data)",
                f"{json.dumps(d.data_subjects)}.containsAll(context.people)",
                f"!({json.dumps(d.excluded)}.containsAny(context.data))",
                *(need for limit in held.limits(d) for need in _cedar_needs(limit.condition)),
            ]
            yield _policy("permit", d, d.purposes, needs)
        if never := _never(held, d):
            common = [
                f"{json.dumps(d.data_categories)}.containsAny(context.data)",
                f"{json.dumps(d.data_subjects)}.containsAny(context.people)",
            ]
            yield _policy("forbid", d, never, [in_force, *common])


def _policy(effect: str, d: Disclosure, purposes: Iterable[str], needs: Iterable[str]) -> str:
    actions = ", ".join(f"Action::{json.dumps(each)}" for each in purposes)
    scope = f"principal == {_party(US)}, action in [{actions}], resource == {_party(str(d.recipient))}"
    return f"{effect}({scope}) when {{ {' && '.join(needs)} }};"


def _party(key: str) -> str:
    return f"Party::{json.dumps(key)}"


def _cedar_needs(condition: Condition) -> Iterator[str]:
    brought = f"context.evidence.{condition.type}"
    if isinstance(condition, NeedShown | Approval | Jurisdiction):
        yield f"context.evidence has {condition.type}"
    if isinstance(condition, Approval):
        yield f"{brought}.by == {json.dumps(condition.by)} && {brought}.date <= context.on"
        yield f"{brought} has case && {brought}.case == context.case"
    if isinstance(condition, Identifiability):
        yield f"{json.dumps(sorted(_levels(condition)))}.contains(context.level)"
    if isinstance(condition, Jurisdiction):
        yield f"{json.dumps(condition.nations)}.containsAll({brought}.nations)"
    if isinstance(condition, TimeWindow):
        yield f"context.on >= {_number(condition.valid_from)} && context.on <= {_number(condition.valid_to)}"


def _levels(condition: Identifiability) -> frozenset[str]:
    return LESS[str(condition.transfer)]


# ---- casbin

MODEL = """
[request_definition]
r = sender, recipient, purpose, data, people, on, asked
[policy_definition]
p = sender, recipient, purposes, data, people, excluded, first, last, needs, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.recipient == p.recipient && r.sender == p.sender && among(r.purpose, p.purposes) \
    && p.first <= r.on && r.on <= p.last && fits(p.eft, r.data, p.data) && fits(p.eft, r.people, p.people) \
    && misses(r.data, p.excluded) && brings(r.asked, p.needs)
"""
"""What it tries first is what fails most often."""


def casbin(held: Registry) -> Engine:
    """Casbin with a policy for each disclosure and each prohibition: it tries each of them."""
    from casbin import Enforcer  # type: ignore[import-untyped] # it publishes no types

    enforcer = Enforcer(Enforcer.new_model(text=MODEL))
    for name, function in {"among": _among, "fits": _fits, "misses": _misses, "brings": _brings}.items():
        enforcer.add_function(name, function)
    enforcer.add_policies(list(_lines(held)))
    return Engine(lambda put: bool(enforcer.enforce(*put)), put_to_casbin)


def put_to_casbin(asked: Asked) -> Any:
    """A request as casbin takes it."""
    ids = (asked[key] for key in ("recipient", "purpose", "data_categories", "data_subjects"))
    return (asked.get("sender", US), *ids, ON.isoformat(), asked)


def _lines(held: Registry) -> Iterator[list[str]]:
    for d in held.disclosures:
        about = [_list(d.data_categories), _list(d.data_subjects)]
        days = [str(d.valid_from), str(d.valid_to)]
        if _may_permit(d):
            needs = _list(need for limit in held.limits(d) for need in _casbin_needs(limit.condition))
            yield [US, str(d.recipient), _list(d.purposes), *about, _list(d.excluded), *days, needs, "allow"]
        if never := _never(held, d):
            yield [US, str(d.recipient), _list(never), *about, "", *days, "", "deny"]


def _list(texts: Iterable[str]) -> str:
    return " ".join(texts)


def _casbin_needs(condition: Condition) -> Iterator[str]:
    if isinstance(condition, NeedShown):
        yield "need"
    if isinstance(condition, Approval):
        yield f"approval={condition.by}"
    if isinstance(condition, Identifiability):
        yield f"level={','.join(_levels(condition))}"
    if isinstance(condition, Jurisdiction):
        yield f"nations={','.join(condition.nations)}"
    if isinstance(condition, TimeWindow):
        yield f"window={condition.valid_from},{condition.valid_to}"


def _among(key: str, keys: str) -> bool:
    return key in keys.split()


def _fits(effect: str, asked: list[str], stated: str) -> bool:
    """All of what is asked for is permitted, any of it is forbidden."""
    return (all if effect == "allow" else any)(each in stated.split() for each in asked)


def _misses(asked: list[str], excluded: str) -> bool:
    return set(asked).isdisjoint(excluded.split())


def _brings(asked: Asked, needs: str) -> bool:
    evidence = asked.get("evidence", {})
    return all(_NEEDS[name](asked, evidence, value) for name, _, value in (n.partition("=") for n in needs.split()))


def _approved(asked: Asked, evidence: Asked, role: str) -> bool:
    e = evidence.get("approval", {})
    return (e.get("by"), e.get("case")) == (role, asked.get("case", NO_CASE)) and str(e["date"]) <= ON.isoformat()


_NEEDS: Mapping[str, Callable[[Asked, Asked, str], bool]] = {
    "need": lambda _, evidence, __: "need_shown" in evidence,
    "approval": _approved,
    "level": lambda asked, _, levels: asked.get("identifiability") in levels.split(","),
    "nations": lambda _, evidence, nations: set(evidence["jurisdiction"]["nations"]) <= set(nations.split(",")),
    "window": lambda _, __, days: days[:10] <= ON.isoformat() <= days[11:],
}

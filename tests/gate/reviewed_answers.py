"""Every disclosure of a registry as the gate answers for it, beside the words of its notice: to be read by eye.

`python -m tests.gate.reviewed_answers aberwen` prints it. `tests/decisions/` keeps it, so that a change is seen;
`python -m tests.renew_gate` renews that.

A block has the words, the request with all that the notice asks for and its answer (`=`); then (`-`) what is answered
differently if nothing is brought, for another of its purposes, or to a member of the class that gets it. What a reason
is about is left out where it is the disclosure itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from site_builder.gate import Gate
from site_builder.gate.request_form import SCHEMES
from site_builder.model import Disclosure, Recipient, Registry
from site_builder.model.conditions import Condition, Identifiability, RequestNeeded, StatutoryDuty
from tests.examples import FOLDERS, example
from tests.seed import ON

KEPT = Path(__file__).parent.parent / "decisions"

Node = dict[str, Any]
Bring = Callable[[Any, Disclosure], Node]

REFERENCE, TODAY, CASE, MEMBER = "RECORD-1", ON.isoformat(), "CASE-1", "MEMBER-1"

ENOUGH: Mapping[str, Bring] = {
    "lawful_only": lambda _, d: {"disclosure": d.id},
    "approval": lambda c, _: {"by": c.by, "reference": REFERENCE, "date": TODAY, "case": CASE},
    "no_individual_effect": lambda *_: {"declared": True},
    "no_identification_in_results": lambda *_: {"results": "anonymous"},
    "identifiability": lambda c, _: {
        stage: level for stage in ("processing", "results") if (level := getattr(c, stage))
    },
    "data_matching": lambda c, _: {"sources": list(c.with_)},
    "consent_first": lambda *_: {"consent": "given", "reference": REFERENCE, "form": "written"},
    "tell_first": lambda *_: {"told_on": TODAY},
    "detriment_exception": lambda *_: {"detriment": False, "reference": REFERENCE},
    "request_needed": lambda c, _: {"reference": REFERENCE, "in_writing": c.in_writing is True, "complete": True},
    "on_behalf_of": lambda c, _: {"programme": c.programme} if c.programme else {"principal": c.principal},
    "controlled_access": lambda c, _: {"role": c.roles[0], **({"place": c.places[0]} if c.places else {})},
    "opt_out": lambda *_: {"checked": list(SCHEMES), "opted_out": False},
    "minimum_items": lambda _, d: {"columns": [str(item) for item in d.data_items] or ["something"]},
    "onward_limit": lambda *_: {"chain": []},
    "jurisdiction": lambda c, _: {"nations": list(c.nations)},
    "area": lambda c, _: {"places": list(c.places)},
    "age_range": lambda c, _: {"youngest": c.from_age or 0, "oldest": c.to_age or 120},
    "threshold": lambda c, _: {"count": c.at_least},
    "single_use": lambda *_: {"earlier_extracts": 0},
    "standing_shown": lambda *_: {"identity": "RECORD-2", "standing": "RECORD-3"},
    **dict.fromkeys(
        ("need_shown", "case_by_case", "trigger", "protocol_needed", "processor_contract"),
        lambda *_: {"reference": REFERENCE},
    ),
}
"""What does for each type of condition that asks for something; an override is not asked for."""


def table(name: str) -> str:
    """All disclosures of an example, a block each."""
    registry = example(name)
    gate = Gate.of(registry)
    return "\n".join(line for d in registry.disclosures for line in _block(registry, gate, d))


def renew() -> None:
    """Keep the tables as they are now."""
    KEPT.mkdir(exist_ok=True)
    for name in FOLDERS:
        (KEPT / f"{name}.txt").write_text(table(name), "utf-8")


def _block(registry: Registry, gate: Gate, d: Disclosure) -> Iterator[str]:
    ask = _request(registry, d)
    full = _told(gate, d, ask)
    yield from (f"## {d.id}", *_words(registry, d))
    yield f"asks: {_shown(ask)}"
    yield f"brings: {', '.join(ask['evidence']) or 'nothing'}"
    yield from (f"= {line}" for line in full)
    for what, other in _others(registry, d, ask):
        told = _told(gate, d, other)
        yield from (f"- {what}: {line}" for line in told if told != full)
    yield ""


def _others(registry: Registry, d: Disclosure, ask: Node) -> Iterator[tuple[str, Node]]:
    """The same request with nothing brought, for its other purposes, and by members of the class."""
    yield "with nothing", {**ask, "evidence": {}}
    yield from ((f"for {each}", {**ask, "purpose": each}) for each in d.purposes[1:])
    home = registry.things.get(d.recipient or registry.home(d).id)
    members = home.members if isinstance(home, Recipient) else ()
    yield from ((f"to {each}", {**ask, "recipient": each}) for each in members)


def _words(registry: Registry, d: Disclosure) -> Iterator[str]:
    """The passages that state it, then those that state a condition that bears on it."""
    passages = [passage for notice in registry.notices for passage in notice.passages]
    own = (p for p in passages if d.id in p.states)
    shared = (p for key in (*d.shared_conditions, *d.possible_conditions) for p in passages if key in p.states)
    yield from dict.fromkeys(f"“{' '.join(str(passage.text).split())}”" for passage in (*own, *shared))


def _request(registry: Registry, d: Disclosure) -> Node:
    """The request that brings everything that the notice asks for; where it is silent, with the first that there is."""
    ask: Node = {
        **({"sender": d.sender} if d.sender else {}),
        "recipient": d.recipient or registry.home(d).id,
        "purpose": (d.purposes or (registry.purposes[0].id,))[0],
        "data_categories": list(d.data_categories) or [registry.data_categories[0].id],
        "data_subjects": list(d.data_subjects) or [registry.data_subjects[0].id],
        "identifiability": _level(registry, d),
        "case": CASE,
        **({"programme": d.programmes[0]} if d.programmes else {}),
        "member": MEMBER,
    }
    return {**ask, "evidence": dict(_brought(registry, d, ask))}


def _level(registry: Registry, d: Disclosure) -> str:
    """The most that it allows."""
    found = (c for c in _conditions(registry, d) if isinstance(c, Identifiability))
    return next((level for c in found if (level := c.transfer or c.processing)), "identifiable")


def _conditions(registry: Registry, d: Disclosure) -> list[Condition]:
    return [limit.condition for limit in registry.limits(d)]


def _brought(registry: Registry, d: Disclosure, ask: Node) -> Iterator[tuple[str, Node]]:
    conditions = _conditions(registry, d)
    for condition in conditions:
        if condition.type in ENOUGH:
            yield condition.type, ENOUGH[condition.type](condition, d)
    if d.modality == "must_when_required":
        yield "trigger", {"reference": REFERENCE}
    if d.modality == "may_on_request" and not any(isinstance(c, RequestNeeded) for c in conditions):
        yield "request_needed", {"reference": REFERENCE}
    if isinstance(d.opt_outs, tuple) and any(each.effect != "does_not_apply" for each in d.opt_outs):
        yield "opt_out", {"checked": list(SCHEMES), "opted_out": False}
    if _wants_instrument(d, conditions):
        yield "statutory_duty", {"instrument": "ORDER-1", "names": ask["data_categories"]}


def _wants_instrument(d: Disclosure, conditions: list[Condition]) -> bool:
    duties = [c for c in conditions if isinstance(c, StatutoryDuty)]
    powers = d.legal_power if isinstance(d.legal_power, tuple) else ()
    has_law = any(p.nature != "power" and p.whose != "theirs" for p in powers) or any(c.law for c in duties)
    return not has_law and bool(duties or d.modality in {"must", "must_when_required"})


def _shown(ask: Node) -> str:
    data, people = (" + ".join(ask[key]) for key in ("data_categories", "data_subjects"))
    sender = f"from {ask['sender']}; " if "sender" in ask else ""
    return f"{sender}to {ask['recipient']}; {ask['purpose']}; {data}; about {people}; {ask['identifiability']}"


def _told(gate: Gate, d: Disclosure, ask: Node) -> list[str]:
    """The answer: outcome, reasons, and the disclosure that answers if it is another; then what is to be done."""
    told = gate.plain(gate.decide(ask, ON))
    urgent = ", urgent" if told.get("urgent") else ""
    reasons = ", ".join(_about(d, each) for each in told["reasons"])
    answers = told.get("disclosure", "none")
    other = f" (answers: {answers})" if answers != d.id else ""
    nearest = f" (nearest: {told['nearest']['disclosure']})" if "nearest" in told else ""
    duties = (f"duty: {_about(d, each)}" for each in told.get("duties", ()))
    return [f"{told['outcome']}{urgent}: {reasons}{other}{nearest}", *duties]


def _about(d: Disclosure, told: Node) -> str:
    """A code and what it is about, without what the block is about."""
    about = told["about"].removeprefix(d.id).lstrip(".").replace("conditions.", "")
    return f"{told['code']} {about}".strip()


if __name__ == "__main__":
    for chosen in sys.argv[1:] or FOLDERS:
        print(table(chosen))  # noqa: T201 (what this command is for)

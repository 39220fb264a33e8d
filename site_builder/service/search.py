"""Search as AuthZEN has it: who may get this, what may somebody get, and what for.

Each candidate is decided by the gate, with the context given, and nothing of it is logged: to find something is no
permission to share it. What is secret is never found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.gate.decide import Decision, decide
from site_builder.gate.index import Index
from site_builder.gate.request import request_of
from site_builder.gate.request_form import PARTIES
from site_builder.gate.types import ASK, PERMITTED, REQUIRED, WITH_DUTIES
from site_builder.service.authzen import DATA, Evaluation, Object, Profile, evaluation_of

KINDS: Mapping[str, tuple[str, ...]] = {"subject": PARTIES, "resource": ("data_categories",), "action": ("purposes",)}
"""The kinds of thing among which each is searched for."""
BROUGHT = "not_brought"


def found(index: Index, on: str, searched: str, entities: Object, profile: Profile) -> dict[str, Any]:
    """What may be shared on a day: `results`, and in `context.with_more` what could be, with evidence or by a person.

    `entities` are checked (`authzen.entities_of`); `searched` is the one whose id is looked for.
    """
    results: list[dict[str, Any]] = []
    more: list[dict[str, Any]] = []
    fault = None
    for key in _candidates(index, searched, entities, profile):
        asked = evaluation_of({**entities, searched: _named(searched, entities, key)}, profile)
        fault = fault or asked.fault
        decision = decide(index, request_of(asked.request), on)
        if asked.fault or decision.candidate is None or decision.candidate.is_secret:
            continue
        lacks = _lacks(decision, asked)
        if lacks is None:
            continue
        (more if lacks else results).append({**_named(searched, entities, key), **lacks})
    context = {"with_more": more, **({"reason": fault} if fault else {})}
    return {"results": results, "context": context}


def _candidates(index: Index, searched: str, entities: Object, profile: Profile) -> Iterator[str]:
    """The ids that may be meant, none of them secret. Of a caller's own names for its data we know none."""
    if searched == "resource" and entities["resource"]["type"] not in {DATA, profile.resource}:
        return
    for key, kind in index.kinds.items():
        if kind in KINDS[searched] and (searched != "subject" or _gets_something(index, key)):
            yield key


def _gets_something(index: Index, recipient: str) -> bool:
    asked = index.asked.get(recipient)
    return asked is not None and bool(index.candidates(asked))


def _named(searched: str, entities: Object, key: str) -> dict[str, Any]:
    return {"name": key} if searched == "action" else {"type": entities[searched]["type"], "id": key}


def _lacks(decision: Decision, asked: Evaluation) -> dict[str, Any] | None:
    """What is still needed: nothing ({}), duties to be known, evidence or a person; None where it may not be shared."""
    duties = [duty.code for duty in decision.duties]
    if decision.outcome in {REQUIRED, PERMITTED, WITH_DUTIES}:
        return {} if asked.known_duties.issuperset(duties) else {"duties": duties}
    if all(reason.weight == ASK or reason.code == BROUGHT for reason in decision.reasons):
        return {"reasons": list(dict.fromkeys(reason.code for reason in decision.reasons))}
    return None

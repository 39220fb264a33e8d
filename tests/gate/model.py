"""A model of the gate from `docs/gate.md` alone: the feed as plain JSON, a well-formed request, a day. Slow and short.

It has the rules of combination; `model_conditions` judges single conditions, `model_facts` a disclosure's other facts.
Where the page can be read in two ways, all take the one that refuses more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.gate import model_conditions as one
from tests.gate import model_facts as known
from tests.gate.model_conditions import Limit, limits
from tests.gate.model_values import DUTY, FINE, NOT_THIS_ONE, POSSIBLE, REFER, REFUSED, Answer, At, Node, Reason

OUTCOMES = ("required", "permitted", "permitted_with_duties", "refer", "refused")
Judged = tuple[int, int, int, str, frozenset[Reason]]
"""The place of the outcome, how many reasons are *not this one*, how many there are, the disclosure, what is told."""


class Model:
    """The gate of one feed."""

    def __init__(self, feed: Node) -> None:
        self.us, (self.all, self.things, self.read) = feed["publisher"], known.index(feed)
        self.secret = {d["id"] for d in self.all if d.get("can_we_tell_you") == "never_confirm"}

    def decide(self, request: Node, day: date) -> Node:
        """The outcome, whether it is urgent, the disclosure that answers, and (code, about) of each reason."""
        ask = {"sender": self.us, "evidence": {}, **request}
        groups = self._groups({ask["recipient"]})
        ours = [at for d in self.all if (at := At(ask, d, self.things, self.read, day.isoformat())).to in groups]
        judged = [self._judge(at, ours) for at in ours]
        hidden = self.secret - {key for place, _, _, key, _ in judged if place < OUTCOMES.index("refer")}
        faults = self._faults(ask, judged, hidden) and self._faults(ask, judged, self.secret)
        none: Judged = (4, 0, 0, "", faults or frozenset({("not_disclosed", ask["recipient"])}))
        place, _, _, key, reasons = none if faults else min((j for j in judged if j[3] not in hidden), default=none)
        urgent = place > 2 and self.things.get(ask["purpose"], {}).get("family") == "safeguarding"
        outcome = OUTCOMES[3 if urgent else place]
        return {"outcome": outcome, "urgent": urgent, "disclosure": key or None, "reasons": {*reasons}}

    def _groups(self, found: set[str]) -> set[str]:
        more = {key for key, thing in self.things.items() if found & {*thing.get("members", [])}} - found
        return self._groups(found | more) if more else found

    def _faults(self, ask: Node, judged: list[Judged], hidden: set[str]) -> frozenset[Reason]:
        found = {("unknown_recipient", "recipient")} if judged and {j[3] for j in judged} <= hidden else set()
        for unknown, about, key, types in known.ids_in(ask):
            is_a = [*known.several(self.things.get(key, {"type": []})["type"])] if key not in hidden else []
            if not {*types} & {*is_a}:
                found.add(("retired_id" if is_a == ["Retired"] else "wrong_kind" if is_a else unknown, about))
        return frozenset(found)

    def _judge(self, at: At, ours: list[At]) -> Judged:
        d, states = at.disclosure, [*_states(at)]
        reasons = dict([*known.facts(at), *(found for other in ours for found in _forbids(other, d))])
        reasons |= {(now, each.id): verdict for each, (verdict, now) in states if verdict != FINE}
        claims, worst = d.get("modality") in ("must", "must_when_required"), max(reasons.values(), default=FINE)
        if claims and worst == REFUSED and not known.no_duty(at):
            worst = reasons["duty_and_refusal", f"{d['id']}.modality"] = REFER
        duties = "item_choices" in d or DUTY in [answer for _, answer in states]
        far = frozenset(reason for reason, verdict in reasons.items() if verdict == NOT_THIS_ONE)
        told = far or frozenset(reasons) or frozenset({("duty_in_force" if claims else "stated", d["id"])})
        return (0 if claims else 2 if duties else 1, 3, 4, 4)[worst], len(far), len(reasons), d["id"], told


def _states(at: At) -> Iterator[tuple[Limit, Answer]]:
    before = {each: one.state(each, at) for each in limits(at)}
    after, brought = dict(before), at.ask["evidence"].get("safeguarding_override")
    for override in (each for each in before if each.kind == "safeguarding_override"):
        for each in (e for e in before if e.kind == override.condition["overrides"] and not e.derived and before[e][0]):
            after[override] = POSSIBLE if override.possible else one.valid(override.condition, brought, at.on)
            lifts = after[override] == DUTY or after[each][1] == "lifted"
            after[each] = (FINE, "lifted") if lifts else (REFER, before[each][1])
    for each, (verdict, now) in after.items():
        yield each, POSSIBLE if each.possible and verdict != FINE else (verdict, now)


def _forbids(other: At, d: Node) -> Iterator[tuple[Reason, int]]:
    forbids, (now, late), asked = other.disclosure, other.forbids(), other.ask["purpose"]
    if forbids["sender"] == other.ask["sender"] and forbids["id"] != d.get("exception_to") and known.touches(other):
        for each in (each for each in limits(other) if each.kind == "prohibited_use"):
            if asked in each.condition["purposes"] and (now or (late and each.condition.get("outlives"))):
                code, verdict = ("possible", REFER) if each.possible else ("prohibited_use", REFUSED)
                yield (code, d["id"] if other.is_secret else each.id), verdict
        for purpose in forbids["purposes"] if now else []:
            if asked in other.things.get(purpose, {}).get("prohibited_uses", []):
                yield ("prohibited_use", d["id"] if other.is_secret else f"{purpose}.prohibited_uses"), REFUSED

"""A model of the gate from `docs/gate.md` alone: the feed as plain JSON, a well-formed request, a day. Slow and short.

It has the rules of combination; `model_conditions` judges single conditions, `model_facts` a disclosure's other facts.
Where the page can be read in two ways, all take the one that refuses more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.gate import model_conditions as one
from tests.gate import model_facts as known
from tests.gate.model_values import DUTY, FINE, NOT_THIS_ONE, REFER, REFUSED, At, Node, Reason, to_whom

OUTCOMES = ("required", "permitted", "permitted_with_duties", "refer", "refused")
Judged = tuple[int, bool, int, int, int, str, frozenset[Reason]]
"""The place of the outcome; then how far it is from what was asked: whether for another purpose, with how many other
data or people, how many reasons are *not this one*, and are told; the disclosure; and what is told."""


class Model:
    """The gate of one feed."""

    def __init__(self, feed: Node) -> None:
        self.us, (self.all, self.things, self.read) = feed["publisher"], known.index(feed)
        self.hidden = known.hidden(self.all, self.things)

    def decide(self, request: Node, day: date) -> Node:
        """The outcome, whether it is urgent, the disclosure that answers, and (code, about) of each reason."""
        ask = {"sender": self.us, "evidence": {}, "determinations": [], **request}
        ask, understood = known.understood(ask, self.things, self.hidden)
        groups = known.groups(self.things, ask["recipient"])
        bound_by = known.bound_by(self.things, ask["recipient"])
        on, those = day.isoformat(), [d for d in self.all if to_whom(d) in bound_by]
        others = [At(ask, d, self.things, self.read, on, self.us) for d in those]
        asked, risk = [at for at in others if at.to in groups], known.risk(ask, self.things)
        judged = [_judge(at, others) for at in asked]
        may = {at.disclosure["id"] for at in asked if not risk or known.is_related(at)} - self.hidden
        seen = [j for j in judged if j[0] < OUTCOMES.index("refer") or j[5] in may]
        faults = known.faults(ask, self.things, self.hidden)
        unknown = faults if {code for code, _ in faults} <= known.JUDGED else frozenset()
        if any(j[5] in self.hidden for j in seen) and not known.faults(ask, self.things, set()):
            faults = frozenset()
        nothing = frozenset({("not_disclosed_at_risk" if risk else "not_disclosed", ask["recipient"])})
        none: Judged = (4, False, 0, 0, 0, "", faults or nothing)
        best = min(seen, default=none)
        place, *_, key, reasons = none if faults and (not unknown or best[3] or best == none) else best
        reasons |= unknown
        urgent = place > 2 and risk != ""
        place, reasons = (3, reasons | {("somebody_at_risk", risk)}) if urgent else (place, reasons)
        told = {"outcome": OUTCOMES[place], "urgent": urgent, "disclosure": key or None, "reasons": {*reasons}}
        return told | {"understood": understood}


def _judge(at: At, others: list[At]) -> Judged:
    d, states = at.disclosure, [*one.states(at)]
    found = [*known.facts(at), *(found for other in others for found in _forbids(other, d))]
    found += [((now, each.id), verdict) for each, (verdict, now) in states if verdict != FINE]
    found += known.unheard(at, {each.kind for each, (verdict, now) in states if verdict or now == "lifted"})
    reasons = dict(sorted(found, key=lambda one: one[1]))  # of two with one name the worse
    far = {code: about for (code, about), verdict in reasons.items() if verdict == NOT_THIS_ONE}
    claims, worst = d.get("modality") in ("must", "must_when_required"), max(reasons.values(), default=FINE)
    refuses = any(verdict == REFUSED and code != "not_brought" for (code, _), verdict in reasons.items())
    if claims and refuses and not far and not known.no_duty(at):
        worst = reasons["duty_and_refusal", f"{d['id']}.modality"] = REFER
    claims = claims and not known.softened(at)
    told = frozenset(far.items() or reasons or {("duty_in_force" if claims else "stated", d["id"])})
    is_due = known.owed(at) or DUTY in dict(states).values()
    place = (0 if claims else 2 if is_due else 1, 3, 4, 4)[worst]
    return place, known.is_for_others(at), len({*far} & known.BEYOND), len(far), len(told), d["id"], told


def _forbids(other: At, d: Node) -> Iterator[tuple[Reason, int]]:
    forbids, (now, lasts), asked = other.disclosure, other.forbids(), other.ask["purpose"]
    is_exception = forbids["id"] == d.get("exception_to") != d["id"]
    if forbids["sender"] in (other.ask["sender"], "not_stated") and not is_exception and known.touches(other):
        for each, outlives in known.forbidding(other):
            if now or (lasts and outlives):
                code, verdict = ("possible", REFER) if each.possible or not each.kind else ("prohibited_use", REFUSED)
                yield (code, d["id"] if other.is_secret else each.id), verdict
        stated = forbids["purposes"]
        if now and forbids.get("modality") == "never" and (asked in stated or stated == ["not_stated"]):
            yield ("prohibited_use", d["id"] if other.is_secret else f"{forbids['id']}.modality"), REFUSED
        for purpose in forbids["purposes"] if now else []:
            if asked in other.things.get(purpose, {}).get("prohibited_uses", []):
                yield ("prohibited_use", d["id"] if other.is_secret else f"{purpose}.prohibited_uses"), REFUSED

"""A decision as plain values: what JSON says, and what a log may keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.core.gate.codes import DUTIES, REASONS
from site_builder.core.gate.deciding import Decision
from site_builder.core.gate.index import Candidate, Index
from site_builder.core.gate.values import ASK, NO, REFER, REFUSED, Reason, Request, Unreadable


def plain(index: Index | None, decision: Decision, feed: str | None = None) -> dict[str, Any]:
    """The decision as JSON has it; `feed` is the digest of the feed that it was read from (`sha256:...`)."""
    c = decision.candidate
    told: dict[str, Any] = {"outcome": decision.outcome}
    if decision.urgent:
        told["urgent"] = True
    told |= {"on": decision.on, "reasons": [_reason(reason, decision.outcome) for reason in decision.reasons]}
    if c is not None and index is not None:
        told |= _disclosure(index, c, decision)
    if index is not None:
        told |= {"registry": f"{index.site}id/registry", "version": index.version}
    if feed is not None:
        told["feed"] = feed
    if decision.nearest is not None:
        told["nearest"] = _near(decision.nearest)
    return told


def record(index: Index | None, asked: Request | Unreadable, decision: Decision, feed: str | None) -> dict[str, Any]:
    """What a log keeps of a decision: nothing that somebody brought but ids that the notice publishes."""
    return {
        "outcome": decision.outcome,
        "urgent": decision.urgent,
        "reasons": sorted({reason.code for reason in decision.reasons}),
        "disclosure": decision.candidate.id if decision.candidate else None,
        "on": decision.on,
        "registry": f"{index.site}id/registry" if index else None,
        "version": index.version if index else None,
        "feed": feed,
        "request": masked(index, asked),
    }


def masked(index: Index | None, asked: Request | Unreadable) -> dict[str, Any] | None:
    """A request without what might be personal: ids only if the notice knows them, of evidence only the keys."""
    if isinstance(asked, Unreadable) or index is None:
        return None
    known = index.kinds.keys()

    def shown(key: str | None) -> str | None:
        return key if key in known else None

    return {
        "sender": shown(asked.sender or index.publisher),
        "recipient": shown(asked.recipient),
        "purpose": shown(asked.purpose),
        "data_categories": [shown(key) for key in asked.data_categories],
        "data_subjects": [shown(key) for key in asked.data_subjects],
        "identifiability": asked.identifiability,
        "evidence": {name: sorted(brought) for name, brought in asked.evidence.items()},
    }


def _reason(reason: Reason, outcome: str) -> dict[str, Any]:
    told = REASONS[reason.code]
    made: dict[str, Any] = {"code": reason.code, "about": reason.about, "words": told.words}
    if reason.weight in _VERDICTS:
        made["verdict"] = _VERDICTS[reason.weight]
    if outcome == REFER and told.question:
        made["question"] = told.question
    if reason.instead:
        made["instead"] = list(reason.instead)
    return made


_VERDICTS = {ASK: REFER, NO: REFUSED}


def _disclosure(index: Index, c: Candidate, decision: Decision) -> dict[str, Any]:
    told: dict[str, Any] = {"disclosure": c.id}
    if c.notice:
        told |= {"notice": index.site + c.notice, "words": dict(c.words)}
    if c.sender != index.publisher:
        told["sender"] = c.sender
    told["conditions"] = list(_conditions(index, decision))
    told["duties"] = [{"code": d.code, "about": d.about, "words": DUTIES[d.code]} for d in decision.duties]
    if c.mode:
        told["mode"] = list(c.mode)
    if c.within:
        told["within"] = dict(c.within)
    return told | {"lawful_basis": list(c.lawful_basis), "not_stated": list(c.not_stated)}


def _conditions(index: Index, decision: Decision) -> Iterator[Mapping[str, Any]]:
    if decision.candidate is None or not decision.findings:
        return
    for check, found in zip(decision.candidate.checks, decision.findings, strict=True):
        made: dict[str, Any] = {"id": check.id, "type": check.type, "state": found.state}
        if check.possible:
            made["possible"] = True
        if found.wants:
            made["wants"] = list(found.wants)
        if found.extra:
            made["extra"] = list(found.extra)
        if words := index.said.get(check.id.partition(".")[0]):
            made["words"] = dict(words)
        yield made


def _near(c: Candidate) -> dict[str, Any]:
    stated = {"purposes": c.purposes, "data_categories": c.data, "data_subjects": c.people}
    return {"disclosure": c.id, **{name: sorted(ids) for name, ids in stated.items() if ids}}

"""A decision as plain values: what JSON says, and what a log may keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from site_builder.core.gate.codes import DUTIES, REASONS
from site_builder.core.gate.deciding import Decision
from site_builder.core.gate.index import HIDDEN, Candidate, Check, Index
from site_builder.core.gate.values import ASK, NO, REFER, REFUSED, Finding, Reason, Request, Unreadable


def plain(index: Index | None, decision: Decision, feed: str | None = None) -> dict[str, Any]:
    """The decision as JSON has it; `feed` is the digest of the feed that it was read from (`sha256:...`)."""
    told: dict[str, Any] = {"outcome": decision.outcome}
    if decision.urgent:
        told["urgent"] = True
    told["on"] = decision.on
    told["reasons"] = [_reason(reason, decision.outcome) for reason in decision.reasons]
    if decision.candidate is not None and index is not None:
        _tell_disclosure(told, index, decision.candidate, decision)
    if index is not None:
        told["registry"] = f"{index.site}id/registry"
        told["version"] = index.version
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
        "request": _masked(index, asked, may_know=decision.candidate is not None and decision.candidate.is_secret),
    }


def _masked(index: Index | None, asked: Request | Unreadable, *, may_know: bool) -> dict[str, Any] | None:
    """A request without what might be personal: ids only if the notice knows them, of evidence only the keys.

    What nobody may confirm is not known, unless `may_know`.
    """
    if isinstance(asked, Unreadable) or index is None:
        return None
    kinds = index.kinds

    def known(key: str) -> str | None:
        kind = kinds.get(key)
        return key if kind is not None and (may_know or not kind.startswith(HIDDEN)) else None

    return {
        "sender": known(asked.sender or index.publisher),
        "recipient": known(asked.recipient),
        "purpose": known(asked.purpose),
        "data_categories": list(map(known, asked.data_categories)),
        "data_subjects": list(map(known, asked.data_subjects)),
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


def _tell_disclosure(told: dict[str, Any], index: Index, c: Candidate, decision: Decision) -> None:
    told["disclosure"] = c.id
    if c.notice:
        told["notice"] = index.site + c.notice
        told["words"] = dict(c.words)
    if c.sender != index.publisher:
        told["sender"] = c.sender
    judged = zip(c.checks, decision.findings, strict=True) if decision.findings else ()
    told["conditions"] = [_condition(index, *each) for each in judged]
    told["duties"] = [{"code": d.code, "about": d.about, "words": DUTIES[d.code]} for d in decision.duties]
    if c.mode:
        told["mode"] = list(c.mode)
    if c.within:
        told["within"] = dict(c.within)
    told["lawful_basis"] = list(c.lawful_basis)
    told["not_stated"] = list(c.not_stated)


def _condition(index: Index, check: Check, found: Finding) -> Mapping[str, Any]:
    made: dict[str, Any] = {"id": check.id, "type": check.type, "state": found.state}
    if check.possible:
        made["possible"] = True
    if found.wants:
        made["wants"] = list(found.wants)
    if found.extra:
        made["extra"] = list(found.extra)
    if words := index.said.get(check.id.partition(".")[0]):
        made["words"] = dict(words)
    return made


def _near(c: Candidate) -> dict[str, Any]:
    stated = {"purposes": c.purposes, "data_categories": c.data, "data_subjects": c.people}
    return {"disclosure": c.id, **{name: sorted(ids - {""}) for name, ids in stated.items() if ids}}

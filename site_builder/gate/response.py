"""A decision as plain values: for JSON, and for a log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from site_builder.gate.decide import Decision
from site_builder.gate.index import HIDDEN, Index
from site_builder.gate.reason_codes import DUTIES, REASONS
from site_builder.gate.types import ASK, NO, REFER, REFUSED, Candidate, Check, Finding, Reason, Request, Unreadable


def plain(index: Index | None, decision: Decision, feed: str | None = None) -> dict[str, Any]:
    """The decision as JSON has it; `feed` is the digest of the feed that it was read from (`sha256:...`)."""
    answer: dict[str, Any] = {"outcome": decision.outcome}
    if decision.urgent:
        answer["urgent"] = True
    answer["on"] = decision.on
    answer["reasons"] = [_plain_reason(reason, decision.outcome) for reason in decision.reasons]
    if decision.candidate is not None and index is not None:
        _add_disclosure(answer, index, decision.candidate, decision)
    if decision.understood:
        answer["understood"] = dict(decision.understood)
    if index is not None:
        answer["registry"] = f"{index.site}id/registry"
        answer["version"] = index.version
    if feed is not None:
        answer["feed"] = feed
    if decision.nearest is not None:
        answer["nearest"] = _plain_nearest(decision.nearest)
    return answer


def record(index: Index | None, asked: Request | Unreadable, decision: Decision, feed: str | None) -> dict[str, Any]:
    """What a log keeps of a decision. Of the sender's own words it keeps only ids that the notice publishes."""
    return {
        "outcome": decision.outcome,
        "urgent": decision.urgent,
        "reasons": sorted({reason.code for reason in decision.reasons}),
        "disclosure": decision.candidate.id if decision.candidate else None,
        "determined": any(duty.code == "record_determination" for duty in decision.duties),
        "unused": list(decision.unused),
        "on": decision.on,
        "registry": f"{index.site}id/registry" if index else None,
        "version": index.version if index else None,
        "feed": feed,
        "request": _masked(index, asked, decision),
    }


def _masked(index: Index | None, asked: Request | Unreadable, decision: Decision) -> dict[str, Any] | None:
    """A request without anything that might be personal: only known ids, and only the keys of its evidence.

    Names become the ids that were understood. Secret ids count as known only if a secret disclosure answers.
    """
    if isinstance(asked, Unreadable) or index is None:
        return None
    kinds = index.kinds
    may_know = decision.candidate is not None and decision.candidate.is_secret

    def known(key: str) -> str | None:
        key = decision.understood.get(key, key)
        kind = kinds.get(key)
        return key if kind is not None and (may_know or not kind.startswith(HIDDEN)) else None

    return {
        "sender": known(asked.sender or index.publisher),
        "recipient": known(asked.recipient),
        "purpose": known(asked.purpose),
        "data_categories": list(map(known, asked.data_categories)),
        "data_subjects": list(map(known, asked.data_subjects)),
        "identifiability": asked.identifiability,
        "at_risk": bool(asked.risk),
        "evidence": {name: sorted(brought) for name, brought in asked.evidence.items()},
    }


def _plain_reason(reason: Reason, outcome: str) -> dict[str, Any]:
    wording = REASONS[reason.code]
    answer: dict[str, Any] = {"code": reason.code, "about": reason.about, "words": wording.words}
    if reason.weight in _VERDICTS:
        answer["verdict"] = _VERDICTS[reason.weight]
    if outcome == REFER and wording.question:
        answer["question"] = wording.question
    if reason.instead:
        answer["instead"] = list(reason.instead)
    return answer


_VERDICTS = {ASK: REFER, NO: REFUSED}


def _add_disclosure(answer: dict[str, Any], index: Index, c: Candidate, decision: Decision) -> None:
    answer["disclosure"] = c.id
    if c.mark:
        answer["mark"] = c.mark
    if c.notice:
        answer["notice"] = index.site + c.notice
        answer["words"] = dict(c.words)
    if c.sender not in (index.publisher, ""):
        answer["sender"] = c.sender
    judged = zip(c.checks, decision.findings, strict=True) if decision.findings else ()
    answer["conditions"] = [_plain_condition(index, *each) for each in judged]
    answer["duties"] = [{"code": d.code, "about": d.about, "words": DUTIES[d.code]} for d in decision.duties]
    if c.mode:
        answer["mode"] = list(c.mode)
    if c.within:
        answer["within"] = dict(c.within)
    answer["lawful_basis"] = list(c.lawful_basis)
    answer["not_stated"] = list(c.not_stated)
    if decision.unused:
        answer["unused"] = list(decision.unused)


def _plain_condition(index: Index, check: Check, finding: Finding) -> Mapping[str, Any]:
    answer: dict[str, Any] = {"id": check.id, "type": check.type, "state": finding.state}
    if check.possible:
        answer["possible"] = True
    if finding.wants:
        answer["wants"] = list(finding.wants)
    if finding.extra:
        answer["extra"] = list(finding.extra)
    if words := index.shared_words.get(check.id.partition(".")[0]):
        answer["words"] = dict(words)
    return answer


def _plain_nearest(c: Candidate) -> dict[str, Any]:
    stated = {"purposes": c.purposes, "data_categories": c.data, "data_subjects": c.people}
    return {"disclosure": c.id, **{name: sorted(ids - {""}) for name, ids in stated.items() if ids}}

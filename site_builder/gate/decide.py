"""A request to a decision: the ids, the disclosures, the best of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from site_builder.gate.evaluate import OF_THE_RECIPIENT, Judgement, duties, judge
from site_builder.gate.index import HIDDEN, Asked, Index
from site_builder.gate.request_form import REQUEST
from site_builder.gate.types import (
    ASK,
    DUTY,
    PERMITTED,
    REFER,
    REFUSED,
    REQUIRED,
    WITH_DUTIES,
    Candidate,
    Duty,
    Finding,
    Named,
    Reason,
    Request,
    Unreadable,
)

T = TypeVar("T")
FEW = 5
"""The most wrong ids of a request for which we look for similar ones: each takes milliseconds."""
BY_WEIGHT = (PERMITTED, WITH_DUTIES, REFER, REFUSED)


class Decision(NamedTuple):
    """The answer to a request on a day: outcome, whether a person must answer at once, and why.

    `candidate` is the disclosure that answers, `findings` the results of its `checks`. Where none answers, `nearest` is
    the disclosure that comes closest.
    """

    outcome: str
    urgent: bool
    on: str
    reasons: tuple[Reason, ...]
    candidate: Candidate | None = None
    findings: Sequence[Finding] = ()
    duties: tuple[Duty, ...] = ()
    nearest: Candidate | None = None


def decide(index: Index, request: Request | Unreadable, on: str) -> Decision:
    """Decide a request on a day (`2026-11-25`), as `docs/gate.md` says. The default is no."""
    if isinstance(request, Unreadable):
        return refusal(index, request.purpose, on, request.reasons)
    asked = index.asked.get(request.recipient)
    if asked is None:
        return refusal(index, request.purpose, on, _wrong_ids(index, request))
    sender = request.sender or index.publisher
    entry = index.entry(asked, request.purpose)
    judgements = [judge(c, request, sender, on, asked, entry.forbidding) for c in entry.candidates]
    permits = [judgement for judgement in judgements if judgement.weight <= DUTY]
    if permits and not ((request.named or request.sender) and _has_wrong_ids_besides(index, request, permits)):
        return _permit(_first(permits, _rank), on)
    wrong = _wrong_ids(index, request)
    if wrong:
        return refusal(index, request.purpose, on, wrong)
    other_candidates = [c for c in index.candidates(asked) if request.purpose not in c.purposes]
    judgements += [judge(c, request, sender, on, asked, entry.forbidding) for c in other_candidates]
    return _not_permitted(index, request, on, asked, judgements)


def refusal(
    index: Index | None,
    purpose: str | None,
    on: str,
    reasons: tuple[Reason, ...],
    judged: Judgement | None = None,
    nearest: Candidate | None = None,
) -> Decision:
    """A no; or, where somebody may be at risk, a question that a person must answer at once."""
    urgent = index is not None and purpose in index.at_risk
    outcome = REFER if urgent or (judged is not None and judged.weight == ASK) else REFUSED
    candidate, findings = (judged.candidate, judged.findings) if judged else (None, ())
    return Decision(outcome, urgent, on, reasons, candidate, findings, (), nearest)


def _permit(judgement: Judgement, on: str) -> Decision:
    outcome = REQUIRED if judgement.required else BY_WEIGHT[judgement.weight]
    c = judgement.candidate
    owed = duties(c, judgement.findings) if judgement.weight else ()
    return Decision(outcome, False, on, c.permits, c, judgement.findings, owed)  # noqa: FBT003 (not urgent)


def _first(items: Sequence[T], rank: Callable[[T], Any]) -> T:
    """The first item by rank. Mostly there is only one, which we need not rank."""
    return items[0] if len(items) == 1 else min(items, key=rank)


def _rank(judgement: Judgement) -> tuple[int, bool, int, int, int, str]:
    """Best first: by outcome, then by distance from the request, by the number of reasons against it, and by id."""
    weight, codes = -1 if judgement.required else judgement.weight, judgement.misfits
    beyond = len(_BEYOND.intersection(codes))
    return (weight, "other_purpose" in codes, beyond, len(codes), len(judgement.reasons), judgement.candidate.id)


_BEYOND = frozenset({"other_data", "other_people", "data_never_sent"})


# ---- where nothing permits


def _not_permitted(index: Index, request: Request, on: str, asked: Asked, judgements: Iterable[Judgement]) -> Decision:
    """Why not, from every disclosure to the recipient but the secret ones."""
    public = [judgement for judgement in judgements if not judgement.candidate.is_secret]
    if not public:
        return refusal(index, request.purpose, on, (Reason("not_disclosed", asked.groups[0]),))
    best = _first(public, _rank)
    if not best.misfits:
        return refusal(index, request.purpose, on, best.reasons, best)
    reasons = [Reason(m, asked.groups[0] if m in OF_THE_RECIPIENT else best.candidate.id) for m in best.misfits]
    return refusal(index, request.purpose, on, tuple(reasons), best, _nearest_candidate(public, request))


def _wrong_ids(index: Index, r: Request) -> tuple[Reason, ...]:
    """A reason for each id that is unknown, or names another kind of thing than it should."""
    senders = () if r.sender is None else (r.sender,)
    ids_by_place = ((r.recipient,), senders, (r.purpose,), r.data_categories, r.data_subjects)
    kinds = index.kinds
    wrong = [
        (where, names, code, key)
        for (where, names, code), ids in zip(_IDS, ids_by_place, strict=True)
        for key in ids
        if kinds.get(key) not in names
    ]
    wrong += [(named.where, named.kinds, "unknown_id", named.key) for named in _wrong_ids_in_evidence(index, r)]
    return tuple(
        dict.fromkeys([_reason_for_wrong_id(index, *named, is_one_of_few=len(wrong) <= FEW) for named in wrong])
    )


_IDS = tuple(
    (where, REQUEST[where].names, code)
    for where, code in {
        "recipient": "unknown_recipient",
        "sender": "unknown_sender",
        "purpose": "unknown_purpose",
        "data_categories": "unknown_data_category",
        "data_subjects": "unknown_data_subject",
    }.items()
)
"""For each key of a request with ids: the kinds of thing that they may name, and the code for an unknown id."""


def _has_wrong_ids_besides(index: Index, r: Request, permits: Iterable[Judgement]) -> bool:
    """Whether ids in the evidence, or the sender's, are wrong although a disclosure permits.

    A sender whom a secret disclosure permits may also know other secret things, so ids of those are not wrong.
    """
    wrong_kinds = [(index.kinds.get(each.key), each.kinds) for each in _wrong_ids_in_evidence(index, r)]
    if r.sender is not None and (kind := index.kinds.get(r.sender)) not in REQUEST["sender"].names:
        wrong_kinds.append((kind, REQUEST["sender"].names))
    return bool(wrong_kinds) and not (
        any(judgement.candidate.is_secret for judgement in permits)
        and all(kind in [HIDDEN + each for each in kinds] for kind, kinds in wrong_kinds)
    )


def _wrong_ids_in_evidence(index: Index, r: Request) -> list[Named]:
    return [each for each in r.named if index.kinds.get(each.key) not in each.kinds]


def _reason_for_wrong_id(
    index: Index, where: str, kinds: tuple[str, ...], code: str, key: str, *, is_one_of_few: bool
) -> Reason:
    kind = index.kinds.get(key)
    if kind is None or kind.startswith(HIDDEN):
        return Reason(code, where, instead=index.like(key, kinds) if is_one_of_few else ())
    if kind == "retired":
        return Reason("retired_id", where, instead=index.replaced[key])
    return Reason("wrong_kind", where)


def _nearest_candidate(judgements: Iterable[Judgement], r: Request) -> Candidate | None:
    """The closest disclosure of those that only state another purpose, other data or other people."""
    close = [j.candidate for j in judgements if _NEAR.issuperset(j.misfits)]
    return _first(close, lambda c: _distance(c, r)) if close else None


_NEAR = frozenset({"other_purpose", "other_data", "other_people"})


def _distance(c: Candidate, r: Request) -> tuple[bool, int, str]:
    other_data = len(c.data and set(r.data_categories) - c.data)
    other_people = len(c.people and set(r.data_subjects) - c.people)
    return (bool(c.purposes) and r.purpose not in c.purposes, other_data + other_people, c.id)

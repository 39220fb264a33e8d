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
"""Of a request with more wrong ids than so many nobody looks for what could be meant: that takes milliseconds each."""
BY_WEIGHT = (PERMITTED, WITH_DUTIES, REFER, REFUSED)


class Decision(NamedTuple):
    """The answer to a request on a day: outcome, whether a person must answer at once, and why.

    `candidate` is the disclosure that answers, `findings` what became of its `checks`, `nearest` the one that comes
    closest where none does.
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
    judged = [judge(c, request, sender, on, asked, entry.forbidding) for c in entry.candidates]
    permits = [found for found in judged if found.weight <= DUTY]
    if permits and not ((request.named or request.sender) and _wrong_besides(index, request, permits)):
        return _permit(_first(permits, _rank), on)
    wrong = _wrong_ids(index, request)
    if wrong:
        return refusal(index, request.purpose, on, wrong)
    others = [c for c in index.candidates(asked) if request.purpose not in c.purposes]
    judged += [judge(c, request, sender, on, asked, entry.forbidding) for c in others]
    return _not_permitted(index, request, on, asked, judged)


def refusal(
    index: Index | None,
    purpose: str | None,
    on: str,
    reasons: tuple[Reason, ...],
    judged: Judgement | None = None,
    nearest: Candidate | None = None,
) -> Decision:
    """A no; where somebody may be at risk a question to a person, at once."""
    urgent = index is not None and purpose in index.at_risk
    outcome = REFER if urgent or (judged is not None and judged.weight == ASK) else REFUSED
    candidate, findings = (judged.candidate, judged.findings) if judged else (None, ())
    return Decision(outcome, urgent, on, reasons, candidate, findings, (), nearest)


def _permit(found: Judgement, on: str) -> Decision:
    outcome = REQUIRED if found.required else BY_WEIGHT[found.weight]
    c = found.candidate
    owed = duties(c, found.findings) if found.weight else ()
    return Decision(outcome, False, on, c.permits, c, found.findings, owed)  # noqa: FBT003 (not urgent)


def _first(found: Sequence[T], rank: Callable[[T], Any]) -> T:
    """The least by rank; mostly there is but one, and nothing to be ranked."""
    return found[0] if len(found) == 1 else min(found, key=rank)


def _rank(found: Judgement) -> tuple[int, bool, int, int, int, str]:
    """Best first: the outcome, then how far it is from what was asked, then how much speaks against it, then the id."""
    weight, codes = -1 if found.required else found.weight, found.misfits
    beyond = len(_BEYOND.intersection(codes))
    return (weight, "other_purpose" in codes, beyond, len(codes), len(found.reasons), found.candidate.id)


_BEYOND = frozenset({"other_data", "other_people", "data_never_sent"})


# ---- where nothing permits


def _not_permitted(index: Index, request: Request, on: str, asked: Asked, judged: Iterable[Judgement]) -> Decision:
    """Why not, from every disclosure to whom was asked; what may not be known of is left out."""
    seen = [found for found in judged if not found.candidate.is_secret]
    if not seen:
        return refusal(index, request.purpose, on, (Reason("not_disclosed", asked.groups[0]),))
    best = _first(seen, _rank)
    if not best.misfits:
        return refusal(index, request.purpose, on, best.reasons, best)
    reasons = [Reason(m, asked.groups[0] if m in OF_THE_RECIPIENT else best.candidate.id) for m in best.misfits]
    return refusal(index, request.purpose, on, tuple(reasons), best, _nearest(seen, request))


def _wrong_ids(index: Index, r: Request) -> tuple[Reason, ...]:
    """Every id that is not known, or names something else than it should."""
    senders = () if r.sender is None else (r.sender,)
    given = ((r.recipient,), senders, (r.purpose,), r.data_categories, r.data_subjects)
    kinds = index.kinds
    wrong = [
        (where, names, code, key)
        for (where, names, code), ids in zip(_IDS, given, strict=True)
        for key in ids
        if kinds.get(key) not in names
    ]
    wrong += [(each.where, each.kinds, "unknown_id", each.key) for each in _wrong_in_evidence(index, r)]
    return tuple(dict.fromkeys([_wrong(index, *each, is_one_of_few=len(wrong) <= FEW) for each in wrong]))


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
"""Where ids stand in a request, the kinds of thing that they may name, and what is said of one that nobody knows."""


def _wrong_besides(index: Index, r: Request, permits: Iterable[Judgement]) -> bool:
    """Whether ids are wrong though a disclosure permits: in evidence, or the sender's.

    Who is permitted what may not be confirmed may know of the rest.
    """
    wrong = [(index.kinds.get(each.key), each.kinds) for each in _wrong_in_evidence(index, r)]
    if r.sender is not None and (kind := index.kinds.get(r.sender)) not in REQUEST["sender"].names:
        wrong.append((kind, REQUEST["sender"].names))
    return bool(wrong) and not (
        any(found.candidate.is_secret for found in permits)
        and all(kind in [HIDDEN + each for each in kinds] for kind, kinds in wrong)
    )


def _wrong_in_evidence(index: Index, r: Request) -> list[Named]:
    return [each for each in r.named if index.kinds.get(each.key) not in each.kinds]


def _wrong(index: Index, where: str, kinds: tuple[str, ...], code: str, key: str, *, is_one_of_few: bool) -> Reason:
    kind = index.kinds.get(key)
    if kind is None or kind.startswith(HIDDEN):
        return Reason(code, where, instead=index.like(key, kinds) if is_one_of_few else ())
    if kind == "retired":
        return Reason("retired_id", where, instead=index.replaced[key])
    return Reason("wrong_kind", where)


def _nearest(found: Iterable[Judgement], r: Request) -> Candidate | None:
    """The disclosure that only states another purpose, other data or other people, and of these as few as can be."""
    close = [j.candidate for j in found if _NEAR.issuperset(j.misfits)]
    return _first(close, lambda c: _distance(c, r)) if close else None


_NEAR = frozenset({"other_purpose", "other_data", "other_people"})


def _distance(c: Candidate, r: Request) -> tuple[bool, int, str]:
    other_data = len(c.data and set(r.data_categories) - c.data)
    other_people = len(c.people and set(r.data_subjects) - c.people)
    return (bool(c.purposes) and r.purpose not in c.purposes, other_data + other_people, c.id)
